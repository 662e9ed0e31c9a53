//! `heatlink heats`: print heats.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;
use crate::domain::id::HeatId;

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
    /// Only this heat (LiveRC's race id)
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    heat: Option<HeatId>,
    /// Only of this session: its id, a beginning of it that no other has, or its name
    #[arg(long, value_name = "REF", help_heading = "Filters")]
    session: Option<String>,
    /// Only with this status
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    status: Option<String>,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = Filter {
        heat: args.heat,
        session: args.session.clone(),
        status: args.status.clone(),
        ..args.parents.filter(&args.window)
    };
    print(View::Heats, &filter, &args.output, ui)
}
