//! `heatlink captures drop`: take a capture, or all of a run, out again.

use crate::app::drop_captures::{self, Outcome, Request, Which};
use crate::app::import::report::RecordCounts;
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row};
use crate::cli::database::{existing, reading};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{instant, whole};
use crate::cli::output::options::ReportFormat as Format;
use crate::cli::output::table as print_table;
use crate::cli::ui::Ui;
use crate::domain::record::Kind;
use crate::domain::text::count;
use crate::domain::time::Instant;
use crate::infra::json_text;
use serde::{Serialize, Serializer};
use std::io::{BufWriter, Write};

/// Take a capture, or all of a run, out again
///
/// What it states counts no more, as if it had never been imported: rows change back or go, what lies
/// beneath waits. This is a decision, so importing the capture again does not bring it back; --undo does.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub(crate) struct Args {
    /// The first 6 or more digits of its SHA-256
    #[arg(value_name = "SHA", group = "which")]
    digits: Option<String>,
    /// All captures that a run met first
    #[arg(long, value_name = "N", group = "which", value_parser = whole::<i64>)]
    run: Option<i64>,
    /// The one of this capture time, where several have the SHA-256
    #[arg(long, value_name = "TIME", value_parser = instant, conflicts_with = "run")]
    at: Option<Instant>,
    /// All of them, where several have the SHA-256
    #[arg(long, conflicts_with = "run")]
    every: bool,
    /// Put back what was taken out
    #[arg(long)]
    undo: bool,
    /// Do it; else only say what would change
    #[arg(long)]
    apply: bool,
    /// How to print what changes
    #[arg(short, long, default_value = "table", value_name = "FORMAT")]
    format: Format,
}

const CAPTURES: &[Column] = &[
    Column::new("sha256", ColumnType::Text),
    Column::new("captured_at", ColumnType::Instant),
    Column::new("family", ColumnType::Text),
    Column::new("records", ColumnType::Int),
    Column::new("path", ColumnType::Text),
    Column::new("member", ColumnType::Text),
];

const RECORDS: &[Column] = &[
    Column::new("rows", ColumnType::Text),
    Column::new("come", ColumnType::Int),
    Column::new("change", ColumnType::Int),
    Column::new("go", ColumnType::Int),
];

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let which = match (&args.digits, args.run) {
        (_, Some(run)) => Which::Run(run),
        (digits, None) => {
            Which::Digest { digits: digits.clone().unwrap_or_default(), at: args.at, every: args.every }
        }
    };
    if !args.apply {
        // Looking migrates nothing.
        drop(reading(ui)?);
    }
    let mut conn = existing(ui)?;
    let request = Request { which, undo: args.undo, apply: args.apply, now: Ui::now() };
    let outcome = drop_captures::run(&mut conn, &request)?;
    drop(conn);
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Json => json(&mut out, args, &outcome)?,
        Format::Table => table(&mut out, &outcome)?,
    }
    out.flush()?;
    say(args, &outcome, ui);
    Ok(Exit::Done)
}

fn table(out: &mut impl Write, outcome: &Outcome) -> std::io::Result<()> {
    const DIGITS: usize = 12;
    let captures: Vec<Row> = outcome
        .captures
        .iter()
        .map(|c| Row {
            cells: vec![
                Cell::Text(c.sha256().to_string()[..DIGITS].to_owned()),
                Cell::Instant(c.order.at),
                c.family.clone().map_or(Cell::Null, Cell::Text),
                Cell::Int(c.records),
                Cell::Text(c.path.clone()),
                c.member.clone().map_or(Cell::Null, Cell::Text),
            ],
            zone: None,
        })
        .collect();
    print_table(&mut *out, CAPTURES, &captures)?;
    let number = |n: u64| Cell::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let changed = Kind::ALL.iter().zip(&outcome.records).filter(|(_, c)| has_changes(c));
    let rows: Vec<Row> = changed
        .map(|(kind, c)| Row {
            cells: vec![
                Cell::Text(kind.as_str().into()),
                number(c.inserted),
                number(c.updated),
                number(c.removed),
            ],
            zone: None,
        })
        .collect();
    if !rows.is_empty() {
        writeln!(out)?;
        print_table(&mut *out, RECORDS, &rows)?;
    }
    Ok(())
}

fn has_changes(counts: &RecordCounts) -> bool {
    counts.inserted + counts.updated + counts.removed > 0
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    undo: bool,
    applied: bool,
    captures: Vec<CaptureJson<'a>>,
    records: Records<'a>,
    pending: Change,
    missing: Change,
}

#[derive(Serialize)]
struct CaptureJson<'a> {
    sha256: String,
    captured_at: String,
    member_number: u32,
    context: &'a str,
    family: Option<&'a str>,
    records: i64,
    path: &'a str,
    member: Option<&'a str>,
}

#[derive(Serialize)]
struct Change {
    before: i64,
    after: i64,
}

/// Rows by kind.
struct Records<'a>(&'a [RecordCounts; 6]);

#[derive(Serialize)]
struct Rows {
    inserted: u64,
    updated: u64,
    removed: u64,
}

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Kind::ALL.iter().zip(self.0).map(|(kind, c)| {
            (kind.as_str(), Rows { inserted: c.inserted, updated: c.updated, removed: c.removed })
        }))
    }
}

fn json(out: &mut impl Write, args: &Args, outcome: &Outcome) -> std::io::Result<()> {
    let captures = outcome.captures.iter().map(|c| CaptureJson {
        sha256: c.sha256().to_string(),
        captured_at: c.order.at.to_string(),
        member_number: c.order.member_number,
        context: &c.order.context,
        family: c.family.as_deref(),
        records: c.records,
        path: &c.path,
        member: c.member.as_deref(),
    });
    let change = |(before, after)| Change { before, after };
    let document = Document {
        schema: "heatlink/captures-drop@1",
        undo: args.undo,
        applied: args.apply && !outcome.captures.is_empty(),
        captures: captures.collect(),
        records: Records(&outcome.records),
        pending: change(outcome.pending),
        missing: change(outcome.missing),
    };
    json_text::write(out, &document)?;
    writeln!(out)
}

fn say(args: &Args, outcome: &Outcome, ui: &Ui) {
    let captures = count(outcome.captures.len() as u64, "capture", "captures");
    let moved = |what: &str, (before, after): (i64, i64)| {
        if before == after { String::new() } else { format!("; {what} {before} before, {after} after") }
    };
    let rest = moved("waiting", outcome.pending) + &moved("missing upstream", outcome.missing);
    let text = match (outcome.captures.is_empty(), args.undo, args.apply) {
        (true, false, _) => "nothing to do: it was taken out before".to_owned(),
        (true, true, _) => "nothing to do: nothing of it was taken out".to_owned(),
        (_, false, true) => format!("{captures} taken out{rest}"),
        (_, true, true) => format!("{captures} put back{rest}"),
        (_, false, false) => format!("{captures} would be taken out{rest}"),
        (_, true, false) => format!("{captures} would be put back{rest}"),
    };
    ui.status(&text);
    if !outcome.captures.is_empty() {
        if !args.apply {
            ui.hint("nothing was changed; the same command with `--apply` does it");
        } else if !args.undo {
            ui.hint("the same command with `--undo --apply` puts it back");
        }
    }
}
