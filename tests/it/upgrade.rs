//! Databases of every schema that was released, brought up to date: they hold then what an import into a new one
//! gives. `fixtures/db/vNNN.sql` is such a database as SQL, made by the steps of [`HISTORY`] up to its version.

use crate::harness::{World, fixture, repository};
use heatlink::infra::db::migrations::{NEWEST, STEPS};
use heatlink::infra::db::open;
use rusqlite::Connection;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// What was done to the databases: from which schema version on it could be done, the command, its exit code.
const HISTORY: &[(u32, &str, i32)] = &[
    (
        1,
        "import fixtures/bad/invalid-json.json fixtures/bad/error-body.json --captured-at 2025-02-15T02:00:00Z",
        1,
    ),
    (2, "import fixtures/meeting --captured-at 2025-02-16T02:00:00Z", 0),
    (2, "import fixtures/captures/envelope/recapture-of-the-2wd-main.json", 0),
    (
        2,
        "import fixtures/bad/unknown-heat fixtures/bad/duplicate-record-conflict --captured-at 2025-02-15T03:00:00Z",
        1,
    ),
    (2, "import fixtures/captures/har --captured-at 2025-02-16T03:00:00Z", 0),
    (2, "captures drop 6c2058ceb6e0 --apply", 0),
    (3, "session add --id run-1 --name Warm-up --kind FP1 --scheduled-start 2025-02-15T20:00:00Z", 0),
    (3, "session add --id run-2 --name Main --kind RACE --heat 630405 --entry 871002", 0),
    (3, "session add --id run-3 --name Qualifier --kind QUALIFYING --heat 630402", 0),
    (4, "import fixtures/captures --captured-at 2025-02-17T02:00:00Z", 1),
    (4, "reconcile match entry 92311/871002 @410233", 0),
    (4, "reconcile prune --apply", 0),
    (5, "import fixtures/meeting --captured-at 2025-02-16T02:00:00Z --archive", 0),
];

/// A folder in which `fixtures` are the fixtures.
fn world() -> World {
    let world = World::new();
    symlink(repository().join("fixtures"), world.path("fixtures")).unwrap();
    world
}

/// A new database to which all was done that a schema of this version had a place for.
fn made_afresh(version: u32) -> World {
    let world = world();
    for (_, line, code) in HISTORY.iter().filter(|(since, ..)| *since <= version) {
        world.line(line).exits(*code);
    }
    world
}

fn dump_path(version: u32) -> PathBuf {
    fixture("db").join(format!("v{version:03}.sql"))
}

/// A database out of its dump.
fn restored(version: u32) -> World {
    let world = world();
    let path = dump_path(version);
    let sql = fs::read_to_string(&path).unwrap_or_else(|e| {
        panic!(
            "{}: {e}; `cargo test --test it -- --ignored the_newest_schema_is_dumped` makes it",
            path.display()
        )
    });
    Connection::open(world.db()).unwrap().execute_batch(&sql).unwrap();
    world
}

/// What is printed of a database: all that an import at the newest version would give as well. Runs and times of
/// import are of the one that is looked at.
fn printed(world: &World) -> Vec<(String, String)> {
    let fields = "captures --fields sha256,captured_at,time_is,family,context,state,records,quarantined,listing_of,size,path,member,url";
    let lines = [
        "events",
        "classes",
        "heats",
        "entries",
        "results",
        "results --stats published",
        "laps",
        "sessions",
        "reconcile pending",
        "reconcile match",
        "reconcile quarantine list",
        "reconcile prune",
        fields,
    ];
    let print = |line: &&str| {
        let without_ids = world.line(&format!("{line} --format csv")).succeeds().stdout;
        ((*line).to_owned(), without_ids)
    };
    lines.iter().map(print).collect()
}

/// Tables, indexes and the rest, as SQLite knows them.
fn schema(path: &Path) -> Vec<(String, String)> {
    let conn = Connection::open(path).unwrap();
    conn.prepare("SELECT type || ' ' || name, ifnull(sql, '') FROM sqlite_schema ORDER BY type, name")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn every_released_schema_has_its_dump() {
    let mut there: Vec<_> = fs::read_dir(fixture("db")).unwrap().map(|f| f.unwrap().path()).collect();
    there.sort();
    assert_eq!(there, STEPS.iter().map(|step| dump_path(step.version)).collect::<Vec<_>>());
}

#[test]
fn an_upgraded_database_is_what_an_import_now_gives() {
    for version in STEPS.iter().map(|step| step.version) {
        let old = restored(version);
        if version < NEWEST {
            old.line("results").exits(3).says("heatlink db migrate");
            let said =
                old.line("db migrate").succeeds().says(&format!("from schema version {version} to {NEWEST}"));
            let rewrites = STEPS.iter().any(|step| step.version > version && step.rewrites);
            let copy = old.path(&format!("heatlink.db.v{version}.backup"));
            assert_eq!((copy.exists(), said.stderr.contains(".backup`")), (rewrites, rewrites), "v{version}");
        }
        old.line("db check --all").succeeds();
        let new = made_afresh(version);
        assert_eq!(schema(&old.db()), schema(&new.db()), "v{version}");
        for (upgraded, fresh) in printed(&old).into_iter().zip(printed(&new)) {
            assert_eq!(upgraded, fresh, "v{version}");
        }
        // What was imported then is known now.
        for (_, line, code) in
            HISTORY.iter().filter(|(since, line, _)| *since <= version && line.starts_with("import"))
        {
            let report = old.line(&format!("{line} --format json")).exits(*code).json();
            assert_eq!(report["captures"]["imported"], 0, "v{version}: {line}");
        }
    }
}

#[test]
fn a_writing_verb_upgrades_by_itself() {
    for line in
        ["import fixtures/captures/event", "session add --name A --kind TEST", "reconcile prune --apply"]
    {
        let old = restored(1);
        old.line(line).succeeds();
        assert_eq!(schema(&old.db()), schema(&made_afresh(1).db()), "{line}");
        drop(open::reading(&old.db()).unwrap());
    }
}

#[test]
#[ignore = "writes a fixture: once for each new schema, before it is released"]
fn the_newest_schema_is_dumped() {
    let world = made_afresh(NEWEST);
    fs::create_dir_all(fixture("db")).unwrap();
    fs::write(dump_path(NEWEST), dump(&Connection::open(world.db()).unwrap())).unwrap();
}

/// A database as SQL.
fn dump(conn: &Connection) -> String {
    let mut sql = String::from("PRAGMA foreign_keys = OFF;\nBEGIN;\n");
    let id: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0)).unwrap();
    writeln!(sql, "PRAGMA application_id = {id};").unwrap();
    let parts: Vec<(String, String, String)> = conn
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', rowid")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (_, _, made) in parts.iter().filter(|(kind, ..)| kind == "table") {
        writeln!(sql, "{made};").unwrap();
    }
    for (_, name, _) in parts.iter().filter(|(kind, ..)| kind == "table") {
        let columns: Vec<String> = conn
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap()
            .query_map([name], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let quoted: Vec<String> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
        let mut rows =
            conn.prepare(&format!("SELECT {} FROM \"{name}\"", quoted.join(" || ',' || "))).unwrap();
        for values in rows.query_map([], |row| row.get::<_, String>(0)).unwrap() {
            writeln!(sql, "INSERT INTO \"{name}\" VALUES ({});", values.unwrap()).unwrap();
        }
    }
    for (_, _, made) in parts.iter().filter(|(kind, ..)| kind != "table") {
        writeln!(sql, "{made};").unwrap();
    }
    sql + "COMMIT;\n"
}
