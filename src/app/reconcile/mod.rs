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
use crate::domain::facts::HeatFacts;
use crate::domain::finding::{Code, Finding, Severity};
use crate::infra::db::reconcile as db;
use check::{ALL, Found, Over};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::mpsc;

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
    let mut listed = Listed::of_at_most(usize::MAX);
    over_heats_and_classes(conn, &mut listed)?;
    let mut found = listed.found;
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
/// not what waits, was refused, went missing or was decided. In the same order; the first `most` of them, as heats
/// and classes come, and of the others how many there are of each code.
///
/// # Errors
/// When the database cannot be read.
pub fn contradictions(conn: &Connection, most: usize) -> Result<(Vec<Finding>, BTreeMap<Code, u64>), Error> {
    let mut listed = Listed::of_at_most(most);
    over_heats_and_classes(conn, &mut listed)?;
    let Listed { mut found, more, .. } = listed;
    found.sort_by(Found::compare);
    Ok((found.into_iter().map(|f| f.finding).collect(), more))
}

/// What was found, up to a bound.
struct Listed {
    found: Vec<Found>,
    most: usize,
    /// How many there were beyond it.
    more: BTreeMap<Code, u64>,
}

impl Listed {
    fn of_at_most(most: usize) -> Self {
        Self { found: Vec::new(), most, more: BTreeMap::new() }
    }

    /// Has a check add to it.
    fn take(&mut self, check: impl FnOnce(&mut Vec<Found>)) {
        check(&mut self.found);
        if self.found.len() > self.most {
            for beyond in self.found.drain(self.most..) {
                *self.more.entry(beyond.finding.code).or_default() += 1;
            }
        }
    }
}

/// Heats are handed to the thread of the checks when their results and laps are so many.
const HEATS_WEIGHT: usize = 4096;

/// The checks of heats run beside the one thread that reads the database.
fn over_heats_and_classes(conn: &Connection, listed: &mut Listed) -> Result<(), Error> {
    let of_heats: Vec<_> =
        ALL.iter().filter_map(|c| if let Over::Heat(run) = c.over { Some(run) } else { None }).collect();
    let checked = &mut *listed;
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel::<Vec<HeatFacts>>(2);
        scope.spawn(move || {
            for heat in receive.into_iter().flatten() {
                for run in &of_heats {
                    checked.take(|found| run(&heat, found));
                }
            }
        });
        let (mut ready, mut weight) = (Vec::new(), 0);
        let read = db::heats::each(conn, |heat| {
            weight += heat.weight();
            ready.push(heat);
            if weight >= HEATS_WEIGHT {
                weight = 0;
                // Nobody takes them any more only where a check panicked, which ends all.
                let _ = send.send(std::mem::take(&mut ready));
            }
        });
        let _ = send.send(ready);
        read
    })?;
    let of_classes: Vec<_> =
        ALL.iter().filter_map(|c| if let Over::Class(run) = c.over { Some(run) } else { None }).collect();
    db::classes::each(conn, |class| {
        for run in &of_classes {
            listed.take(|found| run(class, found));
        }
    })?;
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
