//! `heatlink runs`: print runs.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Print runs
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
