//! `heatlink heats`: print heats.

use crate::app::read::View;
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, Parents, Window};
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
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    print(View::Heats, &args.around.filter(&args.parents, &args.window), &args.output, ui)
}
