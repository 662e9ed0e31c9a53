//! What an older heatlink read is stood in for by another text under the same digest.

use crate::app::db_check::{Compare, check};
use crate::app::import::apply::{Taken, Writer};
use crate::app::rebuild::differences;
use crate::app::reconcile::{pending, quarantine};
use crate::domain::time::Instant;
use crate::infra::capture::container::ReadOptions;
use crate::infra::capture::source::{Capture, open, sha256, unpack};
use crate::infra::db::{open as db, touched};
use rusqlite::Connection;

const NOW: Instant = Instant::from_millis(1_740_787_200_000);

/// The capture of a payload of an address, as if its bytes were `bytes`.
fn capture(address: &str, minute: u32, payload: &str, bytes: &str) -> Capture {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("payload.json");
    std::fs::write(&path, payload).unwrap();
    let options = ReadOptions {
        captured_at: Instant::parse(&format!("2025-02-16T02:{minute:02}:00Z")).ok(),
        source_url: Some(format!("https://api.liverc.example/v2/{address}")),
        ..ReadOptions::default()
    };
    let mut found = Vec::new();
    let _ = unpack(open(&path, &options, NOW).unwrap(), &options, &mut |capture| {
        found.push(capture);
        true
    });
    let mut capture = found.pop().unwrap();
    capture.identity.sha256 = sha256(bytes.as_bytes());
    (capture.member.sha256, capture.member.size) = (capture.identity.sha256, bytes.len());
    capture
}

fn take(conn: &Connection, captures: &[(&str, u32, &str, &str)]) -> Vec<Taken> {
    touched::begin(conn).unwrap();
    let mut writer = Writer::new(conn, "import", NOW).unwrap();
    let mut taken = Vec::new();
    for (address, minute, payload, bytes) in captures {
        writer.begin_batch().unwrap();
        taken.push(writer.take("a.json", &capture(address, *minute, payload, bytes)).unwrap());
        writer.settler.finish_batch().unwrap();
    }
    taken
}

/// What stands around the capture that is read twice.
const AROUND: &[(&str, u32, &str, &str)] = &[
    ("events/5", 0, r#"{"eventId":5,"title":"Nationals","timeZone":"UTC"}"#, "event"),
    (
        "classes/7/heats",
        2,
        r#"[{"heatId":70,"classId":7,"label":"A"},{"heatId":71,"classId":7,"label":"B"}]"#,
        "heats 7",
    ),
    ("classes/8/heats", 2, r#"[{"heatId":80,"classId":8,"label":"A"}]"#, "heats 8"),
    (
        "classes/7/entries",
        3,
        r#"[{"entryId":1,"classId":7,"driverName":"Ann"},{"entryId":2,"classId":7,"driverName":"Ben"}]"#,
        "entries 7",
    ),
    ("classes/8/entries", 3, r#"[{"entryId":3,"classId":8,"driverName":"Cy"}]"#, "entries 8"),
    (
        "heats/70/results",
        4,
        r#"[{"resultId":1,"entryId":1,"heatId":70,"finishPosition":1},{"resultId":2,"entryId":2,"heatId":70,"finishPosition":2}]"#,
        "results 70",
    ),
    ("heats/80/results", 4, r#"[{"resultId":3,"entryId":3,"heatId":80,"finishPosition":1}]"#, "results 80"),
    ("events/5/classes", 9, r#"[{"classId":7,"eventId":5,"name":"2WD Buggy"}]"#, "later classes"),
    ("classes/7/heats", 9, r#"[{"heatId":70,"classId":7,"label":"A"}]"#, "later heats"),
];

/// Address, what the older heatlink read, what this one reads; both refuse something, or the older did.
const TWICE: &[(&str, &str, &str)] = &[
    // A class comes, one goes, one is read otherwise, and what was refused is good now.
    (
        "events/5/classes",
        r#"[{"classId":7,"eventId":5,"name":"2WD"},{"classId":8,"eventId":5,"name":"4WD"},{"classId":9,"eventId":5,"name":4}]"#,
        r#"[{"classId":7,"eventId":5,"name":"2WD Buggy"},{"classId":9,"eventId":5,"name":"Truck"}]"#,
    ),
    // The other way round: what was read is refused now, and something more.
    (
        "events/5/classes",
        r#"[{"classId":7,"eventId":5,"name":"2WD"},{"classId":8,"eventId":5,"name":"4WD"},{"classId":9,"eventId":5,"name":4}]"#,
        r#"[{"classId":7,"eventId":5,"name":2},{"classId":8,"eventId":5,"name":"4WD"},{"classId":9,"eventId":5,"name":4}]"#,
    ),
    // Refused whole before, and now.
    (
        "events/5/classes",
        "{",
        r#"[{"classId":7,"eventId":5,"name":"2WD"},{"classId":8,"eventId":5,"name":"4WD"}]"#,
    ),
    (
        "events/5/classes",
        r#"[{"classId":7,"eventId":5,"name":"2WD"},{"classId":8,"eventId":5,"name":4}]"#,
        "{",
    ),
    // Values alone, the reasons being the same.
    (
        "classes/7/heats",
        r#"[{"heatId":70,"classId":7,"label":"A-Main","round":1},{"heatId":72,"classId":7,"label":4}]"#,
        r#"[{"heatId":70,"classId":7,"label":"A-Main","round":2},{"heatId":72,"classId":7,"label":4}]"#,
    ),
    // Places alone.
    (
        "classes/7/entries",
        r#"[{"entryId":4,"classId":7,"driverName":4},{"entryId":1,"classId":7,"driverName":"Ann A"},{"entryId":2,"classId":7,"driverName":"Ben"}]"#,
        r#"[{"entryId":1,"classId":7,"driverName":"Ann A"},{"entryId":2,"classId":7,"driverName":"Ben"},{"entryId":4,"classId":7,"driverName":4}]"#,
    ),
    (
        "heats/70/results",
        r#"[{"resultId":1,"entryId":1,"heatId":70,"finishPosition":1},{"resultId":2,"entryId":2,"heatId":70,"finishPosition":"x"}]"#,
        r#"[{"resultId":1,"entryId":2,"heatId":70,"finishPosition":1},{"resultId":9,"entryId":9,"heatId":70,"finishPosition":3}]"#,
    ),
];

fn printed(conn: &Connection) -> Vec<String> {
    let waits = pending::rows(conn).unwrap().into_iter().map(|row| format!("{:?}", row.cells));
    let refused =
        quarantine::rows(conn, true).unwrap().into_iter().map(|row| format!("{:?}", &row.cells[1..]));
    waits.chain(refused).collect()
}

#[test]
fn what_is_read_now_takes_the_place_of_what_was_read() {
    for (address, older, newer) in TWICE {
        for after in 0..=AROUND.len() {
            let (before, rest) = AROUND.split_at(after);
            let conn = db::private().unwrap();
            take(&conn, before);
            take(&conn, &[(address, 1, older, newer)]);
            take(&conn, rest);
            let number = "SELECT id, pointer, code FROM quarantine ORDER BY id";
            let refused = |conn: &Connection| -> Vec<(i64, Option<String>, String)> {
                let mut all = conn.prepare(number).unwrap();
                all.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
                    .unwrap()
                    .map(Result::unwrap)
                    .collect()
            };
            let was = refused(&conn);
            let what = format!("{address}: {older} after {after}, now {newer}");
            assert_ne!(take(&conn, &[(address, 1, newer, newer)]), [Taken::Unchanged], "{what}");
            let fresh = db::private().unwrap();
            take(&fresh, before);
            take(&fresh, &[(address, 1, newer, newer)]);
            take(&fresh, rest);
            assert_eq!(differences(&conn, &fresh).unwrap(), [], "{what}");
            assert_eq!(printed(&conn), printed(&fresh), "{what}");
            assert_eq!(check(&conn, Compare::All).unwrap().findings, [], "{what}");
            let now = refused(&conn);
            for one in was.iter().filter(|one| now.iter().any(|n| (&n.1, &n.2) == (&one.1, &one.2))) {
                assert!(now.contains(one), "{what}: {was:?}, {now:?}");
            }
            assert!(
                matches!(
                    take(&conn, &[(address, 1, newer, newer)])[..],
                    [Taken::Unchanged | Taken::Rejected]
                ),
                "{what}"
            );
            assert_eq!(refused(&conn), now, "{what}");
        }
    }
}
