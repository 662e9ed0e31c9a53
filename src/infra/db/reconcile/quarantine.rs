//! What lies in quarantine: listing it, its text, and letting it go.

use super::column::instant;
use crate::domain::standing::Refused;
use crate::domain::time::Instant;
use crate::infra::db::error::DbError;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

// What a person took out as a whole capture is no longer anybody's concern.
const LIST: &str = "
    SELECT q.id, k.captured_at, k.member_number, lower(hex(k.sha256)), k.context, k.path, k.member,
           q.pointer, q.record, q.code, q.message, q.hint, q.line, q.\"column\", q.size, q.dropped_at
      FROM quarantine q JOIN capture k ON k.id = q.capture_id
     WHERE (:dropped OR q.dropped_at IS NULL) AND k.state <> 'dropped'
     ORDER BY k.captured_at, k.member_number, k.sha256, k.context, q.pointer, q.code, q.message";

const ONE: &str = "
    SELECT q.id, k.captured_at, k.member_number, lower(hex(k.sha256)), k.context, k.path, k.member,
           q.pointer, q.record, q.code, q.message, q.hint, q.line, q.\"column\", q.size, q.dropped_at,
           q.content, q.truncated
      FROM quarantine q JOIN capture k ON k.id = q.capture_id
     WHERE q.id = :id";

/// All that was refused, in the order of captures; with what was let go when asked.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection, with_dropped: bool) -> Result<Vec<Refused>, DbError> {
    let mut statement = conn.prepare(LIST)?;
    let rows = statement.query_map(named_params! {":dropped": with_dropped}, refused)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One, with its original text and whether that was cut short.
///
/// # Errors
/// When the database cannot be read.
pub fn one(conn: &Connection, id: i64) -> Result<Option<(Refused, Vec<u8>, bool)>, DbError> {
    let read = |row: &Row<'_>| Ok((refused(row)?, row.get(16)?, row.get(17)?));
    Ok(conn.query_row(ONE, named_params! {":id": id}, read).optional()?)
}

/// Marks one as let go; none when there is no such, false when it was let go before.
///
/// # Errors
/// When the database cannot be written.
pub fn drop(conn: &Connection, id: i64, now: Instant) -> Result<Option<bool>, DbError> {
    let there: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM quarantine WHERE id = :id)",
        named_params! {":id": id},
        |row| row.get(0),
    )?;
    let changed = conn.execute(
        "UPDATE quarantine SET dropped_at = :now WHERE id = :id AND dropped_at IS NULL",
        named_params! {":id": id, ":now": now.to_string()},
    )?;
    Ok(there.then_some(changed == 1))
}

fn refused(row: &Row<'_>) -> rusqlite::Result<Refused> {
    Ok(Refused {
        id: row.get(0)?,
        order: (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?),
        capture: row.get(5)?,
        member: row.get(6)?,
        pointer: row.get(7)?,
        record: row.get(8)?,
        code: row.get(9)?,
        message: row.get(10)?,
        hint: row.get(11)?,
        line: row.get::<_, Option<u32>>(12)?.map(u64::from),
        column: row.get::<_, Option<u32>>(13)?.map(u64::from),
        size: row.get(14)?,
        dropped_at: instant(row, 15)?,
    })
}
