//! What stands in the database and wants a decision: waiting, refused, missing, unbound.

use super::facts::{ClassName, EntryName, EventName, HeatName, Source};
use super::id::{EntryId, HeatId};
use super::record::{Family, RecordKey};
use super::time::Instant;

/// A record of which something waits for a parent, at its newest such statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which record.
    pub key: RecordKey,
    /// The family it came in.
    pub family: Family,
    /// The parent that is not there, as a record key; anything else says how the parent contradicts.
    pub waits_for: String,
    /// What that parent waits for itself, and so on to the one that no capture states.
    pub beyond: Vec<RecordKey>,
    /// A name or label of its own, where it states one.
    pub called: Option<String>,
    /// Its nearest parent that is there, in words.
    pub of: Option<String>,
    /// When upstream last said so.
    pub captured_at: Instant,
    /// Where.
    pub source: Source,
}

impl Waiting {
    /// The kind of the parent that is missing; none where it is there and contradicts.
    #[must_use]
    pub fn parent(&self) -> Option<RecordKey> {
        self.waits_for.parse().ok()
    }

    /// The record that has to come before anything happens; none where a parent contradicts.
    #[must_use]
    pub fn root(&self) -> Option<RecordKey> {
        self.beyond.last().copied().or_else(|| self.parent())
    }

    /// The field that names the parent, as the payload spells it.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self.waits_for.split('/').next()? {
            "event" => Some("eventId"),
            "class" => Some("classId"),
            "heat" => Some("heatId"),
            "entry" => Some("entryId"),
            _ => None,
        }
    }
}

/// A capture's place in the order of captures, as text that sorts alike.
pub type CaptureSort = (String, i64, String, String);

/// Something that lies in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Our number for it.
    pub id: i64,
    /// Where its capture stands in the order of captures.
    pub order: CaptureSort,
    /// The file.
    pub capture: String,
    /// The member of a container.
    pub member: Option<String>,
    /// Inside the payload; none: the whole of it.
    pub pointer: Option<String>,
    /// The record, where its key could be read.
    pub record: Option<String>,
    /// Why, as a finding code.
    pub code: String,
    /// Why, in words.
    pub message: String,
    /// What would help.
    pub hint: Option<String>,
    /// The line in the file.
    pub line: Option<u64>,
    /// The column in that line.
    pub column: Option<u64>,
    /// Of the original text, in bytes.
    pub size: i64,
    /// When a person let it go.
    pub dropped_at: Option<Instant>,
}

/// Of what kind a missing record is, with the names a person knows it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A class.
    Class(ClassName),
    /// A heat.
    Heat(HeatName),
    /// An entry in its class.
    Entry(EntryName, ClassName),
    /// A result in its heat.
    Result(EntryName, HeatName),
}

impl Named {
    /// The class it is or is of.
    #[must_use]
    pub fn class(&self) -> &ClassName {
        match self {
            Self::Class(class) | Self::Entry(_, class) => class,
            Self::Heat(heat) | Self::Result(_, heat) => &heat.class,
        }
    }

    /// The family whose listings name it.
    #[must_use]
    pub fn family(&self) -> Family {
        match self {
            Self::Class(_) => Family::Classes,
            Self::Heat(_) => Family::Heats,
            Self::Entry(..) => Family::Entries,
            Self::Result(..) => Family::Results,
        }
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Class(class) => write!(f, "{class}"),
            Self::Heat(heat) => write!(f, "{heat}"),
            Self::Entry(entry, class) => write!(f, "entry of {entry}, {class}"),
            Self::Result(entry, heat) => write!(f, "result of {entry}, {heat}"),
        }
    }
}

/// A record that a newer complete listing leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which record.
    pub key: RecordKey,
    /// The same for a person.
    pub named: Named,
    /// The first listing without it.
    pub since: Instant,
    /// Where it was last stated.
    pub source: Source,
}

/// A record beneath another, as far as pruning asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beneath {
    /// Which record.
    pub key: RecordKey,
    /// When upstream last stated it.
    pub stated_at: Instant,
}

/// A result of an entry, as far as pruning the entry asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBy {
    /// The heat the result is of.
    pub heat: HeatId,
    /// What the race list prints.
    pub label: String,
    /// Whether a newer listing leaves the result out.
    pub missing: bool,
}

/// A session's link, as far as the checks ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLink {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The heat it names; none for a `MANUAL` session.
    pub heat_named: Option<HeatId>,
    /// The entry it names.
    pub entry_named: Option<EntryId>,
    /// The heat it names, where that is there.
    pub heat: Option<HeatName>,
    /// Whether the entry it names is there.
    pub entry_there: bool,
}

/// A decision, as far as the checks ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub decision: Decision,
    /// Whether anything it names is there.
    pub names_something: bool,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// What was stated of a record is history.
    Prune {
        /// The record, as text.
        subject: String,
        /// Up to when.
        until: Option<Instant>,
    },
    /// Two are one, or are not.
    Match(Matched),
}

/// A decision that two are one or are not, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// What they are: `event`, `class` or `entry`.
    pub kind: String,
    /// As pages name it.
    pub this: String,
    /// The record with an id.
    pub that: String,
    /// Whether they are one.
    pub same: bool,
}

/// Two things that may be one: what pages name, and a record with an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// A driver of race pages and an entry, of one name that others have, too.
    Entry {
        /// Their class.
        class: ClassName,
        /// The entry.
        entry: EntryName,
        /// The driver.
        driver: EntryName,
    },
    /// A class that pages name in an event, and one with an id there.
    Class {
        /// As pages name it.
        name: String,
        /// The one with an id.
        with: ClassName,
    },
    /// An event that pages name, and one with an id.
    Event {
        /// Where, as pages name it.
        track: Option<String>,
        /// As pages name it.
        title: String,
        /// The one with an id.
        with: EventName,
    },
}
