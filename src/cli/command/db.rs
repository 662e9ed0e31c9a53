//! `heatlink db`: status, check, migration, rebuilding and backup of the database.

use crate::app::db_check::{self, Compare};
use crate::app::db_keep;
use crate::cli::command::db_rebuild;
use crate::cli::database::{file, say_kept};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::ReportFormat as Format;
use crate::cli::output::{document, finding, findings};
use crate::cli::ui::Ui;
use crate::domain::text::{count, thousands};
use crate::infra::db::migrations::NEWEST;
use serde::ser::{Serialize, Serializer};
use std::path::{Path, PathBuf};

/// Status, check, migration, rebuilding and backup of the database
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Print size, schema version and how much is there
    Status(Output),
    /// Check that the database is sound; exit code 1 when it is not
    ///
    /// SQLite's own integrity and foreign-key checks, that the schema and every value are such as heatlink makes
    /// them, then what heatlink promises always holds: also that what is kept of a record is what its statements
    /// give. Nothing is written.
    ///
    /// A record that was stated once is its row and nothing else: what another program has put there is then
    /// what was stated, and only `db rebuild --verify` tells, of captures that are archived.
    Check {
        /// Compare every record with its statements; else, of more than 20,000, those with more than one
        /// statement and an even sample of the others
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Bring an existing database to the newest schema
    Migrate,
    /// Make every table anew from archived captures and decisions
    ///
    /// In one step, done whole or not at all. Captures, sessions and decisions stay; everything else is read
    /// again. It takes that every capture was imported with `--archive`.
    Rebuild {
        /// Change nothing; say where what is there is not what they give. Exit code 1 when it is not
        #[arg(long)]
        verify: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Write a consistent copy, also while an import runs
    Backup {
        /// The copy
        file: PathBuf,
        /// Overwrite the file if it is there
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Output {
    /// How to print
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let db = file(ui)?;
    match &args.action {
        Action::Status(output) => status(db, output.format),
        Action::Check { all, output } => {
            check(db, if *all { Compare::All } else { Compare::USUAL }, output.format, ui)
        }
        Action::Migrate => {
            let (from, to) = db_keep::migrate(db, &mut |copy| say_kept(copy, ui))?;
            ui.status(&if from == to {
                format!("`{}` has schema version {to}, the newest", db.display())
            } else {
                format!("`{}` went from schema version {from} to {to}", db.display())
            });
            Ok(Exit::Done)
        }
        Action::Rebuild { verify, output } => db_rebuild::run(db, *verify, output.format, ui),
        Action::Backup { file, force } => {
            let size = db_keep::backup(db, file, *force)?;
            ui.status(&format!("wrote `{}`, {}", file.display(), count(size, "byte", "bytes")));
            Ok(Exit::Done)
        }
    }
}

#[derive(serde::Serialize)]
struct StatusJson<'a> {
    schema: &'a str,
    path: String,
    size: u64,
    schema_version: u32,
    newest_schema_version: u32,
    tables: Tables<'a>,
    pending: i64,
    quarantine: i64,
    runs: i64,
    runs_interrupted: i64,
}

/// Rows by table, in the order of the tables.
struct Tables<'a>(&'a [(&'static str, i64)]);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

#[derive(serde::Serialize)]
struct CheckJson<'a> {
    schema: &'a str,
    checks: &'a [&'a str],
    records: u64,
    compared: u64,
    findings: Vec<finding::Json<'a>>,
}

fn status(db: &Path, format: Format) -> Result<Exit, Failure> {
    let status = db_keep::status(db)?;
    let counts = &status.counts;
    if format == Format::Json {
        document::json(&StatusJson {
            schema: "heatlink/db-status@1",
            path: db.display().to_string(),
            size: status.size,
            schema_version: status.schema_version,
            newest_schema_version: NEWEST,
            tables: Tables(&counts.tables),
            pending: counts.pending,
            quarantine: counts.quarantine,
            runs: counts.runs,
            runs_interrupted: counts.runs_interrupted,
        })?;
        return Ok(Exit::Done);
    }
    let number = |n: i64| thousands(n.unsigned_abs());
    let mut fields = vec![
        ("path".to_owned(), db.display().to_string()),
        ("size".to_owned(), count(status.size, "byte", "bytes")),
        (
            "schema version".to_owned(),
            match status.schema_version {
                NEWEST => NEWEST.to_string(),
                older => format!("{older}; `heatlink db migrate` brings it to {NEWEST}"),
            },
        ),
    ];
    fields.extend(counts.tables.iter().map(|(table, n)| (format!("{table} rows"), number(*n))));
    let runs = match counts.runs_interrupted {
        0 => number(counts.runs),
        n => format!("{}, {} interrupted; the next import finishes the work", number(counts.runs), number(n)),
    };
    for (name, value) in
        [("pending", number(counts.pending)), ("quarantine", number(counts.quarantine)), ("runs", runs)]
    {
        fields.push((name.into(), value));
    }
    document::fields(&fields)?;
    Ok(Exit::Done)
}

fn check(db: &Path, compare: Compare, format: Format, ui: &Ui) -> Result<Exit, Failure> {
    let report = db_check::check_file(db, compare)?;
    match format {
        Format::Json => document::json(&CheckJson {
            schema: "heatlink/db-check@1",
            checks: &report.checks,
            records: report.records,
            compared: report.compared,
            findings: findings::as_json(&report.findings),
        })?,
        Format::Table => {
            let mut out = Vec::new();
            findings::one_by_one(&mut out, &report.findings, &ui.on_stdout())?;
            document::text(&String::from_utf8_lossy(&out))?;
        }
    }
    if report.empty {
        ui.status(&format!("`{}` is empty: there is nothing to check", db.display()));
    } else if report.findings.is_empty() {
        let checks = count(report.checks.len() as u64, "check", "checks");
        let records = count(report.records, "record", "records");
        ui.status(&if report.compared < report.records {
            format!(
                "ok: {checks}; {} of {records} compared with their statements",
                thousands(report.compared)
            )
        } else {
            format!("ok: {checks}; {records} compared with their statements")
        });
        if report.compared < report.records {
            ui.hint("`heatlink db check --all` compares every one");
        }
    } else {
        ui.error(&format!(
            "`{}` is not sound: {}",
            db.display(),
            count(report.findings.len() as u64, "problem", "problems")
        ));
        return Ok(Exit::Found);
    }
    Ok(Exit::Done)
}
