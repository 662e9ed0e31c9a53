//! Findings that somebody has accepted: they are reported no more, and what was accepted in vain is.

use super::choice::Choice;
use crate::app::error::Error;
use crate::domain::finding::{Code, Finding};
use crate::infra::baseline::{self, Accepted, BaselineError, Entry};
use crate::infra::capture::find::is_stdin;
use crate::infra::path::{of_text, plain, relative, text};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// A baseline file and what it accepts.
#[derive(Debug)]
pub struct Baseline {
    /// As it was named.
    file: PathBuf,
    /// The folder that this program runs in.
    base: PathBuf,
    /// The folder of the file, which captures are told relative to.
    folder: PathBuf,
    entries: Vec<Entry>,
}

/// What a call looked at: an entry about anything else may be as true as ever.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The files that were read.
    pub(super) files: &'a [PathBuf],
    /// What was named.
    pub(super) paths: &'a [PathBuf],
    /// Which codes were asked for.
    pub(super) choice: &'a Choice,
}

/// How findings and baseline agree.
#[derive(Debug)]
pub(super) struct Compared {
    /// How many findings were accepted.
    pub(super) accepted: u64,
    /// What was accepted and is not there: a warning for each entry.
    pub(super) stale: Vec<Finding>,
}

impl Baseline {
    /// Reads a baseline; `base` is the folder that this program runs in.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(file: &Path, base: &Path) -> Result<Self, Error> {
        let mut baseline = Self::empty(file, base);
        baseline.entries = baseline::read(file).map_err(|e| refused(&e))?;
        Ok(baseline)
    }

    /// The same, empty where there is none yet.
    ///
    /// # Errors
    /// When something else is there.
    pub fn read_or_begin(file: &Path, base: &Path) -> Result<Self, Error> {
        match baseline::read(file) {
            Err(BaselineError::Missing(_)) => Ok(Self::empty(file, base)),
            Err(error) => Err(refused(&error)),
            Ok(entries) => Ok(Self { entries, ..Self::empty(file, base) }),
        }
    }

    fn empty(file: &Path, base: &Path) -> Self {
        let folder = plain(&base.join(file)).parent().map(Path::to_path_buf).unwrap_or_default();
        Self { file: file.into(), base: base.into(), folder, entries: Vec::new() }
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Takes the accepted ones out of `findings`, of several that are the same as many as were accepted.
    pub(super) fn compare(&self, findings: &mut Vec<Finding>, seen: &Seen<'_>) -> Compared {
        let mut left: HashMap<&Accepted, u64> = HashMap::new();
        for entry in &self.entries {
            let left = left.entry(&entry.accepted).or_default();
            *left = left.saturating_add(entry.count);
        }
        let before = findings.len();
        findings.retain(|finding| match left.get_mut(&self.identity(finding)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        });
        let is_seen = self.is_seen(seen);
        let mut stale = Vec::new();
        // Of an entry that stands twice, the last is the one too many.
        for entry in self.entries.iter().rev().filter(|e| is_seen(&e.accepted)) {
            let left = left.entry(&entry.accepted).or_default();
            let gone = entry.count.min(*left);
            *left -= gone;
            if gone > 0 || entry.count == 0 {
                stale.push(self.stale(entry, gone));
            }
        }
        Compared { accepted: (before - findings.len()) as u64, stale }
    }

    /// What the baseline must become to accept all of `findings`: what this call did not look at stays.
    pub(super) fn renewed(&self, findings: &[Finding], seen: &Seen<'_>) -> BTreeMap<Accepted, u64> {
        let is_seen = self.is_seen(seen);
        let mut all = BTreeMap::new();
        for entry in self.entries.iter().filter(|e| !is_seen(&e.accepted)) {
            *all.entry(entry.accepted.clone()).or_default() += entry.count;
        }
        for finding in findings {
            *all.entry(self.identity(finding)).or_default() += 1;
        }
        all
    }

    fn identity(&self, finding: &Finding) -> Accepted {
        let place = &finding.place;
        Accepted {
            capture: place.capture.as_deref().map(|capture| self.seen_from_folder(capture)),
            pointer: place.pointer.clone(),
            code: finding.code.as_str().into(),
            message: finding.message.clone(),
        }
    }

    /// A capture's path from the folder of the baseline, so that it matters neither where heatlink runs nor how
    /// the path was named.
    fn seen_from_folder(&self, capture: &str) -> String {
        if is_stdin(Path::new(capture)) {
            return capture.to_owned();
        }
        text(&relative(&self.folder, &plain(&self.base.join(of_text(capture)))))
    }

    /// Whether the call would have found again what was accepted.
    fn is_seen<'a>(&'a self, seen: &'a Seen<'a>) -> impl Fn(&Accepted) -> bool + 'a {
        let read: HashSet<String> = seen.files.iter().map(|f| self.seen_from_folder(&text(f))).collect();
        let named: Vec<PathBuf> =
            seen.paths.iter().filter(|p| !is_stdin(p)).map(|p| plain(&self.base.join(p))).collect();
        move |accepted| {
            let was_there = match &accepted.capture {
                None => true,
                Some(capture) if read.contains(capture) => true,
                Some(capture) if is_stdin(Path::new(capture)) => false,
                // A file that is gone was in a folder that was looked through, or could not be read.
                Some(capture) => {
                    let whole = plain(&self.folder.join(of_text(capture)));
                    named.iter().any(|named| whole.starts_with(named)) && !whole.is_file()
                }
            };
            was_there && seen.choice.takes_named(&accepted.code)
        }
    }

    fn stale(&self, entry: &Entry, gone: u64) -> Finding {
        let Accepted { capture, pointer, code, message } = &entry.accepted;
        let of = capture.as_deref().map(|c| format!(" of `{c}`")).unwrap_or_default();
        let at =
            pointer.as_deref().filter(|p| !p.is_empty()).map(|p| format!(" at `{p}`")).unwrap_or_default();
        let often = match (entry.count, entry.count - gone) {
            (_, 0) => "it is there no more".to_owned(),
            (before, now) => format!("of {before} there are {now}"),
        };
        let mut finding = Finding::new(
            Code::StaleBaseline,
            format!("expected the accepted `{code}`{of}{at}, found that {often}: {message}"),
        )
        .with_hint("what was mended is accepted no longer once the same command ran with `--write-baseline`")
        .of_capture(text(&self.file))
        .at_pointer(format!("/findings/{}", entry.index));
        (finding.place.line, finding.place.column) = entry.place.unzip();
        finding
    }
}

fn refused(error: &BaselineError) -> Error {
    let hint = match error {
        BaselineError::Missing(_) => "`--write-baseline` makes one that accepts what is found now",
        BaselineError::Unreadable { .. } => "check the path and its permissions",
        BaselineError::Garbled { .. } => {
            "get it back from version control, or take it away and make a new one with `--write-baseline`"
        }
    };
    Error::refused(error.to_string(), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(entries: &[(&str, &str, u64)]) -> Baseline {
        let entry = |(index, (capture, message, count)): (usize, &(&str, &str, u64))| Entry {
            accepted: Accepted {
                capture: Some((*capture).into()),
                pointer: Some("/0".into()),
                code: "zero-time".into(),
                message: (*message).into(),
            },
            count: *count,
            index,
            place: Some((index as u64 + 2, 1)),
        };
        let entries = entries.iter().enumerate().map(entry).collect();
        Baseline { entries, ..Baseline::empty(Path::new("known/base.json"), Path::new("/repo")) }
    }

    fn found(all: &[(&str, &str)]) -> Vec<Finding> {
        let one = |(capture, message): &(&str, &str)| {
            Finding::new(Code::ZeroTime, *message).of_capture(*capture).at_pointer("/0")
        };
        all.iter().map(one).collect()
    }

    /// Compares after a call over the folder `data`, in which `data/a.json` was read.
    fn compare(baseline: &Baseline, findings: &mut Vec<Finding>) -> (u64, Vec<String>) {
        let seen =
            Seen { files: &["data/a.json".into()], paths: &["data".into()], choice: &Choice::default() };
        let compared = baseline.compare(findings, &seen);
        (compared.accepted, compared.stale.into_iter().map(|f| f.message).collect())
    }

    #[test]
    fn accepted_findings_go_wherever_their_lines_are() {
        let mut findings = found(&[("./data/a.json", "x"), ("data/a.json", "x"), ("data/a.json", "y")]);
        findings[0].place.line = Some(7);
        let all = baseline(&[("../data/a.json", "x", 2)]);
        assert_eq!(compare(&all, &mut findings), (2, Vec::new()));
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn of_more_than_were_accepted_the_rest_is_reported() {
        let mut findings = found(&[("data/a.json", "x"), ("data/a.json", "x")]);
        assert_eq!(compare(&baseline(&[("../data/a.json", "x", 1)]), &mut findings), (1, Vec::new()));
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn what_is_there_no_more_is_stale_where_it_was_looked_for() {
        let all = baseline(&[
            ("../data/a.json", "x", 3),
            ("../data/gone.json", "y", 1),
            ("../other/b.json", "z", 1),
            ("-", "w", 1),
        ]);
        let (accepted, mut stale) = compare(&all, &mut found(&[("data/a.json", "x")]));
        stale.sort();
        assert_eq!(accepted, 1);
        assert_eq!(
            stale,
            [
                "expected the accepted `zero-time` of `../data/a.json` at `/0`, found that of 3 there are 1: x",
                "expected the accepted `zero-time` of `../data/gone.json` at `/0`, found that it is there no more: y",
            ]
        );
        let ignoring = Choice::of(&[], &["zero-time".into()]).unwrap();
        let seen = Seen { files: &[], paths: &["data".into()], choice: &ignoring };
        assert!(all.compare(&mut Vec::new(), &seen).stale.is_empty(), "nobody asked for it");
    }

    #[test]
    fn an_entry_that_stands_twice_is_one_too_many() {
        let all = baseline(&[("../data/a.json", "x", 1), ("../data/a.json", "x", 1)]);
        let seen =
            Seen { files: &["data/a.json".into()], paths: &["data".into()], choice: &Choice::default() };
        let compared = all.compare(&mut found(&[("data/a.json", "x")]), &seen);
        let places: Vec<_> =
            compared.stale.iter().map(|f| (f.place.line, f.place.pointer.as_deref())).collect();
        assert_eq!(places, [(Some(3), Some("/findings/1"))]);
    }

    #[test]
    fn a_new_one_keeps_what_was_not_looked_at() {
        let all = baseline(&[("../data/a.json", "x", 3), ("../other/b.json", "z", 2)]);
        let seen =
            Seen { files: &["data/a.json".into()], paths: &["data".into()], choice: &Choice::default() };
        let renewed = all.renewed(&found(&[("data/a.json", "y"), ("data/a.json", "y")]), &seen);
        let renewed: Vec<_> =
            renewed.iter().map(|(a, n)| (a.capture.as_deref().unwrap(), a.message.as_str(), *n)).collect();
        assert_eq!(renewed, [("../data/a.json", "y", 2), ("../other/b.json", "z", 2)]);
    }
}
