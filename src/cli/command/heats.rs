//! `heatlink heats`: print heats.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, InState, Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;

/// Print heats
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by the event's start, event_id, class_name, scheduled start, heat_id. --from and --to \
    look at the scheduled start."
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
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let around = args.around.filter(&args.parents, &args.window);
    let filter = Filter { status: args.state.status.clone(), ..around };
    print(View::Heats, &filter, &args.output, ui)
}
