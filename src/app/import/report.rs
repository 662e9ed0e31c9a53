//! What a run did: counters that compare the database before and after, and findings.

use super::settle::Settler;
use crate::app::reconcile::check::pending;
use crate::domain::facts::{CaptureName, Source};
use crate::domain::finding::Finding;
use crate::domain::merge::{Stated, resolve};
use crate::domain::record::{Kind, RecordKey};
use crate::domain::standing::Waiting;
use crate::infra::db::reconcile::waiting;
use crate::infra::db::{row, statement, touched};
use rusqlite::{Connection, Result};
use std::sync::Arc;

/// Payloads, not files. Seen = imported + unchanged + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaptureCounts {
    /// All that were met.
    pub seen: u64,
    /// Read and recognised, even if every record in them was refused.
    pub imported: u64,
    /// Known already and taken whole.
    pub unchanged: u64,
    /// Unreadable or unrecognised as a whole.
    pub rejected: u64,
}

/// Rows and records of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// Rows that are there now and were not before.
    pub inserted: u64,
    /// Rows whose values changed.
    pub updated: u64,
    /// Rows that were there and are not now.
    pub removed: u64,
    /// Records of new captures that changed no row and agree with the newest statement.
    pub unchanged: u64,
    /// Records of new captures that a newer statement overrules.
    pub stale: u64,
    /// Records of new captures that wait for a parent.
    pub pending: u64,
    /// Records that were refused.
    pub rejected: u64,
}

impl RecordCounts {
    /// The counters with their names, in the order they are printed.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("inserted", self.inserted),
            ("updated", self.updated),
            ("removed", self.removed),
            ("unchanged", self.unchanged),
            ("stale", self.stale),
            ("pending", self.pending),
            ("rejected", self.rejected),
        ]
    }
}

/// The report of an import.
#[derive(Debug, Default)]
pub struct Report {
    /// The run's number; none when it wrote nothing.
    pub run: Option<i64>,
    /// Whether it was only asked what it would do.
    pub dry_run: bool,
    /// Whether what it did was kept.
    pub committed: bool,
    /// Payloads.
    pub captures: CaptureCounts,
    /// Records by kind, in the order of [`Kind::ALL`].
    pub records: [RecordCounts; 6],
    /// Records read, refused and repeated ones included.
    pub records_read: u64,
    /// Rejected captures that could not be read: there is nothing of them to keep.
    pub unread: u64,
    /// What there is to say, in the order of files and places.
    pub findings: Vec<Finding>,
    /// Files of folders that are no captures by their name.
    pub skipped: Vec<std::path::PathBuf>,
}

impl Report {
    /// Whether anything was refused: exit code 1.
    #[must_use]
    pub fn has_rejections(&self) -> bool {
        self.captures.rejected > 0 || self.records.iter().any(|r| r.rejected > 0)
    }

    /// Whether anything of what was refused lies in quarantine.
    #[must_use]
    pub fn has_quarantined(&self) -> bool {
        self.captures.rejected > self.unread || self.records.iter().any(|r| r.rejected > 0)
    }

    /// Sorts findings by file, member, place and code.
    pub fn sort_findings(&mut self) {
        self.findings.sort_by(|a, b| {
            let key = |f: &Finding| {
                (
                    f.place.capture.clone(),
                    // `line 9` before `line 10`.
                    f.place.member.as_ref().map(|m| (m.len(), m.clone())),
                    f.place.line,
                    f.place.column,
                    f.place.pointer.clone(),
                )
            };
            key(a).cmp(&key(b)).then(a.code.cmp(&b.code)).then_with(|| a.message.cmp(&b.message))
        });
    }
}

/// Counts rows and records at the end of a run, before it is committed or rolled back.
pub(crate) fn count(settler: &Settler<'_>, report: &mut Report) -> Result<()> {
    let conn = settler.conn;
    let any_kept = statement::any_versions(conn)?;
    for (counts, born) in report.records.iter_mut().zip(settler.born) {
        counts.inserted += born;
    }
    for key in touched::all(conn)? {
        let before = touched::before(conn, key)?.and_then(|noted| noted.0);
        let counts = &mut report.records[key.kind() as usize];
        match (before, row::get(conn, key)?) {
            (None, Some(_)) => counts.inserted += 1,
            (Some(before), Some(now)) if before != now.fields => counts.updated += 1,
            (Some(_), None) => counts.removed += 1,
            _ => {}
        }
    }
    // A record that was stated once lies in its row and changed it: only kept statements are left to count.
    if let Some(run) = settler.run.filter(|_| any_kept) {
        for key in statement::of_run(conn, run)? {
            count_statements(conn, key, run, report)?;
        }
    }
    Ok(())
}

/// Counts this run's statements of one record that changed no row.
fn count_statements(conn: &Connection, key: RecordKey, run: i64, report: &mut Report) -> Result<()> {
    let stated = statement::of_record(conn, key)?;
    let shown = row::get(conn, key)?;
    let changed = match (touched::before(conn, key)?, &shown) {
        (Some(before), Some(now)) => before.0.as_ref() != Some(&now.fields),
        _ => false,
    };
    let in_force: Vec<Stated<statement::Kept>> =
        stated.iter().filter(|s| s.tag.waits_for.is_none()).cloned().collect();
    let winners = shown.and(resolve(&in_force)).map(|r| r.winners).unwrap_or_default();
    for s in &stated {
        let (of_run, path, member) = statement::provenance(conn, s.tag.capture)?;
        if of_run != run {
            continue;
        }
        let counts = &mut report.records[key.kind() as usize];
        if let Some(parent) = &s.tag.waits_for {
            counts.pending += 1;
            let beyond = waiting::beyond(conn, parent)?;
            let capture = Arc::new(CaptureName { path, member, family: Some(s.family) });
            report.findings.push(pending::finding(&Waiting {
                key,
                family: s.family,
                waits_for: parent.clone(),
                beyond,
                called: None,
                of: None,
                captured_at: s.order.at,
                source: Source { capture, item: s.tag.item },
            }));
            continue;
        }
        let winner = stated.iter().find(|o| o.family == s.family && winners.contains(&o.tag));
        match winner {
            Some(w) if w.tag == s.tag && changed => {}
            Some(w) if w.fields == s.fields => counts.unchanged += 1,
            _ => counts.stale += 1,
        }
    }
    Ok(())
}

/// The counters of one kind.
impl std::ops::Index<Kind> for Report {
    type Output = RecordCounts;

    fn index(&self, kind: Kind) -> &RecordCounts {
        &self.records[kind as usize]
    }
}
