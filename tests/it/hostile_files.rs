//! Files that hurt by what they are rather than by what they hold: not ours to read, changing while they are read,
//! many, long, named to the limit.

use crate::harness::{AT, Ran, World};
use crate::hostile::{MOST_MEMORY, codes, is_fit_for_a_terminal, within};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn event(id: u64) -> String {
    json!({"eventId": id, "title": format!("Club Night {id}"), "timeZone": "UTC"}).to_string()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs the program as somebody whom permissions bind: whoever runs the tests, or another user where that is root.
fn as_somebody_else(world: &World, args: &[&str]) -> Ran {
    const NOBODY: u32 = 65_534;
    // A program that this user can reach, wherever the project lies.
    let program = world.path("heatlink");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_heatlink"), &program).unwrap();
    }
    mode(&world.path(""), 0o777);
    mode(&program, 0o755);
    let ours = world.command(args);
    let mut command = Command::new(&program);
    command.args(args).current_dir(world.path("")).env_clear();
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    // What the folder was made by is who we are.
    if fs::metadata(world.path("")).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let ran = Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    is_fit_for_a_terminal(&ran, args);
    ran
}

#[test]
fn what_we_may_not_read_is_told_and_the_rest_is_taken() {
    let world = World::new();
    for (n, name) in (1..).zip(["in/good.json", "in/secret.json", "in/closed/a.json", "in/large.ndjson"]) {
        world.write(name, event(n));
    }
    for (name, bits) in [("in/secret.json", 0), ("in/large.ndjson", 0o200), ("in/closed", 0)] {
        mode(&world.path(name), bits);
    }
    for verb in ["validate", "import"] {
        let report = as_somebody_else(&world, &[verb, "in", "-f", "json"]).exits(1);
        let unreadable: Vec<_> = report.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["code"] == "unreadable-file")
            .map(|f| f["capture"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(unreadable, ["in/closed", "in/large.ndjson", "in/secret.json"], "{verb}");
    }
    // Named, each is a capture that is refused; as a database, it is not touched.
    let named = as_somebody_else(&world, &["import", "in/secret.json", "-f", "json"]).exits(1);
    assert_eq!(codes(&named), ["unreadable-file"]);
    as_somebody_else(&world, &["events", "--db", "in/secret.json"]).exits(3).says("cannot be read");
    // A folder that cannot be written is named, and its file once.
    mode(&world.path("in"), 0o555);
    let refused = as_somebody_else(&world, &["import", "in/good.json", "--db", "in/new.db"]).exits(3);
    assert_eq!(refused.stderr.matches("in/new.db").count(), 1, "{}", refused.stderr);
    mode(&world.path("in/closed"), 0o755);
    mode(&world.path("in"), 0o755);
    // Once they may be read, the next run takes them.
    for name in ["in/secret.json", "in/large.ndjson"] {
        mode(&world.path(name), 0o644);
    }
    as_somebody_else(&world, &["import", "in", "--captured-at", AT, "-f", "json"]).exits(0);
    assert_eq!(world.rows("events").len(), 4);
}

#[test]
fn a_device_is_no_database() {
    let world = World::new();
    world.write("a.json", event(1));
    for line in ["import a.json --db /dev/null", "events --db /dev/null", "import a.json --db /dev/zero"] {
        world.line(line).exits(3).says("is not a heatlink database: it is no regular file");
    }
}

/// The lines of a file of some megabytes, more than is read in one go.
fn long_lines() -> Vec<String> {
    let title = "t".repeat(900);
    let line =
        |id: u64| json!({"eventId": id, "title": format!("{title}{id}"), "timeZone": "UTC"}).to_string();
    (1..=6_000).map(line).collect()
}

/// What an import of a file into a new database says of its events.
fn undisturbed(content: &str) -> Vec<Value> {
    let world = World::new();
    world.write("a.ndjson", content);
    world.line(&format!("import a.ndjson --captured-at {AT}")).succeeds();
    world.rows("events")
}

/// Tells that something is done as it goes, also where an assertion fails: who waits for it waits no longer.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Imports a file over and over while `change` changes it, then once more when it is as it shall be.
fn changes_while_it_is_read(change: impl Fn(&Path, &dyn Fn() -> bool) + Sync) {
    let lines = long_lines();
    let whole = lines.join("\n") + "\n";
    let world = World::new();
    let path = world.write("a.ndjson", &whole[..whole.len() / 2]);
    let is_done = AtomicBool::new(false);
    let import = |most: i32| {
        let ran = within(&world, MOST_MEMORY, &["import", "a.ndjson", "--captured-at", AT, "-f", "json"]);
        assert!((0..=most).contains(&ran.code), "{}", ran.stderr);
        // No half record: what is there is as one of the lines says.
        for event in world.rows("events") {
            let id = event["event_id"].as_u64().unwrap();
            assert_eq!(event["title"].as_str().unwrap(), format!("{}{id}", "t".repeat(900)));
        }
        world.line("db check").exits(0);
    };
    std::thread::scope(|scope| {
        let _done = Done(&is_done);
        scope.spawn(|| change(&path, &|| is_done.load(Ordering::Relaxed)));
        for _ in 0..3 {
            import(1);
        }
    });
    fs::write(&path, &whole).unwrap();
    // What was half a line lies in quarantine still; nothing of this run is refused.
    let last = within(&world, MOST_MEMORY, &["import", "a.ndjson", "--captured-at", AT, "-f", "json"]);
    assert_eq!(last.json()["captures"]["seen"], lines.len());
    assert_eq!((last.code, codes(&last).iter().filter(|c| *c == "invalid-json").count()), (0, 0));
    let without_run = |mut rows: Vec<Value>| {
        for row in &mut rows {
            row.as_object_mut().unwrap().remove("captured_at");
        }
        rows
    };
    assert_eq!(without_run(world.rows("events")), without_run(undisturbed(&whole)));
    world.line("db check --all").exits(0);
}

#[test]
fn a_file_may_grow_while_it_is_read() {
    let whole = long_lines().join("\n") + "\n";
    changes_while_it_is_read(|path, is_done| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        // In pieces that end anywhere in a line.
        for piece in whole.as_bytes()[whole.len() / 2..].chunks(70_001) {
            if is_done() {
                return;
            }
            file.write_all(piece).unwrap();
            std::thread::sleep(Duration::from_millis(15));
        }
    });
}

#[test]
fn a_file_may_shrink_and_come_back_while_it_is_read() {
    let whole = long_lines().join("\n") + "\n";
    changes_while_it_is_read(|path, is_done| {
        let mut at = whole.len();
        while !is_done() {
            at = if at < 100_000 { whole.len() } else { at / 2 + 77 };
            if at == whole.len() {
                // As an editor saves it: emptied first, then written.
                fs::write(path, &whole).unwrap();
            } else {
                File::options().write(true).open(path).unwrap().set_len(at as u64).unwrap();
            }
            std::thread::sleep(Duration::from_millis(7));
        }
    });
}

#[test]
fn a_folder_of_many_files_comes_in_its_order() {
    const MANY: u64 = 10_000;
    let world = World::new();
    fs::create_dir(world.path("in")).unwrap();
    for n in 1..=MANY {
        let text = if n % 100 == 7 {
            format!("{{\"eventId\":{n},\"title\":7,\"timeZone\":\"UTC\"}}")
        } else {
            event(n)
        };
        fs::write(world.path(&format!("in/{n}.json")), text).unwrap();
    }
    let report = |args: &[&str]| within(&world, 300, &[args, &["--captured-at", AT, "-f", "json"]].concat());
    let refused = |ran: &Ran| -> Vec<String> {
        let all = ran.json()["findings"].take();
        all.as_array().unwrap().iter().map(|f| f["capture"].as_str().unwrap().to_owned()).collect()
    };
    let import = report(&["import", "in", "--jobs", "2"]);
    let counts = &import.json()["captures"];
    assert_eq!((&counts["imported"], &counts["rejected"]), (&json!(MANY), &json!(0)));
    assert_eq!(world.rows("events").len() as u64, MANY - MANY / 100);
    // By the bytes of the path, with any number of threads.
    let mut expected = refused(&import);
    assert_eq!(expected.len() as u64, MANY / 100);
    expected.sort();
    assert_eq!(refused(&import), expected);
    for jobs in ["1", "2"] {
        let validate = report(&["validate", "in", "--jobs", jobs]);
        assert_eq!(refused(&validate), expected, "{jobs} jobs");
    }
    let again = report(&["import", "in"]);
    assert_eq!((again.code, &again.json()["captures"]["unchanged"]), (1, &json!(MANY)));
}

#[test]
fn a_gigabyte_without_an_end_of_line_is_a_finding() {
    // Frames and members in a row are one text: a gigabyte takes no room.
    let mega = vec![b'x'; 1 << 20];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&mega).unwrap();
    let gzip = gzip.finish().unwrap().repeat(1 << 10);
    let zstd = zstd::encode_all(&mega[..], 1).unwrap().repeat(1 << 10);
    let sparse = |world: &World, name: &str, head: &[u8]| {
        let mut file = File::create(world.path(name)).unwrap();
        file.write_all(head).unwrap();
        file.set_len(1 << 30).unwrap();
    };
    let world = World::new();
    world.write("a.ndjson.gz", &gzip);
    world.write("b.ndjson.zst", &zstd);
    world.write("c.json.gz", &gzip);
    world.write("d.json.zst", &zstd);
    sparse(&world, "e.ndjson", b"{\"eventId\":1,\"title\":\"");
    sparse(&world, "f.json", b"[{\"eventId\":1,\"title\":\"");
    for (verb, name) in [
        ("validate", "a.ndjson.gz"),
        ("import", "b.ndjson.zst"),
        ("import", "c.json.gz"),
        ("validate", "d.json.zst"),
        ("import", "e.ndjson"),
        ("validate", "f.json"),
    ] {
        let ran = within(&world, MOST_MEMORY, &[verb, name, "--captured-at", AT, "-f", "json"]);
        assert_eq!((ran.code, codes(&ran)), (1, vec!["payload-too-large".to_owned()]), "{name}");
    }
}

#[test]
fn names_as_long_as_they_may_be() {
    let world = World::new();
    fs::create_dir(world.path("in")).unwrap();
    let fill = |part: &str, end: &str| {
        let mut name = part.repeat(255 / part.len());
        name.truncate(255 - end.len());
        name.into_bytes().into_iter().chain(end.bytes()).collect::<Vec<u8>>()
    };
    let mut names: Vec<Vec<u8>> =
        [("\u{1b}[31m", ".json"), ("\n", ".ndjson"), ("\\x1b[2J", ".har"), ("\u{1f}a\r", ".json")]
            .map(|(part, end)| fill(part, end))
            .into();
    names.push([vec![0xff; 250], b".json".to_vec()].concat());
    for name in &names {
        assert_eq!(name.len(), 255);
        fs::write(world.path("in").join(OsStr::from_bytes(name)), "{\"eventId\":\"x\"}").unwrap();
    }
    for args in [
        &["import", "in"][..],
        &["import", "in", "-f", "json"],
        &["validate", "in", "-v"],
        &["validate", "in", "-f", "github"],
        &["validate", "in", "-f", "sarif"],
        &["captures"],
        &["captures", "-f", "json"],
        &["captures", "-f", "markdown"],
        &["reconcile"],
        &["reconcile", "quarantine", "list"],
    ] {
        within(&world, MOST_MEMORY, args);
    }
    assert_eq!(world.line("import in -f json").exits(1).json()["captures"]["seen"], names.len());
}
