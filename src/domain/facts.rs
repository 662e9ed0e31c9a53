//! Facts: what is stored, as the checks look at it. Each names its event, class, heat and driver so that a
//! person recognises it, and knows the capture that said so.

use super::finding::Place;
use super::id::{ClassId, EventId, HeatId};
use super::lap_chart::Lap;
use super::race_numbers::Numbers;
use super::record::{Entrant, Family, ResultFields};
use super::stats::CountsFrom;
use super::time::Instant;
use std::fmt;
use std::sync::Arc;

/// A capture as far as a finding names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureName {
    /// Where it was first seen.
    pub path: String,
    /// The member of a container.
    pub member: Option<String>,
    /// What it was recognised as.
    pub family: Option<Family>,
}

/// Where a row was last stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The capture; rows of one listing share it.
    pub capture: Arc<CaptureName>,
    /// The record's place in it.
    pub item: Option<u32>,
}

impl Source {
    /// The place of a field, or of the whole record, where the capture is of the family that states the field; else
    /// the whole payload: a heat's newest statement may be its detail, which has no schedule.
    #[must_use]
    pub fn place(&self, family: Family, field: Option<&str>) -> Place {
        if self.capture.family != Some(family) {
            return self.whole();
        }
        let item = self.item.map(|i| format!("/{i}")).unwrap_or_default();
        self.at(match field {
            Some(field) => format!("{item}/{field}"),
            None => item,
        })
    }
}

impl Source {
    /// The payload as a whole.
    #[must_use]
    pub fn whole(&self) -> Place {
        self.at(String::new())
    }

    /// Where an entrant's laps stand in what states the laps of a race. The rows of the results site are of all
    /// entrants together.
    #[must_use]
    pub fn laps_of(&self, entrant: Entrant) -> Place {
        match (self.capture.family, entrant) {
            (Some(Family::RacePage | Family::RaceDump), Entrant::Driver(id)) => {
                self.at(format!("/racerLaps/{id}"))
            }
            (Some(Family::RaceArchive), Entrant::Driver(id)) => {
                self.at(format!("/driver_results/racerLaps/{id}"))
            }
            _ => self.whole(),
        }
    }

    fn at(&self, pointer: String) -> Place {
        Place {
            capture: Some(self.capture.path.clone()),
            member: self.capture.member.clone(),
            pointer: Some(pointer),
            ..Place::default()
        }
    }

    /// Whether a race page says it.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.capture.family.is_some_and(Family::is_page)
    }
}

/// An event as a person knows it; one made from pages has no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventName {
    /// LiveRC's id.
    pub id: Option<EventId>,
    /// Name of the meeting.
    pub title: String,
}

/// A class as a person knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassName {
    /// LiveRC's id.
    pub id: Option<ClassId>,
    /// Its name.
    pub name: String,
    /// The event it is of.
    pub event: EventName,
}

/// A heat as a person knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatName {
    /// LiveRC's id.
    pub id: HeatId,
    /// What the race list prints.
    pub label: String,
    /// The class it is of.
    pub class: ClassName,
}

/// An entry as a person knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryName {
    /// LiveRC's id of the entry, else of the person.
    pub entrant: Entrant,
    /// The name as printed.
    pub driver_name: String,
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "event {id} `{}`", self.title),
            None => write!(f, "event `{}`", self.title),
        }
    }
}

impl fmt::Display for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "class {id} `{}`, {}", self.name, self.event),
            None => write!(f, "class `{}`, {}", self.name, self.event),
        }
    }
}

impl fmt::Display for HeatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "heat {} `{}`, {}", self.id, self.label, self.class)
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entrant {
            Entrant::Entry(id) => write!(f, "`{}` (entry {id})", self.driver_name),
            Entrant::Driver(id) => write!(f, "`{}` (LiveRC driver {id})", self.driver_name),
        }
    }
}

/// One heat with all that the checks weigh against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatFacts {
    /// Which heat.
    pub name: HeatName,
    /// Its planned start.
    pub scheduled_start: Option<Instant>,
    /// Its event's start.
    pub event_start: Option<Instant>,
    /// Its event's end.
    pub event_end: Option<Instant>,
    /// Where the heat was last stated.
    pub source: Source,
    /// Its results, by entrant.
    pub results: Vec<ResultFacts>,
    /// Results that were stated but are no rows, by entrant.
    pub absent: Vec<AbsentResult>,
    /// Its times on the track's clock; none where it has none.
    pub local: Option<LocalTimes>,
    /// Its laps; none where it has none.
    pub laps: Option<LapFacts>,
}

impl HeatFacts {
    /// The results that upstream still lists. One that a newer listing leaves out is no longer weighed
    /// against those that stand in its place, nor is one that stands twice while a match is undecided.
    pub fn listed(&self) -> impl Iterator<Item = &ResultFacts> {
        self.results.iter().filter(|r| !r.missing && !r.is_double)
    }

    /// The listed results with what the laps of the heat say of the same entrant.
    pub fn lapped(&self) -> impl Iterator<Item = (&ResultFacts, &EntrantLaps)> {
        self.listed().filter_map(|r| Some((r, self.laps.as_ref()?.of(r.entry.entrant)?)))
    }

    /// Roughly how much memory it takes: one for itself, for each result and for each lap.
    #[must_use]
    pub fn weight(&self) -> usize {
        let laps = self.laps.iter().flat_map(|laps| &laps.entrants).map(|of| 1 + of.laps.len());
        1 + self.results.len() + laps.sum::<usize>()
    }

    /// The position of an entrant's result, by which findings are ordered.
    #[must_use]
    pub fn position_of(&self, entrant: Entrant) -> Option<i64> {
        self.results.iter().find(|r| r.entry.entrant == entrant)?.fields.finish_position
    }
}

/// Times as a track's clock printed them, with the zone of that clock where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTimes {
    /// The planned start.
    pub scheduled: Option<String>,
    /// The end.
    pub completed: Option<String>,
    /// The zone that an import was told to assume, else the event's.
    pub zone: Option<String>,
}

/// The laps of a heat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapFacts {
    /// The capture that states them.
    pub source: Source,
    /// Which laps count in the published statistics, where that is decided.
    pub counts_from: Option<CountsFrom>,
    /// Whether something of that capture was refused: it may have been any lap.
    pub any_refused: bool,
    /// Who has laps, by entrant.
    pub entrants: Vec<EntrantLaps>,
}

impl LapFacts {
    /// The laps of one entrant.
    #[must_use]
    pub fn of(&self, entrant: Entrant) -> Option<&EntrantLaps> {
        let found = self.entrants.binary_search_by_key(&entrant, |e| e.entry.entrant).ok()?;
        Some(&self.entrants[found])
    }
}

/// The laps of one entrant in a heat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntrantLaps {
    /// Whose.
    pub entry: EntryName,
    /// By number, without the start row; none for one who did not start.
    pub laps: Vec<Lap>,
    /// The seconds that penalties of the laps state, in milliseconds.
    pub penalties_ms: i64,
    /// What LiveRC publishes of the result.
    pub published: Option<Numbers>,
}

impl EntrantLaps {
    /// The times of laps 1…n; none where there are no laps or the numbering has a gap.
    #[must_use]
    pub fn whole(&self) -> Option<Vec<i64>> {
        let whole = (1u64..).zip(&self.laps).all(|(expected, lap)| u64::from(lap.number) == expected);
        (whole && !self.laps.is_empty()).then(|| self.laps.iter().map(|lap| lap.time_ms).collect())
    }

    /// The highest lap number.
    #[must_use]
    pub fn last_number(&self) -> Option<u32> {
        self.laps.last().map(|lap| lap.number)
    }
}

/// One result of a heat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFacts {
    /// Whose.
    pub entry: EntryName,
    /// What is said of it.
    pub fields: ResultFields,
    /// Whether a newer listing leaves it out.
    pub missing: bool,
    /// Whether it goes by LiveRC's driver id and one of the same name goes by an entry's: most likely one
    /// person, whom nobody has matched yet.
    pub is_double: bool,
    /// Where it was last stated.
    pub source: Source,
}

/// A result that waits for its entry or was refused: it explains a gap in the positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentResult {
    /// Whose.
    pub entrant: Entrant,
    /// The position it states, where that is known.
    pub finish_position: Option<i64>,
}

/// One class with the entries that upstream still lists, by entrant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFacts {
    /// Which class.
    pub name: ClassName,
    /// Its entries, each with where it was last stated.
    pub entries: Vec<(EntryName, Source)>,
}
