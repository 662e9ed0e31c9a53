//! `heatlink entries`: print entries.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;
use crate::domain::id::EntryId;

/// Print entries
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by the event's start, event_id, class_name, class_id, driver_name, entry_id, \
    liverc_driver_id. --from and --to look at the event's start."
)]
pub struct Args {
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    /// Only this entry (LiveRC's id)
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    entry: Option<EntryId>,
    /// Only of drivers with this in their name, whatever the case and accents
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    driver: Option<String>,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter =
        Filter { entry: args.entry, driver: args.driver.clone(), ..args.parents.filter(&args.window) };
    print(View::Entries, &filter, &args.output, ui)
}
