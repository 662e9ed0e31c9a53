//! JSON on its way out, exact and yet nothing that a terminal obeys: what `serde_json` leaves as it is though a
//! terminal could be moved or turned around by it goes out as `\uXXXX`. All JSON that heatlink writes is written here,
//! to files as to a terminal, so that it is the same wherever it goes.

use crate::domain::text::is_unprintable;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// JSON without white space.
struct Compact;

impl Formatter for Compact {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        writer.write_all(escaped(fragment).as_bytes())
    }
}

/// Writes a value on one line.
///
/// # Errors
/// When it cannot be written.
pub fn write<T: Serialize + ?Sized>(out: &mut impl Write, value: &T) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Compact))?)
}

/// A value as an indented document, a line end at its end.
///
/// # Errors
/// Never in practice: every value can be written.
pub fn document<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    // Between its texts there is ASCII alone.
    Ok(escaped(&serde_json::to_string_pretty(value)?).into_owned() + "\n")
}

/// JSON, or part of a text in it, that `serde_json` has written: what is below U+0020 is escaped by then, and what is
/// left of it are the line ends of a document.
fn escaped(json: &str) -> Cow<'_, str> {
    // Looked at to its end, many bytes at once: nearly all text is plain.
    if json.bytes().fold(0, |found, byte| found | u8::from(byte >= 0x7f)) == 0 {
        return json.into();
    }
    let is_raw = |c: char| c >= ' ' && is_unprintable(c);
    if !json.contains(is_raw) {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_raw(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A text takes all that is written to it.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn written(value: &Value) -> String {
        let mut out = Vec::new();
        write(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        let value = json!({ "k\u{9b}": "a\x7f\u{80}\u{9f}\u{61c}\u{200e}\u{2028}\u{202e}\u{2069}\u{feff}\"\\\n\x1b" });
        assert_eq!(
            written(&value),
            concat!(
                r#"{"k\u009b":"a\u007f\u0080\u009f\u061c\u200e\u2028\u202e\u2069\ufeff"#,
                r#"\"\\\n\u001b"}"#
            )
        );
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        assert_eq!(
            written(&json!(["Jörg Æ", "~", "日本 🏁", "\u{a0}"])),
            "[\"Jörg Æ\",\"~\",\"日本 🏁\",\"\u{a0}\"]"
        );
        assert_eq!(document(&json!({"a": ["é"]})).unwrap(), "{\n  \"a\": [\n    \"é\"\n  ]\n}\n");
    }

    #[test]
    fn every_character_comes_back_and_none_is_raw() {
        let all: String = ('\0'..=char::MAX).collect();
        let value = json!({ &all: all });
        for text in [written(&value), document(&value).unwrap()] {
            assert_eq!(text.trim_end().find(|c: char| c != '\n' && is_unprintable(c)), None);
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
        assert!(!written(&value).contains('\n'));
    }
}
