//! What a run did: counters that compare the database before and after, and findings.

use crate::domain::finding::{Code, Finding};
use crate::domain::record::Kind;
use crate::domain::text::{count, thousands};
use crate::infra::capture::payload::Payload;
use std::collections::BTreeMap;

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
    /// Captures whose payloads were archived and had not been.
    pub archived: u64,
    /// What there is to say, in the order of files and places.
    pub findings: Vec<Finding>,
    /// The files that were read, as they were named or found.
    pub files: Vec<std::path::PathBuf>,
    /// How many findings of each code there are beyond those that are listed.
    pub unlisted: BTreeMap<Code, u64>,
    /// Files of folders that are no captures by their name.
    pub skipped: Vec<std::path::PathBuf>,
}

/// So many findings are listed: what a run has to say must fit into memory, whatever it reads.
pub(crate) const MOST_LISTED: usize = 100_000;

impl Report {
    /// Adds something there is to say.
    pub(crate) fn note(&mut self, finding: Finding) {
        if self.findings.len() < MOST_LISTED {
            self.findings.push(finding);
        } else {
            *self.unlisted.entry(finding.code).or_default() += 1;
        }
    }

    /// The same of several things.
    pub(crate) fn note_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.note(finding));
    }

    /// What there is to say of those that are not listed.
    pub(crate) fn left_out(&self) -> Option<Finding> {
        self.left_out_and(
            "mend what is listed first; `heatlink reconcile quarantine list` has all that was refused",
        )
    }

    /// The same where there will be no database to look into.
    pub(crate) fn left_out_of_validation(&self) -> Option<Finding> {
        self.left_out_and("so many mostly have one cause: mend it and validate again, or name fewer paths")
    }

    fn left_out_and(&self, hint: &str) -> Option<Finding> {
        let unlisted = self.unlisted.values().sum();
        let more = count(unlisted, "finding", "findings");
        let message =
            format!("expected at most {} findings to list, found {more} more", thousands(MOST_LISTED as u64));
        (unlisted > 0).then(|| Finding::new(Code::FindingsLeftOut, message).with_hint(hint))
    }

    /// Adds what a payload held and what of it was refused or stood in it twice.
    pub(crate) fn add_read(&mut self, payload: &Payload, imported: bool) {
        let refused = payload.refused.len() as u64;
        self.records_read += payload.records() + refused + payload.repeats.iter().sum::<u64>();
        for refused in &payload.refused {
            self.records[refused.kind as usize].rejected += 1;
        }
        if imported {
            for (counts, repeats) in self.records.iter_mut().zip(payload.repeats) {
                counts.unchanged += repeats;
            }
        }
    }

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
        fn key(f: &Finding) -> impl Ord {
            let place = &f.place;
            // `line 9` before `line 10`.
            let member = place.member.as_deref().map(|m| (m.len(), m));
            (&place.capture, member, place.line, place.column, &place.pointer, f.code, &f.message)
        }
        self.findings.sort_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// The counters of one kind.
impl std::ops::Index<Kind> for Report {
    type Output = RecordCounts;

    fn index(&self, kind: Kind) -> &RecordCounts {
        &self.records[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_findings_than_are_listed_are_counted() {
        let mut report = Report::default();
        let finding = Finding::new(Code::InvalidJson, "expected one JSON document, found a fault");
        report.note_all(std::iter::repeat_n(finding.clone(), MOST_LISTED));
        assert_eq!((report.findings.len(), report.left_out()), (MOST_LISTED, None));
        report.note(finding);
        let left_out = report.left_out().unwrap();
        assert_eq!(left_out.code, Code::FindingsLeftOut);
        assert_eq!(left_out.message, "expected at most 100,000 findings to list, found 1 finding more");
    }
}
