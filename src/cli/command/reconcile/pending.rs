//! `heatlink reconcile pending`: the records that wait for a parent.

use crate::app::error::Error;
use crate::app::reconcile::pending::{COLUMNS, rows};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::listing::{self, Format};
use crate::cli::ui::Ui;
use crate::domain::text::count;
use crate::infra::db::open;
use std::io::{self, BufWriter, Write};

/// List the records that wait for a parent
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print them
    #[arg(short, long, default_value = "table", value_name = "FORMAT")]
    format: Format,
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let conn = open::reading(ui.db()).map_err(Error::from)?;
    let rows = rows(&conn)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Table => listing::table(&mut out, COLUMNS, &rows)?,
        Format::Json => listing::json(&mut out, "pending", COLUMNS, &rows)?,
    }
    out.flush()?;
    ui.status(&format!("{} waiting", count(rows.len() as u64, "record", "records")));
    if !rows.is_empty() {
        ui.hint("each takes effect when its parent comes: `heatlink import PATH`");
    }
    Ok(Exit::Done)
}
