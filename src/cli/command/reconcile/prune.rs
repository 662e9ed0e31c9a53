//! `heatlink reconcile prune`: let go of what upstream deleted.

use super::now;
use crate::app::error::Error;
use crate::app::reconcile::prune::{COLUMNS, Plan, apply, plan};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::listing::{self, Format};
use crate::cli::ui::Ui;
use crate::domain::text::count;
use crate::infra::db::open;
use std::io::{self, BufWriter, Write};

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
    /// How to print the list
    #[arg(short, long, default_value = "table", value_name = "FORMAT")]
    format: Format,
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let plan = if args.apply {
        // A database that is missing or not ours is not created here: there is nothing to prune in it.
        drop(open::open_existing(ui.db()).map_err(Error::from)?);
        apply(&mut open::writing(ui.db()).map_err(Error::from)?, now())?
    } else {
        plan(&open::reading(ui.db()).map_err(Error::from)?)?
    };
    let rows = plan.rows();
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Table => listing::table(&mut out, COLUMNS, &rows)?,
        Format::Json => listing::json(&mut out, "prune", COLUMNS, &rows)?,
    }
    out.flush()?;
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
