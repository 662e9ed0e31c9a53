//! `heatlink explain`: explain a finding code.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Explain a finding code
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
