//! From a JSON pointer back to a line and a column: for findings that were made from what was kept.

use super::container::{archive, envelope, ndjson};
use super::json::{Document, Object, Top, read_top};
use serde_json::value::RawValue;
use std::path::Path;

/// A file longer than this is a container that is not worth reading again for a line.
const LONGEST: u64 = 4 << 20;

/// Line and column, in a file, of what a pointer names in its payload; of the nearest thing above it that is
/// there, where it is not. A member is one that its line names. None where the file cannot be read so any more, or its payload is text inside JSON.
#[must_use]
pub fn locate(path: &Path, member: Option<&str>, pointer: &str) -> Option<(u64, u64)> {
    if std::fs::metadata(path).ok()?.len() > LONGEST {
        return None;
    }
    let text = std::fs::read_to_string(path).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (text, line) = match member {
        None => (text, 1),
        Some(member) if archive::index_of(member).is_some() => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let record = items.get(archive::index_of(member)?)?;
            let place = below(record, pointer)?;
            return Document::in_file(text, text).place_of(place.get());
        }
        Some(member) => {
            let line = ndjson::line_of(member)?;
            (text.split('\n').nth(usize::try_from(line).ok()?.checked_sub(1)?)?, line)
        }
    };
    let payload = match read_top(text).ok()? {
        Top::Object(object) if envelope::is_envelope(&object) => object.get("body")?.get(),
        _ => text.trim(),
    };
    if payload.starts_with('"') {
        return None;
    }
    let here = below(serde_json::from_str(payload).ok()?, pointer)?;
    Document::at_line(text, line).place_of(here.get())
}

/// What a pointer names below a value.
fn below<'a>(mut here: &'a RawValue, pointer: &str) -> Option<&'a RawValue> {
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        let next = match here.get().as_bytes().first() {
            Some(b'{') => Object::read(here).ok()??.get(&key),
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(here.get())
                .ok()?
                .get(key.parse::<usize>().ok()?)
                .copied(),
            _ => None,
        };
        let Some(next) = next else { break };
        here = next;
    }
    Some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_lines() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.json");
        std::fs::write(&file, "[\n {\"a\": 1},\n {\"a\": 2, \"b\": 3}\n]").unwrap();
        assert_eq!(locate(&file, None, "/1/b"), Some((3, 16)));
        assert_eq!(locate(&file, None, "/1/missing"), Some((3, 2)));
        std::fs::write(&file, "{\"url\": \"u\",\n\"body\": [{\"a\": 7}]}").unwrap();
        assert_eq!(locate(&file, None, "/0/a"), Some((2, 16)));
        std::fs::write(&file, "[1]\n\n [{\"a\": 7}]\r\n").unwrap();
        assert_eq!(locate(&file, Some("line 3"), "/0/a"), Some((3, 9)));
        assert_eq!(locate(&file, Some("entry 3"), "/0/a"), None);
    }
}
