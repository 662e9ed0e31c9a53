//! What a record to be pruned has beneath it, and what still holds it: rows, and statements that are none.

use super::column::{heat_id, instant_there, key};
use crate::domain::id::{ClassId, EntryId, HeatId, LivercDriverId};
use crate::domain::record::{Entrant, RecordKey};
use crate::domain::standing::{Beneath, HeldBy};
use crate::domain::time::Instant;
use crate::infra::db::error::DbError;
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;

const HEATS_OF_CLASS: &str = "
    SELECT h.id, max(k.captured_at, coalesce((SELECT d.captured_at FROM capture d WHERE d.id = h.detail_capture_id), ''),
               coalesce((SELECT d.captured_at FROM capture d WHERE d.id = h.heading_capture_id), ''))
      FROM class c JOIN heat h ON h.class_id = c.id JOIN capture k ON k.id = h.capture_id
     WHERE c.external_id = ?1";

const ENTRIES_OF_CLASS: &str = "
    SELECT n.external_id, n.liverc_driver_id, k.captured_at
      FROM class c JOIN entry n ON n.class_id = c.id JOIN capture k ON k.id = n.capture_id
     WHERE c.external_id = ?1";

const RESULTS_OF_HEAT: &str = "
    SELECT n.external_id, n.liverc_driver_id, k.captured_at
      FROM result r JOIN entry n ON n.id = r.entry_id JOIN capture k ON k.id = r.capture_id
     WHERE r.heat_id = ?1";

// Shown, or stated and not shown.
const LAPS_OF_HEAT: &str = "
    SELECT k.captured_at FROM lap_sheet l JOIN capture k ON k.id = l.capture_id WHERE l.heat_id = ?1
    UNION ALL
    SELECT k.captured_at
      FROM version v JOIN statement s ON s.version_id = v.id JOIN capture k ON k.id = s.capture_id
     WHERE v.record = 'laps/' || ?1 AND k.state <> 'dropped'";

// Statements that wait are beneath it too: pruned with it, or the next parent would call them back.
const STATED_BENEATH: &str = "
    SELECT v.record, k.captured_at
      FROM version v JOIN statement s ON s.version_id = v.id JOIN capture k ON k.id = s.capture_id
     WHERE v.record >= ?1 AND v.record < ?2 AND k.state <> 'dropped'";

const RESULTS_OF_ENTRY: &str = "
    SELECT r.heat_id, h.label, r.missing_since IS NOT NULL
      FROM class c JOIN entry n ON n.class_id = c.id
      JOIN result r ON r.entry_id = n.id JOIN heat h ON h.id = r.heat_id
     WHERE c.external_id = ?1 AND (n.external_id = ?2 OR n.liverc_driver_id = ?3)
     ORDER BY r.heat_id";

/// Everything beneath a class or heat, by key; nothing for other kinds.
///
/// # Errors
/// When the database cannot be read.
pub fn beneath(conn: &Connection, of: RecordKey) -> Result<Vec<Beneath>, DbError> {
    let mut found = Newest::default();
    match of {
        RecordKey::Class(class) => {
            entrants(conn, ENTRIES_OF_CLASS, class.get(), &mut found, |e| RecordKey::Entry(class, e))?;
            stated(conn, &format!("entry/{class}"), &mut found)?;
            for (heat, at) in heats(conn, class)? {
                found.add(RecordKey::Heat(heat), at);
                results(conn, heat, &mut found)?;
            }
        }
        RecordKey::Heat(heat) => results(conn, heat, &mut found)?,
        RecordKey::Event(_) | RecordKey::Entry(..) | RecordKey::Result(..) | RecordKey::Laps(_) => {}
    }
    Ok(found.0.into_iter().map(|(key, stated_at)| Beneath { key, stated_at }).collect())
}

/// The results of an entry, by heat.
///
/// # Errors
/// When the database cannot be read.
pub fn results_of_entry(conn: &Connection, class: ClassId, who: Entrant) -> Result<Vec<HeldBy>, DbError> {
    let (entry, driver) = match who {
        Entrant::Entry(id) => (Some(id.get()), None),
        Entrant::Driver(id) => (None, Some(id.get())),
    };
    let mut statement = conn.prepare_cached(RESULTS_OF_ENTRY)?;
    let rows = statement.query_map((class.get(), entry, driver), |row| {
        Ok(HeldBy { heat: heat_id(row, 0)?, label: row.get(1)?, missing: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ids of the sessions that are bound to a heat among these records, by id.
///
/// # Errors
/// When the database cannot be read.
pub fn sessions_of(
    conn: &Connection,
    records: impl IntoIterator<Item = RecordKey>,
) -> Result<Vec<String>, DbError> {
    let mut statement = conn.prepare_cached("SELECT id FROM session WHERE heat_named = ?1")?;
    let mut ids = Vec::new();
    for record in records {
        if let RecordKey::Heat(heat) = record {
            for id in statement.query_map([heat.get()], |row| row.get(0))? {
                ids.push(id?);
            }
        }
    }
    ids.sort();
    Ok(ids)
}

/// The newest statement of each record.
#[derive(Default)]
struct Newest(BTreeMap<RecordKey, Instant>);

impl Newest {
    fn add(&mut self, key: RecordKey, at: Instant) {
        let newest = self.0.entry(key).or_insert(at);
        *newest = (*newest).max(at);
    }
}

fn heats(conn: &Connection, class: ClassId) -> rusqlite::Result<Vec<(HeatId, Instant)>> {
    let mut statement = conn.prepare_cached(HEATS_OF_CLASS)?;
    let rows = statement.query_map([class.get()], |row| Ok((heat_id(row, 0)?, instant_there(row, 1)?)))?;
    rows.collect()
}

fn results(conn: &Connection, heat: HeatId, found: &mut Newest) -> rusqlite::Result<()> {
    entrants(conn, RESULTS_OF_HEAT, heat.get(), found, |e| RecordKey::Result(heat, e))?;
    let mut laps = conn.prepare_cached(LAPS_OF_HEAT)?;
    let mut rows = laps.query([heat.get()])?;
    while let Some(row) = rows.next()? {
        found.add(RecordKey::Laps(heat), instant_there(row, 0)?);
    }
    stated(conn, &format!("result/{heat}"), found)
}

fn entrants(
    conn: &Connection,
    sql: &str,
    parent: i64,
    found: &mut Newest,
    key: impl Fn(Entrant) -> RecordKey,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([parent])?;
    while let Some(row) = rows.next()? {
        if let Some(who) = entrant(row)? {
            found.add(key(who), instant_there(row, 2)?);
        }
    }
    Ok(())
}

fn entrant(row: &Row<'_>) -> rusqlite::Result<Option<Entrant>> {
    let entry = row.get::<_, Option<i64>>(0)?.and_then(EntryId::new).map(Entrant::Entry);
    let driver = row.get::<_, Option<i64>>(1)?.and_then(LivercDriverId::new).map(Entrant::Driver);
    Ok(entry.or(driver))
}

fn stated(conn: &Connection, prefix: &str, found: &mut Newest) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(STATED_BENEATH)?;
    // `0` follows `/`, so this range is every key that begins with the prefix and a slash.
    let mut rows = statement.query((format!("{prefix}/"), format!("{prefix}0")))?;
    while let Some(row) = rows.next()? {
        found.add(key(row, 0)?, instant_there(row, 1)?);
    }
    Ok(())
}
