//! The options of `import`.

use super::{T2, T3, codes, counted, meeting, results};
use crate::harness::{World, fixture};
use serde_json::{Value, json};
use std::fs;

#[test]
fn a_dry_run_writes_nothing() {
    let world = World::new();
    meeting(&world);
    let report = world.import(["in", "--dry-run"]).succeeds();
    assert_eq!(counted(&report, "result"), "inserted 2");
    let document = report.json();
    assert_eq!((&document["run"], &document["dry_run"]), (&Value::Null, &json!(true)));
    assert_eq!(document["committed"], false);
    assert!(!world.db().exists(), "not even an empty database");

    world.import(["in"]).succeeds();
    let before = fs::read(world.db()).unwrap();
    world.envelope("newer.json", "heats/4/results", T3, &results(Some(302_000)));
    assert_eq!(counted(&world.import(["newer.json", "-n"]), "result"), "updated 1, unchanged 1");
    assert_eq!(fs::read(world.db()).unwrap(), before);
}

#[test]
fn strict_is_all_or_nothing() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    let before = fs::read(world.db()).unwrap();
    world.envelope("more/results.json", "heats/4/results", T3, &results(Some(302_000)));
    world.write("more/torn.json", "[");
    let report = world.import(["more", "--strict"]).exits(1);
    assert_eq!((&report.json()["run"], &report.json()["committed"]), (&Value::Null, &json!(false)));
    assert_eq!(codes(&report), ["invalid-json"]);
    assert_eq!(world.rows("results --entry 6")[0]["total_time_ms"], 300_000);
    assert_eq!(world.line("reconcile --format json").json()["counts"], json!({}), "quarantine included");
    assert_eq!(fs::read(world.db()).unwrap(), before);
    fs::remove_file(world.path("more/torn.json")).unwrap();
    assert_eq!(counted(&world.import(["more", "--strict"]).succeeds(), "result"), "updated 1, unchanged 1");
}

#[test]
fn captured_at_is_for_captures_without_a_time_and_an_envelope_goes_before_it() {
    let world = World::new();
    world.write("v2/events/1.json", r#"{"eventId": 1, "title": "Bare", "timeZone": "UTC"}"#);
    world.write("20250101T120000Z.json", r#"{"eventId": 2, "title": "Named", "timeZone": "UTC"}"#);
    let event = json!({"eventId": 3, "title": "Wrapped", "timeZone": "UTC"});
    world.envelope("wrapped.json", "events/3", T2, &event);
    let report = world.import(["--captured-at", "2025-02-16T04:00:00+01:00", "."]).succeeds();
    assert_eq!(codes(&report), <[&str; 0]>::default());
    let times: Vec<_> = world.rows("events").iter().map(|e| e["captured_at"].clone()).collect();
    assert_eq!(times, ["2025-02-16T03:00:00.000Z", "2025-02-16T03:00:00.000Z", "2025-02-16T02:00:00.000Z"]);
}

#[test]
fn a_time_in_the_files_name_is_stated() {
    let world = World::new();
    world.write("event-2024-08-09T21-40-00Z.json", r#"{"eventId": 2, "title": "Named", "timeZone": "UTC"}"#);
    assert_eq!(codes(&world.import(["."]).succeeds()), <[&str; 0]>::default());
    assert_eq!(world.rows("events")[0]["captured_at"], "2024-08-09T21:40:00.000Z");
}

#[test]
fn an_assumed_time_is_no_part_of_what_makes_a_capture_known() {
    let world = World::new();
    let path = world.write("a.json", r#"{"eventId": 2, "title": "Bare", "timeZone": "UTC"}"#);
    let file = fs::File::options().write(true).open(&path).unwrap();
    let at = |seconds| std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    file.set_modified(at(1_700_000_000)).unwrap();
    assert_eq!(codes(&world.import(["a.json"]).succeeds()), ["assumed-time"]);
    // Copied later: nothing new. Seen earlier: so much the earlier was it said.
    file.set_modified(at(1_700_000_500)).unwrap();
    assert_eq!(world.import(["a.json"]).succeeds().json()["run"], Value::Null);
    assert_eq!(world.rows("events")[0]["captured_at"], "2023-11-14T22:13:20.000Z");
    file.set_modified(at(1_600_000_000)).unwrap();
    world.import(["a.json"]).succeeds();
    assert_eq!(world.rows("events")[0]["captured_at"], "2020-09-13T12:26:40.000Z");
}

#[test]
fn source_url_tells_what_a_payload_is() {
    let world = World::new();
    world.write("empty.json", "[]");
    assert_eq!(codes(&world.import(["empty.json"]).exits(1)), ["unrecognised-payload"]);
    let url = "https://api.liverc.example/v2/heats/4/results?page=1";
    let report = world.import(["empty.json", "--source-url", url, "--captured-at", T2]).succeeds();
    assert_eq!(codes(&report), ["empty-listing"]);
    world.run(["import", "empty.json", "empty.json", "--source-url", url]).exits(2).says("--source-url");
    world.run(["import", ".", "--source-url", url]).exits(2);
}

#[test]
fn partial_captures_state_no_absence() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    world.envelope(
        "one.json",
        "classes/2/heats",
        T3,
        &json!([{"heatId": 4, "classId": 2, "label": "Heat 1"}]),
    );
    world.import(["one.json", "--partial"]).succeeds();
    assert_eq!(world.rows("heats --present").len(), 2);
    world.import(["one.json"]).succeeds();
    assert_eq!(world.rows("heats --present").len(), 1);
}

#[test]
fn what_only_a_partial_capture_stated_can_be_missing_from_a_listing_of_nothing_but_new_records() {
    let world = World::new();
    meeting(&world);
    fs::rename(world.path("in/heats.json"), world.path("heats.json")).unwrap();
    world.import(["in"]).succeeds();
    world.import(["heats.json", "--partial"]).succeeds();
    let other = json!([{"heatId": 44, "classId": 2, "label": "B-Main"}]);
    world.envelope("other.json", "classes/2/heats", T3, &other);
    world.import(["other.json"]).succeeds();
    let missing =
        world.rows("heats").into_iter().filter(|h| h["missing_since"] == "2025-02-16T03:00:00.000Z");
    assert_eq!(missing.count(), 2);
}

#[test]
fn standard_input_is_a_capture() {
    let world = World::new();
    let event = fs::read(fixture("meeting/v2/events/48210.json")).unwrap();
    let report = world.run_with_input(["import", "-", "--captured-at", T2, "--format", "json"], &event);
    assert_eq!(counted(&report, "event"), "inserted 1");
    assert_eq!(world.rows("captures")[0]["path"], "-");
    let nothing = world.run_with_input(["import", "-", "--format", "json"], b"").exits(1);
    assert_eq!(codes(&nothing), ["empty-file"]);
}

#[test]
fn replay_is_the_same_verb() {
    let world = World::new();
    meeting(&world);
    world.line("replay in").succeeds();
    assert_eq!(world.rows("results").len(), 2);
}

#[test]
fn a_time_without_an_offset_is_a_usage_error() {
    let world = World::new();
    world.write("a.json", "{}");
    world.line("import a.json --captured-at 2025-02-16T02:00:00").exits(2).says("offset");
    world.line("import a.json --jobs 0").exits(2);
    assert!(!world.db().exists());
}
