//! Runs: one row for each command that wrote something.

use crate::domain::time::Instant;
use rusqlite::{Connection, Result, named_params};

/// Begins a run.
///
/// # Errors
/// When `SQLite` fails.
pub fn start(conn: &Connection, command: &str, at: Instant) -> Result<i64> {
    conn.prepare_cached("INSERT INTO run (command, version, started_at) VALUES (:command, :version, :at)")?
        .execute(named_params! { ":command": command, ":version": env!("CARGO_PKG_VERSION"), ":at": at })?;
    Ok(conn.last_insert_rowid())
}

/// Ends a run that was not interrupted; `captures` are those imported, unchanged and rejected.
///
/// # Errors
/// When `SQLite` fails.
pub fn finish(conn: &Connection, run: i64, at: Instant, captures: [u64; 3]) -> Result<()> {
    let [imported, unchanged, rejected] = captures.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    conn.prepare_cached(
        "UPDATE run SET finished_at = :at, captures_imported = :imported, captures_unchanged = :unchanged,
                captures_rejected = :rejected WHERE id = :run",
    )?
    .execute(named_params! { ":at": at, ":imported": imported, ":unchanged": unchanged, ":rejected": rejected, ":run": run })?;
    Ok(())
}
