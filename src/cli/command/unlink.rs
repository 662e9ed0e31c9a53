//! `heatlink unlink`: free a session from its heat.

use super::session::one;
use crate::app::session::link;
use crate::cli::database::existing;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::Output;
use crate::cli::ui::Ui;

/// Free a session from its heat
///
/// The session becomes MANUAL.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session's id, a prefix that only its id has, or a name that only it has
    session: String,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    one(&args.output, ui, || {
        let (before, after) = link::unlink(&mut existing(ui)?, &args.session)?;
        let (id, name) = (&before.id, &before.name);
        ui.status(&match before.heat {
            Some(heat) => format!("session `{id}` ({name}) is no longer bound to heat {heat}"),
            None => format!("session `{id}` ({name}) was bound to no heat"),
        });
        Ok(after)
    })
}
