//! The copy that is kept of an older file before a step of the schema makes its rows anew.

use super::backup::{self, BackupError};
use super::error::DbError;
use super::open::{beside, reason};
use std::path::{Path, PathBuf};

/// Keeps a copy of a file of this version beside it, over no other: `heatlink.db.v4.backup`, then
/// `heatlink.db.v4.backup.2` and so on.
///
/// # Errors
/// When the copy cannot be written; nothing is there then that was not before.
pub(super) fn keep(path: &Path, version: u32) -> Result<PathBuf, DbError> {
    const MOST: u32 = 1000;
    let name = |n: u32| {
        let number = if n == 1 { String::new() } else { format!(".{n}") };
        beside(path, &format!(".v{version}.backup{number}"))
    };
    backup::to_new_file(path, (1..=MOST).map(name)).map_err(|error| match error {
        BackupError::Db(DbError::ReadOnly(why)) => DbError::NoBackup { path: name(1), why },
        BackupError::Db(error) => error,
        BackupError::Target { path, source } => DbError::NoBackup { path, why: reason(&source) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::migrations::{self, Step};
    use crate::infra::db::open::{reading, writing, writing_by};
    use rusqlite::Connection;

    /// The steps there are, and one that makes rows anew.
    fn and_a_rewriting_one() -> Vec<Step> {
        let mut steps = migrations::STEPS.to_vec();
        let sql = "UPDATE event SET title = upper(title)";
        steps.push(Step { version: migrations::NEWEST + 1, name: "loud", rewrites: true, sql });
        steps
    }

    #[test]
    fn a_copy_is_kept_before_rows_are_made_anew_and_none_over_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let steps = and_a_rewriting_one();
        let title = |path: &Path| -> String {
            let conn = Connection::open(path).unwrap();
            conn.query_row("SELECT title FROM event", [], |row| row.get(0)).unwrap()
        };
        let mut all = Vec::new();
        for name in ["", ".2"] {
            let _ = std::fs::remove_file(&path);
            crate::infra::db::meeting(
                &writing_by(&path, migrations::STEPS, &mut |_| panic!("nothing to keep")).unwrap(),
            );
            let mut kept = Vec::new();
            drop(writing_by(&path, &steps, &mut |copy| kept.push(copy.to_path_buf())).unwrap());
            assert_eq!(kept, [dir.path().join(format!("a.db.v{}.backup{name}", migrations::NEWEST))]);
            assert_eq!((title(&path).as_str(), title(&kept[0]).as_str()), ("CLUB RACE", "Club Race"));
            assert!(reading(&kept[0]).is_ok(), "the copy is a database as the program before knows it");
            all.append(&mut kept);
            drop(writing_by(&path, &steps, &mut |_| panic!("it is new already")).unwrap());
        }
        let files = std::fs::read_dir(dir.path()).unwrap().count();
        assert_eq!((all.len(), files), (2, 3), "two copies, the database, nothing else");
        assert!(matches!(writing(&path), Err(DbError::Newer { .. })), "an older program says so");
    }

    #[test]
    fn without_a_copy_rows_stay_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        crate::infra::db::meeting(&writing(&path).unwrap());
        for n in 1..=1000 {
            let number = if n == 1 { String::new() } else { format!(".{n}") };
            std::fs::write(dir.path().join(format!("a.db.v{}.backup{number}", migrations::NEWEST)), "")
                .unwrap();
        }
        let refused = writing_by(&path, &and_a_rewriting_one(), &mut |_| panic!("no copy"));
        assert!(matches!(refused, Err(DbError::NoBackup { .. })), "{refused:?}");
        assert_eq!(migrations::version(&reading(&path).unwrap()).unwrap(), migrations::NEWEST);
    }
}
