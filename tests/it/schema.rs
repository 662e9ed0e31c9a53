//! The schema: constraints hold what the types promise.

use heatlink::infra::db::migrations::{NEWEST, STEPS, version};
use heatlink::infra::db::open;
use rusqlite::{Connection, params};

/// An event with a class, a heat, an entry and a result, and a session bound to the heat.
fn database() -> Connection {
    let conn = open::private().unwrap();
    conn.execute_batch(
        "INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '2025-02-16T02:00:00.000Z');
         INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, state, records, quarantined, size, path, run_id)
         VALUES (1, zeroblob(32), '', '2025-02-16T02:00:00.000Z', 'stated', 0, 'taken', 5, 0, 1, 'a', 1);
         INSERT INTO event (id, external_id, title, capture_id, has_history) VALUES (1, 11, 'Open', 1, 0);
         INSERT INTO class (id, external_id, event_id, name, capture_id, has_history) VALUES (1, 21, 1, 'Buggy', 1, 0);
         INSERT INTO heat (id, class_id, label, capture_id, has_history) VALUES (31, 1, 'A-Main', 1, 0);
         INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, has_history) VALUES (1, 1, 41, 'Ana', 1, 0);
         INSERT INTO result (heat_id, entry_id, external_id, capture_id, has_history) VALUES (31, 1, 91, 1, 0);
         INSERT INTO session (id, name, kind, timing_provider, heat_named, entry_named, heat_id, entry_id)
         VALUES ('s', 'Main', 'RACE', 'LIVE_RC', 31, 41, 31, 1);",
    )
    .unwrap();
    conn
}

fn count(conn: &Connection, table: &str) -> i64 {
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[track_caller]
fn refuses(sql: &str) {
    let error = database().execute(sql, []).expect_err(sql);
    assert_eq!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::ConstraintViolation),
        "a constraint, not a slip: {error}: {sql}"
    );
}

#[test]
fn migrations_are_numbered_from_one_and_the_newest_is_applied() {
    let numbers: Vec<u32> = STEPS.iter().map(|step| step.version).collect();
    assert_eq!(numbers, (1..=NEWEST).collect::<Vec<_>>());
    assert_eq!(version(&database()).unwrap(), NEWEST);
}

#[test]
fn every_table_is_strict_and_foreign_keys_are_on() {
    let conn = database();
    let loose: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(loose, ["refinery_schema_history"], "refinery's own");
    assert!(conn.pragma_query_value(None, "foreign_keys", |row| row.get::<_, bool>(0)).unwrap());
}

#[test]
fn deleting_an_event_takes_what_is_beneath_it_but_never_a_session() {
    let conn = database();
    assert_eq!(conn.execute("DELETE FROM event WHERE external_id = 11", []).unwrap(), 1);
    for table in ["class", "heat", "entry", "result"] {
        assert_eq!(count(&conn, table), 0, "{table}");
    }
    assert_eq!(count(&conn, "session"), 1);
}

#[test]
fn deleting_a_heat_leaves_its_session_which_still_says_which_it_was() {
    let conn = database();
    conn.execute("DELETE FROM heat WHERE id = 31", []).unwrap();
    assert_eq!(count(&conn, "result"), 0);
    let (provider, named, heat): (String, i64, Option<i64>) = conn
        .query_row("SELECT timing_provider, heat_named, heat_id FROM session", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!((provider.as_str(), named, heat), ("LIVE_RC", 31, None));
}

#[test]
fn deleting_an_entry_takes_its_results_and_leaves_its_session() {
    let conn = database();
    conn.execute("DELETE FROM entry WHERE id = 1", []).unwrap();
    assert_eq!((count(&conn, "result"), count(&conn, "session"), count(&conn, "heat")), (0, 1, 1));
}

#[test]
fn ids_of_liverc_are_unique() {
    refuses("INSERT INTO event (external_id, title, capture_id, has_history) VALUES (11, 'Other', 1, 0)");
    refuses(
        "INSERT INTO class (external_id, event_id, name, capture_id, has_history) VALUES (21, 1, 'Truck', 1, 0)",
    );
    refuses("INSERT INTO heat (id, class_id, label, capture_id, has_history) VALUES (31, 1, 'B', 1, 0)");
    refuses(
        "INSERT INTO entry (class_id, external_id, driver_name, capture_id, has_history) VALUES (1, 41, 'Bo', 1, 0)",
    );
    refuses(
        "INSERT INTO result (heat_id, entry_id, external_id, capture_id, has_history) VALUES (31, 1, 92, 1, 0)",
    );
}

#[test]
fn an_entry_id_may_stand_in_two_classes_and_a_result_id_on_two_results() {
    let conn = database();
    conn.execute_batch(
        "INSERT INTO class (id, external_id, event_id, name, capture_id, has_history) VALUES (2, 22, 1, 'Truck', 1, 0);
         INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, has_history) VALUES (2, 2, 41, 'Ana', 1, 0);
         INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, has_history) VALUES (3, 1, 42, 'Bo', 1, 0);
         INSERT INTO result (heat_id, entry_id, external_id, capture_id, has_history) VALUES (31, 3, 91, 1, 0);",
    )
    .unwrap();
}

#[test]
fn one_capture_is_one_row() {
    let again = "INSERT INTO capture (sha256, context, captured_at, time_is, member_number, state, records, quarantined, size, path, run_id)
                 VALUES (zeroblob(32), ?1, ?2, ?3, 0, 'taken', 0, 0, 1, 'b', 1)";
    let conn = database();
    let at = "2025-02-16T02:00:00.000Z";
    assert!(conn.execute(again, params!["", at, "stated"]).is_err());
    for (context, at, time_is) in
        [("heats/5/results", at, "stated"), ("", "2025-02-16T02:00:00.001Z", "stated"), ("", at, "assumed")]
    {
        assert_eq!(
            conn.execute(again, params![context, at, time_is]).unwrap(),
            1,
            "{context} {at} {time_is}"
        );
    }
    assert!(
        conn.execute(again, params!["", "2025-02-17T02:00:00.000Z", "assumed"]).is_err(),
        "whatever is assumed"
    );
}

#[test]
fn values_no_race_can_have_are_refused() {
    for set in [
        "finish_position = 0",
        "laps_completed = -1",
        "total_time_ms = -1",
        "fast_lap_ms = -1",
        "interval_ms = -1",
        "external_id = 0",
        "capture_id = 99",
        "heat_id = 99",
        "entry_id = 99",
    ] {
        refuses(&format!("UPDATE result SET {set}"));
    }
    for set in ["round = 0", "attempt = 0", "duration_s = -1", "label = ' '", "id = 0"] {
        refuses(&format!("UPDATE heat SET {set}"));
    }
    refuses("UPDATE event SET start_utc = '2025-02-17T00:00:00.000Z', end_utc = '2025-02-16T00:00:00.000Z'");
    refuses("UPDATE event SET title = ''");
    refuses("UPDATE class SET name = '  '");
    refuses("UPDATE entry SET external_id = NULL");
    refuses("UPDATE entry SET withdrawn = 2");
    refuses("UPDATE result SET total_time_ms = 'soon'");
}

#[test]
fn a_session_keeps_its_rules() {
    for set in [
        "timing_provider = 'MANUAL'",
        "timing_provider = 'OTHER'",
        "heat_named = NULL",
        "heat_named = 32",
        "kind = 'FINAL'",
        "status = 'DONE'",
        "name = ''",
        "name = hex(zeroblob(61))",
        "description = hex(zeroblob(251))",
        "scheduled_start_utc = '2025-02-17T00:00:00.000Z', scheduled_end_utc = '2025-02-16T00:00:00.000Z'",
        "actual_start_utc = '2025-02-17T00:00:00.000Z', actual_end_utc = '2025-02-16T00:00:00.000Z'",
    ] {
        refuses(&format!("UPDATE session SET {set}"));
    }
    let second = |entry: &str| {
        format!(
            "INSERT INTO session (id, name, kind, timing_provider, heat_named, entry_named) VALUES ('t', 'B', 'RACE', 'LIVE_RC', 31, {entry})"
        )
    };
    refuses(&second("41"));
    database().execute(&second("NULL"), []).unwrap();
    database().execute(&second("42"), []).unwrap();
}

#[test]
fn foreign_keys_whose_parent_can_go_have_an_index() {
    let conn = database();
    let without: Vec<String> = conn
        .prepare(
            "SELECT t.name || '.' || f.\"from\" || ' -> ' || f.\"table\"
               FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
              WHERE t.schema = 'main' AND f.seq = 0 AND NOT EXISTS (
                    SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = f.\"from\" AND c.pk = 1)
                AND NOT EXISTS (
                    SELECT 1 FROM pragma_index_list(t.name) l JOIN pragma_index_info(l.name) i
                     WHERE i.seqno = 0 AND i.name = f.\"from\")
              ORDER BY 1",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    // Captures and runs are never deleted, so nothing looks for the rows of one in a hurry; ADR-0003 saves the trees.
    let parent_stays =
        |key: &String| key.ends_with("capture_id -> capture") || key == "capture.run_id -> run";
    assert!(without.iter().all(parent_stays), "{without:?}");
}
