//! Dropping is as if never imported, undoing as if never dropped: over made-up captures that contradict each
//! other in every way.

use super::{Request, Which, run};
use crate::app::db_check::{Compare, check};
use crate::app::import::{self, Request as Import};
use crate::app::reconcile::{self, prune};
use crate::domain::time::Instant;
use crate::infra::capture::container::ReadOptions;
use crate::infra::db::{open, records, row};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Try a few hundred when the engine changes.
const SEEDS: u64 = 25;
const NOW: &str = "2024-09-01T00:00:00Z";

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// Small numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut left = items.to_vec();
        let mut out = Vec::new();
        while !left.is_empty() {
            let pick = usize::try_from(self.roll(left.len() as u64)).unwrap();
            out.push(left.swap_remove(pick));
        }
        out
    }

    /// Two of three.
    fn some(&mut self, ids: std::ops::Range<u64>) -> Vec<u64> {
        ids.filter(|_| self.roll(3) > 0).collect()
    }

    /// A capture of two events, three classes that move between them, four heats that move between those.
    fn capture(&mut self) -> (String, Value) {
        let event = 1 + self.roll(2);
        let class = 11 + self.roll(3);
        let heat = 101 + self.roll(4);
        let word = |n| if n == 0 { "a" } else { "b" };
        match self.roll(8) {
            0 => (
                format!("events/{event}"),
                json!({"eventId": event, "title": word(self.roll(2)), "timeZone": "UTC"}),
            ),
            1 => {
                let items: Vec<_> = self
                    .some(11..14)
                    .into_iter()
                    .map(|c| json!({"classId": c, "eventId": event, "name": word(self.roll(2))}))
                    .collect();
                (format!("events/{event}/classes"), Value::Array(items))
            }
            2 | 3 => {
                let items: Vec<_> = self
                    .some(101..105)
                    .into_iter()
                    .map(|h| json!({"heatId": h, "classId": class, "label": word(self.roll(2))}))
                    .collect();
                (format!("classes/{class}/heats"), Value::Array(items))
            }
            4 => {
                let items: Vec<_> = self
                    .some(501..504)
                    .into_iter()
                    .map(|e| {
                        // A refused record whose key can be read counts as listed.
                        let name = if self.roll(8) == 0 { json!(7) } else { json!(word(self.roll(2))) };
                        json!({"entryId": e, "classId": class, "driverName": name})
                    })
                    .collect();
                (format!("classes/{class}/entries"), Value::Array(items))
            }
            5 => (
                format!("heats/{heat}"),
                json!({"heatId": heat, "classId": class, "eventId": event, "liveStreamUrl": word(self.roll(2)),
                       "clockOffsetMs": 0}),
            ),
            _ => {
                let items: Vec<_> = self.some(501..504).into_iter().map(|e| json!({"resultId": heat * 1000 + e, "heatId": heat, "entryId": e, "finishPosition": 1 + self.roll(2),
                                    "lapsCompleted": 1, "totalTimeMs": 9, "fastLapMs": 9, "intervalMs": 0,
                                    "status": "finished"}))
                    .collect();
                (format!("heats/{heat}/results"), Value::Array(items))
            }
        }
    }
}

/// Writes captures as envelopes, one a minute.
fn write(folder: &Path, captures: &[(String, Value)]) -> Vec<PathBuf> {
    let envelope = |(minute, (address, body)): (usize, &(String, Value))| {
        let path = folder.join(format!("{minute}.json"));
        let url = format!("https://api.liverc.com/v2/{address}");
        let fetched = format!("2024-08-10T00:{minute:02}:00Z");
        let envelope = json!({"url": url, "fetchedAt": fetched, "status": 200, "body": body});
        std::fs::write(&path, envelope.to_string()).unwrap();
        path
    };
    captures.iter().enumerate().map(envelope).collect()
}

fn take(conn: &Connection, paths: &[PathBuf]) -> import::report::Report {
    let request = Import {
        paths: paths.to_vec(),
        read: ReadOptions::default(),
        leave_out: Vec::new(),
        dry_run: false,
        strict: false,
        jobs: 1,
        now: at(NOW),
        clock: || Instant::from_millis(0),
    };
    import::import(conn, None, &request, |_| {}).unwrap()
}

fn imported(paths: &[PathBuf]) -> Connection {
    let conn = open::private().unwrap();
    take(&conn, paths);
    conn
}

fn lines(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Everything that is promised to follow from statements and decisions: rows, what waits, history, findings.
fn state(conn: &Connection) -> Vec<String> {
    let findings = check(conn, Compare::All).unwrap().findings;
    assert_eq!(findings, [], "the database is sound");
    let mut state: Vec<String> =
        reconcile::report(conn).unwrap().findings.iter().map(|f| f.message.clone()).collect();
    state.extend(lines(conn, "SELECT 'waits ' || record || family || body || waits_for FROM version WHERE waits_for IS NOT NULL ORDER BY 1"));
    state.extend(lines(conn, "SELECT 'session ' || id || ifnull(heat_id, '-') || ' ' || ifnull((SELECT external_id FROM entry WHERE id = entry_id), '-') FROM session ORDER BY id"));
    conn.execute_batch("SAVEPOINT look").unwrap();
    let mut alone = Vec::new();
    records::each_alone(conn, 1, |key| {
        alone.push(key);
        Ok(())
    })
    .unwrap();
    // A heat's row may hold a newer detail beside its listing; settled, it names the newest of them.
    import::settle::records(conn, &alone).unwrap();
    records::each_with_history(conn, |key| {
        if let Some(shown) = row::get(conn, key)? {
            let capture: String = conn.query_row(
                "SELECT lower(hex(sha256)) || captured_at FROM capture WHERE id = ?1",
                [shown.source.capture],
                |r| r.get(0),
            )?;
            state.push(format!("{key} {:?} {:?} {capture}", shown.fields, shown.missing_since));
        }
        Ok(())
    })
    .unwrap();
    state.extend(lines(conn, "SELECT 'history ' || v.record || v.family || v.body || lower(hex(c.sha256)) || c.captured_at || ifnull(s.item, '-')
        FROM version v JOIN statement s ON s.version_id = v.id JOIN capture c ON c.id = s.capture_id WHERE c.state <> 'dropped' ORDER BY 1"));
    conn.execute_batch("ROLLBACK TO look; RELEASE look").unwrap();
    state
}

/// Only where two states differ: the whole is too long to read.
fn assert_same(one: &[String], other: &[String], why: &str) {
    let only = |a: &[String], b: &[String]| a.iter().filter(|l| !b.contains(l)).cloned().collect::<Vec<_>>();
    assert_eq!(only(one, other), only(other, one), "{why}");
    assert_eq!(one, other, "{why}");
}

/// Drops or puts back the captures first met under these paths.
fn act(conn: &mut Connection, paths: &[PathBuf], undo: bool) {
    for path in paths {
        let digits: String = conn
            .query_row(
                "SELECT lower(hex(sha256)) FROM capture WHERE path = ?1",
                [path.to_str().unwrap()],
                |r| r.get(0),
            )
            .unwrap();
        let minute: u64 = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        let time = at(&format!("2024-08-10T00:{minute:02}:00Z"));
        let which = Which::Digest { digits, at: Some(time), every: true };
        let request = Request { which, undo, apply: true, now: at(NOW) };
        assert_eq!(run(conn, &request).unwrap().captures.len(), 1);
    }
}

fn sessions(conn: &Connection) {
    conn.execute_batch(
        "INSERT INTO session (id, name, kind, timing_provider, heat_named, entry_named)
         VALUES ('a', 'A', 'RACE', 'LIVE_RC', 101, NULL), ('b', 'B', 'RACE', 'LIVE_RC', 102, 501)",
    )
    .unwrap();
}

#[test]
fn dropped_is_as_never_imported_and_undone_as_never_dropped() {
    for seed in 0..SEEDS {
        let mut dice = Dice(seed);
        let folder = tempfile::tempdir().unwrap();
        let captures: Vec<_> = (0..6 + dice.roll(14)).map(|_| dice.capture()).collect();
        let paths = write(folder.path(), &captures);
        let mut conn = open::private().unwrap();
        sessions(&conn);
        for path in dice.shuffled(&paths) {
            take(&conn, &[path]);
        }
        let whole = state(&conn);
        let fresh = open::private().unwrap();
        sessions(&fresh);
        take(&fresh, &dice.shuffled(&paths));
        assert_same(&state(&fresh), &whole, &format!("seed {seed}: any order comes to the same"));

        let (out, kept): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|_| dice.roll(3) == 0);
        let out = dice.shuffled(&out);
        act(&mut conn, &out, false);
        let rest = open::private().unwrap();
        sessions(&rest);
        take(&rest, &kept);
        assert_same(&state(&conn), &state(&rest), &format!("seed {seed}: dropped is as never imported"));

        let again = take(&conn, &paths);
        assert_eq!(again.captures.imported, 0, "seed {seed}: importing again does not bring it back");
        assert_same(&state(&conn), &state(&rest), &format!("seed {seed}: imported again"));
        act(&mut conn, &dice.shuffled(&out), true);
        assert_same(&state(&conn), &whole, &format!("seed {seed}: undone is as never dropped"));
    }
}

#[test]
fn nothing_happens_without_apply_and_ambiguity_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let event = json!({"eventId": 1, "title": "a", "timeZone": "UTC"});
    let paths = write(folder.path(), &[("events/1".into(), event.clone()), ("events/1".into(), event)]);
    let mut conn = imported(&paths);
    let digits: String = conn.query_row("SELECT lower(hex(sha256)) FROM capture", [], |r| r.get(0)).unwrap();
    let of = |digits: &str, every| Which::Digest { digits: digits.into(), at: None, every };
    let request = |which, undo, apply| Request { which, undo, apply, now: at(NOW) };
    let before = state(&conn);
    let error = run(&mut conn, &request(of(&digits[..6].to_uppercase(), false), false, true)).unwrap_err();
    assert!(error.to_string().matches(&digits).count() == 2, "{error}");
    assert!(run(&mut conn, &request(of("12345", false), false, false)).is_err(), "too few digits");
    assert!(run(&mut conn, &request(of("00000000", false), false, false)).is_err(), "no such capture");
    assert!(run(&mut conn, &request(Which::Run(7), false, false)).is_err(), "no such run");
    let dry = run(&mut conn, &request(of(&digits, true), false, false)).unwrap();
    assert_eq!((dry.captures.len(), dry.records[0].removed), (2, 1));
    assert_eq!(state(&conn), before);
    let done = run(&mut conn, &request(Which::Run(1), false, true)).unwrap();
    assert_eq!(done, dry);
    assert_eq!(run(&mut conn, &request(Which::Run(1), false, true)).unwrap().captures, []);
    run(&mut conn, &request(of(&digits, true), true, true)).unwrap();
    assert_eq!(state(&conn), before);
    assert_eq!(lines(&conn, "SELECT subject FROM decision"), [""; 0]);
}

#[test]
fn a_dropped_refusal_is_nobodys_concern_and_comes_back_refused() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write(folder.path(), &[("events/1".into(), json!({"error": "gone"}))]);
    let mut conn = imported(&paths);
    let before = state(&conn);
    act(&mut conn, &paths, false);
    assert_eq!(state(&conn), [""; 0]);
    let again = take(&conn, &paths);
    assert_eq!((again.captures.unchanged, again.has_rejections(), again.findings.len()), (1, false, 0));
    act(&mut conn, &paths, true);
    assert_eq!(state(&conn), before);
    assert_eq!(lines(&conn, "SELECT state FROM capture"), ["rejected"]);
}

#[test]
fn the_database_stays_sound_through_pruning_whatever_comes_after() {
    let mut decided = 0;
    for seed in 0..SEEDS {
        let mut dice = Dice(seed + 1_000_000);
        let folder = tempfile::tempdir().unwrap();
        let captures: Vec<_> = (0..8 + dice.roll(14)).map(|_| dice.capture()).collect();
        let paths = write(folder.path(), &captures);
        let (first, later): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|_| dice.roll(3) > 0);
        let mut conn = open::private().unwrap();
        sessions(&conn);
        take(&conn, &first);
        decided += prune::apply(&mut conn, at(NOW)).unwrap().decisions.len();
        state(&conn);
        for path in dice.shuffled(&later) {
            take(&conn, &[path]);
        }
        let one = state(&conn);
        // The same decisions, and the captures in another order: the same state.
        let other = open::private().unwrap();
        sessions(&other);
        for decision in lines(
            &conn,
            "SELECT format('(''%s'',''%s'',''%s'',''%s'')', kind, subject, until_at, made_at) FROM decision",
        ) {
            other
                .execute_batch(&format!(
                    "INSERT INTO decision (kind, subject, until_at, made_at) VALUES {decision}"
                ))
                .unwrap();
        }
        for path in dice.shuffled(&paths) {
            take(&other, &[path]);
        }
        assert_same(&state(&other), &one, &format!("seed {seed}: any order under one set of decisions"));
    }
    assert!(decided > 0, "something was pruned");
}
