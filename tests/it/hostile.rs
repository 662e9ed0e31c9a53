//! Input made to hurt: it ends, within a bound of memory, without a panic, and nothing of it reaches a terminal as it
//! is. Files are made here: some are large, some no repository keeps.

use crate::harness::{AT, Ran, World, envelope};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What `docs/performance.md` promises of an import with two jobs, in MiB.
pub(crate) const MOST_MEMORY: u64 = 500;

/// Runs the program where it may have so much memory of its own and no more: a request for more ends it by a signal.
pub(crate) fn within(world: &World, most: u64, args: &[&str]) -> Ran {
    let ours = world.command(args);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -d {}; exec \"$0\" \"$@\"", most << 10));
    command.arg(ours.get_program()).args(ours.get_args()).current_dir(world.path("")).env_clear();
    command
        .envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", "/usr/bin:/bin");
    let since = Instant::now();
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(since.elapsed() < Duration::from_mins(10), "{args:?} takes {:?}", since.elapsed());
    let ran = Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(matches!(ran.code, 0 | 1 | 3), "{args:?}: {} {:.2000}", ran.code, ran.stderr);
    is_fit_for_a_terminal(&ran, args);
    ran
}

/// Whether a terminal could be moved, coloured or turned around by it.
pub(crate) fn is_raw(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Nothing but text and line ends: no escape, nothing that turns text around, none of the C1 controls. JSON is exact,
/// and has them as escapes.
pub(crate) fn is_fit_for_a_terminal(ran: &Ran, args: &[&str]) {
    for text in [&ran.stdout, &ran.stderr] {
        let raw = text.chars().find(|c| *c != '\n' && is_raw(*c));
        assert_eq!(raw, None, "{args:?}: {text:.2000}");
    }
}

pub(crate) fn codes(ran: &Ran) -> Vec<String> {
    let mut codes: Vec<_> = ran.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Imports and validates a file, each within bounds; gives the codes that the import found.
fn survives(name: &str, content: &[u8]) -> Vec<String> {
    let world = World::new();
    world.write(name, content);
    let with = |verb| [verb, name, "--captured-at", AT, "--jobs", "2", "-f", "json"];
    let import = within(&world, MOST_MEMORY, &with("import"));
    let validate = within(&world, MOST_MEMORY, &with("validate"));
    assert_eq!(import.code, validate.code, "{name}: import and validate agree");
    codes(&import)
}

fn page(script: &str) -> String {
    format!(
        "<html><head><title>x</title></head><body><script>racerLaps = {{}};{script}</script></body></html>"
    )
}

fn har(entries: &[String]) -> String {
    format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[{}]}}}}", entries.join(","))
}

fn entry(url: &str, text: &str) -> String {
    json!({"startedDateTime": AT, "request": {"method": "GET", "url": url},
           "response": {"status": 200, "content": {"text": text}}})
    .to_string()
}

const EVENT: &str = "https://www.liverc.com/v2/events/1";

#[test]
fn nesting() {
    const DEEP: usize = 300_000;
    let (open, object) = ("[".repeat(DEEP), "{\"a\":".repeat(DEEP));
    let closed = open.clone() + &"]".repeat(DEEP);
    let cases = [
        ("a.json", closed.clone()),
        ("a.json", object.clone()),
        ("a.json", format!("{{\"eventId\":1,\"title\":\"A\",\"x\":{closed}}}")),
        ("a.json", format!("{{\"url\":\"{EVENT}\",\"body\":{closed}}}")),
        ("a.har", har(&[entry(EVENT, &open)])),
        ("a.har", har(&[format!("{{\"request\":{closed}}}")])),
        ("a.ndjson", format!("{open}\n{object}\n{open}")),
        ("a.html", page(&format!("racerLaps[1] = {open}"))),
        ("a.html", page(&format!("racerLaps[1] = {}", "{a:".repeat(DEEP)))),
        ("a.html", page(&"`${".repeat(DEEP))),
        ("a.html", page("") + &"<div>".repeat(DEEP)),
        ("a.html", page("") + &"<table><tr><td>".repeat(DEEP)),
        ("a.html", page("") + &"<svg><desc>".repeat(DEEP)),
    ];
    for (name, content) in cases {
        assert_eq!(survives(name, content.as_bytes()), ["nesting-too-deep"], "{name}: {content:.60}");
    }
    // Envelopes in envelopes are no envelopes.
    let mut body = json!({"eventId": 1, "title": "A"});
    for _ in 0..40 {
        body = envelope("events/1", AT, &body);
    }
    assert!(survives("a.json", body.to_string().as_bytes()).contains(&"missing-field".to_owned()));
    // A text without an end that nobody closes.
    for text in ["(", "{", "/*", "/[", "'", "racerLaps[1]={'a':"] {
        survives("a.html", page(&text.repeat(300_000)).as_bytes());
    }
}

#[test]
fn millions_of_small_things() {
    let many = |open: &str, item: &str, n: usize, close: &str| {
        format!("{open}{}{item}{close}", format!("{item},").repeat(n))
    };
    let members: Vec<_> = (0..100_001).map(|n| format!("\"k{n}\":1")).collect();
    let attributes: Vec<_> = (0..200_000).map(|n| format!("a{n}=1")).collect();
    let drivers: Vec<_> = (0..3_000).map(|n| format!("racerLaps[{n}] = {{}};")).collect();
    let cases = [
        ("a.json", many("[", "{}", 100_000, "]")),
        ("a.json", many("[", "0", 3_000_000, "]")),
        (
            "a.json",
            format!(
                "{{\"url\":\"https://api.liverc.example/v2/classes/3/entries\",\"body\":{}}}",
                many("[", "{\"entryId\":1,\"classId\":\"x\",\"driverName\":\"A\"}", 11_000, "]")
            ),
        ),
        ("a.json", format!("{{\"eventId\":1,\"title\":\"A\",{}}}", members.join(","))),
        ("a.json", many("{\"racerLaps\":{},\"positionData\":[", "[1,2,3]", 350_000, "]}")),
        ("a.html", page(&many("racerLaps[1] = [", "0", 1_000_001, "];"))),
        ("a.html", page(&drivers.join("\n"))),
        ("a.html", page("") + &"<b><p>".repeat(100_000)),
        ("a.html", page("") + &"<br>".repeat(201_000)),
        ("a.html", page("") + &format!("<p {}>", attributes.join(" "))),
        ("a.html", "<script>racerLaps = {}</script>".repeat(101_000)),
    ];
    for (name, content) in cases {
        assert_eq!(survives(name, content.as_bytes()), ["payload-too-complex"], "{name}: {content:.60}");
    }
    survives("a.har", many("{\"log\":{\"entries\":[", "{}", 300_000, "]}}").as_bytes());
    let world = World::new();
    world.write("a.ndjson", "x\n".repeat(20_000));
    let report =
        || within(&world, MOST_MEMORY, &["import", "a.ndjson", "--captured-at", AT, "-f", "json"]).json();
    let (first, again) = (report(), report());
    assert_eq!((&first["captures"]["rejected"], &first["captures"]), (&json!(20_000), &again["captures"]));
    for verb in ["captures", "reconcile"] {
        within(&world, MOST_MEMORY, &[verb]);
    }
    world.line("db check --all").succeeds();
    survives("a.ndjson", "{\"eventId\":1,\"title\":\"A\"}\n".repeat(20_000).as_bytes());
    survives("a.ndjson", "\n".repeat(3_000_000).as_bytes());
}

#[test]
fn large_payloads_side_by_side() {
    let world = World::new();
    let entries = |class: i64| -> String {
        let all: Vec<_> = (1..=2_000)
            .map(|n| format!("{{\"entryId\":{n},\"classId\":{class},\"driverName\":\"A\"}}"))
            .collect();
        format!("[{}]", all.join(","))
    };
    for n in 1..=2 {
        world.write(
            &format!("in/{n}.json"),
            format!("{{\"eventId\":{n},\"title\":\"{}\"}}", "x".repeat(30 << 20)),
        );
        world.write(
            &format!("in/{n}.html"),
            page(&format!("racerLaps[1]={{'driverName':'{}'}}", "y".repeat(10 << 20))),
        );
        world.write(&format!("in/e{n}.json"), entries(n));
    }
    let ran =
        within(&world, MOST_MEMORY, &["import", "in", "--captured-at", AT, "--jobs", "2", "-f", "json"]);
    assert_eq!(ran.json()["captures"]["imported"], 6);
    within(&world, MOST_MEMORY, &["events"]);
    world.line("db check").succeeds();
}

#[test]
fn keys_numbers_and_texts() {
    let long = "9".repeat(1_000_000);
    for (content, code) in [
        ("{\"eventId\":1e999999999,\"title\":\"A\"}".to_owned(), "wrong-type"),
        ("{\"eventId\":1e-999999999,\"title\":\"A\"}".to_owned(), "wrong-type"),
        (format!("{{\"eventId\":{long},\"title\":\"A\"}}"), "out-of-range"),
        (format!("{{\"eventId\":1.{long},\"title\":\"A\"}}"), "wrong-type"),
        (format!("{{\"eventId\":1,\"title\":\"A\",\"{long}\":1}}"), "unknown-field"),
        (format!("{{\"eventId\":1,\"title\":\"{long}\"}}"), "long-text"),
        ("{\"eventId\":1,\"title\":\"a\\ud800b\"}".to_owned(), "wrong-type"),
        ("{\"eventId\":1,\"title\":\"A\",\"\\udfff\":1}".to_owned(), "invalid-json"),
        ("{\"eventId\":1,\"title\":\"A\",\"title\":\"B\"}".to_owned(), "duplicate-key-conflict"),
        (",".repeat(5_000_000), "payload-too-complex"),
        ("\"".repeat(5_000_000), "invalid-json"),
    ] {
        let found = survives("a.json", content.as_bytes());
        assert!(found.iter().any(|c| c == code), "{content:.60}: {found:?}");
    }
}

#[test]
fn what_moves_a_cursor_or_runs_in_a_spreadsheet() {
    let world = World::new();
    let odd: String = (1..32).chain(127..160).filter_map(char::from_u32).collect();
    let names =
        [odd.as_str(), "\u{202e}gnp\u{2066}", "\u{1b}[2J\u{9b}31m", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1"];
    let entries: Vec<Value> = (1_i64..)
        .zip(names)
        .map(|(n, name)| json!({"entryId": n, "classId": 3, "driverName": name}))
        .collect();
    world.envelope(
        "event.json",
        "events/1",
        AT,
        &json!({"eventId": 1, "title": names[2], "timeZone": "../../../etc/passwd"}),
    );
    world.envelope(
        "classes.json",
        "events/1/classes",
        AT,
        &json!([{"classId": 3, "eventId": 1, "name": names[1]}]),
    );
    world.envelope("entries.json", "classes/3/entries", AT, &json!(entries));
    for args in [
        &["import", "."][..],
        &["validate", "."],
        &["entries"],
        &["entries", "-f", "markdown"],
        &["events"],
        &["reconcile"],
        &["captures"],
    ] {
        within(&world, MOST_MEMORY, args);
    }
    let safe = world.line("entries -f csv --csv-safe --fields driver_name").succeeds().stdout;
    for line in safe.lines().skip(1) {
        assert!(!line.trim_matches('"').starts_with(['=', '+', '-', '@', '\t']), "{line}");
    }
}

#[test]
fn compression() {
    let gzip = |parts: &[&[u8]], times: usize| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..times {
            for part in parts {
                packed.write_all(part).unwrap();
            }
        }
        packed.finish().unwrap()
    };
    let mega = vec![b' '; 1 << 20];
    let refused =
        |name: &str, content: &[u8], code: &str| assert_eq!(survives(name, content), [code], "{name}");
    refused("a.json.gz", &gzip(&[&mega], 40), "payload-too-large");
    refused("a.ndjson.gz", &gzip(&[&vec![b'x'; 1 << 20]], 40), "payload-too-large");
    refused("a.json.gz", &gzip(&[&gzip(&[b"{}"], 1)], 1), "unsupported-format");
    refused("a.json.gz", &gzip(&[b"{\"eventId\":1}"], 9)[..30], "damaged-compression");
    refused(
        "a.json.gz",
        &[&b"\x1f\x8b\x08\x08\0\0\0\0\0\x03"[..], &vec![b'n'; 5 << 20]].concat(),
        "damaged-compression",
    );
    // Of twenty thousand members that hold nothing, nothing comes.
    refused("a.json.gz", &gzip(&[b""], 1).repeat(20_000), "empty-file");
    // Zstandard: a window of terabytes, a content of a terabyte, a frame that says more than follows.
    refused("a.zst", b"\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00", "damaged-compression");
    refused(
        "a.zst",
        b"\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x01\x00\x00\x01\x00\x00",
        "damaged-compression",
    );
    refused("a.zst", &zstd::encode_all(&mega.repeat(40)[..], 1).unwrap(), "payload-too-large");
    let world = World::new();
    world.write("a.ndjson.gz", gzip(&[b"\n\n\n\n", &mega], 40));
    let ran =
        within(&world, MOST_MEMORY, &["import", "a.ndjson.gz", "--max-total-size", "20MiB", "-f", "json"]);
    assert_eq!(codes(&ran), ["total-too-large"]);
    // The widest windows that are read, several at once.
    let wide = [b"\x28\xb5\x2f\xfd\x00", &[(27 - 10) << 3][..], b"\x0b\x00\x00 \x13\x00\x00{}"].concat();
    for n in 0..8 {
        world.write(&format!("wide/{n}.json.zst"), &wide);
    }
    within(&world, MOST_MEMORY, &["import", "wide", "--jobs", "2"]);
}

#[test]
fn special_files() {
    let world = World::new();
    let at = |name: &str| world.path(name);
    fs::create_dir_all(at("in/x.json/y.har")).unwrap();
    world.envelope(
        "in/x.json/y.har/good.json",
        "events/1",
        AT,
        &json!({"eventId": 1, "title": "A", "timeZone": "UTC"}),
    );
    assert!(Command::new("mkfifo").arg(at("in/pipe.json")).status().unwrap().success());
    let _socket = UnixListener::bind(at("in/socket.json")).unwrap();
    for (target, name) in [
        (Path::new("/dev/zero"), "in/zero.json"),
        (Path::new("/dev/urandom"), "in/random.har"),
        (&at("in/pipe.json"), "in/link-to-pipe.json"),
        (Path::new("itself.json"), "in/itself.json"),
        (Path::new(".."), "in/up.json"),
        (Path::new("/nowhere/at/all"), "in/nowhere.json"),
    ] {
        symlink(target, at(name)).unwrap();
    }
    let ran = within(&world, MOST_MEMORY, &["import", "in", "-f", "json"]);
    assert_eq!(
        (ran.code, &ran.json()["captures"]["imported"]),
        (0, &json!(1)),
        "the one good file among them"
    );
    assert_eq!(codes(&ran), ["skipped-path"]);
    for name in [
        "in/zero.json",
        "in/pipe.json",
        "in/link-to-pipe.json",
        "in/socket.json",
        "in/itself.json",
        "/dev/zero",
        "/dev/tty",
    ] {
        let ran = within(&world, MOST_MEMORY, &["import", name, "-f", "json"]);
        let found = codes(&ran);
        assert!(found == ["not-a-regular-file"] || found == ["unreadable-file"], "{name}: {found:?}");
        // A session file is asked for the same.
        assert_eq!(within(&world, MOST_MEMORY, &["session", "import", name]).code, 3, "{name}");
    }
    // Files that have no size or say a false one.
    for name in ["/proc/self/environ", "/proc/self/maps", "/proc/kmsg", "/proc/self/mem"] {
        if Path::new(name).exists() {
            within(&world, MOST_MEMORY, &["import", name]);
        }
    }
    // A terabyte of nothing takes no room, and is not read to its end.
    for (name, content) in [("sparse.json", &b""[..]), ("sparse.har", b"{\"log\":{\"entries\":[")] {
        let mut file = File::create(at(name)).unwrap();
        file.write_all(content).unwrap();
        file.set_len(if name.ends_with("json") { 1 << 40 } else { 1 << 25 }).unwrap();
        assert_eq!(within(&world, MOST_MEMORY, &["validate", name]).code, 1, "{name}");
    }
}

#[test]
fn names_of_files_and_what_they_name() {
    let world = World::new();
    fs::create_dir(world.path("in")).unwrap();
    let names: [&[u8]; 9] = [
        b"\xff\xfe.json",
        b"\x1b[31mred.json",
        b"a\nb.json",
        b"a\rb.json",
        b"\xe2\x80\xaegnp.json",
        b"-rf.json",
        b"%s%n.json",
        b"\xc2\x9b31m.json",
        b"';DROP TABLE event;--.json",
    ];
    for name in names {
        fs::write(world.path("in").join(std::ffi::OsStr::from_bytes(name)), "{\"eventId\":\"x\"}").unwrap();
    }
    let ran = within(&world, MOST_MEMORY, &["import", "in"]);
    assert_eq!(ran.code, 1);
    for verb in ["captures", "reconcile", "runs"] {
        within(&world, MOST_MEMORY, &[verb]);
    }
    // Addresses and names are words, not places: nothing is opened or made there.
    let before = fs::read_dir(world.path("")).unwrap().count();
    let addresses = ["../../../tmp/x", "file:///etc/passwd", "events/1/../../../x", "events/%2e%2e%2f1"];
    let lines: Vec<_> = addresses
        .iter()
        .map(|a| envelope(a, AT, &json!({"eventId": 1, "title": "../../x"})).to_string())
        .collect();
    world.write("a.ndjson", lines.join("\n"));
    within(&world, MOST_MEMORY, &["import", "a.ndjson"]);
    assert_eq!(fs::read_dir(world.path("")).unwrap().count(), before + 1);
}

#[test]
fn moments_far_out() {
    let world = World::new();
    for (n, (text, is_one)) in (1_i64..).zip([
        ("9999-12-31T23:59:59.999Z", true),
        ("9999-12-31T00:00:00Z", true),
        ("0000-01-01T00:00:00Z", true),
        ("9999-12-31T23:59:59-12:00", false),
        ("-9999-01-01T00:00:00Z", false),
        ("10000-01-01T00:00:00Z", false),
        ("2025-02-29T00:00:00Z", false),
        ("2025-01-01T00:00:00+99:99", false),
    ]) {
        let body = json!({"eventId": n, "title": "A", "timeZone": "Pacific/Auckland", "startTime": text});
        world.envelope(&format!("{n}.json"), &format!("events/{n}"), AT, &body);
        let ran = world.import([format!("{n}.json")]);
        assert_eq!(ran.code == 0, is_one, "{text}: {}", ran.stdout);
    }
    // Files from before and after all years there are.
    for (name, seconds) in [("old.json", -70_000_000_000_i64), ("new.json", 300_000_000_000)] {
        let path = world.write(name, "{\"eventId\":99,\"title\":\"A\",\"timeZone\":\"UTC\"}");
        // Not every file system has such times.
        let _ = Command::new("touch")
            .arg("-d")
            .arg(format!("@{seconds}"))
            .arg(path)
            .stderr(Stdio::null())
            .status();
        world.import([name]).succeeds();
    }
    for args in
        [&["events"][..], &["events", "--tz", "event"], &["events", "--tz", "America/Chicago"], &["captures"]]
    {
        within(&world, MOST_MEMORY, args);
    }
    let rows = world.rows("events");
    assert!(rows.iter().any(|r| r["start_utc"] == "9999-12-31T23:59:59.999Z"));
    world.line("db check --all").succeeds();
}
