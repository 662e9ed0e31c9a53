//! Records that wait for a parent, each at the newest statement that waits.

use super::column::{class_name, heat_name, instant_there, key, parsed};
use super::sources::Sources;
use crate::domain::record::RecordKey;
use crate::domain::standing::Waiting;
use crate::infra::db::open::DbError;
use rusqlite::{Connection, OptionalExtension};

// In the order of captures, so that the last of a group is its newest. CROSS JOIN keeps SQLite from walking
// every statement there is for the few that wait.
const WAITING: &str = "
    SELECT v.record, v.family, v.waits_for,
           coalesce(json_extract(v.body, '$.driver_name'), json_extract(v.body, '$.label'),
                    json_extract(v.body, '$.name'), json_extract(v.body, '$.title')),
           k.captured_at, k.id, s.item
      FROM version v CROSS JOIN statement s ON s.version_id = v.id CROSS JOIN capture k ON k.id = s.capture_id
     WHERE v.waits_for IS NOT NULL AND k.state <> 'dropped'
     ORDER BY v.record, v.family, v.waits_for, k.captured_at, k.member_number, k.sha256, k.context";

const CLASS: &str = "
    SELECT c.external_id, c.name, e.external_id, e.title
      FROM class c JOIN event e ON e.id = c.event_id WHERE c.external_id = ?1";

const HEAT: &str = "
    SELECT h.id, h.label, c.external_id, c.name, e.external_id, e.title
      FROM heat h JOIN class c ON c.id = h.class_id JOIN event e ON e.id = c.event_id WHERE h.id = ?1";

/// All that waits, by record key, family and parent.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection) -> Result<Vec<Waiting>, DbError> {
    let mut sources = Sources::new(conn)?;
    let mut statement = conn.prepare(WAITING)?;
    let mut rows = statement.query([])?;
    let mut all: Vec<Waiting> = Vec::new();
    while let Some(row) = rows.next()? {
        let next = Waiting {
            key: key(row, 0)?,
            family: parsed(row, 1)?,
            waits_for: row.get(2)?,
            called: row.get(3)?,
            of: None,
            captured_at: instant_there(row, 4)?,
            source: sources.of(row.get(5)?, row.get(6)?)?,
        };
        match all.last_mut() {
            Some(last)
                if (last.key, last.family, &last.waits_for) == (next.key, next.family, &next.waits_for) =>
            {
                *last = next;
            }
            _ => all.push(next),
        }
    }
    for waiting in &mut all {
        waiting.of = parent_in_words(conn, waiting.key)?;
    }
    all.sort_by(|a, b| (a.key, a.family, &a.waits_for).cmp(&(b.key, b.family, &b.waits_for)));
    Ok(all)
}

/// The heat of a result or the class of an entry, where it is there: what a person knows it by.
fn parent_in_words(conn: &Connection, key: RecordKey) -> Result<Option<String>, DbError> {
    Ok(match key {
        RecordKey::Result(heat, _) => conn
            .prepare_cached(HEAT)?
            .query_row([heat.get()], |row| heat_name(row, 0))
            .optional()?
            .map(|heat| heat.to_string()),
        RecordKey::Entry(class, _) => conn
            .prepare_cached(CLASS)?
            .query_row([class.get()], |row| class_name(row, 0))
            .optional()?
            .map(|class| class.to_string()),
        RecordKey::Event(_) | RecordKey::Class(_) | RecordKey::Heat(_) => None,
    })
}
