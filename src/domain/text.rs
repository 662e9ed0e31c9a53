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

/// The member of `known` that a mistyped `word` most likely means: one that begins with it or that a few slips turn it
/// into, whatever stands between its parts: one from three letters of the shorter one, two from seven, and so on. None
/// where that would be a guess.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let word = letters(word);
    let length = word.chars().count();
    let slips = |known: &str| {
        let other = letters(known);
        let others = other.chars().count();
        if length >= 3 && other.starts_with(&word) {
            // Of several the shortest, behind those that are mistyped.
            return Some(length + others);
        }
        let most = (length.min(others) + 1) / 4;
        // What is far longer needs no comparing.
        let slips = (length.abs_diff(others) <= most).then(|| strsim::osa_distance(&word, &other));
        slips.filter(|slips| *slips <= most)
    };
    let near = known.into_iter().filter_map(|k| Some((slips(k)?, k)));
    near.min_by_key(|(slips, _)| *slips).map(|(_, k)| k)
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
    }

    #[test]
    fn what_is_suggested_is_no_guess() {
        let near =
            |word| nearest(word, ["driver_id", "driver_name", "heat_id", "lap_number", "missing-field"]);
        assert_eq!(near("drvier_name"), Some("driver_name"));
        assert_eq!(near("DriverName"), Some("driver_name"));
        assert_eq!(near("driver"), Some("driver_id"));
        assert_eq!(near("missing"), Some("missing-field"));
        assert_eq!(near("hetid"), Some("heat_id"));
        for word in ["zzz", "", "d", "lap_id", "entry_id", "heading", "missing-event", "name", "number"] {
            assert_eq!(near(word), None, "{word}");
        }
        assert_eq!(nearest("a", ["b"]), None);
    }

    #[test]
    fn arguments_can_be_pasted() {
        assert_eq!(argument("s-1"), "s-1");
        assert_eq!(argument("Tim's run"), r"'Tim'\''s run'");
    }
}
