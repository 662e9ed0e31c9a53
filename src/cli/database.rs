//! The database of `--db`, as verbs open it.

use super::exit::Failure;
use super::ui::Ui;
use crate::app::error::Error;
use crate::infra::db::open;
use rusqlite::Connection;

/// To look at.
pub(crate) fn reading(ui: &Ui) -> Result<Connection, Failure> {
    Ok(open::reading(ui.db()).map_err(Error::from)?)
}

/// To change something that has to be in it: made afresh it could not hold it.
pub(crate) fn existing(ui: &Ui) -> Result<Connection, Failure> {
    drop(open::open_existing(ui.db()).map_err(Error::from)?);
    writing(ui)
}

/// To write to, made and migrated as needed.
pub(crate) fn writing(ui: &Ui) -> Result<Connection, Failure> {
    Ok(open::writing(ui.db()).map_err(Error::from)?)
}
