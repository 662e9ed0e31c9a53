//! `heatlink unlink`: free a session from its heat.

use super::session::print::Format;
use super::session::{existing, print_sessions};
use crate::app::session::link;
use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;

/// Free a session from its heat
///
/// The session becomes MANUAL.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session's id, a prefix that only its id has, or a name that only it has
    session: String,
    /// How to print
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let (before, after) = link::unlink(&mut existing(ui)?, &args.session)?;
    let (id, name) = (&before.id, &before.name);
    ui.status(&match before.heat {
        Some(heat) => format!("session `{id}` ({name}) is no longer bound to heat {heat}"),
        None => format!("session `{id}` ({name}) was bound to no heat"),
    });
    print_sessions(vec![after], args.format)
}
