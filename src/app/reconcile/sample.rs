//! Facts for the tests of the checks: one event, one class, one heat.

use super::check::{Check, Found, Over};
use crate::domain::facts::{
    CaptureName, ClassName, EntryName, EventName, HeatFacts, HeatName, ResultFacts, Source,
};
use crate::domain::id::{ClassId, EntryId, EventId, HeatId};
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
    }
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
        let pointer = f.finding.place.pointer.as_deref().unwrap_or("-");
        format!("{pointer} {}", f.finding.message)
    };
    found.iter().map(line).collect()
}
