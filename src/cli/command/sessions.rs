//! `heatlink sessions`: print sessions.

use crate::app::read::{Filter, View};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, InState, Parents, Window};
use crate::cli::output::options::Output;
use crate::cli::output::print_counted;
use crate::cli::ui::Ui;
use crate::domain::record::Entrant;

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
    #[command(flatten)]
    around: Around,
    #[command(flatten)]
    state: InState,
    /// Only of this entry: LiveRC's id, or `@` and the driver's id on race pages
    #[arg(long, value_name = "ID|@DRIVER", help_heading = "Filters")]
    entry: Option<Entrant>,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter = Filter {
        entry: args.entry,
        status: args.state.status.clone(),
        ..args.around.filter(&args.parents, &args.window)
    };
    let printed = print_counted(View::Sessions, &filter, &args.output, ui)?;
    if printed == Some(0) && filter == Filter::default() {
        ui.hint("add one with `heatlink session add --name NAME --kind KIND`");
    }
    Ok(Exit::Done)
}
