//! `heatlink session`: add, list, show, edit, remove or import sessions.

mod fields;

use super::sessions;
use crate::app::error::Error;
use crate::app::read::View;
use crate::app::session::rows::{Shown, shown};
use crate::app::session::{add, edit, import};
use crate::cli::database::{self, existing, reading, writing};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::{Output, ReportFormat};
use crate::cli::output::{Printer, document, finding, findings};
use crate::cli::ui::Ui;
use crate::domain::finding::Severity;
use crate::domain::session::patch::SessionPatch;
use crate::domain::session::{SessionField, SessionKind};
use crate::domain::text::count;
use crate::infra::db::open;
use crate::infra::session_file;
use fields::{Fields, vocabulary};
use std::path::PathBuf;

/// Add, list, show, edit, remove or import sessions
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add a session
    Add(Add),
    /// Print sessions, as `heatlink sessions` does
    List(sessions::Args),
    /// Print one session
    Show(One),
    /// Change what is given, leave the rest
    Edit(Edit),
    /// Remove a session and print it as it was
    Remove(One),
    /// Take sessions from a CSV or JSON file, all rows or none
    ///
    /// CSV with a header, or a JSON array of objects (or {"rows": […]}), with the names of the options of
    /// `session add`, as `scheduled_start` or `scheduledStart`. A row whose `id` is there changes what its columns say; a row
    /// without an `id` gets one from kind, name and scheduled start, so that repeating changes nothing.
    Import(Import),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  heatlink session add --id run-17 --name '2WD main' --kind RACE --heat 630406 --entry 871012")]
struct Add {
    /// The session's name, 1 to 120 characters
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What was driven
    #[arg(long, value_name = "KIND", ignore_case = true,
          value_parser = vocabulary(SessionKind::ALL, SessionKind::as_str))]
    kind: SessionKind,
    /// An id of your own; without it one is made from kind, name and scheduled start
    #[arg(long, value_name = "TEXT")]
    id: Option<String>,
    #[command(flatten)]
    fields: Fields,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The session's id, a prefix that only its id has, or a name that only it has
    #[arg(value_name = "REF")]
    reference: String,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Edit {
    /// The session's id, a prefix that only its id has, or a name that only it has
    #[arg(value_name = "REF")]
    reference: String,
    /// A new name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// What was driven
    #[arg(long, value_name = "KIND", ignore_case = true,
          value_parser = vocabulary(SessionKind::ALL, SessionKind::as_str))]
    kind: Option<SessionKind>,
    #[command(flatten)]
    fields: Fields,
    /// Make a field unknown again; may be given several times
    #[arg(long, value_name = "FIELD", value_parser = clearable())]
    clear: Vec<SessionField>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to print the report
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    format: ReportFormat,
}

/// The fields that a session can be without, spelt with `_` or `-`.
fn clearable() -> impl clap::builder::TypedValueParser<Value = SessionField> {
    use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
    let can = |field: &&SessionField| SessionPatch::default().clear(**field);
    PossibleValuesParser::new(
        SessionField::ALL
            .iter()
            .filter(can)
            .map(|field| PossibleValue::new(field.as_str()).alias(field.as_str().replace('_', "-"))),
    )
    .try_map(|word| word.replace('-', "_").parse::<SessionField>())
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    match &args.action {
        Action::Add(args) => run_add(args, ui),
        Action::List(args) => sessions::run(args, ui),
        Action::Show(args) => one(&args.output, ui, || Ok(shown(&reading(ui)?, &args.reference)?)),
        Action::Edit(args) => run_edit(args, ui),
        Action::Remove(args) => one(&args.output, ui, || {
            let removed = edit::remove(&mut existing(ui)?, &args.reference)?;
            ui.status(&format!("removed session `{}` ({})", removed.session.id, removed.session.name));
            Ok(removed)
        }),
        Action::Import(args) => run_import(args, ui),
    }
}

/// Prints the session that `act` comes to. It acts only when its row can be printed.
pub(super) fn one(
    output: &Output,
    ui: &Ui,
    act: impl FnOnce() -> Result<Shown, Failure>,
) -> Result<Exit, Failure> {
    if let Some(printer) = Printer::of_one(View::Sessions.shape(), output, ui)? {
        printer.rows(&[act()?.row])?;
    }
    Ok(Exit::Done)
}

fn run_add(args: &Add, ui: &Ui) -> Result<Exit, Failure> {
    let session = add::build(args.id.clone(), &args.name, args.kind, args.fields.patch(None, None))?;
    one(&args.output, ui, || {
        // A heat is never in a database that is not there: say so before one is made.
        let mut conn = if session.heat.is_some() { existing(ui)? } else { writing(ui)? };
        let added = add::add(&mut conn, &session, args.id.is_some())?;
        ui.status(&format!("added session `{}` ({})", session.id, session.name));
        Ok(added)
    })
}

fn run_edit(args: &Edit, ui: &Ui) -> Result<Exit, Failure> {
    let mut patch = args.fields.patch(args.name.clone(), args.kind);
    for field in &args.clear {
        if patch.says(*field) {
            let option = field.as_str().replace('_', "-");
            return Err(Failure::usage(format!("`--clear {field}` takes away what `--{option}` sets")));
        }
    }
    for field in &args.clear {
        patch.clear(*field);
    }
    if patch == SessionPatch::default() {
        return Err(Failure::Usage(
            "nothing to change was given".into(),
            Some(
                "give a field, such as `--name NAME`, or `--clear FIELD`; `heatlink session edit --help`"
                    .into(),
            ),
        ));
    }
    one(&args.output, ui, || {
        let (before, after) = edit::edit(&mut existing(ui)?, &args.reference, &patch)?;
        let did = if before == after.session { "is so already: nothing changed in" } else { "changed" };
        ui.status(&format!("{did} session `{}` ({})", after.session.id, after.session.name));
        Ok(after)
    })
}

fn run_import(args: &Import, ui: &Ui) -> Result<Exit, Failure> {
    let file = session_file::read(&args.file).map_err(|source| Error::Io {
        what: format!("`{}` could not be read", args.file.display()),
        source,
    })?;
    // A file that is refused anyway makes no database; its rows are still checked as if there were one.
    let mut conn = if file.has_errors() && !database::file(ui)?.exists() {
        open::private().map_err(Error::from)?
    } else {
        writing(ui)?
    };
    let report = import::import(&mut conn, &file)?;
    if report.committed {
        ui.hint("`heatlink session list` shows them");
    } else {
        let errors = findings::of_severity(&report.findings, Severity::Error);
        ui.error(&format!(
            "nothing of `{}` was written: {}",
            args.file.display(),
            count(errors, "error", "errors")
        ));
    }
    print_report(&report, args.format, ui)?;
    Ok(if report.committed { Exit::Done } else { Exit::Found })
}

#[derive(serde::Serialize)]
struct Counts {
    inserted: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
}

#[derive(serde::Serialize)]
struct ReportJson<'a> {
    schema: &'a str,
    committed: bool,
    sessions: Counts,
    findings: Vec<finding::Json<'a>>,
}

fn print_report(report: &import::Report, format: ReportFormat, ui: &Ui) -> Result<(), Failure> {
    let &import::Report { committed, inserted, updated, unchanged, rejected, .. } = report;
    if format == ReportFormat::Json {
        return document::json(&ReportJson {
            schema: "heatlink/session-import@1",
            committed,
            sessions: Counts { inserted, updated, unchanged, rejected },
            findings: findings::as_json(&report.findings),
        });
    }
    let counts =
        [("inserted", inserted), ("updated", updated), ("unchanged", unchanged), ("rejected", rejected)]
            .map(|(name, n)| (name.to_owned(), n.to_string()));
    document::fields(&counts)?;
    let mut out = Vec::new();
    findings::one_by_one(&mut out, &report.findings, &ui.on_stdout())?;
    let gap = if out.is_empty() { "" } else { "\n" };
    document::text(&format!("{gap}{}", String::from_utf8_lossy(&out)))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: super::Args,
    }

    #[test]
    fn words_are_read_in_any_case_and_fields_with_either_dash() {
        let ok = |line: &[&str]| Line::try_parse_from([&["session"], line].concat()).is_ok();
        assert!(ok(&["add", "--name", "x", "--kind", "race", "--timing-provider", "live_rc", "--heat", "5"]));
        assert!(!ok(&["add", "--name", "x", "--kind", "SPRINT"]));
        assert!(!ok(&["add", "--name", "x"]));
        assert!(!ok(&["add", "--name", "x", "--kind", "RACE", "--heat", "0"]));
        assert!(!ok(&["add", "--name", "x", "--kind", "RACE", "--actual-start", "2024-08-09T21:40"]));
        assert!(ok(&["edit", "x", "--clear", "scheduled-start", "--clear", "entry"]));
        assert!(!ok(&["edit", "x", "--clear", "name"]));
    }
}
