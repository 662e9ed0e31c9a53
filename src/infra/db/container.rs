//! Files that wrap their payloads: known bytes are not opened again.

use crate::domain::capture::CaptureIdentity;
use crate::domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// What is known of a file that was taken whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The modification time it stood in with, where a member needed it.
    pub assumed_at: Option<Instant>,
    /// Captures in it.
    pub captures: u64,
    /// Whether all of them are archived.
    pub archived: bool,
}

/// The file of these bytes, options and name, if all in it was taken.
///
/// # Errors
/// When `SQLite` fails.
pub fn find(conn: &Connection, file: &CaptureIdentity) -> Result<Option<Known>> {
    conn.prepare_cached(
        "SELECT assumed_at, captures, archived FROM container WHERE sha256 = :sha256 AND context = :context AND stated_at = :stated",
    )?
    .query_row(
        named_params! {
            ":sha256": file.sha256,
            ":context": file.context,
            ":stated": file.stated_at.map(|at| at.to_string()).unwrap_or_default(),
        },
        |row| {
            let assumed: String = row.get(0)?;
            Ok(Known {
                assumed_at: Instant::parse(&assumed).ok(),
                captures: row.get::<_, i64>(1)?.unsigned_abs(),
                archived: row.get(2)?,
            })
        },
    )
    .optional()
}

/// Remembers a file all of whose captures were taken.
///
/// # Errors
/// When `SQLite` fails.
pub fn keep(
    conn: &Connection,
    file: &CaptureIdentity,
    assumed_at: Option<Instant>,
    captures: u64,
    archived: bool,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO container (sha256, context, stated_at, assumed_at, captures, archived)
         VALUES (:sha256, :context, :stated, :assumed, :captures, :archived)
         ON CONFLICT DO UPDATE SET assumed_at = min(assumed_at, excluded.assumed_at), captures = excluded.captures,
                                   archived = max(archived, excluded.archived)
         WHERE excluded.assumed_at < assumed_at OR excluded.captures <> captures OR excluded.archived > archived",
    )?
    .execute(named_params! {
        ":sha256": file.sha256,
        ":context": file.context,
        ":stated": file.stated_at.map(|at| at.to_string()).unwrap_or_default(),
        ":assumed": assumed_at.map(|at| at.to_string()).unwrap_or_default(),
        ":captures": i64::try_from(captures).unwrap_or(i64::MAX),
        ":archived": archived,
    })?;
    Ok(())
}
