//! Committing, and knowing that it is done.

use rusqlite::{Connection, ErrorCode, Result};

/// Commits what was begun. `SQLite` may be asked to stop when a commit is done already: then it says that it was
/// interrupted, though everything is kept. Asked before, the transaction is still open.
///
/// # Errors
/// When `SQLite` fails: nothing is kept then.
pub fn commit(conn: &Connection) -> Result<()> {
    match conn.execute_batch("COMMIT") {
        Err(error)
            if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) && conn.is_autocommit() =>
        {
            Ok(())
        }
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_a_commit_is_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA journal_mode = wal; CREATE TABLE t (n)").unwrap();
        let other = Connection::open(&path).unwrap();
        let (mut kept, mut undone) = (0, 0);
        for steps in 1..10 {
            conn.execute_batch(&format!("BEGIN IMMEDIATE; INSERT INTO t VALUES ({steps})")).unwrap();
            conn.progress_handler(steps, Some(|| true)).unwrap();
            let told = commit(&conn).is_ok();
            conn.progress_handler(0, None::<fn() -> bool>).unwrap();
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK").unwrap();
            }
            let is: bool = other
                .query_row("SELECT EXISTS (SELECT 1 FROM t WHERE n = ?1)", [steps], |row| row.get(0))
                .unwrap();
            assert_eq!(told, is, "stopped after {steps} steps");
            if is { kept += 1 } else { undone += 1 }
        }
        assert!(kept > 0 && undone > 0, "{kept} kept, {undone} undone");
    }
}
