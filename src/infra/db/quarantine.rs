//! Quarantine: what was refused, with its reason and its text.

use crate::infra::capture::payload::Refused;
use rusqlite::{Connection, Result, named_params};

/// Keeps a refused record, or a capture refused as a whole.
///
/// # Errors
/// When `SQLite` fails.
pub fn keep(conn: &Connection, capture: i64, refused: &Refused) -> Result<()> {
    let place = &refused.reason.place;
    conn.prepare_cached(
        "INSERT INTO quarantine (capture_id, pointer, record, code, message, hint, line, \"column\", size, content, truncated)
         VALUES (:capture, :pointer, :record, :code, :message, :hint, :line, :column, :size, :content, :truncated)",
    )?
    .execute(named_params! {
        ":capture": capture,
        ":pointer": place.pointer,
        ":record": refused.record.map(|r| r.to_string()),
        ":code": refused.reason.code.as_str(),
        ":message": refused.reason.message,
        ":hint": refused.reason.hint,
        ":line": place.line.and_then(|n| i64::try_from(n).ok()),
        ":column": place.column.and_then(|n| i64::try_from(n).ok()),
        ":size": i64::try_from(refused.size).unwrap_or(i64::MAX),
        ":content": refused.content,
        ":truncated": refused.content.len() < refused.size,
    })?;
    Ok(())
}

/// The reasons kept for a capture, in order: code and pointer.
///
/// # Errors
/// When `SQLite` fails.
pub fn reasons(conn: &Connection, capture: i64) -> Result<Vec<(String, Option<String>)>> {
    conn.prepare_cached("SELECT code, pointer FROM quarantine WHERE capture_id = :capture ORDER BY id")?
        .query_map(named_params! { ":capture": capture }, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Forgets what was refused of a capture, before a second reading puts its own there.
///
/// # Errors
/// When `SQLite` fails.
pub fn clear(conn: &Connection, capture: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM quarantine WHERE capture_id = :capture")?
        .execute(named_params! { ":capture": capture })?;
    Ok(())
}
