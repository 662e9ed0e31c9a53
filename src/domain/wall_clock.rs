//! The track's own clock: a local time becomes a moment where its zone is known.

use super::time::{Instant, NotAnInstant};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

/// What a local time comes to in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WallClock {
    /// Exactly one moment.
    At(Instant),
    /// None: clocks were put forward over it.
    InGap,
    /// Two: clocks were put back over it.
    Ambiguous,
}

/// The zone of an IANA name, from the database that is compiled in.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The moment of `YYYY-MM-DDTHH:MM[:SS[.fraction]]` on a zone's clocks.
///
/// # Errors
/// The text is no date with a time of day.
pub fn moment(local: &str, zone: &TimeZone) -> Result<WallClock, NotAnInstant> {
    let as_utc = Instant::parse(&format!("{local}Z"))?;
    let stamp = jiff::Timestamp::from_millisecond(as_utc.millis()).map_err(|_| NotAnInstant::NoSuchMoment)?;
    let ambiguous = zone.to_ambiguous_timestamp(Offset::UTC.to_datetime(stamp));
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => Ok(WallClock::InGap),
        AmbiguousOffset::Fold { .. } => Ok(WallClock::Ambiguous),
        AmbiguousOffset::Unambiguous { .. } => {
            let stamp = ambiguous.unambiguous().map_err(|_| NotAnInstant::NoSuchMoment)?;
            Ok(WallClock::At(Instant::from_millis(stamp.as_millisecond())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_one_moment_or_none_or_two() {
        let chicago = zone("America/Chicago").unwrap();
        let at = |local| moment(local, &chicago);
        assert_eq!(
            at("2024-03-03T12:00:00"),
            Ok(WallClock::At(Instant::parse("2024-03-03T18:00:00Z").unwrap()))
        );
        assert_eq!(
            at("2024-08-09 16:40:00.123"),
            Ok(WallClock::At(Instant::parse("2024-08-09T21:40:00.123Z").unwrap()))
        );
        assert_eq!(at("2024-03-10T02:30:00"), Ok(WallClock::InGap));
        assert_eq!(at("2024-11-03T01:30:00"), Ok(WallClock::Ambiguous));
        assert_eq!(at("2024-02-30T01:30:00"), Err(NotAnInstant::NoSuchMoment));
        assert_eq!(at("2024-03-03"), Err(NotAnInstant::NotIso));
        assert!(zone("Nowhere/Town").is_none());
    }
}
