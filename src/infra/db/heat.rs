//! Heats: single races on track.

use super::row::{Shown, Source, heat_id};
use crate::domain::id::{ClassId, HeatId};
use crate::domain::record::{Fields, HeatFields, RecordKey};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, named_params, params};

/// A heat as its results and details need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatRef {
    /// Row id of its class.
    pub class_row: i64,
    /// LiveRC's id of its class.
    pub class_id: Option<i64>,
    /// LiveRC's id of its event.
    pub event_id: Option<i64>,
    /// Whether it or its class is missing upstream.
    pub missing: bool,
}

/// The heat of this id, if it is shown.
///
/// # Errors
/// When `SQLite` fails.
pub fn find(conn: &Connection, id: HeatId) -> Result<Option<HeatRef>> {
    conn.prepare_cached(
        "SELECT h.class_id, c.external_id, e.external_id, h.missing_since IS NOT NULL OR c.missing_since IS NOT NULL
           FROM heat h JOIN class c ON c.id = h.class_id JOIN event e ON e.id = c.event_id WHERE h.id = ?1",
    )?
    .query_row([id.get()], |row| {
        Ok(HeatRef { class_row: row.get(0)?, class_id: row.get(1)?, event_id: row.get(2)?, missing: row.get(3)? })
    })
    .optional()
}

/// Shows heats and their first details; it holds its statements, which run for every heat.
pub struct Inserter<'c> {
    conn: &'c Connection,
    heat: CachedStatement<'c>,
    detail: CachedStatement<'c>,
}

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
        let heat = conn.prepare_cached(
            "INSERT INTO heat (id, class_id, label, round, attempt, scheduled_start_utc, duration_s, status,
                               live_stream_url, capture_id, item, has_history, by_heading)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT DO NOTHING",
        )?;
        let detail = conn.prepare_cached(
            "UPDATE heat SET live_stream_url = ?1, detail_capture_id = ?2
              WHERE id = ?3 AND class_id = ?4 AND has_history = 0 AND detail_capture_id IS NULL",
        )?;
        Ok(Self { conn, heat, detail })
    }

    /// Shows a heat of a class, which only a heading may place there; its row id, or none when it is there already.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn insert(
        &mut self,
        id: HeatId,
        class: i64,
        by_heading: bool,
        f: &HeatFields,
        source: Source,
    ) -> Result<Option<i64>> {
        let changed = self.heat.execute(params![
            id.get(),
            class,
            f.label,
            f.round,
            f.attempt,
            f.scheduled_start_utc,
            f.duration_s,
            f.status,
            f.live_stream_url,
            source.capture,
            source.item,
            source.has_history,
            by_heading
        ])?;
        if changed == 1 && f.says_more_than_a_listing() {
            set_more(self.conn, id, f)?;
        }
        Ok((changed == 1).then(|| id.get()))
    }

    /// Puts a first heat detail into the row of a heat that has one listing statement; false where that cannot be.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn add_detail(
        &mut self,
        id: HeatId,
        class_row: i64,
        url: Option<&str>,
        capture: i64,
    ) -> Result<bool> {
        Ok(self.detail.execute(params![url, capture, id.get(), class_row])? == 1)
    }
}

/// Puts a race result's first heading into the row of a heat that has one listing statement with which it agrees;
/// false where that cannot be.
///
/// # Errors
/// When `SQLite` fails.
pub fn add_heading(
    conn: &Connection,
    id: HeatId,
    class_row: i64,
    f: &HeatFields,
    capture: i64,
) -> Result<bool> {
    let changed = conn
        .prepare_cached(
            "UPDATE heat SET round_id = ?1, round_name = ?2, session_type = ?3, heading_capture_id = ?4
              WHERE id = ?5 AND class_id = ?6 AND has_history = 0 AND heading_capture_id IS NULL
                AND label IS ?7 AND scheduled_start_utc IS ?8",
        )?
        .execute(params![
            f.round_id,
            f.round_name,
            f.session_type,
            capture,
            id.get(),
            class_row,
            f.label,
            f.scheduled_start_utc
        ])?;
    Ok(changed == 1)
}

pub(super) fn get(conn: &Connection, id: HeatId) -> Result<Option<Shown>> {
    conn.prepare_cached(
        "SELECT h.id, c.external_id, h.label, h.round, h.attempt, h.scheduled_start_utc, h.duration_s, h.status,
                h.live_stream_url, h.capture_id, h.item, h.has_history, h.detail_capture_id, h.class_id, h.missing_since,
                h.round_name, h.round_id, h.race_number, h.session_type, h.scheduled_local, h.completed_local,
                h.completed_utc, h.assumed_zone, h.local_dates, h.by_heading, h.heading_capture_id
           FROM heat h JOIN class c ON c.id = h.class_id WHERE h.id = ?1",
    )?
    .query_row([id.get()], |row| {
        Ok(Shown {
            key: RecordKey::Heat(id),
            twin: None,
            row: row.get(0)?,
            fields: Fields::Heat(HeatFields {
                class_id: row.get(1)?,
                label: row.get(2)?,
                round: row.get(3)?,
                attempt: row.get(4)?,
                scheduled_start_utc: row.get(5)?,
                duration_s: row.get(6)?,
                status: row.get(7)?,
                live_stream_url: row.get(8)?,
                round_name: row.get(15)?,
                round_id: row.get(16)?,
                race_number: row.get(17)?,
                session_type: row.get(18)?,
                scheduled_local: row.get(19)?,
                completed_local: row.get(20)?,
                completed_utc: row.get(21)?,
                assumed_zone: row.get(22)?,
                local_dates: row.get(23)?,
                ..HeatFields::default()
            }),
            source: Source { capture: row.get(9)?, item: row.get(10)?, has_history: row.get(11)? },
            detail: row.get(12)?,
            parent: row.get(13)?,
            missing_since: row.get(14)?,
            by_heading: row.get(24)?,
            heading: row.get(25)?,
            made: false,
        })
    })
    .optional()
}

/// What the results site and the race pages say of a heat beside what a listing does.
fn set_more(conn: &Connection, id: HeatId, f: &HeatFields) -> Result<()> {
    conn.prepare_cached(
        "UPDATE heat SET round_name = :round_name, round_id = :round_id, race_number = :race_number,
                session_type = :session_type, scheduled_local = :scheduled_local, completed_local = :completed_local,
                completed_utc = :completed_utc, assumed_zone = :assumed_zone, local_dates = :local_dates WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.get(), ":round_name": f.round_name, ":round_id": f.round_id, ":race_number": f.race_number,
        ":session_type": f.session_type, ":scheduled_local": f.scheduled_local,
        ":completed_local": f.completed_local, ":completed_utc": f.completed_utc, ":assumed_zone": f.assumed_zone,
        ":local_dates": f.local_dates,
    })
    .map(drop)
}

pub(super) fn update(
    conn: &Connection,
    id: HeatId,
    class: i64,
    by_heading: bool,
    f: &HeatFields,
    source: Source,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE heat SET class_id = :class, label = :label, round = :round, attempt = :attempt,
                scheduled_start_utc = :start, duration_s = :duration, status = :status, live_stream_url = :url,
                capture_id = :capture, item = :item, has_history = :has_history, by_heading = :by_heading WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.get(), ":class": class, ":label": f.label, ":round": f.round, ":attempt": f.attempt,
        ":start": f.scheduled_start_utc, ":duration": f.duration_s, ":status": f.status, ":url": f.live_stream_url,
        ":capture": source.capture, ":item": source.item, ":has_history": source.has_history,
        ":by_heading": by_heading,
    })?;
    set_more(conn, id, f)
}

pub(super) fn of_class(conn: &Connection, id: ClassId) -> Result<Vec<RecordKey>> {
    conn.prepare_cached("SELECT id FROM heat WHERE class_id = (SELECT id FROM class WHERE external_id = ?1)")?
        .query_map([id.get()], |row| heat_id(row.get(0)?).map(RecordKey::Heat))?
        .collect()
}
