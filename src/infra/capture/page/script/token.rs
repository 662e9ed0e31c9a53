//! Cuts a script into tokens. A token is a slice; what it spells is read where it is wanted.

use super::fault::{Fault, FaultKind};
use crate::infra::capture::payload::MOST_VALUES;

/// Nested substitutions in templates that are followed.
const TEMPLATES: usize = 64;

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub(super) kind: TokenKind,
    /// As it is written.
    pub(super) source: &'a str,
    /// Whether a line ended since the token before.
    pub(super) after_newline: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or a keyword.
    Word,
    /// A number.
    Number,
    /// A string in single or double quotes.
    Text,
    /// A template; true where it has substitutions.
    Template(bool),
    /// A regular expression.
    Regex,
    /// Anything else: one character, or one of `==`, `===`, `=>`, `...`.
    Mark,
    /// Nothing more.
    End,
}

impl Token<'_> {
    pub(super) fn is(&self, mark: &str) -> bool {
        matches!(self.kind, TokenKind::Mark) && self.source == mark
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.source == word
    }

    /// The token for a message.
    pub(super) fn shown(&self) -> String {
        const MOST: usize = 24;
        match self.kind {
            TokenKind::End => "the end".into(),
            _ if self.source.chars().count() > MOST => {
                format!("`{}…`", self.source.chars().take(MOST).collect::<String>())
            }
            _ => format!("`{}`", self.source),
        }
    }
}

/// A place in a script; copied to look ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Whether a slash divides: the token before ended a value.
    divides: bool,
    templates: usize,
    /// How many values may still be read.
    pub(super) values_left: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, divides: false, templates: 0, values_left: MOST_VALUES }
    }

    /// The text from a token to the end, for a fault's place.
    pub(super) fn from(&self, token: Token<'a>) -> &'a str {
        &self.text[self.offset(token.source)..]
    }

    /// The text from one token to where the reading is.
    pub(super) fn since(&self, token: Token<'a>) -> &'a str {
        &self.text[self.offset(token.source)..self.at]
    }

    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len())
    }

    /// The next token, left where it is.
    pub(super) fn peek(&self) -> Result<Token<'a>, Fault<'a>> {
        let mut ahead = *self;
        ahead.next()
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token<'a>, Fault<'a>> {
        let after_newline = self.skip_space()?;
        let start = self.at;
        let rest = &self.text[start..];
        let Some(c) = rest.chars().next() else {
            return Ok(Token { kind: TokenKind::End, source: rest, after_newline });
        };
        let followed_by_digit = rest[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        let (kind, length) = match c {
            '\'' | '"' => (TokenKind::Text, string_length(rest, c)?),
            '`' => {
                let (length, substitutes) = self.template(start)?;
                (TokenKind::Template(substitutes), length)
            }
            c if c.is_ascii_digit() || (c == '.' && followed_by_digit) => {
                (TokenKind::Number, number_length(rest))
            }
            c if is_word(c) => (TokenKind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            '/' if !self.divides => (TokenKind::Regex, regex_length(rest)?),
            c => {
                let long = ["===", "==", "=>", "..."].iter().find(|m| rest.starts_with(**m));
                (TokenKind::Mark, long.map_or(c.len_utf8(), |m| m.len()))
            }
        };
        self.at = start + length;
        let source = &rest[..length];
        self.divides = match kind {
            TokenKind::Word => !matches!(
                source,
                "return" | "typeof" | "case" | "in" | "of" | "void" | "delete" | "do" | "else" | "new"
            ),
            TokenKind::Mark => matches!(source, ")" | "]" | "}"),
            _ => true,
        };
        Ok(Token { kind, source, after_newline })
    }

    /// Skips white space and comments; says whether a line ended.
    fn skip_space(&mut self) -> Result<bool, Fault<'a>> {
        let mut newline = self.at == 0;
        loop {
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else { return Ok(newline) };
            if is_line_end(c) {
                newline = true;
                self.at += c.len_utf8();
            } else if c.is_whitespace() || c == '\u{feff}' {
                self.at += c.len_utf8();
            } else if rest.starts_with("//")
                || rest.starts_with("<!--")
                || (newline && rest.starts_with("-->"))
            {
                self.at += rest.find(is_line_end).unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let length = comment.find("*/").ok_or_else(|| cut_short(rest, "the end of a comment"))? + 4;
                newline |= rest[..length].contains(is_line_end);
                self.at += length;
            } else {
                return Ok(newline);
            }
        }
    }

    /// Length of the template at a place, and whether it has substitutions.
    fn template(&self, start: usize) -> Result<(usize, bool), Fault<'a>> {
        let bytes = self.text.as_bytes();
        if self.templates == TEMPLATES {
            return Err(Fault::new(
                FaultKind::TooDeep,
                &self.text[start..],
                "templates nested less deep",
                "too many",
            ));
        }
        let (mut i, mut substitutes) = (start + 1, false);
        while let Some(b) = bytes.get(i) {
            match b {
                b'\\' => i += 2,
                b'`' => return Ok((i + 1 - start, substitutes)),
                b'$' if bytes.get(i + 1) == Some(&b'{') => {
                    substitutes = true;
                    let mut inner =
                        Self { at: i + 2, divides: false, templates: self.templates + 1, ..*self };
                    let mut open = 1_usize;
                    while open > 0 {
                        let token = inner.next()?;
                        match token.kind {
                            TokenKind::End => return Err(cut_short(token.source, "the end of a template")),
                            TokenKind::Mark if token.source == "{" => open += 1,
                            TokenKind::Mark if token.source == "}" => open -= 1,
                            _ => {}
                        }
                    }
                    i = inner.at;
                }
                _ => i += 1,
            }
        }
        Err(cut_short(&self.text[self.text.len()..], "the end of a template"))
    }
}

/// Length of the string at the beginning, quotes included.
fn string_length(rest: &str, quote: char) -> Result<usize, Fault<'_>> {
    let bytes = rest.as_bytes();
    let mut i = 1;
    while let Some(b) = bytes.get(i) {
        match b {
            b'\\' if bytes[i + 1..].starts_with(b"\r\n") => i += 3,
            b'\\' => i += 2,
            b'\n' | b'\r' => {
                return Err(Fault::new(
                    FaultKind::Syntax,
                    &rest[i..],
                    "the end of a string",
                    "the end of the line",
                ));
            }
            b if char::from(*b) == quote => return Ok(i + 1),
            _ => i += 1,
        }
    }
    Err(cut_short(&rest[rest.len()..], "the end of a string"))
}

fn cut_short<'a>(at: &'a str, expected: &'static str) -> Fault<'a> {
    Fault::new(FaultKind::CutShort, at, expected, "the end of the script")
}

pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '\u{200c}' | '\u{200d}')
}

/// Takes what looks like a number; whether it is one is seen when it is read.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    let mut i = 0;
    while let Some(b) = bytes.get(i) {
        let signed_power =
            matches!(b, b'+' | b'-') && !is_hex && i > 0 && matches!(bytes[i - 1], b'e' | b'E');
        if !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_') || signed_power) {
            break;
        }
        i += 1;
    }
    i
}

fn regex_length(rest: &str) -> Result<usize, Fault<'_>> {
    let bytes = rest.as_bytes();
    let (mut i, mut in_class) = (1, false);
    while let Some(b) = bytes.get(i) {
        match b {
            b'\\' => i += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => {
                let flags = rest[i + 1..].find(|c| !is_word(c)).unwrap_or(rest.len() - i - 1);
                return Ok(i + 1 + flags);
            }
            b'\n' | b'\r' => break,
            _ => {}
        }
        i += 1;
    }
    Err(Fault::new(FaultKind::Syntax, rest, "a value", "`/`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<(TokenKind, &str)>, Fault<'_>> {
        let mut tokens = Tokens::new(text);
        let mut all = Vec::new();
        loop {
            let token = tokens.next()?;
            if token.kind == TokenKind::End {
                return Ok(all);
            }
            all.push((token.kind, token.source));
        }
    }

    fn sources(text: &str) -> Vec<&str> {
        all(text).unwrap().into_iter().map(|(_, source)| source).collect()
    }

    #[test]
    fn tokens_are_slices() {
        assert_eq!(sources("a.b[0x1F]='x\\'y';"), ["a", ".", "b", "[", "0x1F", "]", "=", "'x\\'y'", ";"]);
        assert_eq!(sources("1.5e-3+.5"), ["1.5e-3", "+", ".5"]);
        assert_eq!(sources("a=>b===c...d"), ["a", "=>", "b", "===", "c", "...", "d"]);
        assert_eq!(sources("ärger$ = '\\\r\nx'"), ["ärger$", "=", "'\\\r\nx'"]);
    }

    #[test]
    fn comments_are_space() {
        assert_eq!(sources("<!-- hide\na // b\n/* c\n*/ d\n--> e\nf"), ["a", "d", "f"]);
        assert_eq!(sources("a--> b"), ["a", "-", "-", ">", "b"]);
    }

    #[test]
    fn a_slash_divides_or_begins_an_expression() {
        assert_eq!(sources("a / b / c"), ["a", "/", "b", "/", "c"]);
        assert_eq!(sources("x = /[/'\"]\\/}/gi.test(y)")[2], "/[/'\"]\\/}/gi");
        assert_eq!(sources("return /'/")[1], "/'/");
    }

    #[test]
    fn templates_are_one_token() {
        assert_eq!(all("`a${ {b: `}`} }c` d").unwrap().len(), 2);
        assert_eq!(all("`plain`").unwrap(), [(TokenKind::Template(false), "`plain`")]);
        let deep = "`${".repeat(5000);
        assert_eq!(all(&deep).unwrap_err().kind, FaultKind::TooDeep);
    }

    #[test]
    fn what_does_not_end_is_a_fault() {
        for (text, kind) in [
            ("'abc", FaultKind::CutShort),
            ("'abc\\", FaultKind::CutShort),
            ("'abc\\é", FaultKind::CutShort),
            ("'abc\nd'", FaultKind::Syntax),
            ("/* abc", FaultKind::CutShort),
            ("`abc${d", FaultKind::CutShort),
            ("`abc", FaultKind::CutShort),
            ("= /abc\n/", FaultKind::Syntax),
        ] {
            assert_eq!(all(text).unwrap_err().kind, kind, "{text}");
        }
    }
}
