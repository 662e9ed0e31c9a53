//! A consistent copy of the database, also while somebody writes to it.

use super::error::DbError;
use super::open::open_existing;
use super::patience::Waiting;
use crate::infra::interrupt::{self, Unfinished};
use crate::infra::temporary::unnamed;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

/// So many pages are copied at a time, between which it can be stopped.
const PAGES: i32 = 4096;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database could not be read or the copy not be written.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The target's folder does not take files.
    #[error("`{}` cannot be written: {source}", path.display())]
    Target {
        /// The target.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes a copy of the database at `from` to `to` by way of a temporary folder beside it, so that `to` is
/// whole or is not there. An existing file is replaced. Gives the size in bytes.
///
/// # Errors
/// [`BackupError`] says what stood in the way; `to` is as it was then.
pub fn to_file(from: &Path, to: &Path) -> Result<u64, BackupError> {
    let fail = |source| BackupError::Target { path: to.into(), source };
    let made = beside(from, to)?;
    let file = made.copy.persist(to).map_err(|error| fail(error.error))?;
    Ok(file.metadata().map_err(fail)?.len())
}

/// The same to the first of these names at which nothing is: that one is given.
///
/// # Errors
/// [`BackupError`] says what stood in the way, [`io::ErrorKind::AlreadyExists`] that all names are taken.
pub fn to_new_file(from: &Path, names: impl IntoIterator<Item = PathBuf>) -> Result<PathBuf, BackupError> {
    let mut names = names.into_iter();
    let taken =
        |path: &Path| BackupError::Target { path: path.into(), source: io::ErrorKind::AlreadyExists.into() };
    let mut name = names.next().ok_or_else(|| taken(from))?;
    let mut made = beside(from, &name)?;
    loop {
        match made.copy.persist_noclobber(&name) {
            Ok(_) => return Ok(name),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                made.copy = error.file;
                name = names.next().ok_or_else(|| taken(&name))?;
            }
            Err(error) => return Err(BackupError::Target { path: name, source: error.error }),
        }
    }
}

/// A copy that has no name of its own yet; each part goes before the next.
struct Made {
    copy: NamedTempFile,
    /// It is made in a folder, with which also goes what `SQLite` puts beside it.
    _folder: TempDir,
    _unfinished: Unfinished,
}

/// A copy of the database at `from`, all of it on the disk, in a temporary folder beside `to`.
fn beside(from: &Path, to: &Path) -> Result<Made, BackupError> {
    let fail = |source| BackupError::Target { path: to.into(), source };
    drop(open_existing(from)?); // whether there is anything to copy, before anything is made
    let place = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let begin = || tempfile::Builder::new().prefix(".heatlink-backup-").tempdir_in(place);
    let (folder, unfinished) =
        interrupt::making(begin, |folder| folder.path().into()).map_err(|e| fail(unnamed(&e)))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other new file: whatever the process's mask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder.path()).map_err(|e| fail(unnamed(&e)))?;
    let made = Made { copy: file, _folder: folder, _unfinished: unfinished };
    copy(from, made.copy.path())?;
    made.copy.as_file().sync_all().map_err(fail)?;
    Ok(made)
}

/// Copies the database at `from` into the empty file `to`, under one read lock: a writer goes on meanwhile
/// (write-ahead log) and the copy is of the moment it began.
///
/// # Errors
/// [`DbError`] says what stood in the way.
pub fn copy(from: &Path, to: &Path) -> Result<(), DbError> {
    let source = open_existing(from)?;
    // The source is read in one transaction of its own, so that steps all see the same moment.
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
    let mut target = Connection::open(to)?;
    {
        let backup = Backup::new(&source, &mut target)?;
        let mut waiting = Waiting::default();
        // Busy: somebody holds the source exclusively for a moment; a step that copied nothing is repeated.
        loop {
            if interrupt::is_raised() {
                return Err(DbError::Interrupted);
            }
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => waiting = Waiting::default(),
                _ if waiting.wait() => {}
                _ => return Err(DbError::Locked),
            }
        }
    }
    // One file that stands alone, with no log beside it; the next writer sets the log up again.
    target.pragma_update(None, "journal_mode", "delete")?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    #[test]
    fn a_copy_is_whole_while_a_writer_is_in_the_middle() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let mut conn = open::writing(&from).unwrap();
        meeting(&conn);
        let unfinished = conn.transaction().unwrap();
        unfinished.execute("DELETE FROM event", []).unwrap();
        copy(&from, &to).unwrap();
        let heats: i64 =
            open::reading(&to).unwrap().query_row("SELECT count(*) FROM heat", [], |row| row.get(0)).unwrap();
        assert_eq!(heats, 3);
        assert!(!folder.path().join("b.db-wal").exists());
    }
}
