//! Every class with the entries that upstream still lists.

use super::column::{class_name, entry_name};
use super::sources::Sources;
use crate::domain::facts::ClassFacts;
use crate::infra::db::error::DbError;
use rusqlite::Connection;

// The unique index (class_id, external_id) walks the entries class by class.
const ENTRIES: &str = "
    SELECT n.class_id, c.external_id, c.name, e.external_id, e.title,
           n.external_id, n.liverc_driver_id, n.driver_name, n.capture_id, n.item
      FROM class c CROSS JOIN event e ON e.id = c.event_id CROSS JOIN entry n ON n.class_id = c.id
     WHERE n.missing_since IS NULL
     ORDER BY c.id";

/// Shows every class that has entries to `visit`; entries come by entrant.
///
/// # Errors
/// When the database cannot be read.
pub fn each(conn: &Connection, mut visit: impl FnMut(&ClassFacts)) -> Result<(), DbError> {
    let mut sources = Sources::new(conn)?;
    let mut statement = conn.prepare(ENTRIES)?;
    let mut rows = statement.query([])?;
    let mut now: Option<(i64, ClassFacts)> = None;
    let mut done = |facts: &mut ClassFacts| {
        facts.entries.sort_unstable_by_key(|(entry, _)| entry.entrant);
        visit(facts);
    };
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let entry = (entry_name(row, 5)?, sources.of(row.get(8)?, row.get(9)?)?);
        match &mut now {
            Some((of, facts)) if *of == id => facts.entries.push(entry),
            _ => {
                if let Some((_, facts)) = &mut now {
                    done(facts);
                }
                now = Some((id, ClassFacts { name: class_name(row, 1)?, entries: vec![entry] }));
            }
        }
    }
    if let Some((_, facts)) = &mut now {
        done(facts);
    }
    Ok(())
}
