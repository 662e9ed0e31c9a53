//! A club's archive: an array of race records, each a capture of its own.

use super::{Member, Outer, Sink, bare};
use crate::infra::capture::json::{Document, Object, Top};
use crate::infra::capture::payload::{Body, check_syntax};
use crate::infra::capture::raw::sha256;
use serde_json::value::RawValue;
use std::sync::LazyLock;

/// The key that only such records have.
const KEY: &str = "driver_results";

/// Looks for the key's text; made once, for it is asked of every item of every listing.
static KEY_TEXT: LazyLock<memchr::memmem::Finder<'static>> =
    LazyLock::new(|| memchr::memmem::Finder::new(KEY));

/// Whether an array holds such records.
pub(crate) fn holds_records(items: &[&RawValue]) -> bool {
    // Listings are many and archives few: a look at the text first. A key may be spelt with escapes.
    let may_have = |raw: &RawValue| {
        let text = raw.get().as_bytes();
        KEY_TEXT.find(text).is_some() || memchr::memchr(b'\\', text).is_some()
    };
    items
        .iter()
        .filter(|raw| may_have(raw))
        .any(|raw| matches!(Object::read(raw), Ok(Some(object)) if object.has(KEY)))
}

/// Reads the records one by one. A broken one spoils no other.
pub(crate) fn read(document: &Document<'_>, items: &[&RawValue], outer: Outer<'_>, sink: Sink<'_>) {
    // An address is of one race: of several records it can be that of none.
    let subject = outer.subject.filter(|s| items.len() == 1 || !s.family.is_page());
    let outer = Outer { subject, race_hint: None, ..outer };
    for (index, raw) in items.iter().enumerate() {
        if !sink(read_record(&document.part(raw.get()), index, outer)) {
            return;
        }
    }
}

fn read_record(record: &Document<'_>, index: usize, outer: Outer<'_>) -> Member {
    let bytes = record.text.as_bytes();
    let name = format!("record {index}");
    let number = u32::try_from(index).unwrap_or(u32::MAX);
    // The whole was checked; a record that is no object is told so by its shape.
    let body = check_syntax(record, outer.options.limits.depth).unwrap_or(Body::Json(Top::Scalar("no JSON")));
    let member = bare::read(record, &body, bytes, sha256(bytes), outer);
    Member { name: Some(name), number, ..member }
}

/// The place of a record that a member's name names.
pub(crate) fn index_of(member: &str) -> Option<usize> {
    member.strip_prefix("record ")?.parse().ok()
}
