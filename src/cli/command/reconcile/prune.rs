//! `heatlink reconcile prune`: let go of what upstream deleted.

use crate::app::reconcile::prune::{Plan, SHAPE, apply, plan};
use crate::cli::database::{existing, reading};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Printer;
use crate::cli::output::options::Output;
use crate::cli::ui::Ui;
use crate::domain::text::count;

/// Let go of what upstream deleted
///
/// Lists every record that upstream no longer lists, the deepest first, with what goes with it. A record
/// that something present still names stays. With --apply this is decided: what was stated of the records
/// up to then is history, also when it is imported again; a newer statement brings them back.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Decide it
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let Some(printer) = Printer::open(SHAPE, &args.output, ui)? else { return Ok(Exit::Done) };
    let plan = if args.apply { apply(&mut existing(ui)?, Ui::now())? } else { plan(&reading(ui)?)? };
    printer.rows(&plan.rows())?;
    say(&plan, args.apply, ui);
    Ok(Exit::Done)
}

fn say(plan: &Plan, applied: bool, ui: &Ui) {
    let can_go = plan.can_go();
    let stay = plan.candidates.len() as u64 - can_go;
    let records = count(plan.decisions.len() as u64, "record", "records");
    let stays =
        if stay == 0 { String::new() } else { format!("; {} kept", count(stay, "record", "records")) };
    if plan.candidates.is_empty() {
        ui.status("nothing is missing upstream");
    } else if applied {
        ui.status(&format!("{records} pruned, all that lies beneath included{stays}"));
    } else {
        ui.status(&format!("{records} would go, all that lies beneath included{stays}"));
        if can_go > 0 {
            ui.hint("nothing was changed; decide it with `heatlink reconcile prune --apply`");
        }
    }
}
