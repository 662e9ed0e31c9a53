//! What `db check` asks `SQLite`: its own checks, and one query for each of our invariants.

use super::error::DbError;
use rusqlite::Connection;

/// How many offenders of one check are named; the rest is counted.
pub const NAMED: usize = 20;

/// Something that always holds, and the query that finds where it does not.
#[derive(Debug)]
pub struct Invariant {
    /// Kebab-case name.
    pub name: &'static str,
    /// What holds, in a sentence.
    pub holds: &'static str,
    /// Gives one column of text, a row for each place where it does not hold.
    sql: &'static str,
}

/// The offenders of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offenders {
    /// The first [`NAMED`].
    pub named: Vec<String>,
    /// How many there are.
    pub total: usize,
}

/// Every invariant that a query can tell. Keep one line of "what holds" and one query each.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "live-rc-names-a-heat",
        holds: "a session is LIVE_RC exactly when it names a heat, and only then names an entry",
        sql: "SELECT 'session ' || id || ' is ' || timing_provider FROM session
              WHERE (timing_provider = 'LIVE_RC') <> (heat_named IS NOT NULL)
                 OR (entry_named IS NOT NULL AND heat_named IS NULL) ORDER BY id",
    },
    Invariant {
        name: "session-follows-its-heat",
        holds: "a session's heat_id is the heat it names exactly while that heat is there",
        sql: "SELECT 'session ' || s.id || ' names heat ' || ifnull(s.heat_named, '(none)') || ', its key is '
                || ifnull(s.heat_id, 'null')
              FROM session s WHERE s.heat_id IS NOT (SELECT h.id FROM heat h WHERE h.id = s.heat_named)
              ORDER BY s.id",
    },
    Invariant {
        name: "session-follows-its-entry",
        holds: "a session's entry_id is the entry it names exactly while the heat's class has it",
        // While the heat is gone its class is unknown, so any entry of that id will do.
        sql: "SELECT 'session ' || s.id || ' names entry ' || ifnull(s.entry_named, '(none)') || ', its key is '
                || ifnull(s.entry_id, 'null')
              FROM session s LEFT JOIN heat h ON h.id = s.heat_named
              WHERE CASE WHEN h.id IS NULL
                THEN s.entry_id IS NOT NULL AND s.entry_named IS NOT
                  (SELECT e.external_id FROM entry e WHERE e.id = s.entry_id)
                ELSE s.entry_id IS NOT (SELECT e.id FROM entry e
                  WHERE e.class_id = h.class_id AND e.external_id = s.entry_named) END
              ORDER BY s.id",
    },
    Invariant {
        name: "starts-before-it-ends",
        holds: "events and sessions start no later than they end",
        sql: "SELECT 'event ' || ifnull(external_id, '#' || id) FROM event WHERE start_utc > end_utc
              UNION ALL SELECT 'session ' || id FROM session
              WHERE scheduled_start_utc > scheduled_end_utc OR actual_start_utc > actual_end_utc",
    },
    Invariant {
        name: "history-is-kept",
        holds: "a row marked as having history has a version that some capture states",
        sql: "SELECT 'event/' || e.external_id FROM event e WHERE e.has_history = 1 AND e.external_id IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM version v JOIN statement s ON s.version_id = v.id
                 WHERE v.record = 'event/' || e.external_id)
              UNION ALL
              SELECT 'class/' || c.external_id FROM class c WHERE c.has_history = 1 AND c.external_id IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM version v JOIN statement s ON s.version_id = v.id
                 WHERE v.record = 'class/' || c.external_id)
              UNION ALL
              SELECT 'heat/' || h.id FROM heat h WHERE h.has_history = 1 AND NOT EXISTS
                (SELECT 1 FROM version v JOIN statement s ON s.version_id = v.id
                 WHERE v.record = 'heat/' || h.id)
              UNION ALL
              SELECT 'entry/' || c.external_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
              FROM entry e JOIN class c ON c.id = e.class_id
              -- People that pages or laps alone name are stated by results and laps.
              WHERE e.has_history = 1 AND e.made = 0 AND e.external_id IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM version v JOIN statement s ON s.version_id = v.id
                 WHERE v.record IN ('entry/' || c.external_id || '/' || e.external_id,
                                    'entry/' || c.external_id || '/@' || e.liverc_driver_id))
              UNION ALL
              SELECT 'result/' || r.heat_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
              FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.has_history = 1 AND r.made = 0 AND NOT EXISTS
                (SELECT 1 FROM version v JOIN statement s ON s.version_id = v.id
                 WHERE v.record IN ('result/' || r.heat_id || '/' || e.external_id,
                                    'result/' || r.heat_id || '/@' || e.liverc_driver_id))",
    },
    Invariant {
        name: "one-statement-needs-no-history",
        holds: "a row that is its own only statement has no versions beside it",
        // From the versions' side: of what is imported once there are few or none.
        sql: "SELECT DISTINCT v.record FROM version v JOIN event e ON v.record = 'event/' || e.external_id
              WHERE v.record LIKE 'event/%' AND e.has_history = 0
              UNION ALL
              SELECT DISTINCT v.record FROM version v JOIN class c
                ON c.external_id = CAST(substr(v.record, 7) AS INTEGER)
              WHERE v.record LIKE 'class/%' AND c.has_history = 0
              UNION ALL
              SELECT DISTINCT v.record FROM version v JOIN heat h ON h.id = CAST(substr(v.record, 6) AS INTEGER)
              WHERE v.record LIKE 'heat/%' AND h.has_history = 0
              UNION ALL
              SELECT DISTINCT v.record FROM version v
                JOIN class c ON c.external_id = CAST(substr(v.record, 7) AS INTEGER)
                JOIN entry e ON e.class_id = c.id
                  AND v.record = 'entry/' || c.external_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
              WHERE v.record LIKE 'entry/%' AND e.has_history = 0
              UNION ALL
              SELECT DISTINCT v.record FROM version v
                JOIN result r ON r.heat_id = CAST(substr(v.record, 8) AS INTEGER)
                JOIN entry e ON e.id = r.entry_id
                  AND v.record = 'result/' || r.heat_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
              WHERE v.record LIKE 'result/%' AND r.has_history = 0",
    },
    Invariant {
        name: "made-rows-are-no-statements",
        holds: "a row that no record with an id states is not marked as its own statement",
        sql: "SELECT 'event #' || id FROM event WHERE external_id IS NULL AND has_history = 0
              UNION ALL SELECT 'class #' || id FROM class WHERE external_id IS NULL AND has_history = 0",
    },
    Invariant {
        name: "detail-beside-one-listing",
        holds: "a heat detail or heading is kept in the heat's row only while the heat has no history",
        sql: "SELECT 'heat/' || id FROM heat
              WHERE (detail_capture_id IS NOT NULL OR heading_capture_id IS NOT NULL) AND has_history = 1 ORDER BY id",
    },
    Invariant {
        name: "versions-are-stated",
        holds: "a version is stated by at least one capture",
        sql: "SELECT v.record || ' (version ' || v.id || ')' FROM version v
              WHERE NOT EXISTS (SELECT 1 FROM statement s WHERE s.version_id = v.id) ORDER BY v.id",
    },
    Invariant {
        name: "what-waits-lacks-its-parent",
        holds: "a statement waits only while its parent is not there",
        // A heat detail also waits for a parent that is there and contradicts it.
        sql: "SELECT v.record || ' waits for ' || v.waits_for || ', which is there' FROM version v
              WHERE v.waits_for IS NOT NULL AND v.family <> 'heat-detail' AND (
                EXISTS (SELECT 1 FROM event e WHERE v.waits_for LIKE 'event/%'
                          AND e.external_id = CAST(substr(v.waits_for, 7) AS INTEGER))
                OR EXISTS (SELECT 1 FROM class c WHERE v.waits_for LIKE 'class/%'
                          AND c.external_id = CAST(substr(v.waits_for, 7) AS INTEGER))
                OR EXISTS (SELECT 1 FROM heat h WHERE v.waits_for LIKE 'heat/%'
                          AND h.id = CAST(substr(v.waits_for, 6) AS INTEGER))
                OR EXISTS (SELECT 1 FROM class c JOIN entry e ON e.class_id = c.id
                          WHERE v.waits_for LIKE 'entry/%'
                          AND c.external_id = CAST(substr(v.waits_for, 7) AS INTEGER)
                          AND v.waits_for = 'entry/' || c.external_id || '/'
                            || coalesce(e.external_id, '@' || e.liverc_driver_id)))
              ORDER BY v.id",
    },
    Invariant {
        name: "what-waits-is-in-force",
        holds: "a statement waits only while its capture is not dropped",
        sql: "SELECT v.record || ' waits for ' || v.waits_for FROM version v
              WHERE v.waits_for IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM statement s JOIN capture c ON c.id = s.capture_id
                  WHERE s.version_id = v.id AND c.state <> 'dropped') ORDER BY v.id",
    },
    Invariant {
        name: "results-are-of-the-heats-class",
        holds: "a result's entry is one of the heat's class",
        sql: "SELECT 'result of entry ' || coalesce(e.external_id, '@' || e.liverc_driver_id) || ' in heat ' || h.id
              FROM result r JOIN heat h ON h.id = r.heat_id JOIN entry e ON e.id = r.entry_id
              WHERE e.class_id <> h.class_id ORDER BY r.heat_id, r.entry_id",
    },
    Invariant {
        name: "laps-are-of-the-heats-class",
        holds: "whoever has laps in a heat is an entry of its class",
        sql: "SELECT 'laps of entry ' || coalesce(e.external_id, '@' || e.liverc_driver_id) || ' in heat ' || h.id
              FROM lap_entrant l JOIN heat h ON h.id = l.heat_id JOIN entry e ON e.id = l.entry_id
              WHERE e.class_id <> h.class_id ORDER BY l.heat_id, l.entry_id",
    },
    Invariant {
        name: "rows-come-from-taken-captures",
        holds: "every row comes from a capture that was taken",
        // Usually every capture is taken: then the first condition of each branch ends it unread.
        sql: "WITH untaken AS MATERIALIZED (SELECT id FROM capture WHERE state <> 'taken')
              SELECT 'event ' || ifnull(external_id, '#' || id) FROM event
                WHERE EXISTS (SELECT 1 FROM untaken) AND capture_id IN (SELECT id FROM untaken)
              UNION ALL SELECT 'class ' || ifnull(external_id, '#' || id) FROM class
                WHERE EXISTS (SELECT 1 FROM untaken) AND capture_id IN (SELECT id FROM untaken)
              UNION ALL SELECT 'heat ' || id FROM heat
                WHERE EXISTS (SELECT 1 FROM untaken) AND (capture_id IN (SELECT id FROM untaken)
                  OR detail_capture_id IN (SELECT id FROM untaken)
                  OR heading_capture_id IN (SELECT id FROM untaken))
              UNION ALL SELECT 'entry #' || id FROM entry
                WHERE EXISTS (SELECT 1 FROM untaken) AND capture_id IN (SELECT id FROM untaken)
              UNION ALL SELECT 'laps of heat ' || heat_id FROM lap_sheet
                WHERE EXISTS (SELECT 1 FROM untaken) AND capture_id IN (SELECT id FROM untaken)
              UNION ALL SELECT 'result of entry #' || entry_id || ' in heat ' || heat_id FROM result
                WHERE EXISTS (SELECT 1 FROM untaken) AND capture_id IN (SELECT id FROM untaken)",
    },
    Invariant {
        name: "quarantine-is-counted",
        holds: "a capture's quarantine count is what lies in quarantine of it",
        sql: "SELECT 'capture ' || lower(hex(c.sha256)) || ' counts ' || c.quarantined || ', there are '
                || (SELECT count(*) FROM quarantine q WHERE q.capture_id = c.id)
              FROM capture c
              WHERE c.quarantined <> (SELECT count(*) FROM quarantine q WHERE q.capture_id = c.id) ORDER BY c.id",
    },
    Invariant {
        name: "statements-are-counted",
        holds: "a capture's count of records is what is stated by it, in rows or beside them",
        sql: "WITH said (capture, n) AS (
                SELECT capture_id, count(*) FROM statement GROUP BY capture_id
                UNION ALL SELECT capture_id, count(*) FROM event
                  WHERE has_history = 0 AND external_id IS NOT NULL GROUP BY capture_id
                UNION ALL SELECT capture_id, count(*) FROM class
                  WHERE has_history = 0 AND external_id IS NOT NULL GROUP BY capture_id
                UNION ALL SELECT capture_id, count(*) FROM heat WHERE has_history = 0 GROUP BY capture_id
                UNION ALL SELECT detail_capture_id, count(*) FROM heat
                  WHERE detail_capture_id IS NOT NULL GROUP BY detail_capture_id
                UNION ALL SELECT heading_capture_id, count(*) FROM heat
                  WHERE heading_capture_id IS NOT NULL GROUP BY heading_capture_id
                UNION ALL SELECT capture_id, count(*) FROM entry WHERE has_history = 0 GROUP BY capture_id
                UNION ALL SELECT capture_id, count(*) FROM result WHERE has_history = 0 GROUP BY capture_id
                UNION ALL SELECT capture_id, count(*) FROM lap_sheet WHERE has_history = 0 GROUP BY capture_id),
              counted AS (SELECT capture, sum(n) AS n FROM said GROUP BY capture)
              SELECT 'capture ' || lower(hex(c.sha256)) || ' counts ' || c.records || ', there are ' || ifnull(k.n, 0)
              FROM capture c LEFT JOIN counted k ON k.capture = c.id
              WHERE c.records <> ifnull(k.n, 0) ORDER BY c.id",
    },
    Invariant {
        name: "captures-are-taken-or-refused",
        holds: "a capture is of a family when it is taken, and refused for one reason and silent when it is rejected",
        sql: "SELECT 'capture ' || lower(hex(sha256)) || ' is ' || state || ', of ' || ifnull(family, 'no family') || ', with '
                || records || ' stated and ' || quarantined || ' in quarantine'
              FROM capture WHERE (state = 'taken' AND family IS NULL)
                OR (state = 'rejected' AND (family IS NOT NULL OR quarantined <> 1))
                OR (family IS NULL AND (records <> 0 OR listing_of IS NOT NULL)) ORDER BY id",
    },
    Invariant {
        name: "dropped-by-decision",
        holds: "a capture is dropped exactly when a decision says so",
        sql: "WITH decided AS MATERIALIZED (SELECT subject FROM decision WHERE kind = 'drop-capture')
              SELECT 'capture ' || lower(hex(sha256)) || ' is ' || state FROM capture
              WHERE (state = 'dropped' OR EXISTS (SELECT 1 FROM decided))
                AND (state = 'dropped') <> (rtrim(lower(hex(sha256)) || ' ' || member_number || ' '
                  || CASE time_is WHEN 'stated' THEN captured_at ELSE '-' END || ' ' || context) IN (SELECT subject FROM decided))
              ORDER BY id",
    },
    Invariant {
        name: "quarantine-is-whole-or-says-so",
        holds: "what lies in quarantine is as long as it was, or marked as truncated",
        sql: "SELECT 'number ' || id || ' has ' || length(content) || ' of ' || size || ' bytes' FROM quarantine
              WHERE truncated <> (length(content) < size) OR length(content) > size ORDER BY id",
    },
    Invariant {
        name: "files-are-captures",
        holds: "a file that was taken whole is captures, archived ones where it says so, and assumed a time no earlier than one of theirs",
        // Nothing says which captures a file had: they are known by their own bytes, wherever they are met.
        sql: "WITH there (captures, archived, assumed_at) AS MATERIALIZED (
                SELECT (SELECT count(*) FROM capture), (SELECT count(*) FROM archived),
                       (SELECT min(captured_at) FROM capture WHERE time_is = 'assumed'))
              SELECT 'file ' || lower(hex(f.sha256)) || ' of ' || f.captures || ', there are ' || t.captures
                || ', archived ' || t.archived
              FROM container f, there t
              WHERE f.captures < 0 OR (f.captures > 0 AND t.captures = 0)
                 OR (f.captures > 0 AND f.archived = 1 AND t.archived = 0)
                 OR (f.assumed_at <> '' AND ifnull(t.assumed_at > f.assumed_at, 1))
              ORDER BY f.sha256, f.context, f.stated_at",
    },
    Invariant {
        name: "archived-payloads-are-their-captures",
        holds: "an archived payload is kept for a capture of its SHA-256 and size, or an envelope for one that it was refused for",
        sql: "SELECT 'payload ' || lower(hex(p.sha256)) || ' is kept for capture ' || ifnull(lower(hex(c.sha256)), '(none)')
              FROM payload p LEFT JOIN archived a ON a.payload_id = p.id LEFT JOIN capture c ON c.id = a.capture_id
              WHERE c.id IS NULL OR (c.sha256 = p.sha256 AND c.size <> p.size)
                 OR (c.sha256 <> p.sha256 AND (c.family IS NOT NULL OR NOT EXISTS (SELECT 1 FROM quarantine q
                      WHERE q.capture_id = c.id AND q.code IN ('bad-envelope', 'envelope-digest', 'envelope-status'))))
              ORDER BY p.id",
    },
];

impl Invariant {
    /// Where it does not hold.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn offenders(&self, conn: &Connection) -> Result<Offenders, DbError> {
        gather(conn, self.sql, |row| row.get(0))
    }
}

/// What `SQLite`'s own integrity check finds.
///
/// # Errors
/// When the database cannot be read at all.
pub fn integrity(conn: &Connection) -> Result<Offenders, DbError> {
    let mut found = gather(conn, "PRAGMA integrity_check(1000)", |row| row.get::<_, String>(0))?;
    if found.named == ["ok"] {
        found = Offenders { named: Vec::new(), total: 0 };
    }
    Ok(found)
}

fn gather(
    conn: &Connection,
    sql: &str,
    read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<String>,
) -> Result<Offenders, DbError> {
    let mut found = Offenders { named: Vec::new(), total: 0 };
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if found.named.len() < NAMED {
            found.named.push(read(row)?);
        }
        found.total += 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    /// Breaks a sound meeting with some SQL (constraints off) and names the checks that notice.
    fn noticed(breakage: &str) -> Vec<&'static str> {
        let conn = open::private().unwrap();
        meeting(&conn);
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.pragma_update(None, "ignore_check_constraints", true).unwrap();
        conn.execute_batch(breakage).unwrap();
        INVARIANTS.iter().filter(|i| i.offenders(&conn).unwrap().total > 0).map(|i| i.name).collect()
    }

    const SESSION: &str =
        "INSERT INTO session (id, name, kind, timing_provider, heat_named, entry_named, heat_id,
        entry_id) VALUES ";
    const VERSION: &str = "INSERT INTO version (id, record, family, body, waits_for) VALUES ";

    #[test]
    fn a_sound_meeting_passes() {
        assert_eq!(noticed(""), [""; 0]);
        assert_eq!(noticed(&format!("{SESSION} ('a', 'n', 'RACE', 'LIVE_RC', 100, 501, 100, 11)")), [""; 0]);
        assert_eq!(
            noticed(&format!("{SESSION} ('a', 'n', 'RACE', 'LIVE_RC', 9, 501, NULL, NULL)")),
            [""; 0],
            "the heat is gone: a finding of reconcile, no damage"
        );
    }

    #[test]
    fn each_check_notices_its_breakage() {
        let cases = [
            (
                format!("{SESSION} ('a', 'n', 'RACE', 'LIVE_RC', NULL, NULL, NULL, NULL)"),
                "live-rc-names-a-heat",
            ),
            (
                format!("{SESSION} ('a', 'n', 'RACE', 'LIVE_RC', 100, NULL, NULL, NULL)"),
                "session-follows-its-heat",
            ),
            (
                format!("{SESSION} ('a', 'n', 'RACE', 'LIVE_RC', 100, 501, 100, 13)"),
                "session-follows-its-entry",
            ),
            ("UPDATE event SET start_utc = 'b', end_utc = 'a'".into(), "starts-before-it-ends"),
            ("UPDATE heat SET has_history = 1 WHERE id = 100; UPDATE capture SET records = 8".into(), "history-is-kept"),
            ("UPDATE entry SET has_history = 1 WHERE id = 11; UPDATE capture SET records = 8".into(), "history-is-kept"),
            (
                format!(
                    "{VERSION} (1, 'entry/7/501', 'entries', '{{}}', NULL); INSERT INTO statement VALUES (1, 1, 0); UPDATE capture SET records = 10"
                ),
                "one-statement-needs-no-history",
            ),
            (
                format!(
                    "{VERSION} (1, 'heat/9', 'heats', '{{}}', 'class/7'); INSERT INTO statement VALUES (1, 1, 0); UPDATE capture SET records = 10"
                ),
                "what-waits-lacks-its-parent",
            ),
            (
                format!(
                    "{VERSION} (1, 'result/100/9', 'results', '{{}}', 'entry/7/501'); INSERT INTO statement VALUES (1, 1, 0); UPDATE capture SET records = 10"
                ),
                "what-waits-lacks-its-parent",
            ),
            (
                "INSERT INTO event (title, capture_id, has_history) VALUES ('Club Race', 1, 0)".into(),
                "made-rows-are-no-statements",
            ),
            (format!("{VERSION} (1, 'heat/9', 'heats', '{{}}', NULL)"), "versions-are-stated"),
            (
                "INSERT INTO result (heat_id, entry_id, capture_id, has_history) VALUES (100, 13, 1, 0); UPDATE capture SET records = 10"
                    .into(),
                "results-are-of-the-heats-class",
            ),
            ("UPDATE capture SET quarantined = 1".into(), "quarantine-is-counted"),
            ("UPDATE capture SET records = 8".into(), "statements-are-counted"),
            ("DELETE FROM heat WHERE id = 101".into(), "statements-are-counted"),
            (
                "INSERT INTO capture (sha256, context, captured_at, time_is, member_number, family, state, records,
                                      quarantined, size, path, run_id)
                 VALUES (zeroblob(32), 'b', '2024-08-10T00:00:00.000Z', 'stated', 0, NULL, 'taken', 0, 0, 2, 'b', 1)"
                    .into(),
                "captures-are-taken-or-refused",
            ),
            (
                "INSERT INTO decision (kind, subject, made_at)
                 SELECT 'drop-capture', lower(hex(sha256)) || ' 0 ' || captured_at, '' FROM capture;
                 UPDATE capture SET state = 'dropped'"
                    .into(),
                "rows-come-from-taken-captures",
            ),
            (
                "INSERT INTO quarantine (capture_id, code, message, size, content, truncated)
                 VALUES (1, 'a', 'b', 3, x'61626364', 0); UPDATE capture SET quarantined = 1"
                    .into(),
                "quarantine-is-whole-or-says-so",
            ),
            ("INSERT INTO container VALUES (zeroblob(32), '', '', '', 1, 1)".into(), "files-are-captures"),
            (
                "INSERT INTO container VALUES (zeroblob(32), '', '', '2024-08-10T00:00:00.000Z', 1, 0)".into(),
                "files-are-captures",
            ),
            (
                "INSERT INTO payload (sha256, size, body) VALUES (zeroblob(32), 2, x'')".into(),
                "archived-payloads-are-their-captures",
            ),
            (
                "INSERT INTO decision (kind, subject, made_at)
                 SELECT 'drop-capture', lower(hex(sha256)) || ' 0 ' || captured_at, '' FROM capture"
                    .into(),
                "dropped-by-decision",
            ),
        ];
        for (breakage, check) in cases {
            assert_eq!(noticed(&breakage), [check], "{breakage}");
        }
        assert_eq!(
            noticed(&format!(
                "UPDATE heat SET has_history = 1, detail_capture_id = 1 WHERE id = 100;
                 {VERSION} (1, 'heat/100', 'heats', '{{}}', NULL); INSERT INTO statement VALUES (1, 1, 0); UPDATE capture SET records = 10"
            )),
            ["detail-beside-one-listing"]
        );
    }
}
