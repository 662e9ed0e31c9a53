//! Several programs at one database.

use super::{REFUSES, import_args, is_sound, season, state, world_with_captures};
use crate::harness::{World, fixture};
use rusqlite::Connection;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn a_locked_database_is_waited_for_as_long_as_asked() {
    let world = World::with_meeting();
    let other = Connection::open(world.db()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let meeting = fixture("captures").to_str().unwrap().to_owned();
    for (option, least) in [("0", 0), ("300ms", 300)] {
        let since = Instant::now();
        let ran = world.run(["import", &meeting, "--lock-timeout", option]).exits(3);
        assert!(since.elapsed() >= Duration::from_millis(least), "{option}");
        assert!(since.elapsed() < Duration::from_secs(6), "{option}");
        ran.says("is locked by another program").says("--lock-timeout");
    }
    for verb in ["reconcile prune --apply", "session add --name a --kind RACE", "db migrate"] {
        let ran = world.line(&format!("{verb} --lock-timeout 0"));
        assert!(ran.code == 3 || verb == "db migrate" || verb.contains("prune"), "{verb}: {ran:?}");
    }
    // Readers are not kept waiting by a writer.
    world.line("results --lock-timeout 0").succeeds();
    world.line("db check --lock-timeout 0").succeeds();
    // One who comes in time is let in.
    let waiting = {
        let mut command = world.command(["import", &meeting, "--lock-timeout", "30s"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    std::thread::sleep(Duration::from_millis(400));
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    is_sound(&world.db(), "after waiting");
    world.line("results --lock-timeout soon").exits(2).says("a duration such as 10s");
}

#[test]
fn a_database_that_another_holds_exclusively_says_so() {
    let world = World::with_meeting();
    let other = Connection::open(world.db()).unwrap();
    other
        .execute_batch("PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE; PRAGMA user_version = 0; COMMIT")
        .unwrap();
    for verb in ["results", "db check", "db status", "reconcile", "import -"] {
        world.line(&format!("{verb} --lock-timeout 100ms")).exits(3).says("locked by another program");
    }
    drop(other);
    world.line("results").succeeds();
}

#[test]
fn two_imports_at_once_come_to_what_one_does() {
    let (world, paths) = world_with_captures(40);
    let args = import_args(&paths);
    let alone = World::new();
    alone.run(&args).exits(REFUSES);
    let run =
        |args: &[PathBuf]| world.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut wait: Vec<PathBuf> = args.clone();
    wait.extend(["--lock-timeout", "1m"].map(PathBuf::from));
    for child in [run(&wait), run(&wait)] {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(REFUSES), "{}", String::from_utf8_lossy(&output.stderr));
    }
    is_sound(&world.db(), "after two imports at once");
    // Which of the two met a capture first is chance; what it came to is not.
    assert_eq!(state(&world.db()), state(&alone.db()));
}

#[test]
fn a_reader_sees_whole_batches_while_an_import_runs() {
    let world = World::with_meeting();
    let before = world.rows("events").len();
    world.write("season.ndjson", season(130));
    let mut import = world
        .command(["import", "season.ndjson"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut reads = 0;
    while import.try_wait().unwrap().is_none() {
        // Each verb sees one state: rows and their parents belong together.
        let heats = world.rows("heats").len();
        let events = world.rows("events").len();
        assert!(heats >= 3 && events >= before);
        is_sound(&world.db(), "while an import runs");
        reads += 1;
    }
    assert!(reads > 0 && import.wait().unwrap().success());
    assert_eq!(world.rows("events").len(), before + 130);
}
