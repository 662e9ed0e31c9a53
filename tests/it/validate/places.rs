//! Every finding says where: file, line, column and pointer, also where only the database knew of it.

use crate::harness::{AT, World, fixture};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// Codes that are said of a file as a whole, or of something in it that has no line.
const WITHOUT_LINE: [&str; 8] = [
    "capture-in-future",
    "damaged-compression",
    "empty-file",
    "empty-har",
    "failed-entry",
    "payload-too-large",
    "skipped-entry",
    "unsupported-format",
];

fn findings(world: &World, path: &str) -> Vec<Value> {
    let ran = world.run(["validate", path, "--captured-at", AT, "--format", "json"]);
    ran.json()["findings"].as_array().unwrap().clone()
}

#[test]
fn each_fixture_is_found_at_its_line() {
    let world = World::new();
    for finding in findings(&world, fixture("bad").to_str().unwrap()) {
        let code = finding["code"].as_str().unwrap();
        assert!(finding["capture"].is_string(), "{finding}");
        if WITHOUT_LINE.contains(&code) {
            continue;
        }
        assert!(finding["line"].is_u64(), "{finding}");
        let (line, column) = (finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap_or(1));
        let bytes = fs::read(finding["capture"].as_str().unwrap()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        // One behind the end is where something is missing.
        let lines: Vec<&str> = text.split('\n').collect();
        let text = lines.get(usize::try_from(line).unwrap() - 1).unwrap_or_else(|| panic!("{finding}"));
        assert!(column <= text.chars().count() as u64 + 1, "{finding}");
    }
}

#[test]
fn contradictions_of_laps_stand_at_the_driver() {
    let world = World::new();
    let at = |name: &str| {
        let found = findings(&world, fixture(name).to_str().unwrap());
        let place = |key: &str| found[0][key].clone();
        (place("line"), place("column"), place("pointer"))
    };
    let driver = json!("/driver_results/racerLaps/346997");
    assert_eq!(at("bad/lap-position-mismatch.json"), (json!(14), json!(17), driver));
    // The rows of the results site are of all entrants together.
    assert_eq!(at("bad/lap-gap"), (json!(1), json!(1), json!("")));
    let page = fs::read_to_string(fixture("captures/race-page/reformatted.html")).unwrap();
    world.write("race.730161.html", page.replacen("31.402", "30.402", 1));
    let mut found = findings(&world, "race.730161.html");
    // The others are said of the race, or by the reader of the page.
    found.retain(|f| f["code"] == "laps-do-not-add-up");
    assert!(!found.is_empty());
    for finding in found {
        let pointer = finding["pointer"].as_str().unwrap();
        let driver = pointer.strip_prefix("/racerLaps/").unwrap_or_else(|| panic!("{finding}"));
        let named = format!("racerLaps[{driver}]");
        let line = page.split('\n').position(|line| line.contains(&named)).unwrap() as u64 + 1;
        assert_eq!(finding["line"], line, "{finding}");
    }
}

#[test]
fn what_waits_is_found_in_whatever_container_of_lines() {
    let world = World::new();
    let class = |id: i64| json!([{ "classId": id, "eventId": 51_035, "name": "Buggy" }]);
    let line =
        |id| crate::harness::envelope("events/51035/classes", "2025-02-16T02:00:00Z", &class(id)).to_string();
    world.write("a.ndjson", format!("{}\n\n{}\n", line(52_350), line(52_351)));
    let places: BTreeSet<_> =
        findings(&world, "a.ndjson").iter().map(|f| (f["code"].to_string(), f["line"].to_string())).collect();
    let expected = ["1", "3"].map(|line| ("\"unknown-event\"".to_owned(), line.to_owned()));
    assert_eq!(places, BTreeSet::from(expected));
}

#[test]
fn however_many_wait_each_has_its_line() {
    let world = World::new();
    let classes: Vec<_> = (0..3000)
        .map(|i| {
            json!({ "classId": 60_000 + i, "eventId": 51_035, "name": format!("Class {i}") }).to_string()
        })
        .collect();
    world.write("v2/events/51035/classes.json", format!("[\n{}\n]", classes.join(",\n")));
    let lines: Vec<_> = findings(&world, "v2").iter().filter_map(|f| f["line"].as_u64()).collect();
    assert_eq!(lines, (2..3002).collect::<Vec<_>>());
}
