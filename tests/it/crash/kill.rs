//! SIGKILL at random moments.

use super::{Dice, REFUSES, copy, import_args, is_sound, rounds, state, world_with_captures};
use crate::harness::World;
use heatlink::infra::db::migrations::{NEWEST, STEPS};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Runs and kills it after so long; whether it was still there.
fn killed(world: &World, args: &[PathBuf], after: Duration) -> bool {
    let mut child = world.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let was_there = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_there
}

fn words(line: &str) -> Vec<PathBuf> {
    line.split_whitespace().map(PathBuf::from).collect()
}

/// Kills `args` over copies of `base` at random moments, and holds what the next run of it comes to against an
/// undisturbed one.
fn kill_at_random(world: &World, base: &Path, args: &[PathBuf], code: i32, usual: u64) {
    let db = world.db();
    copy(base, &db);
    let since = Instant::now();
    world.run(args).exits(code);
    let whole = since.elapsed();
    let expected = state(&db);
    let mut dice = Dice::new();
    for round in 0..rounds(usual) {
        copy(base, &db);
        let mut after = dice.moment(whole);
        // A machine that is faster now has finished before: sooner then. One that was just started is always there.
        while !killed(world, args, after) {
            copy(base, &db);
            after /= 2;
        }
        let when = format!("{args:?}, round {round}, killed after {after:?}");
        if db.exists() {
            is_sound(&db, &when);
        }
        // Killed again on the way, as happens to those who are in a hurry.
        if round % 2 == 1 {
            killed(world, args, dice.moment(whole));
            is_sound(&db, &format!("{when}, and again"));
        }
        world.run(args).exits(code);
        is_sound(&db, &format!("{when}, then run to its end"));
        assert_eq!(state(&db), expected, "{when}");
    }
}

#[test]
fn imports() {
    let (world, paths) = world_with_captures(90);
    kill_at_random(&world, &world.path("no.db"), &import_args(&paths), REFUSES, 3);
}

#[test]
fn prune_drop_and_link() {
    let (world, paths) = world_with_captures(60);
    world.run(import_args(&paths)).exits(REFUSES);
    world.line("session add --name Main --kind RACE --id s-1").succeeds();
    let base = world.path("base.db");
    copy(&world.db(), &base);
    for args in ["reconcile prune --apply", "captures drop --run 1 --apply", "link s-1 100 --entry 1001"] {
        kill_at_random(&world, &base, &words(args), 0, 2);
    }
}

#[test]
fn migrations() {
    let world = World::new();
    let base = world.path("old.db");
    let mut conn = Connection::open(&base).unwrap();
    conn.pragma_update(None, "journal_mode", "wal").unwrap();
    let steps: Vec<_> = STEPS[..3]
        .iter()
        .map(|s| refinery::Migration::unapplied(&format!("V{}__{}", s.version, s.name), s.sql).unwrap())
        .collect();
    refinery::Runner::new(&steps).run(&mut conn).unwrap();
    assert!(steps.len() < NEWEST as usize);
    conn.execute_batch(
        "INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '2025-02-16T02:00:00.000Z');
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 30000)
         INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, state, records, quarantined, size, path, run_id, family)
         SELECT n, zeroblob(32), n, '2025-02-16T02:00:00.000Z', 'stated', 0, 'taken', 1, 0, 1, 'a', 1, 'event' FROM n;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 30000)
         INSERT INTO event (id, external_id, title, capture_id, has_history) SELECT n, n, 'Open', n, 0 FROM n;",
    )
    .unwrap();
    drop(conn);
    kill_at_random(&world, &base, &words("db migrate"), 0, 3);
}
