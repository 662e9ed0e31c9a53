//! `validate`: what it finds, in which format, and how it ends.

mod baseline;
mod formats;
mod places;
mod sarif;

use crate::harness::{AT, World, fixture};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Every fixture: each folder of good captures, and each bad case alone.
fn fixtures() -> Vec<PathBuf> {
    let below =
        |name: &str| fs::read_dir(fixture(name)).unwrap().map(|f| f.unwrap().path()).collect::<Vec<_>>();
    let mut all = below("bad");
    all.extend(below("captures"));
    all.push(fixture("meeting"));
    all.extend(["bad", "captures", ""].map(fixture));
    all
}

/// The errors of a report, each with all that is said of it.
fn errors(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().filter(|f| f["severity"] == "error").map(Value::to_string).collect()
}

#[test]
fn it_refuses_exactly_what_an_import_into_an_empty_database_refuses() {
    for path in fixtures() {
        let world = World::new();
        let path = path.to_str().unwrap();
        let import = world.import([path, "--captured-at", AT]);
        let validate = world.run(["validate", path, "--captured-at", AT, "--format", "json"]);
        assert_eq!(import.code, validate.code, "{path}");
        let (import, validate) = (import.json(), validate.json());
        assert_eq!(errors(&import), errors(&validate), "{path}");
        let rejected = import["captures"]["rejected"].as_u64().unwrap()
            + import["records"]
                .as_object()
                .unwrap()
                .values()
                .map(|k| k["rejected"].as_u64().unwrap())
                .sum::<u64>();
        assert_eq!(rejected > 0, !errors(&validate).is_empty(), "{path}");
        assert_eq!(import["captures"]["seen"], validate["captures"], "{path}");
        // What waits there is a warning here, and what is odd there is odd here.
        let said = |report: &Value| -> BTreeSet<String> {
            let findings = report["findings"].as_array().unwrap();
            findings.iter().map(|f| format!("{} {} {}", f["code"], f["capture"], f["pointer"])).collect()
        };
        let mut missing = said(&import);
        missing.retain(|said_of| !said(&validate).contains(said_of) && !said_of.contains("assumed-time"));
        assert_eq!(missing, BTreeSet::new(), "{path}");
    }
}

#[test]
fn it_ends_with_a_count() {
    let world = World::new();
    let meeting = fixture("meeting");
    let ran = world.run(["validate", meeting.to_str().unwrap(), "--deny", "warnings"]).succeeds();
    assert_eq!(ran.stdout, "14 captures, 55 records, no findings\n");
    assert!(!world.db().exists(), "no database is made");
}

#[test]
fn references_are_checked_over_all_paths_together() {
    let world = World::new();
    let (meeting, entries) = (fixture("meeting"), fixture("meeting/v2/classes/92311/entries.json"));
    let alone = world.run(["validate", entries.to_str().unwrap(), "--format", "json"]).succeeds().json();
    let codes: BTreeSet<_> =
        alone["findings"].as_array().unwrap().iter().map(|f| f["code"].to_string()).collect();
    assert_eq!(codes, BTreeSet::from(["\"unknown-class\"".to_owned()]));
    let others = meeting.join("v2/events");
    let heats = meeting.join("v2/classes/92311/heats.json");
    let together = [entries, others, heats].map(|p| p.to_str().unwrap().to_owned());
    let args = ["validate".to_owned(), "--deny".into(), "warnings".into()];
    world.run(args.into_iter().chain(together)).succeeds();
}

#[test]
fn warnings_can_be_denied() {
    let world = World::new();
    let (odd, info) = (fixture("bad/zero-time"), fixture("bad/unknown-field.json"));
    let (odd, info) = (odd.to_str().unwrap(), info.to_str().unwrap());
    world.run(["validate", odd]).succeeds();
    world.run(["validate", odd, "--deny", "warnings"]).exits(1);
    world.run(["validate", info, "--deny", "warnings"]).succeeds();
    world.run(["validate", odd, "--deny", "errors"]).exits(2);
}

#[test]
fn codes_can_be_selected_and_ignored() {
    let world = World::new();
    let (bad, wrong) = (fixture("bad"), fixture("bad/wrong-type.json"));
    let (bad, wrong) = (bad.to_str().unwrap(), wrong.to_str().unwrap());
    let codes = |options: &str, code: i32| -> Vec<String> {
        let args = ["validate", bad, "--format", "json"].into_iter().chain(options.split(' '));
        let report = world.run(args).exits(code).json();
        assert!(report["ignored"].as_u64().unwrap() > 10, "{options}");
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        codes("--select zero-time,lap-gap --select long-lap", 0),
        ["lap-gap", "long-lap", "zero-time"]
    );
    assert_eq!(codes("--select wrong-type,lap-gap --ignore lap-gap", 1), ["wrong-type"]);
    assert_eq!(codes("--select zero-time --deny warnings", 1), ["zero-time"]);
    // Who ignores an error has decided that it is none.
    let ran = world.run(["validate", wrong, "--ignore", "wrong-type"]).succeeds();
    assert_eq!(ran.stdout, "1 capture, 1 record, no findings (1 ignored)\n");
    for option in ["--select", "--ignore"] {
        world
            .run(["validate", wrong, option, "zero-time,wrong-typ"])
            .exits(2)
            .says("did you mean `wrong-type`");
        world.run(["validate", wrong, option, "lap-gap,"]).exits(2).says("no finding has the code ``");
    }
}

#[test]
fn standard_input_is_a_capture_like_any_other() {
    let world = World::new();
    let wrong = fs::read(fixture("bad/wrong-type.json")).unwrap();
    let ran = world.run_with_input(["validate", "-"], &wrong).exits(1);
    assert!(ran.stdout.starts_with("-:5:11: error[wrong-type]: "), "{}", ran.stdout);
}
