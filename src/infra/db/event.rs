//! Events: meetings at a track.

use super::row::{Shown, Source};
use crate::domain::id::EventId;
use crate::domain::record::{EventFields, Fields, RecordKey};
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// The row id of an event, if it is shown.
///
/// # Errors
/// When `SQLite` fails.
pub fn row_of(conn: &Connection, id: EventId) -> Result<Option<i64>> {
    conn.prepare_cached("SELECT id FROM event WHERE external_id = ?1")?
        .query_row([id.get()], |row| row.get(0))
        .optional()
}

pub(super) fn get(conn: &Connection, id: EventId) -> Result<Option<Shown>> {
    conn.prepare_cached(
        "SELECT id, title, track_name, facility, city, region, country, time_zone, start_utc, end_utc, website,
                local_dates, capture_id, item, has_history
           FROM event WHERE external_id = ?1",
    )?
    .query_row([id.get()], |row| {
        Ok(Shown {
            key: RecordKey::Event(id),
            twin: None,
            row: row.get(0)?,
            fields: Fields::Event(EventFields {
                title: row.get(1)?,
                track_name: row.get(2)?,
                facility: row.get(3)?,
                city: row.get(4)?,
                region: row.get(5)?,
                country: row.get(6)?,
                time_zone: row.get(7)?,
                start_utc: row.get(8)?,
                end_utc: row.get(9)?,
                website: row.get(10)?,
                local_dates: row.get(11)?,
            }),
            source: Source { capture: row.get(12)?, item: row.get(13)?, has_history: row.get(14)? },
            detail: None,
            heading: None,
            parent: 0,
            missing_since: None,
            by_heading: false,
            made: false,
        })
    })
    .optional()
}

pub(super) fn insert(conn: &Connection, id: EventId, f: &EventFields, source: Source) -> Result<Option<i64>> {
    let changed = conn
        .prepare_cached(
            "INSERT INTO event (external_id, title, track_name, facility, city, region, country, time_zone, start_utc,
                                end_utc, website, local_dates, capture_id, item, has_history)
             VALUES (:id, :title, :track_name, :facility, :city, :region, :country, :time_zone, :start_utc,
                     :end_utc, :website, :local_dates, :capture, :item, :has_history)
             ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! {
            ":id": id.get(), ":title": f.title, ":track_name": f.track_name, ":facility": f.facility, ":city": f.city,
            ":region": f.region, ":country": f.country, ":time_zone": f.time_zone, ":start_utc": f.start_utc,
            ":end_utc": f.end_utc, ":website": f.website, ":local_dates": f.local_dates, ":capture": source.capture, ":item": source.item,
            ":has_history": source.has_history,
        })?;
    Ok((changed == 1).then(|| conn.last_insert_rowid()))
}

pub(super) fn update(conn: &Connection, row: i64, f: &EventFields, source: Source) -> Result<()> {
    conn.prepare_cached(
        "UPDATE event SET title = :title, track_name = :track_name, facility = :facility, city = :city,
                region = :region, country = :country, time_zone = :time_zone, start_utc = :start_utc,
                end_utc = :end_utc, website = :website, local_dates = :local_dates, capture_id = :capture, item = :item, has_history = :has_history
          WHERE id = :row",
    )?
    .execute(named_params! {
        ":row": row, ":title": f.title, ":track_name": f.track_name, ":facility": f.facility, ":city": f.city,
        ":region": f.region, ":country": f.country, ":time_zone": f.time_zone, ":start_utc": f.start_utc,
        ":end_utc": f.end_utc, ":website": f.website, ":local_dates": f.local_dates, ":capture": source.capture, ":item": source.item,
        ":has_history": source.has_history,
    })
    .map(drop)
}
