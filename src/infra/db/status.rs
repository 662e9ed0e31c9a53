//! What lies in the database: rows per table and what waits for somebody.

use super::error::DbError;
use rusqlite::{Connection, OptionalExtension};

/// The tables of records, parents first, then ours.
pub const TABLES: &[(&str, &str)] = &[
    ("event", "SELECT count(*) FROM event"),
    ("class", "SELECT count(*) FROM class"),
    ("heat", "SELECT count(*) FROM heat"),
    ("entry", "SELECT count(*) FROM entry"),
    ("result", "SELECT count(*) FROM result"),
    ("published", "SELECT count(*) FROM published"),
    ("lap_sheet", "SELECT count(*) FROM lap_sheet"),
    ("lap_entrant", "SELECT count(*) FROM lap_entrant"),
    ("lap", "SELECT count(*) FROM lap"),
    ("session", "SELECT count(*) FROM session"),
    ("capture", "SELECT count(*) FROM capture"),
    ("container", "SELECT count(*) FROM container"),
    ("payload", "SELECT count(*) FROM payload"),
    ("archived", "SELECT count(*) FROM archived"),
    ("version", "SELECT count(*) FROM version"),
    ("statement", "SELECT count(*) FROM statement"),
    ("decision", "SELECT count(*) FROM decision"),
    ("match", "SELECT count(*) FROM match"),
];

/// Tables that are counted as something else than rows.
const ELSEWHERE: &[&str] = &["run", "quarantine"];

/// Whether a table is one of heatlink's.
#[must_use]
pub fn is_table(name: &str) -> bool {
    ELSEWHERE.contains(&name) || TABLES.iter().any(|(table, _)| *table == name)
}

/// Counts; what an older schema does not have is left out of `tables` and 0 elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Rows by table.
    pub tables: Vec<(&'static str, i64)>,
    /// Records of which a statement waits for its parent.
    pub pending: i64,
    /// What lies in quarantine and nobody let go.
    pub quarantine: i64,
    /// Runs that wrote something.
    pub runs: i64,
    /// Runs that were cut short; the next import finishes their work.
    pub runs_interrupted: i64,
}

/// Counts what is there.
///
/// # Errors
/// When the database cannot be read.
pub fn counts(conn: &Connection) -> Result<Counts, DbError> {
    let mut tables = Vec::new();
    for (table, sql) in TABLES {
        if has(conn, table)? {
            tables.push((*table, one(conn, sql)?));
        }
    }
    let guarded = |table, sql| if has(conn, table)? { one(conn, sql) } else { Ok(0) };
    Ok(Counts {
        tables,
        pending: guarded(
            "version",
            "SELECT count(DISTINCT record) FROM version WHERE waits_for IS NOT NULL",
        )?,
        quarantine: guarded("quarantine", "SELECT count(*) FROM quarantine WHERE dropped_at IS NULL")?,
        runs: guarded("run", "SELECT count(*) FROM run")?,
        runs_interrupted: guarded("run", "SELECT count(*) FROM run WHERE finished_at IS NULL")?,
    })
}

fn has(conn: &Connection, table: &str) -> Result<bool, DbError> {
    let found: Option<i64> = conn
        .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", [table], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(found.is_some())
}

fn one(conn: &Connection, sql: &str) -> Result<i64, DbError> {
    Ok(conn.query_row(sql, [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    #[test]
    fn every_table_is_counted_or_counted_elsewhere() {
        let conn = open::private().unwrap();
        meeting(&conn);
        let names: Vec<String> = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for name in names.iter().filter(|name| *name != "refinery_schema_history") {
            assert!(is_table(name), "`{name}` is in no status");
        }
        let counts = counts(&conn).unwrap();
        assert_eq!(counts.tables[2], ("heat", 3));
        assert_eq!((counts.runs, counts.runs_interrupted, counts.pending), (1, 1, 0));
    }
}
