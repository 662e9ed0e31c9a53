//! Laps, race by race: an outer statement gives the races in order, inner ones who ran in each and their laps.
//! A race is always whole, since its laps say something of one another; what is not asked for is marked.

#[cfg(test)]
use super::filter::Filtered;
use super::filter::{CLASS_ID, CLASS_NAME, EVENT_YEAR, Filter, Offers, teach_folding};
use super::race_laps::{LapReader, RaceLaps};
use rusqlite::{Connection, Row};
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// Conditions that choose races.
const HEATS: Offers = Offers {
    event: Some("e.external_id = :event"),
    class_id: Some(CLASS_ID),
    class_name: Some(CLASS_NAME),
    heat: Some("h.id = :heat"),
    session: Some("h.id = (SELECT heat_id FROM session WHERE id = :session)"),
    entry: Some(
        "h.id IN (SELECT p.heat_id FROM entry n JOIN lap_entrant p ON p.entry_id = n.id WHERE n.external_id = :entry)",
    ),
    entry_driver: Some(
        "h.id IN (SELECT p.heat_id FROM entry n JOIN lap_entrant p ON p.entry_id = n.id \
         WHERE n.liverc_driver_id = :entry)",
    ),
    // CROSS JOIN: names are folded once an entry.
    driver: Some(
        "h.id IN (SELECT p.heat_id FROM entry n CROSS JOIN lap_entrant p ON p.entry_id = n.id \
         WHERE instr(folded(n.driver_name), :driver) > 0)",
    ),
    status: None,
    from: Some("h.scheduled_start_utc >= :from"),
    to: Some("h.scheduled_start_utc < :to"),
    present: Some("h.missing_since IS NULL AND c.missing_since IS NULL"),
    event_year: Some(EVENT_YEAR),
};

/// Conditions that choose entrants of a race.
const ENTRANTS: Offers = Offers {
    event: None,
    class_id: None,
    class_name: None,
    heat: None,
    session: Some("s.id = :session"),
    entry: Some("n.external_id = :entry"),
    entry_driver: Some("n.liverc_driver_id = :entry"),
    driver: Some("instr(folded(n.driver_name), :driver) > 0"),
    status: None,
    from: None,
    to: None,
    present: Some("n.missing_since IS NULL"),
    event_year: None,
};

/// What all laps of a race share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapHeat {
    /// LiveRC's race id.
    pub heat_id: i64,
    /// The event's id at LiveRC.
    pub event_id: Option<i64>,
    /// The class's id at LiveRC.
    pub class_id: Option<i64>,
    /// The class's name.
    pub class_name: String,
    /// The heat's label.
    pub label: String,
    /// The event's IANA zone.
    pub zone: Option<String>,
    /// When the laps were captured.
    pub captured_at: String,
    /// The number of the first lap that counts in statistics, where that is decided.
    pub counts_from: Option<i64>,
}

/// Someone with laps in a race.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapEntrant {
    /// The entry's row, by which [`RaceLaps`] knows it.
    pub entry: i64,
    /// LiveRC's id of the entry.
    pub entry_id: Option<i64>,
    /// LiveRC's id of the person on race pages.
    pub liverc_driver_id: Option<i64>,
    /// The driver's name.
    pub driver_name: String,
    /// The car number.
    pub car_number: Option<String>,
    /// The transponder.
    pub transponder: Option<String>,
    /// The session, its own entry's before the heat's.
    pub session_id: Option<String>,
    /// Where it finished, as its result says.
    pub finish_position: Option<i64>,
    /// Whether its laps are asked for.
    pub is_wanted: bool,
}

/// Streams the races of which the filter leaves some laps, each with all its entrants in order and all laps.
///
/// # Errors
/// What `each` returns, or when the database cannot be read.
pub fn stream<E: From<rusqlite::Error>>(
    conn: &Connection,
    filter: &Filter,
    mut each: impl FnMut(&LapHeat, &[LapEntrant], &RaceLaps) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    teach_folding(conn)?;
    let mut heats = filter.apply(include_str!("lap_heats.sql"), &HEATS).prepare(conn)?;
    let mut entrants = filter.apply(include_str!("entrants_of_heat.sql"), &ENTRANTS).prepare(conn)?;
    let of_heat = entrants.parameter_index(":of_heat")?.unwrap_or(1);
    let mut laps = LapReader::new(conn)?;
    let mut field = Vec::new();
    let mut rows = heats.raw_query();
    while let Some(row) = rows.next()? {
        let heat = LapHeat::read(row)?;
        entrants.raw_bind_parameter(of_heat, heat.heat_id)?;
        field.clear();
        let mut found = entrants.raw_query();
        while let Some(row) = found.next()? {
            field.push(LapEntrant::read(row)?);
        }
        if !field.iter().any(|entrant| entrant.is_wanted) {
            continue;
        }
        field.sort_unstable_by(order);
        if each(&heat, &field, laps.read(heat.heat_id)?)?.is_break() {
            break;
        }
    }
    Ok(())
}

impl LapHeat {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            heat_id: row.get(0)?,
            event_id: row.get(1)?,
            class_id: row.get(2)?,
            class_name: row.get(3)?,
            label: row.get(4)?,
            zone: row.get(5)?,
            captured_at: row.get(6)?,
            counts_from: row.get(7)?,
        })
    }
}

impl LapEntrant {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            entry: row.get(0)?,
            entry_id: row.get(1)?,
            liverc_driver_id: row.get(2)?,
            driver_name: row.get(3)?,
            car_number: row.get(4)?,
            transponder: row.get(5)?,
            session_id: row.get(6)?,
            finish_position: row.get(7)?,
            is_wanted: row.get(8)?,
        })
    }
}

/// Finish position, entry id, LiveRC driver id; nulls after every value. Total, since two entries of a class
/// never share both ids.
fn order(a: &LapEntrant, b: &LapEntrant) -> Ordering {
    nulls_last(a.finish_position, b.finish_position)
        .then_with(|| nulls_last(a.entry_id, b.entry_id))
        .then_with(|| nulls_last(a.liverc_driver_id, b.liverc_driver_id))
}

/// The order of values of which some are unknown.
pub(super) fn nulls_last(a: Option<i64>, b: Option<i64>) -> Ordering {
    (a.is_none(), a).cmp(&(b.is_none(), b))
}

/// The statements that a filter makes, for a look at their plans.
#[cfg(test)]
pub(super) fn statements(filter: &Filter) -> Vec<Filtered> {
    vec![
        filter.apply(include_str!("lap_heats.sql"), &HEATS),
        filter.apply(include_str!("entrants_of_heat.sql"), &ENTRANTS),
    ]
}
