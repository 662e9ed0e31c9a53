//! Every heat with its results and laps: queries in the order of their primary keys, merged as they stream.

use super::column::{class_name, entry_name, heat_id, instant, key};
use super::laps::Sheets;
use super::sources::Sources;
use crate::domain::facts::{AbsentResult, HeatFacts, HeatName, LocalTimes, ResultFacts};
use crate::domain::id::HeatId;
use crate::domain::record::{Entrant, RecordKey, ResultFields};
use crate::domain::text::folded;
use crate::infra::db::error::DbError;
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, BTreeSet};

// CROSS JOIN holds SQLite to this nesting, so that the outer table is walked in key order and nothing is
// sorted.
const HEATS: &str = "
    SELECT h.id, h.label, c.external_id, c.name, e.external_id, e.title,
           h.scheduled_start_utc, e.start_utc, e.end_utc, h.capture_id, h.item,
           h.scheduled_local, h.completed_local, h.assumed_zone, e.time_zone
      FROM heat h CROSS JOIN class c ON c.id = h.class_id CROSS JOIN event e ON e.id = c.event_id
     ORDER BY h.id";

const RESULTS: &str = "
    SELECT r.heat_id, n.external_id, n.liverc_driver_id, n.driver_name,
           r.external_id, r.finish_position, r.laps_completed, r.total_time_ms, r.fast_lap_ms,
           r.interval_ms, r.status, r.missing_since IS NOT NULL, r.capture_id, r.item
      FROM result r CROSS JOIN entry n ON n.id = r.entry_id
     ORDER BY r.heat_id, r.entry_id";

// Results that were stated and are no rows: waiting, or refused with a readable key.
const ABSENT: &str = "
    SELECT record, json_extract(body, '$.finish_position')
      FROM version WHERE waits_for IS NOT NULL AND family = 'results'
    UNION ALL
    SELECT record, NULL FROM quarantine
     WHERE record >= 'result/' AND record < 'result0' AND dropped_at IS NULL";

/// Hands every heat to `visit`, in order of heat id; results come by entrant, whatever their row ids.
///
/// # Errors
/// When the database cannot be read.
pub fn each(conn: &Connection, mut visit: impl FnMut(HeatFacts)) -> Result<(), DbError> {
    let mut absent = absent(conn)?;
    let mut sheets = Sheets::new(conn)?;
    let (mut of_heats, mut of_results) = (Sources::new(conn)?, Sources::new(conn)?);
    let (mut heats, mut results) = (conn.prepare(HEATS)?, conn.prepare(RESULTS)?);
    let (mut heats, mut results) = (heats.query([])?, results.query([])?);
    let mut next = results.next()?;
    while let Some(row) = heats.next()? {
        let id = heat_id(row, 0)?;
        let mut facts = HeatFacts {
            name: HeatName { id, label: row.get(1)?, class: class_name(row, 2)? },
            scheduled_start: instant(row, 6)?,
            event_start: instant(row, 7)?,
            event_end: instant(row, 8)?,
            source: of_heats.of(row.get(9)?, row.get(10)?)?,
            results: Vec::new(),
            absent: Vec::new(),
            local: local_times(row, 11)?,
            laps: sheets.of(id)?,
        };
        while let Some(row) = next {
            if row.get::<_, i64>(0)? != id.get() {
                break;
            }
            facts.results.push(result(row, &mut of_results)?);
            next = results.next()?;
        }
        facts.results.sort_unstable_by_key(|r| r.entry.entrant);
        mark_doubles(&mut facts.results);
        if let Some(mut absent) = absent.remove(&id) {
            absent.retain(|a| facts.results.binary_search_by_key(&a.entrant, |r| r.entry.entrant).is_err());
            facts.absent = absent;
        }
        visit(facts);
    }
    Ok(())
}

/// Times on the track's clock and its zone, from four columns.
fn local_times(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<LocalTimes>> {
    let (scheduled, completed): (Option<String>, Option<String>) = (row.get(from)?, row.get(from + 1)?);
    if scheduled.is_none() && completed.is_none() {
        return Ok(None);
    }
    let assumed: Option<String> = row.get(from + 2)?;
    let zone = match assumed {
        Some(assumed) => Some(assumed),
        None => row.get(from + 3)?,
    };
    Ok(Some(LocalTimes { scheduled, completed, zone }))
}

/// Two kinds of capture name one person differently, and until they are matched the person has two results.
fn mark_doubles(results: &mut [ResultFacts]) {
    let is_driver = |r: &ResultFacts| matches!(r.entry.entrant, Entrant::Driver(_));
    if results.iter().all(is_driver) || !results.iter().any(is_driver) {
        return;
    }
    let by_entry: BTreeSet<String> =
        results.iter().filter(|r| !is_driver(r)).map(|r| folded(&r.entry.driver_name)).collect();
    for result in results.iter_mut().filter(|r| is_driver(r)) {
        result.is_double = by_entry.contains(&folded(&result.entry.driver_name));
    }
}

fn result(row: &Row<'_>, sources: &mut Sources<'_>) -> rusqlite::Result<ResultFacts> {
    Ok(ResultFacts {
        entry: entry_name(row, 1)?,
        fields: ResultFields {
            result_id: row.get(4)?,
            finish_position: row.get(5)?,
            laps_completed: row.get(6)?,
            total_time_ms: row.get(7)?,
            fast_lap_ms: row.get(8)?,
            interval_ms: row.get(9)?,
            status: row.get(10)?,
            ..ResultFields::default()
        },
        missing: row.get(11)?,
        is_double: false,
        source: sources.of(row.get(12)?, row.get(13)?)?,
    })
}

/// Few by nature, so they are read at once; the last word on one entrant's position stands.
fn absent(conn: &Connection) -> Result<BTreeMap<HeatId, Vec<AbsentResult>>, DbError> {
    let mut by_key = BTreeMap::new();
    let mut statement = conn.prepare(ABSENT)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let RecordKey::Result(heat, entrant) = key(row, 0)? {
            let position: Option<i64> = row.get(1)?;
            let known = by_key.entry((heat, entrant)).or_insert(position);
            *known = (*known).max(position);
        }
    }
    let mut by_heat: BTreeMap<HeatId, Vec<AbsentResult>> = BTreeMap::new();
    for ((heat, entrant), finish_position) in by_key {
        by_heat.entry(heat).or_default().push(AbsentResult { entrant, finish_position });
    }
    Ok(by_heat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Entrant;

    #[test]
    fn each_heat_gets_its_own_results_by_entrant() {
        let conn = crate::infra::db::open::private().unwrap();
        conn.execute_batch(
            "INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '');
             INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state,
                                  records, quarantined, size, path, run_id)
             VALUES (1, zeroblob(32), '', '2024-08-01T00:00:00.000Z', 'stated', 0, 'results', 'taken',
                     1, 0, 1, 'a.json', 1);
             INSERT INTO event (id, title, capture_id, has_history) VALUES (1, 'made from pages', 1, 0);
             INSERT INTO class (id, event_id, name, capture_id, has_history) VALUES (1, 1, '2WD', 1, 0);
             INSERT INTO heat (id, class_id, label, capture_id, has_history)
             VALUES (3, 1, 'C', 1, 0), (1, 1, 'A', 1, 0), (2, 1, 'B', 1, 0), (4, 1, 'D', 1, 0);
             INSERT INTO entry (id, class_id, external_id, liverc_driver_id, driver_name, capture_id, has_history)
             VALUES (1, 1, 9, NULL, 'x', 1, 0), (2, 1, 8, NULL, 'y', 1, 0), (3, 1, NULL, 7, 'z', 1, 0);
             INSERT INTO result (heat_id, entry_id, capture_id, item, has_history, missing_since)
             VALUES (1, 1, 1, 0, 0, NULL), (1, 2, 1, 1, 0, ''), (3, 3, 1, NULL, 0, NULL);
             INSERT INTO version (record, family, body, waits_for)
             VALUES ('result/2/9', 'results', '{\"finish_position\":4}', 'x y'), ('result/1/9', 'results', '{}', 'x y');",
        )
        .unwrap();
        let mut seen = Vec::new();
        each(&conn, |heat| {
            let who: Vec<Entrant> = heat.results.iter().map(|r| r.entry.entrant).collect();
            let who: Vec<String> = who.iter().map(ToString::to_string).collect();
            let absent: Vec<_> = heat.absent.iter().map(|a| a.finish_position).collect();
            seen.push(format!("{} {} {absent:?} {}", heat.name.label, who.join(","), heat.listed().count()));
        })
        .unwrap();
        assert_eq!(seen, ["A 8,9 [] 1", "B  [Some(4)] 0", "C @7 [] 1", "D  [] 0"]);
    }
}
