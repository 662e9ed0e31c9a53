//! `heatlink validate`: check captures with no database, for CI.

use super::import::ReadingArgs;
use crate::app::import::check_paths;
use crate::app::validate::{self, choice::Choice};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::validation::{self, Format, Report, Setting};
use crate::cli::progress::Bar;
use crate::cli::ui::Ui;
use crate::domain::text::count;
use clap::ValueEnum;
use clap::builder::{OsStringValueParser, TypedValueParser};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Check captures with no database, for CI
///
/// Reads and checks as `import` into an empty database would, all paths together, and prints every finding:
/// an error where the import would refuse, a warning where a record would wait or contradicts another.
/// Exits with 1 on an error; with `--deny warnings` on a warning, too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  heatlink validate captures/ --deny warnings
  heatlink validate captures/ --format github --report sarif=heatlink.sarif --report junit=heatlink.xml
  heatlink validate captures/ --ignore unknown-field,namesakes")]
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
    /// Write them to a file as well, in this or another format; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = OsStringValueParser::new().try_map(report))]
    report: Vec<(Format, PathBuf)>,
    /// What else makes the exit code 1
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Only findings of these codes: the others are neither reported nor counted for the exit code
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// No findings of these codes, errors among them
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
}

/// What a run may refuse to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Any warning
    Warnings,
}

/// A format and the file it goes to.
#[allow(clippy::needless_pass_by_value, reason = "clap hands it over")]
fn report(text: OsString) -> Result<(Format, PathBuf), String> {
    let bytes = text.as_bytes();
    let cut = bytes.iter().position(|b| *b == b'=').unwrap_or(bytes.len());
    let (name, file) = (String::from_utf8_lossy(&bytes[..cut]), bytes.get(cut + 1..).unwrap_or_default());
    match Format::from_str(&name, false) {
        Ok(format) if !file.is_empty() && file != b"-" => Ok((format, OsStr::from_bytes(file).into())),
        Ok(_) => {
            Err(format!("expected a file behind `{name}=`; `--format {name}` prints to standard output"))
        }
        Err(_) => {
            let names: Vec<_> =
                Format::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect();
            let names: Vec<_> = names.iter().map(|name| format!("`{}`", name.get_name())).collect();
            Err(format!("expected FORMAT=FILE with a format of {}", names.join(", ")))
        }
    }
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let request = args.reading.request(&args.paths, Ui::now())?;
    let choice = Choice::of(&args.select, &args.ignore)?;
    let setting = Setting { base: Ui::folder()?, denies_warnings: args.deny == Some(Deny::Warnings) };
    check_paths(&request.paths)?;
    let reports = open(&args.report, ui)?;
    let bar = Bar::new(ui);
    let found = validate::validate(&request, &choice, |p| bar.show(p))?;
    bar.clear();
    // Files first: with exit code 3 nothing is on standard output.
    for report in reports {
        report.write(&found, &setting)?;
    }
    validation::print(args.format, &found, &setting, ui)?;
    if found.skipped > 0 {
        ui.status(&format!("{} skipped", count(found.skipped as u64, "other file", "other files")));
    }
    Ok(setting.exit(&found))
}

/// Opens the files of the reports, each of which is another.
fn open(reports: &[(Format, PathBuf)], ui: &Ui) -> Result<Vec<Report>, Failure> {
    let twice = |i: usize, file: &Path| reports[..i].iter().any(|(_, other)| other == file);
    if let Some((_, (_, file))) = reports.iter().enumerate().find(|(i, (_, file))| twice(*i, file)) {
        return Err(Failure::usage(format!(
            "expected a file for each report, found `{}` twice",
            file.display()
        )));
    }
    reports.iter().map(|(format, file)| Report::open(*format, file, ui.db())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_format_and_a_file() {
        assert_eq!(report("junit=a=b.xml".into()), Ok((Format::Junit, "a=b.xml".into())));
        assert!(report("xml=a".into()).unwrap_err().contains("`junit`, `sarif`"));
        for none in ["json", "json=", "json=-"] {
            assert!(report(none.into()).unwrap_err().contains("`--format json` prints"), "{none}");
        }
    }
}
