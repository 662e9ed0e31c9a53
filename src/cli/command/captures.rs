//! `heatlink captures`: print captures, or take one out again.

use super::captures_drop;
use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{instant, whole};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;
use crate::domain::time::Instant;

/// Print captures, or take one out again
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Ordered from the oldest to the newest. A table shows the first 12 characters of each SHA-256."
)]
pub struct Args {
    /// Only in this state: taken, rejected, dropped
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    status: Option<String>,
    /// Only of this capture time or later (2024-08-09T21:40:00Z)
    #[arg(long, value_name = "TIME", help_heading = "Filters", value_parser = instant)]
    from: Option<Instant>,
    /// Only of before this capture time
    #[arg(long, value_name = "TIME", help_heading = "Filters", value_parser = instant)]
    to: Option<Instant>,
    /// At most so many rows
    #[arg(long, value_name = "N", help_heading = "Filters", value_parser = whole::<u64>)]
    limit: Option<u64>,
    #[command(flatten)]
    output: Output,
    /// What to do with one; none: print
    #[command(subcommand)]
    action: Option<Action>,
}

/// What can be done with captures.
#[derive(Debug, clap::Subcommand)]
enum Action {
    Drop(captures_drop::Args),
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    if let Some(Action::Drop(args)) = &args.action {
        return captures_drop::run(args, ui);
    }
    let filter = Filter {
        status: args.status.clone(),
        from: args.from,
        to: args.to,
        limit: args.limit,
        ..Filter::default()
    };
    print(View::Captures, &filter, &args.output, ui)
}
