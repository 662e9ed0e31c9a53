//! The filters that several verbs share. One that a single verb offers stands in the verb's own file.

use crate::app::read::Filter;
use crate::domain::id::{EventId, HeatId};
use crate::domain::record::Entrant;
use crate::domain::time::Instant;
use jiff::SignedDuration;
use std::time::Duration;

/// Parents of what is printed.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Filters")]
pub struct Parents {
    /// Only of this event (LiveRC's id)
    #[arg(long, value_name = "ID")]
    pub event: Option<EventId>,
    /// Only of this class: LiveRC's id, or its name in any case
    #[arg(long, value_name = "ID|NAME")]
    pub class: Option<String>,
}

/// A heat or a session.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Filters")]
pub struct Around {
    /// Only of this heat (LiveRC's race id)
    #[arg(long, value_name = "ID")]
    pub heat: Option<HeatId>,
    /// Only of this session: its id, a beginning of it that no other has, or its name
    #[arg(long, value_name = "REF")]
    pub session: Option<String>,
}

/// The status of what is printed.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Filters")]
pub struct InState {
    /// Only with this status
    #[arg(long, value_name = "TEXT")]
    pub status: Option<String>,
}

/// Whose.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Filters")]
pub struct Whose {
    /// Only of this entry: LiveRC's id, or `@` and the driver's id on race pages
    #[arg(long, value_name = "ID|@DRIVER")]
    pub entry: Option<Entrant>,
    /// Only of drivers with this in their name, whatever the case and accents
    #[arg(long, value_name = "TEXT")]
    pub driver: Option<String>,
}

/// When, and how much.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Filters")]
pub struct Window {
    /// Only what starts at this moment or later (2024-08-09T21:40:00Z)
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub from: Option<Instant>,
    /// Only what starts before this moment
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub to: Option<Instant>,
    /// Leave out what is missing upstream, or belongs to something that is
    #[arg(long)]
    pub present: bool,
    /// At most so many rows
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub limit: Option<u64>,
}

impl Window {
    /// The filter so far.
    pub(crate) fn filter(&self) -> Filter {
        Filter { from: self.from, to: self.to, present: self.present, limit: self.limit, ..Filter::default() }
    }
}

impl Parents {
    /// The filter so far.
    pub(crate) fn filter(&self, window: &Window) -> Filter {
        Filter { event: self.event, class: self.class.clone(), ..window.filter() }
    }
}

impl Around {
    /// The filter so far.
    pub(crate) fn filter(&self, parents: &Parents, window: &Window) -> Filter {
        Filter { heat: self.heat, session: self.session.clone(), ..parents.filter(window) }
    }
}

impl Whose {
    /// What else the filter leaves, of these drivers.
    pub(crate) fn filter(&self, rest: Filter) -> Filter {
        Filter { entry: self.entry, driver: self.driver.clone(), ..rest }
    }
}

/// Reads a moment of the command line.
pub(crate) fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|why| {
        format!(
            "expected a moment such as 2024-08-09T21:40:00Z or 2024-08-09T16:40:00-05:00, found `{text}`: {}",
            why.describe()
        )
    })
}

/// Reads a count or a number of ours.
pub(crate) fn whole<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("expected a whole number, found `{text}`"))
}

/// Reads a count of at least one.
pub(crate) fn positive(text: &str) -> Result<u16, String> {
    let found = || format!("expected a whole number from 1 to {}, found `{text}`", u16::MAX);
    text.parse().ok().filter(|n| *n > 0).ok_or_else(found)
}

/// Reads how long something may take: whole or decimal numbers with units, such as `1m 30s`; or 0.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || format!("expected a duration such as 10s, 500ms or 2m, found `{text}`");
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let read: SignedDuration = text.parse().map_err(|_| expected())?;
    Duration::try_from(read).map_err(|_| expected())
}

/// Reads a number of bytes: a whole number, alone or with a unit such as `KiB`, `MB` or `G`.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let expected = || format!("expected a size such as 32MiB, 500kB or 1000, found `{text}`");
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let unit: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return Err(expected()),
    };
    let number: u64 = number.parse().map_err(|_| expected())?;
    number.checked_mul(unit).filter(|n| *n > 0).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("1m 500ms"), Ok(Duration::from_millis(60_500)));
        assert_eq!((duration("0"), duration("0s")), (Ok(Duration::ZERO), Ok(Duration::ZERO)));
        for wrong in ["", "10", "-1s", "s", "soon", "99999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("32MiB"), Ok(32 << 20));
        assert_eq!((bytes("500 kB"), bytes("7"), bytes("4G")), (Ok(500_000), Ok(7), Ok(4 << 30)));
        for wrong in ["", "MiB", "-1", "0", "1.5MiB", "3 parsecs", "99999999999GiB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
