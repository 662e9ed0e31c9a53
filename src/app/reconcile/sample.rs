//! Facts for the tests of the checks: one event, one class, one heat.

use super::check::{Check, Found, Over};
use crate::domain::facts::{
    CaptureName, ClassName, EntrantLaps, EntryName, EventName, HeatFacts, HeatName, LapFacts, ResultFacts,
    Source,
};
use crate::domain::id::{ClassId, EntryId, EventId, HeatId};
use crate::domain::lap_chart::Lap;
use crate::domain::race_numbers::Numbers;
use crate::domain::record::{Entrant, Family, ResultFields};
use std::sync::Arc;

pub(super) fn source(family: Family, item: u32) -> Source {
    let capture = CaptureName { path: "capture.json".into(), member: None, family: Some(family) };
    Source { capture: Arc::new(capture), item: Some(item) }
}

pub(super) fn class() -> ClassName {
    let event = EventName { id: EventId::new(30952), title: "Nationals".into() };
    ClassName { id: ClassId::new(91201), name: "2WD Modified".into(), event }
}

pub(super) fn heat_name() -> HeatName {
    HeatName { id: HeatId::new(441_250).unwrap(), label: "A-Main".into(), class: class() }
}

pub(super) fn entry(id: i64, driver: &str) -> EntryName {
    EntryName { entrant: Entrant::Entry(EntryId::new(id).unwrap()), driver_name: driver.into() }
}

/// A heat with one result for each of these, entries 1, 2, 3… in order.
pub(super) fn heat(results: &[ResultFields]) -> HeatFacts {
    let results = (1..).zip(results).map(|(id, fields)| ResultFacts {
        entry: entry(id, &format!("Driver {id}")),
        fields: fields.clone(),
        missing: false,
        is_double: false,
        source: source(Family::Results, u32::try_from(id).unwrap() - 1),
    });
    HeatFacts {
        name: heat_name(),
        scheduled_start: None,
        event_start: None,
        event_end: None,
        source: source(Family::Heats, 0),
        results: results.collect(),
        absent: Vec::new(),
        local: None,
        laps: None,
    }
}

/// Laps 1…n of each of these, of entries 1, 2, 3… in order.
pub(super) fn laps(times: &[&[i64]]) -> LapFacts {
    let entrants = (1..).zip(times).map(|(id, times)| {
        let lap = |(number, &time_ms)| Lap { number, time_ms, position: None };
        EntrantLaps {
            entry: entry(id, &format!("Driver {id}")),
            laps: (1..).zip(*times).map(lap).collect(),
            penalties_ms: 0,
            published: None,
        }
    });
    LapFacts {
        source: source(Family::RacePage, 0),
        counts_from: None,
        any_refused: false,
        entrants: entrants.collect(),
    }
}

/// A race: each entrant's laps, and the result that follows from them; positions in the order given.
pub(super) fn race(times: &[&[i64]]) -> HeatFacts {
    let results: Vec<ResultFields> = (1..)
        .zip(times)
        .map(|(position, times)| ResultFields {
            fast_lap_ms: times.iter().copied().min(),
            total_time_ms: (!times.is_empty()).then(|| times.iter().sum()),
            ..result(position, i64::try_from(times.len()).unwrap(), 0)
        })
        .collect();
    let mut heat = heat(&results);
    for result in &mut heat.results {
        result.source = source(Family::RacePage, 0);
    }
    HeatFacts { laps: Some(laps(times)), ..heat }
}

/// Published numbers with an average alone.
pub(super) fn average(ms: i64) -> Numbers {
    Numbers { avg_lap_ms: Some(ms), ..Numbers::default() }
}

/// A result with position, laps and total.
pub(super) fn result(position: i64, laps: i64, total_ms: i64) -> ResultFields {
    ResultFields {
        finish_position: Some(position),
        laps_completed: Some(laps),
        total_time_ms: Some(total_ms),
        ..ResultFields::default()
    }
}

/// What a check over heats says of this one: the pointer and the message of each finding.
pub(super) fn said(check: Check, facts: &HeatFacts) -> Vec<String> {
    let Over::Heat(run) = check.over else { panic!("a check over heats") };
    let mut found = Vec::new();
    run(facts, &mut found);
    lines(&found)
}

/// The pointer and the message of each finding; every one has a hint that ends with a command.
pub(super) fn lines(found: &[Found]) -> Vec<String> {
    let line = |f: &Found| {
        let hint = f.finding.hint.as_deref().unwrap_or_default();
        assert!(hint.ends_with('`') && hint.contains("`heatlink "), "{hint}");
        let pointer = f.finding.place.pointer.as_deref().filter(|p| !p.is_empty()).unwrap_or("-");
        format!("{pointer} {}", f.finding.message)
    };
    found.iter().map(line).collect()
}
