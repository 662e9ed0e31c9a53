//! What an import does to the file: its own, another program's, one that is held or must not be written.

use super::{T3, counted, meeting, results};
use crate::harness::World;
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

#[test]
fn a_repeated_import_leaves_the_file_as_it_is() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    let before = fs::read(world.db()).unwrap();
    let report = world.import(["in"]).succeeds();
    assert_eq!(report.json()["run"], Value::Null);
    assert_eq!(report.json()["captures"]["unchanged"], 5);
    assert_eq!(fs::read(world.db()).unwrap(), before);
    assert_eq!(names_in(&world.path(".")), ["heatlink.db", "in"]);
}

/// The names in a folder.
fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn when_no_heatlink_runs_the_database_is_one_file() {
    let world = World::with_meeting();
    let before = fs::read(world.db()).unwrap();
    for line in ["results", "sessions", "reconcile", "db status", "db check", "reconcile prune", "captures"] {
        world.line(line).succeeds();
        assert_eq!(names_in(&world.path(".")), ["heatlink.db"], "after `{line}`");
        assert_eq!(fs::read(world.db()).unwrap(), before, "after `{line}`");
    }
    world.line("results --session nobody").exits(3);
    world.line("session add --name A --kind TEST").succeeds();
    assert_eq!(names_in(&world.path(".")), ["heatlink.db"]);
}

#[test]
fn memory_is_a_database_that_is_forgotten() {
    let world = World::new();
    meeting(&world);
    assert_eq!(counted(&world.import(["in", "--db", ":memory:"]).succeeds(), "result"), "inserted 2");
    assert!(!world.db().exists() && !world.path(":memory:").exists());
}

#[test]
fn a_database_of_a_newer_heatlink_is_left_alone() {
    let world = World::with_meeting();
    let conn = Connection::open(world.db()).unwrap();
    conn.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (4711, 'later', '', '0')",
        [],
    )
    .unwrap();
    conn.pragma_update(None, "wal_checkpoint", "truncate").unwrap();
    conn.close().unwrap();
    meeting(&world);
    declined(&world, "newer");
}

#[test]
fn another_programs_file_is_left_alone() {
    let world = World::new();
    meeting(&world);
    let notes = Connection::open(world.db()).unwrap();
    notes.execute_batch("PRAGMA journal_mode = wal; CREATE TABLE notes (text TEXT)").unwrap();
    notes.close().unwrap();
    meeting(&world);
    declined(&world, "not a heatlink database");
    fs::write(
        world.db(),
        "Dear diary, this is no database, though it has more than a hundred characters in it: \
        some, at least, so that a whole SQLite header would fit.",
    )
    .unwrap();
    declined(&world, "not a heatlink database");
    fs::write(world.db(), "short").unwrap();
    declined(&world, "not a heatlink database");
}

/// Neither writing nor reading verbs touch the file.
#[track_caller]
fn declined(world: &World, why: &str) {
    let before = fs::read(world.db()).unwrap();
    for line in
        ["import in", "import in --dry-run", "results", "reconcile", "session add --name A --kind TEST"]
    {
        world.line(line).exits(3).says(why);
        assert_eq!(fs::read(world.db()).unwrap(), before, "after `{line}`");
        assert_eq!(names_in(&world.path(".")), ["heatlink.db", "in"], "after `{line}`");
    }
}

#[test]
fn reading_verbs_never_create_a_database() {
    let world = World::new();
    for line in
        ["events", "results", "sessions", "reconcile", "db status", "db check", "captures", "unlink a"]
    {
        world.line(line).exits(3).says("heatlink.db");
        assert!(!world.db().exists(), "after `{line}`");
    }
}

#[test]
fn a_read_only_file_in_a_read_only_folder_can_be_read() {
    let world = World::with_meeting();
    let folder = world.path("kept");
    fs::create_dir(&folder).unwrap();
    fs::copy(world.db(), folder.join("heatlink.db")).unwrap();
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    fs::set_permissions(folder.join("heatlink.db"), fs::Permissions::from_mode(0o444)).unwrap();
    allow(0o555);
    let rows = world.rows("results --db kept/heatlink.db").len();
    // Root writes where nobody may; there is nothing to see then.
    let write = fs::OpenOptions::new().append(true).open(folder.join("heatlink.db"));
    meeting(&world);
    let import = write.is_err().then(|| world.line("import in --db kept/heatlink.db"));
    allow(0o755);
    assert_eq!(rows, 33);
    if let Some(import) = import {
        import.exits(3).says("cannot be written");
    }
}

#[test]
fn a_locked_database_is_waited_for_and_then_declined() {
    let world = World::with_meeting();
    meeting(&world);
    let writer = Connection::open(world.db()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(world.rows("results").len(), 33, "readers are not blocked");
    world.line("import in").exits(3).says("locked");
    writer.execute_batch("ROLLBACK").unwrap();
    assert_eq!(world.rows("results").len(), 33);
}

#[test]
fn an_import_waits_for_another_to_finish() {
    let world = World::new();
    meeting(&world);
    world.import(["in"]).succeeds();
    world.envelope("newer.json", "heats/4/results", T3, &results(Some(302_000)));
    let writer = Connection::open(world.db()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let other = thread::spawn(move || {
        thread::sleep(Duration::from_millis(700));
        writer.execute_batch("COMMIT").unwrap();
    });
    assert_eq!(counted(&world.import(["newer.json"]).succeeds(), "result"), "updated 1, unchanged 1");
    other.join().unwrap();
}
