//! A private database that is filled once, asked once and forgotten: what guards a database that is kept for years is
//! left out of it.

use super::error::DbError;
use super::open;
use rusqlite::Connection;

/// Opens one. No page of it is copied before it is changed, so nothing can be undone: where a step fails, the database
/// is of no use any more. What goes in is checked before it gets here; the checks of the schema are left out, the
/// look-up of each row's parents, and the indexes that neither an import nor a check asks.
///
/// # Errors
/// When `SQLite` cannot make one.
pub fn open() -> Result<Connection, DbError> {
    let conn = open::private()?;
    conn.pragma_update(None, "journal_mode", "off")?;
    conn.pragma_update(None, "ignore_check_constraints", true)?;
    conn.execute_batch("DROP INDEX entry_external")?;
    conn.pragma_update(None, "foreign_keys", false)?;
    follow_parents(&conn)?;
    Ok(conn)
}

/// Triggers in place of foreign keys: what becomes of rows whose parent goes or gets another key. They cost where
/// that happens, foreign keys a look-up for every row that comes. All keys of the schema name the columns they mean.
const FOLLOWERS: &str = "
    WITH keys AS (
      SELECT t.name AS child, k.id AS number, k.\"table\" AS parent,
             max(k.on_delete) AS on_delete, max(k.on_update) AS on_update,
             group_concat(k.\"from\" || ' = OLD.' || k.\"to\", ' AND ') AS is_its,
             group_concat(k.\"from\" || ' = NEW.' || k.\"to\", ', ') AS follows,
             group_concat(k.\"from\" || ' = NULL', ', ') AS names_none,
             group_concat(k.\"to\", ', ') AS named
        FROM pragma_table_list t, pragma_foreign_key_list(t.name) k
       WHERE t.schema = 'main' GROUP BY t.name, k.id)
    SELECT 'CREATE TRIGGER gone_' || child || number || ' AFTER DELETE ON ' || parent || ' BEGIN '
           || CASE on_delete WHEN 'CASCADE' THEN 'DELETE FROM ' || child
                             ELSE 'UPDATE ' || child || ' SET ' || names_none END
           || ' WHERE ' || is_its || '; END;'
      FROM keys WHERE on_delete IN ('CASCADE', 'SET NULL')
    UNION ALL
    SELECT 'CREATE TRIGGER changed_' || child || number || ' AFTER UPDATE OF ' || named || ' ON ' || parent
           || ' BEGIN UPDATE ' || child || ' SET ' || follows || ' WHERE ' || is_its || '; END;'
      FROM keys WHERE on_update = 'CASCADE'";

fn follow_parents(conn: &Connection) -> rusqlite::Result<()> {
    let triggers: Vec<String> =
        conn.prepare(FOLLOWERS)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    conn.execute_batch(&triggers.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables with a row each, from the run down to a lap, its heat named 3, its entry 4.
    const ROWS: &str = "
        INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '');
        INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state,
                             records, quarantined, size, path, run_id)
        VALUES (1, zeroblob(32), '', '2024-08-01T00:00:00.000Z', 'stated', 0, 'results', 'taken',
                1, 0, 1, 'a.json', 1);
        INSERT INTO event (id, title, capture_id, has_history) VALUES (1, 'Made Up Cup', 1, 0);
        INSERT INTO class (id, event_id, name, capture_id, has_history) VALUES (2, 1, '2WD', 1, 0);
        INSERT INTO heat (id, class_id, label, capture_id, has_history) VALUES (3, 2, 'A', 1, 0);
        INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, has_history)
        VALUES (4, 2, 9, 'x', 1, 0), (5, 2, 8, 'y', 1, 0);
        INSERT INTO result (heat_id, entry_id, capture_id, item, has_history) VALUES (3, 4, 1, 0, 0);
        INSERT INTO published (heat_id, entry_id, grid_position) VALUES (3, 4, 1);
        INSERT INTO lap_sheet (heat_id, capture_id, has_history) VALUES (3, 1, 0);
        INSERT INTO lap_entrant (heat_id, entry_id) VALUES (3, 4);
        INSERT INTO lap (heat_id, entry_id, lap_number, lap_time_ms) VALUES (3, 4, 1, 20000);
        INSERT INTO session (id, name, kind, timing_provider, heat_named, heat_id, entry_id)
        VALUES ('s', 'S', 'RACE', 'LIVE_RC', 3, 3, 4);
        INSERT INTO version (id, record, family, body) VALUES (1, 'heat/3', 'heats', '{}');
        INSERT INTO statement (version_id, capture_id, item) VALUES (1, 1, 0);";

    /// How many rows each table has, and whom the session and the published numbers name.
    fn state(conn: &Connection) -> Vec<(String, String)> {
        let counts: String = conn
            .query_row(
                "SELECT group_concat('SELECT ' || quote(name) || ', CAST(count(*) AS TEXT) FROM ' || name, ' UNION ALL ')
                   FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let named = "SELECT 'session of', concat_ws('/', heat_id, entry_id) FROM session
                     UNION ALL SELECT 'published of', concat_ws('/', heat_id, entry_id) FROM published";
        let mut state: Vec<(String, String)> = Vec::new();
        for sql in [counts.as_str(), named] {
            let mut statement = conn.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            state.extend(rows.map(Result::unwrap));
        }
        state.sort();
        state
    }

    #[test]
    fn what_follows_a_parent_is_what_foreign_keys_do() {
        let all = [
            "DELETE FROM lap_sheet",
            "DELETE FROM lap_entrant",
            "DELETE FROM result",
            "DELETE FROM entry WHERE id = 4",
            "DELETE FROM heat",
            "DELETE FROM class",
            "DELETE FROM event",
            "DELETE FROM version",
            "UPDATE result SET entry_id = 5",
        ];
        let states = all.map(|sql| {
            let [with_keys, passing] = [open::private(), open()].map(|conn| {
                let conn = conn.unwrap();
                conn.execute_batch(ROWS).unwrap();
                let before = state(&conn);
                conn.execute_batch(sql).unwrap();
                (before, state(&conn))
            });
            assert_ne!(with_keys.0, with_keys.1, "{sql}");
            assert_eq!(with_keys, passing, "{sql}");
            passing.1
        });
        assert!(
            states[0].contains(&("lap".into(), "0".into())),
            "a lap goes with its sheet: {:?}",
            states[0]
        );
    }
}
