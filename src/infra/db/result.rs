//! Results: how one entry did in one heat.

use super::bulk::Bulk;
use super::row::{Shown, Source, entrant, heat_id, mismatched, names};
use super::{entry, heat};
use crate::domain::id::{ClassId, HeatId};
use crate::domain::record::{Entrant, Fields, RecordKey, ResultFields};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, named_params, params};

pub(super) fn get(conn: &Connection, heat: HeatId, who: Entrant) -> Result<Option<Shown>> {
    let Some(found) = heat::find(conn, heat)? else { return Ok(None) };
    // A result stays with the entry row it was shown for until its heat has been settled in its new class.
    let Some(entry) =
        entry_in_heat(conn, heat, who)?.or(entry::find(conn, found.class_row, who)?.map(|e| e.row))
    else {
        return Ok(None);
    };
    conn.prepare_cached(
        "SELECT r.external_id, r.finish_position, r.laps_completed, r.total_time_ms, r.fast_lap_ms, r.interval_ms,
                r.status, r.capture_id, r.item, r.has_history, r.entry_id, r.missing_since,
                p.grid_position, p.qualifying_position, p.fast_lap_number, p.avg_lap_ms, p.avg_top5_ms, p.avg_top10_ms,
                p.avg_top15_ms, p.top2_consecutive_ms, p.top3_consecutive_ms, p.std_dev_ms, p.consistency_milli,
                p.behind_ms, p.behind_laps, e.external_id, e.liverc_driver_id, r.made
           FROM result r JOIN entry e ON e.id = r.entry_id LEFT JOIN published p ON p.heat_id = r.heat_id AND p.entry_id = r.entry_id
          WHERE r.heat_id = ?1 AND r.entry_id = ?2",
    )?
    .query_row((heat.get(), entry), |row| {
        let (key, twin) = names(row.get(25)?, row.get(26)?, |who| RecordKey::Result(heat, who))?;
        Ok(Shown {
            key,
            twin,
            row: 0,
            fields: Fields::Result(ResultFields {
                result_id: row.get(0)?,
                finish_position: row.get(1)?,
                laps_completed: row.get(2)?,
                total_time_ms: row.get(3)?,
                fast_lap_ms: row.get(4)?,
                interval_ms: row.get(5)?,
                status: row.get(6)?,
                grid_position: row.get(12)?,
                qualifying_position: row.get(13)?,
                fast_lap_number: row.get(14)?,
                avg_lap_ms: row.get(15)?,
                avg_top5_ms: row.get(16)?,
                avg_top10_ms: row.get(17)?,
                avg_top15_ms: row.get(18)?,
                top2_consecutive_ms: row.get(19)?,
                top3_consecutive_ms: row.get(20)?,
                std_dev_ms: row.get(21)?,
                consistency_milli: row.get(22)?,
                behind_ms: row.get(23)?,
                behind_laps: row.get(24)?,
                ..ResultFields::default()
            }),
            source: Source { capture: row.get(7)?, item: row.get(8)?, has_history: row.get(9)? },
            detail: None,
            heading: None,
            parent: row.get(10)?,
            missing_since: row.get(11)?,
            by_heading: false,
            made: row.get(27)?,
        })
    })
    .optional()
}

fn entry_in_heat(conn: &Connection, heat: HeatId, who: Entrant) -> Result<Option<i64>> {
    let (sql, id) = match who {
        Entrant::Entry(id) => (
            "SELECT r.entry_id FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.heat_id = ?1 AND e.external_id = ?2",
            id.get(),
        ),
        Entrant::Driver(id) => (
            "SELECT r.entry_id FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.heat_id = ?1 AND e.liverc_driver_id = ?2",
            id.get(),
        ),
    };
    conn.prepare_cached(sql)?.query_row((heat.get(), id), |row| row.get(0)).optional()
}

/// Shows results; it holds its statements, for there are more results than of anything but laps.
pub struct Inserter<'c> {
    one: CachedStatement<'c>,
    many: Bulk<'c>,
}

/// A result to be shown: the entry's row, the values, and the record's place in its capture.
pub type NewResult<'a> = (i64, &'a ResultFields, Option<u32>);

impl std::fmt::Debug for Inserter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inserter")
    }
}

impl<'c> Inserter<'c> {
    /// Prepares.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn new(conn: &'c Connection) -> Result<Self> {
        let one = conn.prepare_cached(
            "INSERT INTO result (heat_id, entry_id, external_id, finish_position, laps_completed, total_time_ms,
                                 fast_lap_ms, interval_ms, status, capture_id, item, has_history)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT DO NOTHING",
        )?;
        let many = Bulk::new(
            conn,
            "INSERT OR FAIL INTO result (heat_id, capture_id, has_history, entry_id, external_id, finish_position,
                                 laps_completed, total_time_ms, fast_lap_ms, interval_ms, status, item) VALUES",
            "(?1, ?2, 0, #, #, #, #, #, #, #, #, #)",
            2,
        );
        Ok(Self { one, many })
    }

    /// Shows a result of an entry's row; false when one is there already.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn insert(&mut self, heat: HeatId, entry: i64, f: &ResultFields, source: Source) -> Result<bool> {
        let changed = self.one.execute(params![
            heat.get(),
            entry,
            f.result_id,
            f.finish_position,
            f.laps_completed,
            f.total_time_ms,
            f.fast_lap_ms,
            f.interval_ms,
            f.status,
            source.capture,
            source.item,
            source.has_history
        ])?;
        Ok(changed == 1)
    }

    /// Shows the results of a heat that has none, each the only statement of its record.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn insert_all(&mut self, heat: HeatId, results: &[NewResult<'_>], capture: i64) -> Result<()> {
        self.many.insert(&[heat.get(), capture], results, |(entry, f, item), row| {
            row.bind(entry)?;
            row.bind(f.result_id)?;
            row.bind(f.finish_position)?;
            row.bind(f.laps_completed)?;
            row.bind(f.total_time_ms)?;
            row.bind(f.fast_lap_ms)?;
            row.bind(f.interval_ms)?;
            row.bind(&f.status)?;
            row.bind(item)
        })
    }
}

/// Whether any result of a heat is shown.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_of(conn: &Connection, heat: HeatId) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM result WHERE heat_id = ?1)")?
        .query_row([heat.get()], |row| row.get(0))
}

pub(super) fn insert(
    conn: &Connection,
    heat: HeatId,
    entry: i64,
    f: &ResultFields,
    source: Source,
) -> Result<Option<i64>> {
    let shown = Inserter::new(conn)?.insert(heat, entry, f, source)?;
    if shown && f.has_published() {
        publish(conn, heat, entry, f)?;
    }
    Ok(shown.then_some(0))
}

/// Keeps the numbers that only race pages publish, or that there are none.
fn publish(conn: &Connection, heat: HeatId, entry: i64, f: &ResultFields) -> Result<()> {
    if !f.has_published() {
        return conn
            .prepare_cached("DELETE FROM published WHERE heat_id = ?1 AND entry_id = ?2")?
            .execute((heat.get(), entry))
            .map(drop);
    }
    conn.prepare_cached(
        "INSERT OR REPLACE INTO published (heat_id, entry_id, grid_position, qualifying_position, fast_lap_number,
                avg_lap_ms, avg_top5_ms, avg_top10_ms, avg_top15_ms, top2_consecutive_ms, top3_consecutive_ms,
                std_dev_ms, consistency_milli, behind_ms, behind_laps)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        heat.get(),
        entry,
        f.grid_position,
        f.qualifying_position,
        f.fast_lap_number,
        f.avg_lap_ms,
        f.avg_top5_ms,
        f.avg_top10_ms,
        f.avg_top15_ms,
        f.top2_consecutive_ms,
        f.top3_consecutive_ms,
        f.std_dev_ms,
        f.consistency_milli,
        f.behind_ms,
        f.behind_laps
    ])
    .map(drop)
}

pub(super) fn update(
    conn: &Connection,
    heat: HeatId,
    before: i64,
    entry: i64,
    f: &ResultFields,
    source: Source,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE result SET entry_id = :entry, external_id = :external, finish_position = :position,
                laps_completed = :laps, total_time_ms = :total, fast_lap_ms = :fast, interval_ms = :interval,
                status = :status, capture_id = :capture, item = :item, has_history = :has_history, made = 0
          WHERE heat_id = :heat AND entry_id = :before",
    )?
    .execute(named_params! {
        ":heat": heat.get(), ":before": before, ":entry": entry, ":external": f.result_id,
        ":position": f.finish_position, ":laps": f.laps_completed, ":total": f.total_time_ms, ":fast": f.fast_lap_ms,
        ":interval": f.interval_ms, ":status": f.status, ":capture": source.capture, ":item": source.item,
        ":has_history": source.has_history,
    })?;
    publish(conn, heat, entry, f)
}

pub(super) fn delete(conn: &Connection, heat: HeatId, entry: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM result WHERE heat_id = ?1 AND entry_id = ?2")?
        .execute((heat.get(), entry))
        .map(drop)
}

pub(super) fn of_heat(conn: &Connection, heat: HeatId) -> Result<Vec<RecordKey>> {
    conn.prepare_cached(
        "SELECT e.external_id, e.liverc_driver_id FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.heat_id = ?1",
    )?
    .query_map([heat.get()], |row| Ok(RecordKey::Result(heat, entrant(row.get(0)?, row.get(1)?).ok_or_else(mismatched)?)))?
    .collect()
}

pub(super) fn of_entry(conn: &Connection, class: ClassId, who: Entrant) -> Result<Vec<RecordKey>> {
    let class_row: Option<i64> = conn
        .prepare_cached("SELECT id FROM class WHERE external_id = ?1")?
        .query_row([class.get()], |row| row.get(0))
        .optional()?;
    let entry = class_row.map(|class| entry::find(conn, class, who)).transpose()?.flatten();
    let Some(entry) = entry else { return Ok(Vec::new()) };
    conn.prepare_cached("SELECT heat_id FROM result WHERE entry_id = ?1")?
        .query_map([entry.row], |row| Ok(RecordKey::Result(heat_id(row.get(0)?)?, who)))?
        .collect()
}
