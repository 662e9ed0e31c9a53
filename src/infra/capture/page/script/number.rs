//! What a JavaScript number spells, as JSON would spell it.

use std::borrow::Cow;

/// A number token in JSON's spelling, no digit lost; none where it is no number that JSON could have.
pub(super) fn normalised(source: &str) -> Option<Cow<'_, str>> {
    if let Some(digits) = source.strip_prefix("0x").or_else(|| source.strip_prefix("0X")) {
        let is_hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        return is_hex
            .then(|| u128::from_str_radix(digits, 16).ok())
            .flatten()
            .map(|n| Cow::Owned(n.to_string()));
    }
    let (mantissa, exponent) =
        source.find(['e', 'E']).map_or((source, ""), |at| (&source[..at], &source[at..]));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let power = exponent.get(1..).unwrap_or_default();
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    let good = is_digits(whole)
        && fraction.is_none_or(is_digits)
        && (!whole.is_empty() || fraction.is_some_and(|f| !f.is_empty()))
        // `017` is fifteen in old code and an error in new code.
        && (whole == "0" || !whole.starts_with('0'))
        && is_digits(power)
        && (exponent.is_empty() || !power.is_empty());
    if !good {
        return None;
    }
    match (whole, fraction) {
        ("", Some(fraction)) => Some(Cow::Owned(format!("0.{fraction}{exponent}"))),
        (whole, Some("")) => Some(Cow::Owned(format!("{whole}{exponent}"))),
        _ => Some(Cow::Borrowed(source)),
    }
}

/// A whole number as an object's key spells it; none of any other number, which nobody writes as a key.
pub(super) fn as_key(source: &str) -> Option<Cow<'_, str>> {
    normalised(source).filter(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelt_as_json_does() {
        for (source, is) in [
            ("0", "0"),
            ("38.170", "38.170"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1e3"),
            ("1.5E-3", "1.5E-3"),
            ("5.e1", "5e1"),
            ("0x1F", "31"),
            ("0XfF", "255"),
        ] {
            assert_eq!(normalised(source).as_deref(), Some(is), "{source}");
        }
        for source in
            ["017", "08", "00", "1_000", "5n", "0x", "0xg", "0b1", "0o7", "1e", "1e+", ".", "1.2.3", "3px"]
        {
            assert_eq!(normalised(source), None, "{source}");
        }
        assert_eq!(as_key("1.5"), None);
        assert_eq!(as_key("0x10").as_deref(), Some("16"));
    }
}
