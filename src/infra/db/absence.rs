//! Absence: which records a newer complete listing leaves out. A record is missing since the first listing of
//! its scope that is newer than everything said of it and of what lies beneath it.

use super::sql_types::order;
use crate::domain::capture::CaptureOrder;
use crate::domain::record::{Entrant, Family, Kind, RecordKey};
use crate::domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Result, named_params};

/// The families whose complete listings are of one scope; fewer than three are repeated.
pub(super) fn listed_by(family: Family) -> [&'static str; 3] {
    match family {
        Family::Entries => [Family::Entries.as_str(), Family::EntryList.as_str(), Family::EntryList.as_str()],
        Family::RacePage => {
            [Family::RacePage.as_str(), Family::RaceArchive.as_str(), Family::RaceDump.as_str()]
        }
        one => [one.as_str(); 3],
    }
}

/// The newest complete listing of a parent.
///
/// # Errors
/// When `SQLite` fails.
pub fn newest_listing(conn: &Connection, family: Family, parent: i64) -> Result<Option<CaptureOrder>> {
    let [first, second, third] = listed_by(family);
    conn.prepare_cached(
        "SELECT captured_at, member_number, sha256, context FROM capture
          WHERE listing_of = :parent AND family IN (:family, :second, :third) AND state = 'taken'
          ORDER BY captured_at DESC, member_number DESC, sha256 DESC, context DESC LIMIT 1",
    )?
    .query_row(
        named_params! { ":parent": parent, ":family": first, ":second": second, ":third": third },
        |row| order(row, 0),
    )
    .optional()
}

/// The capture time of the first complete listing of a parent that is newer than `horizon`.
///
/// # Errors
/// When `SQLite` fails.
pub fn first_listing_after(
    conn: &Connection,
    family: Family,
    parent: i64,
    horizon: &CaptureOrder,
) -> Result<Option<Instant>> {
    let [first, second, third] = listed_by(family);
    conn.prepare_cached(
        "SELECT captured_at FROM capture
          WHERE listing_of = :parent AND family IN (:family, :second, :third) AND state = 'taken'
            AND (captured_at, member_number, sha256, context) > (:at, :number, :sha256, :context)
          ORDER BY captured_at, member_number, sha256, context LIMIT 1",
    )?
    .query_row(
        named_params! {
            ":parent": parent, ":family": first, ":second": second, ":third": third, ":at": horizon.at, ":number": horizon.member_number,
            ":sha256": horizon.sha256, ":context": horizon.context,
        },
        |row| row.get(0),
    )
    .optional()
}

/// The records shown under a listing's parent whose newest own statement is older than `listing`, or which
/// are marked missing: all that the listing may concern. Those of race pages' driver ids are keyed otherwise.
///
/// # Errors
/// When `SQLite` fails.
pub fn candidates(
    conn: &Connection,
    family: Family,
    parent: i64,
    listing: Option<&CaptureOrder>,
) -> Result<Vec<RecordKey>> {
    let sql = match family {
        Family::Classes => {
            "SELECT 'class/' || x.external_id FROM class x JOIN event p ON p.id = x.event_id JOIN capture c ON c.id = x.capture_id
              WHERE p.external_id = :parent AND x.external_id IS NOT NULL
                AND (x.missing_since IS NOT NULL OR (c.captured_at, c.member_number, c.sha256, c.context) < (:at, :number, :sha256, :context))"
        }
        Family::Heats => {
            "SELECT 'heat/' || x.id FROM heat x JOIN class p ON p.id = x.class_id JOIN capture c ON c.id = x.capture_id
              WHERE p.external_id = :parent
                AND (x.missing_since IS NOT NULL OR (c.captured_at, c.member_number, c.sha256, c.context) < (:at, :number, :sha256, :context))"
        }
        Family::Entries => {
            "SELECT 'entry/' || p.external_id || '/' || x.external_id
               FROM entry x JOIN class p ON p.id = x.class_id JOIN capture c ON c.id = x.capture_id
              WHERE p.external_id = :parent AND x.external_id IS NOT NULL
                AND (x.missing_since IS NOT NULL OR (c.captured_at, c.member_number, c.sha256, c.context) < (:at, :number, :sha256, :context))"
        }
        Family::Results => {
            "SELECT 'result/' || x.heat_id || '/' || e.external_id
               FROM result x JOIN entry e ON e.id = x.entry_id JOIN capture c ON c.id = x.capture_id
              WHERE x.heat_id = :parent AND e.external_id IS NOT NULL
                AND (x.missing_since IS NOT NULL OR (c.captured_at, c.member_number, c.sha256, c.context) < (:at, :number, :sha256, :context))"
        }
        Family::RacePage => {
            "SELECT 'result/' || x.heat_id || '/@' || e.liverc_driver_id
               FROM result x JOIN entry e ON e.id = x.entry_id JOIN capture c ON c.id = x.capture_id
              WHERE x.heat_id = :parent AND e.liverc_driver_id IS NOT NULL
                AND (x.missing_since IS NOT NULL OR (c.captured_at, c.member_number, c.sha256, c.context) < (:at, :number, :sha256, :context))"
        }
        _ => return Ok(Vec::new()),
    };
    conn.prepare_cached(sql)?
        .query_map(
            named_params! {
                ":parent": parent, ":at": listing.map(|l| l.at), ":number": listing.map(|l| l.member_number),
                ":sha256": listing.map(|l| l.sha256), ":context": listing.map(|l| &l.context),
            },
            |row| {
                let text: String = row.get(0)?;
                text.parse().map_err(|_| {
                    rusqlite::Error::InvalidColumnType(0, "record".into(), rusqlite::types::Type::Text)
                })
            },
        )?
        .collect()
}

/// The newest capture that says anything of a record or of what lies beneath it, in any family, refused items
/// with a readable key included.
///
/// # Errors
/// When `SQLite` fails.
pub fn horizon(conn: &Connection, key: RecordKey, twin: Option<RecordKey>) -> Result<Option<CaptureOrder>> {
    let sql = match key.kind() {
        Kind::Event | Kind::Lap => return Ok(None),
        Kind::Class => include_str!("absence_class.sql"),
        Kind::Heat => include_str!("absence_heat.sql"),
        Kind::Entry => include_str!("absence_entry.sql"),
        Kind::Result => include_str!("absence_result.sql"),
    };
    // A record that goes by two ids was stated under either.
    let (driver, key) = match (twin, key) {
        (Some(RecordKey::Entry(_, who) | RecordKey::Result(_, who)), key) => (Some(who), key),
        (_, RecordKey::Entry(_, who) | RecordKey::Result(_, who)) => (Some(who), key),
        _ => (None, key),
    };
    let (id, entrant) = match key {
        RecordKey::Event(id) => (id.get(), None),
        RecordKey::Class(id) => (id.get(), None),
        RecordKey::Heat(id) | RecordKey::Laps(id) => (id.get(), None),
        RecordKey::Entry(class, who) => (class.get(), Some(who)),
        RecordKey::Result(heat, who) => (heat.get(), Some(who)),
    };
    let mut query = conn.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| order(row, 0);
    match entrant {
        None => query.query_row(named_params! { ":id": id }, read).optional(),
        Some(who) => {
            let external = if let Entrant::Entry(id) = who { Some(id.get()) } else { None };
            query
                .query_row(
                    named_params! {
                        ":id": id, ":who": who.to_string(), ":external": external,
                        ":also": driver.map(|d| d.to_string()),
                    },
                    read,
                )
                .optional()
        }
    }
}
