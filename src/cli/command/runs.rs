//! `heatlink runs`: print runs.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;

/// Print runs
#[derive(Debug, clap::Args)]
#[command(after_help = "Ordered by number. A run without finished_at was interrupted.")]
pub struct Args {
    /// At most so many rows
    #[arg(long, value_name = "N", help_heading = "Filters")]
    limit: Option<u64>,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = Filter { limit: args.limit, ..Filter::default() };
    print(View::Runs, &filter, &args.output, ui)
}
