//! Pruning through the import engine, from captures to rows and back.

use super::{prune, report};
use crate::app::db_check::{Compare, check};
use crate::app::import::{self, Request};
use crate::domain::time::Instant;
use crate::infra::capture::container::ReadOptions;
use crate::infra::db::open;
use rusqlite::Connection;
use serde_json::{Value, json};

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// Imports one capture of a minute of the tenth of August.
fn take(conn: &Connection, minute: u32, address: &str, body: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("capture.json");
    let url = format!("https://api.liverc.com/v2/{address}");
    let time = format!("2024-08-10T00:{minute:02}:00Z");
    let envelope = json!({"url": url, "fetchedAt": time, "status": 200, "body": body});
    std::fs::write(&path, envelope.to_string()).unwrap();
    let request = Request {
        paths: vec![path],
        read: ReadOptions::default(),
        leave_out: Vec::new(),
        dry_run: false,
        strict: false,
        jobs: 1,
        now: at("2024-08-11T00:00:00Z"),
        clock: || Instant::from_millis(0),
    };
    let report = import::import(conn, None, &request, |_| {}).unwrap();
    assert!(!report.has_rejections(), "{:?}", report.findings);
}

fn heats(ids: &[i64]) -> Value {
    ids.iter().map(|id| json!({"heatId": id, "classId": 7, "label": "Main"})).collect()
}

fn results(heat: i64) -> Value {
    json!([{"resultId": heat + 1, "heatId": heat, "entryId": 501, "finishPosition": 1, "lapsCompleted": 1,
            "totalTimeMs": 9, "fastLapMs": 9, "intervalMs": 0, "status": "finished"}])
}

/// One class with two heats, each with a result; a session on the second.
fn meeting() -> Connection {
    let conn = open::private().unwrap();
    take(&conn, 1, "events/5", &json!({"eventId": 5, "title": "Cup", "timeZone": "UTC"}));
    take(&conn, 2, "events/5/classes", &json!([{"classId": 7, "eventId": 5, "name": "2WD"}]));
    take(&conn, 3, "classes/7/heats", &heats(&[101, 102]));
    take(&conn, 4, "classes/7/entries", &json!([{"entryId": 501, "classId": 7, "driverName": "Ann"}]));
    take(&conn, 5, "heats/101/results", &results(101));
    take(&conn, 6, "heats/102/results", &results(102));
    conn.execute_batch(
        "INSERT INTO session (id, name, kind, timing_provider, heat_named, entry_named, heat_id, entry_id)
         SELECT 's', 'S', 'RACE', 'LIVE_RC', 102, 501, 102, id FROM entry",
    )
    .unwrap();
    conn
}

/// Heats, results and the session's keys, of a sound database.
fn shown(conn: &Connection) -> String {
    assert_eq!(check(conn, Compare::All).unwrap().findings, []);
    conn.query_row(
        "SELECT (SELECT ifnull(group_concat(id, ' '), '-') FROM (SELECT id FROM heat ORDER BY id)) || ' / '
             || (SELECT ifnull(group_concat(heat_id, ' '), '-') FROM (SELECT heat_id FROM result ORDER BY heat_id)) || ' / '
             || (SELECT ifnull(heat_id, '-') || ' ' || ifnull(entry_id, '-') FROM session)",
        [],
        |row| row.get(0),
    )
    .unwrap()
}

fn codes(conn: &Connection) -> Vec<String> {
    report(conn).unwrap().findings.iter().map(|f| f.code.to_string()).collect()
}

fn apply(conn: &mut Connection) -> usize {
    prune::apply(conn, at("2024-08-11T00:00:00Z")).unwrap().decisions.len()
}

#[test]
fn a_pruned_heat_goes_with_its_results_and_only_something_newer_brings_it_back() {
    let mut conn = meeting();
    assert_eq!(shown(&conn), "101 102 / 101 102 / 102 1");
    take(&conn, 20, "classes/7/heats", &heats(&[101]));
    assert_eq!(codes(&conn), ["missing-upstream"]);
    assert_eq!(apply(&mut conn), 2);
    assert_eq!(shown(&conn), "101 / 101 / - -");
    assert_eq!(codes(&conn), ["session-heat-gone"], "the decisions name records that are stated");
    let kept: i64 = conn
        .query_row("SELECT count(*) FROM version WHERE record IN ('heat/102', 'result/102/501')", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert_eq!(kept, 2, "statements are kept");
    assert_eq!(apply(&mut conn), 0, "nothing is left to decide");

    take(&conn, 10, "classes/7/heats", &heats(&[101, 102]));
    take(&conn, 11, "heats/102", &json!({"heatId": 102, "classId": 7, "eventId": 5}));
    take(&conn, 12, "heats/102/results", &results(102));
    assert_eq!(shown(&conn), "101 / 101 / - -", "what is older than the decision is history");
    assert_eq!(codes(&conn), ["session-heat-gone"]);

    take(&conn, 30, "classes/7/heats", &heats(&[101, 102]));
    assert_eq!(shown(&conn), "101 102 / 101 / 102 1", "its old results stay history");
    take(&conn, 31, "heats/102/results", &results(102));
    assert_eq!(shown(&conn), "101 102 / 101 102 / 102 1");
    assert_eq!(codes(&conn), [""; 0]);
}

#[test]
fn a_pruned_class_takes_all_beneath_it_also_what_comes_late() {
    let mut conn = meeting();
    take(&conn, 20, "events/5/classes", &json!([{"classId": 8, "eventId": 5, "name": "4WD"}]));
    assert_eq!(apply(&mut conn), 6);
    assert_eq!(shown(&conn), "- / - / - -");
    take(&conn, 10, "heats/103/results", &results(103));
    take(&conn, 11, "classes/7/heats", &heats(&[101, 102, 103]));
    assert_eq!(shown(&conn), "- / - / - -");
    assert_eq!(codes(&conn), ["session-heat-gone"], "nothing waits for what was pruned");

    take(&conn, 30, "events/5/classes", &json!([{"classId": 7, "eventId": 5, "name": "2WD"}]));
    assert_eq!(shown(&conn), "- / - / - -", "the class is back, without its old heats");
    take(&conn, 31, "classes/7/heats", &heats(&[102, 103]));
    take(&conn, 32, "classes/7/entries", &json!([{"entryId": 501, "classId": 7, "driverName": "Ann"}]));
    take(&conn, 33, "heats/103/results", &results(103));
    assert_eq!(shown(&conn).split(" / ").take(2).collect::<Vec<_>>(), ["102 103", "103"]);
}
