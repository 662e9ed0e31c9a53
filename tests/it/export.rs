//! Parquet files: what they hold is what the other formats print.

use crate::harness::World;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
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
    let page = crate::harness::fixture("captures/race-page/reformatted.html");
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
