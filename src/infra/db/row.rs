//! A row of any of the five tables, by the record it shows.

use super::{class, entry, event, heat, lap, result};
use crate::domain::id::{ClassId, HeatId};
use crate::domain::record::{Entrant, Family, Fields, RecordKey};
use crate::domain::time::Instant;
use rusqlite::{Connection, Result};

/// Where a row's values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The capture of the newest statement.
    pub capture: i64,
    /// The record's place in it.
    pub item: Option<u32>,
    /// Whether the statements lie in `version` and `statement`; else the row is the only one.
    pub has_history: bool,
}

/// A record as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it is called: of a result or entry that goes by two ids, by the entry's.
    pub key: RecordKey,
    /// What else it is called: by LiveRC's driver id.
    pub twin: Option<RecordKey>,
    /// Row id; a result has none of its own.
    pub row: i64,
    /// The values; parents by LiveRC's id.
    pub fields: Fields,
    /// Where they come from.
    pub source: Source,
    /// A heat's detail kept in the row beside the listing.
    pub detail: Option<i64>,
    /// A race result's heading kept in a heat's row beside the listing.
    pub heading: Option<i64>,
    /// The row ids of the parents: event of a class, class of a heat or entry, entry of a result.
    pub parent: i64,
    /// Missing upstream since then.
    pub missing_since: Option<Instant>,
    /// Whether a heat is of its class only because a heading says so.
    pub by_heading: bool,
    /// Whether no record states it: laps name it.
    pub made: bool,
}

/// The row ids that a record's row refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parents {
    /// An event has none.
    None,
    /// Of a class.
    Event(i64),
    /// Of a heat or an entry.
    Class(i64),
    /// Of a heat that no record with an id places: of the class that a heading names.
    Heading(i64),
    /// Of a result.
    Entry(i64),
}

impl Parents {
    /// Whether a row that refers to the parent `row` must be changed for this.
    #[must_use]
    pub fn is_other_than(self, row: i64) -> bool {
        match self {
            Self::None => false,
            Self::Event(now) | Self::Class(now) | Self::Heading(now) | Self::Entry(now) => now != row,
        }
    }
}

/// The row of a record, if it is shown.
///
/// # Errors
/// When `SQLite` fails.
pub fn get(conn: &Connection, key: RecordKey) -> Result<Option<Shown>> {
    match key {
        RecordKey::Event(id) => event::get(conn, id),
        RecordKey::Class(id) => class::get(conn, id),
        RecordKey::Heat(id) => heat::get(conn, id),
        RecordKey::Entry(class, entrant) => entry::get(conn, class, entrant),
        RecordKey::Result(heat, entrant) => result::get(conn, heat, entrant),
        RecordKey::Laps(heat) => lap::get(conn, heat),
    }
}

/// Shows a record that is not shown yet; its row id, or none when a row is there already.
///
/// # Errors
/// When `SQLite` fails.
pub fn insert(
    conn: &Connection,
    key: RecordKey,
    parents: Parents,
    fields: &Fields,
    source: Source,
) -> Result<Option<i64>> {
    match (key, fields, parents) {
        (RecordKey::Event(id), Fields::Event(f), Parents::None) => event::insert(conn, id, f, source),
        (RecordKey::Class(id), Fields::Class(f), Parents::Event(event)) => {
            class::insert(conn, id, event, f, source)
        }
        (RecordKey::Heat(id), Fields::Heat(f), Parents::Class(class)) => {
            heat::Inserter::new(conn)?.insert(id, class, false, f, source)
        }
        (RecordKey::Heat(id), Fields::Heat(f), Parents::Heading(class)) => {
            heat::Inserter::new(conn)?.insert(id, class, true, f, source)
        }
        (RecordKey::Entry(_, entrant), Fields::Entry(f), Parents::Class(class)) => {
            entry::Inserter::new(conn)?.insert(class, entrant, f, source)
        }
        (RecordKey::Result(heat, _), Fields::Result(f), Parents::Entry(entry)) => {
            result::insert(conn, heat, entry, f, source)
        }
        (RecordKey::Laps(heat), Fields::Laps(sheet), Parents::None) => lap::insert(conn, heat, sheet, source),
        _ => Err(mismatched()),
    }
}

/// Changes a shown record.
///
/// # Errors
/// When `SQLite` fails.
pub fn update(
    conn: &Connection,
    key: RecordKey,
    shown: &Shown,
    parents: Parents,
    fields: &Fields,
    source: Source,
) -> Result<()> {
    match (key, fields, parents) {
        (RecordKey::Event(_), Fields::Event(f), Parents::None) => event::update(conn, shown.row, f, source),
        (RecordKey::Class(_), Fields::Class(f), Parents::Event(event)) => {
            class::update(conn, shown.row, event, f, source)
        }
        (RecordKey::Heat(id), Fields::Heat(f), Parents::Class(class)) => {
            heat::update(conn, id, class, false, f, source)
        }
        (RecordKey::Heat(id), Fields::Heat(f), Parents::Heading(class)) => {
            heat::update(conn, id, class, true, f, source)
        }
        (RecordKey::Entry(..), Fields::Entry(f), Parents::Class(_)) => {
            entry::update(conn, shown.row, f, source)
        }
        (RecordKey::Result(heat, _), Fields::Result(f), Parents::Entry(entry)) => {
            result::update(conn, heat, shown.parent, entry, f, source)
        }
        (RecordKey::Laps(heat), Fields::Laps(sheet), Parents::None) => lap::update(conn, heat, sheet, source),
        _ => Err(mismatched()),
    }
}

/// Shows a record no longer. What lies beneath goes with it, so its statements must be kept elsewhere first.
///
/// # Errors
/// When `SQLite` fails.
pub fn delete(conn: &Connection, key: RecordKey, shown: &Shown) -> Result<()> {
    let sql = match key {
        RecordKey::Event(_) => "DELETE FROM event WHERE id = ?1",
        RecordKey::Class(_) => "DELETE FROM class WHERE id = ?1",
        RecordKey::Heat(_) => "DELETE FROM heat WHERE id = ?1",
        RecordKey::Entry(..) => "DELETE FROM entry WHERE id = ?1",
        RecordKey::Result(heat, _) => return result::delete(conn, heat, shown.parent),
        RecordKey::Laps(heat) => return lap::delete(conn, heat),
    };
    conn.prepare_cached(sql)?.execute([shown.row]).map(drop)
}

/// Says since when a record is missing upstream.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_missing(conn: &Connection, key: RecordKey, shown: &Shown, since: Option<Instant>) -> Result<()> {
    let sql = match key {
        RecordKey::Event(_) | RecordKey::Laps(_) => return Ok(()),
        RecordKey::Class(_) => "UPDATE class SET missing_since = ?2 WHERE id = ?1",
        RecordKey::Heat(_) => "UPDATE heat SET missing_since = ?2 WHERE id = ?1",
        RecordKey::Entry(..) => "UPDATE entry SET missing_since = ?2 WHERE id = ?1",
        RecordKey::Result(heat, _) => {
            return conn
                .prepare_cached("UPDATE result SET missing_since = ?3 WHERE heat_id = ?1 AND entry_id = ?2")?
                .execute((heat.get(), shown.parent, since))
                .map(drop);
        }
    };
    conn.prepare_cached(sql)?.execute((shown.row, since)).map(drop)
}

/// Says that the record's statements now lie in `version` and `statement`.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_has_history(conn: &Connection, key: RecordKey, shown: &Shown) -> Result<()> {
    let sql = match key {
        RecordKey::Event(_) => "UPDATE event SET has_history = 1 WHERE id = ?1",
        RecordKey::Class(_) => "UPDATE class SET has_history = 1 WHERE id = ?1",
        RecordKey::Heat(_) => {
            "UPDATE heat SET has_history = 1, detail_capture_id = NULL, heading_capture_id = NULL WHERE id = ?1"
        }
        RecordKey::Entry(..) => "UPDATE entry SET has_history = 1 WHERE id = ?1",
        RecordKey::Laps(_) => "UPDATE lap_sheet SET has_history = 1 WHERE heat_id = ?1",
        RecordKey::Result(heat, _) => {
            return conn
                .prepare_cached("UPDATE result SET has_history = 1 WHERE heat_id = ?1 AND entry_id = ?2")?
                .execute((heat.get(), shown.parent))
                .map(drop);
        }
    };
    conn.prepare_cached(sql)?.execute([shown.row]).map(drop)
}

/// The records shown directly beneath one: classes of an event, heats and entries of a class, results of a
/// heat or of an entry.
///
/// # Errors
/// When `SQLite` fails.
pub fn children(conn: &Connection, key: RecordKey) -> Result<Vec<RecordKey>> {
    match key {
        RecordKey::Event(id) => class::of_event(conn, id),
        RecordKey::Class(id) => {
            let mut all = heat::of_class(conn, id)?;
            all.extend(entry::of_class(conn, id)?);
            Ok(all)
        }
        RecordKey::Heat(id) => {
            let mut all = result::of_heat(conn, id)?;
            all.extend(lap::of_heat(conn, id)?);
            Ok(all)
        }
        RecordKey::Entry(class, entrant) => {
            let mut all = result::of_entry(conn, class, entrant)?;
            all.extend(lap::of_entry(conn, class, entrant)?);
            Ok(all)
        }
        RecordKey::Result(..) | RecordKey::Laps(_) => Ok(Vec::new()),
    }
}

/// How many records are shown under a listing's parent.
///
/// # Errors
/// When `SQLite` fails.
pub fn count_under(conn: &Connection, family: Family, parent: i64) -> Result<usize> {
    let sql = match family {
        Family::Classes => {
            "SELECT count(*) FROM class WHERE event_id = (SELECT id FROM event WHERE external_id = ?1)"
        }
        Family::Heats => {
            "SELECT count(*) FROM heat WHERE class_id = (SELECT id FROM class WHERE external_id = ?1)"
        }
        Family::Entries | Family::EntryList => {
            "SELECT count(*) FROM entry WHERE class_id = (SELECT id FROM class WHERE external_id = ?1)"
        }
        Family::Results | Family::RacePage | Family::RaceArchive | Family::RaceDump => {
            "SELECT count(*) FROM result WHERE heat_id = ?1"
        }
        Family::Event | Family::HeatDetail | Family::RaceResult => return Ok(0),
    };
    let count: i64 = conn.prepare_cached(sql)?.query_row([parent], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// An entrant from the two id columns of an entry.
pub(crate) fn entrant(external: Option<i64>, driver: Option<i64>) -> Option<Entrant> {
    use crate::domain::id::{EntryId, LivercDriverId};
    external
        .and_then(EntryId::new)
        .map(Entrant::Entry)
        .or_else(|| driver.and_then(LivercDriverId::new).map(Entrant::Driver))
}

/// What a row is called by the two id columns of its entry, and what else.
pub(crate) fn names(
    external: Option<i64>,
    driver: Option<i64>,
    key: impl Fn(Entrant) -> RecordKey,
) -> Result<(RecordKey, Option<RecordKey>)> {
    let name = entrant(external, driver).ok_or_else(mismatched)?;
    let twin = entrant(None, driver).filter(|twin| *twin != name);
    Ok((key(name), twin.map(key)))
}

/// A key from an id column, which the schema holds positive.
pub(crate) fn class_id(id: i64) -> Result<ClassId> {
    ClassId::new(id).ok_or_else(mismatched)
}

/// A key from an id column, which the schema holds positive.
pub(crate) fn heat_id(id: i64) -> Result<HeatId> {
    HeatId::new(id).ok_or_else(mismatched)
}

/// A row's ids, family and parents are not those of one kind of record: nothing that heatlink writes.
pub(crate) fn mismatched() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        0,
        rusqlite::types::Type::Null,
        "a row's ids, its capture's family and its parents are of different kinds of records".into(),
    )
}
