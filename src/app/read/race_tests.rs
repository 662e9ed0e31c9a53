//! Laps, and the numbers of results that follow from them, over four invented races.

use super::tests::rows_of;
use super::*;
use crate::domain::id::HeatId;
use crate::domain::time::Instant;

/// A made event with two page races and one that nobody numbered right, and a race of the results site.
///
/// Heat 1: two drivers, all but the first lap count. Heat 2: driver 501 lacks lap 2, driver 502 has one lap
/// less than its result says. Heat 3: undecided. Heat 4: entries by id, an out-lap, a penalty, no result.
const RACES: &str = "
INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '2025-03-01T00:00:00.000Z');
INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state, records, quarantined, size, path, run_id) VALUES
  (1, zeroblob(32), '', '2025-03-01T01:00:00.000Z', 'stated', 0, 'race-page', 'taken', 1, 0, 9, 'a', 1),
  (2, zeroblob(32), 'u', '2025-03-02T01:00:00.000Z', 'stated', 0, 'race-page', 'taken', 1, 0, 9, 'b', 1);
INSERT INTO event (id, external_id, title, track_name, local_dates, capture_id, has_history) VALUES
  (1, NULL, 'Spring Cup', 'Windmill Lane', 'Mar 1, 2025', 1, 0), (2, 70, 'Autumn Cup', NULL, NULL, 1, 0);
INSERT INTO class (id, external_id, event_id, name, capture_id, has_history) VALUES
  (1, NULL, 1, '17.5', 1, 0), (2, 71, 2, 'Truck', 1, 0);
INSERT INTO heat (id, class_id, label, completed_local, by_heading, capture_id, has_history) VALUES
  (1, 1, 'A-Main', '2025-03-01 15:04', 1, 1, 0), (2, 1, 'B-Main', NULL, 1, 1, 0), (3, 1, 'C-Main', NULL, 1, 1, 0),
  (4, 2, 'Final', NULL, 0, 1, 0);
INSERT INTO entry (id, class_id, external_id, liverc_driver_id, driver_name, car_number, capture_id, has_history) VALUES
  (1, 1, NULL, 502, 'Bo', NULL, 1, 0), (2, 1, NULL, 501, 'Ann', '07', 1, 0), (3, 2, 81, NULL, 'Cy', NULL, 1, 0), (4, 2, 82, 501, 'Ann', NULL, 1, 0);
INSERT INTO result (heat_id, entry_id, finish_position, laps_completed, total_time_ms, capture_id, has_history) VALUES
  (1, 1, 2, 3, 73000, 1, 0), (1, 2, 1, 3, 72000, 1, 0), (2, 1, 2, 3, NULL, 1, 0), (2, 2, 1, 3, NULL, 1, 0),
  (3, 1, 2, 2, 41000, 1, 0), (3, 2, 1, 2, 40000, 1, 0);
INSERT INTO published (heat_id, entry_id, grid_position, fast_lap_number, avg_lap_ms, std_dev_ms, consistency_milli, behind_ms) VALUES
  (1, 1, 1, 2, 21501, 1, 99999, 1001), (1, 2, 2, 2, 21001, 1, 99999, NULL),
  (2, 2, 1, 1, 20001, 5, 99000, NULL), (3, 1, NULL, NULL, 20501, NULL, NULL, 999);
INSERT INTO lap_sheet (heat_id, capture_id, has_history, counts_from) VALUES (1, 2, 0, 2), (2, 1, 0, 1), (3, 1, 0, NULL), (4, 1, 0, NULL);
INSERT INTO lap_entrant (heat_id, entry_id, printed_name) VALUES
  (1, 1, 'BO'), (1, 2, 'ANN'), (2, 1, 'BO'), (2, 2, 'ANN'), (3, 1, 'BO'), (3, 2, 'ANN'), (4, 3, NULL), (4, 4, NULL);
INSERT INTO lap (heat_id, entry_id, lap_number, lap_time_ms, position, is_outlap, penalty_ms) VALUES
  (1, 1, 1, 29000, 1, NULL, NULL), (1, 1, 2, 21000, 1, NULL, NULL), (1, 1, 3, 23000, 2, NULL, NULL),
  (1, 2, 1, 30000, 2, NULL, NULL), (1, 2, 2, 21000, 2, NULL, NULL), (1, 2, 3, 21000, 1, NULL, NULL),
  (2, 1, 1, 20000, NULL, NULL, NULL), (2, 1, 2, 20000, NULL, NULL, NULL),
  (2, 2, 1, 20000, NULL, NULL, NULL), (2, 2, 3, 20000, NULL, NULL, NULL),
  (3, 1, 1, 20500, NULL, NULL, NULL), (3, 1, 2, 20500, NULL, NULL, NULL), (3, 2, 1, 20000, NULL, NULL, NULL), (3, 2, 2, 20000, NULL, NULL, NULL),
  (4, 3, 1, 35000, NULL, 1, NULL), (4, 3, 2, 30000, NULL, 0, 2000), (4, 4, 1, 34000, NULL, 1, NULL), (4, 4, 2, 31500, NULL, 0, NULL);
INSERT INTO session (id, name, kind, timing_provider, heat_named, heat_id) VALUES ('s', 'Main', 'RACE', 'LIVE_RC', 1, 1);
";

fn database() -> Connection {
    let conn = crate::infra::db::open::private().unwrap();
    conn.execute_batch(RACES).unwrap();
    conn
}

fn rows(view: View, filter: &Filter, columns: &[&str]) -> String {
    rows_of(&database(), view, filter, columns)
}

fn of_heat(id: i64) -> Filter {
    Filter { heat: HeatId::new(id), ..Filter::default() }
}

#[test]
fn laps_by_event_race_place_and_number() {
    // The event with an id first, though neither has a start; unplaced entries by their id.
    assert_eq!(
        rows(View::Laps, &Filter::default(), &["heat_id", "liverc_driver_id", "entry_id", "lap_number"]),
        "4 - 81 1; 4 - 81 2; 4 501 82 1; 4 501 82 2; \
         1 501 - 1; 1 501 - 2; 1 501 - 3; 1 502 - 1; 1 502 - 2; 1 502 - 3; \
         2 501 - 1; 2 501 - 3; 2 502 - 1; 2 502 - 2; 3 501 - 1; 3 501 - 2; 3 502 - 1; 3 502 - 2"
    );
}

#[test]
fn a_lap_carries_its_parents_and_the_capture_of_its_race() {
    let columns = [
        "event_id",
        "class_id",
        "class_name",
        "heat_label",
        "session_id",
        "driver_name",
        "car_number",
        "missing_since",
        "captured_at",
    ];
    assert_eq!(
        rows(View::Laps, &Filter { limit: Some(1), ..of_heat(1) }, &columns),
        "- - 17.5 A-Main s Ann 07 - 2025-03-02T01:00:00.000Z"
    );
    assert_eq!(
        rows(View::Laps, &Filter { limit: Some(1), ..of_heat(4) }, &columns),
        "70 71 Truck Final - Cy - - 2025-03-01T01:00:00.000Z"
    );
}

#[test]
fn a_lap_knows_the_whole_race_whoever_is_asked_for() {
    let columns = ["lap_number", "lap_time_ms", "elapsed_ms", "position", "gap_to_leader_ms", "gap_ahead_ms"];
    let all = "1 30000 30000 2 1000 1000; 2 21000 51000 2 1000 1000; 3 21000 72000 1 0 -; \
               1 29000 29000 1 0 -; 2 21000 50000 1 0 -; 3 23000 73000 2 1000 1000";
    assert_eq!(rows(View::Laps, &of_heat(1), &columns), all);
    let second = all.split_once("72000 1 0 -; ").unwrap().1;
    let one = |filter| rows(View::Laps, &filter, &columns);
    assert_eq!(one(Filter { driver: Some("BÖ".into()), ..of_heat(1) }), second);
    assert_eq!(one(Filter { entry: "@502".parse().ok(), ..of_heat(1) }), second);
    assert_eq!(one(Filter { entry: "82".parse().ok(), ..of_heat(1) }), "");
}

#[test]
fn places_follow_the_clock_until_the_first_gap() {
    let columns = ["lap_number", "elapsed_ms", "position", "gap_to_leader_ms"];
    assert_eq!(rows(View::Laps, &of_heat(2), &columns), "1 20000 1 0; 3 - - -; 1 20000 2 0; 2 40000 1 0");
}

#[test]
fn which_laps_count_is_said_where_it_is_decided() {
    let columns = ["lap_number", "counts_for_stats", "is_outlap", "penalty_ms"];
    let bo = Filter { driver: Some("bo".into()), ..Filter::default() };
    assert_eq!(
        rows(View::Laps, &bo, &columns),
        "1 false - -; 2 true - -; 3 true - -; 1 true - -; 2 true - -; 1 - - -; 2 - - -"
    );
    let cy = Filter { driver: Some("cy".into()), ..Filter::default() };
    assert_eq!(rows(View::Laps, &cy, &columns), "1 - true -; 2 - false 2000");
}

#[test]
fn laps_filter_by_what_they_join() {
    let races = |filter: &Filter| {
        let mut heats: Vec<_> =
            rows(View::Laps, filter, &["heat_id"]).split("; ").map(str::to_owned).collect();
        heats.dedup();
        heats.join(" ")
    };
    let all = Filter::default;
    assert_eq!(races(&Filter { class: Some("17.5".into()), ..all() }), "1 2 3");
    assert_eq!(races(&Filter { class: Some("71".into()), ..all() }), "4");
    assert_eq!(races(&Filter { event: "70".parse().ok(), ..all() }), "4");
    assert_eq!(races(&Filter { session: Some("s".into()), ..all() }), "1");
    assert_eq!(races(&Filter { entry: "@501".parse().ok(), ..all() }), "4 1 2 3");
    assert_eq!(races(&Filter { entry: "81".parse().ok(), ..all() }), "4");
    assert_eq!(races(&Filter { from: Instant::parse("2025-01-01T00:00:00Z").ok(), ..all() }), "");
    let conn = database();
    conn.execute_batch(
        "UPDATE heat SET missing_since = '2025-03-03T00:00:00.000Z' WHERE id IN (2, 3);
         UPDATE entry SET missing_since = '2025-03-03T00:00:00.000Z' WHERE id = 4;",
    )
    .unwrap();
    let present = Filter { present: true, ..all() };
    assert_eq!(
        rows_of(&conn, View::Laps, &present, &["heat_id", "driver_name", "lap_number"]),
        "4 Cy 1; 4 Cy 2; 1 Ann 1; 1 Ann 2; 1 Ann 3; 1 Bo 1; 1 Bo 2; 1 Bo 3"
    );
    assert_eq!(rows(View::Laps, &Filter { limit: Some(0), ..all() }, &["heat_id"]), "");
}

const NUMBERS: [&str; 10] = [
    "liverc_driver_id",
    "grid_position",
    "fast_lap_number",
    "avg_lap_ms",
    "top2_consecutive_ms",
    "std_dev_ms",
    "consistency_pct",
    "behind_ms",
    "behind_laps",
    "stats_source",
];

#[test]
fn results_have_the_numbers_of_whole_laps() {
    let derived = "501 2 2 21000 42000 0 100000 - - derived; 502 1 2 22000 44000 1000 95455 1000 - derived";
    assert_eq!(rows(View::Results, &of_heat(1), &NUMBERS), derived);
    let one = Filter { driver: Some("bo".into()), ..of_heat(1) };
    assert_eq!(rows(View::Results, &one, &NUMBERS), derived.split_once("; ").unwrap().1, "row above unseen");
}

#[test]
fn results_have_published_numbers_where_laps_do_not_tell() {
    assert_eq!(
        rows(View::Results, &of_heat(2), &NUMBERS),
        "501 1 1 20001 - 5 99000 - - published; 502 - - - - - - - - -",
        "a gap; a lap less than the result says and nothing published"
    );
    assert_eq!(
        rows(View::Results, &of_heat(3), &NUMBERS),
        "501 - - - - - - - - -; 502 - - 20501 - - - 999 - published",
        "undecided"
    );
    let published = Filter { only_published: true, ..of_heat(1) };
    assert_eq!(
        rows(View::Results, &published, &NUMBERS),
        "501 2 2 21001 - 1 99999 - - published; 502 1 2 21501 - 1 99999 1001 - published"
    );
}

#[test]
fn heats_count_laps_and_print_the_tracks_clock() {
    assert_eq!(
        rows(View::Heats, &Filter::default(), &["heat_id", "results", "laps", "completed_local"]),
        "4 0 4 -; 1 2 6 2025-03-01 15:04; 2 2 4 -; 3 2 4 -"
    );
    assert_eq!(
        rows(View::Events, &Filter::default(), &["event_id", "title", "local_dates"]),
        "70 Autumn Cup -; - Spring Cup Mar 1, 2025"
    );
}

#[test]
fn made_classes_are_found_by_name() {
    let named = Filter { class: Some("17.5".into()), ..Filter::default() };
    assert_eq!(rows(View::Classes, &named, &["event_id", "class_id", "class_name"]), "- - 17.5");
    assert_eq!(rows(View::Heats, &named, &["heat_id"]), "1; 2; 3");
    assert_eq!(rows(View::Entries, &named, &["driver_name", "entry_id"]), "Ann -; Bo -");
    assert_eq!(nowhere(&database(), &named).unwrap(), None);
    let nobody = Filter { entry: "@7".parse().ok(), ..Filter::default() };
    assert!(nowhere(&database(), &nobody).unwrap().is_some_and(|why| why.contains('7')));
}
