//! Sessions follow the heats they name: the foreign key is there exactly when the heat is.

use rusqlite::{Connection, Result};

/// Sets every session's heat and entry to what its link names, null where that is not there.
///
/// # Errors
/// When `SQLite` fails.
pub fn follow_all(conn: &Connection) -> Result<()> {
    conn.prepare_cached(
        "UPDATE session SET (heat_id, entry_id) = (now.heat, now.entry)
           FROM (SELECT s.id, h.id AS heat, e.id AS entry FROM session s
                   LEFT JOIN heat h ON h.id = s.heat_named
                   LEFT JOIN entry e ON e.class_id = h.class_id AND e.external_id = s.entry_named
                  WHERE s.heat_named IS NOT NULL) AS now
          WHERE session.id = now.id AND (session.heat_id IS NOT now.heat OR session.entry_id IS NOT now.entry)",
    )?
    .execute([])
    .map(drop)
}
