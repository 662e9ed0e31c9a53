//! The checks over what is stored, and the decisions that settle them.

pub mod check;
pub mod matching;
pub mod pending;
mod propose;
pub mod prune;
#[cfg(test)]
mod prune_tests;
pub mod quarantine;
pub mod retry;
#[cfg(test)]
mod sample;

use crate::app::error::Error;
use crate::domain::finding::{Code, Finding, Severity};
use crate::infra::db::reconcile as db;
use check::{ALL, Found, Over};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// All that does not agree, in the order that [`check`] documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What was found.
    pub findings: Vec<Finding>,
    /// How often each code was found; codes that were not are left out.
    pub counts: BTreeMap<Code, u64>,
}

impl Report {
    /// How many findings weigh so much.
    #[must_use]
    pub fn of_severity(&self, severity: Severity) -> u64 {
        self.counts.iter().filter(|(code, _)| code.severity() == severity).map(|(_, n)| n).sum()
    }
}

/// Runs every check over one state of the database.
///
/// # Errors
/// When the database cannot be read.
pub fn report(conn: &Connection) -> Result<Report, Error> {
    // Several queries, one state: an import that commits in between would show half of itself.
    let _one_state = if conn.is_autocommit() { Some(conn.unchecked_transaction()?) } else { None };
    let mut found = Vec::new();
    over_heats_and_classes(conn, &mut found)?;
    over_standing(conn, &mut found)?;
    found.sort_by(Found::compare);
    let mut report = Report::default();
    for found in found {
        *report.counts.entry(found.finding.code).or_default() += 1;
        report.findings.push(found.finding);
    }
    Ok(report)
}

/// Runs the checks that captures alone can answer: what contradicts itself inside heats and classes, and
/// not what waits, was refused, went missing or was decided. In the same order.
///
/// # Errors
/// When the database cannot be read.
pub fn contradictions(conn: &Connection) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    over_heats_and_classes(conn, &mut found)?;
    found.sort_by(Found::compare);
    Ok(found.into_iter().map(|f| f.finding).collect())
}

fn over_heats_and_classes(conn: &Connection, found: &mut Vec<Found>) -> Result<(), Error> {
    let of_heats: Vec<_> =
        ALL.iter().filter_map(|c| if let Over::Heat(run) = c.over { Some(run) } else { None }).collect();
    db::heats::each(conn, |heat| of_heats.iter().for_each(|run| run(heat, found)))?;
    let of_classes: Vec<_> =
        ALL.iter().filter_map(|c| if let Over::Class(run) = c.over { Some(run) } else { None }).collect();
    db::classes::each(conn, |class| of_classes.iter().for_each(|run| run(class, found)))?;
    Ok(())
}

fn over_standing(conn: &Connection, found: &mut Vec<Found>) -> Result<(), Error> {
    let waiting = db::waiting::all(conn)?;
    let refused = db::quarantine::all(conn, false)?;
    let missing = db::missing::all(conn)?;
    let sessions = db::sessions::all(conn)?;
    let mut decisions = db::decisions::prunes(conn)?;
    decisions.extend(db::decisions::matches(conn)?);
    let proposals = propose::all(conn)?;
    for check in ALL {
        match check.over {
            Over::Heat(_) | Over::Class(_) => {}
            Over::Waiting(run) => waiting.iter().for_each(|w| run(w, found)),
            Over::Refused(run) => refused.iter().for_each(|r| run(r, found)),
            Over::Missing(run) => missing.iter().for_each(|m| run(m, found)),
            Over::Session(run) => sessions.iter().for_each(|s| run(s, found)),
            Over::Decision(run) => decisions.iter().for_each(|d| run(d, found)),
            Over::Proposal(run) => proposals.iter().for_each(|p| run(p, found)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
