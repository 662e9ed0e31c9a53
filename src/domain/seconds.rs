//! Decimal seconds as text become whole milliseconds: exactly, half up beyond three decimals, without a
//! float on the way.

/// Why a text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSeconds {
    /// Not written like a time at all; an empty text too.
    NotANumber,
    /// Written like a time, with a minus sign before it; `-0` too.
    Negative,
    /// With a colon, and 60 or more minutes or seconds after it.
    NoSuchTime,
    /// More milliseconds than 2⁶³ − 1.
    TooLarge,
}

impl NotSeconds {
    /// What was found, for a message.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::NotANumber => "not a number of seconds",
            Self::Negative => "a time below zero",
            Self::NoSuchTime => "60 or more minutes or seconds after a colon",
            Self::TooLarge => "a time too long to be kept in milliseconds",
        }
    }
}

/// Milliseconds of a text as LiveRC prints times: `38.17`, `41`, `128.003`, `1:02.345`, `1:02:03.4`.
///
/// Digits stand on both sides of a decimal point. Without a colon there may be any number of seconds; with
/// colons, any number of hours or minutes before the first, and after each two digits below 60. No sign, no
/// spaces, no exponent, no thousands separator.
///
/// # Errors
/// Says why the text is no time; see [`NotSeconds`].
pub fn clock_text_ms(text: &str) -> Result<i64, NotSeconds> {
    use NotSeconds::{Negative, NoSuchTime, NotANumber, TooLarge};
    if let Some(positive) = text.strip_prefix('-') {
        return Err(if clock_text_ms(positive) == Err(NotANumber) || positive.starts_with('-') {
            NotANumber
        } else {
            Negative
        });
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let well_formed = parts.len() <= 3
        && parts.iter().copied().chain(fraction).all(is_digits)
        && parts[1..].iter().all(|part| part.len() == 2);
    if !well_formed {
        return Err(NotANumber);
    }
    if parts[1..].iter().any(|part| *part >= "60") {
        return Err(NoSuchTime);
    }
    let seconds = parts
        .iter()
        .try_fold(0i64, |seconds, part| seconds.checked_mul(60)?.checked_add(scaled(part, "", 0).ok()?));
    let millis = scaled("0", fraction.unwrap_or_default(), 3)?;
    seconds.and_then(|s| s.checked_mul(1000)?.checked_add(millis)).ok_or(TooLarge)
}

/// Milliseconds of a JSON number of seconds, in any spelling that JSON has: `38.17`, `41`, `3.2e1`.
///
/// # Errors
/// Says why the text is no time; see [`NotSeconds`]. A JSON number never is [`NotSeconds::NoSuchTime`].
pub fn json_number_ms(text: &str) -> Result<i64, NotSeconds> {
    use NotSeconds::{Negative, NotANumber};
    let (sign, number) = text.strip_prefix('-').map_or((false, text), |number| (true, number));
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (number, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = exponent.map(|e| e.strip_prefix(['+', '-']).unwrap_or(e));
    let well_formed = [Some(whole), fraction, digits].into_iter().flatten().all(is_digits)
        && (whole == "0" || !whole.starts_with('0'));
    if !well_formed {
        return Err(NotANumber);
    }
    if sign {
        return Err(Negative);
    }
    // An exponent beyond 64 bits is beyond the length of any text, so its sign alone decides.
    let size = digits.map_or(0, |digits| digits.parse().unwrap_or(i64::MAX));
    let shift = if exponent.is_some_and(|e| e.starts_with('-')) { -size } else { size };
    scaled(whole, fraction.unwrap_or_default(), shift.saturating_add(3))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number `whole.fraction`·10^`shift`, half up to a whole one. Both are digits or empty.
fn scaled(whole: &str, fraction: &str, shift: i64) -> Result<i64, NotSeconds> {
    let digits = || whole.bytes().chain(fraction.bytes()).map(|b| i64::from(b - b'0'));
    let zeros = digits().take_while(|&digit| digit == 0).count();
    if zeros == whole.len() + fraction.len() {
        return Ok(0);
    }
    // How many of the digits from the first that is not zero stand before the point; below zero, that many
    // zeros stand between the point and them.
    let length = |n: usize| i64::try_from(n).map_err(|_| NotSeconds::TooLarge);
    let before = shift.saturating_add(length(whole.len())?).saturating_sub(length(zeros)?);
    if before > 19 {
        return Err(NotSeconds::TooLarge); // 2⁶³ has 19 digits
    }
    let Ok(before) = usize::try_from(before) else { return Ok(0) };
    let mut rest = digits().skip(zeros);
    let kept =
        (0..before).try_fold(0i64, |value, _| value.checked_mul(10)?.checked_add(rest.next().unwrap_or(0)));
    let up = i64::from(rest.next().unwrap_or(0) >= 5);
    kept.and_then(|value| value.checked_add(up)).ok_or(NotSeconds::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::NotSeconds::{Negative, NoSuchTime, NotANumber, TooLarge};
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn times_as_pages_print_them() {
        for (text, ms) in [
            ("38.17", 38_170),
            ("41", 41_000),
            ("0", 0),
            ("64.1", 64_100),
            ("128.003", 128_003),
            ("1:02.345", 62_345),
            ("1:02:03.4", 3_723_400),
            ("90:00", 5_400_000),
            ("007.5", 7_500),
            ("25.4325", 25_433),
            ("25.43249999", 25_432),
            ("0.0005", 1),
            ("0.00049", 0),
            ("1:59.9995", 120_000),
            ("9223372036854775.807", i64::MAX),
        ] {
            assert_eq!(clock_text_ms(text), Ok(ms), "{text}");
        }
        assert_eq!(clock_text_ms(&format!("25.4324{}", "9".repeat(400))), Ok(25_432));
        assert_eq!(clock_text_ms(&format!("{}1.5", "0".repeat(400))), Ok(1_500));
    }

    #[test]
    fn what_is_no_time_says_why() {
        for (text, why) in [
            ("", NotANumber),
            (".", NotANumber),
            ("5.", NotANumber),
            (".5", NotANumber),
            ("1e1", NotANumber),
            ("+5", NotANumber),
            (" 5", NotANumber),
            ("25,432", NotANumber),
            ("1.2.3", NotANumber),
            ("٣", NotANumber),
            ("NaN", NotANumber),
            ("1:2.5", NotANumber),
            ("1:002", NotANumber),
            (":02.5", NotANumber),
            ("1:02:", NotANumber),
            ("1:02:03:04", NotANumber),
            ("1.5:02", NotANumber),
            ("-", NotANumber),
            ("--1", NotANumber),
            ("-1", Negative),
            ("-0", Negative),
            ("-1:02.345", Negative),
            ("1:60.0", NoSuchTime),
            ("1:75:00", NoSuchTime),
            ("9223372036854775.8075", TooLarge),
            ("9223372036854776", TooLarge),
            ("99999999999999999999999", TooLarge),
            ("999999999999999999:00", TooLarge),
        ] {
            assert_eq!(clock_text_ms(text), Err(why), "{text}");
        }
    }

    #[test]
    fn json_spells_numbers_in_more_ways() {
        for (text, expected) in [
            ("38.17", Ok(38_170)),
            ("3.2e1", Ok(32_000)),
            ("32.0e0", Ok(32_000)),
            ("4.15E-1", Ok(415)),
            ("254325e-4", Ok(25_433)),
            ("5e-4", Ok(1)),
            ("5e-5", Ok(0)),
            ("0e999999999999999999999", Ok(0)),
            ("1e-999999999999999999999", Ok(0)),
            ("1e999999999999999999999", Err(TooLarge)),
            ("1e16", Err(TooLarge)),
            ("-1.5", Err(Negative)),
            ("-0.0", Err(Negative)),
            ("01", Err(NotANumber)),
            ("1.", Err(NotANumber)),
            ("1e", Err(NotANumber)),
            ("1e+-1", Err(NotANumber)),
            ("-", Err(NotANumber)),
            ("1:02", Err(NotANumber)),
            ("", Err(NotANumber)),
        ] {
            assert_eq!(json_number_ms(text), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn every_millisecond_is_read_back(ms in 0..=i64::MAX, small in 0i64..10_000_000) {
            for ms in [ms, small] {
                prop_assert_eq!(clock_text_ms(&crate::domain::duration::clock(ms)), Ok(ms));
                prop_assert_eq!(clock_text_ms(&crate::domain::duration::seconds(ms)), Ok(ms));
                prop_assert_eq!(json_number_ms(&crate::domain::duration::seconds(ms)), Ok(ms));
                prop_assert_eq!(json_number_ms(&format!("{ms}e-3")), Ok(ms));
            }
        }

        /// Micro- and finer parts round half up, however many digits say so.
        #[test]
        fn the_fourth_decimal_decides(ms in 0i64..1_000_000_000, more in "[0-9]{1,30}") {
            let text = format!("{}{more}", crate::domain::duration::seconds(ms));
            let expected = ms + i64::from(more.as_bytes()[0] >= b'5');
            prop_assert_eq!(clock_text_ms(&text), Ok(expected));
            prop_assert_eq!(json_number_ms(&text), Ok(expected));
        }

        #[test]
        fn nothing_panics(text in "[-+0-9:.eE]{0,12}", any in ".{0,8}") {
            for text in [text, any] {
                let _ = (clock_text_ms(&text), json_number_ms(&text));
            }
        }
    }
}
