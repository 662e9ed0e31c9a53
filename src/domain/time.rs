//! Instants: UTC, cut to milliseconds, printed as `YYYY-MM-DDTHH:MM:SS.sssZ`.

use jiff::SignedDuration;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use std::fmt;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z; of the years 0000 to 9999, which have four digits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// Why a text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnInstant {
    /// A date, or a date and time, with nothing that says where on earth: the moment is unknown.
    NoOffset,
    /// A date without a time of day.
    NoTime,
    /// Written like an instant, but no such moment exists (30 February, hour 24, offset +99:00).
    NoSuchMoment,
    /// A moment before the year 0000 or after the year 9999.
    OutOfYears,
    /// Not written like an instant at all.
    NotIso,
}

impl NotAnInstant {
    /// What was found, for a message.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::NoOffset => "a time without `Z` or an offset",
            Self::NoTime => "a date without a time of day",
            Self::NoSuchMoment => "a date, time or offset that does not exist",
            Self::OutOfYears => "a moment outside the years 0000 to 9999",
            Self::NotIso => "not an ISO 8601 instant",
        }
    }
}

/// Whole days in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: between them texts order as moments do.
const FIRST: i64 = -62_167_219_200_000;
const LAST: i64 = 253_402_300_799_999;

impl Instant {
    /// The moment so many milliseconds after 1970; the first or last there is, where that would be one before or
    /// after it, as the modification time of a file may be.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(if millis < FIRST {
            FIRST
        } else if millis > LAST {
            LAST
        } else {
            millis
        })
    }

    /// The moment of a date and time at so many seconds east of Greenwich.
    fn of(at: civil::DateTime, offset: i32) -> Option<Self> {
        // Beyond what jiff takes for a timestamp there is still the last day of the year 9999.
        let since_1970 =
            i64::try_from(at.duration_since(civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_millis()).ok()?;
        let millis = since_1970 - i64::from(offset) * 1000;
        (FIRST..=LAST).contains(&millis).then_some(Self(millis))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads `YYYY-MM-DDTHH:MM[:SS[.fraction]](Z|±HH[:MM])`; `t`, `z` and a space for `T` are read too.
    /// More than three decimals are cut, not rounded.
    ///
    /// # Errors
    /// Says which kind of text it was instead; see [`NotAnInstant`].
    pub fn parse(text: &str) -> Result<Self, NotAnInstant> {
        use NotAnInstant::{NoOffset, NoSuchMoment, NoTime, NotIso, OutOfYears};
        let mut scan = Scan(text.as_bytes());
        let (year, month, day) =
            scan.date(true).ok_or(if has_long_year(text) { OutOfYears } else { NotIso })?;
        let date = civil::Date::new(year, month, day);
        if scan.0.is_empty() {
            return Err(if date.is_ok() { NoTime } else { NoSuchMoment });
        }
        if !scan.any(b"Tt ") {
            return Err(NotIso);
        }
        let (hour, minute, second, millis) = scan.time(b":").ok_or(NotIso)?;
        let offset = if scan.0.is_empty() { None } else { Some(scan.offset().ok_or(NotIso)?) };
        if !scan.0.is_empty() {
            return Err(NotIso);
        }
        let date = date.map_err(|_| NoSuchMoment)?;
        let time = civil::Time::new(hour, minute, second, i32::from(millis) * 1_000_000)
            .map_err(|_| NoSuchMoment)?;
        let seconds = offset.ok_or(NoOffset)??;
        let offset = Offset::from_seconds(seconds).map_err(|_| NoSuchMoment)?;
        Self::of(date.to_datetime(time), offset.seconds()).ok_or(OutOfYears)
    }

    /// Finds a full instant in a file's name: `20240809T214000Z`, `2024-08-09T21-40-00Z`, with `Z` or an
    /// offset. A date alone, or an id that happens to be as long, is none.
    #[must_use]
    pub fn in_file_name(name: &str) -> Option<Self> {
        let bytes = name.as_bytes();
        (0..bytes.len()).find_map(|start| {
            if start > 0 && bytes[start - 1].is_ascii_digit() {
                return None;
            }
            let mut scan = Scan(&bytes[start..]);
            let (year, month, day) = scan.date(false)?;
            if !scan.any(b"Tt_ ") {
                return None;
            }
            let (hour, minute, second, millis) = scan.time(b":-_.")?;
            let seconds = scan.offset()?.ok()?;
            if scan.0.first().is_some_and(u8::is_ascii_alphanumeric) {
                return None;
            }
            let date = civil::Date::new(year, month, day).ok()?;
            let time = civil::Time::new(hour, minute, second, i32::from(millis) * 1_000_000).ok()?;
            Self::of(date.to_datetime(time), Offset::from_seconds(seconds).ok()?.seconds())
        })
    }

    /// The same moment on the wall clock of a zone, as `YYYY-MM-DD HH:MM:SS±HH`.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(stamp) => stamp.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
            Err(_) => self.to_string(),
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = match jiff::Timestamp::from_millisecond(self.0) {
            Ok(stamp) => Offset::UTC.to_datetime(stamp),
            // The last hours of the year 9999, of which jiff makes no timestamp.
            Err(_) => {
                civil::date(1970, 1, 1).at(0, 0, 0, 0).saturating_add(SignedDuration::from_millis(self.0))
            }
        };
        // Every capture and heat is written with one: digits straight into place.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        put(&mut text[0..4], t.year().unsigned_abs());
        for (at, two) in [(5, t.month()), (8, t.day()), (11, t.hour()), (14, t.minute()), (17, t.second())] {
            put(&mut text[at..at + 2], two.unsigned_abs().into());
        }
        put(&mut text[20..23], t.millisecond().unsigned_abs());
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

/// Writes a number's last digits over a field.
fn put(field: &mut [u8], mut number: u16) {
    for digit in field.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

/// Whether a date has a sign or more digits before its year's dash than the years 0000 to 9999 have.
fn has_long_year(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let year = digits.split('-').next().unwrap_or_default();
    let is_signed = digits.len() < text.len();
    (if is_signed { 4..=6 } else { 5..=6 }).contains(&year.len())
        && year.bytes().all(|b| b.is_ascii_digit())
        && digits[year.len()..].starts_with('-')
}

/// A cursor over the bytes of a text that may be an instant.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn any(&mut self, of: &[u8]) -> bool {
        let hit = self.0.first().is_some_and(|b| of.contains(b));
        if hit {
            self.0 = &self.0[1..];
        }
        hit
    }

    fn digits<const N: usize>(&mut self) -> Option<i16> {
        let head = self.0.get(..N)?;
        let mut value = 0i16;
        for b in head {
            value = value * 10 + i16::from(b.is_ascii_digit().then(|| b - b'0')?);
        }
        self.0 = &self.0[N..];
        Some(value)
    }

    /// Two digits that stand for less than 100.
    fn two(&mut self) -> Option<i8> {
        self.digits::<2>().and_then(|v| i8::try_from(v).ok())
    }

    fn date(&mut self, dashes: bool) -> Option<(i16, i8, i8)> {
        let year = self.digits::<4>()?;
        let with_dashes = self.any(b"-");
        if dashes && !with_dashes {
            return None;
        }
        let month = self.two()?;
        if self.any(b"-") != with_dashes {
            return None;
        }
        Some((year, month, self.two()?))
    }

    /// Hours, minutes, seconds and milliseconds; `separators` stand between them or, in a file's name,
    /// may be left out.
    fn time(&mut self, separators: &[u8]) -> Option<(i8, i8, i8, i16)> {
        let bare_allowed = separators.len() > 1;
        let hour = self.two()?;
        let separated = self.any(separators);
        if !separated && !bare_allowed {
            return None;
        }
        let minute = self.two()?;
        let before_seconds = self.0;
        let second = if separated {
            if self.any(separators) {
                if let Some(second) = self.two() {
                    second
                } else if bare_allowed {
                    self.0 = before_seconds; // `21-40-05` was no time: the dash begins an offset
                    0
                } else {
                    return None;
                }
            } else {
                0
            }
        } else {
            self.two().unwrap_or(0) // minutes alone are a whole time: the second is 0 by ISO 8601
        };
        let mut millis = 0;
        if self.0.first().is_some_and(|b| b".,".contains(b)) && self.0.get(1).is_some_and(u8::is_ascii_digit)
        {
            self.0 = &self.0[1..];
            let count = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
            for place in 0..3 {
                millis = millis * 10 + self.0[..count].get(place).map_or(0, |b| i16::from(b - b'0'));
            }
            self.0 = &self.0[count..];
        }
        Some((hour, minute, second, millis))
    }

    /// Seconds east of Greenwich; none where no offset is written.
    fn offset(&mut self) -> Option<Result<i32, NotAnInstant>> {
        if self.any(b"Zz") {
            return Some(Ok(0));
        }
        let east = self.0.first() == Some(&b'+');
        if !self.any(b"+-") {
            return None;
        }
        let hours = i32::from(self.two()?);
        let minutes = if self.any(b":-") || self.0.first().is_some_and(u8::is_ascii_digit) {
            i32::from(self.two()?)
        } else {
            0
        };
        if hours > 23 || minutes > 59 {
            return Some(Err(NotAnInstant::NoSuchMoment));
        }
        let seconds = hours * 3600 + minutes * 60;
        Some(Ok(if east { seconds } else { -seconds }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> String {
        Instant::parse(text).map_or_else(|e| format!("{e:?}"), |i| i.to_string())
    }

    #[test]
    fn every_moment_of_four_digit_years_is_one() {
        for text in [
            "0000-01-01T00:00:00.000Z",
            "9999-12-30T22:00:00.000Z",
            "9999-12-31T23:59:59.999Z",
            "1969-12-31T23:59:59.999Z",
        ] {
            assert_eq!(Instant::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Instant::parse("9999-12-31T23:59:59-00:01"), Err(NotAnInstant::OutOfYears));
        assert_eq!(Instant::parse("0000-01-01T00:00:00+00:01"), Err(NotAnInstant::OutOfYears));
        for text in ["10000-01-01", "-0001-12-31T00:00:00Z", "+012025-01-01T00:00:00Z"] {
            assert_eq!(Instant::parse(text), Err(NotAnInstant::OutOfYears), "{text}");
        }
        for text in ["10000", "+1-1", "-0001", "100000000000000-01-01", "16-08-2024"] {
            assert_eq!(Instant::parse(text), Err(NotAnInstant::NotIso), "{text}");
        }
        assert_eq!(Instant::from_millis(i64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Instant::from_millis(i64::MIN).to_string(), "0000-01-01T00:00:00.000Z");
        let zone = TimeZone::get("Pacific/Auckland").unwrap();
        assert_eq!(Instant::from_millis(i64::MAX).in_zone(&zone), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn instants_are_normalised_to_utc() {
        assert_eq!(utc("2024-08-09T21:40:00Z"), "2024-08-09T21:40:00.000Z");
        assert_eq!(utc("2024-08-09T16:40:00-05:00"), "2024-08-09T21:40:00.000Z");
        assert_eq!(utc("2024-08-09t21:40:00.1239z"), "2024-08-09T21:40:00.123Z");
        assert_eq!(utc("2024-08-09 21:40Z"), "2024-08-09T21:40:00.000Z");
        assert_eq!(utc("2024-08-09T21:40:00-00:00"), "2024-08-09T21:40:00.000Z");
        assert_eq!(utc(&format!("2024-08-09T21:40:00.{}Z", "9".repeat(40))), "2024-08-09T21:40:00.999Z");
    }

    #[test]
    fn what_is_no_moment_says_why() {
        assert_eq!(utc("2024-08-09T21:40:00"), "NoOffset");
        assert_eq!(utc("2024-08-09"), "NoTime");
        assert_eq!(utc("2024-02-30T00:00:00Z"), "NoSuchMoment");
        assert_eq!(utc("2024-08-09T24:00:00Z"), "NoSuchMoment");
        assert_eq!(utc("2024-08-09T21:40:00+99:00"), "NoSuchMoment");
        assert_eq!(utc("soon"), "NotIso");
        assert_eq!(utc("2024-08-09T21:40:00Z trailing"), "NotIso");
    }

    #[test]
    fn file_names_state_full_instants_only() {
        let at = |name| Instant::in_file_name(name).map(|i| i.to_string());
        assert_eq!(at("results-20240809T214000Z.json").as_deref(), Some("2024-08-09T21:40:00.000Z"));
        assert_eq!(at("2024-08-09T21-40-00Z.json").as_deref(), Some("2024-08-09T21:40:00.000Z"));
        assert_eq!(at("2024-08-09T16-40-00-05-00.json").as_deref(), Some("2024-08-09T21:40:00.000Z"));
        assert_eq!(at("20240809T214000.json"), None);
        assert_eq!(at("2024-08-09.json"), None);
        assert_eq!(at("441250.json"), None);
        assert_eq!(at("race-120240809T214000Z.json"), None);
    }
}
