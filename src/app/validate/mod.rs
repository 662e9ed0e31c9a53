//! Validation: the same reading and checking as an import into an empty database, which is then forgotten.

pub mod baseline;
pub mod choice;
pub mod outputs;

use super::error::Error;
use super::import::report::{MOST_LISTED, Report};
use super::import::{self, Progress, Request};
use super::reconcile::{self, check::pending};
use crate::domain::finding::{Code, Finding};
use crate::infra::baseline::Accepted;
use crate::infra::db::passing;
use baseline::{Baseline, Seen};
use choice::Choice;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What is to be reported of all that is found.
#[derive(Debug, Default)]
pub struct Terms {
    /// Which codes.
    pub choice: Choice,
    /// What was accepted before.
    pub baseline: Option<Baseline>,
    /// Accept all that is found.
    pub renew: bool,
}

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
    /// How many more findings of each code there are than are listed.
    pub unlisted: BTreeMap<Code, u64>,
    /// How many more findings there were that the baseline accepts.
    pub accepted: u64,
    /// How many more there were that nobody asked for.
    pub ignored: u64,
    /// What the baseline must say to accept all of it, where it is to be renewed.
    pub renewed: Option<BTreeMap<Accepted, u64>>,
    /// Files of folders that are no captures by their name.
    pub skipped: usize,
}

/// Validates captures, all of them together.
///
/// # Errors
/// When a path does not exist, or the private database fails (no space for temporary files).
pub fn validate(
    request: &Request,
    terms: &Terms,
    progress: impl FnMut(Progress),
) -> Result<Validated, Error> {
    let mut report = found(request, progress)?;
    let mut files = std::mem::take(&mut report.files);
    files.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    files.dedup();
    let count = |report: &Report| report.findings.len() as u64 + report.unlisted.values().sum::<u64>();
    let found = count(&report);
    report.findings.retain(|f| terms.choice.takes(f.code));
    report.unlisted.retain(|code, _| terms.choice.takes(*code));
    let ignored = found - count(&report);
    let left_out = report.left_out_of_validation();
    report.findings.extend(left_out.filter(|f| terms.choice.takes(f.code)));
    let mut validated = Validated {
        captures: report.captures.seen,
        records: report.records_read,
        files,
        findings: Vec::new(),
        accepted: 0,
        unlisted: std::mem::take(&mut report.unlisted),
        ignored,
        renewed: None,
        skipped: report.skipped.len(),
    };
    if let Some(baseline) = &terms.baseline {
        let seen = Seen { files: &validated.files, paths: &request.paths, choice: &terms.choice };
        if terms.renew {
            validated.accepted = report.findings.len() as u64;
            validated.renewed = Some(baseline.renewed(&report.findings, &seen));
            report.findings.clear();
        } else {
            let compared = baseline.compare(&mut report.findings, &seen);
            validated.accepted = compared.accepted;
            let stale = compared.stale.len();
            report.findings.extend(compared.stale.into_iter().filter(|f| terms.choice.takes(f.code)));
            validated.ignored += if terms.choice.takes(Code::StaleBaseline) { 0 } else { stale as u64 };
        }
    }
    report.sort_findings();
    validated.findings = report.findings;
    Ok(validated)
}

/// Everything that is found, in no order.
fn found(request: &Request, progress: impl FnMut(Progress)) -> Result<Report, Error> {
    let conn = passing::open()?;
    let mut request = request.clone();
    request.read.forget = true;
    let mut report = import::import(&conn, None, &request, progress)?;
    // Of local times that reading has named already, the database says it again.
    let is_local = |code| matches!(code, Code::LocalTimeInGap | Code::LocalTimeAmbiguous);
    let local = report.findings.iter().filter(|f| is_local(f.code));
    let named: BTreeSet<_> = local.map(|f| (f.code, f.place.capture.clone())).collect();
    let left = MOST_LISTED.saturating_sub(report.findings.len());
    let (mut contradictions, more) = reconcile::contradictions(&conn, left)?;
    for (code, more) in more {
        *report.unlisted.entry(code).or_default() += more;
    }
    contradictions.retain(|f| !is_local(f.code) || !named.contains(&(f.code, f.place.capture.clone())));
    report.findings.extend(contradictions);
    // Capture times order captures; of a set of fixtures they say nothing.
    report.findings.retain(|f| f.code != Code::AssumedTime);
    report.findings.iter_mut().for_each(pending::without_database);
    import::places::fill(&mut report.findings, usize::MAX);
    Ok(report)
}
