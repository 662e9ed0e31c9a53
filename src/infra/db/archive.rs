//! Archived payloads: the bytes that captures were read from, each once, and how each capture was read.

use crate::domain::capture::Sha256;
use crate::infra::capture::archived::{Body, Reading, unpack};
use rusqlite::{Connection, OptionalExtension, Result, Row, named_params};

/// Keeps the payload of a capture that is not archived.
///
/// # Errors
/// When `SQLite` fails.
pub fn keep(conn: &Connection, capture: i64, sha256: Sha256, size: usize, body: &Body) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO payload (sha256, size, body) VALUES (:sha256, :size, :body) ON CONFLICT DO NOTHING",
    )?
    .execute(named_params! { ":sha256": sha256, ":size": int(size), ":body": body.packed })?;
    let Reading { begins, race_hint, max_depth } = body.reading;
    let (line, column) = begins.unzip();
    let number = |n: Option<u64>| n.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    conn.prepare_cached(
        "INSERT INTO archived (capture_id, payload_id, line, \"column\", race_hint, max_depth)
         SELECT :capture, id, :line, :column, :race_hint, :max_depth FROM payload WHERE sha256 = :sha256",
    )?
    .execute(named_params! {
        ":capture": capture,
        ":sha256": sha256,
        ":line": number(line),
        ":column": number(column),
        ":race_hint": race_hint,
        ":max_depth": int(max_depth),
    })
    .map(drop)
}

/// Forgets how a capture was read, before another reading takes its place; bytes that are then kept for no capture go:
/// an envelope that was at fault.
///
/// # Errors
/// When `SQLite` fails.
pub fn forget_reading(conn: &Connection, capture: i64) -> Result<()> {
    let payload: Option<i64> = conn
        .prepare_cached("DELETE FROM archived WHERE capture_id = ?1 RETURNING payload_id")?
        .query_row([capture], |row| row.get(0))
        .optional()?;
    conn.prepare_cached(
        "DELETE FROM payload WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM archived WHERE payload_id = ?1)",
    )?
    .execute([payload])
    .map(drop)
}

/// Whether a capture's payload is kept.
///
/// # Errors
/// When `SQLite` fails.
pub fn is_archived(conn: &Connection, capture: i64) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM archived WHERE capture_id = ?1)")?
        .query_row([capture], |row| row.get(0))
}

/// An archived payload as it lies there.
#[derive(Debug)]
pub struct Packed {
    /// What it is kept under.
    pub sha256: Sha256,
    size: i64,
    frame: Vec<u8>,
}

impl Packed {
    fn at(row: &Row<'_>, at: usize) -> Result<Self> {
        Ok(Self { sha256: row.get(at)?, size: row.get(at + 1)?, frame: row.get(at + 2)? })
    }

    /// Its bytes; what is wrong where they are not those it is kept under.
    ///
    /// # Errors
    /// What differs.
    pub fn bytes(&self) -> std::result::Result<Vec<u8>, String> {
        let size = usize::try_from(self.size).map_err(|_| format!("expected a size, found {}", self.size))?;
        let bytes = unpack(&self.frame, size)?;
        let found = crate::infra::capture::source::sha256(&bytes);
        if found == self.sha256 { Ok(bytes) } else { Err(format!("its bytes have the SHA-256 {found}")) }
    }
}

/// The archived payload of a capture and how it was read.
///
/// # Errors
/// When `SQLite` fails.
pub fn of_capture(conn: &Connection, capture: i64) -> Result<Option<(Packed, Reading)>> {
    conn.prepare_cached(
        "SELECT p.sha256, p.size, p.body, a.line, a.\"column\", a.race_hint, a.max_depth
           FROM archived a JOIN payload p ON p.id = a.payload_id WHERE a.capture_id = ?1",
    )?
    .query_row([capture], |row| {
        let number = |at| row.get::<_, Option<i64>>(at).map(|n| n.map(i64::unsigned_abs));
        let reading = Reading {
            begins: number(3)?.zip(number(4)?),
            race_hint: row.get(5)?,
            max_depth: usize::try_from(row.get::<_, i64>(6)?).unwrap_or(usize::MAX),
        };
        Ok((Packed::at(row, 0)?, reading))
    })
    .optional()
}

/// Every archived payload, in the order in which they were kept.
///
/// # Errors
/// When `SQLite` fails or `take` does.
pub fn each_payload(conn: &Connection, mut take: impl FnMut(&Packed) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare("SELECT sha256, size, body FROM payload ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(&Packed::at(row, 0)?)?;
    }
    Ok(())
}

/// How many captures were recognised and are not archived, and the paths of the first of them.
///
/// # Errors
/// When `SQLite` fails.
pub fn not_archived(conn: &Connection, most: usize) -> Result<(u64, Vec<String>)> {
    let count: i64 = conn.query_row(
        "SELECT count(*) FROM capture c WHERE c.family IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM archived a WHERE a.capture_id = c.id)",
        [],
        |row| row.get(0),
    )?;
    let paths = conn
        .prepare(
            "SELECT c.path || ifnull(' (' || c.member || ')', '') FROM capture c WHERE c.family IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM archived a WHERE a.capture_id = c.id) ORDER BY c.id LIMIT ?1",
        )?
        .query_map([int(most)], |row| row.get(0))?
        .collect::<Result<_>>()?;
    Ok((count.unsigned_abs(), paths))
}

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
