//! Ctrl-C and SIGTERM: exit 130, whole batches or nothing, no half files; a second one ends at once.

use super::{REFUSES, import_args, is_sound, state, world_with_captures};
use crate::harness::World;
use heatlink::domain::text::thousands;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A run under way.
struct Running(Child);

impl Running {
    fn start(world: &World, args: &[PathBuf]) -> Self {
        let mut command = world.command(args);
        Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// How it ended: its code (none: by a signal), standard output, standard error.
    fn end(mut self) -> (Option<i32>, String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.0.wait().unwrap().code(), out, err)
    }
}

/// Waits until `ready`, at most ten seconds.
fn until(mut ready: impl FnMut() -> bool) {
    let since = Instant::now();
    while !ready() {
        assert!(since.elapsed() < Duration::from_secs(10), "it does not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_run_that_waits_for_its_input_ends_at_once() {
    for signal in ["INT", "TERM"] {
        let world = World::new();
        let running = Running::start(&world, &["import", "-"].map(PathBuf::from));
        until(|| world.db().exists());
        std::thread::sleep(Duration::from_millis(100));
        let since = Instant::now();
        running.signal(signal);
        let (code, out, err) = running.end();
        assert_eq!((code, out.as_str()), (Some(130), ""), "{err}");
        assert!(since.elapsed() < Duration::from_secs(3), "not after the grace time");
        assert!(err.contains("interrupted: nothing of this run is kept"), "{err}");
        assert!(err.contains("run the same command again"), "{err}");
        is_sound(&world.db(), signal);
    }
}

#[test]
fn an_interrupted_validation_claims_to_keep_nothing() {
    let world = World::new();
    // A signal before it listens just ends it.
    let listened = (1..=20).find_map(|tenths| {
        let running = Running::start(&world, &["validate", "-"].map(PathBuf::from));
        std::thread::sleep(Duration::from_millis(100 * tenths));
        running.signal("INT");
        let (code, out, err) = running.end();
        (code == Some(130)).then_some((out, err))
    });
    let (out, err) = listened.unwrap();
    assert_eq!(out, "");
    assert!(err.contains("interrupted before it was done"), "{err}");
    assert!(err.contains("run the same command again") && !err.contains("goes on"), "{err}");
}

#[test]
fn an_interrupted_import_keeps_whole_batches_and_the_next_run_finishes() {
    let (world, paths) = world_with_captures(90);
    let args = import_args(&paths);
    let undisturbed = World::new();
    let since = Instant::now();
    undisturbed.run(&args).exits(REFUSES);
    let whole = since.elapsed();
    let expected = state(&undisturbed.db());
    for part in [4, 8] {
        let mut wait = whole * part / 10;
        let mut said = None;
        loop {
            for name in ["heatlink.db", "heatlink.db-wal", "heatlink.db-shm"] {
                let _ = fs::remove_file(world.path(name));
            }
            let running = Running::start(&world, &args);
            std::thread::sleep(wait);
            running.signal("INT");
            match running.end() {
                (Some(130), out, err) => {
                    assert_eq!(out, "", "{err}");
                    assert!(err.contains("of this run"), "{err}");
                    said = Some(err);
                    break;
                }
                // Before it watches, it ends as any program.
                (None, ..) => break,
                // A machine that is faster now has finished before: sooner then.
                _ => wait /= 2,
            }
        }
        if world.db().exists() {
            is_sound(&world.db(), "after an interrupt");
        }
        if let Some(said) = said {
            let kept = world.rows("captures").len();
            let what =
                if kept == 0 { "nothing".to_owned() } else { format!("{} captures", thousands(kept as u64)) };
            assert!(said.contains(&format!("interrupted: {what} of this run")), "{kept} kept: {said}");
        }
        world.run(&args).exits(REFUSES);
        is_sound(&world.db(), "after the next run");
        assert_eq!(state(&world.db()), expected);
    }
}

#[test]
fn a_read_that_is_interrupted_leaves_no_file_behind() {
    let (world, paths) = world_with_captures(90);
    world.run(import_args(&paths)).exits(REFUSES);
    let mut wait = Duration::from_millis(200);
    let (code, out, err) = loop {
        let running = Running::start(&world, &["validate", "-", "-f", "json"].map(PathBuf::from));
        std::thread::sleep(wait);
        running.signal("INT");
        match running.end() {
            // It did not watch yet: a slow machine gets longer.
            (None, ..) if wait < Duration::from_secs(10) => wait *= 2,
            ended => break ended,
        }
    };
    assert_eq!((code, out.as_str()), (Some(130), ""), "{err}");
    let names = || fs::read_dir(world.path("")).unwrap().map(|f| f.unwrap().file_name()).collect::<Vec<_>>();
    let before = names();
    for verb in ["results", "captures"] {
        let args = [verb, "-f", "csv", "-o", "rows.csv"].map(PathBuf::from);
        for wait in [0, 5, 10, 20, 40] {
            let running = Running::start(&world, &args);
            std::thread::sleep(Duration::from_millis(wait));
            running.signal("INT");
            // Before it watches, it ends as any program; after it is done, it has done its work.
            let (code, ..) = running.end();
            assert!(matches!(code, None | Some(0 | 130)), "{code:?}");
            if code == Some(130) {
                assert_eq!(names(), before);
            }
            let _ = fs::remove_file(world.path("rows.csv"));
        }
    }
}

#[test]
fn what_cannot_stop_is_ended_by_a_second_signal_or_after_a_while() {
    let world = World::with_meeting();
    // A pipe that nobody reads: opening it waits for ever.
    let fifo = world.path("rows");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let args = ["results", "-o", "rows"].map(PathBuf::from);
    let (mut once, mut twice) = (Running::start(&world, &args), Running::start(&world, &args));
    std::thread::sleep(Duration::from_secs(2));
    once.signal("INT");
    twice.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    assert!(once.0.try_wait().unwrap().is_none() && twice.0.try_wait().unwrap().is_none(), "they hang");
    let since = Instant::now();
    twice.signal("INT");
    assert_eq!(twice.end().0, Some(130));
    assert!(since.elapsed() < Duration::from_secs(2));
    let (code, out, err) = once.end();
    assert_eq!((code, out.as_str()), (Some(130), ""));
    assert!(err.contains("interrupted"), "{err}");
}

/// The hidden folders of exports or of backups in the world.
fn hidden(world: &World, prefix: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(world.path("")).unwrap().map(|f| f.unwrap().path());
    all.filter(|path| path.display().to_string().contains(prefix)).collect()
}

fn in_the_making(world: &World) -> Vec<PathBuf> {
    hidden(world, ".heatlink-export-")
}

#[test]
fn a_backup_that_is_ended_at_once_leaves_nothing() {
    let (world, paths) = world_with_captures(30);
    world.run(import_args(&paths)).exits(REFUSES);
    let args = ["db", "backup", "copy.db"].map(PathBuf::from);
    let copy = world.path("copy.db");
    for _ in 0..10 {
        let running = Running::start(&world, &args);
        until(|| !hidden(&world, ".heatlink-backup-").is_empty() || copy.exists());
        running.signal("INT");
        running.signal("INT");
        let (code, _, err) = running.end();
        assert!(matches!(code, Some(0 | 130)), "{code:?}: {err}");
        assert_eq!(hidden(&world, ".heatlink-backup-"), [] as [PathBuf; 0], "{code:?}: {err}");
        if copy.exists() {
            is_sound(&copy, "a backup that was ended at once");
            fs::remove_file(&copy).unwrap();
        }
    }
}

#[test]
fn an_export_that_is_stopped_leaves_nothing_and_a_killed_one_hinders_none() {
    let (world, paths) = world_with_captures(90);
    world.run(import_args(&paths)).exits(REFUSES);
    let args = ["export", "out"].map(PathBuf::from);
    for (wait, signals) in [(0, 1), (5, 1), (15, 2), (30, 1), (30, 2), (60, 2), (90, 1), (120, 2)] {
        let running = Running::start(&world, &args);
        std::thread::sleep(Duration::from_millis(wait));
        for _ in 0..signals {
            running.signal("INT");
        }
        let (code, ..) = running.end();
        assert!(matches!(code, None | Some(0 | 130)), "{code:?}");
        // Before it watches, it ends as any program: then it has not begun.
        assert!(in_the_making(&world).is_empty(), "{code:?}");
        let _ = fs::remove_dir_all(world.path("out"));
    }
    // Once it makes files it watches; one that was done before it was told to stop is begun again.
    let is_stopped = (0..50).any(|_| {
        let running = Running::start(&world, &args);
        until(|| !in_the_making(&world).is_empty() || world.path("out").exists());
        running.signal("INT");
        let (code, _, err) = running.end();
        assert!(matches!(code, Some(0 | 130)), "{code:?}: {err}");
        assert!(in_the_making(&world).is_empty(), "{code:?}");
        assert_eq!(world.path("out").exists(), code == Some(0));
        let _ = fs::remove_dir_all(world.path("out"));
        code == Some(130)
    });
    assert!(is_stopped);
    let mut killed = Running::start(&world, &args);
    until(|| !in_the_making(&world).is_empty() || world.path("out").exists());
    killed.0.kill().unwrap();
    killed.0.wait().unwrap();
    let _ = fs::remove_dir_all(world.path("out"));
    // What nobody works in goes, whoever left it; what somebody works in stays.
    world.write(".heatlink-export-left/events.csv", "half");
    let used = world.path(".heatlink-export-used");
    fs::create_dir(&used).unwrap();
    let held = fs::File::open(&used).unwrap();
    held.lock().unwrap();
    world.line("export out").succeeds();
    assert_eq!(in_the_making(&world), [used]);
    drop(held);
    // Also in a folder that is there and else empty.
    world.write("empty/.heatlink-export-left/events.csv", "half");
    world.line("export empty").succeeds();
    assert!(!world.path("empty/.heatlink-export-left").exists());
    world.line("export other").succeeds();
    assert!(in_the_making(&world).is_empty());
}
