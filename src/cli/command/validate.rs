//! `heatlink validate`: check captures with no database, for CI.

use super::import::ReadingArgs;
use crate::app::import::check_paths;
use crate::app::validate::{self, Terms, baseline::Baseline, choice::Choice, outputs};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::validation::{self, Format, NewBaseline, Report, Setting};
use crate::cli::progress::Bar;
use crate::cli::ui::Ui;
use crate::domain::text::count;
use clap::ValueEnum;
use clap::builder::{OsStringValueParser, TypedValueParser};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// Check captures with no database, for CI
///
/// Reads and checks as `import` into an empty database would, all paths together, and prints every finding:
/// an error where the import would refuse, a warning where a record would wait or contradicts another.
/// Exits with 1 on an error; with `--deny warnings` on a warning, too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  heatlink validate captures/ --deny warnings
  heatlink validate captures/ --format github --report sarif=heatlink.sarif --report junit=heatlink.xml
  heatlink validate captures/ --ignore unknown-field,namesakes
  heatlink validate captures/ --baseline .heatlink-baseline.json --write-baseline")]
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
    /// Findings that this file accepts are not reported; what it accepts in vain is
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accept all that is found: write it to the baseline
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
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
    let mut request = args.reading.request(&args.paths, Ui::now())?;
    let base = Ui::folder()?;
    let choice = Choice::of(&args.select, &args.ignore)?;
    check_paths(&request.paths)?;
    let baseline = match &args.baseline {
        Some(file) if args.write_baseline => Some(Baseline::read_or_begin(file, &base)?),
        Some(file) => Some(Baseline::read(file, &base)?),
        None => None,
    };
    let setting = Setting { base, denies_warnings: args.deny == Some(Deny::Warnings) };
    let terms = Terms { choice, baseline, renew: args.write_baseline };
    outputs::check(&args.report.iter().map(|(_, file)| file).collect::<Vec<_>>(), &request.paths)?;
    let (reports, renewed) = open(args, ui)?;
    // What this call writes or compares with may lie among the captures.
    request.leave_out = args.report.iter().map(|(_, file)| file).chain(&args.baseline).cloned().collect();
    let bar = Bar::new(ui);
    let found = validate::validate(&request, &terms, |p| bar.show(p))?;
    bar.clear();
    // Files first: with exit code 3 nothing is on standard output.
    for report in reports {
        report.write(&found, &setting)?;
    }
    if let (Some(renewed), Some(accepted)) = (renewed, &found.renewed) {
        renewed.write(accepted)?;
    }
    validation::print(args.format, &found, &setting, ui)?;
    if let (Some(file), Some(_)) = (&args.baseline, &found.renewed) {
        let accepted = count(found.accepted, "finding", "findings");
        ui.status(&format!("{accepted} accepted in `{}`", file.display()));
    }
    if found.skipped > 0 {
        ui.status(&format!("{} skipped", count(found.skipped as u64, "other file", "other files")));
    }
    Ok(setting.exit(&found))
}

/// Opens the files that are written, each of which is another.
fn open(args: &Args, ui: &Ui) -> Result<(Vec<Report>, Option<NewBaseline>), Failure> {
    let files: Vec<_> = args.report.iter().map(|(_, file)| file).chain(&args.baseline).collect();
    if let Some((_, file)) = files.iter().enumerate().find(|(i, file)| files[..*i].contains(file)) {
        let file = file.display();
        let message =
            format!("expected another file for each report and for the baseline, found `{file}` twice");
        return Err(Failure::usage(message));
    }
    let report = |(format, file): &(Format, PathBuf)| Report::open(*format, file, ui.db());
    let reports = args.report.iter().map(report).collect::<Result<_, _>>()?;
    let renewed = args.baseline.as_ref().filter(|_| args.write_baseline);
    Ok((reports, renewed.map(|file| NewBaseline::open(file, ui.db())).transpose()?))
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
