//! The captures that rows name, looked up once each time the capture changes: the rows of a heat nearly
//! always share one, so a million results cost as many look-ups as there are heats.

use crate::domain::facts::{CaptureName, Source};
use rusqlite::{CachedStatement, Connection};
use std::sync::Arc;

/// The last capture that was asked for.
pub(super) struct Sources<'conn> {
    find: CachedStatement<'conn>,
    last: Option<(i64, Arc<CaptureName>)>,
}

impl<'conn> Sources<'conn> {
    pub(super) fn new(conn: &'conn Connection) -> rusqlite::Result<Self> {
        let find = conn.prepare_cached("SELECT path, member, family FROM capture WHERE id = ?1")?;
        Ok(Self { find, last: None })
    }

    /// Where a row was last stated.
    pub(super) fn of(&mut self, capture_id: i64, item: Option<u32>) -> rusqlite::Result<Source> {
        if let Some((id, capture)) = &self.last
            && *id == capture_id
        {
            return Ok(Source { capture: Arc::clone(capture), item });
        }
        let capture = Arc::new(self.find.query_row([capture_id], |row| {
            Ok(CaptureName {
                path: row.get(0)?,
                member: row.get(1)?,
                // A family that a newer heatlink knows is no reason to stop: only the pointer is lost.
                family: row.get::<_, Option<String>>(2)?.and_then(|f| f.parse().ok()),
            })
        })?);
        self.last = Some((capture_id, Arc::clone(&capture)));
        Ok(Source { capture, item })
    }
}
