//! The reading verbs on the meeting of the fixtures: each format, and the manners of the command line.

use crate::harness::World;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// The main of the stock class: a name beyond ASCII, a number with a zero, unknown gaps, one not finished.
fn main_in(format: &str) -> String {
    let fields = "finish_position,driver_name,car_number,total_time_ms,interval_ms,status,heat_start_utc";
    let world = World::with_meeting();
    world.line(&format!("results --heat 630405 --fields {fields} --format {format}")).succeeds().stdout
}

#[test]
fn results_as_a_table() {
    insta::assert_snapshot!(main_in("table"), @r"
    finish_position  driver_name       car_number  total_time_ms  interval_ms  status    heat_start_utc
    ---------------------------------------------------------------------------------------------------------
                  1  Tamsin Okerby     07               5:06.350     0:00.000  finished  2025-02-16 01:15:00Z
                  2  Rory Vandermolt   12               5:07.589     0:01.239  finished  2025-02-16 01:15:00Z
                  3  Zoë Larkwhistle   3                5:10.491     0:04.141  finished  2025-02-16 01:15:00Z
                  4  Jonas Fjeldquist  88               5:21.020     0:14.670  finished  2025-02-16 01:15:00Z
                  5  Wren Dapplegate   5                5:03.308               finished  2025-02-16 01:15:00Z
                  6  Otis Blenkarn     41               2:22.442               dnf       2025-02-16 01:15:00Z
    ");
}

#[test]
fn results_as_csv() {
    insta::assert_snapshot!(main_in("csv"), @r"
    finish_position,driver_name,car_number,total_time_ms,interval_ms,status,heat_start_utc
    1,Tamsin Okerby,07,306350,0,finished,2025-02-16T01:15:00.000Z
    2,Rory Vandermolt,12,307589,1239,finished,2025-02-16T01:15:00.000Z
    3,Zoë Larkwhistle,3,310491,4141,finished,2025-02-16T01:15:00.000Z
    4,Jonas Fjeldquist,88,321020,14670,finished,2025-02-16T01:15:00.000Z
    5,Wren Dapplegate,5,303308,,finished,2025-02-16T01:15:00.000Z
    6,Otis Blenkarn,41,142442,,dnf,2025-02-16T01:15:00.000Z
    ");
}

#[test]
fn results_as_json_and_ndjson() {
    let rows = r#"{"finish_position":1,"driver_name":"Tamsin Okerby","car_number":"07","total_time_ms":306350,"interval_ms":0,"status":"finished","heat_start_utc":"2025-02-16T01:15:00.000Z"}
{"finish_position":2,"driver_name":"Rory Vandermolt","car_number":"12","total_time_ms":307589,"interval_ms":1239,"status":"finished","heat_start_utc":"2025-02-16T01:15:00.000Z"}
{"finish_position":3,"driver_name":"Zoë Larkwhistle","car_number":"3","total_time_ms":310491,"interval_ms":4141,"status":"finished","heat_start_utc":"2025-02-16T01:15:00.000Z"}
{"finish_position":4,"driver_name":"Jonas Fjeldquist","car_number":"88","total_time_ms":321020,"interval_ms":14670,"status":"finished","heat_start_utc":"2025-02-16T01:15:00.000Z"}
{"finish_position":5,"driver_name":"Wren Dapplegate","car_number":"5","total_time_ms":303308,"interval_ms":null,"status":"finished","heat_start_utc":"2025-02-16T01:15:00.000Z"}
{"finish_position":6,"driver_name":"Otis Blenkarn","car_number":"41","total_time_ms":142442,"interval_ms":null,"status":"dnf","heat_start_utc":"2025-02-16T01:15:00.000Z"}
"#;
    assert_eq!(main_in("ndjson"), rows);
    let listed = rows.trim_end().replace('\n', ",\n");
    assert_eq!(main_in("json"), format!("{{\"schema\":\"heatlink/results@1\",\"rows\":[\n{listed}\n]}}\n"));
}

#[test]
fn results_as_markdown() {
    insta::assert_snapshot!(main_in("markdown"), @r"
    | finish_position | driver_name      | car_number | total_time_ms | interval_ms | status   | heat_start_utc       |
    |-----------------|------------------|------------|---------------|-------------|----------|----------------------|
    |               1 | Tamsin Okerby    | 07         |      5:06.350 |    0:00.000 | finished | 2025-02-16 01:15:00Z |
    |               2 | Rory Vandermolt  | 12         |      5:07.589 |    0:01.239 | finished | 2025-02-16 01:15:00Z |
    |               3 | Zoë Larkwhistle  | 3          |      5:10.491 |    0:04.141 | finished | 2025-02-16 01:15:00Z |
    |               4 | Jonas Fjeldquist | 88         |      5:21.020 |    0:14.670 | finished | 2025-02-16 01:15:00Z |
    |               5 | Wren Dapplegate  | 5          |      5:03.308 |             | finished | 2025-02-16 01:15:00Z |
    |               6 | Otis Blenkarn    | 41         |      2:22.442 |             | dnf      | 2025-02-16 01:15:00Z |
    ");
}

#[test]
fn the_other_verbs() {
    let world = World::with_meeting();
    let table = |line: &str| world.line(line).succeeds().stdout;
    insta::assert_snapshot!(table("events --fields event_id,title,track_name,time_zone,start_utc"), @r"
    event_id  title                           track_name            time_zone         start_utc
    ------------------------------------------------------------------------------------------------------
       48210  Quillfeather Summer Clash 2025  Quillfeather Raceway  Pacific/Auckland  2025-02-14 19:30:00Z
    ");
    insta::assert_snapshot!(table("heats --class 92312 --fields heat_id,heat_label,round,results,live_stream_url"), @r"
    heat_id  heat_label                    round  results  live_stream_url
    ----------------------------------------------------------------------------------------------------
     630402  Qualifier Round 1 - Heat 1/1      1        5
     630404  Qualifier Round 2 - Heat 1/1      2        5
     630406  A-Main                            3        5  https://video.example/quillfeather/4wd-a-main
    ");
    insta::assert_snapshot!(table("entries --driver okerby --fields class_name,entry_id,driver_name,car_number"), @r"
    class_name          entry_id  driver_name    car_number
    -------------------------------------------------------
    2WD Stock Buggy       871001  Tamsin Okerby  07
    4WD Modified Buggy    871012  Tamsin Okerby  07
    ");
}

/// A world whose stock main has the laps of two drivers, all but the first counting.
fn with_laps() -> World {
    let world = World::with_meeting();
    let conn = rusqlite::Connection::open(world.db()).unwrap();
    conn.execute_batch(
        "INSERT INTO lap_sheet (heat_id, capture_id, has_history, counts_from)
           SELECT id, capture_id, 0, 2 FROM heat WHERE id = 630405;
         INSERT INTO lap_entrant (heat_id, entry_id)
           SELECT heat_id, entry_id FROM result WHERE heat_id = 630405 AND finish_position <= 2;
         UPDATE result SET laps_completed = 3, total_time_ms = 75000 + finish_position
          WHERE heat_id = 630405 AND finish_position <= 2;
         INSERT INTO lap (heat_id, entry_id, lap_number, lap_time_ms)
           SELECT heat_id, entry_id, n, CASE n WHEN 1 THEN 27000 ELSE 24000 + finish_position + n END
             FROM result, (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3)
            WHERE heat_id = 630405 AND finish_position <= 2;",
    )
    .unwrap();
    world
}

#[test]
fn laps_as_table_and_csv() {
    let world = with_laps();
    let line =
        "laps --heat 630405 --fields driver_name,lap_number,lap_time_ms,elapsed_ms,position,gap_ahead_ms";
    insta::assert_snapshot!(world.line(line).succeeds().stdout, @r"
    driver_name      lap_number  lap_time_ms  elapsed_ms  position  gap_ahead_ms
    ----------------------------------------------------------------------------
    Tamsin Okerby             1     0:27.000    0:27.000         1
    Tamsin Okerby             2     0:24.003    0:51.003         1
    Tamsin Okerby             3     0:24.004    1:15.007         1
    Rory Vandermolt           1     0:27.000    0:27.000         2      0:00.000
    Rory Vandermolt           2     0:24.004    0:51.004         2      0:00.001
    Rory Vandermolt           3     0:24.005    1:15.009         2      0:00.002
    ");
    let line = "laps --driver okerby --limit 1 --format csv --fields lap_number,elapsed_ms,counts_for_stats,is_outlap";
    insta::assert_snapshot!(world.line(line).succeeds().stdout, @r"
    lap_number,elapsed_ms,counts_for_stats,is_outlap
    1,27000,false,
    ");
    let help = world.line("laps --fields help").succeeds().stdout;
    assert_eq!(help.lines().count(), 25);
    assert!(help.ends_with("missing_since\ncaptured_at\n"));
    world.line("laps --status dnf").exits(2);
    world.line("laps --entry @7").succeeds().says("driver 7");
}

#[test]
fn statistics_are_decimal_where_they_are_percent() {
    let world = with_laps();
    let fields = "--fields avg_lap_ms,consistency_pct,behind_ms,stats_source --heat 630405";
    let printed = |more: &str| world.line(&format!("results {fields} {more}")).succeeds().stdout;
    insta::assert_snapshot!(printed("-f csv --limit 3"), @r"
    avg_lap_ms,consistency_pct,behind_ms,stats_source
    24004,99.998,,derived
    24005,99.998,1,derived
    ,,,
    ");
    insta::assert_snapshot!(printed("-f ndjson --limit 2"), @r#"
    {"avg_lap_ms":24004,"consistency_pct":99.998,"behind_ms":null,"stats_source":"derived"}
    {"avg_lap_ms":24005,"consistency_pct":99.998,"behind_ms":1,"stats_source":"derived"}
    "#);
    insta::assert_snapshot!(printed("-f table --limit 2"), @r"
    avg_lap_ms  consistency_pct  behind_ms  stats_source
    ----------------------------------------------------
      0:24.004           99.998             derived
      0:24.005           99.998   0:00.001  derived
    ");
    insta::assert_snapshot!(printed("-f csv --stats published --limit 1").lines().last().unwrap(), @r",,,");
}

#[test]
fn filters_narrow_results_down() {
    let world = World::with_meeting();
    let count = |filter: &str| world.rows(&format!("results {filter}")).len();
    assert_eq!(count(""), 33);
    assert_eq!(count("--event 48210"), 33);
    assert_eq!(count("--event 1"), 0);
    assert_eq!(count("--class 92311"), 18);
    let named = ["results", "--class", "2wd stock buggy", "--format", "ndjson"];
    assert_eq!(world.run(named).succeeds().stdout.lines().count(), 18, "by name, in any case");
    assert_eq!(count("--heat 630405"), 6);
    assert_eq!(count("--heat 630405 --driver ZOE"), 1);
    assert_eq!(count("--entry 871001"), 3);
    assert_eq!(count("--status dnf"), 2);
    assert_eq!(count("--from 2025-02-16T01:15:00Z"), 11);
    assert_eq!(count("--to 2025-02-16T01:15:00Z"), 22);
    assert_eq!(count("--limit 4"), 4);
}

#[test]
fn times_and_durations_are_shown_as_asked_and_data_stays_data() {
    let world = World::with_meeting();
    let line =
        "results --heat 630405 --limit 1 --fields heat_start_utc,total_time_ms --tz event --time-format s";
    insta::assert_snapshot!(world.line(line).succeeds().stdout, @r"
    heat_start_utc             total_time_ms
    ----------------------------------------
    2025-02-16 14:15:00+13:00        306.350
    ");
    insta::assert_snapshot!(world.line(&format!("{line} -f csv")).succeeds().stdout, @r"
    heat_start_utc,total_time_ms
    2025-02-16T01:15:00.000Z,306.350
    ");
    world.line("results --tz Mars/Olympus").exits(2);
}

#[test]
fn fields_help_lists_every_column_and_a_wrong_one_is_answered_with_the_nearest() {
    let world = World::with_meeting();
    let listed = world.line("results --fields help").succeeds().stdout;
    let header = world.line("results --limit 0 --format csv").succeeds().stdout;
    assert_eq!(listed.trim_end().replace('\n', ","), header.trim_end());
    assert_eq!(listed.lines().count(), 46);
    world.line("results --fields finish_positon").exits(2).says("`finish_position`");
}

#[test]
fn a_wrong_command_line_is_answered_with_the_nearest() {
    let world = World::new();
    world.line("resuls").exits(2).says("'results'");
    world.line("results --drivr x").exits(2).says("'--driver'");
    world.line("results --heat A-Main").exits(2);
    world.line("results --format xml").exits(2).says("markdown");
    assert!(!world.db().exists());
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let world = World::new();
    // More than a pipe holds.
    let results: Vec<_> = (1..6000)
        .map(|n| serde_json::json!({"resultId": n, "heatId": 4, "entryId": n, "finishPosition": n}))
        .collect();
    let entries: Vec<_> = (1..6000)
        .map(|n| serde_json::json!({"entryId": n, "classId": 2, "driverName": format!("Driver {n}")}))
        .collect();
    let at = "2025-02-16T02:00:00Z";
    let event = serde_json::json!({"eventId": 1, "title": "Large", "timeZone": "UTC"});
    let class = serde_json::json!([{"classId": 2, "eventId": 1, "name": "Buggy"}]);
    let heat = serde_json::json!([{"heatId": 4, "classId": 2, "label": "A-Main"}]);
    world.envelope("in/a.json", "events/1", at, &event);
    world.envelope("in/b.json", "events/1/classes", at, &class);
    world.envelope("in/c.json", "classes/2/heats", at, &heat);
    world.envelope("in/d.json", "classes/2/entries", at, &entries.into());
    world.envelope("in/e.json", "heats/4/results", at, &results.into());
    world.line("import in").succeeds();
    for format in ["table", "csv", "json", "ndjson", "markdown"] {
        let mut child = world
            .command(["results", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut String::new()).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
}

#[test]
fn an_output_file_is_whole_or_not_there() {
    let world = World::with_meeting();
    world.line("results --format csv -o out.csv").succeeds();
    assert_eq!(fs::read_to_string(world.path("out.csv")).unwrap().lines().count(), 34);
    world.line("results --session nobody --format csv -o out.csv").exits(3);
    assert_eq!(fs::read_to_string(world.path("out.csv")).unwrap().lines().count(), 34, "the former one");
    world.line("results -o nowhere/out.csv").exits(3).says("nowhere/out.csv");
    let left = fs::read_dir(world.path(".")).unwrap().count();
    assert_eq!(left, 2, "the database and one output");
}

#[test]
fn text_of_captures_cannot_play_with_the_terminal() {
    let world = World::new();
    let title = "Open\u{1b}[31m\u{202e}2025";
    let event = serde_json::json!({"eventId": 1, "title": title, "timeZone": "UTC"});
    world.envelope("a.json", "events/1", "2025-02-16T02:00:00Z", &event);
    let ran = world.line("import a.json").succeeds();
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(['\u{1b}', '\u{202e}']));
    for format in ["table", "markdown"] {
        let shown = world.line(&format!("events --format {format}")).succeeds().stdout;
        assert!(shown.contains("Open") && !shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    }
    assert_eq!(world.rows("events")[0]["title"], title, "exact in data");
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_quoted_when_asked() {
    let world = World::new();
    let event = serde_json::json!({"eventId": 1, "title": "=1+1", "timeZone": "UTC"});
    world.envelope("a.json", "events/1", "2025-02-16T02:00:00Z", &event);
    world.line("import a.json").succeeds();
    let title = |more: &str| world.line(&format!("events --fields title -f csv {more}")).succeeds().stdout;
    assert_eq!(title(""), "title\n=1+1\n");
    assert_eq!(title("--csv-safe"), "title\n'=1+1\n");
}

/// What heatlink says of itself is an output like any other.
#[test]
fn an_output_that_cannot_be_written_is_no_success() {
    let world = World::with_meeting();
    let lines = [
        "help",
        "--help",
        "import --help",
        "help session add",
        "--version",
        "explain",
        "explain zero-time",
        "schema",
        "schema output/results",
        "man",
        "man session add",
        "completions zsh",
        "events",
        "validate .",
    ];
    for line in lines {
        let full = world.shell(&format!("heatlink {line} >/dev/full")).exits(3);
        assert!(
            full.stderr.starts_with("error: the output could not be written: No space left"),
            "{line}: {full:?}"
        );
        let closed = world.shell(&format!("{{ heatlink {line}; echo $? >&2; }} | true")).succeeds();
        assert_eq!(closed.stderr.lines().last(), Some("0"), "{line}: {closed:?}");
    }
    // What is wrong goes to standard error, which nobody need read.
    world.shell("heatlink nothing 2>/dev/full").exits(2);
}
