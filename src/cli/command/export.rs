//! `heatlink export`: every table as a file, with a manifest.

use crate::app::export::{Split, resolved};
use crate::app::read::{Filter, nowhere};
use crate::cli::database::reading;
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{Around, Parents, Whose, Window};
use crate::cli::output::dataset::{self, Folder, Format};
use crate::cli::ui::Ui;
use crate::domain::text::count;
use std::path::PathBuf;

/// Write every table to a directory, with a manifest
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Writes events, classes, heats, entries, results, laps and sessions, each with the columns, order \
    and filters of its verb, and manifest.json with rows and SHA-256 of each file. A table whose verb lacks a filter \
    is narrowed to what the filter is about: the entries of a heat, the event of a class. Equal databases give equal \
    directories."
)]
pub struct Args {
    /// The directory: one that is not there, or is empty
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// How the tables are written
    #[arg(short, long, value_enum, default_value = "csv", value_name = "FORMAT", help_heading = "Output")]
    format: Format,
    /// Split each table into folders, as DuckDB and Spark read them: by the year in which the event starts, in
    /// UTC
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Output")]
    partition_by: Option<PartitionBy>,
    /// Replace an export that is there; other files stay
    #[arg(long, help_heading = "Output")]
    force: bool,
    #[command(flatten)]
    parents: Parents,
    #[command(flatten)]
    window: Window,
    #[command(flatten)]
    around: Around,
    #[command(flatten)]
    whose: Whose,
}

/// What tables are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PartitionBy {
    /// `event_year=2024`, and `__HIVE_DEFAULT_PARTITION__` where it is unknown
    EventYear,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let filter: Filter = args.whose.filter(args.around.filter(&args.parents, &args.window));
    let conn = reading(ui)?;
    let filter = resolved(&conn, &filter)?;
    let split = if args.partition_by.is_some() { Split::EventYear } else { Split::Whole };
    let folder = Folder::open(&args.dir, ui.db(), args.force)?;
    let rows = dataset::write(&conn, &filter, (args.format, split), folder)?;
    let why = if rows == 0 { nowhere(&conn, &filter)? } else { None };
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    ui.status(&format!("{} written to `{}`{why}", count(rows, "row", "rows"), args.dir.display()));
    Ok(Exit::Done)
}
