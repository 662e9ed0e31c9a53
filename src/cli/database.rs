//! The database of `--db`, as verbs open it.

use super::exit::Failure;
use super::ui::Ui;
use crate::app::error::Error;
use crate::infra::db::open;
use rusqlite::Connection;
use std::path::Path;

/// The file. One in memory is for `import` alone, which opens it itself.
pub(crate) fn file(ui: &Ui) -> Result<&Path, Failure> {
    if ui.is_in_memory() {
        return Err(Failure::Cannot(
            "`:memory:` is a database for `import` alone: it is forgotten at the end".into(),
            Some("name a file with `--db PATH`".into()),
        ));
    }
    Ok(ui.db())
}

/// To look at.
pub(crate) fn reading(ui: &Ui) -> Result<Connection, Failure> {
    Ok(open::reading(file(ui)?).map_err(Error::from)?)
}

/// To change something that has to be in it: made afresh it could not hold it.
pub(crate) fn existing(ui: &Ui) -> Result<Connection, Failure> {
    drop(open::open_existing(file(ui)?).map_err(Error::from)?);
    writing(ui)
}

/// To write to, made and migrated as needed.
pub(crate) fn writing(ui: &Ui) -> Result<Connection, Failure> {
    made(file(ui)?, ui)
}

/// The same of a path that is known to be a file's, or to become one's.
pub(crate) fn made(path: &Path, ui: &Ui) -> Result<Connection, Failure> {
    Ok(open::writing_noting(path, &mut |copy| say_kept(copy, ui)).map_err(Error::from)?)
}

/// Says where the copy of an older file is.
pub(crate) fn say_kept(copy: &Path, ui: &Ui) {
    ui.status(&format!(
        "kept the database as it was before its schema is brought up to date: `{}`",
        copy.display()
    ));
}
