//! `heatlink results`: print results, each with its parents.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;
use crate::domain::id::EntryId;

/// Print results, each with its parents
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by the event's start, event_id, class_name, the heat's scheduled start, heat_id, \
    finish_position, fast_lap_ms, driver_name, entry_id, liverc_driver_id. --from and --to look at \
    the heat's scheduled start. --session prints the rows that carry the session: its own entry's, \
    or the heat's where it names none."
)]
pub struct Args {
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    #[command(flatten)]
    around: Around,
    /// Only of this entry (LiveRC's id)
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    entry: Option<EntryId>,
    /// Only of drivers with this in their name, whatever the case and accents
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    driver: Option<String>,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = Filter {
        entry: args.entry,
        driver: args.driver.clone(),
        ..args.around.filter(&args.parents, &args.window)
    };
    print(View::Results, &filter, &args.output, ui)
}
