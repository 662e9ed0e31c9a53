//! Test data only.

/// A small meeting for tests: event 1 with class 1 (`2WD Buggy`: heat 100 `A-Main`, heat 101 `B-Main`,
/// entries 501 and 502) and class 2 (`4WD Buggy`: heat 200 `A-Main`, entry 601), all of capture 1.
pub(crate) fn meeting(conn: &rusqlite::Connection) {
    conn.execute_batch(
        "INSERT INTO run (id, command, version, started_at) VALUES (1, 'test', '0', '2024-08-10T00:00:00.000Z');
         INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state, records,
             quarantined, size, path, run_id)
           VALUES (1, zeroblob(32), '', '2024-08-10T00:00:00.000Z', 'stated', 0, 'event', 'taken', 9, 0, 2, 'a', 1);
         INSERT INTO event (id, external_id, title, capture_id, has_history) VALUES (1, 5, 'Club Race', 1, 0);
         INSERT INTO class (id, external_id, event_id, name, capture_id, has_history)
           VALUES (1, 7, 1, '2WD Buggy', 1, 0), (2, 8, 1, '4WD Buggy', 1, 0);
         INSERT INTO heat (id, class_id, label, capture_id, has_history)
           VALUES (100, 1, 'A-Main', 1, 0), (101, 1, 'B-Main', 1, 0), (200, 2, 'A-Main', 1, 0);
         INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, has_history)
           VALUES (11, 1, 501, 'Ann Ash', 1, 0), (12, 1, 502, 'Ben Birch', 1, 0), (13, 2, 601, 'Cy Cedar', 1, 0);",
    )
    .expect("the meeting fits the schema");
}
