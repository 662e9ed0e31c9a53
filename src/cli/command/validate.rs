//! `heatlink validate`: check captures with no database, for CI.

use super::import::ReadingArgs;
use crate::app::import::check_paths;
use crate::app::validate::{self, Validated};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::findings::{self, Look};
use crate::cli::progress::Bar;
use crate::cli::ui::Ui;
use crate::domain::finding::Severity;
use crate::domain::text::count;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Check captures with no database, for CI
///
/// Reads and checks as `import` into an empty database would, all paths together, and prints every finding:
/// an error where the import would refuse, a warning where a record would wait or contradicts another.
/// Exits with 1 on an error; with `--deny warnings` on a warning, too.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, or `-`
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How captures are read
    #[command(flatten)]
    reading: ReadingArgs,
    /// How to print findings
    #[arg(short, long, default_value = "human", value_name = "FORMAT")]
    format: Format,
    /// What else makes the exit code 1
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

/// Formats of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// `path:line:column: severity[code]: message`
    Human,
    /// One document for a program
    Json,
}

/// What a run may refuse to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Any warning
    Warnings,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let request = args.reading.request(&args.paths, Ui::now())?;
    check_paths(&request.paths)?;
    let bar = Bar::new(ui);
    let validated = validate::validate(&request, |p| bar.show(p))?;
    bar.clear();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Human => human(&mut out, &validated, ui.colour_on_stdout())?,
        Format::Json => json(&mut out, &validated)?,
    }
    out.flush()?;
    if validated.skipped > 0 {
        ui.status(&format!("{} skipped", count(validated.skipped as u64, "other file", "other files")));
    }
    let denied = args.deny == Some(Deny::Warnings)
        && findings::of_severity(&validated.findings, Severity::Warning) > 0;
    Ok(if validated.has_rejections || denied { Exit::Found } else { Exit::Done })
}

fn human(out: &mut impl Write, validated: &Validated, colour: bool) -> std::io::Result<()> {
    findings::one_by_one(out, &validated.findings, &Look { colour, ..Look::default() })?;
    let found = findings::totals(&validated.findings);
    let found = if found.is_empty() { "no findings" } else { &found };
    let captures = count(validated.captures, "capture", "captures");
    writeln!(out, "{captures}, {}, {found}", count(validated.records, "record", "records"))
}

fn json(out: &mut impl Write, validated: &Validated) -> std::io::Result<()> {
    let (captures, records) = (validated.captures, validated.records);
    write!(out, "{{\"schema\":\"heatlink/validate@1\",\"captures\":{captures},\"records\":{records},")?;
    findings::json_end(out, &validated.findings)
}
