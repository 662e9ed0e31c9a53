//! Records: what captures state. A statement is a record's values in one capture.

use super::closed_vocabulary;
use super::field::{Value, fields};
use super::id::{ClassId, EntryId, EventId, HeatId, LivercDriverId};
use super::lap_sheet::LapSheet;
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
        /// Results site: the entries of a class.
        EntryList = "entry-list",
        /// Results site: a race, lap by lap.
        RaceResult = "race-result",
        /// A saved race page: headings, table and script.
        RacePage = "race-page",
        /// A club archive's record of a race page: headings and script.
        RaceArchive = "race-archive",
        /// The script's objects of a race page alone.
        RaceDump = "race-dump",
    }
}

impl Family {
    /// The kind of record that its items are: what an item without a readable key counts as.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Event => Kind::Event,
            Self::Classes => Kind::Class,
            Self::Heats | Self::HeatDetail => Kind::Heat,
            Self::Entries | Self::EntryList => Kind::Entry,
            Self::Results | Self::RacePage | Self::RaceArchive | Self::RaceDump => Kind::Result,
            Self::RaceResult => Kind::Lap,
        }
    }

    /// Whether one of its statements can be all there is of a record of a kind, kept in the record's row alone. A
    /// heat detail names a heat that a listing states; a race's heading and a page say what no row holds.
    #[must_use]
    pub fn stands_alone_as(self, kind: Kind) -> bool {
        match self {
            Self::HeatDetail | Self::RacePage | Self::RaceArchive | Self::RaceDump => false,
            Self::EntryList => matches!(kind, Kind::Event | Kind::Class | Kind::Entry),
            Self::RaceResult => matches!(kind, Kind::Event | Kind::Class | Kind::Lap),
            one => one.kind() == kind,
        }
    }

    /// Whether it is one of the three kinds of payload that hold a race page's objects: they name people by
    /// LiveRC's driver id, and classes and events by what is printed.
    #[must_use]
    pub fn is_page(self) -> bool {
        matches!(self, Self::RacePage | Self::RaceArchive | Self::RaceDump)
    }

    /// The family under which its listings count, where they are complete: an entry list lists what the API's
    /// entries list, and the three kinds of race page list the same.
    #[must_use]
    pub fn lists_as(self) -> Option<Self> {
        match self {
            Self::Classes | Self::Heats | Self::Results => Some(self),
            Self::Entries | Self::EntryList => Some(Self::Entries),
            Self::RacePage | Self::RaceArchive | Self::RaceDump => Some(Self::RacePage),
            Self::Event | Self::HeatDetail | Self::RaceResult => None,
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
    /// All laps of one race: they come whole.
    Laps(HeatId),
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
            Self::Laps(_) => Kind::Lap,
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
            Self::Laps(heat) => write!(f, "laps/{heat}"),
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
            ["laps", heat] => heat.parse().map(Self::Laps),
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
        /// Its days as a page prints them, on the track's own calendar.
        local_dates: String,
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
        /// The results site's short name.
        code: String,
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
        /// What the round is called, such as `Main Events`.
        round_name: String,
        /// The results site's or the archive's id of the round: text.
        round_id: String,
        /// Its number in the programme: text.
        race_number: String,
        /// What kind of race the results site says it is.
        session_type: String,
        /// Planned start on the track's clock, where no zone was stated.
        scheduled_local: String,
        /// When it was over on the track's clock, to the minute.
        completed_local: String,
        /// When it was over, where the zone of the track's clock is known.
        completed_utc: Instant,
        /// Its days as a page prints them, on the track's own calendar.
        local_dates: String,
        /// The zone that the import was told to assume for the track's clock.
        assumed_zone: String,
        /// A heading's track; with the title it stands for an event without id.
        heading_track: String,
        /// A heading's event title.
        heading_event: String,
        /// A heading's class.
        heading_class: String,
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
        /// Where it started.
        grid_position: i64,
        /// The qualifying position that a page prints.
        qualifying_position: i64,
        /// The number of the fastest lap.
        fast_lap_number: i64,
        /// Published mean lap.
        avg_lap_ms: i64,
        /// Published mean of the five fastest laps.
        avg_top5_ms: i64,
        /// Published mean of the ten fastest laps.
        avg_top10_ms: i64,
        /// Published mean of the fifteen fastest laps.
        avg_top15_ms: i64,
        /// Published best two laps in a row.
        top2_consecutive_ms: i64,
        /// Published best three laps in a row.
        top3_consecutive_ms: i64,
        /// Published standard deviation of the laps.
        std_dev_ms: i64,
        /// Published consistency, in thousandths of a percent.
        consistency_milli: i64,
        /// Published gap to the car directly ahead.
        behind_ms: i64,
        /// Published laps behind the car directly ahead.
        behind_laps: i64,
        /// The driver's name as a race page prints it: an entry's, not a result's.
        driver_name: String,
        /// The car number as a race page prints it: an entry's, not a result's.
        car_number: String,
    }
}

impl HeatFields {
    /// Whether it says of the race itself what no listing of heats does.
    #[must_use]
    pub fn says_more_than_a_listing(&self) -> bool {
        self.round_name.is_some()
            || self.round_id.is_some()
            || self.race_number.is_some()
            || self.session_type.is_some()
            || self.scheduled_local.is_some()
            || self.completed_local.is_some()
            || self.completed_utc.is_some()
            || self.assumed_zone.is_some()
            || self.local_dates.is_some()
    }
}

impl ResultFields {
    /// Whether it has a number that only race pages publish.
    #[must_use]
    pub fn has_published(&self) -> bool {
        [
            self.grid_position,
            self.qualifying_position,
            self.fast_lap_number,
            self.avg_lap_ms,
            self.avg_top5_ms,
            self.avg_top10_ms,
            self.avg_top15_ms,
            self.top2_consecutive_ms,
            self.top3_consecutive_ms,
            self.std_dev_ms,
            self.consistency_milli,
            self.behind_ms,
            self.behind_laps,
        ]
        .iter()
        .any(Option::is_some)
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
    /// Of the laps of a race.
    Laps(LapSheet),
}

impl Fields {
    /// Nothing known yet of a record of this kind.
    #[must_use]
    pub fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Event => Self::Event(EventFields::default()),
            Kind::Class => Self::Class(ClassFields::default()),
            Kind::Heat => Self::Heat(HeatFields::default()),
            Kind::Entry => Self::Entry(EntryFields::default()),
            Kind::Result => Self::Result(ResultFields::default()),
            Kind::Lap => Self::Laps(LapSheet::default()),
        }
    }

    /// Each field with its value, in order.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, Option<Value>)> {
        match self {
            Self::Event(f) => f.values(),
            Self::Class(f) => f.values(),
            Self::Heat(f) => f.values(),
            Self::Entry(f) => f.values(),
            Self::Result(f) => f.values(),
            Self::Laps(sheet) => sheet.values(),
        }
    }

    /// Sets a field by name; false when there is none of that name and type.
    pub fn set(&mut self, name: &str, value: Value) -> bool {
        match self {
            Self::Event(f) => f.set(name, value),
            Self::Class(f) => f.set(name, value),
            Self::Heat(f) => f.set(name, value),
            Self::Entry(f) => f.set(name, value),
            Self::Result(f) => f.set(name, value),
            Self::Laps(_) => false, // laps are not set field by field
        }
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
