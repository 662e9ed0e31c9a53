//! Paths as text alone: no file is asked, no link followed.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

/// A path without `.` and `..`.
#[must_use]
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            // Above the root there is nothing.
            Component::ParentDir if plain.has_root() => {}
            part => plain.push(part),
        }
    }
    plain
}

/// The way from a folder to a file, both [`plain`] and from the root.
#[must_use]
pub fn relative(folder: &Path, file: &Path) -> PathBuf {
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

/// A path as text, for reports and for the database: exact where it is UTF-8, any other byte as `\xFF`. Where that
/// stands in a name already, its backslash is written so, too: two paths are never one text.
#[must_use]
pub fn text(path: &Path) -> String {
    let bytes = path.as_os_str().as_bytes();
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some((at, _)) = escape_in(rest.as_bytes()) {
            text.push_str(&rest[..at]);
            text.push_str(&escaped(b'\\'));
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
        chunk.invalid().iter().for_each(|byte| text.push_str(&escaped(*byte)));
    }
    text
}

/// The path that a [`text`] is of.
#[must_use]
pub fn of_text(text: &str) -> PathBuf {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((at, byte)) = escape_in(rest) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.push(byte);
        rest = &rest[at + ESCAPE..];
    }
    bytes.extend_from_slice(rest);
    OsString::from_vec(bytes).into()
}

/// Bytes of `\xFF`.
const ESCAPE: usize = 4;

fn escaped(byte: u8) -> String {
    format!("\\x{byte:02X}")
}

/// Where the first such escape begins, and the byte it is.
fn escape_in(text: &[u8]) -> Option<(usize, u8)> {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let (at, found) = text
        .windows(ESCAPE)
        .enumerate()
        .find(|(_, w)| w.starts_with(b"\\x") && digit(w[2]) && digit(w[3]))?;
    let digits = OsStr::from_bytes(&found[2..]).to_str()?;
    Some((at, u8::from_str_radix(digits, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_paths_are_one_text() {
        let paths: [&[u8]; 10] = [
            b"a/b.json",
            b"a\xff.json",
            b"a\xfe.json",
            "a\u{fffd}.json".as_bytes(),
            b"a\\xFF.json",
            b"a\\x5CxFF.json",
            b"\\\\xFF",
            b"\\x\xff",
            b"\xe2\x82",
            b"\\xF\xff",
        ];
        let texts = paths.map(|bytes| text(Path::new(OsStr::from_bytes(bytes))));
        for (bytes, text) in paths.iter().zip(&texts) {
            assert_eq!(of_text(text).as_os_str().as_bytes(), *bytes, "{text}");
        }
        assert_eq!(texts[..3], ["a/b.json", "a\\xFF.json", "a\\xFE.json"]);
        assert_eq!(texts[3..5], ["a\u{fffd}.json", "a\\x5CxFF.json"]);
    }

    #[test]
    fn dots_are_resolved() {
        let plain = |path: &str| plain(Path::new(path)).to_str().unwrap().to_owned();
        assert_eq!(plain("/a/./b/../c"), "/a/c");
        assert_eq!(plain("/../a"), "/a");
        assert_eq!(plain("../../a/./b"), "../../a/b");
        assert_eq!(plain("a/../../b"), "../b");
    }

    #[test]
    fn the_way_leads_up_as_far_as_it_must() {
        let way = |folder: &str, file: &str| {
            relative(Path::new(folder), Path::new(file)).to_str().unwrap().to_owned()
        };
        assert_eq!(way("/a/b", "/a/b/c/d.json"), "c/d.json");
        assert_eq!(way("/a/b/c", "/a/d.json"), "../../d.json");
        assert_eq!(way("/", "/a.json"), "a.json");
        assert_eq!(way("/ab", "/a/b.json"), "../a/b.json");
    }
}
