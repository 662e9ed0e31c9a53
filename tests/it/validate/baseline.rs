//! Baselines: what was accepted passes, what is new does not, and what is gone is said.

use crate::harness::{AT, Ran, World, fixture};
use serde_json::Value;
use std::fs;

/// A world with some of the bad fixtures in `captures`.
fn captures() -> World {
    let world = World::new();
    for name in ["wrong-type.json", "zero-time/v2/heats/53470/results.json", "unknown-event.json"] {
        world.write(&format!("captures/{name}"), fs::read(fixture("bad").join(name)).unwrap());
    }
    world
}

fn validate(world: &World, options: &str) -> Ran {
    world.line(&format!("validate --captured-at {AT} --deny warnings {options}"))
}

fn codes(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect()
}

/// Makes the baseline `known.json` of all that is found in `captures`.
fn accept_all(world: &World) -> String {
    let ran = validate(world, "captures --baseline known.json --write-baseline").succeeds();
    assert!(ran.stderr.contains("accepted in `known.json`"), "{}", ran.stderr);
    fs::read_to_string(world.path("known.json")).unwrap()
}

#[test]
fn what_was_accepted_passes_from_then_on() {
    let world = captures();
    validate(&world, "captures").exits(1);
    insta::assert_snapshot!(accept_all(&world), @r#"
    {"schema":"heatlink/baseline@1","findings":[
    {"capture":"captures/unknown-event.json","pointer":"/0/eventId","code":"unknown-event","message":"`class/52350` waits for `event/51035`","count":1},
    {"capture":"captures/wrong-type.json","pointer":"/city","code":"wrong-type","message":"expected a text in `city`, found a number: `4021`","count":1},
    {"capture":"captures/zero-time/v2/heats/53470/results.json","pointer":"/0/heatId","code":"unknown-heat","message":"`result/53470/54470` waits for `heat/53470`","count":1}
    ]}
    "#);
    let ran = validate(&world, "captures --baseline known.json").succeeds();
    assert_eq!(ran.stdout, "3 captures, 3 records, no findings (3 accepted)\n");
    let json = validate(&world, "captures --baseline known.json -f json").succeeds().json();
    assert_eq!((codes(&json).len(), &json["accepted"]), (0, &3.into()));
    let again = validate(&world, "captures --baseline known.json --write-baseline").succeeds();
    assert_eq!(accept_all(&world), fs::read_to_string(world.path("known.json")).unwrap(), "{}", again.stdout);
}

#[test]
fn it_matters_neither_where_it_runs_nor_which_lines_move() {
    let world = captures();
    accept_all(&world);
    let wrong = fs::read_to_string(world.path("captures/wrong-type.json")).unwrap();
    world.write("captures/wrong-type.json", format!("\n\n{}", wrong.replace("\": ", "\":\n  ")));
    validate(&world, "./captures --baseline known.json").succeeds();
    validate(&world, &format!("{0}/captures --baseline {0}/known.json", world.path("").display())).succeeds();
    let mut inside = world.command(["validate", ".", "--baseline", "../known.json", "--captured-at", AT]);
    let inside = inside.current_dir(world.path("captures")).output().unwrap();
    assert_eq!(inside.status.code(), Some(0), "{}", String::from_utf8_lossy(&inside.stdout));
}

#[test]
fn what_is_new_is_reported() {
    let world = captures();
    accept_all(&world);
    world.write("captures/new.json", fs::read(fixture("bad/blank-text.json")).unwrap());
    let ran = validate(&world, "captures --baseline known.json -f json").exits(1).json();
    assert_eq!(codes(&ran), ["blank-text"]);
}

#[test]
fn what_was_mended_is_stale_at_its_line() {
    let world = captures();
    accept_all(&world);
    world.write("captures/wrong-type.json", fs::read(fixture("captures/event/smallest.json")).unwrap());
    fs::remove_file(world.path("captures/unknown-event.json")).unwrap();
    let ran = validate(&world, "captures --baseline known.json -f json").exits(1).json();
    assert_eq!(codes(&ran), ["stale-baseline"; 2]);
    let finding = &ran["findings"][0];
    assert_eq!(
        (&finding["capture"], &finding["line"], &finding["column"]),
        (&"known.json".into(), &2.into(), &1.into())
    );
    assert_eq!(finding["pointer"], "/findings/0");
    assert!(
        finding["message"].as_str().unwrap().contains("`unknown-event` of `captures/unknown-event.json`")
    );
    assert!(
        ran["findings"][1]["message"]
            .as_str()
            .unwrap()
            .contains("`wrong-type` of `captures/wrong-type.json`")
    );
    // Nobody asked for these, or the call did not look there.
    validate(&world, "captures --baseline known.json --ignore stale-baseline").succeeds();
    validate(&world, "captures --baseline known.json --ignore wrong-type,unknown-event").succeeds();
    validate(&world, "captures/zero-time --baseline known.json").succeeds();
    accept_all(&world);
    let ran = validate(&world, "captures --baseline known.json").succeeds();
    assert!(ran.stdout.ends_with("no findings (1 accepted)\n"), "{}", ran.stdout);
}

#[test]
fn of_a_part_written_anew_the_rest_stays() {
    let world = captures();
    let before = accept_all(&world);
    validate(&world, "captures/zero-time --baseline known.json --write-baseline").succeeds();
    validate(&world, "captures --select wrong-type --baseline known.json --write-baseline").succeeds();
    assert_eq!(fs::read_to_string(world.path("known.json")).unwrap(), before);
}

#[test]
fn one_that_is_missing_or_garbled_ends_the_run() {
    let world = captures();
    let with = |options: &str| validate(&world, &format!("captures --baseline known.json {options}"));
    with("").exits(3).says("no baseline at `known.json`").says("`--write-baseline` makes one");
    for (text, why) in [
        ("", "found a fault: EOF"),
        ("[]", "`known.json` is no baseline: expected `heatlink/baseline@1`"),
        ("{\"schema\":\"heatlink/baseline@1\",\"findings\":[\n<<<<<<< HEAD\n", "line 2 column 1"),
        ("{\"schema\":\"heatlink/results@1\",\"findings\":[]}", "found `heatlink/results@1`"),
        (
            "{\"schema\":\"heatlink/baseline@1\",\"findings\":[{\"code\":\"zero-time\"}]}",
            "at `/findings/0` on line 1",
        ),
    ] {
        world.write("known.json", text);
        with("").exits(3).says(why);
        // What somebody else may have written is not written over.
        with("--write-baseline").exits(3).says(why);
        assert_eq!(fs::read_to_string(world.path("known.json")).unwrap(), text);
    }
    validate(&world, "captures --baseline captures").exits(3).says("it is no regular file");
    validate(&world, "captures --write-baseline").exits(2).says("--baseline");
    validate(&world, "captures --baseline a --report json=a --write-baseline").exits(2).says("`a` twice");
    validate(&world, "captures --baseline none/a --write-baseline").exits(3).says("cannot be written");
}

#[test]
fn its_own_files_are_no_captures() {
    let world = captures();
    let line = "captures --baseline captures/known.json --report json=captures/report.json --write-baseline";
    validate(&world, line).succeeds();
    let ran = validate(&world, line).succeeds().says("2 other files skipped");
    assert!(ran.stdout.starts_with("3 captures, "), "{}", ran.stdout);
    let ran = validate(&world, "captures --baseline ./captures/known.json").exits(1);
    assert!(ran.stdout.contains("captures/report.json:1:1: error[unrecognised-payload]"), "{}", ran.stdout);
}
