//! The schema's steps, embedded from `migrations/`. A step never changes after it has landed.

use super::error::DbError;
use rusqlite::Connection;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Its number; steps are numbered from 1 without a gap.
    pub version: u32,
    /// What it is about, as in the name of its file.
    pub name: &'static str,
    /// Whether rows that are there come out otherwise than they were, or the schema's own text is edited: then a copy
    /// of the file is kept first. A step that only adds tables and columns, or adds and drops indexes, does not.
    pub rewrites: bool,
    /// What it does.
    pub sql: &'static str,
}

/// Every step in order. A test holds this list against the folder.
pub const STEPS: &[Step] = &[
    adds(1, "captures", include_str!("../../../migrations/V001__captures.sql")),
    adds(2, "liverc", include_str!("../../../migrations/V002__liverc.sql")),
    adds(3, "sessions", include_str!("../../../migrations/V003__sessions.sql")),
    adds(4, "laps", include_str!("../../../migrations/V004__laps.sql")),
    adds(5, "archive", include_str!("../../../migrations/V005__archive.sql")),
    rewrites(6, "bulk_inserts", include_str!("../../../migrations/V006__bulk_inserts.sql")),
    adds(7, "unread_indexes", include_str!("../../../migrations/V007__unread_indexes.sql")),
];

/// A step that leaves the rows that are there as they are.
const fn adds(version: u32, name: &'static str, sql: &'static str) -> Step {
    Step { version, name, rewrites: false, sql }
}

/// A step after which what was there is not as it was.
const fn rewrites(version: u32, name: &'static str, sql: &'static str) -> Step {
    Step { version, name, rewrites: true, sql }
}

/// The newest schema this program knows.
pub const NEWEST: u32 = STEPS[STEPS.len() - 1].version;

/// Brings the schema up to [`NEWEST`]; says from which version it came (0: empty).
///
/// # Errors
/// When a step fails; everything this call did is rolled back by the caller's transaction or by refinery.
pub fn migrate(conn: &mut Connection) -> Result<u32, DbError> {
    migrate_by(conn, STEPS)
}

/// The same by these steps.
pub(super) fn migrate_by(conn: &mut Connection, steps: &[Step]) -> Result<u32, DbError> {
    let before = version(conn)?;
    if steps.last().is_some_and(|newest| before < newest.version) {
        let steps = steps
            .iter()
            .map(|s| refinery::Migration::unapplied(&format!("V{}__{}", s.version, s.name), s.sql))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| DbError::Migration(e.to_string()))?;
        refinery::Runner::new(&steps).set_grouped(true).run(conn).map_err(|e| DbError::from_refinery(&e))?;
    }
    Ok(before)
}

/// Whether one of these steps that a file of this version still needs makes rows anew.
pub(super) fn rewrite(steps: &[Step], version: u32) -> bool {
    version > 0 && steps.iter().any(|step| step.version > version && step.rewrites)
}

/// The schema's version: 0 where there is none yet.
///
/// # Errors
/// When the file cannot be read.
pub fn version(conn: &Connection) -> Result<u32, DbError> {
    let known: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !known {
        return Ok(0);
    }
    Ok(conn
        .query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .unwrap()
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<String> =
            STEPS.iter().map(|s| format!("V{:03}__{}.sql", s.version, s.name)).collect();
        assert_eq!(files, listed);
    }

    #[test]
    fn migrating_twice_is_migrating_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        assert_eq!(migrate(&mut conn).unwrap(), 0);
        assert_eq!(migrate(&mut conn).unwrap(), NEWEST);
    }
}
