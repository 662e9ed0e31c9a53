//! Why a database cannot serve, and what to do about it.

use crate::domain::text::argument;
use rusqlite::{ErrorCode, ffi};
use std::path::{Path, PathBuf};

/// Why the database cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Reading verbs never create one.
    #[error("no database at `{}`", .0.display())]
    Missing(PathBuf),
    /// There is no folder to make one in.
    #[error("`{}` cannot be there: the folder `{}` does not exist", path.display(), folder.display())]
    NoFolder {
        /// The file.
        path: PathBuf,
        /// Where it would be.
        folder: PathBuf,
    },
    /// The system does not let us look.
    #[error("`{}` cannot be read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The file is there and is no `SQLite` database, or another program's.
    #[error("`{}` is not a heatlink database: {found}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        found: &'static str,
    },
    /// Nothing has been imported, or a first import was killed before it began.
    #[error("`{}` is empty", .0.display())]
    Empty(PathBuf),
    /// Reading verbs never migrate.
    #[error("`{}` has schema version {found}, this heatlink reads version {expected}", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// Ours.
        expected: u32,
    },
    /// A newer heatlink wrote it.
    #[error("`{}` has schema version {found}, newer than the {expected} that this heatlink knows", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// Ours.
        expected: u32,
    },
    /// Another program holds the lock.
    #[error("the database is locked by another program")]
    Locked,
    /// The process was asked to stop.
    #[error("interrupted before it was done")]
    Interrupted,
    /// The file or its folder cannot be written.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// No space left.
    #[error("the disk is full; nothing of the last step was written")]
    Full,
    /// The system failed to read or write; the bytes that are there may be sound.
    #[error("the database could not be read or written: {0}")]
    Io(String),
    /// Bytes are not what `SQLite` wrote.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A step would make rows anew, and no copy could be kept.
    #[error("the database is as it was: a copy of it could not be kept as `{}`: {why}", path.display())]
    NoBackup {
        /// The copy.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A migration step failed.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(String),
    /// A value or a row is there that heatlink does not write, or one is gone that others need.
    #[error("what is in the database contradicts itself: {0}")]
    Inconsistent(String),
    /// Anything else that `SQLite` says.
    #[error("the database could not be used: {0}")]
    Sql(rusqlite::Error),
}

impl DbError {
    /// What it says, with the name of the database where it would not know it.
    #[must_use]
    pub fn of(&self, path: &Path) -> String {
        let path = path.display();
        match self {
            Self::Locked => format!("`{path}` is locked by another program"),
            Self::ReadOnly(why) => format!("`{path}` cannot be written: {why}"),
            Self::Io(why) => format!("`{path}` could not be read or written: {why}"),
            Self::Damaged(why) => format!("`{path}` is damaged: {why}"),
            Self::Inconsistent(why) => format!("what is in `{path}` contradicts itself: {why}"),
            Self::Sql(why) => format!("`{path}` could not be used: {why}"),
            other => other.to_string(),
        }
    }

    /// What helps.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Missing(path) | Self::Empty(path) => {
                format!(
                    "create one with `heatlink import PATH --db {}`, or name another with `--db`",
                    argument(&path.to_string_lossy())
                )
            }
            Self::NoFolder { folder, .. } => format!(
                "make it with `mkdir -p {}`, or name another file with `--db`",
                argument(&folder.to_string_lossy())
            ),
            Self::Unreadable { .. } => "check the permissions of the file and of its folders".into(),
            Self::NotOurs { .. } => "it was left as it is; name another file with `--db`".into(),
            Self::Older { path, .. } => {
                format!("run `heatlink db migrate --db {}`", argument(&path.to_string_lossy()))
            }
            Self::Newer { .. } => "use the newer heatlink that wrote it".into(),
            Self::Locked => {
                "wait for the other program to finish, or give it longer with `--lock-timeout`, such as `5m`"
                    .into()
            }
            Self::Interrupted => "run the same command again".into(),
            Self::ReadOnly(_) => "check the permissions of the file and of its folder".into(),
            Self::Io(_) => "check the disk and what room it has, then run the same command again".into(),
            Self::Full => "free some space, then run the same command again".into(),
            Self::Damaged(_) => {
                "`heatlink db check` tells more; a backup, or the captures imported afresh, mend it".into()
            }
            Self::NoBackup { .. } => {
                "make its folder writable or free some space, then run the same command again".into()
            }
            Self::Inconsistent(_) => {
                "`heatlink db check` names what is wrong; a backup, `heatlink db rebuild` or the captures imported afresh mend it"
                    .into()
            }
            Self::Sql(_) => "`heatlink db check` tells whether the database is as heatlink makes it".into(),
            Self::Migration(_) => {
                "its tables are not those of its schema version: go back to a backup, or import the captures afresh into another file"
                    .into()
            }
        })
    }

    pub(crate) fn from_refinery(error: &refinery::Error) -> Self {
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(e) = source {
            if let Some(sql) = e.downcast_ref::<rusqlite::Error>()
                && let Some(code) = sql.sqlite_error_code()
            {
                return Self::from_code(code, sql.to_string())
                    .unwrap_or_else(|| Self::Migration(error.to_string()));
            }
            source = e.source();
        }
        Self::Migration(error.to_string())
    }

    fn from_code(code: ErrorCode, message: String) -> Option<Self> {
        Some(match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked,
            // It names the file in the end, as whoever says this does.
            ErrorCode::CannotOpen => {
                Self::ReadOnly(message.split_once(": ").map_or(message.as_str(), |(said, _)| said).to_owned())
            }
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly(message),
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::OperationInterrupted => Self::Interrupted,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(message),
            ErrorCode::SystemIoFailure => Self::Io(message),
            _ => return None,
        })
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        if let Some(found) =
            error.sqlite_error_code().and_then(|code| Self::from_code(code, error.to_string()))
        {
            return found;
        }
        inconsistent(&error).map_or(Self::Sql(error), Self::Inconsistent)
    }
}

/// What contradicts itself, where an error says that something does: what heatlink writes is always read back, and
/// what it writes goes beside what is there.
fn inconsistent(error: &rusqlite::Error) -> Option<String> {
    use rusqlite::Error as E;
    Some(match error {
        E::InvalidColumnType(_, column, _) => {
            format!("the column `{column}` holds a value that heatlink does not write")
        }
        E::FromSqlConversionFailure(_, _, why) => why.to_string(),
        E::IntegralValueOutOfRange(_, found) => format!("{found} is no number that heatlink writes there"),
        E::Utf8Error(..) => "a text is not in UTF-8".into(),
        E::QueryReturnedNoRows => "a row is not there that another one names".into(),
        E::SqliteFailure(failure, said) if failure.code == ErrorCode::ConstraintViolation => {
            let what = match failure.extended_code & 0xffff {
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "a row names another one that is not there",
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID => "a row is there in the place of another one",
                ffi::SQLITE_CONSTRAINT_TRIGGER => "a trigger that is none of heatlink's declined",
                _ => "a row has a value that none may have",
            };
            // After the colon: the table, and the columns or the check.
            let of = said.as_deref().and_then(|said| said.split_once(": ")).map_or("", |(_, of)| of);
            if of.is_empty() { what.into() } else { format!("{what} ({of})") }
        }
        // Of a text that is to be JSON or a sum that no number holds.
        E::SqliteFailure(failure, Some(said)) if failure.code == ErrorCode::Unknown && is_of_values(said) => {
            format!("a value is none that heatlink writes ({said})")
        }
        // Our own statements are right for the schema that heatlink makes.
        E::SqlInputError { msg, .. } => format!("its schema is not as heatlink makes it ({msg})"),
        E::SqliteFailure(failure, Some(said)) if failure.code == ErrorCode::Unknown && is_of_schema(said) => {
            format!("its schema is not as heatlink makes it ({said})")
        }
        _ => return None,
    })
}

/// Whether an error without a code of its own is about values.
fn is_of_values(said: &str) -> bool {
    ["malformed JSON", "integer overflow", "bad JSON path"].iter().any(|start| said.starts_with(start))
}

/// Whether one is about the schema.
fn is_of_schema(said: &str) -> bool {
    ["no such table", "no such column", "has no column"].iter().any(|part| said.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    /// What is said of an error that some SQL gives in a database that other SQL has changed.
    fn said(changed: &str, sql: &str) -> String {
        let conn = open::private().unwrap();
        meeting(&conn);
        conn.execute_batch(changed).unwrap();
        let error = DbError::from(conn.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap_err());
        assert!(matches!(error, DbError::Inconsistent(_)), "{error:?}");
        assert!(error.hint().is_some_and(|hint| hint.contains("db check")));
        error.of(Path::new("a.db"))
    }

    #[test]
    fn what_another_program_did_is_told_in_words() {
        let insert = "INSERT INTO class (id, event_id, name, capture_id, has_history) VALUES (1, 1, 'a', 1, 0) RETURNING name";
        let trigger = "CREATE TRIGGER t BEFORE INSERT ON class BEGIN SELECT raise(abort, 'no'); END";
        for (changed, sql, words) in [
            ("", insert, "a row is there in the place of another one (class.id)"),
            (trigger, insert, "a trigger that is none of heatlink's declined"),
            (
                "",
                "UPDATE class SET name = '' RETURNING name",
                "a row has a value that none may have (trim(name) <> '')",
            ),
            ("", "SELECT name FROM class WHERE id = 9", "a row is not there that another one names"),
            ("", "SELECT id FROM class", "the column `id` holds a value that heatlink does not write"),
            ("", "SELECT json_extract('{', '$.a')", "a value is none that heatlink writes (malformed JSON)"),
            (
                "",
                "SELECT sum(9223372036854775807) FROM class",
                "a value is none that heatlink writes (integer overflow)",
            ),
            (
                "DROP TABLE lap",
                "SELECT lap_number FROM lap",
                "its schema is not as heatlink makes it (no such table: lap)",
            ),
            (
                "ALTER TABLE heat DROP COLUMN status",
                "SELECT status FROM heat",
                "its schema is not as heatlink makes it (no such column: status)",
            ),
        ] {
            assert_eq!(said(changed, sql), format!("what is in `a.db` contradicts itself: {words}"), "{sql}");
        }
    }
}
