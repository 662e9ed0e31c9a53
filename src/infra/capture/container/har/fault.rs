//! What is wrong with an entry that is not as HAR 1.2 has it, in the words of that format.

use super::entry::bad;
use crate::domain::finding::Finding;
use crate::infra::capture::json::{Document, Object, describe};
use crate::infra::capture::record_reader::shown;
use serde_json::value::RawValue;

/// What a field has to be.
#[derive(Debug, Clone, Copy)]
enum Expected {
    Object,
    Text,
    WholeNumber,
}

/// The fields that are read, those that hold others before what they hold.
const FIELDS: &[(&[&str], Expected)] = &[
    (&["startedDateTime"], Expected::Text),
    (&["request"], Expected::Object),
    (&["request", "method"], Expected::Text),
    (&["request", "url"], Expected::Text),
    (&["response"], Expected::Object),
    (&["response", "status"], Expected::WholeNumber),
    (&["response", "content"], Expected::Object),
    (&["response", "content", "text"], Expected::Text),
    (&["response", "content", "encoding"], Expected::Text),
];

impl Expected {
    fn as_str(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Text => "a text",
            Self::WholeNumber => "a whole number",
        }
    }

    fn fits(self, raw: &str) -> bool {
        match self {
            Self::Object => raw.starts_with('{'),
            Self::Text => raw.starts_with('"'),
            Self::WholeNumber => raw.parse::<i64>().is_ok(),
        }
    }
}

/// The finding for an entry that could not be read; `error` is what the reader of JSON said.
pub(super) fn of_entry(entry: &Document<'_>, error: &serde_json::Error) -> Finding {
    if error.is_data()
        && let Ok(top) = serde_json::from_str::<&RawValue>(entry.text)
        && let Some((message, at)) = fault(top)
    {
        let mut finding = bad(message);
        (finding.place.line, finding.place.column) = entry.place_of(at).unzip();
        return finding;
    }
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    let mut finding = bad(format!("expected an entry as HAR 1.2 has it, found a fault: {said}"));
    (finding.place.line, finding.place.column) = entry.place_of_error(error).unzip();
    finding
}

/// The first field that is another thing than it has to be, or that stands twice, with its value.
fn fault(top: &RawValue) -> Option<(String, &str)> {
    if !Expected::Object.fits(top.get()) {
        let message = format!("expected an object as an entry, found {}", found(top.get()));
        return Some((message, top.get()));
    }
    FIELDS.iter().find_map(|(path, expected)| {
        let (key, parents) = path.split_last()?;
        let parent = parents.iter().try_fold(top, |raw, key| Object::read(raw).ok()??.get(key))?;
        let object = Object::read(parent).ok()??;
        let name = path.join(".");
        let mut values = object.members.iter().filter(|(k, _)| k == key).map(|(_, raw)| raw.get());
        let value = values.next()?;
        if let Some(again) = values.next() {
            return Some((
                format!("expected `{name}` of an entry once, found it again: {}", shown(again)),
                again,
            ));
        }
        let is_amiss = value != "null" && !expected.fits(value);
        let expected = expected.as_str();
        is_amiss
            .then(|| (format!("expected {expected} in an entry's `{name}`, found {}", found(value)), value))
    })
}

fn found(raw: &str) -> String {
    format!("{}: {}", describe(raw), shown(raw))
}
