//! Order and filters of the views, over rows written by hand.

use super::*;
use crate::domain::id::{EventId, HeatId};
use crate::domain::record::Entrant;
use crate::domain::time::Instant;
use std::fmt::Write;

/// Two events at one start (one of them made from a page), a class name twice, two heats, a tie, a gone entry.
const ROWS: &str = "
INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '2024-08-10T00:00:00.000Z');
INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state, records, quarantined, size, path, run_id) VALUES
  (1, x'00000000000000000000000000000000000000000000000000000000000000ff', '', '2024-08-10T01:00:00.000Z', 'stated', 0, 'heats', 'taken', 1, 0, 9, 'b.json', 1),
  (2, x'0000000000000000000000000000000000000000000000000000000000000001', 'u', '2024-08-10T00:00:00.000Z', 'assumed', 0, NULL, 'rejected', 0, 1, 9, 'a.json', 1);
INSERT INTO event (id, external_id, title, time_zone, start_utc, capture_id, has_history) VALUES
  (1, 20, 'Nats', 'America/Chicago', '2024-08-09T00:00:00.000Z', 1, 0),
  (2, 10, 'Club', NULL, '2024-08-09T00:00:00.000Z', 1, 0),
  (3, NULL, 'Page', NULL, NULL, 1, 0);
INSERT INTO class (id, external_id, event_id, name, capture_id, has_history, missing_since) VALUES
  (1, 201, 1, 'Buggy', 1, 0, NULL), (2, 200, 1, 'Buggy', 1, 0, NULL), (3, 101, 2, 'Trück', 1, 0, NULL),
  (4, 100, 2, 'Éclair', 1, 0, '2024-08-10T00:00:00.000Z');
INSERT INTO heat (id, class_id, label, scheduled_start_utc, status, capture_id, detail_capture_id, has_history) VALUES
  (1, 1, 'A Main', '2024-08-09T11:00:00.000Z', 'complete', 2, 1, 0), (2, 2, 'Q1', '2024-08-09T10:00:00.000Z', 'Complete', 2, NULL, 0),
  (3, 1, 'B Main', NULL, NULL, 2, NULL, 0), (4, 4, 'Gone class', NULL, NULL, 2, NULL, 0);
INSERT INTO entry (id, class_id, external_id, liverc_driver_id, driver_name, capture_id, has_history, missing_since) VALUES
  (1, 1, 5, NULL, 'José Núñez', 1, 0, NULL), (2, 1, 4, NULL, 'Ann', 1, 0, NULL), (3, 1, NULL, 9, 'Ann', 1, 0, NULL),
  (4, 1, 6, NULL, 'Zoe', 1, 0, '2024-08-10T00:00:00.000Z'), (5, 2, 7, NULL, 'Jose', 1, 0, NULL), (6, 4, 8, NULL, 'Gone', 1, 0, NULL);
INSERT INTO result (heat_id, entry_id, external_id, finish_position, fast_lap_ms, status, capture_id, has_history) VALUES
  (1, 1, 11, 2, 25000, 'finished', 1, 0), (1, 2, 12, NULL, NULL, 'DNS', 1, 0), (1, 3, NULL, NULL, NULL, 'dns', 1, 0),
  (1, 4, 14, 1, 24000, 'finished', 1, 0), (2, 5, 15, 1, NULL, NULL, 1, 0), (4, 6, 16, 1, NULL, NULL, 1, 0);
INSERT INTO session (id, name, kind, status, scheduled_start_utc, actual_start_utc, timing_provider, heat_named, entry_named, heat_id, entry_id) VALUES
  ('own', 'My main', 'RACE', 'COMPLETE', '2024-08-09T09:00:00.000Z', '2024-08-09T12:00:00.000Z', 'LIVE_RC', 1, 5, 1, 1),
  ('whole', 'All of it', 'RACE', NULL, '2024-08-09T11:00:00.000Z', NULL, 'LIVE_RC', 1, NULL, 1, NULL),
  ('gone', 'Lost', 'RACE', NULL, NULL, NULL, 'LIVE_RC', 77, NULL, NULL, NULL),
  ('alone', 'Test', 'TEST', NULL, NULL, NULL, 'MANUAL', NULL, NULL, NULL, NULL);
";

fn database() -> Connection {
    let conn = crate::infra::db::open::private().unwrap();
    conn.execute_batch(ROWS).unwrap();
    conn
}

/// The chosen columns of every row: cells apart by a space, rows by `; `, unknown as `-`.
fn rows(view: View, filter: &Filter, columns: &[&str]) -> String {
    rows_of(&database(), view, filter, columns)
}

/// As [`rows()`], of any database.
pub(super) fn rows_of(conn: &Connection, view: View, filter: &Filter, columns: &[&str]) -> String {
    let picked = view.shape().pick(columns.iter().copied()).unwrap();
    let mut out = String::new();
    let count = stream(conn, view, filter, &mut |row| {
        assert_eq!(row.cells.len(), view.columns().len());
        out.push_str(if out.is_empty() { "" } else { "; " });
        for (i, index) in picked.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { " " });
            match row.cells[*index] {
                Cell::Null => out.push('-'),
                Cell::Int(n) => write!(out, "{n}").unwrap(),
                Cell::Text(text) | Cell::Instant(text) => out.push_str(text),
                Cell::Flag(yes) => write!(out, "{yes}").unwrap(),
            }
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(count, if out.is_empty() { 0 } else { out.split("; ").count() as u64 });
    out
}

fn all() -> Filter {
    Filter::default()
}

fn entrant(text: &str) -> Option<Entrant> {
    text.parse().ok()
}

fn at(text: &str) -> Option<Instant> {
    Instant::parse(text).ok()
}

#[test]
fn every_column_of_every_view_is_of_its_type() {
    let conn = database();
    conn.execute_batch(
        "INSERT INTO lap_sheet (heat_id, capture_id, has_history, counts_from) VALUES (1, 1, 0, 2);
         INSERT INTO lap_entrant (heat_id, entry_id) VALUES (1, 1);
         INSERT INTO lap (heat_id, entry_id, lap_number, lap_time_ms, is_outlap) VALUES (1, 1, 1, 25000, 1);
         INSERT INTO published (heat_id, entry_id, grid_position, consistency_milli) VALUES (1, 1, 3, 92820);",
    )
    .unwrap();
    for view in View::ALL {
        stream(&conn, view, &all(), &mut |row| {
            assert_eq!(row.cells.len(), view.columns().len());
            for (cell, column) in row.cells.iter().zip(view.columns()) {
                let fits = match column.of {
                    ColumnType::Text | ColumnType::Digest => matches!(cell, Cell::Text(_) | Cell::Null),
                    ColumnType::Instant => {
                        matches!(cell, Cell::Instant(t) if at(t).is_some()) || *cell == Cell::Null
                    }
                    ColumnType::Flag => matches!(cell, Cell::Flag(_) | Cell::Null),
                    _ => matches!(cell, Cell::Int(_) | Cell::Null),
                };
                assert!(fits, "{view:?} {column:?} {cell:?}");
                assert!(!column.is_always || *cell != Cell::Null, "{view:?} {column:?} is null");
            }
            Ok(())
        })
        .unwrap();
    }
}

#[test]
fn events_by_start_and_id_unknown_last() {
    assert_eq!(rows(View::Events, &all(), &["event_id", "title"]), "10 Club; 20 Nats; - Page");
    let nats = Filter { event: EventId::new(20), ..all() };
    assert_eq!(rows(View::Events, &nats, &["title", "captured_at"]), "Nats 2024-08-10T01:00:00.000Z");
    let from = Filter { from: at("2024-08-09T00:00:00Z"), ..all() };
    assert_eq!(rows(View::Events, &from, &["event_id"]), "10; 20");
    let to = Filter { to: at("2024-08-09T00:00:00Z"), ..all() };
    assert_eq!(rows(View::Events, &to, &["event_id"]), "");
}

#[test]
fn classes_by_event_name_and_id() {
    let columns = ["event_id", "class_name", "class_id"];
    assert_eq!(
        rows(View::Classes, &all(), &columns),
        "10 Trück 101; 10 Éclair 100; 20 Buggy 200; 20 Buggy 201"
    );
    let named = |class: &str| Filter { class: Some(class.into()), ..all() };
    assert_eq!(rows(View::Classes, &named("TRUCK"), &columns), "10 Trück 101");
    assert_eq!(rows(View::Classes, &named("201"), &columns), "20 Buggy 201");
    assert_eq!(rows(View::Classes, &named("buggy"), &columns), "20 Buggy 200; 20 Buggy 201");
    let present = Filter { present: true, event: EventId::new(10), ..all() };
    assert_eq!(rows(View::Classes, &present, &columns), "10 Trück 101");
}

#[test]
fn heats_of_namesake_classes_interleave_by_start() {
    let columns = ["heat_id", "results", "session_id"];
    assert_eq!(rows(View::Heats, &all(), &columns), "4 1 -; 2 1 -; 1 4 whole; 3 0 -");
    let complete = Filter { status: Some("COMPLETE".into()), ..all() };
    assert_eq!(rows(View::Heats, &complete, &["heat_id"]), "2; 1");
    let session = Filter { session: Some("My main".into()), ..all() };
    assert_eq!(rows(View::Heats, &session, &["heat_id"]), "1");
    let window = Filter { from: at("2024-08-09T10:00:00Z"), to: at("2024-08-09T11:00:00Z"), ..all() };
    assert_eq!(rows(View::Heats, &window, &["heat_id"]), "2");
    let present = Filter { present: true, limit: Some(2), ..all() };
    assert_eq!(rows(View::Heats, &present, &["heat_id"]), "2; 1");
    let one = Filter { heat: HeatId::new(1), ..all() };
    assert_eq!(rows(View::Heats, &one, &["captured_at"]), "2024-08-10T01:00:00.000Z"); // of the detail
}

#[test]
fn entries_by_class_and_name() {
    let columns = ["class_id", "driver_name", "entry_id", "liverc_driver_id"];
    let nats = Filter { event: EventId::new(20), ..all() };
    assert_eq!(
        rows(View::Entries, &nats, &columns),
        "200 Jose 7 -; 201 Ann 4 -; 201 Ann - 9; 201 José Núñez 5 -; 201 Zoe 6 -"
    );
    let driver = Filter { driver: Some("JOSE".into()), ..all() };
    assert_eq!(rows(View::Entries, &driver, &["entry_id"]), "7; 5");
    let entry = Filter { entry: entrant("6"), ..all() };
    assert_eq!(rows(View::Entries, &entry, &["driver_name"]), "Zoe");
    assert_eq!(rows(View::Entries, &Filter { present: true, ..entry }, &["driver_name"]), "");
    let person = Filter { entry: entrant("@9"), ..all() };
    assert_eq!(rows(View::Entries, &person, &["driver_name", "entry_id"]), "Ann -");
}

#[test]
fn results_by_position_lap_name_and_id() {
    let columns = ["heat_id", "finish_position", "driver_name", "entry_id", "liverc_driver_id"];
    assert_eq!(
        rows(View::Results, &all(), &columns),
        "4 1 Gone 8 -; 2 1 Jose 7 -; 1 1 Zoe 6 -; 1 2 José Núñez 5 -; 1 - Ann 4 -; 1 - Ann - 9"
    );
    let present = Filter { present: true, ..all() };
    assert_eq!(rows(View::Results, &present, &["driver_name"]), "Jose; José Núñez; Ann; Ann");
    assert_eq!(rows(View::Results, &Filter { limit: Some(1), ..present }, &["driver_name"]), "Jose");
    assert_eq!(rows(View::Results, &Filter { limit: Some(0), ..all() }, &["driver_name"]), "");
}

#[test]
fn results_carry_the_session_of_their_entry_before_the_heats() {
    let main = Filter { heat: HeatId::new(1), ..all() };
    assert_eq!(
        rows(View::Results, &main, &["entry_id", "session_id", "timing_provider"]),
        "6 whole LIVE_RC; 5 own LIVE_RC; 4 whole LIVE_RC; - whole LIVE_RC"
    );
    let own = Filter { session: Some("own".into()), ..all() };
    assert_eq!(rows(View::Results, &own, &["entry_id", "session_name"]), "5 My main");
    let whole = Filter { session: Some("wh".into()), ..all() };
    assert_eq!(rows(View::Results, &whole, &["entry_id"]), "6; 4; -");
}

#[test]
fn results_filter_by_what_they_join() {
    let ids = |filter: &Filter| rows(View::Results, filter, &["heat_id", "entry_id"]);
    assert_eq!(ids(&Filter { driver: Some("jose".into()), ..all() }), "2 7; 1 5");
    assert_eq!(ids(&Filter { entry: entrant("7"), ..all() }), "2 7");
    assert_eq!(ids(&Filter { entry: entrant("@9"), ..all() }), "1 -");
    assert_eq!(ids(&Filter { class: Some("200".into()), ..all() }), "2 7");
    assert_eq!(ids(&Filter { status: Some("dns".into()), ..all() }), "1 4; 1 -");
    assert_eq!(ids(&Filter { event: EventId::new(10), ..all() }), "4 8");
    assert_eq!(ids(&Filter { to: at("2024-08-09T11:00:00Z"), ..all() }), "2 7");
}

#[test]
fn sessions_by_start_and_whether_their_heat_is_there() {
    let columns = ["session_id", "heat_id", "heat_gone", "heat_label", "driver_name"];
    assert_eq!(
        rows(View::Sessions, &all(), &columns),
        "whole 1 false A Main -; own 1 false A Main José Núñez; gone 77 true - -; alone - false - -"
    );
    assert_eq!(
        rows(View::Sessions, &Filter { present: true, ..all() }, &["session_id"]),
        "whole; own; alone"
    );
    assert_eq!(rows(View::Sessions, &Filter { heat: HeatId::new(77), ..all() }, &["session_id"]), "gone");
    assert_eq!(rows(View::Sessions, &Filter { entry: entrant("5"), ..all() }, &["session_id"]), "own");
    assert_eq!(rows(View::Sessions, &Filter { entry: entrant("@9"), ..all() }, &["session_id"]), "");
    let from = Filter { from: at("2024-08-09T12:00:00Z"), ..all() };
    assert_eq!(rows(View::Sessions, &from, &["session_id"]), "own");
}

#[test]
fn captures_from_the_oldest_and_runs_by_number() {
    assert_eq!(
        rows(View::Captures, &all(), &["path", "context", "state"]),
        "a.json u rejected; b.json - taken"
    );
    let taken = Filter { status: Some("taken".into()), ..all() };
    assert_eq!(
        rows(View::Captures, &taken, &["sha256"]),
        "00000000000000000000000000000000000000000000000000000000000000ff"
    );
    assert_eq!(rows(View::Runs, &all(), &["run", "command", "finished_at"]), "1 import -");
}

#[test]
fn a_session_that_is_not_one_is_refused() {
    let refused = |reference: &str| {
        let filter = Filter { session: Some(reference.into()), ..all() };
        stream(&database(), View::Results, &filter, &mut |_| Ok(())).unwrap_err().to_string()
    };
    assert!(refused("nobody").contains("`nobody`"));
    let conn = database();
    conn.execute("UPDATE session SET name = 'Same'", []).unwrap();
    let filter = Filter { session: Some("Same".into()), ..all() };
    let error = stream(&conn, View::Heats, &filter, &mut |_| Ok(())).unwrap_err().to_string();
    assert!(error.contains("alone  ") && error.contains("gone  "), "{error}");
}
