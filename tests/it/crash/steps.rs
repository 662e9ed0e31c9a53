//! A failure at every step inside one import: the machine of `SQLite` stopped after so many of its steps, and every
//! commit refused.

use super::{copy, is_sound, is_sound_inside, rounds, season, state_of};
use crate::harness::{World, fixture};
use heatlink::app::import::{Request, import};
use heatlink::domain::time::Instant;
use heatlink::infra::capture::container::ReadOptions;
use heatlink::infra::db::open;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The moment of every run here: 2025-03-01.
const NOW: Instant = Instant::from_millis(1_740_787_200_000);

fn request(paths: &[PathBuf]) -> Request {
    Request {
        paths: paths.to_vec(),
        read: ReadOptions { captured_at: Some(NOW), ..ReadOptions::default() },
        dry_run: false,
        strict: false,
        jobs: 1,
        leave_out: Vec::new(),
        now: NOW,
        clock: || NOW,
    }
}

/// An import of the same captures into copies of the same database.
struct Import {
    world: World,
    paths: Vec<PathBuf>,
    expected: Vec<String>,
}

impl Import {
    /// Of `paths`, over a database that has `before` already.
    fn new(world: World, before: &[PathBuf], paths: Vec<PathBuf>) -> Self {
        let base = world.path("base.db");
        import(&open::writing(&base).unwrap(), None, &request(before), |_| {}).unwrap();
        let mut new = Self { world, paths, expected: Vec::new() };
        let conn = open::writing(&new.fresh()).unwrap();
        import(&conn, None, &request(&new.paths), |_| {}).unwrap();
        new.expected = state_of(&conn);
        new
    }

    fn fresh(&self) -> PathBuf {
        copy(&self.world.path("base.db"), &self.world.db());
        self.world.db()
    }

    /// Runs it over a connection that is made to fail; whether it did, after which all must be well.
    fn fails(
        &self,
        spoil: impl FnOnce(&mut Connection),
        mend: impl FnOnce(&mut Connection),
        when: &str,
    ) -> bool {
        let db = self.fresh();
        let mut conn = open::writing(&db).unwrap();
        spoil(&mut conn);
        let outcome = import(&conn, None, &request(&self.paths), |_| {});
        mend(&mut conn);
        // On the very connection, and as the next program finds it.
        is_sound_inside(&conn, when);
        assert!(conn.is_autocommit(), "{when}: no transaction is left open");
        drop(conn);
        self.finishes(&db, when);
        outcome.is_err()
    }

    fn finishes(&self, db: &Path, when: &str) {
        is_sound(db, when);
        let conn = open::writing(db).unwrap();
        import(&conn, None, &request(&self.paths), |_| {}).unwrap();
        is_sound_inside(&conn, &format!("{when}, then run to its end"));
        assert_eq!(state_of(&conn), self.expected, "{when}");
    }

    /// Stops it after 1, 2, 3 … steps, as many of them as `count` rounds allow, evenly.
    fn stop_everywhere(&self, count: u64) {
        let steps = {
            let conn = &mut open::writing(&self.fresh()).unwrap();
            let counted = Arc::new(AtomicU64::new(0));
            let count = Arc::clone(&counted);
            let each = move || {
                count.fetch_add(1, Ordering::Relaxed);
                false
            };
            conn.progress_handler(1, Some(each)).unwrap();
            import(conn, None, &request(&self.paths), |_| {}).unwrap();
            counted.load(Ordering::Relaxed)
        };
        assert!(steps > count, "{steps} steps");
        let failed = (0..count)
            .filter(|round| {
                let stop = 1 + round * steps / count;
                let mut seen = 0;
                let each = move || {
                    seen += 1;
                    seen == stop
                };
                let spoil = |conn: &mut Connection| conn.progress_handler(1, Some(each)).unwrap();
                let mend = |conn: &mut Connection| conn.progress_handler(0, None::<fn() -> bool>).unwrap();
                self.fails(spoil, mend, &format!("stopped at step {stop} of {steps}"))
            })
            .count() as u64;
        assert!(failed * 10 > count * 9, "{failed} of {count} failed");
    }
}

#[test]
fn a_first_import_stopped_at_any_step() {
    let paths = vec![fixture("meeting"), fixture("captures")];
    Import::new(World::new(), &[], paths).stop_everywhere(rounds(10));
}

#[test]
fn an_import_over_what_is_known_stopped_at_any_step() {
    // What comes second corrects, completes and repeats what was first.
    let before = [fixture("captures"), fixture("meeting/v2/heats")];
    let paths = vec![fixture("meeting"), fixture("bad/contradicting-parent"), fixture("bad/namesakes")];
    Import::new(World::new(), &before, paths).stop_everywhere(rounds(10));
}

#[test]
fn every_commit_refused() {
    let world = World::new();
    let paths = vec![world.write("season.ndjson", season(100)), fixture("meeting")];
    let import = Import::new(world, &[], paths);
    for refused in 1.. {
        let mut seen = 0;
        let each = move || {
            seen += 1;
            seen == refused
        };
        let spoil = |conn: &mut Connection| conn.commit_hook(Some(each)).unwrap();
        let mend = |conn: &mut Connection| conn.commit_hook(None::<fn() -> bool>).unwrap();
        if !import.fails(spoil, mend, &format!("commit {refused} refused")) {
            assert!(refused > 2, "there are several");
            break;
        }
    }
}
