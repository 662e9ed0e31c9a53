//! Where a capture lies, for programs that show the file: relative to the folder that heatlink ran in, as far as
//! it is below that.

use crate::infra::capture::find::is_stdin;
use crate::infra::path::{of_text, plain, text};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Where a capture lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lies {
    /// Below the base: the path from there, with `/` between its parts.
    Below(String),
    /// Elsewhere: the path from the root.
    Elsewhere(String),
    /// It came on standard input and lies nowhere.
    Nowhere,
}

impl Lies {
    /// Where a capture lies that was named or found as `capture`, seen from `base`. Links are not followed.
    pub(super) fn of(capture: &str, base: &Path) -> Self {
        if is_stdin(Path::new(capture)) {
            return Self::Nowhere;
        }
        let whole = plain(&base.join(of_text(capture)));
        match whole.strip_prefix(plain(base)) {
            Ok(below) if !below.as_os_str().is_empty() => Self::Below(text(below)),
            _ => Self::Elsewhere(text(&whole)),
        }
    }

    /// The path, where there is one.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::Below(path) | Self::Elsewhere(path) => Some(path),
            Self::Nowhere => None,
        }
    }
}

/// A path, as [`text`] gives it, as the path of a URI, byte by byte: what is not a letter, a digit or one of `-._~/` is
/// a percent sign and two digits for each of its bytes.
pub(super) fn percent_encoded(path: &str) -> String {
    use std::fmt::Write as _;
    of_text(path).as_os_str().as_bytes().iter().fold(String::with_capacity(path.len()), |mut uri, &byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}"); // cannot fail
        }
        uri
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_the_base_where_they_lie_below_it() {
        let lies = |capture| Lies::of(capture, Path::new("/repo/here"));
        for below in ["a/b.json", "./a/b.json", "a/x/../b.json", "/repo/here/a/b.json", "../here/a/b.json"] {
            assert_eq!(lies(below), Lies::Below("a/b.json".into()), "{below}");
        }
        assert_eq!(lies("../a.json"), Lies::Elsewhere("/repo/a.json".into()));
        assert_eq!(lies("/repo/hereabouts/a.json"), Lies::Elsewhere("/repo/hereabouts/a.json".into()));
        assert_eq!(lies("."), Lies::Elsewhere("/repo/here".into()));
        assert_eq!(lies("-"), Lies::Nowhere);
    }

    #[test]
    fn uris_hold_only_what_they_may() {
        assert_eq!(percent_encoded(r"a\xFF.json"), "a%FF.json");
        assert_eq!(percent_encoded("a b/é%#?:\u{1b}.json"), "a%20b/%C3%A9%25%23%3F%3A%1B.json");
    }
}
