//! The merge plan: statements in one order and in another come to the same rows, and the database is sound.
#![no_main]

use heatlink::app::db_check::{Compare, check};
use heatlink::app::import::{Request, import};
use heatlink::app::read::{Filter, View, stream};
use heatlink::domain::time::Instant;
use heatlink::infra::capture::container::ReadOptions;
use heatlink::infra::db::open;
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;

/// A capture out of four bytes: which listing, of which parent, when, and of which records with which values.
fn capture(bytes: &[u8]) -> String {
    let [what, parent, minute, bits] = [0, 1, 2, 3].map(|i| bytes.get(i).copied().unwrap_or_default());
    let parent = 1 + parent % 2;
    let value = bits >> 6;
    let chosen = (0..4_u8).filter(|n| bits & (1 << n) != 0);
    let items = |item: &dyn Fn(u8) -> String| format!("[{}]", chosen.clone().map(item).collect::<Vec<_>>().join(","));
    let (address, body) = match what % 6 {
        0 => (format!("events/{parent}"), format!("{{\"eventId\":{parent},\"title\":\"T{value}\",\"timeZone\":\"UTC\"}}")),
        1 => (format!("events/{parent}/classes"), items(&|n| format!("{{\"classId\":{},\"eventId\":{parent},\"name\":\"C{value}\"}}", 1 + n % 2))),
        2 => (format!("classes/{parent}/heats"), items(&|n| format!("{{\"heatId\":{},\"classId\":{parent},\"label\":\"H{value}\"}}", 1 + n))),
        3 => (format!("classes/{parent}/entries"), items(&|n| format!("{{\"entryId\":{},\"classId\":{parent},\"driverName\":\"D{value}\"}}", 1 + n))),
        4 => (format!("heats/{parent}"), format!("{{\"heatId\":{parent},\"status\":\"COMPLETE\",\"durationSeconds\":{value}}}")),
        _ => (format!("heats/{parent}/results"), items(&|n| format!("{{\"resultId\":{},\"entryId\":{},\"heatId\":{parent},\"lapsCompleted\":{value}}}", 1 + n, 1 + (n ^ 1)))),
    };
    let status = if minute & 64 == 0 { 200 } else { 206 };
    format!("{{\"url\":\"https://api.liverc.example/v2/{address}\",\"fetchedAt\":\"2025-02-16T02:{:02}:00Z\",\"status\":{status},\"body\":{body}}}", minute % 60)
}

fn rows(runs: &[Vec<String>]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let conn = open::private().unwrap();
    for (n, run) in runs.iter().enumerate() {
        let path: PathBuf = folder.path().join(format!("{n}.ndjson"));
        std::fs::write(&path, run.join("\n")).unwrap();
        let now = Instant::from_millis(1_740_787_200_000);
        let request = Request {
            paths: vec![path],
            read: ReadOptions::default(),
            dry_run: false,
            strict: false,
            jobs: 1,
            leave_out: Vec::new(),
            now,
            clock: || Instant::from_millis(0),
        };
        import(&conn, None, &request, |_| {}).unwrap();
    }
    let report = check(&conn, Compare::All).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let mut lines = Vec::new();
    for view in [View::Events, View::Classes, View::Heats, View::Entries, View::Results] {
        let mut each = |row: heatlink::app::rows::Row<'_>| {
            lines.push(format!("{} {:?}", view.name(), row.cells));
            Ok(())
        };
        stream(&conn, view, &Filter::default(), &mut each).unwrap();
    }
    lines
}

fuzz_target!(|data: &[u8]| {
    let captures: Vec<String> = data.chunks(4).take(12).map(capture).collect();
    if captures.is_empty() {
        return;
    }
    let backwards: Vec<_> = captures.iter().rev().map(|c| vec![c.clone()]).collect();
    let (odd, even): (Vec<_>, Vec<_>) = captures.iter().cloned().enumerate().partition(|(i, _)| i % 2 == 1);
    let cut: Vec<Vec<String>> = [odd, even].map(|part| part.into_iter().map(|(_, c)| c).collect()).into();
    let at_once = rows(&[captures]);
    assert_eq!(at_once, rows(&backwards));
    assert_eq!(at_once, rows(&cut));
});
