//! A database in which another program has changed single values: whatever it was, verbs answer or say in their own
//! words why not, and `db check --all` and `db rebuild --verify` between them see it, but for what nothing else tells.
//! `HEATLINK_CRASH_ROUNDS` tries more of them than a quick run can, 0 all; `HEATLINK_CRASH_SEED` other ones.

use crate::crash::{Dice, rounds};
use crate::harness::World;
use crate::rebuild::with_history;
use heatlink::app::db_check::{Compare, check_file};
use heatlink::app::error::Error;
use heatlink::app::read::{Filter, View, stream};
use heatlink::app::rebuild::{differences, rebuild, verify};
use heatlink::app::reconcile::{pending, prune, quarantine, report};
use heatlink::domain::time::Instant;
use heatlink::infra::db::error::DbError;
use heatlink::infra::db::open;
use rusqlite::Connection;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

const NOW: Instant = Instant::from_millis(1_740_787_200_000);

/// What is put in a value's place, as SQL.
const VALUES: &[&str] = &[
    "NULL",
    "''",
    "'rubbish'",
    "'\u{1b}[31m\u{202e}'",
    "CAST(x'41ff00' AS TEXT)",
    "x'00'",
    "-1",
    "0",
    "2",
    "4294967297",
    "9223372036854775807",
    "-9223372036854775808",
    "'2025-02-30T00:00:00.000Z'",
    "'{}'",
    "'heat/9'",
];

/// Columns of which nothing else tells what they were: where and when something was met or done, what a person wrote or
/// decided, how a payload is to be read, what was in files, and numbers that mean nothing by themselves.
const TOLD_BY_NOTHING: &[&str] = &[
    "run.*",
    "capture.context",
    "capture.member_number",
    "capture.path",
    "capture.member",
    "capture.url",
    "capture.run_id",
    "container.*",
    "archived.*",
    "session.*",
    "decision.*",
    "match.*",
    "quarantine.dropped_at",
    "quarantine.id",
    "event.id",
    "class.id",
];

/// One value changed.
struct Tampering {
    table: String,
    column: String,
    value: &'static str,
}

fn tamperings(conn: &Connection) -> Vec<Tampering> {
    let columns: Vec<(String, String)> = conn
        .prepare(
            "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
              WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'
                AND t.name <> 'refinery_schema_history' ORDER BY t.name, c.cid",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let each = |(table, column): &(String, String)| {
        VALUES
            .iter()
            .map(|value| Tampering { table: table.clone(), column: column.clone(), value })
            .collect::<Vec<_>>()
    };
    columns.iter().flat_map(each).collect()
}

impl Tampering {
    /// Does it to one row; whether there is one and the schema lets it.
    fn done(&self, db: &Path, dice: &mut Dice) -> Option<String> {
        let conn = Connection::open(db).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.pragma_update(None, "ignore_check_constraints", true).unwrap();
        let Self { table, column, value } = self;
        // What was refused for what stood around it is archived nowhere.
        let told =
            if table == "quarantine" { "capture_id IN (SELECT capture_id FROM archived)" } else { "1" };
        let count: i64 = conn
            .query_row(&format!("SELECT count(*) FROM \"{table}\" WHERE {told}"), [], |row| row.get(0))
            .unwrap();
        let keys: Vec<String> = conn
            .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let keys = keys.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "UPDATE \"{table}\" SET \"{column}\" = {value} WHERE \"{column}\" IS NOT {value}
                AND ({keys}) IN (SELECT {keys} FROM \"{table}\" WHERE {told} ORDER BY {keys} LIMIT 1 OFFSET {})",
            dice.below(count.unsigned_abs())
        );
        let done = conn.execute(&sql, []).is_ok_and(|changed| changed == 1);
        conn.close().unwrap();
        done.then(|| format!("{table}.{column} = {value}"))
    }

    fn is_told_by_nothing(&self) -> bool {
        let (table, column) = (&self.table, &self.column);
        [format!("{table}.*"), format!("{table}.{column}")]
            .iter()
            .any(|c| TOLD_BY_NOTHING.contains(&c.as_str()))
    }
}

/// Fails where an error is not one of ours, with words and a hint for a person.
#[track_caller]
fn is_ours<T>(outcome: Result<T, Error>, what: &str) -> Option<T> {
    match outcome {
        Ok(done) => Some(done),
        Err(Error::Db(error @ (DbError::Sql(_) | DbError::Migration(_)))) => panic!("{what}: {error:?}"),
        Err(error) => {
            assert!(error.hint().is_some(), "{what}: {error}");
            None
        }
    }
}

/// Whether `db check --all` or `db rebuild --verify` tells; asks every verb that looks, too.
fn is_seen(db: &Path, what: &str) -> bool {
    let checked = is_ours(check_file(db, Compare::All), what);
    let verified = is_ours(verify(db, NOW, |_, _| {}), what);
    let seen =
        checked.is_none_or(|r| !r.findings.is_empty()) || verified.is_none_or(|r| !r.findings.is_empty());
    let Some(conn) = is_ours(open::reading(db).map_err(Error::from), what) else { return true };
    for view in View::ALL {
        is_ours(
            stream(&conn, view, &Filter::default(), &mut |_| Ok(())),
            &format!("{what}: {}", view.name()),
        );
    }
    is_ours(report(&conn), &format!("{what}: reconcile"));
    is_ours(pending::rows(&conn), &format!("{what}: pending"));
    is_ours(prune::plan(&conn), &format!("{what}: prune"));
    is_ours(quarantine::rows(&conn, true), &format!("{what}: quarantine"));
    drop(conn);
    let mut conn = open::writing(db).unwrap();
    if is_ours(rebuild(&mut conn, NOW, |_, _| {}), &format!("{what}: rebuild")).is_some() {
        drop(conn);
        is_ours(check_file(db, Compare::All), &format!("{what}: after a rebuild"));
    }
    seen
}

#[test]
fn a_value_that_another_program_changed_is_seen_and_breaks_no_verb() {
    let world = with_history();
    let sound = fs::read(world.db()).unwrap();
    let tried = World::new();
    let all = tamperings(&Connection::open(world.db()).unwrap());
    let mut dice = Dice::new();
    let rounds = rounds(40);
    let mut amiss = Vec::new();
    let mut left = if rounds == 0 { all.len() as u64 } else { rounds };
    let mut at = 0;
    while left > 0 {
        at = if rounds == 0 { at + 1 } else { usize::try_from(dice.below(all.len() as u64)).unwrap() + 1 };
        let Some(tampering) = all.get(at - 1) else { break };
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{beside}", tried.db().display()));
        }
        fs::write(tried.db(), &sound).unwrap();
        let Some(what) = tampering.done(&tried.db(), &mut dice) else { continue };
        left -= 1;
        // A panic is told like the rest, so that one run names them all.
        match catch_unwind(AssertUnwindSafe(|| is_seen(&tried.db(), &what))) {
            Ok(seen) if seen || tampering.is_told_by_nothing() => {}
            Ok(_) => amiss.push(format!("{what}: unseen")),
            Err(why) => {
                amiss.push(format!("{what}: {}", why.downcast_ref::<String>().map_or("panic", |w| w)));
            }
        }
    }
    assert_eq!(amiss, [""; 0]);
}

#[test]
fn rows_whose_parent_another_program_deleted_are_told_and_mended() {
    let world = with_history();
    let sound = fs::read(world.db()).unwrap();
    fs::copy(world.db(), world.path("whole.db")).unwrap();
    let whole = open::reading(&world.path("whole.db")).unwrap();
    // Whether a rebuild makes the table anew: captures, how they were read and what was decided are its ground.
    for (table, is_made) in [
        ("event", true),
        ("class", true),
        ("heat", true),
        ("entry", true),
        ("result", true),
        ("lap_sheet", true),
        ("lap_entrant", true),
        ("version", true),
        ("run", false),
        ("capture", false),
        ("payload", false),
    ] {
        for which in ["1", "(SELECT min(rowid) FROM {table})"] {
            fs::write(world.db(), &sound).unwrap();
            let conn = Connection::open(world.db()).unwrap();
            conn.pragma_update(None, "foreign_keys", false).unwrap();
            let by_rowid = conn.prepare(&format!("SELECT rowid FROM {table}")).is_ok();
            let condition = match which {
                "1" => "1".to_owned(),
                _ if !by_rowid => continue,
                one => format!("rowid = {}", one.replace("{table}", table)),
            };
            let what = format!("DELETE FROM {table} WHERE {condition}");
            assert!(conn.execute(&what, []).unwrap() > 0, "{what}");
            conn.close().unwrap();
            let check = world.line("db check --all --format json").exits(1).json();
            assert!(check["findings"].as_array().is_some_and(|f| !f.is_empty()), "{what}");
            for line in ["reconcile", "results", "laps", "events", "captures"] {
                assert!(matches!(world.line(line).code, 0 | 3), "{what}: {line}");
            }
            let verified = world.line("db rebuild --verify");
            let rebuilt = world.line("db rebuild");
            for ran in [&verified, &rebuilt] {
                assert!(
                    !ran.stderr.contains("constraint") && !ran.stderr.contains("could not be used"),
                    "{what}: {}",
                    ran.stderr
                );
            }
            if is_made {
                verified.exits(1);
                rebuilt.succeeds();
                assert_eq!(differences(&open::reading(&world.db()).unwrap(), &whole).unwrap(), [], "{what}");
                world.line("db check --all").succeeds();
            }
        }
    }
}
