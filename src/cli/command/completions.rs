//! `heatlink completions`: print completions for a shell.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
