//! Opening a database: for reading, never created or changed; for writing, created and migrated.

use super::error::DbError;
use super::kept_copy;
use super::migrations::{self, Step};
use super::patience;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `PRAGMA application_id` of a heatlink database: `HLNK`.
pub const APPLICATION_ID: i64 = 1_212_960_331;

/// Opens an existing, current database for reading. Works on read-only files and folders.
///
/// # Errors
/// [`DbError`] says what is there instead.
pub fn reading(path: &Path) -> Result<Connection, DbError> {
    let conn = open_existing(path)?;
    let found = migrations::version(&conn)?;
    let expected = migrations::NEWEST;
    match found.cmp(&expected) {
        std::cmp::Ordering::Less => Err(DbError::Older { path: path.into(), found, expected }),
        std::cmp::Ordering::Greater => Err(DbError::Newer { path: path.into(), found, expected }),
        std::cmp::Ordering::Equal => {
            steady_plans(&conn)?;
            // No `mmap_size`: a mapped file counts as memory, so that a large one would take as much as it is
            // long, for a fiftieth of the time (docs/performance.md).
            conn.pragma_update(None, "cache_size", -16_000)?;
            Ok(conn)
        }
    }
}

/// Opens an existing database of any version for looking at, checked to be heatlink's own.
///
/// # Errors
/// [`DbError`] says what is there instead.
pub fn open_existing(path: &Path) -> Result<Connection, DbError> {
    check_folder(path)?;
    let unreadable = |error: &io::Error| DbError::Unreadable { path: path.into(), why: reason(error) };
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(DbError::Missing(path.into())),
        Err(error) => return Err(unreadable(&error)),
    };
    if meta.is_dir() {
        return Err(DbError::NotOurs { path: path.into(), found: "it is a folder" });
    }
    if !meta.is_file() {
        return Err(DbError::NotOurs { path: path.into(), found: "it is no regular file" });
    }
    if meta.len() == 0 {
        return Err(DbError::Empty(path.into()));
    }
    // Only to tell why `SQLite` could not: closing a handle of our own would free the locks that this process holds on
    // the file, and its writer may be at work (https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks").
    let explained = |error: rusqlite::Error| match std::fs::File::open(path) {
        Err(why) => unreadable(&why),
        Ok(_) => error.into(),
    };
    // With nobody about, the one file is all there is, and a look at it alone leaves nothing beside it: it may
    // be another program's.
    let alone = !beside(path, "-wal").exists();
    let plain = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let read_only = plain | OpenFlags::SQLITE_OPEN_READ_ONLY;
    let mut look = if alone {
        Connection::open_with_flags(immutable(path), read_only)
    } else {
        Connection::open_with_flags(path, read_only)
    }
    .map_err(explained)?;
    patience::limit(&mut look)?;
    check_ours(&look, path)?;
    // A shared read needs files beside the database, which only who may write takes away again at the end.
    match shared(path, plain | OpenFlags::SQLITE_OPEN_READ_WRITE) {
        Ok(conn) if !(alone && conn.is_readonly(MAIN_DB)?) => Ok(conn),
        // A file or folder that cannot be written has no place for them.
        Ok(_) | Err(DbError::ReadOnly(_)) if alone => Ok(look),
        other => other,
    }
}

/// Opens for a read beside others, and reads.
fn shared(path: &Path, flags: OpenFlags) -> Result<Connection, DbError> {
    let mut conn = Connection::open_with_flags(path, flags)?;
    patience::limit(&mut conn)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

/// Opens a database for writing, creating and migrating it as needed; `:memory:` is one that is forgotten.
///
/// # Errors
/// [`DbError`] says why not.
pub fn writing(path: &Path) -> Result<Connection, DbError> {
    writing_noting(path, &mut |_| {})
}

/// The same; `kept` is told of the copy that was kept of an older file before its rows are made anew.
///
/// # Errors
/// [`DbError`] says why not.
pub fn writing_noting(path: &Path, kept: &mut dyn FnMut(&Path)) -> Result<Connection, DbError> {
    writing_by(path, migrations::STEPS, kept)
}

/// The same by these steps.
pub(super) fn writing_by(
    path: &Path,
    steps: &[Step],
    kept: &mut dyn FnMut(&Path),
) -> Result<Connection, DbError> {
    let memory = path.as_os_str() == ":memory:";
    if !memory && path.is_dir() {
        return Err(DbError::NotOurs { path: path.into(), found: "it is a folder" });
    }
    // Such as /dev/null, which seems empty.
    if !memory && path.exists() && !path.is_file() {
        return Err(DbError::NotOurs { path: path.into(), found: "it is no regular file" });
    }
    if !memory {
        check_folder(path)?;
    }
    // Two first imports at once would both find nothing and both begin: one looks and creates at a time.
    let _creating = patience::creation_lock(path)?;
    let fresh = memory || std::fs::metadata(path).map_or(true, |m| m.len() == 0);
    let mut before = 0;
    if !fresh {
        match open_existing(path) {
            Ok(conn) => before = migrations::version(&conn)?,
            // A first import that was killed before it began leaves a file without tables: begin there.
            Err(DbError::Empty(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let newest = steps.last().map_or(0, |step| step.version);
    if before > newest {
        return Err(DbError::Newer { path: path.into(), found: before, expected: newest });
    }
    // Before this process has a connection of its own: the copy is made through others, which are closed again.
    if migrations::rewrite(steps, before) {
        kept(&kept_copy::keep(path, before)?);
    }
    let mut conn = Connection::open(path)?;
    patience::limit(&mut conn)?;
    if conn.is_readonly(MAIN_DB)? {
        return Err(DbError::ReadOnly("the file is write-protected".into()));
    }
    prepare(&conn)?;
    migrations::migrate_by(&mut conn, steps)?;
    Ok(conn)
}

/// A number that changes when another connection has written since this one last looked.
///
/// # Errors
/// When the database cannot be read.
pub fn data_version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
}

/// Opens a private database that lives as long as the connection and spills to disk when it grows.
///
/// # Errors
/// When `SQLite` cannot make one.
pub fn private() -> Result<Connection, DbError> {
    let mut conn = Connection::open("")?;
    patience::limit(&mut conn)?;
    prepare(&conn)?;
    migrations::migrate(&mut conn)?;
    Ok(conn)
}

/// Copies a database, as this connection sees it, into a private one.
///
/// # Errors
/// When `SQLite` cannot read it or make one.
pub fn private_copy(conn: &Connection) -> Result<Connection, DbError> {
    let mut copy = Connection::open("")?;
    patience::limit(&mut copy)?;
    // A step may find the file held for a moment; one that copied nothing is repeated.
    Backup::new(conn, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(20), None)?;
    prepare(&copy)?;
    Ok(copy)
}

/// Readers never wait for a writer (write-ahead log); a kill never damages, a power cut loses at most the
/// last batches, which the next run imports again.
fn prepare(conn: &Connection) -> Result<(), DbError> {
    steady_plans(conn)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "normal")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // Fewer, larger copies of the log into the file: 64 MiB of it at a time.
    conn.pragma_update(None, "wal_autocheckpoint", 16_000)?;
    conn.pragma_update(None, "temp_store", "file")?;
    conn.pragma_update(None, "cache_size", -24_000)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Plans do not depend on bound values. Without this `SQLite` prepares a statement anew at every execution
/// where a partial index might serve some values: most of the cost of small look-ups.
fn steady_plans(conn: &Connection) -> Result<(), DbError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn check_ours(conn: &Connection, path: &Path) -> Result<(), DbError> {
    let id: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(|e| {
        match e.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => {
                DbError::NotOurs { path: path.into(), found: "it is no SQLite file" }
            }
            _ => e.into(),
        }
    })?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    let tables: i64 = conn.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'refinery_schema_history'",
        [],
        |row| row.get(0),
    )?;
    if tables == 0 && id == 0 {
        return Err(DbError::Empty(path.into()));
    }
    Err(DbError::NotOurs { path: path.into(), found: "another program's tables are in it" })
}

/// Whether a database could be at `path` at all.
///
/// # Errors
/// When its folder does not exist.
pub fn check_folder(path: &Path) -> Result<(), DbError> {
    match path.parent().filter(|p| !p.as_os_str().is_empty()) {
        Some(folder) if std::fs::metadata(folder).is_err_and(|e| e.kind() == io::ErrorKind::NotFound) => {
            Err(DbError::NoFolder { path: path.into(), folder: folder.into() })
        }
        _ => Ok(()),
    }
}

/// What the system said, without its number for it.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The path as a URI that promises nobody else writes; characters a URI would read otherwise are escaped.
fn immutable(path: &Path) -> String {
    let text = path.to_string_lossy();
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '%' => "%25".into(),
            '?' => "%3f".into(),
            '#' => "%23".into(),
            c => c.to_string(),
        })
        .collect();
    format!("file:{escaped}?immutable=1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_a_killed_first_import_left_is_taken_up() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("killed.db");
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "journal_mode", "wal").unwrap();
        conn.execute_batch(
            "CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name varchar(255))",
        )
        .unwrap();
        drop(conn);
        assert!(std::fs::metadata(&path).unwrap().len() > 0);
        assert!(matches!(reading(&path), Err(DbError::Empty(_))));
        std::fs::remove_file(&path).unwrap();
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "journal_mode", "wal").unwrap();
        drop(conn);
        drop(writing(&path).unwrap());
        assert!(reading(&path).is_ok());
    }

    #[test]
    fn another_programs_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("other.db");
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "application_id", 7).unwrap();
        drop(conn);
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(writing(&path), Err(DbError::NotOurs { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(matches!(writing(dir.path()), Err(DbError::NotOurs { .. })));
    }
}
