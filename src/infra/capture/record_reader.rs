//! Reads one record's fields with every fault found, not the first: what was expected, what was found, where.

use super::json::{Document, Object, describe, string};
use super::payload::MOST_FINDINGS;
use crate::domain::finding::{Code, Finding};
use crate::domain::text;
use crate::domain::time::{Instant, NotAnInstant};
use serde_json::value::RawValue;

/// Texts longer than this, in characters, are odd.
const LONG_TEXT: usize = 1000;

/// One record being read. A fault in any field refuses the record: nulling the field would make "unknown" of
/// something that was said.
#[derive(Debug)]
pub struct RecordReader<'a, 'd> {
    document: &'d Document<'a>,
    pub(super) object: &'d Object<'a>,
    pub(super) whole: &'a str,
    pub(super) pointer: String,
    pub(super) asked: Vec<&'static str>,
    /// What was found, in the order of reading.
    pub findings: Vec<Finding>,
    /// Whether a fault refuses the record.
    pub refused: bool,
}

impl<'a, 'd> RecordReader<'a, 'd> {
    /// Begins on a record; `pointer` is the record's own inside the payload.
    #[must_use]
    pub fn new(document: &'d Document<'a>, object: &'d Object<'a>, whole: &'a str, pointer: String) -> Self {
        let mut reader = Self {
            document,
            object,
            whole,
            pointer,
            asked: Vec::with_capacity(12),
            findings: Vec::new(),
            refused: false,
        };
        reader.check_repeated_keys();
        reader
    }

    /// A required id: a positive integer, or its digits as text with a warning.
    pub fn id(&mut self, key: &'static str) -> Option<i64> {
        let raw = self.required(key)?;
        let (digits, as_text) = match string(raw.get()) {
            Ok(Some(text)) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => (text, true),
            _ => (raw.get().into(), false),
        };
        if !digits.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            self.fault(Code::WrongType, key, "a positive whole number", raw);
            return None;
        }
        match digits.parse::<i64>() {
            Ok(id) if id >= 1 => {
                if as_text {
                    self.note(
                        Code::IdAsText,
                        key,
                        format!("expected a number in `{key}`, found the text {}", shown(raw.get())),
                        raw,
                    );
                }
                Some(id)
            }
            _ => {
                self.fault(Code::OutOfRange, key, "a whole number from 1 to 9223372036854775807", raw);
                None
            }
        }
    }

    /// An optional whole number, at least `least`.
    pub fn integer(&mut self, key: &'static str, least: i64) -> Option<i64> {
        let raw = self.optional(key)?;
        let text = raw.get();
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            self.fault(Code::WrongType, key, "a whole number", raw);
            return None;
        }
        match text.parse::<i64>() {
            Ok(value) if value >= least => Some(value),
            _ => {
                self.fault(
                    Code::OutOfRange,
                    key,
                    &format!("a whole number from {least} to 9223372036854775807"),
                    raw,
                );
                None
            }
        }
    }

    /// A required text that is more than white space.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let raw = self.required(key)?;
        let text = self.characters(key, raw)?;
        if text.trim().is_empty() {
            self.fault(Code::BlankText, key, "a text", raw);
            return None;
        }
        Some(text)
    }

    /// An optional text, as it came.
    pub fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let raw = self.optional(key)?;
        self.characters(key, raw)
    }

    /// An optional status word: a known one in its usual spelling, an unknown one as it came, with a warning.
    pub fn status(&mut self, key: &'static str, known: &[&str]) -> Option<String> {
        let raw = self.optional(key)?;
        let text = self.characters(key, raw)?;
        if let Some(word) = known.iter().find(|w| w.eq_ignore_ascii_case(&text)) {
            return Some((*word).to_owned());
        }
        let message = format!(
            "expected one of {} in `{key}`, found {}: kept as it came",
            known.join(", "),
            shown(raw.get())
        );
        self.note(Code::UnknownStatus, key, message, raw);
        Some(text)
    }

    /// An optional moment. One that says too little is unknown, with a warning; one that cannot be is a fault.
    pub fn instant(&mut self, key: &'static str) -> Option<Instant> {
        let raw = self.optional(key)?;
        let text = self.characters(key, raw)?;
        match Instant::parse(&text) {
            Ok(at) => Some(at),
            Err(why @ (NotAnInstant::NoOffset | NotAnInstant::NoTime)) => {
                let message = format!(
                    "expected a date and time with `Z` or an offset in `{key}`, found {}, {}: taken as unknown",
                    shown(raw.get()),
                    why.describe()
                );
                self.note(Code::AmbiguousTime, key, message, raw);
                None
            }
            Err(why) => {
                self.refused = true;
                let message = format!(
                    "expected an ISO 8601 date and time in `{key}`, found {}: {}",
                    shown(raw.get()),
                    why.describe()
                );
                self.note(Code::InvalidTime, key, message, raw);
                None
            }
        }
    }

    /// An optional IANA time zone; anything else is unknown, with a warning.
    pub fn time_zone(&mut self, key: &'static str) -> Option<String> {
        let Some(raw) = self.optional(key) else {
            let message =
                format!("expected an IANA time zone in `{key}`, found none: local times stay unknown");
            self.note_at(
                Code::UnknownTimeZone,
                key,
                message,
                self.object.get(key).map_or(self.whole, RawValue::get),
            );
            return None;
        };
        let zone = self.characters(key, raw)?;
        let full = zone == "UTC" || zone.contains('/');
        if full && jiff::tz::TimeZoneDatabase::bundled().get(&zone).is_ok() {
            return Some(zone);
        }
        let message = format!(
            "expected an IANA time zone such as `America/Chicago` in `{key}`, found {}: taken as unknown",
            shown(raw.get())
        );
        self.note(Code::UnknownTimeZone, key, message, raw);
        None
    }

    /// Refuses the record for a rule between fields; the finding points at `key`.
    pub fn refuse(&mut self, code: Code, key: &'static str, message: String) {
        self.refused = true;
        let part = self.object.get(key).map_or(self.whole, RawValue::get);
        self.note_at(code, key, message, part);
    }

    /// Keys that nobody asked for.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        self.object.members.iter().map(|(k, _)| k.as_ref()).filter(|k| !self.asked.contains(k))
    }

    fn optional(&mut self, key: &'static str) -> Option<&'a RawValue> {
        self.asked.push(key);
        self.object.get(key).filter(|raw| raw.get() != "null")
    }

    fn required(&mut self, key: &'static str) -> Option<&'a RawValue> {
        let value = self.optional(key);
        if value.is_none() {
            let found = if self.object.has(key) { "null" } else { "no such key" };
            let part = self.object.get(key).map_or(self.whole, RawValue::get);
            self.refused = true;
            self.note_at(
                Code::MissingField,
                key,
                format!("expected a value in `{key}`, found {found}"),
                part,
            );
        }
        value
    }

    pub(super) fn characters(&mut self, key: &'static str, raw: &'a RawValue) -> Option<String> {
        let text = match string(raw.get()) {
            Ok(Some(text)) => text.into_owned(),
            Ok(None) => {
                self.fault(Code::WrongType, key, "a text", raw);
                return None;
            }
            Err(_) => {
                self.fault(Code::WrongType, key, "a text of whole characters", raw);
                return None;
            }
        };
        if text.contains('\0') {
            self.fault(Code::NulCharacter, key, "a text without U+0000", raw);
            return None;
        }
        if text.chars().any(text::is_unprintable) {
            let message = format!(
                "expected plain text in `{key}`, found control or direction characters in {}: kept as it came",
                shown(raw.get())
            );
            self.note(Code::ControlCharacter, key, message, raw);
        }
        if text.len() > LONG_TEXT {
            let length = text.chars().count() as u64;
            if length > LONG_TEXT as u64 {
                let message = format!(
                    "expected at most 1,000 characters in `{key}`, found {}",
                    text::thousands(length)
                );
                self.note(Code::LongText, key, message, raw);
            }
        }
        Some(text)
    }

    fn check_repeated_keys(&mut self) {
        for (key, second, same) in self.object.repeated() {
            let (code, message) = if same {
                (
                    Code::DuplicateKey,
                    format!("expected each key once, found `{key}` again with the same value"),
                )
            } else {
                (
                    Code::DuplicateKeyConflict,
                    format!(
                        "expected each key once, found `{key}` again with the value {}",
                        shown(second.get())
                    ),
                )
            };
            self.refused |= !same;
            self.note_at(code, key, message, second.get());
        }
    }

    pub(super) fn fault(&mut self, code: Code, key: &str, expected: &str, raw: &'a RawValue) {
        self.refused = true;
        let found = shown(raw.get());
        let message = match code {
            Code::WrongType => {
                format!("expected {expected} in `{key}`, found {}: {found}", describe(raw.get()))
            }
            _ => format!("expected {expected} in `{key}`, found {found}"),
        };
        self.note_at(code, key, message, raw.get());
    }

    pub(super) fn note(&mut self, code: Code, key: &str, message: String, raw: &'a RawValue) {
        self.note_at(code, key, message, raw.get());
    }

    pub(super) fn note_at(&mut self, code: Code, key: &str, message: String, part: &str) {
        // More than a payload may have are not listed anyway.
        if self.findings.len() <= MOST_FINDINGS {
            let finding = self.placed(code, key, message, part);
            self.findings.push(finding);
        }
    }

    /// A finding about one of the record's fields.
    pub(super) fn placed(&self, code: Code, key: &str, message: String, part: &str) -> Finding {
        let mut finding =
            Finding::new(code, message).at_pointer(format!("{}/{}", self.pointer, escaped(key)));
        (finding.place.line, finding.place.column) = self.document.place_of(part).unzip();
        finding
    }
}

/// A key as a JSON pointer spells it (RFC 6901).
#[must_use]
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A value for a message: in backticks, cut where it is long.
#[must_use]
pub fn shown(raw: &str) -> String {
    const MOST: usize = 48;
    if raw.chars().count() > MOST {
        format!("`{}…`", raw.chars().take(MOST).collect::<String>())
    } else {
        format!("`{raw}`")
    }
}
