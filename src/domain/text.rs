//! Text from captures, made safe to show and fit to compare.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a terminal could be moved, coloured or turned around by this character.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The text with control and bidirectional characters made visible: `␛` for escape, `\u{202e}` for the
/// right-to-left override. Everything a person sees goes through this; data formats stay exact.
#[must_use]
pub fn visible(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return text.into();
    }
    text.chars()
        .flat_map(|c| match c {
            '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).into_iter().collect::<Vec<_>>(),
            '\x7f' => vec!['\u{2421}'],
            c if is_unprintable(c) => c.escape_unicode().collect(),
            c => vec![c],
        })
        .collect()
}

/// Case and accents folded away, for `--driver` and for telling namesakes.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        // Most names are, and compose nothing.
        return text.to_ascii_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let bare =
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<String>();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The member of `known` nearest to a mistyped `word`, when it is near enough to suggest.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(word, k), k))
        .filter(|(score, _)| *score > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// An argument as a shell takes it, for commands that are meant to be copied.
#[must_use]
pub fn argument(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/@+".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A count with its noun: `1 capture`, `2 captures`, `12,345 captures`.
#[must_use]
pub fn count(n: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { singular } else { plural })
}

/// A whole number with commas between thousands.
#[must_use]
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// A number of bytes in the largest binary unit that leaves it whole: `32 MiB`, `1,000 bytes`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.iter().find(|(unit, _)| bytes > 0 && bytes.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{} {name}", thousands(bytes / unit)),
        None => count(bytes, "byte", "bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_raw_reaches_a_terminal() {
        assert_eq!(visible("\x1b[2JA\u{202e}B\n"), "␛[2JA\\u{202e}B␊");
        assert_eq!(visible("Jörg Æ"), "Jörg Æ");
    }

    #[test]
    fn names_fold_case_accents_and_spacing() {
        assert_eq!(folded("  JOSÉ  Núñez "), "jose nunez");
        assert_eq!(folded(" JOSE \tNunez"), "jose nunez");
    }

    #[test]
    fn counts_read_well() {
        assert_eq!(count(1, "capture", "captures"), "1 capture");
        assert_eq!(count(1_234_567, "lap", "laps"), "1,234,567 laps");
        assert_eq!((size(32 << 20).as_str(), size(1000).as_str()), ("32 MiB", "1,000 bytes"));
        assert_eq!(nearest("drvier_name", ["driver_id", "driver_name"]), Some("driver_name"));
        assert_eq!(nearest("zzz", ["driver_id"]), None);
    }

    #[test]
    fn arguments_can_be_pasted() {
        assert_eq!(argument("s-1"), "s-1");
        assert_eq!(argument("Tim's run"), r"'Tim'\''s run'");
    }
}
