//! What a database holds, table by table, told by names that every database has for it: no row ids, no run, no path,
//! and not whether a statement lies in its row or beside it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// One table as it is told.
#[derive(Debug)]
pub struct Told {
    /// What it is called in findings.
    pub name: &'static str,
    /// What is told of each row beside what names it.
    pub columns: &'static [&'static str],
    /// Gives the name, then the columns; in no order.
    sql: &'static str,
}

impl Told {
    /// Tells every row: its name and its values, in the order of the columns.
    ///
    /// # Errors
    /// When `SQLite` fails or `take` does.
    pub fn each(
        &self,
        conn: &Connection,
        take: &mut dyn FnMut(&str, &[ValueRef<'_>]) -> Result<()>,
    ) -> Result<()> {
        let mut statement = conn.prepare(self.sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let values = (1..=self.columns.len()).map(|i| row.get_ref(i)).collect::<Result<Vec<_>>>()?;
            take(row.get_ref(0)?.as_str()?, &values)?;
        }
        Ok(())
    }
}

/// Names of events, classes, entries and captures. A capture's name orders as captures do.
macro_rules! with_names {
    ($rest:literal) => {
        concat!(
            "WITH ev AS (
               SELECT id, ifnull('event/' || external_id, 'event ' || quote(track_name) || ' ' || quote(title)) AS name FROM event),
             cl AS (
               SELECT c.id, ifnull('class/' || c.external_id, 'class ' || quote(c.name) || ' of ' || ev.name) AS name, ev.name AS event
                 FROM class c JOIN ev ON ev.id = c.event_id),
             en AS (
               SELECT e.id, coalesce(e.external_id, '@' || e.liverc_driver_id) AS who, cl.name AS class
                 FROM entry e JOIN cl ON cl.id = e.class_id),
             ca AS (
               SELECT id, format('%s %010d %s %s', captured_at, member_number, lower(hex(sha256)), context) AS name FROM capture) ",
            $rest
        )
    };
}

/// Every table that follows from captures and decisions, but for laps and what is said in `statement`.
pub const TOLD: &[Told] = &[
    Told {
        name: "event",
        columns: &[
            "title", "track_name", "facility", "city", "region", "country", "time_zone", "start_utc", "end_utc",
            "website", "local_dates", "capture", "item",
        ],
        sql: with_names!(
            "SELECT ev.name, e.title, e.track_name, e.facility, e.city, e.region, e.country, e.time_zone, e.start_utc,
                    e.end_utc, e.website, e.local_dates, ca.name, e.item
               FROM event e JOIN ev ON ev.id = e.id LEFT JOIN ca ON ca.id = e.capture_id"
        ),
    },
    Told {
        name: "class",
        columns: &["event", "name", "description", "code", "capture", "item", "missing_since"],
        sql: with_names!(
            "SELECT cl.name, cl.event, c.name, c.description, c.code, ca.name, c.item, c.missing_since
               FROM class c JOIN cl ON cl.id = c.id LEFT JOIN ca ON ca.id = c.capture_id"
        ),
    },
    Told {
        name: "heat",
        columns: &[
            "class", "label", "round", "attempt", "scheduled_start_utc", "duration_s", "status", "live_stream_url",
            "round_name", "round_id", "race_number", "session_type", "scheduled_local", "completed_local",
            "completed_utc", "assumed_zone", "local_dates", "by_heading", "missing_since", "capture",
        ],
        // A detail or heading kept in the row may be what was said last.
        sql: with_names!(
            "SELECT 'heat/' || h.id, cl.name, h.label, h.round, h.attempt, h.scheduled_start_utc, h.duration_s, h.status,
                    h.live_stream_url, h.round_name, h.round_id, h.race_number, h.session_type, h.scheduled_local,
                    h.completed_local, h.completed_utc, h.assumed_zone, h.local_dates, h.by_heading, h.missing_since,
                    max(ca.name, ifnull(detail.name, ''), ifnull(heading.name, ''))
               FROM heat h LEFT JOIN cl ON cl.id = h.class_id LEFT JOIN ca ON ca.id = h.capture_id
               LEFT JOIN ca AS detail ON detail.id = h.detail_capture_id
               LEFT JOIN ca AS heading ON heading.id = h.heading_capture_id"
        ),
    },
    Told {
        name: "entry",
        columns: &[
            "external_id", "liverc_driver_id", "driver_name", "car_number", "transponder", "vehicle", "sponsor",
            "hometown_city", "hometown_region", "withdrawn", "made", "capture", "item", "missing_since",
        ],
        sql: with_names!(
            "SELECT 'entry ' || en.who || ' of ' || en.class, e.external_id, e.liverc_driver_id, e.driver_name, e.car_number,
                    e.transponder, e.vehicle, e.sponsor, e.hometown_city, e.hometown_region, e.withdrawn, e.made, ca.name,
                    e.item, e.missing_since
               FROM entry e JOIN en ON en.id = e.id LEFT JOIN ca ON ca.id = e.capture_id"
        ),
    },
    Told {
        name: "result",
        columns: &[
            "class", "external_id", "finish_position", "laps_completed", "total_time_ms", "fast_lap_ms", "interval_ms",
            "status", "made", "capture", "item", "missing_since", "grid_position", "qualifying_position",
            "fast_lap_number", "avg_lap_ms", "avg_top5_ms", "avg_top10_ms", "avg_top15_ms", "top2_consecutive_ms",
            "top3_consecutive_ms", "std_dev_ms", "consistency_milli", "behind_ms", "behind_laps",
        ],
        sql: with_names!(
            "SELECT 'result/' || r.heat_id || '/' || en.who, en.class, r.external_id, r.finish_position, r.laps_completed,
                    r.total_time_ms, r.fast_lap_ms, r.interval_ms, r.status, r.made, ca.name, r.item, r.missing_since,
                    p.grid_position, p.qualifying_position, p.fast_lap_number, p.avg_lap_ms, p.avg_top5_ms, p.avg_top10_ms,
                    p.avg_top15_ms, p.top2_consecutive_ms, p.top3_consecutive_ms, p.std_dev_ms, p.consistency_milli,
                    p.behind_ms, p.behind_laps
               FROM result r JOIN en ON en.id = r.entry_id LEFT JOIN ca ON ca.id = r.capture_id
               LEFT JOIN published p ON p.heat_id = r.heat_id AND p.entry_id = r.entry_id"
        ),
    },
    Told {
        name: "lap_sheet",
        columns: &["capture", "counts_from"],
        sql: with_names!(
            "SELECT 'laps/' || l.heat_id, ca.name, l.counts_from FROM lap_sheet l LEFT JOIN ca ON ca.id = l.capture_id"
        ),
    },
    Told {
        name: "lap_entrant",
        columns: &["printed_name"],
        sql: with_names!(
            "SELECT 'laps/' || l.heat_id || ' of ' || en.who, l.printed_name FROM lap_entrant l JOIN en ON en.id = l.entry_id"
        ),
    },
    Told {
        name: "capture",
        columns: &["time_is", "family", "state", "listing_of", "records", "quarantined", "size"],
        sql: with_names!(
            "SELECT ca.name, c.time_is, c.family, c.state, c.listing_of, c.records, c.quarantined, c.size
               FROM capture c JOIN ca ON ca.id = c.id"
        ),
    },
    Told {
        name: "quarantine",
        columns: &["message", "record", "hint", "line", "column", "size", "content", "truncated", "dropped_at"],
        sql: with_names!(
            "SELECT ca.name || ' ' || ifnull(q.pointer || ' ', '') || q.code, q.message, q.record, q.hint, q.line, q.\"column\",
                    q.size, q.content, q.truncated, q.dropped_at
               FROM quarantine q JOIN ca ON ca.id = q.capture_id"
        ),
    },
    Told {
        name: "version",
        columns: &["waits_for"],
        sql: "SELECT record || ' by ' || family || ' ' || body, waits_for FROM version WHERE waits_for IS NOT NULL",
    },
    Told {
        name: "session",
        columns: &["heat_named", "entry_named", "heat_id", "entry"],
        sql: with_names!(
            "SELECT 'session ' || s.id, s.heat_named, s.entry_named, s.heat_id, en.who
               FROM session s LEFT JOIN en ON en.id = s.entry_id"
        ),
    },
];

/// Every statement that is kept beside rows: record, family, values, capture, place in it.
pub const STATEMENTS: Told = Told {
    name: "statement",
    columns: &["values", "item"],
    sql: with_names!(
        "SELECT v.record || ' by ' || v.family || ' in ' || ca.name, v.body, s.item
           FROM statement s JOIN version v ON v.id = s.version_id JOIN ca ON ca.id = s.capture_id"
    ),
};

/// What a capture is called in all of these.
///
/// # Errors
/// When `SQLite` fails or there is no such capture.
pub fn capture_name(conn: &Connection, id: i64) -> Result<String> {
    conn.prepare_cached(
        "SELECT format('%s %010d %s %s', captured_at, member_number, lower(hex(sha256)), context) FROM capture WHERE id = ?1",
    )?
    .query_row([id], |row| row.get(0))
}
