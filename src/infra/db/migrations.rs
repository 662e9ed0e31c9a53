//! The schema's steps, embedded from `migrations/`. A step never changes after it has landed.

use super::open::DbError;
use rusqlite::Connection;

/// Every step in order: version, name, SQL. A test holds this list against the folder.
pub const STEPS: &[(u32, &str, &str)] = &[
    (1, "captures", include_str!("../../../migrations/V001__captures.sql")),
    (2, "liverc", include_str!("../../../migrations/V002__liverc.sql")),
    (3, "sessions", include_str!("../../../migrations/V003__sessions.sql")),
    (4, "laps", include_str!("../../../migrations/V004__laps.sql")),
];

/// The newest schema this program knows.
pub const NEWEST: u32 = STEPS[STEPS.len() - 1].0;

/// Brings the schema up to [`NEWEST`]; says from which version it came (0: empty).
///
/// # Errors
/// When a step fails; everything this call did is rolled back by the caller's transaction or by refinery.
pub fn migrate(conn: &mut Connection) -> Result<u32, DbError> {
    let before = version(conn)?;
    if before < NEWEST {
        let steps = STEPS
            .iter()
            .map(|(v, name, sql)| refinery::Migration::unapplied(&format!("V{v}__{name}"), sql))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| DbError::Migration(e.to_string()))?;
        refinery::Runner::new(&steps).set_grouped(true).run(conn).map_err(|e| DbError::from_refinery(&e))?;
    }
    Ok(before)
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
        let listed: Vec<String> = STEPS.iter().map(|(v, name, _)| format!("V{v:03}__{name}.sql")).collect();
        assert_eq!(files, listed);
    }

    #[test]
    fn migrating_twice_is_migrating_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        assert_eq!(migrate(&mut conn).unwrap(), 0);
        assert_eq!(migrate(&mut conn).unwrap(), NEWEST);
    }
}
