//! Disks that are full, and files and folders that cannot be written.

use super::{REFUSES, import_args, is_sound, state, world_with_captures};
use crate::harness::{Ran, World};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs in a shell, which limits what the program may do first.
fn under(world: &World, limit: &str, args: &[PathBuf]) -> Ran {
    let ours = world.command(args);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{limit}; exec \"$0\" \"$@\""))
        .arg(ours.get_program())
        .args(ours.get_args());
    command.current_dir(world.path("")).env_clear();
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn writes_that_fail_anywhere_lose_nothing_that_was_there() {
    let (world, paths) = world_with_captures(30);
    let args = import_args(&paths);
    let whole = World::new();
    whole.run(&args).exits(REFUSES);
    let expected = state(&whole.db());
    let mut failed = 0;
    // No file may grow beyond so many blocks of 512 bytes: the log, the database, both at some point.
    for blocks in [1, 40, 300, 700, 1000, 1500, 2500, 6000] {
        for name in ["heatlink.db", "heatlink.db-wal", "heatlink.db-shm"] {
            let _ = fs::remove_file(world.path(name));
        }
        let ran = under(&world, &format!("trap '' XFSZ; ulimit -f {blocks}"), &args);
        if ran.code != REFUSES {
            failed += 1;
            let ran = ran.exits(3);
            assert!(ran.stderr.contains("heatlink.db") && !ran.stderr.contains("damaged"), "{}", ran.stderr);
        }
        is_sound(&world.db(), &format!("after {blocks} blocks"));
        world.run(&args).exits(REFUSES);
        is_sound(&world.db(), "after the next run");
        assert_eq!(state(&world.db()), expected, "after {blocks} blocks");
    }
    assert!(failed > 3, "the limits bite: {failed}");
    // An output that has no place to go is not half there.
    let ran = under(
        &world,
        "trap '' XFSZ; ulimit -f 80",
        &["captures", "-f", "csv", "-o", "rows.csv"].map(PathBuf::from),
    );
    ran.exits(3).says("`rows.csv` cannot be written");
    let left = fs::read_dir(world.path("")).unwrap().map(|f| f.unwrap().file_name());
    assert_eq!(left.filter(|name| name.to_string_lossy().contains("rows") || name.to_string_lossy().starts_with('.')).count(), 0);
}

/// A file system of its own, as small as asked; none where we may not make one.
struct Small(PathBuf);

impl Small {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={size}");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).stderr(Stdio::null());
        command.status().is_ok_and(|s| s.success()).then(|| Self(at.into()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_harms_nothing() {
    let (world, paths) = world_with_captures(30);
    let whole = World::new();
    whole.run(import_args(&paths)).exits(REFUSES);
    let mut failed = 0;
    for size in ["64k", "250k", "400k", "900k"] {
        let Some(small) = Small::mount(&world.path("small"), size) else {
            return;
        };
        let db = world.path("small/heatlink.db");
        let mut args = import_args(&paths);
        args.extend([PathBuf::from("--db"), db.clone()]);
        let ran = world.run(&args);
        if ran.code != REFUSES {
            failed += 1;
            let ran = ran.exits(3);
            assert!(ran.stderr.contains("full") && !ran.stderr.contains("damaged"), "{size}: {}", ran.stderr);
        }
        if db.exists() {
            is_sound(&db, size);
        }
        let larger = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&small.0).status().unwrap();
        assert!(larger.success());
        world.run(&args).exits(REFUSES);
        is_sound(&db, "with more room");
        assert_eq!(state(&db), state(&whole.db()), "{size}");
    }
    assert!(failed > 1, "the sizes bite: {failed}");
}

#[test]
fn what_may_not_be_written_is_read_all_the_same() {
    let world = World::with_meeting();
    let before = fs::read(world.db()).unwrap();
    let all = |mode| {
        fs::set_permissions(world.db(), fs::Permissions::from_mode(mode)).unwrap();
    };
    all(0o444);
    fs::set_permissions(world.path(""), fs::Permissions::from_mode(0o555)).unwrap();
    let results = world.line("results");
    let import = world.run_with_input(["import", "-"], b"{\"eventId\":1,\"title\":\"A\"}");
    fs::set_permissions(world.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    all(0o644);
    results.succeeds();
    // Root writes what nobody may write.
    if import.code != 0 {
        import.exits(3).says("cannot be written");
        assert_eq!(fs::read(world.db()).unwrap(), before);
    }
    is_sound(&world.db(), "afterwards");
}
