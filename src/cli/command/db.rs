//! `heatlink db`: status, check, migration and backup of the database.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Status, check, migration and backup of the database
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
