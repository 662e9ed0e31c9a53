//! What `validate` found, in the format that a person or a program reads: one file a format.

mod github;
mod json;
mod junit;
mod place;
mod sarif;

use super::findings::{self, Look};
use super::target::{self, Target};
use crate::app::validate::Validated;
use crate::cli::exit::{Exit, Failure};
use crate::cli::ui::Ui;
use crate::domain::finding::{Finding, Severity};
use crate::domain::text::count;
use crate::infra::baseline::{self, Accepted};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Formats of what `validate` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// `path:line:column: severity[code]: message`
    Human,
    /// One document for a program
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// Test results, a case for each file: for GitLab and Jenkins
    Junit,
    /// SARIF 2.1.0: for code scanning
    Sarif,
}

/// What the formats need to know beside what was found.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// The folder that paths are told relative to, from the root.
    pub(crate) base: PathBuf,
    /// Whether a warning fails the run.
    pub(crate) denies_warnings: bool,
}

impl Setting {
    /// Whether a finding fails the run.
    fn fails(&self, finding: &Finding) -> bool {
        self.fails_on(finding.severity())
    }

    fn fails_on(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => true,
            Severity::Warning => self.denies_warnings,
            Severity::Info => false,
        }
    }

    /// How the run ends.
    pub(crate) fn exit(&self, found: &Validated) -> Exit {
        let mut unlisted = found.unlisted.keys().map(|code| code.severity());
        let fails = found.findings.iter().any(|f| self.fails(f)) || unlisted.any(|s| self.fails_on(s));
        if fails { Exit::Found } else { Exit::Done }
    }
}

/// A file that a format goes to, open before anything is read: one that cannot be written costs no time.
pub(crate) struct Report {
    format: Format,
    file: PathBuf,
    target: Target,
}

impl Report {
    pub(crate) fn open(format: Format, file: &Path, db: &Path) -> Result<Self, Failure> {
        Ok(Self { format, file: file.into(), target: Target::open(Some(file), db)? })
    }

    /// Writes it; the file takes its name with the last byte.
    pub(crate) fn write(mut self, found: &Validated, setting: &Setting) -> Result<(), Failure> {
        write(self.format, &mut self.target, found, setting, false)
            .map_err(|e| target::failed(Some(&self.file), &e))?;
        self.target.commit()
    }
}

/// The file of a baseline that is written anew, open before anything is read.
pub(crate) struct NewBaseline {
    file: PathBuf,
    target: Target,
}

impl NewBaseline {
    pub(crate) fn open(file: &Path, db: &Path) -> Result<Self, Failure> {
        Ok(Self { file: file.into(), target: Target::open(Some(file), db)? })
    }

    pub(crate) fn write(mut self, accepted: &BTreeMap<Accepted, u64>) -> Result<(), Failure> {
        baseline::write(&mut self.target, accepted).map_err(|e| target::failed(Some(&self.file), &e))?;
        self.target.commit()
    }
}

/// Prints to standard output.
pub(crate) fn print(format: Format, found: &Validated, setting: &Setting, ui: &Ui) -> Result<(), Failure> {
    let mut out = Target::open(None, ui.db())?;
    write(format, &mut out, found, setting, ui.colour_on_stdout())?;
    out.commit()
}

fn write(
    format: Format,
    out: &mut impl Write,
    found: &Validated,
    setting: &Setting,
    colour: bool,
) -> io::Result<()> {
    match format {
        Format::Human => human(out, found, colour),
        Format::Json => json::write(out, found),
        Format::Github => github::write(out, found, setting),
        Format::Junit => junit::write(out, found, setting),
        Format::Sarif => sarif::write(out, found, setting),
    }
}

fn human(out: &mut impl Write, found: &Validated, colour: bool) -> io::Result<()> {
    findings::one_by_one(out, &found.findings, &Look { colour, ..Look::default() })?;
    writeln!(out, "{}", summary(found))
}

/// `14 captures, 55 records, no findings`, and how many more there were that are not reported.
fn summary(found: &Validated) -> String {
    let captures = count(found.captures, "capture", "captures");
    let records = count(found.records, "record", "records");
    let totals = findings::totals(&found.findings);
    let totals = if totals.is_empty() { "no findings" } else { &totals };
    let silent: Vec<_> = [(found.accepted, "accepted"), (found.ignored, "ignored")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| count(n, what, what))
        .collect();
    let silent = if silent.is_empty() { String::new() } else { format!(" ({})", silent.join(", ")) };
    format!("{captures}, {records}, {totals}{silent}")
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Code;

    #[test]
    fn an_error_that_is_not_listed_fails_the_run() {
        let mut found = Validated { findings: Vec::new(), ..sample::found() };
        let exit =
            |found: &Validated, denies_warnings| Setting { denies_warnings, ..sample::setting() }.exit(found);
        found.unlisted = BTreeMap::from([(Code::ZeroTime, 7)]);
        assert_eq!([false, true].map(|denies| exit(&found, denies)), [Exit::Done, Exit::Found]);
        found.unlisted.insert(Code::WrongType, 1);
        assert_eq!(exit(&found, false), Exit::Found);
    }
}
