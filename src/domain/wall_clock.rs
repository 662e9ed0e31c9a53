//! Dates and times as LiveRC's pages print them: the track's wall clock, without a zone.

use super::time::Instant;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// The first and last day of a meeting: `Nov 16, 2025`, `Mar 2, 2024 to Mar 3, 2024`. None where the text is
/// no such date or range, names a day that does not exist, or ends before it begins.
#[must_use]
pub fn days(text: &str) -> Option<(Date, Date)> {
    let (first, last) = text.split_once(" to ").unwrap_or((text, text));
    let days = (date(first)?, date(last)?);
    (days.0 <= days.1).then_some(days)
}

/// A time on the wall: `Nov 16, 2025 at 5:30pm`, `Nov 16, 2025 3:45 PM`, `Nov 16, 2025 3:45:10 PM`. None for
/// anything else; without `am` or `pm` nothing says which half of the day is meant.
#[must_use]
pub fn date_time(text: &str) -> Option<DateTime> {
    let after_year = text.find(", ")? + ", ".len() + 4;
    let (day, clock) = text.split_at_checked(after_year)?;
    let clock = clock.strip_prefix(' ')?;
    Some(date(day)?.to_datetime(time(clock.strip_prefix("at ").unwrap_or(clock))?))
}

/// What a time on the wall of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalTime {
    /// One moment.
    Unique(Instant),
    /// No moment: the clocks were put forward over it.
    Gap,
    /// Two moments: the clocks were put back over it.
    Overlap {
        /// Before they were put back.
        earlier: Instant,
        /// After it.
        later: Instant,
    },
}

impl LocalTime {
    /// Looks a time on the wall up in a zone. None where the moment lies beyond the years that instants have
    /// (the last days of 9999).
    #[must_use]
    pub fn of(wall: DateTime, zone: &TimeZone) -> Option<Self> {
        let at = |offset: jiff::tz::Offset| {
            offset.to_timestamp(wall).ok().map(|stamp| Instant::from_millis(stamp.as_millisecond()))
        };
        match zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => at(offset).map(Self::Unique),
            AmbiguousOffset::Gap { .. } => Some(Self::Gap),
            AmbiguousOffset::Fold { before, after } => {
                Some(Self::Overlap { earlier: at(before)?, later: at(after)? })
            }
        }
    }
}

/// A zone by its IANA name, from the data compiled in.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The date and time that `2025-11-06T17:30[:00[.000]]` shows, as the results site writes it.
#[must_use]
pub fn iso_date_time(text: &str) -> Option<DateTime> {
    // A day alone would be read as its midnight, which nobody said.
    text.contains(['T', 't', ' ']).then(|| text.parse().ok())?
}

/// `Nov 16, 2025`.
fn date(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, rest) = text.split_once(' ')?;
    let (day, year) = rest.split_once(", ")?;
    let month = (1..).zip(MONTHS).find_map(|(number, name)| (name == month).then_some(number))?;
    Date::new(digits(year, 4..=4)?, month, i8::try_from(digits(day, 1..=2)?).ok()?).ok()
}

/// `5:30pm`, `3:45 PM`, `3:45:10 PM`.
fn time(text: &str) -> Option<Time> {
    let (clock, half) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let noon = match half {
        "am" | "AM" => 0,
        "pm" | "PM" => 12,
        _ => return None,
    };
    let mut parts = clock.strip_suffix(' ').unwrap_or(clock).split(':');
    let hour = digits(parts.next()?, 1..=2).filter(|hour| (1..=12).contains(hour))? % 12 + noon;
    let minute = digits(parts.next()?, 2..=2)?;
    let second = parts.next().map_or(Some(0), |second| digits(second, 2..=2))?;
    if parts.next().is_some() {
        return None;
    }
    let small = |number: i16| i8::try_from(number).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

/// So many digits and nothing else.
fn digits(text: &str, many: std::ops::RangeInclusive<usize>) -> Option<i16> {
    (many.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn meetings_last_a_day_or_more() {
        let day = civil::date(2025, 11, 16);
        assert_eq!(days("Nov 16, 2025"), Some((day, day)));
        assert_eq!(
            days("Mar 2, 2024 to Mar 3, 2024"),
            Some((civil::date(2024, 3, 2), civil::date(2024, 3, 3)))
        );
        for text in [
            "",
            "Nov 31, 2025",
            "Feb 29, 2025",
            "Nov 0, 2025",
            "Nov 16 2025",
            "November 16, 2025",
            "nov 16, 2025",
            "Nov 16, 25",
            "Nov +6, 2025",
            "Nov 16, 2025 ",
            "16 Nov 2025",
            "Mar 3, 2024 to Mar 2, 2024",
            "Mar 2, 2024 to ",
            "Mar 2, 2024 to Mar 3, 2024 to Mar 4, 2024",
            "Mar 2 to Mar 3, 2024",
        ] {
            assert_eq!(days(text), None, "{text}");
        }
    }

    #[test]
    fn times_on_the_wall() {
        let at = |hour, minute, second| Some(civil::date(2025, 11, 6).at(hour, minute, second, 0));
        assert_eq!(date_time("Nov 6, 2025 at 5:30pm"), at(17, 30, 0));
        assert_eq!(date_time("Nov 6, 2025 at 10:05am"), at(10, 5, 0));
        assert_eq!(date_time("Nov 6, 2025 3:45 PM"), at(15, 45, 0));
        assert_eq!(date_time("Nov 6, 2025 03:45:10 AM"), at(3, 45, 10));
        assert_eq!(date_time("Nov 6, 2025 12:00 AM"), at(0, 0, 0));
        assert_eq!(date_time("Nov 6, 2025 12:59 PM"), at(12, 59, 0));
        for text in [
            "Nov 6, 2025",
            "Nov 6, 2025 at ",
            "Nov 6, 2025 3:45",
            "Nov 6, 2025 15:45",
            "Nov 6, 2025 15:45 PM",
            "Nov 6, 2025 0:45 AM",
            "Nov 6, 2025 3:60 PM",
            "Nov 6, 2025 3:4 PM",
            "Nov 6, 2025 3 PM",
            "Nov 6, 2025 3:45:10:10 PM",
            "Nov 6, 20253:45 PM",
            "Nov 31, 2025 3:45 PM",
            "Nov 6, 202é 3:45 PM",
            "é",
            "",
        ] {
            assert_eq!(date_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_wall_clock_may_skip_or_repeat_an_hour() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let at = |text| LocalTime::of(date_time(text).unwrap(), &zone).unwrap();
        let moment = |text| Instant::parse(text).unwrap();
        assert_eq!(at("Aug 9, 2024 4:40 PM"), LocalTime::Unique(moment("2024-08-09T21:40:00Z")));
        assert_eq!(at("Mar 10, 2024 2:30 AM"), LocalTime::Gap);
        assert_eq!(
            at("Nov 3, 2024 1:30 AM"),
            LocalTime::Overlap {
                earlier: moment("2024-11-03T06:30:00Z"),
                later: moment("2024-11-03T07:30:00Z"),
            }
        );
        let end = civil::date(9999, 12, 31).at(23, 0, 0, 0);
        assert_eq!(LocalTime::of(end, &zone), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default()
        })]

        /// Every minute of a day is read back from either spelling.
        #[test]
        fn what_is_printed_is_read(day in 0i32..20_000, minute in 0i64..1440) {
            let wall = civil::date(1990, 1, 1).at(0, 0, 0, 0)
                + jiff::Span::new().days(day).minutes(minute);
            for format in ["%b %-d, %Y at %-I:%M%P", "%b %-d, %Y %-I:%M %p"] {
                prop_assert_eq!(date_time(&wall.strftime(format).to_string()), Some(wall));
            }
        }

        #[test]
        fn nothing_panics(text in "[A-Za-zé0-9,: ]{0,24}", any in ".{0,12}", tail in ".{0,6}") {
            for text in [text, any, format!("Nov 6, 2025 {tail}")] {
                let _ = (days(&text), date_time(&text));
            }
        }
    }
}
