//! `heatlink reconcile`: report all that does not agree, and settle it.

mod matching;
mod pending;
mod prune;
mod quarantine;
mod report;

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::ReportFormat as Format;
use crate::cli::ui::Ui;

/// Report all that does not agree, and settle it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exit with 1 when there is an error
    #[arg(long)]
    check: bool,
    /// How to print the report
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<Format>,
    /// What to settle; none: report
    #[command(subcommand)]
    action: Option<Action>,
}

/// What can be settled here.
#[derive(Debug, clap::Subcommand)]
enum Action {
    Prune(prune::Args),
    Pending(pending::Args),
    Match(matching::Args),
    /// List, show, retry and let go of what was refused
    #[command(subcommand)]
    Quarantine(quarantine::Action),
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let Some(action) = &args.action else {
        return report::run(args.check, args.format.unwrap_or(Format::Table), ui);
    };
    if args.check || args.format.is_some() {
        return Err(Failure::usage("`--check` and `--format` of the report do not go with a subcommand"));
    }
    match action {
        Action::Prune(args) => prune::run(args, ui),
        Action::Pending(args) => pending::run(args, ui),
        Action::Match(args) => matching::run(args, ui),
        Action::Quarantine(action) => quarantine::run(action, ui),
    }
}
