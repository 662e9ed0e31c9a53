//! The life of a session: our own, bound to a heat, its heat deleted upstream and brought back.

use crate::harness::{World, fixture};
use serde_json::{Value, json};
use std::fs;

/// A world with the meeting and the sessions `run-17` and `run-18`.
fn world() -> World {
    let world = World::with_meeting();
    for (id, name) in [("run-17", "4WD main"), ("run-18", "Second car")] {
        world.run(["session", "add", "--id", id, "--name", name, "--kind", "RACE"]).succeeds();
    }
    world
}

#[track_caller]
fn session(world: &World, id: &str) -> Value {
    let rows = world.rows("sessions");
    rows.into_iter().find(|s| s["session_id"] == id).expect("the session is there")
}

#[test]
fn a_session_is_added_and_printed() {
    let world = World::with_meeting();
    let added =
        world.line("session add --name Shakedown --kind TEST --actual-start 2025-02-15T08:00:00+13:00");
    assert!(added.succeeds().stdout.starts_with("session_id"));
    let row = world.rows("sessions").remove(0);
    assert_eq!(
        (&row["name"], &row["kind"], &row["timing_provider"]),
        (&json!("Shakedown"), &json!("TEST"), &json!("MANUAL"))
    );
    assert_eq!(row["actual_start_utc"], "2025-02-14T19:00:00.000Z");
    assert_eq!(row["heat_id"], Value::Null);
}

#[test]
fn sessions_need_no_captures() {
    let world = World::new();
    world.line("session add --name Shakedown --kind TEST").succeeds();
    assert_eq!(world.rows("sessions").len(), 1);
}

#[test]
fn what_breaks_a_rule_of_sessions_is_a_usage_error() {
    let world = World::with_meeting();
    for line in [
        "session add --name A --kind FINAL",
        "session add --name A --kind RACE --timing-provider LIVE_RC",
        "session add --name A --kind RACE --actual-start 2025-02-15T08:00:00Z --actual-end 2025-02-15T07:00:00Z",
        "session add --name A --kind RACE --actual-start 2025-02-15T08:00:00",
    ] {
        world.line(line).exits(2);
    }
    world.run(["session", "add", "--kind", "RACE", "--name", &"n".repeat(121)]).exits(2);
    assert_eq!(world.rows("sessions").len(), 0);
}

#[test]
fn linking_sets_the_provider_and_unlinking_sets_it_back() {
    let world = world();
    world.line("link run-17 630405 --entry 871002").succeeds();
    let linked = session(&world, "run-17");
    assert_eq!((&linked["timing_provider"], &linked["heat_id"]), (&json!("LIVE_RC"), &json!(630_405)));
    let results = world.rows("results --session run-17");
    assert_eq!(results.len(), 1);
    assert_eq!(
        (&results[0]["driver_name"], &results[0]["session_name"]),
        (&json!("Rory Vandermolt"), &json!("4WD main"))
    );
    world.line("unlink run-17").succeeds();
    let free = session(&world, "run-17");
    assert_eq!((&free["timing_provider"], &free["heat_id"]), (&json!("MANUAL"), &Value::Null));
    assert_eq!(free["entry_id"], Value::Null);
}

#[test]
fn a_second_session_on_a_car_is_declined_unless_it_takes_its_place() {
    let world = world();
    world.line("link run-17 630405 --entry 871002").succeeds();
    world.line("link run-18 630405 --entry 871002").exits(3).says("--move");
    assert_eq!(session(&world, "run-18")["timing_provider"], "MANUAL");
    world.line("link run-18 630405 --entry 871003").succeeds();
    world.line("link run-18 630405 --entry 871002 --move").succeeds();
    assert_eq!(session(&world, "run-18")["entry_id"], 871_002);
    assert_eq!(session(&world, "run-17")["timing_provider"], "MANUAL");
}

#[test]
fn a_second_session_on_a_heat_as_such_is_declined_unless_it_takes_its_place() {
    let world = world();
    world.line("link run-17 630405").succeeds();
    world.line("link run-18 630405").exits(3).says("--move");
    world.line("link run-18 630405 --move").succeeds();
    assert_eq!(session(&world, "run-17")["heat_id"], Value::Null);
}

#[test]
fn unknown_things_are_declined() {
    let world = world();
    world.line("link run-17 999").exits(3).says("heatlink heats");
    world.line("link run-17 630405 --entry 871012").exits(3); // of the other class
    world.line("link nobody 630405").exits(3).says("heatlink session");
    world.line("link run 630405").exits(3).says("run-17"); // a prefix of two
    world.line("link run-17 A-Main").exits(3); // a label of two
    assert_eq!(session(&world, "run-17")["timing_provider"], "MANUAL");
}

/// A listing of class 92312, captured at a time, with or without heat 630406.
fn heats_of_4wd(world: &World, at: &str, with_main: bool) -> String {
    let text = fs::read_to_string(fixture("meeting/v2/classes/92312/heats.json")).unwrap();
    let Value::Array(mut heats) = serde_json::from_str(&text).unwrap() else { panic!("a listing") };
    heats.retain(|h| with_main || h["heatId"] != 630_406);
    let name = format!("heats-{with_main}.json");
    world.envelope(&name, "classes/92312/heats", at, &Value::Array(heats));
    name
}

#[test]
fn a_session_outlives_its_heat_and_is_bound_again_when_it_comes_back() {
    let world = world();
    world.line("link run-17 630406").succeeds();
    let gone = heats_of_4wd(&world, "2025-02-17T00:00:00Z", false);
    world.import([&gone]).succeeds();
    world.line("link run-18 630406 --move").exits(3).says("missing"); // upstream has it no more
    assert_eq!(session(&world, "run-17")["heat_gone"], false, "missing is not gone");

    let listed = world.line("reconcile prune --format json").succeeds().stdout;
    assert!(listed.contains("heat/630406"), "{listed}");
    assert_eq!(world.rows("heats").len(), 6, "listing decides nothing");
    world.line("reconcile prune --apply").succeeds();
    assert_eq!(world.rows("heats").len(), 5);
    let left = session(&world, "run-17");
    assert_eq!((&left["timing_provider"], &left["heat_gone"]), (&json!("LIVE_RC"), &json!(true)));
    assert_eq!(world.line("reconcile --format json").json()["counts"]["session-heat-gone"], 1);
    world.line("reconcile --check").exits(1);

    // What was said before the decision does not bring it back, what is said after it does.
    world.import([fixture("meeting").to_str().unwrap(), "--captured-at", "2025-02-16T05:00:00Z"]).succeeds();
    assert_eq!(session(&world, "run-17")["heat_gone"], true);
    let back = heats_of_4wd(&world, "2025-02-18T00:00:00Z", true);
    world.import([&back]).succeeds();
    let again = session(&world, "run-17");
    assert_eq!((&again["heat_id"], &again["heat_gone"]), (&json!(630_406), &json!(false)));
    assert_eq!(again["heat_label"], "A-Main");
    world.line("reconcile --check").succeeds();
    world.line("db check").succeeds();
}

#[test]
fn a_session_file_is_taken_twice_like_once() {
    let world = World::with_meeting();
    world.write(
        "s.csv",
        "name,kind,scheduled_start,heat,entry\nMain,RACE,2025-02-16T01:15:00Z,630405,871002\n",
    );
    world.line("session import s.csv").succeeds();
    let once = world.rows("sessions");
    assert_eq!((once.len(), &once[0]["timing_provider"]), (1, &json!("LIVE_RC")));
    world.line("session import s.csv").succeeds();
    assert_eq!(world.rows("sessions"), once);
    world.write("bad.csv", "id,name,kind,actual_strat\nx,Main,RACE,\n");
    let refused = world.line("session import bad.csv");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(format!("{}{}", refused.stdout, refused.stderr).contains("unknown-column"), "{refused:?}");
    assert_eq!(world.rows("sessions"), once);
}

#[test]
fn a_session_is_edited_and_removed() {
    let world = world();
    world.line("session edit run-17 --status COMPLETE").succeeds();
    assert_eq!(session(&world, "run-17")["status"], "COMPLETE");
    world.line("session remove run-17").succeeds();
    assert_eq!(world.rows("sessions").len(), 1);
    world.line("session show run-17").exits(3);
}
