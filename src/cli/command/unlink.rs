//! `heatlink unlink`: free a session from its heat.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Free a session from its heat
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
