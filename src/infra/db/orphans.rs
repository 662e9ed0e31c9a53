//! Rows whose parent is not there: heatlink writes none, another program without foreign keys leaves them.

use super::check::{NAMED, Offenders};
use super::error::DbError;
use rusqlite::Connection;

/// Tables that a rebuild makes anew, so that an orphan in them is mended.
const MADE_ANEW: &[&str] = &[
    "event",
    "class",
    "heat",
    "entry",
    "result",
    "published",
    "lap_sheet",
    "lap_entrant",
    "lap",
    "version",
    "statement",
    "quarantine",
    "session",
];

/// Rows whose parent is not there: in tables that a rebuild makes anew, or in others.
///
/// # Errors
/// When the database cannot be read.
pub fn orphans(conn: &Connection, made_anew: bool) -> Result<Offenders, DbError> {
    let mut found = Offenders { named: Vec::new(), total: 0 };
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, rowid, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if MADE_ANEW.contains(&table.as_str()) != made_anew {
            continue;
        }
        if found.named.len() < NAMED {
            let rowid = rowid.map_or_else(String::new, |id| format!(" {id}"));
            found.named.push(format!("row{rowid} of `{table}` names a row of `{parent}` that is not there"));
        }
        found.total += 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{check::integrity, meeting, open};

    #[test]
    fn orphans_are_named() {
        let conn = open::private().unwrap();
        meeting(&conn);
        assert_eq!(orphans(&conn, true).unwrap().total, 0);
        assert_eq!(integrity(&conn).unwrap().total, 0);
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.execute("DELETE FROM class WHERE id = 2", []).unwrap();
        let found = orphans(&conn, true).unwrap();
        assert_eq!((found.total, found.named[0].contains("`class`")), (2, true));
        assert_eq!(orphans(&conn, false).unwrap().total, 0);
        conn.execute("DELETE FROM run", []).unwrap();
        assert_eq!(
            orphans(&conn, false).unwrap().named,
            ["row 1 of `capture` names a row of `run` that is not there"]
        );
    }
}
