//! The options of every verb that prints rows.

use super::cell::{Shown, Zone};
use crate::app::error::Error;
use crate::app::rows::Shape;
use crate::domain::text::nearest;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For reading: the most telling columns, fitted to the terminal
    Table,
    /// All columns, RFC 4180, a header always
    Csv,
    /// One object with `schema` and `rows`
    Json,
    /// One object a line
    Ndjson,
    /// Typed columns, compressed, for analysis; only to a file
    Parquet,
    /// A table for a page or an issue
    Markdown,
}

/// How a report is printed: what is not rows alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// For reading
    Table,
    /// One document for a program
    Json,
}

/// How durations are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Durations {
    /// Whole milliseconds
    Ms,
    /// Seconds with three decimals
    S,
    /// m:ss.mmm, h:mm:ss.mmm from one hour
    Clock,
}

/// Options of every verb that prints rows.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// How to print
    #[arg(short, long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: Format,
    /// Write to a file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Columns to print, in this order: `a,b,c`, `all`, or `help` to list them. By default csv, json,
    /// ndjson and parquet print all; table and markdown print the most telling, and a table leaves out from the right
    /// what does not fit the terminal
    #[arg(long, value_name = "NAMES")]
    pub fields: Option<String>,
    /// Times in table and markdown: utc, event, local, or a zone such as Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "utc", value_parser = zone)]
    pub tz: Zone,
    /// Durations [default: clock in table and markdown, ms elsewhere]
    #[arg(long, value_enum, value_name = "HOW")]
    pub time_format: Option<Durations>,
    /// In csv, put ' before text that a spreadsheet would run as a formula
    #[arg(long)]
    pub csv_safe: bool,
}

impl Output {
    /// Whether the rows are for a person's eyes.
    fn is_display(&self) -> bool {
        matches!(self.format, Format::Table | Format::Markdown)
    }

    pub(super) fn durations(&self) -> Durations {
        self.time_format.unwrap_or(if self.is_display() { Durations::Clock } else { Durations::Ms })
    }

    pub(super) fn shown(&self) -> Shown {
        Shown::new(self.durations(), self.tz.clone())
    }

    /// The file to write; none is standard output, which has several names.
    pub(super) fn file(&self) -> Option<&Path> {
        const STDOUT: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
        self.output.as_deref().filter(|path| !STDOUT.iter().any(|name| path.as_os_str() == *name))
    }

    /// Whether the options go together.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.csv_safe && self.format != Format::Csv {
            return Err(Error::Usage {
                message: "`--csv-safe` is about CSV, found another format".into(),
                hint: Some("add `--format csv`, or leave `--csv-safe` out".into()),
            });
        }
        if self.format != Format::Parquet {
            return Ok(());
        }
        if self.file().is_none() {
            let message = "Parquet is written to a file, found standard output".into();
            return Err(Error::Usage { message, hint: Some("name the file with `--output FILE`".into()) });
        }
        if self.time_format.is_some_and(|how| how != Durations::Ms) {
            return Err(Error::usage(
                "durations in Parquet are whole milliseconds: leave `--time-format` out",
            ));
        }
        Ok(())
    }

    pub(super) fn lists_fields(&self) -> bool {
        self.fields.as_deref().is_some_and(|names| names.trim() == "help")
    }

    /// Where the columns to print stand among all; a record has room for all.
    pub(super) fn pick(&self, shape: &Shape, is_record: bool) -> Result<Vec<usize>, Error> {
        match self.fields.as_deref() {
            Some(names) if names.trim() != "all" => shape.pick(names.split(',').map(str::trim)),
            None if self.is_display() && !is_record => shape.pick(shape.brief.iter().copied()),
            _ => Ok((0..shape.columns.len()).collect()),
        }
    }
}

/// Reads `--tz`.
fn zone(text: &str) -> Result<Zone, String> {
    match text {
        "utc" => Ok(Zone::Utc),
        "event" => Ok(Zone::Event),
        "local" => {
            TimeZone::try_system().map(Zone::Of).map_err(|e| format!("the local zone is unknown: {e}"))
        }
        name => TimeZone::get(name).map(Zone::Of).map_err(|_| {
            let known: Vec<String> = jiff::tz::db().available().map(|n| n.to_string()).collect();
            let near = nearest(name, known.iter().map(String::as_str));
            let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            format!("expected utc, event, local or an IANA zone, found `{name}`{near}")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::read::View;
    use clap::Parser;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        output: Output,
    }

    fn output(args: &[&str]) -> Output {
        Line::try_parse_from([&["rows"], args].concat()).unwrap().output
    }

    #[test]
    fn data_formats_print_all_and_pages_the_telling() {
        let view = View::Results;
        let picked = |args: &[&str]| output(args).pick(&view.shape(), false).unwrap();
        assert_eq!(picked(&["-f", "csv"]).len(), view.columns().len());
        assert_eq!(picked(&[]).len(), view.brief().len());
        assert_eq!(picked(&["--fields", "all"]).len(), view.columns().len());
        assert_eq!(picked(&["--fields", "heat_id, event_id"]), [4, 0]);
        assert_eq!(output(&[]).pick(&view.shape(), true).unwrap().len(), view.columns().len());
    }

    #[test]
    fn every_telling_column_is_there() {
        use crate::app::reconcile::{pending, prune, quarantine, retry};
        let others = [pending::SHAPE, prune::SHAPE, quarantine::SHAPE, retry::SHAPE];
        for shape in View::ALL.into_iter().map(View::shape).chain(others) {
            assert!(output(&[]).pick(&shape, false).is_ok(), "{}", shape.name);
        }
    }

    #[test]
    fn a_wrong_field_suggests_the_nearest() {
        let wrong = |names| output(&["--fields", names]).pick(&View::Results.shape(), false).unwrap_err();
        assert!(wrong("drvier_name").hint().unwrap().contains("`driver_name`"));
        wrong("heat_id,heat_id");
        wrong("");
        assert!(output(&["--fields", "help"]).lists_fields());
    }

    #[test]
    fn what_only_csv_can_do_is_asked_of_csv_alone() {
        assert!(output(&["--csv-safe", "-f", "csv"]).check().is_ok());
        for other in ["table", "json", "ndjson", "markdown", "parquet"] {
            let error = output(&["--csv-safe", "-f", other]).check().unwrap_err();
            assert!(error.hint().unwrap().contains("`--format csv`"), "{other}");
        }
    }

    #[test]
    fn zones_are_checked_on_the_command_line() {
        assert!(zone("Europe/Berlin").is_ok());
        assert!(zone("Europe/Berlim").unwrap_err().contains("`Europe/Berlin`"));
    }
}
