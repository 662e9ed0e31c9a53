//! `heatlink laps`: print laps, each with its parents.

use crate::app::read::View;
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, Parents, Whose, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;

/// Print laps, each with its parents
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by the event's start, event_id, class_name, the heat's scheduled start, heat_id, the \
    driver's finish position, entry_id, liverc_driver_id, lap_number. --from and --to look at the heat's \
    scheduled start. position, elapsed_ms and the gaps are of the whole race, whatever the filters leave."
)]
pub struct Args {
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    #[command(flatten)]
    around: Around,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = args.whose.filter(args.around.filter(&args.parents, &args.window));
    print(View::Laps, &filter, &args.output, ui)
}
