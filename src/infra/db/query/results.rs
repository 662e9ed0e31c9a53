//! Results, heat by heat: an outer statement gives the heats in order, an inner one each heat's results
//! from their primary key, which are sorted here. No million rows ever meet in one sort.

#[cfg(test)]
use super::filter::Filtered;
use super::filter::{CLASS_ID, CLASS_NAME, EVENT_YEAR, Filter, Offers, teach_folding};
use super::laps::nulls_last;
use rusqlite::{Connection, Row};
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// Conditions that choose heats.
const HEATS: Offers = Offers {
    event: Some("e.external_id = :event"),
    class_id: Some(CLASS_ID),
    class_name: Some(CLASS_NAME),
    heat: Some("h.id = :heat"),
    session: Some("h.id = (SELECT heat_id FROM session WHERE id = :session)"),
    entry: Some(
        "h.id IN (SELECT r.heat_id FROM entry n JOIN result r ON r.entry_id = n.id WHERE n.external_id = :entry)",
    ),
    entry_driver: Some(
        "h.id IN (SELECT r.heat_id FROM entry n JOIN result r ON r.entry_id = n.id WHERE n.liverc_driver_id = :entry)",
    ),
    // CROSS JOIN: names are folded once an entry, not once a result.
    driver: Some(
        "h.id IN (SELECT r.heat_id FROM entry n CROSS JOIN result r ON r.entry_id = n.id \
         WHERE instr(folded(n.driver_name), :driver) > 0)",
    ),
    status: None,
    from: Some("h.scheduled_start_utc >= :from"),
    to: Some("h.scheduled_start_utc < :to"),
    present: Some("h.missing_since IS NULL AND c.missing_since IS NULL"),
    event_year: Some(EVENT_YEAR),
};

/// Conditions that choose results of a heat.
const RESULTS: Offers = Offers {
    event: None,
    class_id: None,
    class_name: None,
    heat: None,
    session: Some("s.id = :session"),
    entry: Some("n.external_id = :entry"),
    entry_driver: Some("n.liverc_driver_id = :entry"),
    driver: Some("instr(folded(n.driver_name), :driver) > 0"),
    status: Some("r.status = :status COLLATE NOCASE"),
    from: None,
    to: None,
    present: Some("r.missing_since IS NULL AND n.missing_since IS NULL"),
    event_year: None,
};

/// What all results of a heat share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultHeat {
    /// LiveRC's race id.
    pub heat_id: i64,
    /// The event's id at LiveRC.
    pub event_id: Option<i64>,
    /// The event's title.
    pub event_title: String,
    /// The class's id at LiveRC.
    pub class_id: Option<i64>,
    /// The class's name.
    pub class_name: String,
    /// The heat's label.
    pub label: String,
    /// The round.
    pub round: Option<i64>,
    /// The attempt.
    pub attempt: Option<i64>,
    /// The heat's status.
    pub status: Option<String>,
    /// The scheduled start.
    pub start_utc: Option<String>,
    /// The event's IANA zone.
    pub zone: Option<String>,
}

/// A text of a result, kept in its heat's [`HeatResults`]; empty where unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span(Option<(usize, usize)>);

/// One result with its entry and its session. Durations are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the columns of their names")]
pub struct ResultRow {
    /// The entry's row.
    pub entry: i64,
    pub result_id: Option<i64>,
    pub entry_id: Option<i64>,
    pub driver_name: Span,
    pub car_number: Span,
    pub transponder: Span,
    pub vehicle: Span,
    pub sponsor: Span,
    pub hometown_city: Span,
    pub hometown_region: Span,
    pub finish_position: Option<i64>,
    pub laps_completed: Option<i64>,
    pub total_time_ms: Option<i64>,
    pub fast_lap_ms: Option<i64>,
    pub interval_ms: Option<i64>,
    pub status: Span,
    pub liverc_driver_id: Option<i64>,
    pub missing_since: Span,
    pub captured_at: Span,
    pub session_id: Span,
    pub session_name: Span,
    pub timing_provider: Span,
}

/// One heat's results and their texts; the same memory serves heat after heat.
#[derive(Debug, Default)]
pub struct HeatResults {
    text: String,
    rows: Vec<ResultRow>,
}

/// Streams the heats with the results that the filter leaves, sorted; heats left without any are passed over.
///
/// # Errors
/// What `each` returns, or when the database cannot be read.
pub fn stream<E: From<rusqlite::Error>>(
    conn: &Connection,
    filter: &Filter,
    mut each: impl FnMut(&ResultHeat, &HeatResults) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    teach_folding(conn)?;
    let mut heats = filter.apply(include_str!("result_heats.sql"), &HEATS).prepare(conn)?;
    let mut results = filter.apply(include_str!("results_of_heat.sql"), &RESULTS).prepare(conn)?;
    let of_heat = results.parameter_index(":of_heat")?.unwrap_or(1);
    let mut of = HeatResults::default();
    let mut rows = heats.raw_query();
    while let Some(row) = rows.next()? {
        let heat = ResultHeat::read(row)?;
        results.raw_bind_parameter(of_heat, heat.heat_id)?;
        of.fill(results.raw_query())?;
        if !of.rows.is_empty() && each(&heat, &of)?.is_break() {
            break;
        }
    }
    Ok(())
}

impl ResultHeat {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            heat_id: row.get(0)?,
            event_id: row.get(1)?,
            event_title: row.get(2)?,
            class_id: row.get(3)?,
            class_name: row.get(4)?,
            label: row.get(5)?,
            round: row.get(6)?,
            attempt: row.get(7)?,
            status: row.get(8)?,
            start_utc: row.get(9)?,
            zone: row.get(10)?,
        })
    }
}

impl HeatResults {
    /// The results, in order.
    #[must_use]
    pub fn rows(&self) -> &[ResultRow] {
        &self.rows
    }

    /// A text of one of the results.
    #[must_use]
    pub fn text(&self, span: Span) -> Option<&str> {
        span.0.map(|(start, end)| &self.text[start..end])
    }

    fn fill(&mut self, mut found: rusqlite::Rows<'_>) -> rusqlite::Result<()> {
        self.text.clear();
        self.rows.clear();
        while let Some(row) = found.next()? {
            let result = self.read(row)?;
            self.rows.push(result);
        }
        let text = &self.text;
        self.rows.sort_unstable_by(|a, b| order(text, a, b));
        Ok(())
    }

    fn read(&mut self, row: &Row<'_>) -> rusqlite::Result<ResultRow> {
        Ok(ResultRow {
            entry: row.get(21)?,
            result_id: row.get(0)?,
            entry_id: row.get(1)?,
            driver_name: self.keep(row, 2)?,
            car_number: self.keep(row, 3)?,
            transponder: self.keep(row, 4)?,
            vehicle: self.keep(row, 5)?,
            sponsor: self.keep(row, 6)?,
            hometown_city: self.keep(row, 7)?,
            hometown_region: self.keep(row, 8)?,
            finish_position: row.get(9)?,
            laps_completed: row.get(10)?,
            total_time_ms: row.get(11)?,
            fast_lap_ms: row.get(12)?,
            interval_ms: row.get(13)?,
            status: self.keep(row, 14)?,
            liverc_driver_id: row.get(15)?,
            missing_since: self.keep(row, 16)?,
            captured_at: self.keep(row, 17)?,
            session_id: self.keep(row, 18)?,
            session_name: self.keep(row, 19)?,
            timing_provider: self.keep(row, 20)?,
        })
    }

    fn keep(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Span> {
        let start = self.text.len();
        Ok(Span(row.get_ref(column)?.as_str_or_null()?.map(|text| {
            self.text.push_str(text);
            (start, self.text.len())
        })))
    }
}

/// Finish position, fast lap, driver name, entry id, LiveRC driver id; nulls after every value. Total, since
/// two entries of a class never share both ids.
fn order(text: &str, a: &ResultRow, b: &ResultRow) -> Ordering {
    let name = |row: &ResultRow| row.driver_name.0.map_or("", |(start, end)| &text[start..end]).as_bytes();
    nulls_last(a.finish_position, b.finish_position)
        .then_with(|| nulls_last(a.fast_lap_ms, b.fast_lap_ms))
        .then_with(|| name(a).cmp(name(b)))
        .then_with(|| nulls_last(a.entry_id, b.entry_id))
        .then_with(|| nulls_last(a.liverc_driver_id, b.liverc_driver_id))
}

/// The statements that a filter makes, for a look at their plans.
#[cfg(test)]
pub(super) fn statements(filter: &Filter) -> Vec<Filtered> {
    vec![
        filter.apply(include_str!("result_heats.sql"), &HEATS),
        filter.apply(include_str!("results_of_heat.sql"), &RESULTS),
    ]
}
