//! A club archive's record of a race page.

use super::race_dump::{at, literal, objects, repeats};
use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::infra::capture::context::Subject;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::page::archive::{ArchiveRecord, words};
use crate::infra::capture::page::validate::{At, Heading, Race, Words, find_race, state};
use crate::infra::capture::payload::{Payload, PayloadOptions};
use crate::infra::capture::record_reader::shown;

pub(super) const SPEC: Spec = Spec {
    family: Family::RaceArchive,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "race_id",
    read: Reader::Whole(read),
};

const RESULTS: &str = "/driver_results";

fn look(object: &Object<'_>) -> bool {
    object.has("driver_results")
}

fn read(document: &Document<'_>, _: &Object<'_>, options: PayloadOptions<'_>) -> Result<Payload, Finding> {
    let node = literal(document, options)?;
    let mut repeated = repeats(document, &node, "")?;
    let Some(record) = ArchiveRecord::take(node) else {
        let finding =
            Finding::new(Code::MissingField, "expected a value in `driver_results`, found no such key");
        return Err(at(document, finding, document.text.trim()));
    };
    repeated.extend(repeats(document, &record.driver_results, RESULTS)?);
    let own = own_race(document, &record, options)?;
    let heading = heading(document, &record);
    let unknown = record.unknown.iter().map(ToString::to_string).collect();
    let source = record.source;
    let (subject, heat) = find_race(options, own).map_err(|f| at(document, f, source))?;
    let objects = objects(document, record.driver_results, RESULTS)?;
    let race = Race {
        family: Family::RaceArchive,
        subject,
        heat,
        objects,
        base: RESULTS,
        heading,
        table: None,
        unknown,
        is_whole: true,
    };
    let mut payload = state(document, &race, options);
    payload.findings.splice(0..0, repeated);
    Ok(payload)
}

/// The race that the record's own ids name, which must be that of its address.
fn own_race(
    document: &Document<'_>,
    record: &ArchiveRecord<'_>,
    options: PayloadOptions<'_>,
) -> Result<Option<Subject>, Finding> {
    let told = options.subject;
    let race = own_id(document, record, "race_id", told.map(|s| s.id))?;
    let event = own_id(document, record, "event_id", told.and_then(|s| s.event))?;
    let sheet = own_id(document, record, "heat_id", told.and_then(|s| s.sheet))?;
    let id = race.or(told.map(|s| s.id)).or(options.race_hint);
    Ok(id.map(|id| Subject { event, sheet, ..Subject::race(id) }))
}

fn own_id(
    document: &Document<'_>,
    record: &ArchiveRecord<'_>,
    key: &str,
    told: Option<i64>,
) -> Result<Option<i64>, Finding> {
    let Some(node) = record.get(key) else { return Ok(None) };
    let refuse = |code, message: String| {
        Err(at(document, Finding::new(code, message), node.source).at_pointer(format!("/{key}")))
    };
    let Ok(said) = words(node) else {
        return refuse(Code::WrongType, format!("expected an id in `{key}`, found {}", node.describe()));
    };
    let Some(said) = said else { return Ok(None) };
    let digits = !said.is_empty() && said.bytes().all(|b| b.is_ascii_digit());
    let Some(id) = said.parse::<i64>().ok().filter(|id| digits && *id >= 1) else {
        let message = format!("expected a positive whole number in `{key}`, found {}", shown(node.source));
        return refuse(Code::WrongType, message);
    };
    match told {
        Some(told) if told != id => {
            refuse(Code::IdMismatch, format!("expected `{key}` {told} as in the address, found {id}"))
        }
        _ => Ok(Some(id)),
    }
}

fn heading<'a>(document: &Document<'_>, record: &ArchiveRecord<'a>) -> Heading<'a> {
    let mut faults = Vec::new();
    let mut said = |key: &'static str| {
        let node = record.get(key)?;
        match words(node) {
            Ok(Some(text)) if text.contains('\0') => {
                let message =
                    format!("expected a text without U+0000 in `{key}`, found {}", shown(node.source));
                let fault = at(document, Finding::new(Code::NulCharacter, message), node.source);
                faults.push(fault.at_pointer(format!("/{key}")));
                None
            }
            Ok(text) => text.map(|text| Words { text: text.into_owned(), at: At::Value(node.source, key) }),
            Err(_) => {
                let found = node.describe();
                let message = format!("expected a text in `{key}`, found {found}: {}", shown(node.source));
                let fault = at(document, Finding::new(Code::WrongType, message), node.source);
                faults.push(fault.at_pointer(format!("/{key}")));
                None
            }
        }
    };
    let heading = Heading {
        track: said("club"),
        event: said("event"),
        date: said("date"),
        race: said("raceClass"),
        race_number: said("raceNum"),
        round: said("round"),
        length: said("length"),
        ..Heading::default()
    };
    Heading { faults, source: record.source, ..heading }
}
