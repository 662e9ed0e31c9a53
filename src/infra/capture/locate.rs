//! From a JSON pointer back to a line and a column: for findings that were made from what was kept.

use super::container::envelope;
use super::json::{Document, Object, Top, read_top};
use serde_json::value::RawValue;
use std::path::Path;

/// Line and column, in a file, of what a pointer names in its payload; of the nearest thing above it that is
/// there, where it is not. None where the file cannot be read so any more, or its payload is text inside JSON.
#[must_use]
pub fn locate(path: &Path, pointer: &str) -> Option<(u64, u64)> {
    let text = std::fs::read_to_string(path).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let payload = match read_top(text).ok()? {
        Top::Object(object) if envelope::is_envelope(&object) => object.get("body")?.get(),
        _ => text.trim(),
    };
    if payload.starts_with('"') {
        return None;
    }
    let mut here: &RawValue = serde_json::from_str(payload).ok()?;
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
    Document::in_file(text, text).place_of(here.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_lines() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.json");
        std::fs::write(&file, "[\n {\"a\": 1},\n {\"a\": 2, \"b\": 3}\n]").unwrap();
        assert_eq!(locate(&file, "/1/b"), Some((3, 16)));
        assert_eq!(locate(&file, "/1/missing"), Some((3, 2)));
        std::fs::write(&file, "{\"url\": \"u\",\n\"body\": [{\"a\": 7}]}").unwrap();
        assert_eq!(locate(&file, "/0/a"), Some((2, 16)));
    }
}
