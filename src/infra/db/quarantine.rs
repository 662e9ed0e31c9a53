//! Quarantine: what was refused, with its reason and its text.

use crate::domain::capture::{CaptureIdentity, CaptureTime};
use crate::infra::capture::payload::Refused;
use rusqlite::{Connection, OptionalExtension, Result, named_params};

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

/// Something in quarantine, with what its capture was refused in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Our number for it.
    pub id: i64,
    /// Its capture's row.
    pub capture: i64,
    /// Inside the payload; none: the whole of it.
    pub pointer: Option<String>,
    /// Why, as a finding code.
    pub code: String,
    /// The original text, or its beginning.
    pub content: Vec<u8>,
    /// Whether only the beginning was kept.
    pub truncated: bool,
    /// Whether a person took the capture out.
    pub is_dropped: bool,
    /// Whether its capture was taken: it is one record of it.
    pub is_record: bool,
    /// What makes the capture known.
    pub identity: CaptureIdentity,
    /// When it was captured.
    pub time: CaptureTime,
    /// Bytes of the capture.
    pub size: usize,
    /// Where it was first seen.
    pub path: String,
    /// Its name in its container.
    pub member: Option<String>,
    /// Where it came from.
    pub url: Option<String>,
}

/// One thing in quarantine; none when there is no such.
///
/// # Errors
/// When `SQLite` fails.
pub fn get(conn: &Connection, id: i64) -> Result<Option<Kept>> {
    conn.prepare_cached(
        "SELECT q.id, q.pointer, q.code, q.content, q.truncated, c.state = 'dropped',
                c.sha256, c.context, c.captured_at, c.time_is = 'stated', c.member_number,
                c.size, c.path, c.member, c.url, c.family IS NOT NULL, c.id
           FROM quarantine q JOIN capture c ON c.id = q.capture_id WHERE q.id = :id",
    )?
    .query_row(named_params! { ":id": id }, |row| {
        let (at, is_stated) = (row.get(8)?, row.get(9)?);
        Ok(Kept {
            id: row.get(0)?,
            capture: row.get(16)?,
            pointer: row.get(1)?,
            code: row.get(2)?,
            content: row.get(3)?,
            truncated: row.get(4)?,
            is_dropped: row.get(5)?,
            is_record: row.get(15)?,
            identity: CaptureIdentity {
                sha256: row.get(6)?,
                context: row.get(7)?,
                stated_at: if is_stated { Some(at) } else { None },
                member_number: row.get(10)?,
            },
            time: if is_stated { CaptureTime::Stated(at) } else { CaptureTime::Assumed(at) },
            size: usize::try_from(row.get::<_, i64>(11)?).unwrap_or(usize::MAX),
            path: row.get(12)?,
            member: row.get(13)?,
            url: row.get(14)?,
        })
    })
    .optional()
}
