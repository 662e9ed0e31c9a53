//! `heatlink sessions`: print sessions.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print;
use crate::cli::ui::Ui;
use crate::domain::id::{EntryId, HeatId};

/// Print sessions
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Ordered by actual else scheduled start, name, session_id; --from and --to look at that start. \
    heat_id and entry_id are what the session names; heat_gone says that the heat is not there."
)]
pub struct Args {
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    /// Only this session: its id, a beginning of it that no other has, or its name
    #[arg(long, value_name = "REF", help_heading = "Filters")]
    session: Option<String>,
    /// Only of this heat (LiveRC's race id)
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    heat: Option<HeatId>,
    /// Only of this entry (LiveRC's id)
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    entry: Option<EntryId>,
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
        entry: args.entry,
        status: args.status.clone(),
        ..args.parents.filter(&args.window)
    };
    print(View::Sessions, &filter, &args.output, ui)
}
