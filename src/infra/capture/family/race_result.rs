//! Results site: a race, lap by lap.

use super::site::{CLASS, EVENT, Noun, Site};
use super::site_laps::{LAP, LAP_TIME, laps};
use super::{Layout, Reader, Shape, Spec, plain_laps};
use crate::domain::finding::{Code, Finding};
use crate::domain::id::HeatId;
use crate::domain::lap_sheet::LapSheet;
use crate::domain::record::{Family, Fields, HeatFields, Kind, RecordKey};
use crate::domain::time::{Instant, NotAnInstant};
use crate::domain::wall_clock::{LocalTime, iso_date_time, zone};
use crate::infra::capture::alias_reader::{Found, Names};
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::payload::{Payload, PayloadOptions};
use crate::infra::capture::record_reader::{RecordReader, shown};

pub(super) const SPEC: Spec = Spec {
    family: Family::RaceResult,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "race_id",
    read: Reader::Whole(read),
};

pub(super) const RACE: Noun = Noun {
    objects: &["race"],
    id: &["race_id", "raceId"],
    inner_id: &["race_id", "id", "raceId"],
    name: &["race_name"],
    inner_name: &["race_name", "name"],
};
pub(super) const ROUND: Names<'_> = &["round"];
pub(super) const ROUND_ID: Names<'_> = &["round_id", "roundId"];
pub(super) const ROUND_NAME: Names<'_> = &["round_name"];
pub(super) const ROUND_INNER_ID: Names<'_> = &["round_id", "id", "roundId"];
pub(super) const ROUND_INNER_NAME: Names<'_> = &["round_name", "name"];
pub(super) const LAPS: Names<'_> = &["laps", "lap_data"];
pub(super) const SESSION_TYPE: Names<'_> = &["session_type", "type", "sessionType"];
pub(super) const START: Names<'_> = &["start_time", "startTime", "scheduled_start"];

/// Laps; or a race's heading, so that one without laps is told what it lacks.
fn look(object: &Object<'_>) -> bool {
    let any = |keys: Names<'_>| keys.iter().any(|k| object.has(k));
    any(LAPS)
        || has_results_of_laps(object)
        || (any(SESSION_TYPE) || any(START))
            && any(&["race", "race_id", "raceId", "round", "round_id", "roundId"])
}

/// `results` are laps where an item of them has a lap's number and time.
fn has_results_of_laps(object: &Object<'_>) -> bool {
    let has = |item: &Object<'_>, keys: Names<'_>| keys.iter().any(|k| item.has(k));
    object
        .get("results")
        .and_then(super::first_item)
        .is_some_and(|item| has(&item, LAP) && has(&item, LAP_TIME))
}

fn read(
    document: &Document<'_>,
    object: &Object<'_>,
    options: PayloadOptions<'_>,
) -> Result<Payload, Finding> {
    let mut site = Site::new(document, Family::RaceResult);
    let mut root = RecordReader::new(document, object, document.text.trim(), String::new());
    let event = site.named(&mut root, None, &EVENT);
    let class = site.named(&mut root, None, &CLASS);
    let (round_id, round_name) = round(&mut site, &mut root);
    let mut race = site.named(&mut root, None, &RACE);
    race.id = super::own_id(&mut root, options.subject, "race_id", race.id);
    if race.id.is_none() {
        root.missing(RACE.id);
    }
    let session_type = root.text_of(SESSION_TYPE);
    let start = root.first_of(START);
    let mut found = root.first_of(LAPS);
    if found.is_none() && has_results_of_laps(object) {
        found = root.first_of(&["results"]);
    }
    if found.is_none() {
        root.missing(LAPS);
    }
    let plain = found.and_then(|(_, raw)| plain_laps::read(raw));
    let items = found.filter(|_| plain.is_none()).and_then(|found| root.items_of(found));
    let mut heat = HeatFields {
        class_id: class.id,
        event_id: event.id,
        label: race.name,
        round_name,
        round_id,
        session_type,
        heading_event: event.name.clone().filter(|_| event.id.is_none()),
        heading_class: class.name.clone().filter(|_| class.id.is_none()),
        ..HeatFields::default()
    };
    let refused = start.and_then(|start| scheduled(&mut root, start, options.assumed_zone, &mut heat).err());
    site.heading(root)?;
    let (Some(race), true) = (race.id.and_then(HeatId::new), plain.is_some() || items.is_some()) else {
        return Err(Finding::new(Code::MissingField, "expected a race with its laps, found none"));
    };
    site.state_parents(&event, &class);
    let key = RecordKey::Heat(race);
    match refused.zip(start) {
        Some((reason, (_, raw))) => {
            site.refuse(Kind::Heat, Some(key), reason.clone(), raw.get());
            site.payload.note(reason);
        }
        None => site.state(key, Fields::Heat(heat), None),
    }
    let sheet = match (plain, items) {
        (Some(sheet), _) => sheet,
        (None, Some((pointer, items))) => laps(&mut site, race, &pointer, &items)?,
        (None, None) => LapSheet::default(),
    };
    if !sheet.is_empty() {
        site.state(RecordKey::Laps(race), Fields::Laps(sheet), None);
    } else if site.payload.refused.iter().all(|r| r.kind != Kind::Lap) {
        let message = "expected laps, found an empty listing: it states nothing about them";
        let hint = "upstream pages go empty for a while; capture it again later";
        site.say(Finding::new(Code::EmptyListing, message).with_hint(hint));
    }
    Ok(site.finish())
}

/// A round has any text for an id.
fn round<'a>(site: &mut Site<'a, '_>, root: &mut RecordReader<'a, '_>) -> (Option<String>, Option<String>) {
    let blank = |text: &String| !text.trim().is_empty();
    let id = root.label_of(ROUND_ID).filter(blank);
    let name = root.text_of(ROUND_NAME);
    let Some(part) = root.part_of(ROUND) else { return (id, name) };
    let mut reader = part.reader(site.document);
    let inner = reader.label_of(ROUND_INNER_ID).filter(blank);
    let inner_name = reader.text_of(ROUND_INNER_NAME);
    site.fold(reader, root);
    (id.or(inner), name.or(inner_name))
}

/// The planned start: a moment, or a time on the track's clock, which is a moment where a zone is assumed.
///
/// # Errors
/// The finding for which what the heading says of the race is refused: no such moment.
fn scheduled(
    root: &mut RecordReader<'_, '_>,
    (name, raw): Found<'_>,
    assumed: Option<&str>,
    heat: &mut HeatFields,
) -> Result<(), Finding> {
    let Some(text) = root.text_of(&[name]) else { return Ok(()) };
    let said = shown(raw.get());
    let why = match Instant::parse(&text) {
        Ok(at) => {
            heat.scheduled_start_utc = Some(at);
            return Ok(());
        }
        Err(why @ (NotAnInstant::NoOffset | NotAnInstant::NoTime)) => why,
        Err(why) => {
            let why = why.describe();
            let message = format!("expected an ISO 8601 date and time in `{name}`, found {said}: {why}");
            return Err(root.placed(Code::InvalidTime, name, message, raw.get()));
        }
    };
    heat.scheduled_local = Some(text.clone());
    let known = assumed.and_then(|name| Some((name, zone(name)?)));
    let is_zone_known = known.is_some();
    let resolved = known.and_then(|(name, zone)| Some((name, LocalTime::of(iso_date_time(&text)?, &zone)?)));
    if let Some((zone, _)) = resolved {
        heat.assumed_zone = Some(zone.to_owned());
    }
    let known_but_far = is_zone_known && resolved.is_none() && iso_date_time(&text).is_some();
    let (code, message) = match resolved {
        Some((_, LocalTime::Unique(at))) => {
            heat.scheduled_start_utc = Some(at);
            return Ok(());
        }
        Some((zone, LocalTime::Gap)) => (
            Code::LocalTimeInGap,
            format!(
                "expected a time that was in `{name}`, found {said}, over which the clocks of {zone} were put forward: the moment is unknown"
            ),
        ),
        Some((zone, LocalTime::Overlap { .. })) => (
            Code::LocalTimeAmbiguous,
            format!(
                "expected a time that was once in `{name}`, found {said}, which the clocks of {zone} showed twice: the moment is unknown"
            ),
        ),
        None => (
            Code::AmbiguousTime,
            format!(
                "expected a date and time with `Z` or an offset in `{name}`, found {said}, {}: the moment is unknown",
                why.describe()
            ),
        ),
    };
    let mut finding = root.placed(code, name, message, raw.get());
    if known_but_far {
        finding = finding.with_hint("its moment lies outside the years 0000 to 9999; capture it again");
    }
    root.findings.push(finding);
    Ok(())
}
