//! A cell as text: exactly for data formats, for a person's eyes in `table` and `markdown`.

use super::options::Durations;
use crate::app::rows::{Cell, Column, ColumnType};
use crate::domain::duration::{clock, seconds};
use crate::domain::text::visible;
use crate::domain::time::Instant;
use jiff::tz::TimeZone;

/// How much of a digest a person sees.
const DIGEST_SHOWN: usize = 12;

/// Whose wall clock times are shown on.
#[derive(Debug, Clone, PartialEq)]
pub enum Zone {
    /// Greenwich.
    Utc,
    /// The track's, where it is known, else Greenwich.
    Event,
    /// One zone for all.
    Of(TimeZone),
}

/// How cells look in `table` and `markdown`.
#[derive(Debug)]
pub(super) struct Shown {
    durations: Durations,
    zone: Zone,
    /// The last event's zone: rows of an event follow one another.
    last: Option<(String, Option<TimeZone>)>,
}

impl Shown {
    pub(super) fn new(durations: Durations, zone: Zone) -> Self {
        Self { durations, zone, last: None }
    }

    /// The cell's text; empty where unknown.
    pub(super) fn text(&mut self, cell: Cell<'_>, column: &Column, zone: Option<&str>) -> String {
        match (cell, column.of) {
            (Cell::Null, _) => String::new(),
            (Cell::Flag(yes), _) => if yes { "yes" } else { "no" }.into(),
            (Cell::Int(n), of) => {
                let mut text = Vec::new();
                number(&mut text, n, of, self.durations);
                String::from_utf8_lossy(&text).into_owned()
            }
            (Cell::Text(text), ColumnType::Digest) => {
                visible(text.get(..DIGEST_SHOWN).unwrap_or(text)).into_owned()
            }
            (Cell::Text(text), _) => visible(text).into_owned(),
            (Cell::Instant(text), _) => self.instant(text, zone),
        }
    }

    fn instant(&mut self, text: &str, event: Option<&str>) -> String {
        let zone = match &self.zone {
            Zone::Utc => None,
            Zone::Of(zone) => Some(zone),
            Zone::Event => match event {
                None => None,
                Some(name) => {
                    if self.last.as_ref().is_none_or(|(last, _)| last != name) {
                        self.last = Some((name.into(), TimeZone::get(name).ok()));
                    }
                    self.last.as_ref().and_then(|(_, zone)| zone.as_ref())
                }
            },
        };
        match (zone, Instant::parse(text)) {
            (Some(zone), Ok(instant)) => instant.in_zone(zone),
            // `2024-08-09T21:40:00.000Z` without what a person does not need.
            _ => visible(&text.replacen('T', " ", 1).replace(".000Z", "Z")).into_owned(),
        }
    }
}

/// A whole number as its column means it.
pub(super) fn number(out: &mut Vec<u8>, n: i64, of: ColumnType, durations: Durations) {
    match (of, durations) {
        (ColumnType::Thousandths, _) | (ColumnType::Millis, Durations::S) => {
            out.extend_from_slice(seconds(n).as_bytes());
        }
        (ColumnType::Millis, Durations::Clock) => out.extend_from_slice(clock(n).as_bytes()),
        _ => whole(out, n),
    }
}

/// Half the work of the standard library's formatting: most cells of a season are whole numbers.
fn whole(out: &mut Vec<u8>, n: i64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = n.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Column = Column::new("at", ColumnType::Instant);
    const LAP: Column = Column::new("lap", ColumnType::Millis);
    const NAME: Column = Column::new("name", ColumnType::Text);

    #[test]
    fn times_are_shown_on_the_clock_asked_for() {
        let at = Cell::Instant("2024-08-09T21:40:00.000Z");
        let mut utc = Shown::new(Durations::Clock, Zone::Utc);
        assert_eq!(utc.text(at, &AT, Some("America/Chicago")), "2024-08-09 21:40:00Z");
        assert_eq!(
            utc.text(Cell::Instant("2024-08-09T21:40:00.250Z"), &AT, None),
            "2024-08-09 21:40:00.250Z"
        );
        let mut event = Shown::new(Durations::Clock, Zone::Event);
        assert_eq!(event.text(at, &AT, Some("America/Chicago")), "2024-08-09 16:40:00-05:00");
        assert_eq!(event.text(at, &AT, Some("Nowhere/Land")), "2024-08-09 21:40:00Z");
        assert_eq!(event.text(at, &AT, None), "2024-08-09 21:40:00Z");
    }

    #[test]
    fn whole_numbers_are_written_as_the_standard_library_writes_them() {
        for n in [0, 1, -1, 9, 10, -10, 315_420, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            number(&mut out, n, ColumnType::Id, Durations::Ms);
            assert_eq!(String::from_utf8(out).unwrap(), n.to_string());
        }
    }

    #[test]
    fn durations_and_text_are_made_for_reading() {
        let mut shown = Shown::new(Durations::Clock, Zone::Utc);
        assert_eq!(shown.text(Cell::Int(315_420), &LAP, None), "5:15.420");
        assert_eq!(shown.text(Cell::Text("A\x1b[2J"), &NAME, None), "A␛[2J");
        assert_eq!(Shown::new(Durations::S, Zone::Utc).text(Cell::Int(315_420), &LAP, None), "315.420");
        assert_eq!(Shown::new(Durations::Ms, Zone::Utc).text(Cell::Int(315_420), &LAP, None), "315420");
    }
}
