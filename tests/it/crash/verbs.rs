//! A failure, and a kill, at every step inside the verbs that are done whole or not at all: the machine of `SQLite`
//! stopped after so many of its steps, its files as a kill would leave them at that moment, and the commit refused.

use super::{copy, is_sound, is_sound_inside, rounds, state, state_of};
use crate::harness::{World, fixture};
use crate::rebuild::with_history_but;
use heatlink::app::drop_captures::{self, Request, Which};
use heatlink::app::error::Error;
use heatlink::app::rebuild::rebuild;
use heatlink::app::reconcile::matching::{self, Subject, Verdict};
use heatlink::app::reconcile::prune;
use heatlink::app::session::link::{link, unlink};
use heatlink::domain::id::{ClassId, EntryId, EventId, LivercDriverId};
use heatlink::domain::time::Instant;
use heatlink::infra::db::migrations::{NEWEST, migrate, version};
use heatlink::infra::db::open;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The moment of every run here: 2025-03-01.
const NOW: Instant = Instant::from_millis(1_740_787_200_000);

/// At least so many of the last steps of a verb are those of its commit.
const COMMIT: u64 = 4;

/// Something that is done to a database in one step.
type Verb<'v> = &'v dyn Fn(&mut Connection) -> Result<(), Error>;

/// A verb over copies of one database.
struct Step<'v> {
    name: &'v str,
    world: &'v World,
    base: PathBuf,
    verb: Verb<'v>,
    old: Vec<String>,
    new: Vec<String>,
}

impl<'v> Step<'v> {
    /// Over the database that the world has now.
    fn new(name: &'v str, world: &'v World, verb: Verb<'v>) -> Self {
        let base = world.path("base.db");
        copy(&world.db(), &base);
        let mut step = Self { name, world, base, verb, old: Vec::new(), new: Vec::new() };
        let mut conn = open::writing(&step.fresh()).unwrap();
        step.old = state_of(&conn);
        verb(&mut conn).unwrap_or_else(|e| panic!("{name}: {e}"));
        step.new = state_of(&conn);
        assert!(step.old != step.new, "{name} changes something");
        step
    }

    fn fresh(&self) -> PathBuf {
        copy(&self.base, &self.world.db());
        self.world.db()
    }

    /// Is a database sound, as before or as after, and does the verb make it what it makes of the old one?
    fn is_well(&self, db: &Path, when: &str) {
        let when = format!("{}: {when}", self.name);
        is_sound(db, &when);
        let mut conn = open::writing(db).unwrap();
        let now = state_of(&conn);
        if now != self.new {
            assert_eq!(now, self.old, "{when}: as before or as after");
            (self.verb)(&mut conn).unwrap_or_else(|e| panic!("{when}, then again: {e}"));
        }
        is_sound_inside(&conn, &format!("{when}, then run to its end"));
        assert_eq!(state_of(&conn), self.new, "{when}");
    }

    /// Stops it at each of so many steps, evenly; a copy of the files at that moment is what a kill leaves.
    fn stopped_everywhere(&self, count: u64) {
        let (steps, _) = stepped(&mut open::writing(&self.fresh()).unwrap(), self.verb, u64::MAX, || {});
        let killed = self.world.path("killed.db");
        let mut failed = 0;
        let count = count.min(steps);
        let evenly = (0..count).map(|round| 1 + round * steps / count);
        // The last steps are of the commit: one of them is the first at which it is done.
        for (round, stop) in (0..).zip(evenly.chain(steps.saturating_sub(COMMIT)..=steps)) {
            let db = self.fresh();
            let mut conn = open::writing(&db).unwrap();
            let (from, to) = (db.clone(), killed.clone());
            let (_, outcome) = stepped(&mut conn, self.verb, stop, move || as_killed(&from, &to));
            failed += u64::from(round < count && outcome.is_err());
            let when = format!("stopped at step {stop} of {steps}");
            // A step of `BEGIN` itself may be told as failed with the transaction begun: it goes with its connection.
            drop(conn);
            if outcome.is_err() {
                let now = state_of(&open::writing(&db).unwrap());
                assert!(now == self.old, "{}: {when}, it is told as failed and is done", self.name);
            }
            self.is_well(&db, &when);
            self.is_well(&killed, &format!("killed at step {stop} of {steps}"));
        }
        // The last steps are of what is looked at when all is done.
        assert!(failed * 10 >= count * 7, "{}: {failed} of {count} failed", self.name);
    }

    fn commit_refused(&self) {
        let db = self.fresh();
        let mut conn = open::writing(&db).unwrap();
        conn.commit_hook(Some(|| true)).unwrap();
        assert!((self.verb)(&mut conn).is_err(), "{}", self.name);
        conn.commit_hook(None::<fn() -> bool>).unwrap();
        assert_eq!(state_of(&conn), self.old, "{}: the commit is refused", self.name);
        drop(conn);
        self.is_well(&db, "the commit is refused");
    }
}

/// Does it, fails it at step `stop` after `then`; how many steps it took.
fn stepped<R>(
    conn: &mut Connection,
    verb: impl FnOnce(&mut Connection) -> R,
    stop: u64,
    then: impl Fn() + Send + 'static,
) -> (u64, R) {
    let counted = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&counted);
    let each = move || {
        let here = count.fetch_add(1, Ordering::Relaxed) + 1 == stop;
        if here {
            then();
        }
        here
    };
    conn.progress_handler(1, Some(each)).unwrap();
    let done = verb(conn);
    conn.progress_handler(0, None::<fn() -> bool>).unwrap();
    (counted.load(Ordering::Relaxed), done)
}

/// The files as they are at this moment. By another process: closing a handle of our own would free the locks of the
/// connection that is at work. The index of the log is no part of what a kill leaves.
fn as_killed(from: &Path, to: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let name = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let _ = fs::remove_file(name(to));
        if suffix != "-shm" && name(from).exists() {
            assert!(Command::new("cp").arg(name(from)).arg(name(to)).status().unwrap().success());
        }
    }
}

/// Everything that the fixtures have, and decisions; things are there to prune.
fn before() -> World {
    with_history_but("reconcile prune --apply")
}

#[test]
fn each_verb_stopped_or_killed_at_any_step() {
    let world = before();
    let event = Subject::Event {
        track: Some("Saltmarsh & Fen R/C Club".into()),
        title: "Harvest Clay Cup 2026".into(),
        event: EventId::new(48_211).unwrap(),
    };
    let driver = Subject::Entry {
        class: ClassId::new(92_311).unwrap(),
        entry: EntryId::new(871_002).unwrap(),
        driver: LivercDriverId::new(410_233).unwrap(),
    };
    let drop_captures = |which, undo| {
        move |conn: &mut Connection| {
            let which = Which::clone(&which);
            drop_captures::run(conn, &Request { which, undo, apply: true, now: NOW }).map(drop)
        }
    };
    let digest = Which::Digest { digits: "6c2058ceb6e0".into(), at: None, every: false };
    let verbs: &[(&str, Verb<'_>)] = &[
        ("reconcile prune", &|conn| prune::apply(conn, NOW).map(drop)),
        ("link", &|conn| link(conn, "run-1", "630401", EntryId::new(871_003), false).map(drop)),
        ("unlink", &|conn| unlink(conn, "run-2").map(drop)),
        ("captures drop", &drop_captures(Which::Run(1), false)),
        ("captures drop --undo", &drop_captures(digest, true)),
        ("reconcile match", &|conn| matching::decide(conn, &event, Verdict::Same, NOW).map(drop)),
        ("reconcile match --undo", &|conn| matching::decide(conn, &driver, Verdict::Undone, NOW).map(drop)),
    ];
    for (name, verb) in verbs {
        let step = Step::new(name, &world, *verb);
        step.stopped_everywhere(rounds(3));
        step.commit_refused();
        copy(&step.base, &world.db());
    }
}

#[test]
fn a_rebuild_stopped_or_killed_at_any_step() {
    let world = before();
    // A record that was stated once is its row: it is sound, and not what its capture says.
    let conn = Connection::open(world.db()).unwrap();
    let changed = conn.execute("UPDATE entry SET car_number = 'other' WHERE has_history = 0", []).unwrap();
    assert!(changed > 0);
    conn.close().unwrap();
    let step = Step::new("db rebuild", &world, &|conn| rebuild(conn, NOW, |_, _| {}).map(drop));
    step.stopped_everywhere(rounds(4));
    step.commit_refused();
}

#[test]
fn a_migration_stopped_or_killed_at_any_step() {
    let world = World::new();
    let (base, killed) = (world.path("base.db"), world.path("killed.db"));
    let sql = fs::read_to_string(fixture("db/v003.sql")).unwrap();
    let conn = Connection::open(&base).unwrap();
    conn.pragma_update(None, "journal_mode", "wal").unwrap();
    conn.execute_batch(&sql).unwrap();
    conn.close().unwrap();
    let opened = |path: &Path| {
        let conn = Connection::open(path).unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        conn
    };
    let db = world.db();
    copy(&base, &db);
    let (steps, done) = stepped(&mut opened(&db), migrate, u64::MAX, || {});
    assert_eq!(done.unwrap(), 3);
    let new = state(&db);
    let count = rounds(8).min(steps);
    for round in 0..count {
        let stop = 1 + round * steps / count;
        copy(&base, &db);
        let mut conn = opened(&db);
        let (from, to) = (db.clone(), killed.clone());
        let _ = stepped(&mut conn, migrate, stop, move || as_killed(&from, &to));
        drop(conn);
        for (path, what) in [(&db, "stopped"), (&killed, "killed")] {
            let when = format!("db migrate: {what} at step {stop} of {steps}");
            is_sound(path, &when);
            assert!(
                [3, NEWEST].contains(&version(&opened(path)).unwrap()),
                "{when}: the old schema or the new one"
            );
            drop(open::writing(path).unwrap());
            is_sound(path, &format!("{when}, then run to its end"));
            assert_eq!(state(path), new, "{when}");
            let _ = fs::remove_file(format!("{}.v3.backup", path.display()));
        }
    }
}
