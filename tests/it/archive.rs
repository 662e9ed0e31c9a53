//! Archived captures: what is read of a kept body is what was read of the file.

use crate::harness::{AT, World, files_below, fixture};
use heatlink::domain::finding::{Code, Finding};
use heatlink::domain::time::Instant;
use heatlink::infra::capture::archived;
use heatlink::infra::capture::container::ReadOptions;
use heatlink::infra::capture::payload::{Payload, Refused};
use heatlink::infra::capture::source::{open, unpack};
use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;

/// An outcome as text, without the file's name.
fn shown(outcome: &Result<Payload, Box<Refused>>) -> String {
    let nameless = |finding: &Finding| {
        let mut finding = finding.clone();
        (finding.place.capture, finding.place.member) = (None, None);
        finding
    };
    let refused = |r: &Refused| Refused { reason: nameless(&r.reason), ..r.clone() };
    match outcome {
        Ok(p) => format!(
            "{:?} of {:?}: {:#?}\n{:#?}\n{:#?}\n{:?}",
            p.family,
            p.listing_of,
            p.statements,
            p.refused.iter().map(refused).collect::<Vec<_>>(),
            p.findings.iter().map(nameless).collect::<Vec<_>>(),
            p.repeats
        ),
        // Of a capture refused whole its kind tells nothing.
        Err(r) => format!("{:#?}", refused(r)),
    }
}

#[test]
fn a_kept_body_reads_as_its_file_did() {
    let zoned = ReadOptions { assumed_zone: Some("Australia/Sydney".into()), ..ReadOptions::default() };
    let url = |url: &str| ReadOptions { source_url: Some(url.into()), ..ReadOptions::default() };
    let trimmed = ReadOptions { partial: true, ..ReadOptions::default() };
    let of_race = url("https://made.liverc.com/results/?p=view_race_result&id=730154");
    let mut taken = 0;
    for options in [ReadOptions::default(), zoned, trimmed, of_race] {
        for folder in ["meeting", "captures", "bad"] {
            for path in files_below(&fixture(folder)) {
                taken += compare(&path, &ReadOptions { archive: true, ..options.clone() });
            }
        }
    }
    assert!(taken > 400, "{taken}");
    // Marks, white space, names that hint, places in the middle of a line.
    let world = World::new();
    let page = std::fs::read(fixture("captures/race-page/served.html")).unwrap();
    let event = std::fs::read(fixture("captures/event/smallest.json")).unwrap();
    world.write("race.730154.html", &page);
    world
        .write("race.730155.html", [b"\xef\xbb\xbf".as_slice(), &page, b"<script>racerLaps[1] = {"].concat());
    world.write("marked.json", [b"\xef\xbb\xbf".as_slice(), &event].concat());
    world.write("marked-and-cut.json", [b"\xef\xbb\xbf".as_slice(), &event[..event.len() / 2]].concat());
    let line = String::from_utf8(event).unwrap().replace('\n', " ");
    world.write(
        "lines.ndjson",
        format!("  {line}  \r\n\t{{\"eventId\": \r\n {}\r\n", line.replace("title", "tittle")),
    );
    let body = "[{\"classId\": 7, \"eventId\": 5, \"name\": 4}, 5]";
    world.write(
        "envelope.json",
        format!("{{\"url\": \"https://x.example/v2/events/5/classes\",\n \"body\": {body}}}"),
    );
    let deep = "[".repeat(200);
    world.write("deep.json", &deep);
    let options = ReadOptions { archive: true, ..ReadOptions::default() };
    let read: usize = files_below(&world.path(".")).iter().map(|path| compare(path, &options)).sum();
    assert_eq!(read, 9);
}

/// Refusals of files and of bytes that are no text: nothing is kept to be read again.
const AROUND: &[Code] = &[Code::BadHar, Code::DamagedCompression, Code::InvalidUtf8, Code::UnsupportedFormat];

fn compare(path: &Path, options: &ReadOptions) -> usize {
    let source = open(path, options, Instant::from_millis(0)).unwrap();
    let mut read = 0;
    let _ = unpack(source, options, &mut |capture| {
        let (member, context) = (capture.member, &capture.identity.context);
        let Some(body) = member.body else {
            let code = member.outcome.as_ref().expect_err("what is taken is kept").reason.code;
            assert!(AROUND.contains(&code), "{}: {code}", path.display());
            return true;
        };
        if let Some((sha256, size)) = body.around {
            // The envelope that is at fault, and its payload in it.
            let bytes = archived::unpack(&body.packed, size).unwrap();
            assert_eq!(heatlink::infra::capture::source::sha256(&bytes), sha256);
            let again = archived::read_around(&bytes, context, body.reading).unwrap();
            assert_eq!(again.sha256, member.sha256);
            assert_eq!(shown(&again.outcome), shown(&member.outcome), "{}", path.display());
            return true;
        }
        let bytes = archived::unpack(&body.packed, member.size).unwrap();
        assert_eq!(heatlink::infra::capture::source::sha256(&bytes), capture.identity.sha256);
        let again = archived::read(&bytes, context, body.reading);
        assert_eq!(shown(&again), shown(&member.outcome), "{} in `{context}`", path.display());
        read += 1;
        true
    });
    read
}

#[test]
fn a_frame_of_another_size_is_no_payload() {
    let packed = zstd::bulk::compress(b"[]", 3).unwrap();
    assert_eq!(archived::unpack(&packed, 2).unwrap(), b"[]");
    assert!(archived::unpack(&packed, 1).is_err());
    assert!(archived::unpack(&packed, 3).unwrap_err().contains("found 2"));
    assert!(archived::unpack(b"[]", 2).is_err());
}

/// What a database has in `payload`, in `archived` and in `capture`.
fn kept(world: &World) -> (i64, i64, i64) {
    let sql = "SELECT (SELECT count(*) FROM payload), (SELECT count(*) FROM archived), (SELECT count(*) FROM capture)";
    let conn = Connection::open(world.db()).unwrap();
    conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
}

#[test]
fn payloads_are_kept_once_and_a_repeated_import_leaves_no_trace() {
    let world = World::new();
    let meeting = fixture("meeting").display().to_string();
    let import = format!("import {meeting} --captured-at {AT} --archive");
    world.line(&import).succeeds().says("archived the payloads of 14 captures");
    assert_eq!(kept(&world), (14, 14, 14));
    let again = format!("import {meeting} --captured-at 2025-02-17T02:00:00Z --archive");
    world.line(&again).succeeds().says("14 captures");
    assert_eq!(kept(&world), (14, 28, 28), "the same bytes once");
    let before = std::fs::read(world.db()).unwrap();
    let report = world.line(&format!("{import} --format json")).succeeds().says("nothing to archive").json();
    assert_eq!((&report["run"], &report["captures"]["unchanged"]), (&Value::Null, &Value::from(14)));
    assert_eq!(std::fs::read(world.db()).unwrap(), before);
    world.line("db check --all").succeeds();
}

#[test]
fn what_is_known_already_is_archived_when_it_is_met_again() {
    let world = World::new();
    let captures = fixture("captures").display().to_string();
    let import = format!("import {captures} --captured-at {AT}");
    world.line(&import).exits(1);
    let (payloads, archived, captures) = kept(&world);
    assert_eq!((payloads, archived), (0, 0));
    let report = world.line(&format!("{import} --archive --format json")).exits(1).json();
    assert_eq!((&report["captures"]["imported"], &report["run"]), (&Value::from(0), &Value::from(2)));
    assert_eq!(kept(&world).1, captures, "wrapped ones, too");
    let before = std::fs::read(world.db()).unwrap();
    world.line(&format!("{import} --archive")).exits(1);
    world.line(&import).exits(1);
    assert_eq!(std::fs::read(world.db()).unwrap(), before, "and it stays so");
    world.line("db check --all").succeeds();
    world.line(&format!("{import} --archive --dry-run --db other.db")).exits(1);
    assert!(!world.path("other.db").exists());
}

/// Two classes, archived, of which an older heatlink refused something, as `sql` says; then their file is gone.
fn refused_before(sql: &str) -> World {
    let world = World::new();
    let classes = r#"[{"classId":7,"eventId":5,"name":"2WD"},{"classId":8,"eventId":5,"name":"4WD"}]"#;
    world.write("v2/events/5.json", r#"{"eventId":5,"title":"Nationals","timeZone":"UTC"}"#);
    world.write("v2/events/5/classes.json", classes);
    world.line(&format!("import v2 --archive --captured-at {AT}")).succeeds();
    std::fs::remove_dir_all(world.path("v2")).unwrap();
    let conn = Connection::open(world.db()).unwrap();
    conn.execute_batch(sql).unwrap();
    conn.close().unwrap();
    world.line("db check").succeeds();
    world
}

#[test]
fn what_was_refused_is_read_again_from_its_archived_bytes() {
    let whole = refused_before("");
    for (sql, outcomes) in [
        // Of a long text only the beginning lies in quarantine.
        (
            "DELETE FROM class;
             INSERT INTO quarantine (capture_id, code, message, size, content, truncated)
               SELECT id, 'wrong-shape', 'once unknown', size, x'5b', 1 FROM capture WHERE family = 'classes';
             UPDATE capture SET state = 'rejected', family = NULL, listing_of = NULL, records = 0, quarantined = 1
              WHERE family = 'classes'",
            &["taken"][..],
        ),
        // Records alone tell nothing of what stood around them.
        (
            "DELETE FROM class WHERE external_id = 8;
             INSERT INTO quarantine (capture_id, pointer, record, code, message, size, content, truncated)
               SELECT id, '/1', 'class/8', 'wrong-type', 'once unknown', 2, x'7b7d', 0 FROM capture WHERE family = 'classes';
             UPDATE capture SET records = 1, quarantined = 1 WHERE family = 'classes'",
            &["taken"],
        ),
        (
            "DELETE FROM class;
             INSERT INTO quarantine (capture_id, pointer, code, message, size, content, truncated)
               SELECT c.id, p.pointer, 'wrong-type', 'once unknown', 2, x'7b7d', 0
                 FROM capture c, (SELECT '/0' AS pointer UNION SELECT '/1') p WHERE family = 'classes';
             UPDATE capture SET records = 0, quarantined = 2 WHERE family = 'classes'",
            &["taken", "taken"],
        ),
    ] {
        let world = refused_before(sql);
        let tried = world.rows("reconcile quarantine retry");
        let found: Vec<_> = tried.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
        assert_eq!(found, outcomes, "{sql}: {tried:?}");
        assert_eq!(world.rows("reconcile quarantine list"), [Value::Null; 0], "{sql}");
        for view in ["classes", "captures --fields sha256,state,family,records,quarantined,archived"] {
            assert_eq!(world.rows(view), whole.rows(view), "{sql}");
        }
        assert_eq!(world.rows("runs").len(), 2, "{sql}");
        world.line("db check --all").succeeds();
        world.line("db rebuild --verify").succeeds();
        assert_eq!(world.rows("reconcile quarantine retry"), [Value::Null; 0], "{sql}");
    }
    // What is refused still is told, though its file is gone.
    let world = World::new();
    world.write(
        "classes.json",
        r#"[{"classId":7,"eventId":5,"name":4},{"classId":8,"eventId":5,"name":"4WD"}]"#,
    );
    world.line(&format!("import classes.json --archive --captured-at {AT}")).exits(1);
    std::fs::remove_file(world.path("classes.json")).unwrap();
    let tried = world.rows("reconcile quarantine retry");
    assert_eq!((tried.len(), &tried[0]["outcome"]), (1, &Value::from("refused")));
    assert_eq!(world.rows("runs").len(), 1);
}

#[test]
fn what_is_taken_beside_a_number_is_told_with_it() {
    let world = refused_before(
        "DELETE FROM class;
         INSERT INTO quarantine (id, capture_id, pointer, code, message, size, content, truncated)
           SELECT p.id, c.id, p.pointer, 'wrong-type', 'once unknown', 2, x'7b7d', 0
             FROM capture c, (SELECT 5 AS id, '/0' AS pointer UNION SELECT 6, '/1') p WHERE family = 'classes';
         UPDATE capture SET records = 0, quarantined = 2 WHERE family = 'classes'",
    );
    let tried = world.rows("reconcile quarantine retry 6");
    let told: Vec<_> = tried.iter().map(|row| (row["id"].clone(), row["outcome"].clone())).collect();
    assert_eq!(told, [(6.into(), "taken".into()), (5.into(), "taken".into())]);
    assert_eq!(world.rows("reconcile quarantine list"), [Value::Null; 0]);
}

#[test]
fn an_envelope_is_no_payload_of_what_was_taken() {
    let world = World::new();
    let body = r#"[{"classId":7,"eventId":5,"name":"2WD"}]"#;
    let envelope = format!(r#"{{"url":"https://api.liverc.example/v2/events/5/classes","body":{body}}}"#);
    world.write("envelope.json", &envelope);
    world.line(&format!("import envelope.json --archive --captured-at {AT}")).succeeds();
    let conn = Connection::open(world.db()).unwrap();
    let packed = zstd::bulk::compress(envelope.as_bytes(), 3).unwrap();
    let sha256 = heatlink::infra::capture::source::sha256(envelope.as_bytes());
    conn.execute(
        "UPDATE payload SET sha256 = ?1, size = ?2, body = ?3",
        (sha256, i64::try_from(envelope.len()).unwrap(), packed),
    )
    .unwrap();
    conn.close().unwrap();
    world.line("db check").exits(1);
    world.line("db rebuild").exits(3).says(&format!("is damaged: it is kept under {sha256}"));
}

#[test]
fn an_envelope_that_is_at_fault_is_archived_and_read_again() {
    let world = World::new();
    let good = r#"{"url":"https://api.liverc.example/v2/events/5/classes","fetchedAt":"2025-02-16T03:00:00Z","status":200,"body":[{"classId":7,"eventId":5,"name":"2WD"}]}"#;
    let wrong = good.replace("200,", "\"200 OK\",");
    world.write("event.json", r#"{"eventId":5,"title":"Nationals","timeZone":"UTC"}"#);
    world.write("wrong.json", &wrong);
    world.line(&format!("import event.json wrong.json --archive --captured-at {AT}")).exits(1);
    assert_eq!(kept(&world), (2, 2, 2));
    world.line("db check --all").succeeds();
    world.line("db rebuild --verify").succeeds();
    let listed = world.rows("reconcile quarantine list");
    world.line("db rebuild").succeeds();
    assert_eq!(world.rows("reconcile quarantine list"), listed);
    std::fs::remove_file(world.path("wrong.json")).unwrap();
    let tried = world.rows("reconcile quarantine retry");
    assert_eq!((tried.len(), &tried[0]["outcome"]), (1, &Value::from("refused")), "{tried:?}");
    assert!(tried[0]["what"].as_str().unwrap().contains("200 OK"), "{tried:?}");
    // An older heatlink found fault with what this one reads: the same envelope, but for its status.
    let conn = Connection::open(world.db()).unwrap();
    let packed = zstd::bulk::compress(good.as_bytes(), 3).unwrap();
    conn.execute(
        "UPDATE payload SET sha256 = ?1, size = ?2, body = ?3
          WHERE id = (SELECT a.payload_id FROM archived a JOIN capture c ON c.id = a.capture_id WHERE c.family IS NULL)",
        (heatlink::infra::capture::source::sha256(good.as_bytes()), i64::try_from(good.len()).unwrap(), packed),
    )
    .unwrap();
    conn.close().unwrap();
    world.line("db check --all").succeeds();
    let tried = world.rows("reconcile quarantine retry");
    assert_eq!((tried.len(), &tried[0]["outcome"]), (1, &Value::from("taken")), "{tried:?}");
    assert_eq!(world.rows("classes").len(), 1);
    assert_eq!(kept(&world), (2, 2, 2), "the payload in the envelope's place");
    world.line("db check --all").succeeds();
    world.line("db rebuild --verify").succeeds();
    world.line("db rebuild").succeeds();
    assert_eq!(world.rows("classes").len(), 1);
}
