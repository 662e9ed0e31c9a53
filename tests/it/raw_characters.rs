//! JSON is exact and yet harmless: names that a terminal would obey stand in every document as escapes, and come back
//! as they were.

use crate::harness::{AT, Ran, World, files_below};
use crate::hostile::is_raw;
use serde_json::{Value, json};
use std::fs;

/// All that JSON may hold as it is and a terminal may obey; what is below U+0020, JSON never does.
const ODD: &str = "A\u{7f}\u{80}\u{9b}31m\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\
                   \u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}Z";

/// A world where everything that has a name has the odd one: captures, the database, events, drivers, sessions.
struct Odd(World);

impl Odd {
    fn new() -> Self {
        let odd = Self(World::new());
        let write = |name: &str, address: &str, body: &Value| {
            odd.0.envelope(&format!("in/{ODD}{name}.json"), address, AT, body);
        };
        let zone = "Pacific/Auckland";
        write("e", "events/1", &json!({"eventId": 1, "title": ODD, "timeZone": zone, ODD: 1}));
        write("c", "events/1/classes", &json!([{"classId": 3, "eventId": 1, "name": ODD}]));
        let driver = |id: Value, class: i64| json!({"entryId": id, "classId": class, "driverName": ODD});
        write("n", "classes/3/entries", &json!([driver(json!(5), 3), driver(json!(ODD), 3)]));
        write("p", "classes/4/entries", &json!([driver(json!(6), 4)]));
        write("h", "classes/3/heats", &json!([{"heatId": 7, "classId": 3, "label": ODD, "round": 1}]));
        let result = json!({"resultId": 8, "heatId": 7, "entryId": 5, "finishPosition": 1});
        write("r", "heats/7/results", &json!([result]));
        odd.run("import in --archive").exits(1);
        odd.run(&format!("session add --name {ODD} --kind RACE --heat 7")).succeeds();
        odd.run(&format!("reconcile match class 3 --name {ODD} --not")).succeeds();
        odd
    }

    /// Runs words, which may hold odd characters but no space.
    fn run(&self, line: &str) -> Ran {
        let db = format!("{ODD}.db");
        let ran = self.0.run(line.split(' ').chain(["--db", &db]));
        assert_eq!(ran.stderr.find(|c| c != '\n' && is_raw(c)), None, "{line}: {:?}", ran.stderr);
        ran
    }
}

/// Whether a text in there, or the name of a member, holds the odd name as it was.
fn has_odd(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(ODD),
        Value::Array(items) => items.iter().any(has_odd),
        Value::Object(members) => members.iter().any(|(key, value)| key.contains(ODD) || has_odd(value)),
        _ => false,
    }
}

/// Nothing in it is raw, and what it holds is exact.
#[track_caller]
fn is_exact(what: &str, text: &str) {
    assert_eq!(text.find(|c| c != '\n' && is_raw(c)), None, "{what}: {text:?}");
    let documents: Vec<Value> = match serde_json::from_str(text) {
        Ok(document) => vec![document],
        Err(_) => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    };
    assert!(documents.iter().any(has_odd), "{what}: {text}");
}

/// SARIF's texts are for people, and its places are URIs.
#[track_caller]
fn is_harmless_sarif(text: &str) {
    assert_eq!(text.find(|c| c != '\n' && is_raw(c)), None, "{text:?}");
    let document: Value = serde_json::from_str(text).unwrap();
    let first = &document["runs"][0]["results"][0];
    let place = &first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(place.as_str().unwrap().starts_with("in/A%7F%C2%80%C2%9B31m"), "{place}");
    assert!(first["message"]["text"].as_str().unwrap().contains("A␡\\u{{80}}\\u{{9b}}31m"), "{first}");
}

#[test]
fn rows_are_exact_and_nothing_in_them_is_raw() {
    let odd = Odd::new();
    for verb in [
        "events",
        "classes",
        "heats",
        "entries",
        "results",
        "sessions",
        "captures",
        "reconcile pending",
        "reconcile quarantine list",
        "reconcile match",
        "session list",
        &format!("session show {ODD}"),
    ] {
        for format in ["json", "ndjson"] {
            let line = format!("{verb} --format {format}");
            let printed = odd.run(&line).succeeds().stdout;
            is_exact(&line, &printed);
            odd.run(&format!("{line} --output file.out")).succeeds();
            assert_eq!(fs::read_to_string(odd.0.path("file.out")).unwrap(), printed, "{line}");
        }
        for format in ["table", "markdown"] {
            let printed = odd.run(&format!("{verb} --format {format}")).succeeds().stdout;
            assert_eq!(printed.find(|c| c != '\n' && is_raw(c)), None, "{verb}: {printed:?}");
        }
    }
    let csv = odd.run("entries --format csv --fields driver_name").succeeds().stdout;
    assert_eq!(csv, format!("driver_name\n{ODD}\n"), "CSV has no escapes: it is as it was");
    let rows = odd.run("entries --format json --fields driver_name").succeeds().json();
    assert_eq!(rows["rows"], json!([{ "driver_name": ODD }]));
}

#[test]
fn reports_are_exact_and_nothing_in_them_is_raw() {
    let odd = Odd::new();
    let refused = odd.run("reconcile quarantine list --format json").json()["rows"][0]["id"].to_string();
    odd.0.write(&format!("{ODD}.csv"), format!("name,kind\n{ODD}{ODD},{ODD}\n"));
    for (line, code) in [
        ("import in --dry-run --format json", 1),
        ("validate in --format json", 1),
        ("reconcile --format json", 0),
        (&format!("reconcile quarantine show {refused} --format json"), 0),
        ("reconcile quarantine retry --format json", 0),
        ("captures drop --run 1 --format json", 0),
        (&format!("session import {ODD}.csv --format json"), 1),
        ("db status --format json", 0),
    ] {
        is_exact(line, &odd.run(line).exits(code).stdout);
    }
    is_harmless_sarif(&odd.run("validate in --format sarif").exits(1).stdout);
    let content = odd.run(&format!("reconcile quarantine show {refused} --format json")).json();
    let record = json!({"entryId": ODD, "classId": 3, "driverName": ODD});
    let content = content["quarantined"]["content"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(content).unwrap(), record);
    assert!(content.contains(ODD), "the text itself, not its escapes");
}

#[test]
fn files_hold_what_is_printed() {
    let odd = Odd::new();
    odd.run("validate in --format human --report json=a.json --report sarif=b.sarif").exits(1);
    odd.run("validate in --baseline c.json --write-baseline").succeeds();
    odd.run("export out --format ndjson").succeeds();
    is_harmless_sarif(&fs::read_to_string(odd.0.path("b.sarif")).unwrap());
    for name in ["a.json", "c.json", "out/events.ndjson"] {
        is_exact(name, &fs::read_to_string(odd.0.path(name)).unwrap());
    }
    for path in files_below(&odd.0.path("out")) {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.find(|c| c != '\n' && is_raw(c)), None, "{}", path.display());
    }
}
