//! Times on a track's clock: kept as text, and a moment only where the clock's zone is known.

use crate::domain::record::HeatFields;
use crate::domain::time::Instant;
use crate::domain::wall_clock::{LocalTime, date_time, iso_date_time, zone};
use jiff::tz::TimeZone;

/// Fills a heat's moments from its local times: in the zone that an import was told to assume, else the event's.
/// A time that the clock skips or shows twice is no moment.
pub(crate) fn fill(heat: &mut HeatFields, event_zone: Option<&str>) {
    let zone = heat.assumed_zone.as_deref().or(event_zone).and_then(zone);
    let Some(zone) = zone else { return };
    let moment = |text: &Option<String>| text.as_deref().and_then(|text| moment(text, &zone));
    if heat.scheduled_start_utc.is_none() {
        heat.scheduled_start_utc = moment(&heat.scheduled_local);
    }
    if heat.completed_utc.is_none() {
        heat.completed_utc = moment(&heat.completed_local);
    }
}

/// The one moment that a text on a clock of this zone means.
fn moment(text: &str, zone: &TimeZone) -> Option<Instant> {
    let civil = date_time(text).or_else(|| iso_date_time(text))?;
    match LocalTime::of(civil, zone)? {
        LocalTime::Unique(at) => Some(at),
        LocalTime::Gap | LocalTime::Overlap { .. } => None,
    }
}
