//! `heatlink session`: add, list, show, edit, remove or import sessions.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Add, list, show, edit, remove or import sessions
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
