//! What is said of one race while it is judged: statements, refusals and findings, each with its place.

use crate::domain::finding::{Code, Finding};
use crate::domain::id::HeatId;
use crate::domain::record::{Fields, Kind, RecordKey, Statement};
use crate::infra::capture::json::Document;
use crate::infra::capture::page::node::{Kind as NodeKind, Node};
use crate::infra::capture::payload::{Payload, Refused};
use std::collections::BTreeMap;

/// A race that is being judged.
pub(super) struct Judge<'d, 'a> {
    document: &'d Document<'a>,
    /// What it came to so far.
    pub(super) payload: Payload,
    /// The race.
    pub(super) heat: HeatId,
    /// Where its objects stand in the payload.
    base: &'static str,
    unknown: BTreeMap<String, u64>,
}

impl<'d, 'a> Judge<'d, 'a> {
    pub(super) fn new(
        document: &'d Document<'a>,
        payload: Payload,
        heat: HeatId,
        base: &'static str,
    ) -> Self {
        Self { document, payload, heat, base, unknown: BTreeMap::new() }
    }

    /// A finding at a slice of the payload; the pointer is the objects' own.
    pub(super) fn finding(&self, code: Code, message: String, at: &str, pointer: &str) -> Finding {
        let mut finding = Finding::new(code, message).at_pointer(format!("{}{pointer}", self.base));
        (finding.place.line, finding.place.column) = self.document.place_of(at).unzip();
        finding
    }

    /// A finding at a line of a page.
    pub(super) fn at_line(&self, code: Code, message: String, line: u64) -> Finding {
        let mut finding = Finding::new(code, message);
        finding.place.line = self.document.line_of(line);
        finding
    }

    /// Notes something odd about a value.
    pub(super) fn warn(&mut self, code: Code, message: String, at: &str, pointer: &str) {
        let finding = self.finding(code, message, at, pointer);
        self.payload.note(finding);
    }

    /// Notes something odd about a line of a page.
    pub(super) fn warn_at_line(&mut self, code: Code, message: String, line: u64) {
        let finding = self.at_line(code, message, line);
        self.payload.note(finding);
    }

    /// Refuses a record and keeps its text.
    pub(super) fn refuse(&mut self, kind: Kind, record: Option<RecordKey>, reason: Finding, text: &str) {
        self.payload.hold(Refused::new(kind, record, reason.clone(), text.as_bytes()));
        self.payload.note(reason);
    }

    /// Refuses a lap.
    pub(super) fn refuse_lap(&mut self, reason: Finding, text: &str) {
        self.refuse(Kind::Lap, Some(RecordKey::Laps(self.heat)), reason, text);
    }

    pub(super) fn say(&mut self, key: RecordKey, fields: Fields) {
        self.payload.statements.push(Statement { key, fields, item: None });
    }

    /// Counts a key that nobody reads.
    pub(super) fn unknown(&mut self, key: &str) {
        *self.unknown.entry(key.to_owned()).or_default() += 1;
    }

    /// Counts the keys of an object that are not among those known.
    pub(super) fn unknown_keys(&mut self, node: &Node<'_>, known: &[&str]) {
        for member in node.members().unwrap_or_default() {
            if !known.contains(&member.key.as_ref()) {
                self.unknown(&member.key);
            }
        }
    }

    /// Keys of an object that stand twice: equal ones are a warning; of others the first finding is given.
    pub(super) fn repeated_keys(&mut self, node: &Node<'_>, pointer: &str) -> Option<Finding> {
        let mut conflict = None;
        for (member, same) in node.repeated() {
            let key = crate::infra::capture::record_reader::escaped(&member.key);
            let (code, rest) = if same {
                (Code::DuplicateKey, "with the same value")
            } else {
                (Code::DuplicateKeyConflict, "with another value")
            };
            let message = format!("expected each key once, found `{}` again {rest}", member.key);
            let finding = self.finding(code, message, member.key_source, &format!("{pointer}/{key}"));
            if same {
                self.payload.note(finding);
            } else {
                conflict.get_or_insert(finding);
            }
        }
        conflict
    }

    /// All of it.
    pub(super) fn finish(mut self) -> Payload {
        if !self.unknown.is_empty() {
            const MOST: usize = 12;
            let keys: Vec<_> =
                self.unknown.iter().take(MOST).map(|(key, n)| format!("`{key}` ({n})")).collect();
            let more = match self.unknown.len().saturating_sub(MOST) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            let (family, keys) = (self.payload.family, keys.join(", "));
            let message = format!("expected the known keys of {family}, found also {keys}{more}: not read");
            let mut finding = Finding::new(Code::UnknownField, message);
            (finding.place.line, finding.place.column) =
                self.document.place_of(self.document.text.trim_start()).unzip();
            self.payload.note(finding);
        }
        self.payload
    }
}

/// A value's characters, where it is a text or a number; LiveRC writes all values as text.
pub(super) fn scalar<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.kind {
        NodeKind::Text(text) => Some(text),
        NodeKind::Number(number) => Some(number),
        _ => None,
    }
}
