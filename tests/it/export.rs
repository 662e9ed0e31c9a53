//! Parquet files and exported directories: what they hold is what the verbs print.

use crate::harness::{AT, World, files_below, fixture};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;

/// A Parquet file's rows as CSV prints them, a header first.
fn as_csv(path: &Path) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let columns = reader.metadata().file_metadata().schema_descr().columns();
    let mut rows = vec![columns.iter().map(|c| c.name().to_owned()).collect()];
    for row in reader.get_row_iter(None).unwrap() {
        rows.push(row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect());
    }
    rows
}

fn cell(field: &parquet::record::Field) -> String {
    use parquet::record::Field;
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::TimestampMillis(ms) => {
            jiff::Timestamp::from_millisecond(*ms).unwrap().strftime("%FT%T%.3fZ").to_string()
        }
        // Numbers, decimals and flags.
        other => other.to_string(),
    }
}

/// The rows of a CSV text, a header first.
fn of_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The meeting, a session on one of its heats, and a race with laps and published statistics.
fn world() -> World {
    let world = World::with_meeting();
    let page = fixture("captures/race-page/reformatted.html");
    world.run(["import", page.to_str().unwrap(), "--captured-at", "2026-10-05T00:00:00Z"]).succeeds();
    world
        .line("session add --id run-21 --name main --kind RACE --actual-start 2025-02-16T01:30:40Z")
        .succeeds();
    world.line("link run-21 630406 --entry 871012").succeeds();
    world
}

#[test]
fn parquet_holds_what_csv_prints() {
    let world = world();
    for verb in ["events", "classes", "heats", "entries", "results", "laps", "sessions", "captures", "runs"] {
        world
            .line(&format!("{verb} -f parquet -o rows.parquet"))
            .succeeds()
            .says("written to `rows.parquet`");
        let csv = of_csv(&world.line(&format!("{verb} -f csv")).succeeds().stdout);
        assert!(csv.len() > 1, "{verb} has rows");
        assert_eq!(as_csv(&world.path("rows.parquet")), csv, "{verb}");
    }
    world.line("results --fields driver_name,heat_id --heat 630406 -f parquet -o some.parquet").succeeds();
    let some = as_csv(&world.path("some.parquet"));
    assert_eq!(some[0], ["driver_name", "heat_id"]);
    assert!(some.len() > 1);
}

#[test]
fn parquet_goes_to_a_file_alone() {
    let world = World::with_meeting();
    for line in ["results -f parquet", "results -f parquet -o -", "results -f parquet -o /dev/stdout"] {
        world.line(line).exits(2).says("Parquet is written to a file").says("--output FILE");
    }
    world.line("results -f parquet --time-format clock -o rows.parquet").exits(2).says("whole milliseconds");
    assert!(!world.path("rows.parquet").exists());
    world.line("results -f parquet --time-format ms -o rows.parquet").succeeds();
}

/// The tables of an export, in its order.
const TABLES: [&str; 7] = ["events", "classes", "heats", "entries", "results", "laps", "sessions"];

/// Every file of a directory by its path below it.
fn directory(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let below = |file: &Path| file.strip_prefix(path).unwrap().to_str().unwrap().to_owned();
    files_below(path).iter().map(|file| (below(file), fs::read(file).unwrap())).collect()
}

fn manifest(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path.join("manifest.json")).unwrap()).unwrap()
}

fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

#[test]
fn every_table_is_what_its_verb_prints() {
    let world = world();
    for format in ["csv", "ndjson", "parquet"] {
        world.line(&format!("export {format} --format {format}")).succeeds().says("rows written to");
        for table in TABLES {
            let file = world.path(&format!("{format}/{table}.{format}"));
            if format == "parquet" {
                let csv = of_csv(&world.line(&format!("{table} -f csv")).succeeds().stdout);
                assert_eq!(as_csv(&file), csv, "{table}");
            } else {
                let printed = world.line(&format!("{table} -f {format}")).succeeds().stdout;
                assert_eq!(fs::read_to_string(&file).unwrap(), printed, "{table}");
            }
        }
    }
    assert_eq!(world.line("export plain").succeeds().stdout, "");
    assert_eq!(directory(&world.path("plain")), directory(&world.path("csv")), "csv is the default");
}

#[test]
fn the_manifest_sums_up_what_is_there() {
    let world = world();
    for options in ["--format csv", "--format parquet --partition-by event-year --heat 630406"] {
        world.line(&format!("export out --force {options}")).succeeds();
        let mut files = directory(&world.path("out"));
        files.remove("manifest.json").unwrap();
        let manifest = manifest(&world.path("out"));
        assert_eq!(manifest["schema"], "heatlink/manifest@1");
        let listed = manifest["files"].as_array().unwrap();
        let paths: Vec<_> = listed.iter().map(|file| file["path"].as_str().unwrap()).collect();
        assert_eq!(paths, files.keys().collect::<Vec<_>>(), "in the order of paths");
        let mut sums = String::new();
        let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
        for file in listed {
            let path = file["path"].as_str().unwrap();
            assert_eq!(file["sha256"], sha256(&files[path]), "{path}");
            assert_eq!(file["size"], files[path].len(), "{path}");
            writeln!(sums, "{}  {path}", file["sha256"].as_str().unwrap()).unwrap();
            let table = path.split(['.', '/']).next().unwrap();
            assert_eq!(file["schema"], format!("heatlink/{table}@1"));
            *rows.entry(table).or_default() += file["rows"].as_u64().unwrap();
        }
        assert_eq!(manifest["sha256"], sha256(&sums));
        assert_eq!(manifest["rows"].as_object().unwrap().len(), TABLES.len());
        for table in TABLES {
            assert_eq!(manifest["rows"][table], rows[table], "{table}");
        }
    }
    let manifest = manifest(&world.path("out"));
    assert_eq!((&manifest["format"], &manifest["partition_by"]), (&json!("parquet"), &json!("event-year")));
    assert_eq!(
        (&manifest["filters"]["heat"], &manifest["filters"]["event"]),
        (&json!(630_406), &Value::Null)
    );
    assert_eq!(manifest["rows"]["events"], 1);
}

#[test]
fn equal_databases_give_equal_directories() {
    let one = world();
    let other = World::new();
    other
        .line("session add --id run-21 --name main --kind RACE --actual-start 2025-02-16T01:30:40Z")
        .succeeds();
    // The other way round, file by file, from copies with other names, and some of it twice.
    let mut files = files_below(&fixture("meeting"));
    files.reverse();
    files.push(files[0].clone());
    let page = fixture("captures/race-page/reformatted.html");
    other.run(["import", page.to_str().unwrap(), "--captured-at", "2026-10-05T00:00:00Z"]).succeeds();
    for file in &files {
        other.run(["import", file.to_str().unwrap(), "--captured-at", AT]);
    }
    other.line("link run-21 630406 --entry 871012").succeeds();
    for options in ["", "--format ndjson --present", "--format parquet --partition-by event-year"] {
        for world in [&one, &other] {
            world.line(&format!("export out --force {options}")).succeeds();
        }
        assert_eq!(directory(&one.path("out")), directory(&other.path("out")), "{options}");
    }
}

#[test]
fn filters_are_those_of_the_verbs_and_narrow_the_other_tables() {
    let world = world();
    let ids = |file: &str, column: &str| -> Vec<String> {
        let rows = of_csv(&fs::read_to_string(world.path(file)).unwrap());
        let at = rows[0].iter().position(|name| name == column).unwrap();
        rows[1..].iter().map(|row| row[at].clone()).collect()
    };
    let set = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>();
    for filter in [
        "--event 48210",
        "--heat 630406",
        "--entry 871012",
        "--session run-21",
        "--class 92311 --present",
        "--driver a",
        "--heat 730154",
    ] {
        world.line(&format!("export out --force {filter}")).succeeds();
        for table in ["results", "laps"] {
            let printed = world.line(&format!("{table} -f csv {filter}")).succeeds().stdout;
            assert_eq!(
                fs::read_to_string(world.path(&format!("out/{table}.csv"))).unwrap(),
                printed,
                "{filter}"
            );
        }
        // Nothing that the results are of is missing from the tables they refer to.
        for (table, key) in
            [("heats", "heat_id"), ("classes", "class_id"), ("events", "event_id"), ("entries", "entry_id")]
        {
            let (of, there) = (set(ids("out/results.csv", key)), set(ids(&format!("out/{table}.csv"), key)));
            assert!(of.is_subset(&there), "{filter}: {key} {of:?} of {there:?}");
        }
    }
    world.line("export out --force --heat 630406").succeeds();
    assert_eq!(ids("out/heats.csv", "heat_id"), ["630406"]);
    for (table, key) in [("classes", "class_id"), ("events", "event_id"), ("entries", "entry_id")] {
        let own = ids(&format!("out/{table}.csv"), key);
        assert_eq!(set(own), set(ids("out/results.csv", key)), "{table} are narrowed");
    }
    world.line("export none --heat 1").succeeds().says("0 rows written to `none`: no heat has the id 1");
    world.line("export gone --session nobody").exits(3).says("nobody");
    assert!(!world.path("gone").exists());
}

#[test]
fn parts_are_by_the_year_of_the_event() {
    let world = world();
    world.line("export out --format ndjson --partition-by event-year").succeeds();
    world.line("export whole --format ndjson").succeeds();
    let files = directory(&world.path("out"));
    let known = "event_year=2025/part-0.ndjson";
    let unknown = "event_year=__HIVE_DEFAULT_PARTITION__/part-0.ndjson";
    for table in TABLES {
        let of =
            |part: &str| files.get(&format!("{table}/{part}")).map(|b| String::from_utf8(b.clone()).unwrap());
        let (known, unknown) = (of(known).unwrap_or_default(), of(unknown).unwrap_or_default());
        let mut parts: Vec<_> = known.lines().chain(unknown.lines()).collect();
        let whole = fs::read_to_string(world.path(&format!("whole/{table}.ndjson"))).unwrap();
        let mut whole: Vec<_> = whole.lines().collect();
        parts.sort_unstable();
        whole.sort_unstable();
        assert_eq!(parts, whole, "{table}");
    }
    // The page's event has no start; the meeting's has, and what it lacks has a file to tell its columns.
    assert!(files.contains_key(&format!("laps/{unknown}")) && !files.contains_key(&format!("laps/{known}")));
    assert!(
        files.contains_key(&format!("sessions/{known}"))
            && !files.contains_key(&format!("sessions/{unknown}"))
    );
    world.line("export none --format parquet --partition-by event-year --heat 1").succeeds();
    let none = directory(&world.path("none"));
    assert_eq!(none.len(), TABLES.len() + 1);
    assert!(none.contains_key("laps/event_year=__HIVE_DEFAULT_PARTITION__/part-0.parquet"));
}

#[test]
fn what_is_there_is_not_written_over_unasked() {
    let world = World::with_meeting();
    world.write("full/notes.txt", "mine");
    world.write("full/results/notes.txt", "mine");
    // Where it is refused, not even what a killed run left is touched.
    world.write("full/.heatlink-export-killed/events.csv", "half");
    world.line("export full").exits(3).says("is not empty").says("--force");
    fs::copy(world.db(), world.path("full/laps.csv")).unwrap();
    world.line("--db full/laps.csv export full --force").exits(3).says("name of an exported table");
    fs::remove_file(world.path("full/laps.csv")).unwrap();
    assert!(world.path("full/.heatlink-export-killed/events.csv").exists());
    world.line("export full/notes.txt").exits(3).says("no folder");
    world.line("export none/there").exits(3).says("cannot be written");
    world.line("export full --force --partition-by event-year").succeeds();
    let first = directory(&world.path("full"));
    // What a killed run left goes, what is not ours stays, and no part of the last export does.
    world.write("full/.heatlink-export-killed/events.csv", "half");
    world.line("export full --force --format ndjson").succeeds();
    let second = directory(&world.path("full"));
    world.line("export fresh --format ndjson").succeeds();
    let mut expected = directory(&world.path("fresh"));
    for notes in ["notes.txt", "results/notes.txt"] {
        assert_eq!((&first[notes], &second[notes]), (&b"mine".to_vec(), &b"mine".to_vec()));
        expected.insert(notes.into(), b"mine".to_vec());
    }
    assert_eq!(second, expected);
    fs::create_dir(world.path("empty")).unwrap();
    world.line("export empty").succeeds();
    world.line("--db full/results.csv import missing").exits(3);
    fs::copy(world.db(), world.path("empty/laps.csv")).unwrap();
    world.line("--db empty/laps.csv export empty --force").exits(3).says("name of an exported table");
}

#[test]
fn what_is_not_whole_has_no_manifest() {
    let world = World::with_meeting();
    world.line("export out").succeeds();
    // A folder where a file has to go: it fails halfway.
    fs::remove_file(world.path("out/results.csv")).unwrap();
    world.write("out/results.csv/notes.txt", "mine");
    world.line("export out --force").exits(3).says("`out` cannot be written");
    let left = directory(&world.path("out"));
    assert!(!left.contains_key("manifest.json"), "{:?}", left.keys());
    assert!(left.keys().all(|path| !path.contains(".heatlink-export-")), "{:?}", left.keys());
}
