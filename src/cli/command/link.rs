//! `heatlink link`: bind a session to a heat.

use super::session::one;
use crate::app::session::link;
use crate::app::session::rows::Shown;
use crate::cli::database::existing;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::Output;
use crate::cli::ui::Ui;
use crate::domain::id::EntryId;

/// Bind a session to a heat
///
/// The session becomes `LIVE_RC`. One session may name a heat as a whole, and one each of its entries.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session's id, a prefix that only its id has, or a name that only it has
    session: String,
    /// The heat's LiveRC id, or a label that only one heat has
    heat: String,
    /// The own car's entry in the heat's class, by LiveRC's id
    #[arg(long, value_name = "ID")]
    entry: Option<EntryId>,
    /// Take the place of the session that has it, which becomes MANUAL
    #[arg(long = "move")]
    take_over: bool,
    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    one(&args.output, ui, || bind(args, ui))
}

fn bind(args: &Args, ui: &Ui) -> Result<Shown, Failure> {
    let mut conn = existing(ui)?;
    let linked = link::link(&mut conn, &args.session, &args.heat, args.entry, args.take_over)?;
    let session = &linked.session.session;
    if let Some(other) = &linked.moved_from {
        ui.warning(&format!("session `{}` ({}) is MANUAL now", other.id, other.name));
    }
    let entry = match (args.entry, &linked.driver) {
        (Some(entry), Some(driver)) => format!(", entry {entry} ({driver})"),
        (Some(entry), None) => format!(", entry {entry}"),
        (None, _) => String::new(),
    };
    let was = match linked.before.heat {
        _ if linked.before == *session => " already",
        Some(_) => " instead",
        None => "",
    };
    ui.status(&format!(
        "session `{}` ({}) is bound to {}{entry}{was}",
        session.id, session.name, linked.heat
    ));
    if let Some(before) = linked.before.heat.filter(|before| *before != linked.heat.id) {
        ui.status(&format!("it was bound to heat {before}"));
    }
    Ok(linked.session)
}
