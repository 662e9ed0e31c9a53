//! Records: what captures state. A statement is a record's values in one capture.

use super::closed_vocabulary;
use super::field::{Value, fields};
use super::id::{ClassId, EntryId, EventId, HeatId, LivercDriverId};
use super::time::Instant;
use std::fmt;

closed_vocabulary! {
    /// The kinds of record LiveRC publishes, parents first.
    Kind {
        /// A meeting at a track.
        Event = "event",
        /// A class of an event.
        Class = "class",
        /// One race on track.
        Heat = "heat",
        /// A driver entered in a class.
        Entry = "entry",
        /// How one entry did in one heat.
        Result = "result",
        /// One lap of one entry in one heat.
        Lap = "lap",
    }
}

closed_vocabulary! {
    /// The payload families: one kind of payload each. Within a family a record is complete.
    Family {
        /// API: one event.
        Event = "event",
        /// API: the classes of an event.
        Classes = "classes",
        /// API: the heats of a class.
        Heats = "heats",
        /// API: the entries of a class.
        Entries = "entries",
        /// API: the results of a heat.
        Results = "results",
        /// API: one heat's stream and parents.
        HeatDetail = "heat-detail",
    }
}

impl Family {
    /// The kind of record its items are.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Event => Kind::Event,
            Self::Classes => Kind::Class,
            Self::Heats | Self::HeatDetail => Kind::Heat,
            Self::Entries => Kind::Entry,
            Self::Results => Kind::Result,
        }
    }
}

/// Who an entry or a result is of: the API and the race pages number different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entrant {
    /// The API's entry id.
    Entry(EntryId),
    /// The race pages' driver id.
    Driver(LivercDriverId),
}

impl fmt::Display for Entrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(id) => id.fmt(f),
            Self::Driver(id) => write!(f, "@{id}"),
        }
    }
}

impl std::str::FromStr for Entrant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix('@') {
            Some(id) => id.parse().map(Self::Driver),
            None => text.parse().map(Self::Entry),
        }
    }
}

/// What makes a record the same record in every capture. Printed `kind/id` or `kind/parent/id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKey {
    /// By its own id.
    Event(EventId),
    /// By its own id; the event is a field.
    Class(ClassId),
    /// By its own id; the class is a field.
    Heat(HeatId),
    /// By class and entrant: one person in two classes is two entries.
    Entry(ClassId, Entrant),
    /// By heat and entrant: a new result id for the same pair is the same result.
    Result(HeatId, Entrant),
}

impl RecordKey {
    /// What kind of record it names.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Event(_) => Kind::Event,
            Self::Class(_) => Kind::Class,
            Self::Heat(_) => Kind::Heat,
            Self::Entry(..) => Kind::Entry,
            Self::Result(..) => Kind::Result,
        }
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(id) => write!(f, "event/{id}"),
            Self::Class(id) => write!(f, "class/{id}"),
            Self::Heat(id) => write!(f, "heat/{id}"),
            Self::Entry(class, entrant) => write!(f, "entry/{class}/{entrant}"),
            Self::Result(heat, entrant) => write!(f, "result/{heat}/{entrant}"),
        }
    }
}

impl std::str::FromStr for RecordKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            ["event", id] => id.parse().map(Self::Event),
            ["class", id] => id.parse().map(Self::Class),
            ["heat", id] => id.parse().map(Self::Heat),
            ["entry", class, entrant] => Ok(Self::Entry(class.parse()?, entrant.parse()?)),
            ["result", heat, entrant] => Ok(Self::Result(heat.parse()?, entrant.parse()?)),
            _ => Err(format!(
                "expected `KIND/ID`, such as `heat/441250` or `result/441250/558632`, found `{text}`"
            )),
        }
    }
}

fields! {
    /// What can be said of an event.
    EventFields {
        /// Name of the meeting.
        title: String,
        /// The track's name.
        track_name: String,
        /// What kind of place it is.
        facility: String,
        /// City of the track.
        city: String,
        /// State or region.
        region: String,
        /// Country.
        country: String,
        /// IANA time zone of the track.
        time_zone: String,
        /// First day's start.
        start_utc: Instant,
        /// Last day's end.
        end_utc: Instant,
        /// The meeting's page.
        website: String,
    }
}

fields! {
    /// What can be said of a class.
    ClassFields {
        /// LiveRC's id of its event.
        event_id: i64,
        /// Name of the class.
        name: String,
        /// Free text.
        description: String,
    }
}

fields! {
    /// What can be said of a heat.
    HeatFields {
        /// LiveRC's id of its class.
        class_id: i64,
        /// LiveRC's id of its event; only a heat detail states it.
        event_id: i64,
        /// What the race list prints.
        label: String,
        /// Round, from 1.
        round: i64,
        /// Attempt or leg, from 1.
        attempt: i64,
        /// Planned start.
        scheduled_start_utc: Instant,
        /// Planned length in seconds.
        duration_s: i64,
        /// Where it stands; an open vocabulary.
        status: String,
        /// Address of the live stream.
        live_stream_url: String,
    }
}

fields! {
    /// What can be said of an entry.
    EntryFields {
        /// The driver's name as printed.
        driver_name: String,
        /// Car number; text, since `07` is not `7`.
        car_number: String,
        /// Transponder number; text.
        transponder: String,
        /// Car model.
        vehicle: String,
        /// Sponsor line.
        sponsor: String,
        /// Home town.
        hometown_city: String,
        /// Home state or region.
        hometown_region: String,
        /// Entered but not racing.
        withdrawn: bool,
    }
}

fields! {
    /// What can be said of a result. Durations in milliseconds.
    ResultFields {
        /// LiveRC's id of the row.
        result_id: i64,
        /// Finishing position, from 1.
        finish_position: i64,
        /// Laps completed.
        laps_completed: i64,
        /// Total race time.
        total_time_ms: i64,
        /// Fastest lap.
        fast_lap_ms: i64,
        /// Gap to the leader.
        interval_ms: i64,
        /// How it ended; an open vocabulary.
        status: String,
    }
}

/// The values of a record, of whichever kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fields {
    /// Of an event.
    Event(EventFields),
    /// Of a class.
    Class(ClassFields),
    /// Of a heat.
    Heat(HeatFields),
    /// Of an entry.
    Entry(EntryFields),
    /// Of a result.
    Result(ResultFields),
}

/// Runs one expression on the values, whatever their kind.
macro_rules! on_fields {
    ($fields:expr, $inner:ident => $body:expr) => {
        match $fields {
            Fields::Event($inner) => $body,
            Fields::Class($inner) => $body,
            Fields::Heat($inner) => $body,
            Fields::Entry($inner) => $body,
            Fields::Result($inner) => $body,
        }
    };
}

impl Fields {
    /// Nothing known yet of a record of this kind; laps are no records of this form.
    #[must_use]
    pub fn empty(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Event => Self::Event(EventFields::default()),
            Kind::Class => Self::Class(ClassFields::default()),
            Kind::Heat => Self::Heat(HeatFields::default()),
            Kind::Entry => Self::Entry(EntryFields::default()),
            Kind::Result => Self::Result(ResultFields::default()),
            Kind::Lap => return None,
        })
    }

    /// Each field with its value, in order.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, Option<Value>)> {
        on_fields!(self, f => f.values())
    }

    /// Sets a field by name; false when there is none of that name and type.
    pub fn set(&mut self, name: &str, value: Value) -> bool {
        on_fields!(self, f => f.set(name, value))
    }

    /// Takes what is unknown here from an older statement of the same kind.
    pub fn fill_from(&mut self, older: &Self) {
        match (self, older) {
            (Self::Event(a), Self::Event(b)) => a.fill_from(b),
            (Self::Class(a), Self::Class(b)) => a.fill_from(b),
            (Self::Heat(a), Self::Heat(b)) => a.fill_from(b),
            (Self::Entry(a), Self::Entry(b)) => a.fill_from(b),
            (Self::Result(a), Self::Result(b)) => a.fill_from(b),
            _ => {}
        }
    }
}

/// A record's values in one capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Which record.
    pub key: RecordKey,
    /// What is said of it.
    pub fields: Fields,
    /// Its place in the payload, from 0; none where the payload is the record.
    pub item: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_print_and_parse() {
        for text in
            ["event/5", "class/7", "heat/441250", "entry/7/558632", "entry/7/@9", "result/441250/558632"]
        {
            assert_eq!(text.parse::<RecordKey>().map(|k| k.to_string()).as_deref(), Ok(text));
        }
        assert!("heat".parse::<RecordKey>().is_err());
        assert!("entry/7/0".parse::<RecordKey>().is_err());
    }

    #[test]
    fn an_unknown_field_takes_the_older_value() {
        let mut newer = HeatFields { label: Some("A-Main".into()), ..HeatFields::default() };
        newer.fill_from(&HeatFields { label: Some("Main".into()), round: Some(4), ..HeatFields::default() });
        assert_eq!((newer.label.as_deref(), newer.round), (Some("A-Main"), Some(4)));
    }
}
