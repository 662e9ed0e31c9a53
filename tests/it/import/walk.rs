//! Which files a folder gives.

use super::codes;
use crate::harness::World;
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;

fn event(id: u64) -> String {
    json!({"eventId": id, "title": "Autumn Open", "timeZone": "UTC"}).to_string()
}

#[test]
fn a_folder_is_walked_by_the_rules() {
    let world = World::new();
    for (name, id) in [
        ("in/b.json", 1),
        ("in/deep/er/a.JSON", 2),
        ("in/.hidden.json", 3),
        ("in/.git/c.json", 4),
        ("in/page_files/d.json", 5),
        ("in/notes.txt", 6),
        ("in/json", 7),
        ("elsewhere/e.json", 8),
        ("elsewhere/f.json", 9),
    ] {
        world.write(name, event(id));
    }
    symlink(world.path("elsewhere/e.json"), world.path("in/link.json")).unwrap();
    symlink(world.path("elsewhere"), world.path("in/folder")).unwrap();
    symlink(world.path("nowhere"), world.path("in/broken.json")).unwrap();

    let report = world.import(["in", "--captured-at", "2025-02-16T02:00:00Z"]).succeeds();
    assert_eq!(codes(&report), ["skipped-path", "skipped-path"]);
    let report = report.says("2 other files skipped");
    assert!(!report.stderr.contains("notes.txt"), "listed with -v only");
    let ids: Vec<_> = world.rows("events").iter().map(|e| e["event_id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [1, 2, 8]);
    let paths: Vec<_> =
        world.rows("captures").iter().map(|c| c["path"].as_str().unwrap().to_owned()).collect();
    assert!(paths.contains(&"in/deep/er/a.JSON".into()), "as it was found: {paths:?}");
    world.line("import in -v").succeeds().says("notes.txt");
}

#[test]
fn a_path_given_by_name_is_read_whatever_it_is_called() {
    let world = World::new();
    world.write("notes.txt", event(1));
    world.write(".hidden", event(2));
    world.line("import notes.txt .hidden").succeeds();
    assert_eq!(world.rows("events").len(), 2);
}

#[test]
fn a_missing_path_stops_everything_before_it_begins() {
    let world = World::new();
    world.write("a.json", event(1));
    world.line("import a.json nowhere.json").exits(3).says("nowhere.json");
    assert!(!world.db().exists());
}

#[test]
fn what_is_no_file_is_a_rejected_capture() {
    let world = World::new();
    let report = world.import(["/dev/null"]).exits(1);
    assert_eq!(codes(&report), ["not-a-regular-file"]);
    assert_eq!(report.json()["captures"]["rejected"], 1);
    for verb in ["import", "validate"] {
        let hint = world.line(&format!("{verb} /dev/null -f json")).json()["findings"][0]["hint"].take();
        assert_eq!(hint, "pass a pipe as standard input, which has the path `-`", "{verb}");
    }
    symlink(world.path("nowhere"), world.path("broken.json")).unwrap();
    assert_eq!(codes(&world.import(["broken.json"]).exits(1)), ["unreadable-file"]);
}

#[test]
fn an_empty_folder_holds_no_captures() {
    let world = World::new();
    fs::create_dir(world.path("in")).unwrap();
    let report = world.import(["in"]).succeeds().json();
    assert_eq!(report["captures"], json!({"seen": 0, "imported": 0, "unchanged": 0, "rejected": 0}));
    assert!(report["run"].is_null());
    world.write("in/notes.txt", "");
    for line in ["import in --format json", "validate in --format json"] {
        let findings = world.line(line).succeeds().json()["findings"].take();
        assert_eq!(findings.as_array().unwrap().len(), 1, "{findings}");
        assert_eq!(findings[0]["code"], "no-captures");
    }
    assert!(world.line("validate in --deny warnings").exits(1).stdout.contains("warning[no-captures]"));
}
