//! `heatlink reconcile pending`: the records that wait for a parent.

use crate::app::reconcile::pending::{SHAPE, rows};
use crate::cli::database::reading;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Printer;
use crate::cli::output::options::Output;
use crate::cli::ui::Ui;
use crate::domain::text::count;

/// List the records that wait for a parent
#[derive(Debug, clap::Args)]
#[command(after_help = "Ordered by record, family, waits_for.")]
pub(super) struct Args {
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let Some(printer) = Printer::open(SHAPE, &args.output, ui)? else { return Ok(Exit::Done) };
    let found = printer.rows(&rows(&reading(ui)?)?)?;
    ui.status(&format!("{} waiting", count(found, "record", "records")));
    if found > 0 {
        ui.hint("each takes effect when its parent comes: `heatlink import PATH`");
    }
    Ok(Exit::Done)
}
