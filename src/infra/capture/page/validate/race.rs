//! One race, put together from its script, its table and its headings.

use super::driver::{self, Driver};
use super::heading::{self, Heading};
use super::judge::Judge;
use super::{order, table};
use crate::domain::finding::Code;
use crate::domain::id::{HeatId, LivercDriverId};
use crate::domain::lap_sheet::{EntrantLaps, LapSheet};
use crate::domain::record::{Entrant, Family, Fields, Kind, RecordKey, ResultFields};
use crate::infra::capture::context::Subject;
use crate::infra::capture::json::Document;
use crate::infra::capture::page::html::table::{Column, ResultTable, Row};
use crate::infra::capture::page::objects::{RaceObjects, Racer};
use crate::infra::capture::payload::{Payload, PayloadOptions};
use crate::infra::capture::record_reader::{escaped, shown};
use std::collections::{BTreeMap, BTreeSet};

/// A race, taken apart.
pub struct Race<'a> {
    /// Which family it came as.
    pub family: Family,
    /// What names it.
    pub subject: Subject,
    /// Its id.
    pub heat: HeatId,
    /// What its script states.
    pub objects: RaceObjects<'a>,
    /// Where that stands in the payload.
    pub base: &'static str,
    /// What stands above it.
    pub heading: Heading<'a>,
    /// The page's table.
    pub table: Option<ResultTable>,
    /// Keys beside those known.
    pub unknown: Vec<String>,
    /// Whether all of it is there.
    pub is_whole: bool,
}

/// Judges a race: what it states, and what of it is refused.
#[must_use]
pub fn state(document: &Document<'_>, race: &Race<'_>, options: PayloadOptions<'_>) -> Payload {
    let mut payload = Payload::empty(race.family);
    payload.subject = Some(race.subject);
    let mut judge = Judge::new(document, payload, race.heat, race.base);
    for key in race.unknown.iter().map(String::as_str).chain(race.objects.unknown.iter().map(AsRef::as_ref)) {
        judge.unknown(key);
    }
    let mut is_listed = race.is_whole;
    let drivers = drivers(&mut judge, &race.objects, &mut is_listed);
    let rows = rows(&mut judge, race, &drivers, &mut is_listed);
    let places = order::places(&mut judge, &race.objects, &drivers, !rows.by_driver.is_empty());
    heading::state(&mut judge, &race.heading, race.subject, options.assumed_zone);
    let mut sheet = LapSheet::default();
    for (mut driver, place) in drivers.into_iter().zip(places) {
        let row = rows.by_driver.get(&driver.id).copied();
        let is_twice = rows.twice.contains(&driver.id);
        // Where the result is refused the laps stand, and whose they are.
        let driver_name = driver.fields.driver_name.clone();
        result(&mut judge, &mut driver, place, row, is_twice);
        if !driver.laps.good.is_empty() {
            let laps = std::mem::take(&mut driver.laps.good);
            sheet.entrants.push(EntrantLaps { who: Entrant::Driver(driver.id), driver_name, laps });
        }
    }
    for (id, row) in rows.without_driver {
        of_row(&mut judge, id, row);
    }
    if !sheet.is_empty() {
        sheet.entrants.sort_by_key(|e| e.who);
        let key = RecordKey::Laps(race.heat);
        judge.say(key, Fields::Laps(sheet));
    }
    let any = judge.payload.statements.iter().any(|s| s.key.kind() == Kind::Result)
        || judge.payload.refused.iter().any(|r| r.kind == Kind::Result);
    let mut payload = judge.finish();
    if options.complete && is_listed && any {
        payload.listing_of = Some(race.heat.get());
    }
    if !any {
        let message = "expected the drivers of a race, found none: it states nothing of them";
        let finding = crate::domain::finding::Finding::new(Code::EmptyListing, message)
            .with_hint("upstream pages go empty for a while; capture it again later");
        payload.note(crate::infra::capture::recognise::at_start(finding, document));
    }
    payload
}

/// Everyone in the script whose id can be read and who stands there once.
fn drivers<'a>(
    judge: &mut Judge<'_, '_>,
    objects: &RaceObjects<'a>,
    is_listed: &mut bool,
) -> Vec<Driver<'a>> {
    let mut by_id: BTreeMap<LivercDriverId, Vec<&Racer<'a>>> = BTreeMap::new();
    let mut ids = Vec::new();
    for racer in &objects.drivers {
        let is_number = racer.id.bytes().all(|b| b.is_ascii_digit());
        let Some(id) = racer.id.parse().ok().filter(|_| is_number) else {
            *is_listed = false;
            let message =
                format!("expected LiveRC's driver id as a key of `racerLaps`, found {}", shown(&racer.id));
            let pointer = format!("/racerLaps/{}", escaped(&racer.id));
            let reason = judge.finding(Code::WrongType, message, racer.id_source, &pointer);
            judge.refuse(Kind::Result, None, reason, racer.values.source);
            continue;
        };
        let all = by_id.entry(id).or_default();
        if all.is_empty() {
            ids.push(id);
        }
        all.push(racer);
    }
    let mut drivers = Vec::with_capacity(ids.len());
    for id in ids {
        let all = by_id.remove(&id).unwrap_or_default();
        let Some(first) = all.first() else { continue };
        let is_same = all.iter().all(|r| r.values.same_value(&first.values));
        for racer in all.iter().skip(usize::from(is_same)) {
            let key = RecordKey::Result(judge.heat, Entrant::Driver(id));
            let (code, rest) = if is_same {
                (Code::DuplicateRecord, "with equal values")
            } else {
                (Code::DuplicateRecordConflict, "with other values: none is taken")
            };
            let message = format!("expected {key} once, found it again {rest}");
            let pointer = format!("/racerLaps/{}", escaped(&racer.id));
            let finding = judge.finding(code, message, racer.id_source, &pointer);
            if is_same {
                judge.payload.repeats[Kind::Result as usize] += 1;
                judge.payload.note(finding);
            } else {
                judge.refuse(Kind::Result, Some(key), finding, racer.values.source);
            }
        }
        if is_same {
            drivers.push(driver::read(judge, id, first));
        }
    }
    drivers
}

/// The rows of the table, by whose they are.
#[derive(Default)]
struct Rows<'r> {
    by_driver: BTreeMap<LivercDriverId, &'r Row>,
    /// Drivers with several rows that differ.
    twice: BTreeSet<LivercDriverId>,
    /// Rows of drivers whom the script does not have.
    without_driver: Vec<(LivercDriverId, &'r Row)>,
}

fn rows<'r>(
    judge: &mut Judge<'_, '_>,
    race: &'r Race<'_>,
    drivers: &[Driver<'_>],
    is_listed: &mut bool,
) -> Rows<'r> {
    let mut rows = Rows::default();
    let Some(page) = &race.table else { return rows };
    page.unknown().for_each(|name| judge.unknown(name));
    let script: BTreeSet<LivercDriverId> =
        race.objects.drivers.iter().filter_map(|r| r.id.parse().ok()).collect();
    let mut nameless = Vec::new();
    for row in &page.rows {
        let Some(id) = row.driver_id.as_deref() else {
            nameless.push(row);
            continue;
        };
        let Ok(id) = id.parse::<LivercDriverId>() else {
            *is_listed = false;
            let message = format!("expected a driver id in the table, found `{id}`");
            let reason = judge.at_line(Code::WrongType, message, row.line);
            judge.refuse(Kind::Result, None, reason, &text_of(row));
            continue;
        };
        add(judge, &mut rows, id, row, script.contains(&id));
    }
    // Whoever did not start has no link: found by name among those who have no row. Script and table are both in
    // finishing order, so that of several with one name the first row is the first of them.
    for (i, row) in nameless.iter().copied().enumerate() {
        let name = row.driver_name.as_deref().unwrap_or_default();
        let is_called =
            |other: Option<&str>| other.is_some_and(|n| n.split_whitespace().eq(name.split_whitespace()));
        let left = nameless[i..].iter().filter(|r| is_called(r.driver_name.as_deref())).count();
        let named: Vec<_> = drivers
            .iter()
            .filter(|d| !rows.by_driver.contains_key(&d.id) && is_called(d.fields.driver_name.as_deref()))
            .collect();
        if let Some(driver) = named.first().filter(|_| named.len() == left) {
            let id = driver.id;
            add(judge, &mut rows, id, row, true);
            continue;
        }
        *is_listed = false;
        let message = format!(
            "expected a driver id in the table's row of `{name}`, found none, nor one driver of that name in the script"
        );
        let reason = judge.at_line(Code::MissingField, message, row.line);
        judge.refuse(Kind::Result, None, reason, &text_of(row));
    }
    rows
}

fn add<'r>(
    judge: &mut Judge<'_, '_>,
    rows: &mut Rows<'r>,
    id: LivercDriverId,
    row: &'r Row,
    is_in_script: bool,
) {
    let seen = rows
        .by_driver
        .get(&id)
        .copied()
        .or_else(|| rows.without_driver.iter().find(|(other, _)| *other == id).map(|(_, row)| *row));
    if let Some(seen) = seen {
        if text_of(seen) != text_of(row) {
            rows.twice.insert(id);
        }
        let message = format!("expected one row of the table for driver {id}, found another");
        judge.warn_at_line(Code::PageDisagrees, message, row.line);
    } else if is_in_script {
        rows.by_driver.insert(id, row);
    } else {
        let message = format!("expected driver {id} of the table in the script, too, found nothing there");
        judge.warn_at_line(Code::PageDisagrees, message, row.line);
        rows.without_driver.push((id, row));
    }
}

/// States or refuses one driver's result.
fn result(
    judge: &mut Judge<'_, '_>,
    driver: &mut Driver<'_>,
    place: Option<i64>,
    row: Option<&Row>,
    is_twice: bool,
) {
    let key = RecordKey::Result(judge.heat, Entrant::Driver(driver.id));
    let mut fields = driver.fields.clone();
    fields.finish_position = place;
    fields.laps_completed = driver.laps.highest;
    fields.total_time_ms = driver.laps.total();
    let mut fault = driver.fault.take();
    if let Some(row) = row {
        if fault.is_none() {
            table::compare(judge, row, driver);
        }
        let said = table::fill(judge, row, &mut fields);
        fault = fault.or(said);
        if is_twice {
            let message = format!("expected {key} once, found rows of the table that differ");
            fault = fault.or_else(|| Some(judge.at_line(Code::DuplicateRecordConflict, message, row.line)));
        }
        if let (Some(place), Some(position)) = (place, fields.finish_position)
            && place != position
        {
            let message = format!(
                "expected `{}` at position {place} as in the script's order, found {position} in the table",
                driver.name()
            );
            judge.warn_at_line(Code::PageDisagrees, message, row.line);
        }
    }
    if fault.is_none()
        && let (Some(total), Some(fast)) = (fields.total_time_ms, fields.fast_lap_ms)
        && total < fast
    {
        let message = format!("expected a total of at least the fast lap, {fast} ms, found {total} ms");
        let pointer = format!("{}/fastLap", driver.pointer);
        fault = Some(judge.finding(Code::TotalBelowFastLap, message, driver.source, &pointer));
    }
    match fault {
        Some(reason) => judge.refuse(Kind::Result, Some(key), reason, driver.source),
        None => judge.say(key, Fields::Result(fields)),
    }
}

/// States or refuses the result of someone in the table alone.
fn of_row(judge: &mut Judge<'_, '_>, id: LivercDriverId, row: &Row) {
    let key = RecordKey::Result(judge.heat, Entrant::Driver(id));
    let mut fields = ResultFields::default();
    let mut fault = table::fill(judge, row, &mut fields);
    if let (Some(total), Some(fast)) = (fields.total_time_ms, fields.fast_lap_ms)
        && total < fast
    {
        let message = format!("expected a total of at least the fast lap, {fast} ms, found {total} ms");
        fault = fault.or_else(|| Some(judge.at_line(Code::TotalBelowFastLap, message, row.line)));
    }
    match fault {
        Some(reason) => judge.refuse(Kind::Result, Some(key), reason, &text_of(row)),
        None => judge.say(key, Fields::Result(fields)),
    }
}

/// A row's cells, for quarantine.
fn text_of(row: &Row) -> String {
    let cells = row.cells.iter().map(|(column, cell)| {
        if *column == Column::Driver { row.driver_name.as_deref().unwrap_or_default() } else { &cell.text }
    });
    cells.collect::<Vec<_>>().join("\t")
}
