//! What LiveRC's race pages print in cells and headings.

use super::seconds::{NotSeconds, clock_text_ms};

/// The cell "Laps/Time": `47/30:31.382` is 47 laps in so many milliseconds, `0` none and no time. None where
/// it is something else.
#[must_use]
pub fn laps_and_time(cell: &str) -> Option<(u32, Option<i64>)> {
    match cell.split_once('/') {
        Some((laps, time)) => Some((whole(laps)?, Some(clock_text_ms(time).ok()?))),
        None => Some((whole(cell)?, None)),
    }
}

/// How far behind the row directly above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// On the same lap, in milliseconds.
    Time(i64),
    /// So many laps down.
    Laps(u32),
}

/// The cell "Behind": `12.052`, `1:02.345`, `1 Lap`, `22 Laps`, or nothing in the row of the first.
///
/// # Errors
/// Says why the text is neither laps nor a time; see [`NotSeconds`].
pub fn behind(cell: &str) -> Result<Option<Behind>, NotSeconds> {
    if cell.is_empty() {
        return Ok(None);
    }
    match laps(cell) {
        Some(laps) => Ok(Some(Behind::Laps(laps))),
        None => clock_text_ms(cell).map(|ms| Some(Behind::Time(ms))),
    }
}

/// What a race is run to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RaceLength {
    /// A time, in seconds.
    Timed(i64),
    /// A number of laps: it has no time.
    Laps(u32),
}

/// The heading "Length": `30:00 Timed`, `1:00:00 Timed`, `3 Laps`. None, unknown, for anything else: a
/// number without a colon (`30 Timed`) does not say of what.
#[must_use]
pub fn race_length(text: &str) -> Option<RaceLength> {
    if let Some(laps) = laps(text) {
        return Some(RaceLength::Laps(laps));
    }
    let clock = text.strip_suffix(" Timed").filter(|t| t.contains(':') && !t.contains('.'))?;
    Some(RaceLength::Timed(clock_text_ms(clock).ok()? / 1000))
}

/// The class in a race's heading, which is the heading less ` (Heat n/m)`, ` X-Main` or ` Xn-Main` (a capital
/// letter, any number of digits) at its end. One such ending is taken off, nothing else: `1/4 Odd Final` and
/// `LCQ` stay, and so does a heading that would be left empty.
#[must_use]
pub fn class_of_heading(heading: &str) -> &str {
    let class = before_heat(heading).or_else(|| before_main(heading));
    class.filter(|class| !class.trim().is_empty()).unwrap_or(heading)
}

fn before_heat(heading: &str) -> Option<&str> {
    let (class, heat) = heading.strip_suffix(')')?.rsplit_once(" (Heat ")?;
    let (number, of) = heat.split_once('/')?;
    (whole(number).is_some() && whole(of).is_some()).then_some(class)
}

fn before_main(heading: &str) -> Option<&str> {
    let (class, main) = heading.strip_suffix("-Main")?.rsplit_once(' ')?;
    let digits = main.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(class)
}

/// `1 Lap`, `22 Laps`.
fn laps(text: &str) -> Option<u32> {
    whole(text.strip_suffix(" Laps").or_else(|| text.strip_suffix(" Lap"))?)
}

/// A number of digits alone; `u32` would take a sign.
fn whole(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laps_and_times_are_told_apart() {
        assert_eq!(laps_and_time("47/30:31.382"), Some((47, Some(1_831_382))));
        assert_eq!(laps_and_time("9/58.1"), Some((9, Some(58_100))));
        assert_eq!(laps_and_time("0"), Some((0, None)));
        for text in ["", "/", "12/", "/3.1", "-1", "+1", "4/3/2", "12/soon", "99999999999"] {
            assert_eq!(laps_and_time(text), None, "{text}");
        }
    }

    #[test]
    fn behind_is_a_time_or_laps() {
        assert_eq!(behind(""), Ok(None));
        assert_eq!(behind("12.052"), Ok(Some(Behind::Time(12_052))));
        assert_eq!(behind("1:02.345"), Ok(Some(Behind::Time(62_345))));
        assert_eq!(behind("0.000"), Ok(Some(Behind::Time(0))));
        assert_eq!(behind("1 Lap"), Ok(Some(Behind::Laps(1))));
        assert_eq!(behind("22 Laps"), Ok(Some(Behind::Laps(22))));
        assert_eq!(behind("-3.1"), Err(NotSeconds::Negative));
        for text in [" ", "Laps", " Laps", "x Laps", "-1 Lap", "1 lap down"] {
            assert_eq!(behind(text), Err(NotSeconds::NotANumber), "{text}");
        }
    }

    #[test]
    fn a_length_is_a_time_or_laps_or_unknown() {
        assert_eq!(race_length("30:00 Timed"), Some(RaceLength::Timed(1800)));
        assert_eq!(race_length("5:30 Timed"), Some(RaceLength::Timed(330)));
        assert_eq!(race_length("1:00:00 Timed"), Some(RaceLength::Timed(3600)));
        assert_eq!(race_length("3 Laps"), Some(RaceLength::Laps(3)));
        for text in
            ["until dark", "", "30 Timed", "30:00", "5:00.5 Timed", "5:75 Timed", "some Laps", "Timed"]
        {
            assert_eq!(race_length(text), None, "{text}");
        }
    }

    #[test]
    fn a_heading_loses_its_heat_or_main_and_nothing_else() {
        for (heading, class) in [
            ("1/8 Nitro Buggy A-Main", "1/8 Nitro Buggy"),
            ("1/8 Electric Buggy A3-Main", "1/8 Electric Buggy"),
            ("17.5 (Heat 1/3)", "17.5"),
            ("Stock (Novice) (Heat 10/12)", "Stock (Novice)"),
            ("Buggy A-Main (Heat 1/3)", "Buggy A-Main"),
        ] {
            assert_eq!(class_of_heading(heading), class, "{heading}");
        }
        for same in [
            "1/4 Odd Final",
            "LCQ",
            " (Heat 1/3)",
            "  A-Main",
            "A-Main",
            "(Heat 1/3)",
            "Buggy(Heat 1/3)",
            "Buggy (Heat 1/3) ",
            "Buggy (Heat 1)",
            "Buggy (Heat /)",
            "Buggy (Heat a/b)",
            "Buggy (heat 1/3)",
            "Buggy a-Main",
            "Buggy AB-Main",
            "Buggy A3b-Main",
            "Buggy -Main",
            "Buggy É-Main",
            "Buggy A-main",
            "Buggy A-Main Rerun",
            "",
        ] {
            assert_eq!(class_of_heading(same), same);
        }
    }
}
