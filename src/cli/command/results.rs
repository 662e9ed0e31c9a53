//! `heatlink results`: print results, each with its parents.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, InState, Parents, Whose, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;

/// Print results, each with its parents
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by the event's start, event_id, class_name, the heat's scheduled start, heat_id, \
    finish_position, fast_lap_ms, driver_name, entry_id, liverc_driver_id. --from and --to look at \
    the heat's scheduled start. --session prints the rows that carry the session: its own entry's, \
    or the heat's where it names none. Statistics are derived where the entry's laps have no gap and are \
    as many as laps_completed, and it is known which of them count; else they are the published ones."
)]
pub struct Args {
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    #[command(flatten)]
    around: Around,
    #[command(flatten)]
    state: InState,
    #[command(flatten)]
    whose: Whose,
    /// Statistics from the laps, where they are whole, or the provider's alone
    #[arg(long, value_enum, value_name = "FROM", default_value = "derived")]
    stats: Stats,
    #[command(flatten)]
    output: Output,
}

/// Where the statistics come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Stats {
    /// From the laps, where they are whole; else as published
    Derived,
    /// As published, and nothing else
    Published,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = Filter {
        status: args.state.status.clone(),
        only_published: args.stats == Stats::Published,
        ..args.whose.filter(args.around.filter(&args.parents, &args.window))
    };
    print(View::Results, &filter, &args.output, ui)
}
