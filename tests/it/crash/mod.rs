//! Whatever ends a run, the database opens, passes its checks, and the next run reaches the state of an undisturbed
//! one. `HEATLINK_CRASH_ROUNDS` makes more rounds than a quick test run can, `HEATLINK_CRASH_SEED` other ones.

mod disk;
mod interrupt;
mod kill;
mod locks;
mod steps;
mod verbs;

use crate::harness::{World, envelope, fixture};
use heatlink::app::db_check::{Compare, check};
use heatlink::app::read::{Filter, View, stream};
use heatlink::app::reconcile::{matching, pending, prune, quarantine, report};
use heatlink::infra::db::{error, open};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many rounds a test makes, where `usual` is what a quick run affords.
pub(crate) fn rounds(usual: u64) -> u64 {
    std::env::var("HEATLINK_CRASH_ROUNDS").map_or(usual, |n| n.parse().expect("a number of rounds"))
}

/// Random moments, the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        let seed = std::env::var("HEATLINK_CRASH_SEED");
        Self(seed.map_or(7, |n| n.parse().expect("a number to begin with")))
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }

    fn moment(&mut self, end: Duration) -> Duration {
        Duration::from_micros(self.below(u64::try_from(end.as_micros()).unwrap()))
    }
}

/// All that the verbs print of a database, one line a row, but for the numbers of runs: a run more is no harm.
fn state(path: &Path) -> Vec<String> {
    state_of(&open::reading(path).unwrap())
}

fn state_of(conn: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    for view in View::ALL.into_iter().filter(|v| *v != View::Runs) {
        let runs = view.columns().iter().position(|c| c.name == "run");
        let mut each = |row: heatlink::app::rows::Row<'_>| {
            let cells: Vec<_> = row.cells.iter().enumerate().filter(|(i, _)| Some(*i) != runs).collect();
            lines.push(format!("{} {cells:?}", view.name()));
            Ok(())
        };
        stream(conn, view, &Filter::default(), &mut each).unwrap();
    }
    lines.extend(report(conn).unwrap().findings.iter().map(|f| format!("{f:?}")));
    lines.extend(pending::rows(conn).unwrap().iter().map(|row| format!("pending {:?}", row.cells)));
    lines.extend(matching::list(conn).unwrap().iter().map(|row| format!("match {:?}", row.cells)));
    lines.extend(prune::plan(conn).unwrap().rows().iter().map(|row| format!("prune {:?}", row.cells)));
    lines.extend(
        quarantine::rows(conn, true).unwrap().iter().map(|row| format!("quarantine {:?}", row.cells)),
    );
    lines
}

/// Fails unless a database passes every check, all records compared. One that was not begun is sound.
#[track_caller]
fn is_sound(path: &Path, when: &str) {
    if let Err(error::DbError::Older { .. }) = open::reading(path) {
        return is_sound_to_sqlite(path, when);
    }
    let report = heatlink::app::db_check::check_file(path, Compare::All).unwrap();
    assert!(report.findings.is_empty(), "{when}: {:#?}", report.findings);
}

/// What can be asked of a schema that is not the newest.
#[track_caller]
fn is_sound_to_sqlite(path: &Path, when: &str) {
    let conn = open::open_existing(path).unwrap();
    let said: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let orphans: i64 =
        conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!((said.as_str(), orphans), ("ok", 0), "{when}");
}

#[track_caller]
fn is_sound_inside(conn: &Connection, when: &str) {
    let report = check(conn, Compare::All).unwrap();
    assert!(report.findings.is_empty(), "{when}: {:#?}", report.findings);
}

/// Captures enough for several batches, as JSON lines: `events` small meetings and what the fixtures have. Of every
/// meeting a class is listed, then left out by a later listing, so that there is something to prune.
fn season(events: i64) -> String {
    let mut lines = Vec::new();
    let mut add = |address: String, minute: i64, body: Value| {
        let at = format!("2025-02-16T{:02}:{:02}:00Z", 2 + minute / 60, minute % 60);
        lines.push(envelope(&address, &at, &body).to_string());
    };
    // An unknown key carries weight: batches are cut by bytes, too.
    let weight = "w".repeat(200_000);
    for event in 1..=events {
        let (class, gone) = (event * 10, event * 10 + 1);
        let results: Vec<_> = (1..=4).map(|n| result(event, n)).collect();
        add(format!("heats/{}/results", event * 100), 3, json!(results));
        add(
            format!("events/{event}"),
            0,
            json!({"eventId": event, "title": format!("Round {event}"), "timeZone": "UTC", "weight": weight}),
        );
        let classes = [
            json!({"classId": class, "eventId": event, "name": "Buggy"}),
            json!({"classId": gone, "eventId": event, "name": "Truck"}),
        ];
        add(format!("events/{event}/classes"), 1, json!(classes));
        add(format!("events/{event}/classes"), 5, json!(classes[..1]));
        let heats: Vec<_> = (0..3)
            .map(|n| json!({"heatId": event * 100 + n, "classId": class, "label": format!("Q{n}")}))
            .collect();
        add(format!("classes/{class}/heats"), 2, json!(heats));
        let entries: Vec<_> = (1..=4).map(|n| json!({"entryId": event * 1000 + n, "classId": class, "driverName": format!("Driver {n}")})).collect();
        add(format!("classes/{class}/entries"), 2, json!(entries));
        add(format!("classes/{class}/entries"), 4, json!(entries));
    }
    lines.join("\n")
}

fn result(event: i64, n: i64) -> Value {
    json!({"resultId": event * 10_000 + n, "entryId": event * 1000 + n, "heatId": event * 100, "finishPosition": n,
           "lapsCompleted": 10, "totalTimeMs": 300_000 + n * 1000, "fastLapMs": 29_000})
}

/// A world with a season and the fixtures to import, by the names it gives.
fn world_with_captures(events: i64) -> (World, Vec<PathBuf>) {
    let world = World::new();
    let season = world.write("season.ndjson", season(events));
    (world, vec![season, fixture("meeting"), fixture("captures")])
}

/// How their import ends: the fixtures have two pages whose names do not say of which race they are.
const REFUSES: i32 = 1;

/// `import PATHS…`, at a time that says when files without one are from.
fn import_args(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut args: Vec<PathBuf> = ["import", "--captured-at", crate::harness::AT].map(PathBuf::from).into();
    args.extend_from_slice(paths);
    args
}

/// Copies a database nobody has open.
fn copy(from: &Path, to: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let name = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let _ = fs::remove_file(name(to));
        if name(from).exists() {
            fs::copy(name(from), name(to)).unwrap();
        }
    }
}
