//! Counting at the end of a run: the database before and after it, so that counters depend on neither order nor
//! threads.

use super::gather;
use super::place::dates;
use super::refs::Refs;
use super::report::{RecordCounts, Report};
use super::roster::values;
use super::settle::Settler;
use crate::app::reconcile::check::pending;
use crate::domain::facts::{CaptureName, Source};
use crate::domain::id::HeatId;
use crate::domain::lap_sheet::{Lap, LapSheet};
use crate::domain::merge::{Stated, resolve};
use crate::domain::record::{Entrant, Fields, Kind, RecordKey};
use crate::domain::standing::Waiting;
use crate::infra::db::reconcile::waiting;
use crate::infra::db::{lap, made, roster, row, statement, touched};
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts rows and records, before the run is committed or rolled back.
pub(crate) fn count(settler: &Settler<'_>, report: &mut Report) -> Result<()> {
    let conn = settler.conn;
    let any_kept = statement::any_versions(conn)?;
    for (counts, born) in report.records.iter_mut().zip(settler.born) {
        counts.inserted += born;
    }
    // A result that goes by two ids was perhaps two before; what is one row now counts once.
    let mut results: BTreeMap<(HeatId, i64), (Fields, Vec<Fields>)> = BTreeMap::new();
    for key in touched::all(conn)? {
        let before = touched::before(conn, key)?.and_then(|noted| noted.0);
        let now = row::get(conn, key)?;
        let counts = &mut report.records[key.kind() as usize];
        match (key, before, now) {
            (RecordKey::Laps(heat), before, now) => {
                count_laps(conn, heat, before.as_ref(), now.as_ref().map(|s| &s.fields), counts)?;
            }
            (RecordKey::Result(heat, _), before, Some(now)) => {
                let of_row = results.entry((heat, now.parent)).or_insert((now.fields, Vec::new()));
                of_row.1.extend(before);
            }
            (RecordKey::Entry(..), _, Some(now)) if touched::is_noted_row(conn, Kind::Entry, now.row)? => {}
            (_, None, Some(_)) => counts.inserted += 1,
            (_, Some(before), Some(now)) if before != now.fields => counts.updated += 1,
            (_, Some(_), None) => counts.removed += 1,
            _ => {}
        }
    }
    for (now, before) in results.into_values() {
        let counts = &mut report.records[Kind::Result as usize];
        match before.len() {
            0 => counts.inserted += 1,
            rows => {
                counts.updated += u64::from(!before.contains(&now));
                counts.removed += rows as u64 - 1;
            }
        }
    }
    count_rows(conn, report)?;
    // A record that was stated once lies in its row and changed it: only kept statements are left to count.
    if let Some(run) = settler.run.filter(|_| any_kept) {
        let mut refs = Refs::default();
        for key in statement::of_run(conn, run)? {
            count_statements(conn, &mut refs, key, run, report)?;
        }
    }
    Ok(())
}

/// Tells what waits and counts nothing: nobody asks what a database that is forgotten came to.
pub(crate) fn only_waiting(conn: &Connection, report: &mut Report) -> Result<()> {
    for key in statement::that_wait(conn)? {
        for s in statement::of_record(conn, key)? {
            let Some(parent) = &s.tag.waits_for else { continue };
            let (_, path, member) = statement::provenance(conn, s.tag.capture)?;
            note_waiting(conn, key, &s, parent, (path, member), report)?;
        }
    }
    Ok(())
}

/// Rows that no record names: made events and classes, entries that pages or laps alone name.
fn count_rows(conn: &Connection, report: &mut Report) -> Result<()> {
    for (kind, id, before) in touched::rows(conn)? {
        let now = match kind {
            Kind::Event => made::event_shows(conn, id)?.as_ref().map(dates),
            Kind::Class => made::class_shows(conn, id)?.map(|_| String::new()),
            _ => roster::row(conn, id)?.as_ref().map(values),
        };
        let counts = &mut report.records[kind as usize];
        match (before, now) {
            (None, Some(_)) => counts.inserted += 1,
            (Some(before), Some(now)) => {
                counts.updated += u64::from(kind != Kind::Class && before != now);
            }
            (Some(_), None) => counts.removed += 1,
            (None, None) => {}
        }
    }
    Ok(())
}

/// Compares the laps of a race before and after, each by its entry's row and number.
fn count_laps(
    conn: &Connection,
    heat: HeatId,
    before: Option<&Fields>,
    now: Option<&Fields>,
    counts: &mut RecordCounts,
) -> Result<()> {
    let (before, now) = (by_entry(conn, heat, before)?, by_entry(conn, heat, now)?);
    for (place, lap) in &now {
        match before.get(place) {
            None => counts.inserted += 1,
            Some(was) => counts.updated += u64::from(was != lap),
        }
    }
    counts.removed += before.keys().filter(|place| !now.contains_key(*place)).count() as u64;
    Ok(())
}

/// The entry's row, or what it goes by where there is none; and the lap's number.
type Place = (std::result::Result<i64, Entrant>, i64);

fn by_entry(conn: &Connection, heat: HeatId, fields: Option<&Fields>) -> Result<BTreeMap<Place, Lap>> {
    let Some(Fields::Laps(sheet)) = fields else { return Ok(BTreeMap::new()) };
    let mut all = BTreeMap::new();
    for (entrant, entry) in sheet.entrants.iter().zip(lap::entries_of(conn, heat, sheet)?) {
        for lap in &entrant.laps {
            all.insert((entry.ok_or(entrant.who), lap.number), lap.clone());
        }
    }
    Ok(all)
}

/// Counts this run's statements of one record that changed no row.
fn count_statements(
    conn: &Connection,
    refs: &mut Refs,
    key: RecordKey,
    run: i64,
    report: &mut Report,
) -> Result<()> {
    let own = statement::of_record(conn, key)?;
    let (name, stated) = gather::of_record(conn, refs, key, false)?;
    let shown = row::get(conn, key)?;
    let changed = match (touched::before(conn, name)?, &shown) {
        (Some(before), Some(now)) => before.0.as_ref() != Some(&now.fields),
        _ => false,
    };
    let in_force: Vec<Stated<statement::Kept>> =
        stated.iter().filter(|s| s.tag.waits_for.is_none()).cloned().collect();
    let winners = shown.and(resolve(&in_force)).map(|r| r.winners).unwrap_or_default();
    for s in &own {
        let (of_run, path, member) = statement::provenance(conn, s.tag.capture)?;
        if of_run != run {
            continue;
        }
        let records = records_of(&s.fields);
        let counts = &mut report.records[key.kind() as usize];
        if let Some(parent) = &s.tag.waits_for {
            counts.pending += records;
            note_waiting(conn, key, s, parent, (path, member), report)?;
            continue;
        }
        let winner = stated
            .iter()
            .find(|o| (o.family == s.family || key.kind() == Kind::Lap) && winners.contains(&o.tag));
        match winner {
            Some(w) if w.tag == s.tag && changed => {
                if let (Fields::Laps(now), Some(touched::Before(before))) =
                    (&s.fields, touched::before(conn, name)?)
                {
                    counts.unchanged += same_laps(now, before.as_ref());
                }
            }
            Some(w) => {
                let same = match (&w.fields, &s.fields) {
                    (Fields::Laps(_), Fields::Laps(mine)) => same_laps(mine, Some(&w.fields)),
                    (theirs, mine) => u64::from(theirs == mine),
                };
                counts.unchanged += same;
                counts.stale += records - same;
            }
            None => counts.stale += records,
        }
    }
    Ok(())
}

/// Says that a statement of a file and its member waits for `parent`.
fn note_waiting(
    conn: &Connection,
    key: RecordKey,
    s: &Stated<statement::Kept>,
    parent: &str,
    (path, member): (String, Option<String>),
    report: &mut Report,
) -> Result<()> {
    let beyond = waiting::beyond(conn, parent)?;
    let capture = Arc::new(CaptureName { path, member, family: Some(s.family) });
    report.note(pending::finding(&Waiting {
        key,
        family: s.family,
        waits_for: parent.to_owned(),
        beyond,
        called: None,
        of: None,
        captured_at: s.order.at,
        source: Source { capture, item: s.tag.item },
    }));
    Ok(())
}

fn records_of(fields: &Fields) -> u64 {
    if let Fields::Laps(sheet) = fields { sheet.count() } else { 1 }
}

/// How many of these laps stand in another sheet just so.
fn same_laps(mine: &LapSheet, theirs: Option<&Fields>) -> u64 {
    let Some(Fields::Laps(theirs)) = theirs else { return 0 };
    let same = |e: &crate::domain::lap_sheet::EntrantLaps| {
        let other = theirs.of(e.who);
        e.laps.iter().filter(|lap| other.contains(lap)).count() as u64
    };
    mine.entrants.iter().map(same).sum()
}
