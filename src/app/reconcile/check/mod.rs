//! The checks: one file each, every one a pure function over facts, listed in [`ALL`].
//!
//! The order of findings is total and follows from content alone: severity (error, warning, info), then
//! code in the order of the documentation, then the subject (event, class, heat, then what the check adds;
//! what has no id comes last), then message and pointer. Row ids and run numbers have no part in it.

mod decision_names_nothing;
mod dns_with_laps;
mod duplicate_position;
mod fast_lap_mismatch;
mod heat_outside_event;
mod interval_mismatch;
mod lap_count_mismatch;
mod lap_gap;
mod lap_position_mismatch;
mod laps_do_not_add_up;
mod laps_exceed_total;
mod laps_missing;
mod local_time_ambiguous;
mod local_time_in_gap;
mod long_lap;
mod match_proposed;
mod missing_upstream;
mod namesakes;
pub(crate) mod pending;
mod position_gap;
mod position_order;
mod quarantined;
mod session_entry_gone;
mod session_heat_gone;
mod statistic_mismatch;
mod statistics_undecided;
mod total_without_laps;
mod unlinked_session;
mod zero_time;

use crate::domain::facts::{ClassFacts, ClassName, EntrantLaps, EntryName, HeatFacts, HeatName, ResultFacts};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::{Entrant, Family, RecordKey};
use crate::domain::standing::{Decided, Missing, Proposal, Refused, SessionLink, Waiting};
use crate::domain::text::count;
use crate::domain::wall_clock::{LocalTime, date_time};
use std::cmp::Ordering;

/// Every check, in the order of the codes they find.
pub const ALL: &[Check] = &[
    local_time_in_gap::CHECK,
    local_time_ambiguous::CHECK,
    pending::CHECK,
    duplicate_position::CHECK,
    position_gap::CHECK,
    position_order::CHECK,
    interval_mismatch::CHECK,
    laps_exceed_total::CHECK,
    total_without_laps::CHECK,
    dns_with_laps::CHECK,
    zero_time::CHECK,
    long_lap::CHECK,
    laps_do_not_add_up::CHECK,
    lap_count_mismatch::CHECK,
    fast_lap_mismatch::CHECK,
    statistic_mismatch::CHECK,
    statistics_undecided::CHECK,
    lap_gap::CHECK,
    lap_position_mismatch::CHECK,
    laps_missing::CHECK,
    heat_outside_event::CHECK,
    namesakes::CHECK,
    quarantined::CHECK,
    session_heat_gone::CHECK,
    session_entry_gone::CHECK,
    decision_names_nothing::CHECK,
    missing_upstream::CHECK,
    unlinked_session::CHECK,
    match_proposed::CHECK,
];

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// What it can find.
    pub codes: &'static [Code],
    /// What it looks at, and how.
    pub over: Over,
}

/// What a check looks at. Heats and classes are what captures alone can tell, so `validate` runs those.
#[derive(Debug, Clone, Copy)]
pub enum Over {
    /// One heat with its results.
    Heat(fn(&HeatFacts, &mut Vec<Found>)),
    /// One class with its entries.
    Class(fn(&ClassFacts, &mut Vec<Found>)),
    /// One record that waits.
    Waiting(fn(&Waiting, &mut Vec<Found>)),
    /// One thing in quarantine.
    Refused(fn(&Refused, &mut Vec<Found>)),
    /// One record that upstream leaves out.
    Missing(fn(&Missing, &mut Vec<Found>)),
    /// One session.
    Session(fn(&SessionLink, &mut Vec<Found>)),
    /// One decision about records.
    Decision(fn(&Decided, &mut Vec<Found>)),
    /// Two things that may be one.
    Proposal(fn(&Proposal, &mut Vec<Found>)),
}

/// A finding with what it is about, by which findings of one code are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is about, widest first.
    pub subject: Vec<Part>,
    /// What to say.
    pub finding: Finding,
}

/// A part of a subject. The order of the members is the order of findings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A number: an id, a position.
    Number(i64),
    /// A record.
    Key(RecordKey),
    /// An entry or person.
    Who(Entrant),
    /// Text, by code point.
    Text(String),
    /// Nothing known.
    Unknown,
}

impl Found {
    /// The order of findings, as this module documents it.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        fn by(found: &Found) -> impl Ord {
            let finding = &found.finding;
            (finding.severity(), finding.code, &found.subject, &finding.message, &finding.place.pointer)
        }
        by(self).cmp(&by(other))
    }
}

/// What settles numbers that contradict each other: they are LiveRC's, so LiveRC corrects them.
const STATED_SO: &str =
    "kept as stated; when LiveRC has corrected it, capture it again and run `heatlink import PATH`";

fn class_subject(class: &ClassName) -> Vec<Part> {
    let event = class.event.id.map_or(Part::Unknown, |id| Part::Number(id.get()));
    let id = class.id.map_or(Part::Unknown, |id| Part::Number(id.get()));
    // Names part those made from pages, which have no ids.
    match (&event, &id) {
        (Part::Number(_), Part::Number(_)) => vec![event, id],
        _ => vec![event, Part::Text(class.event.title.clone()), id, Part::Text(class.name.clone())],
    }
}

fn heat_subject(heat: &HeatName) -> Vec<Part> {
    let mut subject = class_subject(&heat.class);
    subject.push(Part::Number(heat.id.get()));
    subject
}

/// A contradiction about one result, at one of its fields. `what` says it; who and where are added here.
fn of_result(
    code: Code,
    heat: &HeatFacts,
    result: &ResultFacts,
    field: &str,
    what: impl std::fmt::Display,
) -> Found {
    let mut subject = heat_subject(&heat.name);
    subject.push(Part::Number(result.fields.finish_position.unwrap_or(i64::MAX)));
    subject.push(Part::Who(result.entry.entrant));
    let mut finding =
        Finding::new(code, format!("{} {what}; {}", result.entry, heat.name)).with_hint(STATED_SO);
    finding.place = if result.source.is_page() {
        result.source.laps_of(result.entry.entrant)
    } else {
        result.source.place(Family::Results, Some(field))
    };
    Found { subject, finding }
}

/// A contradiction in one entrant's laps. `what` says it; who and where are added here.
fn of_laps(code: Code, heat: &HeatFacts, entry: &EntryName, what: impl std::fmt::Display) -> Found {
    let mut subject = heat_subject(&heat.name);
    subject.push(Part::Number(heat.position_of(entry.entrant).unwrap_or(i64::MAX)));
    subject.push(Part::Who(entry.entrant));
    let mut finding = Finding::new(code, format!("{entry} {what}; {}", heat.name)).with_hint(STATED_SO);
    if let Some(laps) = &heat.laps {
        finding.place = laps.source.laps_of(entry.entrant);
    }
    Found { subject, finding }
}

/// The laps whose time is so, in words: `lap 2 and 3 more laps`.
fn such_laps(of: &EntrantLaps, is_so: impl Fn(i64) -> bool) -> Option<String> {
    let mut such = of.laps.iter().filter(|lap| is_so(lap.time_ms));
    let first = such.next()?.number;
    let more = match such.count() {
        0 => String::new(),
        more => format!(" and {}", count(more as u64, "more lap", "more laps")),
    };
    Some(format!("lap {first}{more}"))
}

/// The times on the track's clock that are so in its zone.
fn local_times(
    heat: &HeatFacts,
    code: Code,
    is_so: impl Fn(LocalTime) -> bool,
    what: &str,
    out: &mut Vec<Found>,
) {
    let Some(local) = &heat.local else { return };
    let Some((zone, name)) =
        local.zone.as_deref().and_then(|name| Some((jiff::tz::TimeZone::get(name).ok()?, name)))
    else {
        return;
    };
    for (which, text) in [("scheduled", &local.scheduled), ("completed", &local.completed)] {
        let Some(text) = text else { continue };
        let Some(wall) = date_time(text).or_else(|| text.parse().ok()) else { continue };
        if LocalTime::of(wall, &zone).is_some_and(&is_so) {
            let message = format!("{which} at `{text}`, {what} {name}; {}", heat.name);
            let mut finding = Finding::new(code, message).with_hint(
                "its moment stays unknown; a capture that has the offset tells it: run `heatlink import PATH`",
            );
            finding.place = heat.source.whole();
            out.push(Found { subject: heat_subject(&heat.name), finding });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_file_is_in_the_registry() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/app/reconcile/check");
        let files = std::fs::read_dir(folder).unwrap().count() - 1;
        assert_eq!(files, ALL.len());
    }

    #[test]
    fn each_code_has_one_check() {
        let codes: Vec<Code> = ALL.iter().flat_map(|c| c.codes).copied().collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        assert!(codes.is_sorted(), "the registry is in the order of the codes");
    }
}
