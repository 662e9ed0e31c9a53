//! Classes of events.

use super::row::{Shown, Source, class_id};
use crate::domain::id::{ClassId, EventId};
use crate::domain::record::{ClassFields, Fields, RecordKey};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// A class as its heats, entries and listings need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassRef {
    /// Row id.
    pub row: i64,
    /// LiveRC's id of its event.
    pub event_id: Option<i64>,
    /// Whether it is missing upstream.
    pub missing: bool,
}

/// The class of this id, if it is shown.
///
/// # Errors
/// When `SQLite` fails.
pub fn find(conn: &Connection, id: ClassId) -> Result<Option<ClassRef>> {
    conn.prepare_cached(
        "SELECT c.id, e.external_id, c.missing_since IS NOT NULL
           FROM class c JOIN event e ON e.id = c.event_id WHERE c.external_id = ?1",
    )?
    .query_row([id.get()], |row| {
        Ok(ClassRef { row: row.get(0)?, event_id: row.get(1)?, missing: row.get(2)? })
    })
    .optional()
}

pub(super) fn get(conn: &Connection, id: ClassId) -> Result<Option<Shown>> {
    conn.prepare_cached(
        "SELECT c.id, e.external_id, c.name, c.description, c.code, c.capture_id, c.item, c.has_history, c.event_id, c.missing_since
           FROM class c JOIN event e ON e.id = c.event_id WHERE c.external_id = ?1",
    )?
    .query_row([id.get()], |row| {
        Ok(Shown {
            key: RecordKey::Class(id),
            twin: None,
            row: row.get(0)?,
            fields: Fields::Class(ClassFields { event_id: row.get(1)?, name: row.get(2)?, description: row.get(3)?, code: row.get(4)? }),
            source: Source { capture: row.get(5)?, item: row.get(6)?, has_history: row.get(7)? },
            detail: None,
            heading: None,
            parent: row.get(8)?,
            missing_since: row.get(9)?,
            by_heading: false,
            made: false,
        })
    })
    .optional()
}

pub(super) fn insert(
    conn: &Connection,
    id: ClassId,
    event: i64,
    f: &ClassFields,
    source: Source,
) -> Result<Option<i64>> {
    let changed = conn
        .prepare_cached(
            "INSERT INTO class (external_id, event_id, name, description, code, capture_id, item, has_history)
             VALUES (:id, :event, :name, :description, :code, :capture, :item, :has_history) ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! {
            ":id": id.get(), ":event": event, ":name": f.name, ":description": f.description, ":code": f.code,
            ":capture": source.capture, ":item": source.item, ":has_history": source.has_history,
        })?;
    Ok((changed == 1).then(|| conn.last_insert_rowid()))
}

pub(super) fn update(conn: &Connection, row: i64, event: i64, f: &ClassFields, source: Source) -> Result<()> {
    conn.prepare_cached(
        "UPDATE class SET event_id = :event, name = :name, description = :description, code = :code, capture_id = :capture,
                item = :item, has_history = :has_history WHERE id = :row",
    )?
    .execute(named_params! {
        ":row": row, ":event": event, ":name": f.name, ":description": f.description, ":code": f.code,
        ":capture": source.capture, ":item": source.item, ":has_history": source.has_history,
    })
    .map(drop)
}

pub(super) fn of_event(conn: &Connection, id: EventId) -> Result<Vec<RecordKey>> {
    conn.prepare_cached(
        "SELECT external_id FROM class WHERE event_id = (SELECT id FROM event WHERE external_id = ?1) AND external_id IS NOT NULL",
    )?
    .query_map([id.get()], |row| class_id(row.get(0)?).map(RecordKey::Class))?
    .collect()
}
