//! Sessions with what their links lead to.

use super::column::heat_name;
use crate::domain::id::{EntryId, HeatId};
use crate::domain::standing::SessionLink;
use crate::infra::db::error::DbError;
use rusqlite::Connection;

const SESSIONS: &str = "
    SELECT s.id, s.name, s.heat_named, s.entry_named, s.entry_id IS NOT NULL, s.heat_id,
           h.label, c.external_id, c.name, e.external_id, e.title
      FROM session s LEFT JOIN heat h ON h.id = s.heat_id
      LEFT JOIN class c ON c.id = h.class_id LEFT JOIN event e ON e.id = c.event_id
     ORDER BY s.id";

/// Every session, by id.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection) -> Result<Vec<SessionLink>, DbError> {
    let mut statement = conn.prepare(SESSIONS)?;
    let rows = statement.query_map([], |row| {
        Ok(SessionLink {
            id: row.get(0)?,
            name: row.get(1)?,
            heat_named: row.get::<_, Option<i64>>(2)?.and_then(HeatId::new),
            entry_named: row.get::<_, Option<i64>>(3)?.and_then(EntryId::new),
            entry_there: row.get(4)?,
            heat: match row.get::<_, Option<i64>>(5)? {
                Some(_) => Some(heat_name(row, 5)?),
                None => None,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
