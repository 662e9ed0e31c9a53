//! What pages name beside records with ids, for whoever weighs whether two are one.

use super::column::{class_name, entry_name, event_name};
use crate::domain::facts::{ClassName, EntryName, EventName};
use crate::domain::time::Instant;
use crate::infra::db::error::DbError;
use rusqlite::Connection;

/// A class that pages name, in an event with an id that has classes with ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeClass {
    /// As pages name it.
    pub name: String,
    /// A class with an id in the event.
    pub other: ClassName,
}

/// An event as far as it is compared with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The row.
    pub row: i64,
    /// Its names.
    pub name: EventName,
    /// Where.
    pub track: Option<String>,
    /// Its days, as pages print them.
    pub local_dates: Option<String>,
    /// Its start.
    pub start: Option<Instant>,
    /// Its end.
    pub end: Option<Instant>,
}

/// The classes with an id, in which both an entry's id and a driver's id stand alone: row and name.
///
/// # Errors
/// When the database cannot be read.
pub fn mixed_classes(conn: &Connection) -> Result<Vec<(i64, ClassName)>, DbError> {
    let mut read = conn.prepare(
        "SELECT c.id, c.external_id, c.name, e.external_id, e.title
           FROM class c JOIN event e ON e.id = c.event_id
          WHERE c.external_id IS NOT NULL
            AND c.id IN (SELECT class_id FROM entry WHERE liverc_driver_id IS NOT NULL AND external_id IS NULL)
            AND EXISTS (SELECT 1 FROM entry n WHERE n.class_id = c.id AND n.external_id IS NOT NULL
                                                AND n.liverc_driver_id IS NULL)
          ORDER BY c.external_id",
    )?;
    let rows = read.query_map([], |row| Ok((row.get(0)?, class_name(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The entries of a class's row.
///
/// # Errors
/// When the database cannot be read.
pub fn entries(conn: &Connection, class: i64) -> Result<Vec<EntryName>, DbError> {
    let mut read = conn
        .prepare_cached("SELECT external_id, liverc_driver_id, driver_name FROM entry WHERE class_id = ?1")?;
    let rows = read.query_map([class], |row| entry_name(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every class that pages name in an event with an id, beside each class with an id there.
///
/// # Errors
/// When the database cannot be read.
pub fn made_classes(conn: &Connection) -> Result<Vec<MadeClass>, DbError> {
    let mut read = conn.prepare(
        "SELECT m.name, c.external_id, c.name, e.external_id, e.title
           FROM class m JOIN event e ON e.id = m.event_id JOIN class c ON c.event_id = e.id
          WHERE m.external_id IS NULL AND e.external_id IS NOT NULL AND c.external_id IS NOT NULL
          ORDER BY e.external_id, m.name, c.external_id",
    )?;
    let rows = read.query_map([], |row| Ok(MadeClass { name: row.get(0)?, other: class_name(row, 1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every event, those that pages name first.
///
/// # Errors
/// When the database cannot be read.
pub fn meetings(conn: &Connection) -> Result<Vec<Meeting>, DbError> {
    let any: bool =
        conn.query_row("SELECT EXISTS (SELECT 1 FROM event WHERE external_id IS NULL)", [], |r| r.get(0))?;
    if !any {
        return Ok(Vec::new());
    }
    let mut read = conn.prepare(
        "SELECT id, external_id, title, track_name, local_dates, start_utc, end_utc FROM event
          ORDER BY external_id, track_name, title",
    )?;
    let rows = read.query_map([], |row| {
        Ok(Meeting {
            row: row.get(0)?,
            name: event_name(row, 1)?,
            track: row.get(3)?,
            local_dates: row.get(4)?,
            start: super::column::instant(row, 5)?,
            end: super::column::instant(row, 6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether two events have a class of one name.
///
/// # Errors
/// When the database cannot be read.
pub fn share_a_class(conn: &Connection, one: i64, other: i64) -> Result<bool, DbError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM class a JOIN class b ON lower(a.name) = lower(b.name)
                               WHERE a.event_id = ?1 AND b.event_id = ?2)";
    Ok(conn.prepare_cached(sql)?.query_row((one, other), |row| row.get(0))?)
}
