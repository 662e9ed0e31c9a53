//! `heatlink results`: print results, each with its parents.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Print results, each with its parents
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
