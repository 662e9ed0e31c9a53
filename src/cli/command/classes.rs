//! `heatlink classes`: print classes.

use crate::app::read::View;
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;

/// Print classes
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by the event's start, event_id, class_name, class_id. --from and --to look at the \
    event's start."
)]
pub struct Args {
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = args.parents.filter(&args.window);
    print(View::Classes, &filter, &args.output, ui)
}
