//! Looking after the database file: what is in it, its schema, copies of it.

use super::error::Error;
use crate::infra::db::backup::{self, BackupError};
use crate::infra::db::error::DbError;
use crate::infra::db::open;
use crate::infra::db::status::Counts;
use crate::infra::db::{migrations, status as table};
use std::path::{Path, PathBuf};

/// What is in a database file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The file's size.
    pub size: u64,
    /// The version of its schema.
    pub schema_version: u32,
    /// Rows, and what waits.
    pub counts: Counts,
}

/// Looks at a database of any version that this program knows.
///
/// # Errors
/// When there is none.
pub fn status(path: &Path) -> Result<Status, Error> {
    let conn = open::open_existing(path)?;
    let schema_version = migrations::version(&conn)?;
    if schema_version > migrations::NEWEST {
        let (found, expected) = (schema_version, migrations::NEWEST);
        return Err(DbError::Newer { path: path.into(), found, expected }.into());
    }
    let size = std::fs::metadata(path)
        .map_err(|source| Error::Io { what: format!("`{}` could not be read", path.display()), source })?
        .len();
    Ok(Status { size, schema_version, counts: table::counts(&conn)? })
}

/// Brings an existing file to the newest schema; gives its version before and after. An empty file becomes
/// an empty database. `kept` is told of the copy that is kept first where rows are made anew.
///
/// # Errors
/// When there is no file, or it is not one of ours.
pub fn migrate(path: &Path, kept: &mut dyn FnMut(&Path)) -> Result<(u32, u32), Error> {
    let before = match open::open_existing(path) {
        Ok(conn) => migrations::version(&conn)?,
        Err(DbError::Empty(_)) => 0,
        Err(error) => return Err(error.into()),
    };
    let conn = open::writing_noting(path, kept)?;
    Ok((before, migrations::version(&conn)?))
}

/// Copies the database to `to`; gives the copy's size.
///
/// # Errors
/// A refusal when something is at `to` already and it shall not be overwritten, or it is in use.
pub fn backup(from: &Path, to: &Path, overwrite: bool) -> Result<u64, Error> {
    let shown = to.display();
    if to.is_dir() {
        return Err(Error::refused(format!("`{shown}` is a folder"), "name a file in it"));
    }
    if let (Ok(a), Ok(b)) = (from.canonicalize(), to.canonicalize())
        && a == b
    {
        return Err(Error::refused(format!("`{shown}` is the database itself"), "name another file"));
    }
    if to.exists() && !overwrite {
        return Err(Error::refused(
            format!("`{shown}` is there already"),
            "name another file, or overwrite it with `--force`",
        ));
    }
    // A log left beside the target is of whatever was there before: SQLite would play it into the copy.
    if let Some(log) = log_beside(to) {
        return Err(Error::refused(
            format!("`{}` lies beside the target: another program has that database open", log.display()),
            "name another file, or close that program first",
        ));
    }
    backup::to_file(from, to).map_err(|error| match error {
        BackupError::Db(error) => error.into(),
        BackupError::Target { path, source } => {
            Error::Io { what: format!("`{}` could not be written", path.display()), source }
        }
    })
}

fn log_beside(path: &Path) -> Option<PathBuf> {
    ["-wal", "-journal"].iter().find_map(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let beside = PathBuf::from(name);
        std::fs::metadata(&beside).is_ok_and(|m| m.len() > 0).then_some(beside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_opens_and_is_never_made_over_something_by_accident() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.db"), folder.path().join("b.db"));
        assert!(matches!(backup(&from, &to, false), Err(Error::Db(DbError::Missing(_)))));
        drop(open::writing(&from).unwrap());
        let size = backup(&from, &to, false).unwrap();
        assert_eq!(status(&to).unwrap().size, size);
        assert!(matches!(backup(&from, &to, false), Err(Error::Refused { .. })));
        backup(&from, &to, true).unwrap();
        assert!(matches!(backup(&from, &from, true), Err(Error::Refused { .. })));
        assert!(matches!(backup(&from, folder.path(), true), Err(Error::Refused { .. })));
        std::fs::write(folder.path().join("c.db-wal"), "frames").unwrap();
        assert!(matches!(backup(&from, &folder.path().join("c.db"), false), Err(Error::Refused { .. })));
        assert!(matches!(backup(&from, &folder.path().join("no/c.db"), false), Err(Error::Io { .. })));
        let names = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name());
        let temporary = names.filter(|name| name.to_string_lossy().contains("backup")).count();
        assert_eq!(temporary, 0, "nothing temporary stays behind");
    }

    #[test]
    fn migrating_creates_nothing_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        assert!(matches!(migrate(&path, &mut |_| {}), Err(Error::Db(DbError::Missing(_)))));
        assert!(!path.exists());
        std::fs::write(&path, "").unwrap();
        assert_eq!(migrate(&path, &mut |_| {}).unwrap(), (0, migrations::NEWEST));
        assert_eq!(migrate(&path, &mut |_| {}).unwrap(), (migrations::NEWEST, migrations::NEWEST));
        std::fs::write(&path, "not a database, but long enough to be looked at").unwrap();
        assert!(matches!(migrate(&path, &mut |_| {}), Err(Error::Db(DbError::NotOurs { .. }))));
    }
}
