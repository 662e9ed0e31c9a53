//! What records looked like before this run changed them, so that counters compare before and after whatever
//! the order. A temporary table: it may grow past memory and goes with the connection.

use super::statement::{from_body, to_body};
use crate::domain::record::{Fields, RecordKey};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// Makes the table for this connection, empty.
///
/// # Errors
/// When `SQLite` fails.
pub fn begin(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS touched (record TEXT PRIMARY KEY, before TEXT) WITHOUT ROWID; DELETE FROM touched;",
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
