//! The report and the decisions over a database made by hand.

use super::{contradictions, prune, quarantine, report};
use crate::domain::finding::Severity;
use crate::domain::time::Instant;
use crate::infra::db::open::private;
use rusqlite::Connection;

/// One event, class and heat with two results that agree.
const SOUND: &str = "
    INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '2024-08-10T00:00:00.000Z');
    INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state, records,
                         quarantined, size, path, run_id)
    SELECT value, CAST(printf('%032d', value) AS BLOB), '', '2024-08-0' || value || 'T00:00:00.000Z', 'stated', 0,
           CASE value WHEN 1 THEN 'event' WHEN 2 THEN 'classes' WHEN 3 THEN 'heats' WHEN 4 THEN 'entries'
                      ELSE 'results' END, 'taken', 1, 0, 1, value || '.json', 1
      FROM json_each('[1,2,3,4,5,6]');
    INSERT INTO event (id, external_id, title, start_utc, end_utc, capture_id, has_history)
    VALUES (1, 30952, 'Nationals', '2024-08-08T15:00:00.000Z', '2024-08-12T02:00:00.000Z', 1, 0);
    INSERT INTO class (id, external_id, event_id, name, capture_id, item, has_history)
    VALUES (1, 91201, 1, '2WD', 2, 0, 0);
    INSERT INTO heat (id, class_id, label, scheduled_start_utc, capture_id, item, has_history)
    VALUES (441250, 1, 'A-Main', '2024-08-09T21:40:00.000Z', 3, 0, 0);
    INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, item, has_history)
    VALUES (2, 1, 558632, 'Tamsin Okerby', 4, 0, 0), (1, 1, 558633, 'Rory Vandermolt', 4, 1, 0);
    INSERT INTO result (heat_id, entry_id, finish_position, laps_completed, total_time_ms, fast_lap_ms,
                        interval_ms, status, capture_id, item, has_history)
    VALUES (441250, 2, 1, 12, 315420, 25870, 0, 'finished', 5, 0, 0),
           (441250, 1, 2, 12, 316100, 26012, 680, 'finished', 5, 1, 0);";

fn database(more: &str) -> Connection {
    let conn = private().unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(SOUND).unwrap();
    conn.execute_batch(more).unwrap();
    conn
}

fn codes(conn: &Connection) -> Vec<String> {
    let report = report(conn).unwrap();
    assert_eq!(report.counts.values().sum::<u64>(), report.findings.len() as u64);
    let code = |f: &crate::domain::finding::Finding| {
        let place = &f.place;
        format!("{} {}", f.code, place.pointer.clone().or(place.capture.clone()).unwrap_or_default())
    };
    report.findings.iter().map(code).collect()
}

#[test]
fn sound_data_disagrees_nowhere() {
    assert_eq!(codes(&database("")), [""; 0]);
    assert_eq!(codes(&private().unwrap()), [""; 0]);
}

#[test]
fn the_worst_comes_first_and_captures_alone_answer_less() {
    let conn = database(
        "UPDATE result SET finish_position = 3, interval_ms = 5 WHERE entry_id = 1;
         UPDATE heat SET scheduled_start_utc = '2024-08-01T00:00:00.000Z';
         UPDATE entry SET driver_name = 'TAMSIN okerby' WHERE id = 1;
         INSERT INTO version (id, record, family, body, waits_for) VALUES
           (1, 'result/441250/9', 'results', '{}', 'entry/91201/9'),
           (2, 'class/7', 'classes', '{\"name\":\"4WD\"}', 'event/5');
         INSERT INTO statement VALUES (1, 5, 2), (1, 6, 4), (2, 2, 1);
         INSERT INTO quarantine (id, capture_id, pointer, code, message, size, content, truncated)
         VALUES (3, 6, '/7/entryId', 'wrong-type', 'expected x', 2, X'7b7d', 0);
         INSERT INTO session (id, name, kind, timing_provider, heat_named)
         VALUES ('b', 'Q', 'RACE', 'LIVE_RC', 9), ('a', 'P', 'TEST', 'MANUAL', NULL);
         INSERT INTO decision (kind, subject, until_at, made_at)
         VALUES ('prune', 'heat/8', '2024-08-09T00:00:00.000Z', ''), ('prune', 'heat/441250', NULL, ''),
                ('prune', 'class/7', NULL, '');
         UPDATE entry SET missing_since = '2024-08-07T00:00:00.000Z' WHERE id = 2;",
    );
    let all = codes(&conn);
    let expected = [
        "quarantined /7/entryId",
        "session-heat-gone ",
        "decision-names-nothing ",
        "unknown-event /1/eventId",
        "unknown-entry /4/entryId", // the newest statement that waits
        "interval-mismatch /1/intervalMs",
        "heat-outside-event /0/scheduledStart",
        "missing-upstream /0",
        "unlinked-session ",
    ];
    // The result that waits states no position, so it may be the one in the gap; the entry that upstream
    // left out is nobody's namesake.
    assert_eq!(all, expected);
    let alone: Vec<_> =
        contradictions(&conn, usize::MAX).unwrap().0.iter().map(|f| f.code.to_string()).collect();
    assert_eq!(alone, ["interval-mismatch", "heat-outside-event"]);
    assert_eq!(report(&conn).unwrap().of_severity(Severity::Error), 3);
}

#[test]
fn row_ids_have_no_part_in_the_order() {
    let broken = "UPDATE result SET fast_lap_ms = 0; UPDATE entry SET driver_name = 'X';";
    let one = database(broken);
    let other = database(&format!(
        "{broken} UPDATE entry SET id = 9 WHERE id = 2; UPDATE result SET entry_id = 9 WHERE entry_id = 2;
         UPDATE entry SET id = 12 WHERE id = 1; UPDATE result SET entry_id = 12 WHERE entry_id = 1;"
    ));
    let (one, other) = (report(&one).unwrap(), report(&other).unwrap());
    assert_eq!(one.findings.len(), 3);
    assert_eq!(one, other);
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn planned(conn: &Connection) -> Vec<String> {
    let plan = prune::plan(conn).unwrap();
    let line = |c: &prune::Candidate| {
        let why = c.held_by.clone().unwrap_or_default();
        format!("{} {} {why}", c.missing.key, c.beneath.len())
    };
    plan.candidates.iter().map(line).collect()
}

#[test]
fn an_entry_with_a_result_in_a_standing_heat_stays() {
    let conn = database("UPDATE entry SET missing_since = '2024-08-07T00:00:00.000Z' WHERE id = 2;");
    assert_eq!(planned(&conn), ["entry/91201/558632 0 it has a result in heat 441250 `A-Main`"]);
    conn.execute("UPDATE result SET missing_since = '2024-08-07T00:00:00.000Z' WHERE entry_id = 2", [])
        .unwrap();
    assert_eq!(planned(&conn), ["result/441250/558632 0 ", "entry/91201/558632 0 "]);
}

#[test]
fn what_was_stated_later_holds_its_parent() {
    let conn = database("UPDATE heat SET missing_since = '2024-08-04T12:00:00.000Z';");
    assert_eq!(
        planned(&conn),
        ["heat/441250 2 `result/441250/558632` was stated at 2024-08-05T00:00:00.000Z, after that"]
    );
}

#[test]
fn pruning_decides_all_that_lies_beneath() {
    let mut conn = database(
        "UPDATE class SET missing_since = '2024-08-07T00:00:00.000Z';
         UPDATE entry SET missing_since = '2024-08-06T00:00:00.000Z' WHERE id = 2;
         INSERT INTO version (id, record, family, body, waits_for)
         VALUES (1, 'result/441250/9', 'results', '{}', 'entry/91201/9'),
                (2, 'result/4412501/9', 'results', '{}', 'heat/4412501');
         INSERT INTO statement VALUES (1, 5, 2), (2, 5, 3);",
    );
    assert_eq!(planned(&conn), ["entry/91201/558632 0 ", "class/91201 6 "]);
    let now = at("2024-09-01T00:00:00Z");
    assert_eq!(prune::apply(&mut conn, now).unwrap().decisions.len(), 7);
    prune::apply(&mut conn, now).unwrap();
    let mut read = conn.prepare("SELECT subject, until_at FROM decision ORDER BY subject").unwrap();
    let rows = read.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    let decided: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    let subjects: Vec<_> = decided.iter().map(|(s, _)| s.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "class/91201",
            "entry/91201/558632",
            "entry/91201/558633",
            "heat/441250",
            "result/441250/558632",
            "result/441250/558633",
            "result/441250/9",
        ]
    );
    assert!(decided.iter().all(|(_, until)| until == "2024-08-07T00:00:00.000Z"));
}

#[test]
fn what_is_let_go_stays_listed() {
    let mut conn = database(
        "INSERT INTO quarantine (id, capture_id, code, message, size, content, truncated)
         VALUES (3, 6, 'invalid-json', 'no', 2, X'7b1b', 0)",
    );
    assert_eq!(quarantine::show(&conn, 3).unwrap().content, b"{\x1b");
    let now = at("2024-09-01T00:00:00Z");
    assert!(quarantine::drop(&mut conn, &[3, 4], now).is_err(), "all or none");
    assert_eq!(codes(&conn), ["quarantined 6.json"]);
    assert_eq!(quarantine::drop(&mut conn, &[3], now).unwrap(), 1);
    assert_eq!(quarantine::drop(&mut conn, &[3], now).unwrap(), 0);
    assert_eq!(codes(&conn), [""; 0]);
    let listed = |all| quarantine::rows(&conn, all).unwrap().len();
    assert_eq!((listed(false), listed(true)), (0, 1));
}

#[test]
fn what_captures_contradict_is_listed_up_to_a_bound() {
    let conn = database(
        "UPDATE result SET finish_position = 3, interval_ms = 5, fast_lap_ms = 4000000 WHERE entry_id = 1;",
    );
    let (all, none) = contradictions(&conn, usize::MAX).unwrap();
    assert!(all.len() >= 3 && none.is_empty(), "{all:?}");
    let (listed, more) = contradictions(&conn, 1).unwrap();
    assert_eq!(listed.len(), 1);
    assert!(all.contains(&listed[0]));
    assert_eq!(more.values().sum::<u64>(), all.len() as u64 - 1);
    let left: Vec<_> = all.iter().filter(|f| **f != listed[0]).map(|f| f.code).collect();
    assert!(left.iter().all(|code| more.contains_key(code)), "{more:?} {left:?}");
}
