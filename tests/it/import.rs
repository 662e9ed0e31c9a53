//! `heatlink import`: what it counts, what it leaves alone, and when it declines.

use crate::harness::{AT, Ran, World, fixture};
use serde_json::{Value, json};
use std::fs;

mod database;
mod options;
mod reread;
mod walk;

const T1: &str = "2025-02-16T01:00:00Z";
const T2: &str = "2025-02-16T02:00:00Z";
const T3: &str = "2025-02-16T03:00:00Z";

/// A meeting of an event, two classes, two heats, two entries and two results, captured at [`T2`].
fn meeting(world: &World) {
    world.envelope(
        "in/event.json",
        "events/1",
        T2,
        &json!({"eventId": 1, "title": "Autumn Open", "timeZone": "UTC"}),
    );
    world.envelope(
        "in/classes.json",
        "events/1/classes",
        T2,
        &json!([{"classId": 2, "eventId": 1, "name": "Buggy"}, {"classId": 3, "eventId": 1, "name": "Truck"}]),
    );
    world.envelope(
        "in/heats.json",
        "classes/2/heats",
        T2,
        &json!([{"heatId": 4, "classId": 2, "label": "Heat 1"}, {"heatId": 5, "classId": 2, "label": "A-Main"}]),
    );
    world.envelope(
        "in/entries.json",
        "classes/2/entries",
        T2,
        &json!([
            {"entryId": 6, "classId": 2, "driverName": "Ana"}, {"entryId": 7, "classId": 2, "driverName": "Bo"},
        ]),
    );
    world.envelope("in/results.json", "heats/4/results", T2, &results(Some(300_000)));
}

/// Two results of heat 4; the total is of entry 6.
fn results(total: Option<i64>) -> Value {
    json!([
        {"resultId": 8, "heatId": 4, "entryId": 6, "finishPosition": 1, "lapsCompleted": 12, "totalTimeMs": total},
        {"resultId": 9, "heatId": 4, "entryId": 7, "finishPosition": 2},
    ])
}

/// The counters of one kind that are not zero.
#[track_caller]
fn counted(report: &Ran, kind: &str) -> String {
    let report = report.json();
    let counters = report["records"][kind].as_object().expect("every kind");
    assert_eq!(counters.len(), 7, "every counter is there");
    let names = ["inserted", "updated", "removed", "unchanged", "stale", "pending", "rejected"];
    let set = names.iter().filter(|n| counters[**n] != 0).map(|n| format!("{n} {}", counters[*n]));
    set.collect::<Vec<_>>().join(", ")
}

fn codes(report: &Ran) -> Vec<String> {
    let report = report.json();
    report["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_report_of_a_first_import() {
    let world = World::new();
    meeting(&world);
    let zero = json!({"inserted": 0, "updated": 0, "removed": 0, "unchanged": 0, "stale": 0, "pending": 0, "rejected": 0});
    let inserted = |n: u64| {
        let mut counters = zero.clone();
        counters["inserted"] = n.into();
        counters
    };
    assert_eq!(
        world.import(["in"]).succeeds().json(),
        json!({
            "schema": "heatlink/import-report@1",
            "run": 1, "dry_run": false, "committed": true,
            "captures": {"seen": 5, "imported": 5, "unchanged": 0, "rejected": 0},
            "records": {
                "event": inserted(1), "class": inserted(2), "heat": inserted(2), "entry": inserted(2),
                "result": inserted(2), "lap": zero,
            },
            "findings": [],
        })
    );
}

#[test]
fn the_table_says_the_same() {
    let world = World::with_meeting();
    let again = world.run(["import", fixture("meeting").to_str().unwrap(), "--captured-at", AT]);
    insta::assert_snapshot!(again.succeeds().stdout, @"14 captures: 0 imported, 14 unchanged, 0 rejected");
    world.write("new/v2/heats/630405/results.json", "[]");
    world.write("new/v2/events/48210.json", r#"{"eventId": 48210, "title": " "}"#);
    let report = world.line("import new --captured-at 2025-02-16T03:00:00Z").exits(1);
    insta::assert_snapshot!(report.stdout, @r#"
    2 captures: 2 imported, 0 unchanged, 0 rejected

    record  inserted  updated  removed  unchanged  stale  pending  rejected
    -----------------------------------------------------------------------
    event          -        -        -          -      -        -         1

    error[blank-text]: 1 finding. A required text is empty or only white space.
      new/v2/events/48210.json:1:29: error[blank-text]: expected a text in `title`, found `" "`
        hint: capture it again when upstream has filled it in

    warning[unknown-time-zone]: 1 finding. An event's time zone is missing or not an IANA name.
      new/v2/events/48210.json:1:1: warning[unknown-time-zone]: expected an IANA time zone in `timeZone`, found none: local times stay unknown
        hint: nothing has to be done; to print local times of the event, name the zone with `--tz ZONE`

    warning[empty-listing]: 1 finding. A listing is empty; it states nothing.
      new/v2/heats/630405/results.json:1:1: warning[empty-listing]: expected results, found an empty listing: it states nothing
        hint: upstream pages go empty for a while; capture it again later
    "#);
    report.says("quarantine list");
}

#[test]
fn a_newer_capture_updates_and_an_older_one_is_stale() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    world.envelope("newer.json", "heats/4/results", T3, &results(Some(302_000)));
    assert_eq!(counted(&world.import(["newer.json"]), "result"), "updated 1, unchanged 1");
    world.envelope("older.json", "heats/4/results", T1, &results(Some(299_000)));
    assert_eq!(counted(&world.import(["older.json"]), "result"), "unchanged 1, stale 1");
    let rows = world.rows("results --heat 4");
    assert_eq!(rows[0]["total_time_ms"], 302_000);
    assert_eq!(rows[0]["captured_at"], "2025-02-16T03:00:00.000Z");
}

#[test]
fn null_in_a_newer_capture_takes_a_value_away() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    world.envelope("newer.json", "heats/4/results", T3, &results(None));
    assert_eq!(counted(&world.import(["newer.json"]), "result"), "updated 1, unchanged 1");
    assert_eq!(world.rows("results --heat 4")[0]["total_time_ms"], Value::Null);
}

#[test]
fn what_waits_takes_effect_when_its_parent_comes() {
    let world = World::new();
    meeting(&world);
    fs::rename(world.path("in/entries.json"), world.path("entries.json")).unwrap();
    let report = world.import(["in"]).succeeds();
    assert_eq!(counted(&report, "result"), "pending 2");
    assert_eq!(codes(&report), ["unknown-entry", "unknown-entry"]);
    let pointers: Vec<_> =
        report.json()["findings"].as_array().unwrap().iter().map(|f| f["pointer"].clone()).collect();
    assert_eq!(pointers, ["/0/entryId", "/1/entryId"]);
    let healed = world.import(["entries.json"]).succeeds();
    assert_eq!(counted(&healed, "entry"), "inserted 2");
    assert_eq!(counted(&healed, "result"), "inserted 2");
    assert_eq!(world.rows("results").len(), 2);
}

#[test]
fn results_whose_entry_is_not_in_the_heats_new_class_are_removed_and_wait() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    let moved = json!([{"heatId": 4, "classId": 3, "label": "Heat 1"}]);
    world.envelope("moved.json", "classes/3/heats", T3, &moved);
    let report = world.import(["moved.json"]).succeeds();
    assert_eq!(counted(&report, "heat"), "updated 1");
    assert_eq!(counted(&report, "result"), "removed 2");
    assert_eq!(world.line("reconcile --format json").json()["counts"], json!({"unknown-entry": 2}));
}

#[test]
fn a_bad_record_is_rejected_and_the_rest_is_taken() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    let mut body = results(Some(302_000));
    body[1]["finishPosition"] = "second".into();
    world.envelope("newer.json", "heats/4/results", T3, &body);
    for (run, expected) in [(json!(2), "updated 1, rejected 1"), (Value::Null, "rejected 1")] {
        let report = world.import(["newer.json"]).exits(1);
        assert_eq!(counted(&report, "result"), expected);
        assert_eq!(codes(&report), ["wrong-type"]);
        assert_eq!(report.json()["run"], run);
    }
    assert_eq!(world.rows("results --entry 7")[0]["finish_position"], 2);
    assert_eq!(
        world.line("reconcile quarantine list --format json").json()["rows"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn what_a_newer_listing_leaves_out_is_missing_until_it_is_listed_again() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    let one = json!([{"heatId": 4, "classId": 2, "label": "Heat 1"}]);
    world.envelope("newer.json", "classes/2/heats", T3, &one);
    assert_eq!(counted(&world.import(["newer.json"]), "heat"), "unchanged 1");
    let missing = |world: &World| world.rows("heats")[1]["missing_since"].clone();
    assert_eq!(missing(&world), "2025-02-16T03:00:00.000Z");
    assert_eq!(world.rows("heats --present").len(), 1);
    world.envelope("newest.json", "classes/2/heats", "2025-02-16T04:00:00Z", &json!([]));
    assert_eq!(codes(&world.import(["newest.json"]).succeeds()), ["empty-listing"]);
    assert_eq!(missing(&world), "2025-02-16T03:00:00.000Z");
    let stated = json!({"heatId": 5, "classId": 2, "eventId": 1});
    world.envelope("detail.json", "heats/5", "2025-02-16T03:30:00Z", &stated);
    world.import(["detail.json"]).succeeds();
    assert_eq!(missing(&world), Value::Null);
}

#[test]
fn a_capture_refused_whole_is_counted_as_such() {
    let world = World::new();
    world.write("a.json", "{");
    let report = world.import(["a.json"]).exits(1).json();
    assert_eq!(report["captures"], json!({"seen": 1, "imported": 0, "unchanged": 0, "rejected": 1}));
    assert_eq!(report["run"], 1);
    assert!(world.db().exists(), "quarantine needs a place");
    let again = world.import(["a.json"]).exits(1).json();
    assert_eq!(again["captures"], report["captures"], "it stays rejected");
    assert_eq!((&again["run"], &again["findings"]), (&Value::Null, &report["findings"]));
}

#[test]
fn counters_do_not_depend_on_jobs_or_the_order_of_arguments() {
    let world = World::with_meeting();
    let (bad, meeting) = (fixture("bad"), fixture("meeting"));
    let (bad, meeting) = (bad.to_str().unwrap(), meeting.to_str().unwrap());
    let one = world.import(["--db", ":memory:", "--captured-at", AT, "--jobs", "1", bad, meeting]).exits(1);
    let many = world.import(["--db", ":memory:", "--captured-at", AT, "--jobs", "7", meeting, bad]).exits(1);
    assert_eq!(one.json(), many.json());
}
