//! Decisions by people.

use crate::domain::record::RecordKey;
use crate::domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// Whether anything was ever pruned.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_prune(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM decision WHERE kind = 'prune')")?
        .query_row([], |row| row.get(0))
}

/// Up to when what was stated of a record is history by decision.
///
/// # Errors
/// When `SQLite` fails.
pub fn pruned_until(conn: &Connection, record: RecordKey) -> Result<Option<Instant>> {
    conn.prepare_cached("SELECT max(until_at) FROM decision WHERE kind = 'prune' AND subject = :record")?
        .query_row(named_params! { ":record": record.to_string() }, |row| row.get(0))
        .optional()
        .map(Option::flatten)
}
