//! The laps of a results site's race: rows in any order become one sheet.

use super::site::{Once, Site};
use crate::domain::finding::{Code, Finding};
use crate::domain::id::{EntryId, HeatId};
use crate::domain::lap_sheet::{EntrantLaps, Lap, LapSheet};
use crate::domain::record::{Entrant, Kind, RecordKey};
use crate::infra::capture::alias_reader::{Names, Part, millis};
use crate::infra::capture::record_reader::{RecordReader, shown};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

pub(super) const LAP: Names<'_> = &["lap", "lap_number", "number"];
pub(super) const LAP_TIME: Names<'_> = &["lap_time", "lapTime", "time", "seconds"];
pub(super) const ENTRY_ID: Names<'_> = &["entry_id", "driver_id", "entryId"];
pub(super) const DRIVER_NAME: Names<'_> = &["driver_name", "name", "driverName"];
pub(super) const OUTLAP: Names<'_> = &["is_outlap", "outlap", "isOutlap"];
pub(super) const PENALTIES: Names<'_> = &["penalties"];
pub(super) const SECONDS: Names<'_> = &["seconds", "duration", "duration_seconds"];
pub(super) const REASON: Names<'_> = &["reason", "description"];

/// One row of the listing. The start row is numbered 0 and is no lap.
struct Row<'a> {
    who: Entrant,
    /// With the field that prints it and its spelling there.
    name: Option<(&'static str, &'a RawValue, String)>,
    lap: Lap,
}

/// Reads the rows of a race.
///
/// # Errors
/// The finding for which the capture is refused.
pub(super) fn laps<'a>(
    site: &mut Site<'a, '_>,
    race: HeatId,
    listing: &str,
    items: &[&'a RawValue],
) -> Result<LapSheet, Finding> {
    let key = RecordKey::Laps(race);
    let mut names = Printed::default();
    let mut once = Once::new();
    for (i, raw) in items.iter().copied().enumerate() {
        let pointer = format!("{listing}/{i}");
        let read = site.item(raw, &pointer, Kind::Lap, |site, r| (Some(key), row(site, r)))?;
        let Some(Row { who, name, lap }) = read else { continue };
        if let Some((field, printed, name)) = name {
            names.add(who, name, (i, printed, format!("{pointer}/{field}"), field));
        }
        if lap.number > 0 {
            let what = format!("lap {} of entry {who}", lap.number);
            once.add(site, ((who, lap.number), lap), (raw, pointer), (what, key));
        }
    }
    let mut by_entrant: BTreeMap<Entrant, Vec<Lap>> = BTreeMap::new();
    for ((who, _), lap) in once.taken() {
        by_entrant.entry(who).or_default().push(lap);
    }
    let mut printed = names.settle(site);
    let entrants = by_entrant
        .into_iter()
        .map(|(who, laps)| EntrantLaps { who, driver_name: printed.remove(&who), laps })
        .collect();
    Ok(LapSheet { entrants })
}

fn row<'a>(site: &mut Site<'a, '_>, r: &mut RecordReader<'a, '_>) -> Option<Row<'a>> {
    let who = r.required_text_id_of(ENTRY_ID).and_then(EntryId::new).map(Entrant::Entry);
    let name = r.first_of(DRIVER_NAME).and_then(|(field, raw)| Some((field, raw, r.text_of(&[field])?)));
    let number = r.count_of(LAP);
    let mut lap = Lap { is_outlap: r.flag_of(OUTLAP), ..Lap::default() };
    if number == Some(0) {
        // Whatever the start row has for a time is none.
        r.first_of(LAP_TIME);
        r.first_of(PENALTIES);
    } else {
        lap.time_ms = r.seconds_of(LAP_TIME).unwrap_or_default();
        penalties(site, r, &mut lap);
    }
    lap.number = number?;
    Some(Row { who: who?, name, lap })
}

/// Penalties tag a lap: their sum, and their reasons in order. One of unknown length makes the sum unknown.
fn penalties<'a>(site: &mut Site<'a, '_>, r: &mut RecordReader<'a, '_>, lap: &mut Lap) {
    let Some((pointer, items)) = r.first_of(PENALTIES).and_then(|found| r.items_of(found)) else {
        return;
    };
    let mut sum = Some(0_i64);
    let mut reasons = Vec::new();
    for (i, raw) in items.iter().copied().enumerate() {
        let pointer = format!("{pointer}/{i}");
        let Some(part) = Part::of(raw, pointer.clone()) else {
            let message = format!("expected a penalty, found {}: its seconds are unknown", shown(raw.get()));
            r.findings.push(site.placed(Code::UnknownPenalty, message, &pointer, raw.get()));
            sum = None;
            continue;
        };
        let mut reader = part.reader(site.document);
        let found = reader.first_of(SECONDS);
        let ms = found.and_then(|(_, raw)| millis(raw).ok());
        if ms.is_none() {
            let (field, part, what) = match found {
                Some((field, raw)) => (field, raw.get(), shown(raw.get())),
                None => (SECONDS[0], raw.get(), "none".into()),
            };
            let message =
                format!("expected seconds in `{field}` of a penalty, found {what}: they are unknown");
            reader.note_at(Code::UnknownPenalty, field, message, part);
        }
        sum = sum.zip(ms).and_then(|(a, b)| a.checked_add(b));
        reasons.extend(reader.text_of(REASON));
        site.fold(reader, r);
    }
    if !items.is_empty() {
        lap.penalty_ms = sum;
        lap.penalty_reason = Some(reasons.join("; "));
    }
}

/// Where a name is printed: which row, its text, its pointer, its field.
type Place<'a> = (usize, &'a RawValue, String, &'static str);

/// So many names of one entrant are told apart; a row more or less changes nothing about them then.
const MOST_NAMES: usize = 64;

/// The names that rows print, by entrant.
#[derive(Default)]
struct Printed<'a>(BTreeMap<Entrant, Vec<(String, u64, Place<'a>)>>);

impl<'a> Printed<'a> {
    fn add(&mut self, who: Entrant, name: String, place: Place<'a>) {
        let printed = self.0.entry(who).or_default();
        let has_room = printed.len() < MOST_NAMES;
        match printed.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, n, _)) => *n += 1,
            None if has_room => printed.push((name, 1, place)),
            None => {}
        }
    }

    /// One name for each: the one that most rows print, of equals the first. Others are said once.
    fn settle(self, site: &mut Site<'a, '_>) -> BTreeMap<Entrant, String> {
        let mut odd = Vec::new();
        let mut settled = BTreeMap::new();
        for (who, printed) in self.0 {
            let Some(most) = printed.iter().map(|(_, n, _)| *n).max() else { continue };
            let Some(kept) = printed.iter().find(|(_, n, _)| *n == most).map(|(name, ..)| name.clone())
            else {
                continue;
            };
            let other = printed.into_iter().find(|(name, ..)| *name != kept);
            if let Some((name, _, place)) = other {
                odd.push((place, who, name, kept.clone()));
            }
            settled.insert(who, kept);
        }
        odd.sort_by_key(|((row, ..), ..)| *row);
        for ((_, raw, pointer, field), who, name, kept) in odd {
            let message = format!(
                "expected one name of entry {who} in `{field}`, found {} beside {}, which is taken",
                shown(&name),
                shown(&kept)
            );
            let finding = site.placed(Code::NamesDiffer, message, &pointer, raw.get());
            site.payload.note(finding);
        }
        settled
    }
}
