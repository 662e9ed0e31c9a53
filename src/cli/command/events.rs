//! `heatlink events`: print events.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::Window;
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;
use crate::domain::id::EventId;

/// Print events
#[derive(Debug, clap::Args)]
#[command(after_help = "Ordered by start, event_id. --from and --to look at the start.")]
pub struct Args {
    #[command(flatten)]
    window: Window,
    /// Only this event (LiveRC's id)
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    event: Option<EventId>,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = Filter { event: args.event, ..args.window.filter() };
    print(View::Events, &filter, &args.output, ui)
}
