//! Validation: the same reading and checking as an import into an empty database, which is then forgotten.

pub mod choice;

use super::error::Error;
use super::import::{self, Progress, Request};
use super::reconcile::{self, check::pending};
use crate::domain::finding::{Code, Finding};
use crate::infra::db::open;
use choice::Choice;
use std::path::PathBuf;

/// What validation found.
#[derive(Debug)]
pub struct Validated {
    /// Payloads.
    pub captures: u64,
    /// Records in them, refused ones included.
    pub records: u64,
    /// The files that were read, each once, in byte order of the path.
    pub files: Vec<PathBuf>,
    /// What is reported, in the order of files and places.
    pub findings: Vec<Finding>,
    /// How many more findings there were that nobody asked for.
    pub ignored: u64,
    /// Files of folders that are no captures by their name.
    pub skipped: usize,
}

/// Validates captures, all of them together.
///
/// # Errors
/// When a path does not exist, or the private database fails (no space for temporary files).
pub fn validate(
    request: &Request,
    choice: &Choice,
    progress: impl FnMut(Progress),
) -> Result<Validated, Error> {
    let conn = open::private()?;
    let mut report = import::import(&conn, None, request, progress)?;
    // Of local times that reading has named already, the database says it again.
    let named: Vec<_> = report.findings.iter().map(|f| (f.code, f.place.capture.clone())).collect();
    let is_local = |code| matches!(code, Code::LocalTimeInGap | Code::LocalTimeAmbiguous);
    let mut contradictions = reconcile::contradictions(&conn)?;
    contradictions.retain(|f| !is_local(f.code) || !named.contains(&(f.code, f.place.capture.clone())));
    report.findings.extend(contradictions);
    // Capture times order captures; of a set of fixtures they say nothing.
    report.findings.retain(|f| f.code != Code::AssumedTime);
    let found = report.findings.len();
    report.findings.retain(|f| choice.takes(f.code));
    let ignored = (found - report.findings.len()) as u64;
    report.findings.iter_mut().for_each(pending::without_database);
    import::places::fill(&mut report.findings);
    report.sort_findings();
    let mut files = report.files;
    files.sort_unstable();
    files.dedup();
    Ok(Validated {
        captures: report.captures.seen,
        records: report.records_read,
        files,
        findings: report.findings,
        ignored,
        skipped: report.skipped.len(),
    })
}
