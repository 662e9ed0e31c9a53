//! Imports of one event into a database in memory, reading in it, one reading thread: 402 files of the API, or a HAR
//! that has the laps too.

use crate::{NOW, season};
use divan::Bencher;
use divan::counter::BytesCount;
use heatlink::app::import::{Request, import};
use heatlink::domain::time::Instant;
use heatlink::infra::capture::container::ReadOptions;
use heatlink::infra::db::open;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What is imported: a folder or a file, how many bytes it has, and what holds it.
pub(crate) struct Captures {
    path: PathBuf,
    bytes: u64,
    _folder: TempDir,
}

/// The event as files of the API, without laps.
fn tree() -> Captures {
    let folder = tempfile::tempdir().unwrap();
    Captures { bytes: season::files::tree(folder.path(), 1), path: folder.path().to_owned(), _folder: folder }
}

/// The event as one HAR with laps.
pub(crate) fn har() -> Captures {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("event.har");
    Captures { bytes: season::files::har(&path, 1), path, _folder: folder }
}

/// An hour, or so many, after the first capture.
fn hours(n: i64) -> Instant {
    Instant::from_millis(NOW.millis() - 24 * 3_600_000 + n * 3_600_000)
}

pub(crate) fn database() -> Connection {
    open::writing(Path::new(":memory:")).unwrap()
}

/// Imports as captured at that hour, and says how many captures were new.
pub(crate) fn imported(conn: &Connection, captures: &Captures, hour: i64) -> u64 {
    let request = Request {
        paths: vec![captures.path.clone()],
        read: ReadOptions { captured_at: Some(hours(hour)), ..ReadOptions::default() },
        leave_out: Vec::new(),
        dry_run: false,
        strict: false,
        jobs: 1,
        now: NOW,
        clock: || NOW,
    };
    let report = import(conn, None, &request, |_| {}).unwrap();
    assert!(report.findings.is_empty() && report.committed, "{:?}", report.findings);
    report.captures.imported
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn first(bencher: Bencher<'_, '_>) {
    let captures = tree();
    bencher
        .counter(BytesCount::new(captures.bytes))
        .with_inputs(database)
        .bench_local_refs(|conn| assert!(imported(conn, &captures, 0) > 400));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn first_with_laps(bencher: Bencher<'_, '_>) {
    let captures = har();
    bencher
        .counter(BytesCount::new(captures.bytes))
        .with_inputs(database)
        .bench_local_refs(|conn| assert!(imported(conn, &captures, 0) > 500));
}

/// Nothing is new; without a file to ask, readers parse all the same.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn again(bencher: Bencher<'_, '_>) {
    let captures = tree();
    let conn = database();
    imported(&conn, &captures, 0);
    bencher
        .counter(BytesCount::new(captures.bytes))
        .bench_local(|| assert_eq!(imported(&conn, &captures, 0), 0));
}

/// The same bytes, captured later: every record gets a second statement.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn captured_later(bencher: Bencher<'_, '_>) {
    let captures = tree();
    let before = || {
        let conn = database();
        imported(&conn, &captures, 0);
        conn
    };
    bencher
        .counter(BytesCount::new(captures.bytes))
        .with_inputs(before)
        .bench_local_refs(|conn| assert!(imported(conn, &captures, 1) > 400));
}
