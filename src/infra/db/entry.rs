//! Entries: drivers entered in classes.

use super::row::{Shown, Source, entrant, mismatched, names};
use crate::domain::id::{ClassId, EntryId, LivercDriverId};
use crate::domain::record::{Entrant, EntryFields, Fields, RecordKey};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, named_params, params};

/// An entry as its results need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRef {
    /// Row id.
    pub row: i64,
    /// Whether it is missing upstream.
    pub missing: bool,
    /// LiveRC's id of the entry.
    pub external: Option<EntryId>,
    /// LiveRC's id of the person.
    pub driver: Option<LivercDriverId>,
    /// Whether only laps name it.
    pub made: bool,
}

/// The entry of a class, if it is shown; `class` is a row id.
///
/// # Errors
/// When `SQLite` fails.
pub fn find(conn: &Connection, class: i64, who: Entrant) -> Result<Option<EntryRef>> {
    let (sql, id) = match who {
        Entrant::Entry(id) => (
            "SELECT id, missing_since IS NOT NULL, external_id, liverc_driver_id, made FROM entry WHERE class_id = ?1 AND external_id = ?2",
            id.get(),
        ),
        Entrant::Driver(id) => (
            "SELECT id, missing_since IS NOT NULL, external_id, liverc_driver_id, made FROM entry WHERE class_id = ?1 AND liverc_driver_id = ?2",
            id.get(),
        ),
    };
    conn.prepare_cached(sql)?
        .query_row((class, id), |row| {
            Ok(EntryRef {
                row: row.get(0)?,
                missing: row.get(1)?,
                external: row.get::<_, Option<i64>>(2)?.and_then(EntryId::new),
                driver: row.get::<_, Option<i64>>(3)?.and_then(LivercDriverId::new),
                made: row.get(4)?,
            })
        })
        .optional()
}

/// Whether any entry is known by LiveRC's driver id.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_driver(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE liverc_driver_id IS NOT NULL)")?
        .query_row([], |row| row.get(0))
}

pub(super) fn get(conn: &Connection, class: ClassId, who: Entrant) -> Result<Option<Shown>> {
    let Some(class_row): Option<i64> = conn
        .prepare_cached("SELECT id FROM class WHERE external_id = ?1")?
        .query_row([class.get()], |row| row.get(0))
        .optional()?
    else {
        return Ok(None);
    };
    let Some(found) = find(conn, class_row, who)? else { return Ok(None) };
    conn.prepare_cached(
        "SELECT id, driver_name, car_number, transponder, vehicle, sponsor, hometown_city, hometown_region, withdrawn,
                capture_id, item, has_history, class_id, missing_since, external_id, liverc_driver_id, made FROM entry WHERE id = ?1",
    )?
    .query_row([found.row], |row| {
        let (key, twin) = names(row.get(14)?, row.get(15)?, |who| RecordKey::Entry(class, who))?;
        Ok(Shown {
            key,
            twin,
            row: row.get(0)?,
            fields: Fields::Entry(EntryFields {
                driver_name: row.get(1)?,
                car_number: row.get(2)?,
                transponder: row.get(3)?,
                vehicle: row.get(4)?,
                sponsor: row.get(5)?,
                hometown_city: row.get(6)?,
                hometown_region: row.get(7)?,
                withdrawn: row.get(8)?,
            }),
            source: Source { capture: row.get(9)?, item: row.get(10)?, has_history: row.get(11)? },
            detail: None,
            heading: None,
            parent: row.get(12)?,
            missing_since: row.get(13)?,
            by_heading: false,
            made: row.get(16)?,
        })
    })
    .optional()
}

/// Shows entries; it holds its statement, which runs for every one.
pub struct Inserter<'c> {
    conn: &'c Connection,
    statement: CachedStatement<'c>,
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
        let statement = conn.prepare_cached(
            "INSERT INTO entry (class_id, external_id, liverc_driver_id, driver_name, car_number, transponder, vehicle,
                                sponsor, hometown_city, hometown_region, withdrawn, capture_id, item, has_history)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
                     ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT DO NOTHING",
        )?;
        Ok(Self { conn, statement })
    }

    /// Shows an entry of a class; its row id, or none when one is there already.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn insert(
        &mut self,
        class: i64,
        who: Entrant,
        f: &EntryFields,
        source: Source,
    ) -> Result<Option<i64>> {
        let (external, driver) = match who {
            Entrant::Entry(id) => (Some(id.get()), None),
            Entrant::Driver(id) => (None, Some(id.get())),
        };
        let changed = self.statement.execute(params![
            class,
            external,
            driver,
            f.driver_name,
            f.car_number,
            f.transponder,
            f.vehicle,
            f.sponsor,
            f.hometown_city,
            f.hometown_region,
            f.withdrawn,
            source.capture,
            source.item,
            source.has_history
        ])?;
        Ok((changed == 1).then(|| self.conn.last_insert_rowid()))
    }
}

pub(super) fn update(conn: &Connection, row: i64, f: &EntryFields, source: Source) -> Result<()> {
    conn.prepare_cached(
        "UPDATE entry SET driver_name = :driver_name, car_number = :car_number, transponder = :transponder,
                vehicle = :vehicle, sponsor = :sponsor, hometown_city = :hometown_city, hometown_region = :hometown_region,
                withdrawn = :withdrawn, capture_id = :capture, item = :item, has_history = :has_history, made = 0 WHERE id = :row",
    )?
    .execute(named_params! {
        ":row": row, ":driver_name": f.driver_name, ":car_number": f.car_number, ":transponder": f.transponder,
        ":vehicle": f.vehicle, ":sponsor": f.sponsor, ":hometown_city": f.hometown_city,
        ":hometown_region": f.hometown_region, ":withdrawn": f.withdrawn,
        ":capture": source.capture, ":item": source.item, ":has_history": source.has_history,
    })
    .map(drop)
}

pub(super) fn of_class(conn: &Connection, class: ClassId) -> Result<Vec<RecordKey>> {
    conn.prepare_cached(
        "SELECT external_id, liverc_driver_id FROM entry WHERE class_id = (SELECT id FROM class WHERE external_id = ?1)",
    )?
    .query_map([class.get()], |row| {
        let who = entrant(row.get(0)?, row.get(1)?).ok_or_else(mismatched)?;
        Ok(RecordKey::Entry(class, who))
    })?
    .collect()
}
