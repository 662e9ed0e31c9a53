//! `heatlink reconcile`: report all that does not agree, and settle it.

use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Report all that does not agree, and settle it
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::cannot("not built yet"))
}
