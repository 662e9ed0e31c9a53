//! What records looked like before this run changed them, so that counters compare before and after whatever
//! the order. A temporary table: it may grow past memory and goes with the connection.

use super::statement::{from_body, to_body};
use crate::domain::record::{Fields, Kind, RecordKey};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// Makes the table for this connection, empty.
///
/// # Errors
/// When `SQLite` fails.
pub fn begin(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS touched (record TEXT PRIMARY KEY, before TEXT) WITHOUT ROWID;
         CREATE TEMP TABLE IF NOT EXISTS touched_row (
           kind TEXT, id INTEGER, before TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
         DELETE FROM touched; DELETE FROM touched_row;",
    )
}

/// Notes a record before its first change; false when it was noted already.
///
/// # Errors
/// When `SQLite` fails.
pub fn note(conn: &Connection, key: RecordKey, before: Option<&Fields>) -> Result<bool> {
    let changed = conn
        .prepare_cached(
            "INSERT INTO touched (record, before) VALUES (:record, :before) ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! { ":record": key.to_string(), ":before": before.map(to_body) })?;
    Ok(changed == 1)
}

/// What a record was before this run changed it; no fields: it was not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before(pub Option<Fields>);

/// What a record was before, if it was noted.
///
/// # Errors
/// When `SQLite` fails.
pub fn before(conn: &Connection, key: RecordKey) -> Result<Option<Before>> {
    conn.prepare_cached("SELECT before FROM touched WHERE record = :record")?
        .query_row(named_params! { ":record": key.to_string() }, |row| {
            let body: Option<String> = row.get(0)?;
            Ok(Before(body.and_then(|b| from_body(key, &b))))
        })
        .optional()
}

/// Every record that was noted, in order.
///
/// # Errors
/// When `SQLite` fails.
pub fn all(conn: &Connection) -> Result<Vec<RecordKey>> {
    conn.prepare_cached("SELECT record FROM touched ORDER BY record")?
        .query_map([], |row| {
            let text: String = row.get(0)?;
            text.parse().map_err(|_| {
                rusqlite::Error::InvalidColumnType(0, "record".into(), rusqlite::types::Type::Text)
            })
        })?
        .collect()
}

/// Notes a row that no record names, before its first change; no text: it is new.
///
/// # Errors
/// When `SQLite` fails.
pub fn note_row(conn: &Connection, kind: Kind, id: i64, before: Option<&str>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO touched_row (kind, id, before) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute((kind.as_str(), id, before))
    .map(drop)
}

/// Notes that such a row is about to go: one that is new in this run was never there.
///
/// # Errors
/// When `SQLite` fails.
pub fn note_row_gone(conn: &Connection, kind: Kind, id: i64, before: &str) -> Result<()> {
    note_row(conn, kind, id, Some(before))?;
    conn.prepare_cached("DELETE FROM touched_row WHERE kind = ?1 AND id = ?2 AND before IS NULL")?
        .execute((kind.as_str(), id))
        .map(drop)
}

/// Whether such a row was noted.
///
/// # Errors
/// When `SQLite` fails.
pub fn is_noted_row(conn: &Connection, kind: Kind, id: i64) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM touched_row WHERE kind = ?1 AND id = ?2)")?
        .query_row((kind.as_str(), id), |row| row.get(0))
}

/// Every such row with what it was before.
///
/// # Errors
/// When `SQLite` fails.
pub fn rows(conn: &Connection) -> Result<Vec<(Kind, i64, Option<String>)>> {
    conn.prepare_cached("SELECT kind, id, before FROM touched_row ORDER BY kind, id")?
        .query_map([], |row| {
            let kind: String = row.get(0)?;
            let kind = kind.parse().map_err(|_| {
                rusqlite::Error::InvalidColumnType(0, "kind".into(), rusqlite::types::Type::Text)
            })?;
            Ok((kind, row.get(1)?, row.get(2)?))
        })?
        .collect()
}
