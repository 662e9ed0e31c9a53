//! What one capture states, wherever its statements lie, and taking some of it back: a newer heatlink may read the same
//! bytes otherwise.

use super::row;
use super::statement::{self, to_body};
use crate::domain::record::{Family, RecordKey};
use rusqlite::{Connection, Result, named_params};

/// A statement of a capture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Said {
    /// Of which record.
    pub key: RecordKey,
    /// By what kind of payload.
    pub family: Family,
    /// Its values, as a version keeps them.
    pub body: String,
    /// The record's place in the payload.
    pub item: Option<u32>,
}

/// Everything that a capture states.
///
/// # Errors
/// When `SQLite` fails.
pub fn by_capture(conn: &Connection, capture: i64) -> Result<Vec<Said>> {
    let mut all: Vec<Said> = conn
        .prepare_cached(
            "SELECT v.record, v.family, v.body, s.item FROM statement s JOIN version v ON v.id = s.version_id
              WHERE s.capture_id = ?1",
        )?
        .query_map([capture], |row| {
            let (record, family): (String, String) = (row.get(0)?, row.get(1)?);
            let (key, family) = record.parse().ok().zip(family.parse().ok()).ok_or_else(row::mismatched)?;
            Ok(Said { key, family, body: row.get(2)?, item: row.get(3)? })
        })?
        .collect::<Result<_>>()?;
    for key in statement::of_captures(conn, &format!("[{capture}]"))? {
        let Some(shown) = row::get(conn, key)? else { continue };
        for inline in statement::inline(conn, shown.key, &shown)?.into_iter().filter(|s| s.capture == capture)
        {
            let body = to_body(&inline.fields);
            all.push(Said { key: shown.key, family: inline.family, body, item: inline.item });
        }
    }
    Ok(all)
}

/// Whether a capture states just this. Asks by the record, whereas [`by_capture`] looks through all rows.
///
/// # Errors
/// When `SQLite` fails.
pub fn is_said(conn: &Connection, capture: i64, said: &Said) -> Result<bool> {
    let Said { key, family, body, item } = said;
    let is_kept: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM version v JOIN statement s ON s.version_id = v.id AND s.capture_id = :capture
                             WHERE v.record = :record AND v.family = :family AND v.body = :body AND s.item IS :item)",
        )?
        .query_row(
            named_params! {
                ":capture": capture, ":record": key.to_string(), ":family": family.as_str(), ":body": body, ":item": item,
            },
            |row| row.get(0),
        )?;
    if is_kept {
        return Ok(true);
    }
    let Some(shown) = row::get(conn, *key)? else { return Ok(false) };
    let inline = statement::inline(conn, shown.key, &shown)?;
    Ok(inline
        .into_iter()
        .any(|s| (s.capture, s.family, s.item) == (capture, *family, *item) && to_body(&s.fields) == *body))
}

/// Takes statements of a capture back. Those that rows hold must have been moved out.
///
/// # Errors
/// When `SQLite` fails.
pub fn take_back(conn: &Connection, capture: i64, said: &[Said]) -> Result<()> {
    let mut state = conn.prepare_cached(
        "DELETE FROM statement WHERE capture_id = :capture AND version_id =
           (SELECT id FROM version WHERE record = :record AND family = :family AND body = :body)",
    )?;
    let mut forget = conn.prepare_cached(
        "DELETE FROM version WHERE record = :record AND family = :family AND body = :body
            AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.version_id = version.id)",
    )?;
    for Said { key, family, body, .. } in said {
        let (record, family) = (key.to_string(), family.as_str());
        state.execute(
            named_params! { ":capture": capture, ":record": record, ":family": family, ":body": body },
        )?;
        forget.execute(named_params! { ":record": record, ":family": family, ":body": body })?;
    }
    Ok(())
}
