//! Events and classes that only headings name: made as long as a heat needs them, without an id of their own.

use super::row::heat_id;
use super::sql_types::order;
use crate::domain::capture::CaptureOrder;
use crate::domain::id::{EventId, HeatId};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// The event that pages with this track and title share, if it is there.
///
/// # Errors
/// When `SQLite` fails.
pub fn event(conn: &Connection, track: Option<&str>, title: &str) -> Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT id FROM event WHERE coalesce(track_name, '') = ?1 AND title = ?2 AND external_id IS NULL",
    )?
    .query_row((track.unwrap_or_default(), title), |row| row.get(0))
    .optional()
}

/// Makes it.
///
/// # Errors
/// When `SQLite` fails.
pub fn insert_event(conn: &Connection, track: Option<&str>, title: &str, capture: i64) -> Result<i64> {
    conn.prepare_cached(
        "INSERT INTO event (track_name, title, capture_id, has_history) VALUES (?1, ?2, ?3, 1)",
    )?
    .execute((track, title, capture))?;
    Ok(conn.last_insert_rowid())
}

/// The class of an event's row that only headings name so, if it is there.
///
/// # Errors
/// When `SQLite` fails.
pub fn class(conn: &Connection, event: i64, name: &str) -> Result<Option<i64>> {
    conn.prepare_cached("SELECT id FROM class WHERE event_id = ?1 AND name = ?2 AND external_id IS NULL")?
        .query_row((event, name), |row| row.get(0))
        .optional()
}

/// Makes it.
///
/// # Errors
/// When `SQLite` fails.
pub fn insert_class(conn: &Connection, event: i64, name: &str, capture: i64) -> Result<i64> {
    conn.prepare_cached(
        "INSERT INTO class (event_id, name, capture_id, has_history) VALUES (?1, ?2, ?3, 1)",
    )?
    .execute((event, name, capture))?;
    Ok(conn.last_insert_rowid())
}

/// The classes of an event's row that have an id: row, id, name.
///
/// # Errors
/// When `SQLite` fails.
pub fn named_classes(conn: &Connection, event: i64) -> Result<Vec<(i64, i64, String)>> {
    conn.prepare_cached(
        "SELECT id, external_id, name FROM class WHERE event_id = ?1 AND external_id IS NOT NULL ORDER BY external_id",
    )?
    .query_map([event], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
    .collect()
}

/// The event's row and LiveRC's id of a class's row.
///
/// # Errors
/// When `SQLite` fails or the row is not there.
pub fn of_class(conn: &Connection, class: i64) -> Result<(i64, Option<i64>)> {
    conn.prepare_cached("SELECT event_id, external_id FROM class WHERE id = ?1")?
        .query_row([class], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a heat is of its class only because a heading says so, anywhere.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_by_heading(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM heat WHERE by_heading = 1)")?
        .query_row([], |row| row.get(0))
}

/// The heats of an event's row whose class only a heading tells.
///
/// # Errors
/// When `SQLite` fails.
pub fn heats_by_heading(conn: &Connection, event: i64) -> Result<Vec<HeatId>> {
    conn.prepare_cached(
        "SELECT h.id FROM class c JOIN heat h ON h.class_id = c.id WHERE c.event_id = ?1 AND h.by_heading = 1",
    )?
    .query_map([event], |row| heat_id(row.get(0)?))?
    .collect()
}

/// The heats whose headings name an event by its id, wherever they are.
///
/// # Errors
/// When `SQLite` fails.
pub fn heats_naming(conn: &Connection, event: EventId) -> Result<Vec<HeatId>> {
    conn.prepare_cached(
        "SELECT DISTINCT h.id FROM heat h JOIN version v ON v.record = 'heat/' || h.id
          WHERE h.by_heading = 1 AND json_extract(v.body, '$.event_id') = ?1",
    )?
    .query_map([event.get()], |row| heat_id(row.get(0)?))?
    .collect()
}

/// The heats of an event's row with a time on the track's clock.
///
/// # Errors
/// When `SQLite` fails.
pub fn heats_on_local_time(conn: &Connection, event: i64) -> Result<Vec<HeatId>> {
    conn.prepare_cached(
        "SELECT h.id FROM class c JOIN heat h ON h.class_id = c.id
          WHERE c.event_id = ?1 AND (h.scheduled_local IS NOT NULL OR h.completed_local IS NOT NULL)",
    )?
    .query_map([event], |row| heat_id(row.get(0)?))?
    .collect()
}

/// The time zone of the event that a class's row is of.
///
/// # Errors
/// When `SQLite` fails or the row is not there.
pub fn zone_of_class(conn: &Connection, class: i64) -> Result<Option<String>> {
    conn.prepare_cached("SELECT e.time_zone FROM class c JOIN event e ON e.id = c.event_id WHERE c.id = ?1")?
        .query_row([class], |row| row.get(0))
}

/// What a made row is to show of its newest heat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    /// The capture that last said so.
    pub capture: i64,
    /// The heat's days, as printed.
    pub local_dates: Option<String>,
}

const OF_CLASS: &str = "
    SELECT h.capture_id, h.local_dates, c.captured_at, c.member_number, c.sha256, c.context
      FROM heat h JOIN capture c ON c.id = h.capture_id
     WHERE h.class_id = ?1 AND h.by_heading = 1";
const OF_EVENT: &str = "
    SELECT h.capture_id, h.local_dates, c.captured_at, c.member_number, c.sha256, c.context
      FROM class k JOIN heat h ON h.class_id = k.id JOIN capture c ON c.id = h.capture_id
     WHERE k.event_id = ?1 AND h.by_heading = 1";

fn newest(conn: &Connection, sql: &str, row: i64) -> Result<Option<Newest>> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query([row])?;
    let mut newest: Option<(CaptureOrder, Newest)> = None;
    while let Some(row) = rows.next()? {
        let at = order(row, 2)?;
        if newest.as_ref().is_none_or(|(order, _)| at > *order) {
            newest = Some((at, Newest { capture: row.get(0)?, local_dates: row.get(1)? }));
        }
    }
    Ok(newest.map(|(_, found)| found))
}

/// What the newest heat of a made class says; none when no heat needs it.
///
/// # Errors
/// When `SQLite` fails.
pub fn newest_of_class(conn: &Connection, class: i64) -> Result<Option<Newest>> {
    newest(conn, OF_CLASS, class)
}

/// What the newest heat of a made event says; none when no heat needs it.
///
/// # Errors
/// When `SQLite` fails.
pub fn newest_of_event(conn: &Connection, event: i64) -> Result<Option<Newest>> {
    newest(conn, OF_EVENT, event)
}

/// What a made class shows, or nothing if there is no such row or it has an id.
///
/// # Errors
/// When `SQLite` fails.
pub fn class_shows(conn: &Connection, class: i64) -> Result<Option<i64>> {
    conn.prepare_cached("SELECT capture_id FROM class WHERE id = ?1 AND external_id IS NULL")?
        .query_row([class], |row| row.get(0))
        .optional()
}

/// What a made event shows, or nothing if there is no such row or it has an id.
///
/// # Errors
/// When `SQLite` fails.
pub fn event_shows(conn: &Connection, event: i64) -> Result<Option<Newest>> {
    conn.prepare_cached("SELECT capture_id, local_dates FROM event WHERE id = ?1 AND external_id IS NULL")?
        .query_row([event], |row| Ok(Newest { capture: row.get(0)?, local_dates: row.get(1)? }))
        .optional()
}

/// Says which capture last named a made class.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_class(conn: &Connection, class: i64, newest: &Newest) -> Result<()> {
    conn.prepare_cached("UPDATE class SET capture_id = :capture WHERE id = :id")?
        .execute(named_params! { ":capture": newest.capture, ":id": class })
        .map(drop)
}

/// Says which capture last named a made event, and its days.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_event(conn: &Connection, event: i64, newest: &Newest) -> Result<()> {
    conn.prepare_cached("UPDATE event SET capture_id = :capture, local_dates = :dates WHERE id = :id")?
        .execute(named_params! { ":capture": newest.capture, ":dates": newest.local_dates, ":id": event })
        .map(drop)
}

/// Lets a made class go.
///
/// # Errors
/// When `SQLite` fails.
pub fn delete_class(conn: &Connection, class: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM class WHERE id = ?1 AND external_id IS NULL")?.execute([class]).map(drop)
}

/// Lets a made event go.
///
/// # Errors
/// When `SQLite` fails.
pub fn delete_event(conn: &Connection, event: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM event WHERE id = ?1 AND external_id IS NULL")?.execute([event]).map(drop)
}

/// Every made class and every made event, by row.
///
/// # Errors
/// When `SQLite` fails.
pub fn all(conn: &Connection) -> Result<(Vec<i64>, Vec<i64>)> {
    let ids =
        |sql: &str| conn.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>>>();
    Ok((
        ids("SELECT id FROM class WHERE external_id IS NULL ORDER BY id")?,
        ids("SELECT id FROM event WHERE external_id IS NULL ORDER BY id")?,
    ))
}
