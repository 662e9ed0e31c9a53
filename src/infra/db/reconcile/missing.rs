//! Records that a newer complete listing leaves out, through the partial indexes on `missing_since`.

use super::column::{class_name, entry_name, heat_name, instant_there};
use super::sources::Sources;
use crate::domain::record::RecordKey;
use crate::domain::standing::{Missing, Named};
use crate::infra::db::error::DbError;
use rusqlite::{Connection, Row};

const CLASSES: &str = "
    SELECT c.missing_since, c.capture_id, c.item, c.external_id, c.name, e.external_id, e.title
      FROM class c JOIN event e ON e.id = c.event_id
     WHERE c.missing_since IS NOT NULL";

const HEATS: &str = "
    SELECT h.missing_since, h.capture_id, h.item, h.id, h.label, c.external_id, c.name, e.external_id, e.title
      FROM heat h JOIN class c ON c.id = h.class_id JOIN event e ON e.id = c.event_id
     WHERE h.missing_since IS NOT NULL";

const ENTRIES: &str = "
    SELECT n.missing_since, n.capture_id, n.item, n.external_id, n.liverc_driver_id, n.driver_name,
           c.external_id, c.name, e.external_id, e.title
      FROM entry n JOIN class c ON c.id = n.class_id JOIN event e ON e.id = c.event_id
     WHERE n.missing_since IS NOT NULL";

const RESULTS: &str = "
    SELECT r.missing_since, r.capture_id, r.item, n.external_id, n.liverc_driver_id, n.driver_name,
           h.id, h.label, c.external_id, c.name, e.external_id, e.title
      FROM result r JOIN entry n ON n.id = r.entry_id JOIN heat h ON h.id = r.heat_id
      JOIN class c ON c.id = h.class_id JOIN event e ON e.id = c.event_id
     WHERE r.missing_since IS NOT NULL";

/// All that is missing, by record key: classes, heats, entries, results.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection) -> Result<Vec<Missing>, DbError> {
    let mut all = Vec::new();
    let mut sources = Sources::new(conn)?;
    let mut read = |sql: &str, named: fn(&Row<'_>) -> rusqlite::Result<Named>| -> rusqlite::Result<()> {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let named = named(row)?;
            // A row made from pages has no key that a listing could leave out.
            if let Some(key) = key(&named) {
                let source = sources.of(row.get(1)?, row.get(2)?)?;
                all.push(Missing { key, named, since: instant_there(row, 0)?, source });
            }
        }
        Ok(())
    };
    read(CLASSES, |row| Ok(Named::Class(class_name(row, 3)?)))?;
    read(HEATS, |row| Ok(Named::Heat(heat_name(row, 3)?)))?;
    read(ENTRIES, |row| Ok(Named::Entry(entry_name(row, 3)?, class_name(row, 6)?)))?;
    read(RESULTS, |row| Ok(Named::Result(entry_name(row, 3)?, heat_name(row, 6)?)))?;
    all.sort_by_key(|m| m.key);
    Ok(all)
}

fn key(named: &Named) -> Option<RecordKey> {
    Some(match named {
        Named::Class(class) => RecordKey::Class(class.id?),
        Named::Heat(heat) => RecordKey::Heat(heat.id),
        Named::Entry(entry, class) => RecordKey::Entry(class.id?, entry.entrant),
        Named::Result(entry, heat) => RecordKey::Result(heat.id, entry.entrant),
    })
}
