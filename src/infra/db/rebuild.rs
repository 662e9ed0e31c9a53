//! Making every table anew: what is there to read again, what goes before, what people decided that must stay.

use super::drop::{self, Listed};
use crate::domain::capture::{CaptureIdentity, CaptureTime};
use crate::domain::record::Family;
use rusqlite::{Connection, Result, named_params};

/// A capture as it was met, for reading it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// What makes it known.
    pub identity: CaptureIdentity,
    /// Its time.
    pub time: CaptureTime,
    /// Where it was first seen.
    pub path: String,
    /// Its name in its container.
    pub member: Option<String>,
    /// Where it came from.
    pub url: Option<String>,
}

/// Notes which archived captures are to be read again: all but those of which an envelope is archived that is at fault.
/// They state nothing, and lie in quarantine as they do.
///
/// # Errors
/// When `SQLite` fails.
pub fn begin(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS again (capture_id INTEGER PRIMARY KEY);
         DELETE FROM again;
         INSERT INTO again
           SELECT a.capture_id FROM archived a JOIN capture c ON c.id = a.capture_id
             LEFT JOIN payload p ON p.id = a.payload_id
            WHERE c.family IS NOT NULL OR p.sha256 IS NULL OR p.sha256 = c.sha256;",
    )
}

/// The captures that are to be read again with the family that each was of, in the order in which they came.
///
/// # Errors
/// When `SQLite` fails.
pub fn archived(conn: &Connection) -> Result<Vec<(Option<Family>, i64)>> {
    conn.prepare("SELECT c.family, c.id FROM again a JOIN capture c ON c.id = a.capture_id ORDER BY c.id")?
        .query_map([], |row| {
            let family: Option<String> = row.get(0)?;
            Ok((family.and_then(|f| f.parse().ok()), row.get(1)?))
        })?
        .collect()
}

/// How a capture was met.
///
/// # Errors
/// When `SQLite` fails or there is no such capture.
pub fn met(conn: &Connection, id: i64) -> Result<Met> {
    conn.prepare_cached(
        "SELECT sha256, context, captured_at, time_is = 'stated', member_number, path, member, url
           FROM capture WHERE id = ?1",
    )?
    .query_row([id], |row| {
        let (at, is_stated) = (row.get(2)?, row.get(3)?);
        Ok(Met {
            identity: CaptureIdentity {
                sha256: row.get(0)?,
                context: row.get(1)?,
                stated_at: if is_stated { Some(at) } else { None },
                member_number: row.get(4)?,
            },
            time: if is_stated { CaptureTime::Stated(at) } else { CaptureTime::Assumed(at) },
            path: row.get(5)?,
            member: row.get(6)?,
            url: row.get(7)?,
        })
    })
}

/// Takes out everything that follows from archived captures. What was refused whole and is not archived states
/// nothing; it stays in quarantine as it is.
///
/// # Errors
/// When `SQLite` fails.
pub fn clear(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "-- Each table by itself: a row whose parent is gone would outlive the parent.
         DELETE FROM lap; DELETE FROM lap_entrant; DELETE FROM lap_sheet; DELETE FROM published; DELETE FROM result;
         DELETE FROM entry; DELETE FROM heat; DELETE FROM class; DELETE FROM event;
         DELETE FROM statement; DELETE FROM version;
         DELETE FROM quarantine WHERE capture_id IN (SELECT capture_id FROM again)
            OR capture_id NOT IN (SELECT id FROM capture);
         UPDATE capture SET family = NULL, state = 'rejected', listing_of = NULL, records = 0, quarantined = 0
          WHERE id IN (SELECT capture_id FROM again);",
    )
}

/// The archived captures that a decision takes out.
///
/// # Errors
/// When `SQLite` fails.
pub fn to_drop(conn: &Connection) -> Result<Vec<Listed>> {
    let mut decided = conn.prepare(
        "SELECT EXISTS (SELECT 1 FROM decision WHERE kind = 'drop-capture' AND subject = :subject)",
    )?;
    let mut found = Vec::new();
    if !any_drop(conn)? {
        return Ok(found);
    }
    drop::each_read_again(conn, |capture| {
        if decided.query_row(named_params! { ":subject": capture.subject() }, |row| row.get(0))? {
            found.push(capture);
        }
        Ok(())
    })?;
    Ok(found)
}

fn any_drop(conn: &Connection) -> Result<bool> {
    conn.query_row("SELECT EXISTS (SELECT 1 FROM decision WHERE kind = 'drop-capture')", [], |row| row.get(0))
}
