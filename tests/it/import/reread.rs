//! Known captures read again: what an envelope or a limit is at fault for takes nothing away, in whatever order.

use super::codes;
use crate::harness::{AT, World};
use serde_json::{Value, json};

/// Five classes, one of which is refused.
fn classes() -> Value {
    let class = |id: i64, name: Value| json!({"classId": id, "eventId": 5, "name": name});
    json!([
        class(1, "2WD".into()),
        class(2, "4WD".into()),
        class(3, 4.into()),
        class(4, "Truck".into()),
        class(5, "GT".into()),
    ])
}

/// The event alone, imported.
fn event() -> World {
    let world = World::new();
    world.write("event.json", r#"{"eventId":5,"title":"Nationals","timeZone":"UTC"}"#);
    world.line(&format!("import event.json --archive --captured-at {AT}")).succeeds();
    world
}

/// One envelope that is good, and two around the same body that are not: all three are one capture.
fn envelopes(world: &World, body: &Value) {
    let text = |more: &str| {
        let url = "https://api.liverc.example/v2/events/5/classes";
        format!(r#"{{"url":"{url}","fetchedAt":"{AT}","status":200{more},"body":{body}}}"#)
    };
    world.write("good.json", text(""));
    world.write("digest.json", text(&format!(r#","sha256":"{}""#, "0".repeat(64))));
    world.write("repeated.json", text(r#","note":1,"note":2"#));
}

/// What is known of the classes.
fn known(world: &World) -> [Vec<Value>; 3] {
    ["classes", "captures --fields sha256,state,family,records,quarantined", "reconcile quarantine list"]
        .map(|view| world.rows(view))
}

#[test]
fn an_envelope_at_fault_takes_nothing_away() {
    let whole = event();
    envelopes(&whole, &classes());
    whole.line("import good.json --archive").exits(1);
    let expected = known(&whole);
    assert_eq!(expected[0].len(), 4);
    let fault = [("digest.json", "envelope-digest"), ("repeated.json", "bad-envelope")];
    for archive in [["", ""], ["", "--archive"], ["--archive", ""], ["--archive", "--archive"]] {
        for (file, code) in fault {
            for order in [["good.json", file], [file, "good.json"]] {
                let world = event();
                envelopes(&world, &classes());
                let case = format!("{order:?} {archive:?}");
                for (name, archive) in order.iter().zip(archive) {
                    let ran = world.line(&format!("import {name} {archive} --format json")).exits(1);
                    if *name == file {
                        assert_eq!(codes(&ran), [code], "{case}");
                        assert_eq!(ran.json()["captures"]["rejected"], 1, "{case}");
                    }
                    world.line("db check").succeeds();
                }
                let found = known(&world);
                assert_eq!(found[..2], expected[..2], "{case}");
                assert_eq!(found[2].len(), 1, "{case}");
                world.line("import good.json --archive").exits(1);
                world.line("db check --all").succeeds();
                world.line("db rebuild").succeeds();
                assert_eq!(known(&world), found, "{case}");
            }
        }
    }
}

#[test]
fn an_envelope_at_fault_is_not_archived_for_what_was_taken_whole() {
    let world = event();
    envelopes(&world, &json!([{"classId": 1, "eventId": 5, "name": "2WD"}]));
    world.line("import good.json").succeeds();
    let before = std::fs::read(world.db()).unwrap();
    world.line("import digest.json --archive").exits(1).says("nothing to archive");
    assert_eq!(std::fs::read(world.db()).unwrap(), before);
    world.line("import good.json --archive").succeeds().says("archived the payloads of 1 capture");
    world.line("db check --all").succeeds();
    world.line("db rebuild").succeeds();
    assert_eq!(world.rows("classes").len(), 1);
}

#[test]
fn a_limit_takes_nothing_away() {
    let whole = event();
    whole.write("v2/events/5/classes.json", classes().to_string());
    let plain = format!("import v2 --captured-at {AT}");
    whole.line(&plain).exits(1);
    let expected = known(&whole);
    for (limit, code) in
        [("--max-depth 1", "nesting-too-deep"), ("--max-payload-size 100", "payload-too-large")]
    {
        for orders in [["", limit], [limit, ""]] {
            for archive in ["", "--archive"] {
                let world = event();
                world.write("v2/events/5/classes.json", classes().to_string());
                for order in orders {
                    let ran = world.line(&format!("{plain} {order} {archive} --format json")).exits(1);
                    if order == limit {
                        assert_eq!(codes(&ran), [code], "{orders:?} {archive}");
                        assert_eq!(ran.json()["captures"]["rejected"], 1, "{orders:?} {archive}");
                    }
                    world.line("db check").succeeds();
                }
                let found = known(&world);
                assert_eq!(found[..2], expected[..2], "{orders:?} {archive}");
                world.line(&format!("{plain} --archive")).exits(1);
                world.line("db check --all").succeeds();
                world.line("db rebuild --verify").succeeds();
                world.line("db rebuild").succeeds();
                assert_eq!(known(&world), found, "{orders:?} {archive}");
            }
        }
    }
}

#[test]
fn what_is_archived_under_another_limit_is_refused_for_that_one() {
    for (first, second) in [("2", "1"), ("1", "2")] {
        let world = event();
        let deep = r#"[{"classId":1,"eventId":5,"name":"2WD","x":{"y":1}}]"#;
        world.write("v2/events/5/classes.json", deep);
        let plain = format!("import v2 --captured-at {AT} --archive");
        world.line(&format!("import v2 --captured-at {AT} --max-depth {first}")).exits(1);
        world.line(&format!("{plain} --max-depth {second}")).exits(1);
        let refused = world.line("reconcile quarantine list --format csv").succeeds();
        assert!(refused.stdout.contains(&format!("at most {second} levels")), "{}", refused.stdout);
        world.line("db check --all").succeeds();
        world.line("db rebuild --verify").succeeds();
    }
}

#[test]
fn a_capture_counts_once_as_archived() {
    let world = event();
    world.write("v2/events/5/classes.json", r#"[{"classId":1,"eventId":5,"name":"2WD"}]"#);
    let plain = format!("import v2 --captured-at {AT}");
    world.line(&format!("{plain} --max-depth 1")).exits(1);
    world.line(&format!("{plain} --archive")).succeeds().says("archived the payloads of 1 capture");
    world.line("db rebuild --verify").succeeds();
}
