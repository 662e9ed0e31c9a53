//! Sessions as JSON: an array of objects, or `{"rows": […]}` as heatlink prints them.

use super::column::{self, Column, Raw};
use super::csv::twice;
use super::{Lines, SessionFile, StatedSession};
use crate::domain::finding::{Code, Finding, Place};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

pub(super) fn parse(path: &str, text: &str) -> SessionFile {
    let source = Source { path, text, lines: Lines::new(text) };
    match source.rows() {
        Ok((prefix, rows)) => source.read(prefix, &rows),
        Err(finding) => SessionFile::refused(*finding),
    }
}

/// Pairs of an object in their order, the repeated ones too.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

struct Source<'a> {
    path: &'a str,
    text: &'a str,
    lines: Lines<'a>,
}

impl<'a> Source<'a> {
    fn place(&self, byte: usize, pointer: String) -> Place {
        let (line, column) = self.lines.of(byte);
        Place {
            capture: Some(self.path.into()),
            line: Some(line),
            column: Some(column),
            pointer: Some(pointer),
            ..Place::default()
        }
    }

    fn place_of(&self, raw: &RawValue, pointer: String) -> Place {
        // A raw value borrows from the text, so its address tells where it stands.
        self.place((raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize), pointer)
    }

    fn invalid(&self, error: &serde_json::Error) -> Box<Finding> {
        let line_start: usize =
            self.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let message = error.to_string();
        let why = message.rsplit_once(" at line ").map_or(message.as_str(), |(why, _)| why);
        let mut finding = Finding::new(Code::InvalidJson, format!("expected JSON, found an error: {why}"));
        finding.place = self.place(line_start + error.column().saturating_sub(1), String::new());
        Box::new(finding)
    }

    /// The rows, and the pointer of the array that they stand in.
    fn rows(&self) -> Result<(&'static str, Vec<&'a RawValue>), Box<Finding>> {
        let whole: &RawValue = serde_json::from_str(self.text).map_err(|e| self.invalid(&e))?;
        let wrong = |raw: &RawValue, pointer: &str, what: &str| {
            let mut finding = Finding::new(Code::WrongType, what).with_hint(
                "write `[{…}, …]` or `{\"rows\": [{…}, …]}`, as `heatlink session list --format json` does",
            );
            finding.place = self.place_of(raw, pointer.into());
            Box::new(finding)
        };
        if whole.get().starts_with('[') {
            return Ok(("", serde_json::from_str(whole.get()).map_err(|e| self.invalid(&e))?));
        }
        let Pairs(pairs) = serde_json::from_str(whole.get()).map_err(|e| self.invalid(&e))?;
        let Some((_, rows)) = pairs.iter().find(|(key, _)| key == "rows") else {
            return Err(wrong(whole, "", "expected an array of sessions or an object with `rows`"));
        };
        serde_json::from_str(rows.get())
            .map(|rows| ("/rows", rows))
            .map_err(|_| wrong(rows, "/rows", "expected `rows` to be an array"))
    }

    fn read(&self, prefix: &str, rows: &[&RawValue]) -> SessionFile {
        let mut file = SessionFile::default();
        for (i, raw) in rows.iter().enumerate() {
            let pointer = format!("{prefix}/{i}");
            let mut row =
                StatedSession { place: self.place_of(raw, pointer.clone()), ..StatedSession::default() };
            if let Ok(Pairs(pairs)) = serde_json::from_str(raw.get()) {
                for (key, value) in pairs {
                    let place = self.place_of(value, format!("{pointer}/{}", escaped(&key)));
                    file.findings.extend(take(&mut row, &key, value, place).err().map(|f| *f));
                }
            } else {
                row.is_bad = true;
                let mut finding =
                    Finding::new(Code::NotAnObject, format!("expected an object, found {}", kind_of(raw)));
                finding.place = row.place.clone();
                file.findings.push(finding);
            }
            file.rows.push(row);
        }
        file
    }
}

fn take(row: &mut StatedSession, key: &str, value: &RawValue, place: Place) -> Result<(), Box<Finding>> {
    let column = column::named(key, place.clone()).inspect_err(|_| row.is_bad = true)?;
    let Column::Is(field) = column else { return Ok(()) };
    if row.cells.iter().any(|(f, _)| *f == field) {
        row.is_bad = true;
        return Err(Box::new(twice(key, place)));
    }
    row.say(field, raw_of(value), place)
}

fn raw_of(value: &RawValue) -> Raw {
    let text = value.get();
    if text == "null" {
        return Raw::Null;
    }
    if let Ok(text) = serde_json::from_str(text) {
        return Raw::Text(text);
    }
    text.parse().map_or_else(|_| Raw::Other(kind_of(value)), Raw::Int)
}

fn kind_of(value: &RawValue) -> &'static str {
    match value.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "text",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        Some(_) if value.get().parse::<i64>().is_ok() => "a number",
        _ => "a number that is not whole",
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::super::tests::seen;
    use super::*;

    #[test]
    fn findings_stand_at_their_value() {
        let text = "[\n {\"nmae\": \"x\", \"kind\": \"RACE\", \"heat\": 1.5},\n 7,\n {\"id\": \"a\", \"sessionId\": \"b\"}]";
        assert_eq!(
            seen(&parse("a.json", text)),
            [
                "2:11 /0/nmae unknown-column no column is called `nmae`",
                "2:40 /0/heat wrong-type `heat`: expected a whole number, found a number that is not whole",
                "3:2 /1 not-an-object expected an object, found a number",
                "4:27 /2/sessionId duplicate-key-conflict the column `sessionId` is there twice",
            ]
        );
    }

    #[test]
    fn a_document_of_another_shape_is_refused() {
        let first = |text| seen(&parse("a.json", text)).remove(0);
        assert!(
            first("[{\"id\": }]").starts_with("1:9  invalid-json expected JSON"),
            "{}",
            first("[{\"id\": }]")
        );
        assert!(first("{\"sessions\": []}").contains("an object with `rows`"));
        assert!(first("{\"rows\": {}}").starts_with("1:10 /rows wrong-type"));
        assert!(first("[] []").contains("invalid-json"));
    }
}
