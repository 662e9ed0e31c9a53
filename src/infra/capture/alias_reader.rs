//! Reads fields that go by several names, as the results site writes them: the first that is there wins, null is
//! as good as not there, and a finding points at the name that stands in the file.

use super::json::{Document, Object, describe, string};
use super::record_reader::{RecordReader, escaped, shown};
use crate::domain::finding::Code;
use crate::domain::seconds::{NotSeconds, clock_text_ms, json_number_ms};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A field's name in the file, and its value.
pub type Found<'a> = (&'static str, &'a RawValue);

/// The names of a field, first choice first.
pub type Names<'n> = &'n [&'static str];

/// An object inside the one that is being read.
#[derive(Debug)]
pub struct Part<'a> {
    object: Object<'a>,
    raw: &'a str,
    pointer: String,
}

impl<'a> Part<'a> {
    /// An object at a pointer; none where it is something else, or has a key of broken characters.
    #[must_use]
    pub fn of(raw: &'a RawValue, pointer: String) -> Option<Self> {
        let object = Object::read(raw).ok().flatten()?;
        Some(Self { object, raw: raw.get(), pointer })
    }

    /// Begins on it.
    #[must_use]
    pub fn reader<'d>(&'d self, document: &'d Document<'a>) -> RecordReader<'a, 'd> {
        RecordReader::new(document, &self.object, self.raw, self.pointer.clone())
    }
}

impl<'a> RecordReader<'a, '_> {
    /// The first of some names that has a value; all of them count as asked for.
    pub fn first_of(&mut self, names: Names<'_>) -> Option<Found<'a>> {
        self.asked.extend_from_slice(names);
        names
            .iter()
            .find_map(|name| self.object.get(name).filter(|raw| raw.get() != "null").map(|raw| (*name, raw)))
    }

    /// The same, where the record is nothing without it.
    pub fn required_of(&mut self, names: Names<'_>) -> Option<Found<'a>> {
        let found = self.first_of(names);
        if found.is_none() {
            self.missing(names);
        }
        found
    }

    /// Refuses the record for a field that none of its names has.
    pub fn missing(&mut self, names: Names<'_>) {
        let Some((first, others)) = names.split_first() else { return };
        let present = names.iter().find_map(|name| self.object.get(name).map(|raw| (*name, raw.get())));
        let found = if present.is_some() { "null or blank" } else { "no such key" };
        let or = match others {
            [] => String::new(),
            others => {
                format!(" (or {})", others.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))
            }
        };
        let (name, part) = present.unwrap_or((first, self.whole));
        self.refused = true;
        self.note_at(
            Code::MissingField,
            name,
            format!("expected a value in `{first}`{or}, found {found}"),
            part,
        );
    }

    /// An id, where there is one: digits, as text or as a number. A blank text is none.
    pub fn text_id_of(&mut self, names: Names<'_>) -> Option<i64> {
        let (name, raw) = self.first_of(names)?;
        let text = match string(raw.get()) {
            Ok(Some(text)) if text.trim().is_empty() => return None,
            Ok(Some(text)) => text,
            Ok(None) if is_number(raw) => Cow::Borrowed(raw.get()),
            _ => {
                self.fault(Code::WrongType, name, "an id", raw);
                return None;
            }
        };
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            self.fault(Code::UnsupportedId, name, "an id of digits", raw);
            return None;
        }
        let id = text.parse().ok().filter(|id| *id >= 1);
        if id.is_none() {
            self.fault(Code::OutOfRange, name, "an id from 1 to 9223372036854775807", raw);
        }
        id
    }

    /// An id without which the record is nothing.
    pub fn required_text_id_of(&mut self, names: Names<'_>) -> Option<i64> {
        let before = self.findings.len();
        let id = self.text_id_of(names);
        if id.is_none() && self.findings.len() == before {
            self.missing(names);
        }
        id
    }

    /// A text, where there is one that is more than white space.
    pub fn text_of(&mut self, names: Names<'_>) -> Option<String> {
        let (name, raw) = self.first_of(names)?;
        self.characters(name, raw).filter(|text| !text.trim().is_empty())
    }

    /// A text without which the record is nothing.
    pub fn required_text_of(&mut self, names: Names<'_>) -> Option<String> {
        let (name, raw) = self.required_of(names)?;
        let text = self.characters(name, raw)?;
        if text.trim().is_empty() {
            self.fault(Code::BlankText, name, "a text", raw);
            return None;
        }
        Some(text)
    }

    /// A text that may stand as a whole number: a car's, a transponder's, a round's.
    pub fn label_of(&mut self, names: Names<'_>) -> Option<String> {
        let (name, raw) = self.first_of(names)?;
        if raw.get().bytes().all(|b| b.is_ascii_digit()) {
            return Some(raw.get().to_owned());
        }
        self.characters(name, raw)
    }

    /// True or false, also as text or as 1 and 0.
    pub fn flag_of(&mut self, names: Names<'_>) -> Option<bool> {
        let (name, raw) = self.first_of(names)?;
        match raw.get() {
            "true" | "\"true\"" | "1" => Some(true),
            "false" | "\"false\"" | "0" => Some(false),
            _ => {
                self.fault(Code::WrongType, name, "true or false", raw);
                None
            }
        }
    }

    /// A required whole number from 0, as a number or its digits.
    pub fn count_of(&mut self, names: Names<'_>) -> Option<i64> {
        let (name, raw) = self.required_of(names)?;
        let text = match string(raw.get()) {
            Ok(Some(text)) => text,
            _ => Cow::Borrowed(raw.get()),
        };
        let digits = text.strip_prefix('-').unwrap_or(&text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            self.fault(Code::WrongType, name, "a whole number", raw);
            return None;
        }
        let count = text.parse().ok().filter(|n| *n >= 0);
        if count.is_none() {
            self.fault(Code::OutOfRange, name, "a whole number from 0 to 9223372036854775807", raw);
        }
        count
    }

    /// Required seconds, as a number or as text, in milliseconds.
    pub fn seconds_of(&mut self, names: Names<'_>) -> Option<i64> {
        let (name, raw) = self.required_of(names)?;
        match millis(raw) {
            Ok(ms) => Some(ms),
            Err(NotSeconds::NotANumber | NotSeconds::NoSuchTime) => {
                self.fault(Code::WrongType, name, "seconds such as `25.432` or `1:02.345`", raw);
                None
            }
            Err(NotSeconds::Negative | NotSeconds::TooLarge) => {
                self.fault(Code::OutOfRange, name, "seconds from 0 to 9223372036854775", raw);
                None
            }
        }
    }

    /// An object inside this one.
    pub fn part_of(&mut self, names: Names<'_>) -> Option<Part<'a>> {
        let (name, raw) = self.first_of(names)?;
        let part = Part::of(raw, self.pointer_to(name));
        if part.is_none() {
            self.fault(Code::WrongType, name, "an object", raw);
        }
        part
    }

    /// The items of an array inside this object, and the array's pointer.
    pub fn items_of(&mut self, (name, raw): Found<'a>) -> Option<(String, Vec<&'a RawValue>)> {
        if raw.get().starts_with('[')
            && let Ok(items) = serde_json::from_str(raw.get())
        {
            return Some((self.pointer_to(name), items));
        }
        self.fault(Code::WrongType, name, "an array", raw);
        None
    }

    fn pointer_to(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, escaped(name))
    }
}

/// Milliseconds of seconds that stand as a number or as text.
///
/// # Errors
/// Why it is neither.
pub fn millis(raw: &RawValue) -> Result<i64, NotSeconds> {
    match string(raw.get()) {
        Ok(Some(text)) => clock_text_ms(&text),
        Ok(None) if is_number(raw) => json_number_ms(raw.get()),
        _ => Err(NotSeconds::NotANumber),
    }
}

fn is_number(raw: &RawValue) -> bool {
    describe(raw.get()) == "a number"
}

/// What an item is that should be an object, for a message.
#[must_use]
pub fn no_object(raw: &RawValue) -> String {
    format!("expected a record, found {}: {}", describe(raw.get()), shown(raw.get()))
}
