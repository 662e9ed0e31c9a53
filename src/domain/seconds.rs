//! Seconds as timing sites write them, made whole milliseconds without a float.

/// Why a text is no number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSeconds {
    /// Not decimal seconds, nor `minutes:seconds` or `hours:minutes:seconds`.
    NotANumber,
    /// Below zero.
    Negative,
    /// More milliseconds than 2⁶³−1.
    TooLarge,
}

/// Milliseconds of `25.432`, `1:02.345` or `1:00:02.345`; beyond three decimals rounded half-up. Exact for any
/// number of digits. Exponents and decimal commas are not read.
///
/// # Errors
/// Says what the text is instead; see [`NotSeconds`].
pub fn to_millis(text: &str) -> Result<i64, NotSeconds> {
    use NotSeconds::{Negative, NotANumber, TooLarge};
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('-') {
        let number = matches!(to_millis(rest), Ok(_) | Err(TooLarge));
        return Err(if number { Negative } else { NotANumber });
    }
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) if all_digits(decimals) => (whole, decimals),
        Some(_) => return Err(NotANumber),
        None => (text, ""),
    };
    let mut parts = whole.split(':');
    let first = parts.next().filter(|p| all_digits(p)).ok_or(NotANumber)?;
    let mut seconds: i64 = first.parse().map_err(|_| TooLarge)?;
    let mut places = 1;
    for part in parts {
        places += 1;
        if part.len() != 2 || !all_digits(part) || places > 3 {
            return Err(NotANumber);
        }
        let value: i64 = part.parse().map_err(|_| NotANumber)?;
        if value > 59 {
            return Err(NotANumber);
        }
        seconds = seconds.checked_mul(60).and_then(|s| s.checked_add(value)).ok_or(TooLarge)?;
    }
    let mut millis = 0;
    for place in 0..3 {
        millis = millis * 10 + decimals.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
    }
    let up = i64::from(decimals.as_bytes().get(3).is_some_and(|b| *b >= b'5'));
    seconds.checked_mul(1000).and_then(|ms| ms.checked_add(millis + up)).ok_or(TooLarge)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_seconds_are_exact() {
        assert_eq!(to_millis("25.432"), Ok(25_432));
        assert_eq!(to_millis("38.17"), Ok(38_170));
        assert_eq!(to_millis("0"), Ok(0));
        assert_eq!(to_millis(" 26 "), Ok(26_000));
        assert_eq!(to_millis("0.001"), Ok(1));
        // As a float it would be 1.0049999999999999.
        assert_eq!(to_millis("1.0045"), Ok(1005));
        assert_eq!(to_millis("9007199254740993.001"), Ok(9_007_199_254_740_993_001));
    }

    #[test]
    fn more_decimals_round_half_up() {
        assert_eq!(to_millis("25.43249999"), Ok(25_432));
        assert_eq!(to_millis("25.4325"), Ok(25_433));
        assert_eq!(to_millis("25.9995"), Ok(26_000));
        assert_eq!(to_millis(&format!("25.4324{}", "9".repeat(60))), Ok(25_432));
    }

    #[test]
    fn minutes_and_hours_are_read() {
        assert_eq!(to_millis("1:02.345"), Ok(62_345));
        assert_eq!(to_millis("0:05"), Ok(5000));
        assert_eq!(to_millis("90:00"), Ok(5_400_000));
        assert_eq!(to_millis("1:00:02.5"), Ok(3_602_500));
        for bad in ["1:2.3", "1:60", "1:02:", ":02", "1:02:03:04", "1.5:02", "1:-2"] {
            assert_eq!(to_millis(bad), Err(NotSeconds::NotANumber), "{bad}");
        }
    }

    #[test]
    fn what_is_no_time_says_why() {
        for bad in ["", " ", "25,432", "ten", "1e1", "25.", ".", "+5", "NaN", "--5", "1 2", "٢"] {
            assert_eq!(to_millis(bad), Err(NotSeconds::NotANumber), "{bad}");
        }
        assert_eq!(to_millis("-25.1"), Err(NotSeconds::Negative));
        assert_eq!(to_millis("99999999999999999999"), Err(NotSeconds::TooLarge));
        assert_eq!(to_millis("9223372036854775.808"), Err(NotSeconds::TooLarge));
    }
}
