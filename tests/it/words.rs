//! What the program says when something is not as it should be, and that the commands it names exist.

use crate::harness::{AT, World, fixture};
use heatlink::app::read::View;
use serde_json::{Value, json};
use std::fs;

/// The one finding of a capture that is refused whole.
fn refusal(name: &str, content: &str) -> Value {
    let world = World::new();
    world.write(name, content);
    let report = world.import([name, "--captured-at", AT]).exits(1).json();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{report}");
    report["findings"][0].clone()
}

#[test]
fn formats_that_hold_captures_and_are_not_read_are_named() {
    let finding = refusal("a.mhtml", "From: <Saved by Blink>\n");
    assert_eq!(finding["code"], "unsupported-format", "{finding}");
    assert!(finding["message"].as_str().unwrap().contains("MHTML"), "{finding}");
    assert!(finding["hint"].as_str().unwrap().starts_with("save the page as HTML only"), "{finding}");
    assert_eq!(refusal("a.html", "<html><h1>502</h1></html>")["code"], "html-page");
    assert_eq!(refusal("a.json", "{\"a\":1}\nx")["code"], "invalid-json");
}

#[test]
fn an_entry_of_another_class_is_declined_with_a_command_that_lists_the_right_ones() {
    let world = World::with_meeting();
    world.line("session add --id run --name Main --kind RACE").succeeds();
    world
        .line("link run 630405 --entry 871012")
        .exits(3)
        .says("`heatlink entries --class 92311` lists the entries");
    assert!(world.rows("entries --class 92311").iter().any(|e| e["entry_id"] == 871_002));
}

#[test]
fn what_is_printed_of_sessions_can_be_imported() {
    for format in ["csv", "json"] {
        for verb in ["sessions", "session list"] {
            let world = World::with_meeting();
            world
                .line("session add --name A --kind RACE --heat 630405 --entry 871002 --status COMPLETE")
                .succeeds();
            world.line("session add --name B --kind TEST --scheduled-start 2025-02-15T08:00:00Z").succeeds();
            let before = world.rows("sessions");
            let printed = world.line(&format!("{verb} -f {format}")).succeeds().stdout;
            for column in View::Sessions.columns() {
                assert!(printed.contains(column.name), "{printed}");
            }
            world.write("s", &printed);
            let again = world.line("session import s -f json").succeeds().json();
            assert_eq!(again["sessions"]["unchanged"], 2, "{again}");
            for session in ["A", "B"] {
                world.line(&format!("session remove {session}")).succeeds();
            }
            world.line("session import s").succeeds();
            assert_eq!(world.rows("sessions"), before, "{verb} -f {format}");
        }
    }
}

#[test]
fn a_database_that_cannot_be_there_is_told_apart() {
    let world = World::with_meeting();
    world.write("folder/x", "");
    let meeting = fixture("meeting");
    for line in ["events --db nodir/x.db", "session add --name A --kind TEST --db nodir/x.db"] {
        world.line(line).exits(3).says("the folder `nodir` does not exist");
    }
    for option in ["--strict", "--dry-run"] {
        world
            .run(["import", option, "--db", "nodir/x.db", meeting.to_str().unwrap()])
            .exits(3)
            .says("mkdir -p nodir");
    }
    for line in ["db check --db folder", "db status --db folder", "events --db folder"] {
        world.line(line).exits(3).says("it is a folder");
    }
    world.line("events --db heatlink.db/x").exits(3).says("cannot be read");
    for line in ["session add --name A --kind TEST", "db migrate", "db backup b", "events", "reconcile"] {
        world.line(&format!("{line} --db :memory:")).exits(3).says("for `import` alone");
    }
    let ran = world.run(["import", "--db", ":memory:", meeting.to_str().unwrap()]).succeeds();
    assert!(!ran.stderr.contains("heatlink results"), "{}", ran.stderr);
}

#[test]
fn messages_and_hints_name_the_database_that_was_named() {
    let world = World::with_meeting();
    fs::rename(world.db(), world.path("my data.db")).unwrap();
    let lock = rusqlite::Connection::open(world.path("my data.db")).unwrap();
    let run = |args: &[&str]| world.run([args, &["--db", "my data.db"]].concat());
    run(&["session", "show", "nobody"])
        .exits(3)
        .says("heatlink session add --name NAME --kind KIND --db 'my");
    run(&["reconcile", "--format", "json"]).succeeds();
    drop(lock);
    let mut command = world.command(["session", "show", "nobody"]);
    let output = command.env("HEATLINK_DB", "my data.db").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("session add") && !said.contains("--db"), "{said}");
    let mut bytes = fs::read(world.path("my data.db")).unwrap();
    bytes[5000..].fill(0x5a);
    fs::write(world.path("my data.db"), bytes).unwrap();
    run(&["results"]).exits(3).says("`my data.db` is damaged");
}

#[test]
fn heats_of_a_session_name_that_session() {
    let world = World::with_meeting();
    world.line("session add --id whole --name Whole --kind RACE --heat 630405").succeeds();
    world.line("session add --id own --name Own --kind RACE --heat 630405 --entry 871002").succeeds();
    for session in ["whole", "own"] {
        assert_eq!(world.rows(&format!("heats --session {session}"))[0]["session_id"], session);
    }
    assert_eq!(world.rows("heats --heat 630405")[0]["session_id"], "whole");
}

#[test]
fn standard_output_by_another_name_is_written_through() {
    let world = World::with_meeting();
    let events = world.line("events -f csv").succeeds().stdout;
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        assert_eq!(world.line(&format!("events -f csv -o {name}")).succeeds().stdout, events);
        let file = fs::File::create(world.path("kept.csv")).unwrap();
        let mut command = world.command(["events", "-f", "csv", "-o", name]);
        assert!(command.stdout(file).status().unwrap().success());
        assert_eq!(fs::read_to_string(world.path("kept.csv")).unwrap(), events);
    }
    world.line("events -o /dev/null").succeeds();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn what_waits_names_what_has_to_come_first() {
    let world = World::new();
    for name in ["events/48210/classes.json", "classes/92311/heats.json", "heats/630405.json"] {
        world.write(&format!("in/v2/{name}"), fs::read(fixture(&format!("meeting/v2/{name}"))).unwrap());
    }
    let validated = world.line("validate in --format json").succeeds().json();
    let report = world.import(["in"]).succeeds().json();
    let reconciled = world.line("reconcile --format json").succeeds().json();
    for (found, then) in [
        (&report, "run `heatlink import"),
        (&reconciled, "run `heatlink import"),
        (&validated, "pass the capture"),
    ] {
        let findings = found["findings"].as_array().unwrap();
        let said = |text: &str| findings.iter().find(|f| f["message"].as_str().unwrap().contains(text));
        for text in [
            "waits for `class/92311`, which waits for `event/48210`",
            "the detail of heat 630405 waits for the heat's listing, which waits for `class/92311`, which",
        ] {
            let finding = said(text).unwrap_or_else(|| panic!("{text}: {found}"));
            let hint = finding["hint"].as_str().unwrap();
            assert!(hint.contains("a capture of event 48210 comes") && hint.contains(then), "{hint}");
        }
    }
}

#[test]
fn pruning_names_the_sessions_whose_heat_goes() {
    let world = World::with_meeting();
    world.line("session add --id run --name Main --kind RACE --heat 630406").succeeds();
    let heats = fs::read_to_string(fixture("meeting/v2/classes/92312/heats.json")).unwrap();
    let mut heats: Vec<Value> = serde_json::from_str(&heats).unwrap();
    heats.retain(|h| h["heatId"] != 630_406);
    world.envelope("heats.json", "classes/92312/heats", "2025-02-17T00:00:00Z", &json!(heats));
    world.import(["heats.json"]).succeeds();
    let rows = world.rows("reconcile prune");
    assert!(rows.iter().any(|r| r["record"] == "heat/630406" && r["sessions"] == "run"), "{rows:?}");
}

#[test]
fn what_is_expected_and_what_was_found_is_said() {
    let world = World::with_meeting();
    for line in [
        "results --from yesterday",
        "import --captured-at yesterday x",
        "session add --name A --kind RACE --actual-start yesterday",
    ] {
        world.line(line).exits(2).says("found `yesterday`");
    }
    for line in ["results --limit many", "captures --limit many", "reconcile quarantine show many"] {
        world.line(line).exits(2).says("expected a whole number, found `many`");
    }
    world.line("import --jobs 0 x").exits(2).says("expected a whole number from 1 to");
    let event = json!({"eventId": 1, "title": "Autumn Open", "timeZone": "UTC"}).to_string();
    let ran = world.run_with_input(["import", "-"], event.as_bytes()).succeeds();
    assert!(ran.stdout.contains("the time of this run stands in"), "{}", ran.stdout);
    let ran = world.run(["import", "/dev/null"]).exits(1);
    assert!(!ran.stderr.contains("quarantine"), "{}", ran.stderr);
}

#[test]
fn a_filter_that_names_nothing_says_so() {
    let world = World::with_meeting();
    world
        .line("results --class 4wd")
        .succeeds()
        .says("no class is called `4wd`; did you mean `4WD Modified Buggy`?");
    for (line, said) in [
        ("heats --event 1", "no rows matched: no event has the id 1"),
        ("results --class 1", "no class has the id 1"),
        ("results --heat 1", "no heat has the id 1"),
        ("entries --entry 1", "no entry has the id 1"),
    ] {
        world.line(line).succeeds().says(said);
    }
    world.line("results --heat 630405 --entry 871012").succeeds().says("no rows matched\n");
}

#[test]
fn findings_are_coloured_where_colours_are_asked_for() {
    let world = World::with_meeting();
    world.write("x.json", "{}");
    for line in ["validate x.json", "import x.json", "reconcile"] {
        let plain = world.line(line).stdout;
        assert!(plain.contains("error[") && !plain.contains('\u{1b}'), "{plain}");
        let coloured = world.line(&format!("{line} --color always")).stdout;
        assert!(coloured.contains("\u{1b}[1;31merror\u{1b}[0m["), "{coloured}");
    }
}
