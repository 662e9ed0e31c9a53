//! Columns as domain values. What the schema's checks allow always converts; anything else is a damaged
//! database and says so.

use crate::domain::facts::{ClassName, EntryName, EventName, HeatName};
use crate::domain::id::{ClassId, EntryId, EventId, HeatId, LivercDriverId};
use crate::domain::record::{Entrant, RecordKey};
use crate::domain::time::Instant;
use rusqlite::Row;
use rusqlite::types::Type;

fn unfit(column: usize, what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, what.to_owned().into())
}

/// An instant, or null.
pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => Instant::parse(text).map(Some).map_err(|e| unfit(column, e.describe())),
        None => Ok(None),
    }
}

/// An instant.
pub(super) fn instant_there(row: &Row<'_>, column: usize) -> rusqlite::Result<Instant> {
    instant(row, column)?.ok_or_else(|| unfit(column, "no instant"))
}

/// A record's key.
pub(super) fn key(row: &Row<'_>, column: usize) -> rusqlite::Result<RecordKey> {
    row.get_ref(column)?.as_str()?.parse().map_err(|e: String| unfit(column, &e))
}

/// A text of a closed vocabulary, or an id as text.
pub(super) fn parsed<T: std::str::FromStr<Err = String>>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str()?.parse().map_err(|e: String| unfit(column, &e))
}

/// A heat's id.
pub(super) fn heat_id(row: &Row<'_>, column: usize) -> rusqlite::Result<HeatId> {
    let value = row.get(column)?;
    HeatId::new(value).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// An event from two columns: id or null, title.
pub(super) fn event_name(row: &Row<'_>, from: usize) -> rusqlite::Result<EventName> {
    Ok(EventName { id: row.get::<_, Option<i64>>(from)?.and_then(EventId::new), title: row.get(from + 1)? })
}

/// A class from four columns: id or null, name, then its event.
pub(super) fn class_name(row: &Row<'_>, from: usize) -> rusqlite::Result<ClassName> {
    Ok(ClassName {
        id: row.get::<_, Option<i64>>(from)?.and_then(ClassId::new),
        name: row.get(from + 1)?,
        event: event_name(row, from + 2)?,
    })
}

/// A heat from six columns: id, label, then its class.
pub(super) fn heat_name(row: &Row<'_>, from: usize) -> rusqlite::Result<HeatName> {
    Ok(HeatName { id: heat_id(row, from)?, label: row.get(from + 1)?, class: class_name(row, from + 2)? })
}

/// An entry from three columns: id or null, driver id or null, driver's name.
pub(super) fn entry_name(row: &Row<'_>, from: usize) -> rusqlite::Result<EntryName> {
    let entry = row.get::<_, Option<i64>>(from)?.and_then(EntryId::new).map(Entrant::Entry);
    let driver = row.get::<_, Option<i64>>(from + 1)?.and_then(LivercDriverId::new).map(Entrant::Driver);
    Ok(EntryName {
        entrant: entry.or(driver).ok_or_else(|| unfit(from, "an entry without an id"))?,
        driver_name: row.get(from + 2)?,
    })
}
