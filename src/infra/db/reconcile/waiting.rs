//! Records that wait for a parent, each at the newest statement that waits.

use super::column::{class_name, heat_name, instant_there, key, parsed};
use super::sources::Sources;
use crate::domain::record::{Kind, RecordKey};
use crate::domain::standing::Waiting;
use crate::infra::db::error::DbError;
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;

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

// A detail waits for the listing of its own heat, which is one record with it: no step further.
const WAITS_FOR: &str = "
    SELECT v.waits_for FROM version v JOIN statement s ON s.version_id = v.id JOIN capture k ON k.id = s.capture_id
     WHERE v.record = ?1 AND v.waits_for IS NOT NULL AND v.waits_for <> v.record AND k.state <> 'dropped'
     ORDER BY k.captured_at DESC, k.member_number DESC, k.sha256 DESC, k.context DESC LIMIT 1";

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
            beyond: Vec::new(),
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
    let mut known: HashMap<String, Vec<RecordKey>> = HashMap::new();
    for waiting in &mut all {
        waiting.of = parent_in_words(conn, waiting.key)?;
        waiting.beyond = match known.get(&waiting.waits_for) {
            Some(beyond) => beyond.clone(),
            None => beyond(conn, &waiting.waits_for)?,
        };
        known.entry(waiting.waits_for.clone()).or_insert_with(|| waiting.beyond.clone());
    }
    all.sort_by(|a, b| (a.key, a.family, &a.waits_for).cmp(&(b.key, b.family, &b.waits_for)));
    Ok(all)
}

/// What a parent waits for itself, and so on to the one that no capture states. What contradicts ends it.
///
/// # Errors
/// When the database cannot be read.
pub fn beyond(conn: &Connection, parent: &str) -> rusqlite::Result<Vec<RecordKey>> {
    let mut chain: Vec<RecordKey> = Vec::new();
    let mut of = parent.to_owned();
    // Kinds are few and each waits for one above it; the bound holds whatever is there.
    while chain.len() < Kind::ALL.len() {
        let mut statement = conn.prepare_cached(WAITS_FOR)?;
        let next: Option<String> = statement.query_row([&of], |row| row.get(0)).optional()?;
        let Some(key) = next.and_then(|text| text.parse().ok()) else { break };
        chain.push(key);
        of = key.to_string();
    }
    Ok(chain)
}

/// The heat of a result or the class of an entry, where it is there: what a person knows it by.
fn parent_in_words(conn: &Connection, key: RecordKey) -> Result<Option<String>, DbError> {
    Ok(match key {
        RecordKey::Result(heat, _) | RecordKey::Laps(heat) => conn
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
