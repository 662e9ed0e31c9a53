//! A race as its laps and results stand side by side, for what follows from both.

use super::row::entrant;
use crate::domain::id::HeatId;
use crate::domain::record::{Entrant, ResultFields};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// A result that no record states, made from laps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeResult {
    /// The entry's row.
    pub entry: i64,
    /// What it goes by.
    pub who: Entrant,
    /// The values made for it.
    pub fields: ResultFields,
    /// The capture of the laps.
    pub capture: i64,
}

/// The capture of a race's laps, if they are shown.
///
/// # Errors
/// When `SQLite` fails.
pub fn sheet_capture(conn: &Connection, heat: HeatId) -> Result<Option<i64>> {
    conn.prepare_cached("SELECT capture_id FROM lap_sheet WHERE heat_id = ?1")?
        .query_row([heat.get()], |row| row.get(0))
        .optional()
}

/// Whether any record states a result of a race.
///
/// # Errors
/// When `SQLite` fails.
pub fn has_stated_results(conn: &Connection, heat: HeatId) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM result WHERE heat_id = ?1 AND made = 0)")?
        .query_row([heat.get()], |row| row.get(0))
}

/// Whether any result at all is made from laps.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_made(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM result WHERE made = 1)")?
        .query_row([], |row| row.get(0))
}

/// Whether a race has results made from laps.
///
/// # Errors
/// When `SQLite` fails.
pub fn has_made_results(conn: &Connection, heat: HeatId) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM result WHERE heat_id = ?1 AND made = 1)")?
        .query_row([heat.get()], |row| row.get(0))
}

/// The results of a race that are made from laps, by entry.
///
/// # Errors
/// When `SQLite` fails.
pub fn made_results(conn: &Connection, heat: HeatId) -> Result<Vec<MadeResult>> {
    conn.prepare_cached(
        "SELECT r.entry_id, e.external_id, e.liverc_driver_id, r.finish_position, r.laps_completed, r.total_time_ms,
                r.fast_lap_ms, r.capture_id
           FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.heat_id = ?1 AND r.made = 1 ORDER BY r.entry_id",
    )?
    .query_map([heat.get()], |row| {
        Ok(MadeResult {
            entry: row.get(0)?,
            who: entrant(row.get(1)?, row.get(2)?).ok_or_else(super::row::mismatched)?,
            fields: ResultFields {
                finish_position: row.get(3)?,
                laps_completed: row.get(4)?,
                total_time_ms: row.get(5)?,
                fast_lap_ms: row.get(6)?,
                ..ResultFields::default()
            },
            capture: row.get(7)?,
        })
    })?
    .collect()
}

/// Who has laps in a race: the entry's row and what it goes by, by row.
///
/// # Errors
/// When `SQLite` fails.
pub fn lappers(conn: &Connection, heat: HeatId) -> Result<Vec<(i64, Entrant)>> {
    conn.prepare_cached(
        "SELECT l.entry_id, e.external_id, e.liverc_driver_id FROM lap_entrant l JOIN entry e ON e.id = l.entry_id
          WHERE l.heat_id = ?1 ORDER BY coalesce(e.external_id, 9223372036854775807), e.liverc_driver_id",
    )?
    .query_map([heat.get()], |row| {
        Ok((row.get(0)?, entrant(row.get(1)?, row.get(2)?).ok_or_else(super::row::mismatched)?))
    })?
    .collect()
}

/// The laps of one entry in a race: number and milliseconds, by number.
///
/// # Errors
/// When `SQLite` fails.
pub fn laps_of(conn: &Connection, heat: HeatId, entry: i64) -> Result<Vec<(i64, i64)>> {
    conn.prepare_cached(
        "SELECT lap_number, lap_time_ms FROM lap WHERE heat_id = ?1 AND entry_id = ?2 ORDER BY lap_number",
    )?
    .query_map((heat.get(), entry), |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The published average laps of a race in milliseconds, by entry's row.
///
/// # Errors
/// When `SQLite` fails.
pub fn published_averages(conn: &Connection, heat: HeatId) -> Result<Vec<(i64, i64)>> {
    conn.prepare_cached(
        "SELECT entry_id, avg_lap_ms FROM published WHERE heat_id = ?1 AND avg_lap_ms IS NOT NULL ORDER BY entry_id",
    )?
    .query_map([heat.get()], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// Shows a result made from laps.
///
/// # Errors
/// When `SQLite` fails.
pub fn insert_made(conn: &Connection, heat: HeatId, made: &MadeResult) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO result (heat_id, entry_id, finish_position, laps_completed, total_time_ms, fast_lap_ms,
                             capture_id, has_history, made)
         VALUES (:heat, :entry, :position, :laps, :total, :fast, :capture, 1, 1)",
    )?
    .execute(named_params! {
        ":heat": heat.get(), ":entry": made.entry, ":position": made.fields.finish_position,
        ":laps": made.fields.laps_completed, ":total": made.fields.total_time_ms, ":fast": made.fields.fast_lap_ms,
        ":capture": made.capture,
    })
    .map(drop)
}

/// Every race with laps or with results made from them.
///
/// # Errors
/// When `SQLite` fails or `take` does.
pub fn each(conn: &Connection, mut take: impl FnMut(HeatId) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT heat_id FROM lap_sheet UNION SELECT heat_id FROM result WHERE made = 1 ORDER BY heat_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(super::row::heat_id(row.get(0)?)?)?;
    }
    Ok(())
}
