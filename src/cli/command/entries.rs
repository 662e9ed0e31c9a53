//! `heatlink entries`: print entries.

use crate::app::read::View;
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Parents, Whose, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;

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
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = args.whose.filter(args.parents.filter(&args.window));
    print(View::Entries, &filter, &args.output, ui)
}
