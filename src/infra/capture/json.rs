//! JSON as text with places: every value keeps its exact spelling and where it stands in the file.

use memchr::{memchr2, memchr2_iter};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

/// A JSON text within the file it came in.
#[derive(Debug)]
pub struct Document<'a> {
    /// The payload.
    pub text: &'a str,
    /// The file around it; none where the payload was text inside JSON and has no place of its own.
    file: Option<&'a str>,
    /// The line on which that file's text begins, where it is a line of a longer one.
    first_line: u64,
    /// The column there at which it begins.
    first_column: u64,
    /// Where the last look-up ended: offset, line, column.
    cursor: Cell<(usize, u64, u64)>,
}

impl<'a> Document<'a> {
    /// A payload that is a slice of a file's text, or is all of it.
    #[must_use]
    pub fn in_file(text: &'a str, file: &'a str) -> Self {
        Self { file: Some(file), ..Self::at(text, 1, 1) }
    }

    /// A payload that was text inside a JSON string.
    #[must_use]
    pub fn decoded(text: &'a str) -> Self {
        Self { file: None, ..Self::at(text, 1, 1) }
    }

    /// A payload that is a line of a file, or several beginning there.
    #[must_use]
    pub fn at_line(text: &'a str, line: u64) -> Self {
        Self::at(text, line, 1)
    }

    /// A payload that begins at this line and column of a file of which nothing else is there.
    #[must_use]
    pub fn at(text: &'a str, line: u64, column: u64) -> Self {
        let cursor = Cell::new((0, line, column));
        Self { text, file: Some(text), first_line: line, first_column: column, cursor }
    }

    /// A slice of this text as a payload of its own.
    #[must_use]
    pub fn part(&self, text: &'a str) -> Self {
        Self {
            text,
            file: self.file,
            first_line: self.first_line,
            first_column: self.first_column,
            cursor: Cell::new((0, self.first_line, self.first_column)),
        }
    }

    /// Line and column in the file, both from 1, columns in code points; `part` is a slice of the payload.
    #[must_use]
    pub fn place_of(&self, part: &str) -> Option<(u64, u64)> {
        let file = self.file?;
        let offset =
            (part.as_ptr() as usize).checked_sub(file.as_ptr() as usize).filter(|o| *o <= file.len())?;
        Some(self.place_at(file, offset))
    }

    /// The file's line that a line of a payload is, both from 1, where the payload is all of its file or begins there.
    #[must_use]
    pub fn line_of(&self, line: u64) -> Option<u64> {
        self.file.map(|_| self.first_line + line - 1)
    }

    /// Line and column in the file of a place that a JSON error gives by line and byte column of the payload.
    #[must_use]
    pub fn place_of_error(&self, error: &serde_json::Error) -> Option<(u64, u64)> {
        let file = self.file?;
        let base = (self.text.as_ptr() as usize).checked_sub(file.as_ptr() as usize)?;
        let mut offset = 0;
        for _ in 1..error.line() {
            offset += self.text[offset..].find('\n')? + 1;
        }
        offset = (offset + error.column().saturating_sub(1)).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        Some(self.place_at(file, base + offset))
    }

    /// Findings mostly come in the order of the text, so looking on from the last place keeps a file of a
    /// million findings linear.
    fn place_at(&self, file: &str, offset: usize) -> (u64, u64) {
        let (mut at, mut line, mut column) = self.cursor.get();
        if offset < at {
            (at, line, column) = (0, self.first_line, self.first_column);
        }
        for c in file[at..offset].chars() {
            if c == '\n' {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
        self.cursor.set((offset, line, column));
        (line, column)
    }
}

/// The slice of a text where it first nests deeper than `limit`. Counts brackets outside strings, so it also holds on
/// text that is no JSON.
#[must_use]
pub fn nests_deeper_than(text: &str, limit: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    // A text with few openers cannot nest deep, and finding them is much faster than following them.
    memchr2_iter(b'[', b'{', bytes).nth(limit)?;
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(b) = bytes.get(at) {
        match b {
            b'"' => at = end_of_string(bytes, at + 1)?,
            b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return Some(&text[at..]);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the string that was opened before `from` is closed.
fn end_of_string(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let found = from + memchr2(b'"', b'\\', bytes.get(from..)?)?;
        if bytes[found] == b'"' {
            return Some(found);
        }
        from = found + 2;
    }
}

/// So many items of one array and members of one object are read.
pub(crate) const MOST_ITEMS: usize = 100_000;

/// The slice where an array or object first has more than `most` items. Counts commas outside strings, so it also
/// holds on text that is no JSON; its nesting is bounded before.
#[must_use]
pub(crate) fn holds_more_than(text: &str, most: usize) -> Option<&str> {
    if memchr::memchr_iter(b',', text.as_bytes()).count() < most {
        return None;
    }
    let bytes = text.as_bytes();
    let (mut commas, mut at) = (vec![0_usize], 0);
    while let Some(b) = bytes.get(at) {
        match b {
            b'"' => at = end_of_string(bytes, at + 1)?,
            b'[' | b'{' => commas.push(0),
            b']' | b'}' if commas.len() > 1 => drop(commas.pop()),
            b',' => {
                let count = commas.last_mut()?;
                *count += 1;
                if *count >= most {
                    return Some(&text[at..]);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// What stands at the top of a JSON text.
#[derive(Debug)]
pub enum Top<'a> {
    /// An object with its members.
    Object(Object<'a>),
    /// An array with its items.
    Array(Vec<&'a RawValue>),
    /// Anything else, by what it is.
    Scalar(&'static str),
}

/// Reads the top of a JSON text, all of it checked to be JSON.
///
/// # Errors
/// The first place that is not.
pub fn read_top(text: &str) -> Result<Top<'_>, serde_json::Error> {
    match text.trim_start().as_bytes().first() {
        Some(b'{') => serde_json::from_str(text).map(Top::Object),
        Some(b'[') => serde_json::from_str(text).map(Top::Array),
        _ => serde_json::from_str::<&RawValue>(text).map(|raw| Top::Scalar(describe(raw.get()))),
    }
}

/// What a JSON value is, for a message.
#[must_use]
pub fn describe(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// An object's members in order, values unread.
#[derive(Debug)]
pub struct Object<'a> {
    /// Key and value, duplicates included.
    pub members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Object<'a> {
    /// Reads one object; none when `raw` is something else.
    ///
    /// # Errors
    /// A key that is no text, such as one with a lone surrogate.
    pub fn read(raw: &'a RawValue) -> Result<Option<Self>, serde_json::Error> {
        if raw.get().starts_with('{') { serde_json::from_str(raw.get()).map(Some) } else { Ok(None) }
    }

    /// The first value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|(k, _)| k == key).map(|(_, v)| *v)
    }

    /// Whether a key is there, whatever its value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(k, _)| k == key)
    }

    /// Keys that stand more than once, each with whether all its values are equal.
    #[must_use]
    pub fn repeated(&self) -> Vec<(&str, &'a RawValue, bool)> {
        // Records are small and nearly always clean: look before sorting.
        const SMALL: usize = 16;
        let distinct =
            |(i, (key, _)): (usize, &(Cow<'a, str>, _))| self.members[..i].iter().all(|(k, _)| k != key);
        if self.members.len() <= SMALL && self.members.iter().enumerate().all(distinct) {
            return Vec::new();
        }
        let mut sorted: Vec<_> =
            self.members.iter().enumerate().map(|(i, (k, v))| (k.as_ref(), i, *v)).collect();
        sorted.sort_unstable_by_key(|(k, i, _)| (*k, *i));
        sorted
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|group| group.len() > 1)
            .map(|group| (group[0].0, group[1].2, group.iter().all(|(_, _, v)| same_value(v, group[0].2))))
            .collect()
    }
}

fn same_value(a: &RawValue, b: &RawValue) -> bool {
    a.get() == b.get()
        || match (
            serde_json::from_str::<serde_json::Value>(a.get()),
            serde_json::from_str::<serde_json::Value>(b.get()),
        ) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(12);
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    members.push((key.0, map.next_value()?));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Members).map(|members| Self { members })
    }
}

/// A string borrowed from the text where it has no escapes.
#[derive(Debug)]
pub(crate) struct Key<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Text).map(Key)
    }
}

/// A JSON string's characters; none when it is no string.
///
/// # Errors
/// An escape that is no character, such as a lone surrogate.
pub fn string(raw: &str) -> Result<Option<Cow<'_, str>>, serde_json::Error> {
    if raw.starts_with('"') { serde_json::from_str::<Key<'_>>(raw).map(|k| Some(k.0)) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_code_points_from_one() {
        let file = "{\n  \"ä\": [1, \"é\", x]\n}";
        let doc = Document::in_file(file, file);
        let at = file.find('x').unwrap();
        assert_eq!(doc.place_of(&file[at..]), Some((2, 17)));
        assert_eq!(doc.place_of(file), Some((1, 1)));
        let error = read_top(file).unwrap_err();
        assert_eq!(doc.place_of_error(&error), Some((2, 17)));
        assert_eq!(Document::decoded(file).place_of(file), None);
    }

    #[test]
    fn nesting_is_counted_outside_strings() {
        assert_eq!(nests_deeper_than("[\"[[[[\"]", 1), None);
        assert_eq!(nests_deeper_than("[[1]]", 1), Some("[1]]"));
        assert_eq!(nests_deeper_than("[1],[[2]]", 1), Some("[2]]"));
        assert_eq!(nests_deeper_than(r#"["\"[[","\\",{}]"#, 1), Some("{}]"));
        assert_eq!(nests_deeper_than(r#"["unclosed [[[["#, 1), None);
        assert_eq!(nests_deeper_than("[\"\\", 0), Some("[\"\\"));
    }

    #[test]
    fn items_are_counted_one_by_one() {
        assert_eq!(holds_more_than("[[1,2],[3,4],\",,,,,,\",{\"a\":1}]", 4), None);
        assert_eq!(holds_more_than("[[1,2],[3,4,5,6]]", 3), Some(",6]]"));
        assert_eq!(holds_more_than("]]]],,,,", 3), Some(",,"));
    }

    #[test]
    fn repeated_keys_are_seen() {
        let Top::Object(object) = read_top(r#"{"a":1,"b":[1, 2],"a":1,"b":[1,3]}"#).unwrap() else {
            panic!()
        };
        let repeated: Vec<_> =
            object.repeated().into_iter().map(|(k, _, same)| (k.to_owned(), same)).collect();
        assert_eq!(repeated, [("a".to_owned(), true), ("b".to_owned(), false)]);
    }
}
