//! Following brackets and strings through JSON text, without reading what they hold.

use memchr::memchr2;

/// Where in a value a scan is. Goes on where it stopped when more text has come.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scan {
    /// Open brackets.
    depth: usize,
    /// The most there were.
    pub(crate) deepest: usize,
    in_string: bool,
    escaped: bool,
    scalar: bool,
}

impl Scan {
    /// Goes on through `text`: the offset just behind the value, or none where it does not end here.
    pub(crate) fn end_of_value(&mut self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < text.len() {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                let found = memchr2(b'"', b'\\', &text[at..])?;
                at += found + 1;
                if text[at - 1] == b'\\' {
                    self.escaped = true;
                    continue;
                }
                self.in_string = false;
                if self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match text[at] {
                // What ends a bare word, and a closer that closes nothing, is not of this value.
                b'"' | b'{' | b'[' | b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r'
                    if self.depth == 0 && (self.scalar || !matches!(text[at], b'"' | b'{' | b'[')) =>
                {
                    return Some(at);
                }
                b'"' => self.in_string = true,
                b'{' | b'[' => {
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => self.scalar |= self.depth == 0,
            }
            at += 1;
        }
        None
    }
}

/// How many white-space bytes a text begins with.
pub(crate) fn blank(text: &[u8]) -> usize {
    text.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r')).unwrap_or(text.len())
}

/// Whether a text is one object or array from its first byte to its last, as far as brackets tell.
pub(crate) fn is_one_document(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'{' | b'[')) && Scan::default().end_of_value(text) == Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_its_bracket_closes_however_it_is_cut() {
        for (text, length) in [
            (r#"{"a":"}\"]","b":[1,{"c":"\\"}]} ,"#, Some(31)),
            (r#""a\"b" "#, Some(6)),
            ("12,", Some(2)),
            ("null]", Some(4)),
            ("]", Some(0)),
            (r#"{"a":"}"#, None),
        ] {
            for cut in 0..text.len() {
                let (mut scan, (a, b)) = (Scan::default(), text.as_bytes().split_at(cut));
                let found = scan.end_of_value(a).or_else(|| scan.end_of_value(b).map(|n| cut + n));
                assert_eq!(found, length, "`{text}` cut at {cut}");
            }
        }
    }

    #[test]
    fn documents_are_told_by_their_brackets() {
        assert!(is_one_document(br#"{"a":[1]}"#));
        assert!(!is_one_document(br#"{"a":[1]"#) && !is_one_document(b"[1][2]") && !is_one_document(b"1"));
    }
}
