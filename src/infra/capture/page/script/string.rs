//! What a JavaScript string spells.

use super::fault::{Fault, FaultKind};
use std::borrow::Cow;

/// The characters of a string token, `source` with its quotes.
///
/// # Errors
/// An escape that is none, or a surrogate without its other half.
pub(super) fn characters(source: &str) -> Result<Cow<'_, str>, Fault<'_>> {
    let is_template = source.starts_with('`');
    let inner = source.get(1..source.len().saturating_sub(1)).unwrap_or_default();
    let is_plain = |c| c != '\\' && (c != '\r' || !is_template);
    if inner.chars().all(is_plain) {
        return Ok(Cow::Borrowed(inner));
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\\' => escape(rest, &mut out)?,
            // A template's line ends are all alike, whatever the file's are.
            '\r' if is_template => {
                out.push('\n');
                after.strip_prefix('\n').unwrap_or(after)
            }
            c => {
                out.push(c);
                after
            }
        };
    }
    Ok(Cow::Owned(out))
}

/// Reads one escape, returns what follows it.
fn escape<'a>(at: &'a str, out: &mut String) -> Result<&'a str, Fault<'a>> {
    let bad = |found: &str| {
        Fault::new(FaultKind::BrokenText, at, "an escape that is a character", format!("`{found}`"))
    };
    let rest = &at[1..];
    let Some(c) = rest.chars().next() else { return Err(bad("\\")) };
    let after = &rest[c.len_utf8()..];
    let plain = match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '0' if !after.starts_with(|c: char| c.is_ascii_digit()) => '\0',
        // Octal escapes are errors in strict code and in templates; nobody writes them.
        '0'..='9' => return Err(bad(&at[..2])),
        // A line continuation is no character at all.
        '\r' => return Ok(after.strip_prefix('\n').unwrap_or(after)),
        '\n' | '\u{2028}' | '\u{2029}' => return Ok(after),
        'x' => {
            let code = hex(after, 2).ok_or_else(|| bad("\\x"))?;
            out.push(char::from_u32(code).ok_or_else(|| bad("\\x"))?);
            return Ok(&after[2..]);
        }
        'u' => return unicode(at, after, out),
        c => c,
    };
    out.push(plain);
    Ok(after)
}

/// `\u{1F3C1}`, `\u00E9`, or a pair such as `\uD83C\uDFC1`.
fn unicode<'a>(at: &'a str, after: &'a str, out: &mut String) -> Result<&'a str, Fault<'a>> {
    let shown = || at.chars().take(10).collect::<String>();
    let bad =
        || Fault::new(FaultKind::BrokenText, at, "an escape that is a character", format!("`{}`", shown()));
    if let Some(braced) = after.strip_prefix('{') {
        let (digits, rest) = braced.split_once('}').ok_or_else(bad)?;
        let is_hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = digits.trim_start_matches('0');
        let code = if digits.is_empty() { Some(0) } else { u32::from_str_radix(digits, 16).ok() };
        out.push(code.filter(|_| is_hex).and_then(char::from_u32).ok_or_else(bad)?);
        return Ok(rest);
    }
    let first = hex(after, 4).ok_or_else(bad)?;
    let rest = &after[4..];
    if let Some(c) = char::from_u32(first) {
        out.push(c);
        return Ok(rest);
    }
    let lone = || {
        Fault::new(
            FaultKind::BrokenText,
            at,
            "a surrogate pair",
            format!("the lone surrogate `{}`", &at[..6]),
        )
    };
    let second = rest.strip_prefix("\\u").and_then(|r| hex(r, 4)).ok_or_else(lone)?;
    let units = [first, second].map(|u| u16::try_from(u).unwrap_or_default());
    let c = char::decode_utf16(units).next().and_then(Result::ok).ok_or_else(lone)?;
    out.push(c);
    Ok(&rest[6..])
}

/// The number that so many hexadecimal digits spell.
fn hex(text: &str, digits: usize) -> Option<u32> {
    let digits = text.get(..digits)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_is_its_character() {
        for (source, is) in [
            (r"'O\'LOUGHLIN'", "O'LOUGHLIN"),
            (r#""a\"b""#, "a\"b"),
            (r"'<\/script>'", "</script>"),
            (r"'\\ \n\t\r\b\f\v\0'", "\\ \n\t\r\u{8}\u{c}\u{b}\0"),
            (r"'\x41\u00e9\u{1F3C1}\uD83C\uDFC1'", "Aé🏁🏁"),
            ("'a\\\nb\\\r\nc\\\u{2028}d'", "abcd"),
            ("`a\r\nb\rc'\"`", "a\nb\nc'\""),
            (r"'\q\-\a'", "q-a"),
            (r"'\u{0000041}'", "A"),
            ("'&quot;'", "&quot;"),
            ("'plain \0 é'", "plain \0 é"),
            ("''", ""),
        ] {
            assert_eq!(characters(source).unwrap(), is, "{source}");
        }
    }

    #[test]
    fn broken_escapes_have_a_place() {
        for (source, at) in [
            (r"'ab\uD83C'", 3),
            (r"'ab\uDFC1\uD83C'", 3),
            (r"'ab\uD83Cx'", 3),
            (r"'\u{110000}'", 1),
            (r"'\u{D800}'", 1),
            (r"'\u{}'", 1),
            (r"'\u{41'", 1),
            (r"'\u12'", 1),
            (r"'\uédèà'", 1),
            (r"'\xg1'", 1),
            (r"'\x1'", 1),
            (r"'\07'", 1),
            (r"'\8'", 1),
        ] {
            let fault = characters(source).unwrap_err();
            assert_eq!(fault.kind, FaultKind::BrokenText, "{source}");
            assert_eq!(fault.at.as_ptr() as usize - source.as_ptr() as usize, at, "{source}");
        }
    }

    #[test]
    fn text_without_escapes_is_not_copied() {
        assert!(matches!(characters("'abc'"), Ok(Cow::Borrowed("abc"))));
    }
}
