//! The entries of a class, whatever they are known by: what is there, and what pages and laps say of people.

use super::row::{class_id, entrant, heat_id};
use super::sql_types::order;
use super::statement::{Kept, from_body};
use crate::domain::capture::CaptureOrder;
use crate::domain::id::{ClassId, EntryId, HeatId, LivercDriverId};
use crate::domain::merge::Stated;
use crate::domain::record::{Entrant, EntryFields, Fields, RecordKey};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// An entry's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row id.
    pub id: i64,
    /// LiveRC's id of the entry.
    pub external: Option<EntryId>,
    /// LiveRC's id of the person.
    pub driver: Option<LivercDriverId>,
    /// As shown.
    pub driver_name: String,
    /// As shown.
    pub car_number: Option<String>,
    /// The capture that last stated it.
    pub capture: i64,
    /// Whether only laps name it.
    pub made: bool,
}

/// What one page says of a person in one race.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The race.
    pub heat: HeatId,
    /// The person.
    pub driver: LivercDriverId,
    /// Name and car number, in the order of captures.
    pub stated: Stated<Kept>,
}

/// What laps say of someone whom nothing else may state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapper {
    /// Whose they are.
    pub who: Entrant,
    /// The name that the lap rows print.
    pub printed_name: Option<String>,
    /// The capture of the laps.
    pub capture: i64,
    /// Where that stands in the order.
    pub order: CaptureOrder,
}

/// The rows of a class, by row id.
///
/// # Errors
/// When `SQLite` fails.
pub fn rows(conn: &Connection, class: i64) -> Result<Vec<Row>> {
    conn.prepare_cached(
        "SELECT id, external_id, liverc_driver_id, driver_name, car_number, capture_id, made
           FROM entry WHERE class_id = ?1 ORDER BY id",
    )?
    .query_map([class], read_row)?
    .collect()
}

/// One row.
///
/// # Errors
/// When `SQLite` fails.
pub fn row(conn: &Connection, id: i64) -> Result<Option<Row>> {
    conn.prepare_cached(
        "SELECT id, external_id, liverc_driver_id, driver_name, car_number, capture_id, made FROM entry WHERE id = ?1",
    )?
    .query_row([id], read_row)
    .optional()
}

fn read_row(row: &rusqlite::Row<'_>) -> Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        external: row.get::<_, Option<i64>>(1)?.and_then(EntryId::new),
        driver: row.get::<_, Option<i64>>(2)?.and_then(LivercDriverId::new),
        driver_name: row.get(3)?,
        car_number: row.get(4)?,
        capture: row.get(5)?,
        made: row.get(6)?,
    })
}

/// Whether a class has an entry that pages or laps alone name, or that a page names, too.
///
/// # Errors
/// When `SQLite` fails.
pub fn concerns(conn: &Connection, class: i64) -> Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM entry WHERE class_id = ?1 AND (made = 1 OR liverc_driver_id IS NOT NULL))",
    )?
    .query_row([class], |row| row.get(0))
}

// '@' stands before a driver's id in a key; 'A' is the character after it.
const STARTERS: &str = "
    SELECT h.id, v.record, v.id, v.family, v.body, v.waits_for, s.capture_id, s.item,
           c.captured_at, c.member_number, c.sha256, c.context
      FROM heat h
      JOIN version v ON v.record > 'result/' || h.id || '/@' AND v.record < 'result/' || h.id || '/A'
      JOIN statement s ON s.version_id = v.id JOIN capture c ON c.id = s.capture_id
     WHERE h.class_id = ?1 AND c.state <> 'dropped'";

/// Everything that pages say of people in the races of a class.
///
/// # Errors
/// When `SQLite` fails or a kept version cannot be read.
pub fn starters(conn: &Connection, class: i64) -> Result<Vec<Starter>> {
    let mut statement = conn.prepare_cached(STARTERS)?;
    let mut rows = statement.query([class])?;
    let mut all = Vec::new();
    let unreadable = || rusqlite::Error::InvalidColumnType(4, "body".into(), rusqlite::types::Type::Text);
    while let Some(row) = rows.next()? {
        let record: String = row.get(1)?;
        let Ok(key @ RecordKey::Result(heat, Entrant::Driver(driver))) = record.parse() else { continue };
        let body: String = row.get(4)?;
        let Some(Fields::Result(result)) = from_body(key, &body) else { return Err(unreadable()) };
        let family: String = row.get(3)?;
        let fields = EntryFields {
            driver_name: result.driver_name,
            car_number: result.car_number,
            ..EntryFields::default()
        };
        all.push(Starter {
            heat,
            driver,
            stated: Stated {
                order: order(row, 8)?,
                family: family.parse().map_err(|_| unreadable())?,
                fields: Fields::Entry(fields),
                tag: Kept {
                    version: row.get(2)?,
                    capture: row.get(6)?,
                    item: row.get(7)?,
                    waits_for: row.get(5)?,
                },
            },
        });
    }
    Ok(all)
}

/// The people in the shown laps of a class whom perhaps nothing else states.
///
/// # Errors
/// When `SQLite` fails.
pub fn lappers(conn: &Connection, class: i64) -> Result<Vec<Lapper>> {
    let mut statement = conn.prepare_cached(
        "SELECT e.external_id, e.liverc_driver_id, c.family = 'race-result', l.printed_name, s.capture_id,
                c.captured_at, c.member_number, c.sha256, c.context
           FROM entry e JOIN lap_entrant l ON l.entry_id = e.id JOIN lap_sheet s ON s.heat_id = l.heat_id
           JOIN capture c ON c.id = s.capture_id
          WHERE e.class_id = ?1 AND (e.made = 1 OR c.family <> 'race-result')",
    )?;
    let mut rows = statement.query([class])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (external, driver) = (row.get(0)?, row.get(1)?);
        let who = if row.get(2)? { entrant(external, None) } else { entrant(None, driver) };
        if let Some(who) = who {
            all.push(Lapper { who, printed_name: row.get(3)?, capture: row.get(4)?, order: order(row, 5)? });
        }
    }
    Ok(all)
}

/// The heats of a class whose laps are stated and not shown: they wait, or are about to be laid out anew.
///
/// # Errors
/// When `SQLite` fails.
pub fn heats_of_hidden_laps(conn: &Connection, class: i64) -> Result<Vec<HeatId>> {
    conn.prepare_cached(
        "SELECT h.id FROM heat h
          WHERE h.class_id = ?1 AND NOT EXISTS (SELECT 1 FROM lap_sheet s WHERE s.heat_id = h.id)
            AND EXISTS (SELECT 1 FROM version v WHERE v.record = 'laps/' || h.id)",
    )?
    .query_map([class], |row| heat_id(row.get(0)?))?
    .collect()
}

/// LiveRC's id of a class's row.
///
/// # Errors
/// When `SQLite` fails.
pub fn id_of_class(conn: &Connection, class: i64) -> Result<Option<ClassId>> {
    let id: Option<i64> = conn
        .prepare_cached("SELECT external_id FROM class WHERE id = ?1")?
        .query_row([class], |row| row.get(0))
        .optional()?
        .flatten();
    id.map(class_id).transpose()
}

/// The races in which an entry's row has a result or laps.
///
/// # Errors
/// When `SQLite` fails.
pub fn races_of(conn: &Connection, entry: i64) -> Result<Vec<HeatId>> {
    conn.prepare_cached(
        "SELECT heat_id FROM result WHERE entry_id = ?1 UNION SELECT heat_id FROM lap_entrant WHERE entry_id = ?1",
    )?
    .query_map([entry], |row| heat_id(row.get(0)?))?
    .collect()
}

/// Shows an entry that pages or laps alone name; its row id.
///
/// # Errors
/// When `SQLite` fails.
pub fn insert(
    conn: &Connection,
    class: i64,
    who: Entrant,
    f: &EntryFields,
    capture: i64,
    made: bool,
) -> Result<i64> {
    let (external, driver) = match who {
        Entrant::Entry(id) => (Some(id.get()), None),
        Entrant::Driver(id) => (None, Some(id.get())),
    };
    conn.prepare_cached(
        "INSERT INTO entry (class_id, external_id, liverc_driver_id, driver_name, car_number, capture_id, has_history, made)
         VALUES (:class, :external, :driver, :name, :car, :capture, 1, :made)",
    )?
    .execute(named_params! {
        ":class": class, ":external": external, ":driver": driver, ":name": f.driver_name, ":car": f.car_number,
        ":capture": capture, ":made": made,
    })?;
    Ok(conn.last_insert_rowid())
}

/// Changes such an entry's values.
///
/// # Errors
/// When `SQLite` fails.
pub fn update(conn: &Connection, entry: i64, f: &EntryFields, capture: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE entry SET driver_name = :name, car_number = :car, capture_id = :capture WHERE id = :id",
    )?
    .execute(named_params! {
        ":name": f.driver_name, ":car": f.car_number, ":capture": capture, ":id": entry,
    })
    .map(drop)
}

/// Says which person of the race pages an entry's row is, or that it is none.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_driver(conn: &Connection, entry: i64, driver: Option<LivercDriverId>) -> Result<()> {
    conn.prepare_cached("UPDATE entry SET liverc_driver_id = ?2 WHERE id = ?1")?
        .execute((entry, driver.map(LivercDriverId::get)))
        .map(drop)
}

/// Lets an entry's row go.
///
/// # Errors
/// When `SQLite` fails.
pub fn delete(conn: &Connection, entry: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM entry WHERE id = ?1")?.execute([entry]).map(drop)
}

/// Every class's row in which pages or laps name someone.
///
/// # Errors
/// When `SQLite` fails.
pub fn classes(conn: &Connection) -> Result<Vec<i64>> {
    conn.prepare_cached(
        "SELECT DISTINCT class_id FROM entry WHERE made = 1 OR liverc_driver_id IS NOT NULL ORDER BY class_id",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}
