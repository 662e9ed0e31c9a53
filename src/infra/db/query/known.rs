//! Whether what a filter names is there at all.

use super::filter::EventYear;
use crate::domain::id::{ClassId, EventId, HeatId};
use crate::domain::record::Entrant;
use crate::domain::text::folded;
use crate::infra::db::error::DbError;
use rusqlite::{Connection, params};

fn is_there(conn: &Connection, sql: &str, id: i64) -> Result<bool, DbError> {
    Ok(conn.prepare(sql)?.exists(params![id])?)
}

/// An event of this id.
///
/// # Errors
/// When the database cannot be read.
pub fn event(conn: &Connection, id: EventId) -> Result<bool, DbError> {
    is_there(conn, "SELECT 1 FROM event WHERE external_id = ?1", id.get())
}

/// A class of this id, or of this number for a name.
///
/// # Errors
/// When the database cannot be read.
pub fn class(conn: &Connection, id: ClassId) -> Result<bool, DbError> {
    is_there(conn, "SELECT 1 FROM class WHERE external_id = ?1 OR name = CAST(?1 AS TEXT)", id.get())
}

/// A heat of this id.
///
/// # Errors
/// When the database cannot be read.
pub fn heat(conn: &Connection, id: HeatId) -> Result<bool, DbError> {
    is_there(conn, "SELECT 1 FROM heat WHERE id = ?1", id.get())
}

/// An entry of this id, or of this person.
///
/// # Errors
/// When the database cannot be read.
pub fn entry(conn: &Connection, who: Entrant) -> Result<bool, DbError> {
    match who {
        Entrant::Entry(id) => is_there(conn, "SELECT 1 FROM entry WHERE external_id = ?1", id.get()),
        Entrant::Driver(id) => is_there(conn, "SELECT 1 FROM entry WHERE liverc_driver_id = ?1", id.get()),
    }
}

/// The names of classes, each once, by code point; none where one of them is `name` but for case and accents.
///
/// # Errors
/// When the database cannot be read.
pub fn other_class_names(conn: &Connection, name: &str) -> Result<Option<Vec<String>>, DbError> {
    let mut statement = conn.prepare("SELECT DISTINCT name FROM class ORDER BY name")?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let alike = folded(name);
    Ok((!names.iter().any(|n| folded(n) == alike)).then_some(names))
}

/// The years in which events start, ascending, and the unknown one.
///
/// # Errors
/// When the database cannot be read.
pub fn event_years(conn: &Connection) -> Result<Vec<EventYear>, DbError> {
    let sql = "SELECT DISTINCT substr(start_utc, 1, 4) AS year FROM event WHERE start_utc IS NOT NULL ORDER BY year";
    let mut statement = conn.prepare(sql)?;
    let mut years =
        statement.query_map([], |row| row.get(0).map(EventYear::Known))?.collect::<Result<Vec<_>, _>>()?;
    years.push(EventYear::Unknown);
    Ok(years)
}
