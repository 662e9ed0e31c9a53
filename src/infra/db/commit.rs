//! Committing, and knowing that it is done.

use rusqlite::{Connection, ErrorCode, Result, Transaction};

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

/// The same of a transaction; nothing of it is left open.
///
/// # Errors
/// When `SQLite` fails: nothing is kept then.
pub fn commit_step(step: Transaction<'_>) -> Result<()> {
    let done = commit(&step);
    drop(step); // where it is open still, it is rolled back
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI32, Ordering};

    #[test]
    fn what_is_told_of_a_commit_is_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA journal_mode = wal; CREATE TABLE t (n)").unwrap();
        let other = Connection::open(&path).unwrap();
        let (mut kept, mut undone) = (0, 0);
        // It is stopped once, when it has counted down to nothing.
        let left = Arc::new(AtomicI32::new(0));
        let count = Arc::clone(&left);
        conn.progress_handler(1, Some(move || count.fetch_sub(1, Ordering::Relaxed) == 1)).unwrap();
        for steps in 1..10 {
            let step = conn.unchecked_transaction().unwrap();
            step.execute("INSERT INTO t VALUES (?1)", [steps]).unwrap();
            left.store(steps, Ordering::Relaxed);
            let told = commit_step(step).is_ok();
            left.store(0, Ordering::Relaxed);
            assert!(conn.is_autocommit(), "stopped after {steps} steps");
            let is: bool = other
                .query_row("SELECT EXISTS (SELECT 1 FROM t WHERE n = ?1)", [steps], |row| row.get(0))
                .unwrap();
            assert_eq!(told, is, "stopped after {steps} steps");
            if is { kept += 1 } else { undone += 1 }
        }
        assert!(kept > 0 && undone > 0, "{kept} kept, {undone} undone");
    }
}
