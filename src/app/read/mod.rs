//! The reading verbs: what each prints, in which order, streamed row by row.

mod columns;
mod laps;
#[cfg(test)]
mod race_tests;
mod results;
#[cfg(test)]
mod tests;
mod view;

pub use crate::infra::db::query::filter::Filter;
pub use view::View;

use super::error::Error;
use super::rows::{Cell, Column, ColumnType, Row};
use super::session::reference;
use crate::domain::id::ClassId;
use crate::domain::record::Entrant;
use crate::domain::text::{folded, nearest};
use crate::infra::db::query::known;
use crate::infra::db::query::list::List;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::fmt::Display;
use std::io;
use view::Rows;

/// Takes one row; what it cannot write ends the stream.
pub type Each<'a> = &'a mut dyn FnMut(Row<'_>) -> io::Result<()>;

/// Streams a view's rows through the filter, in the view's order, and says how many there were.
///
/// # Errors
/// When the session meant is not one, the database cannot be read, or `each` cannot write.
pub fn stream(conn: &Connection, view: View, filter: &Filter, each: Each<'_>) -> Result<u64, Error> {
    // One transaction, so that all statements see one state whatever is imported meanwhile.
    let _moment = if conn.is_autocommit() { Some(conn.unchecked_transaction()?) } else { None };
    let mut filter = filter.clone();
    if let Some(session) = &mut filter.session {
        *session = reference::find(conn, session)?.id;
    }
    match view.rows() {
        Rows::Of(list) => rows_of(conn, list, view.columns(), &filter, each),
        Rows::Results => results::stream(conn, &filter, each),
        Rows::Laps => laps::stream(conn, &filter, each),
    }
}

/// Why no row can match: the first thing that the filter names and that is nowhere.
///
/// # Errors
/// When the database cannot be read.
pub fn nowhere(conn: &Connection, filter: &Filter) -> Result<Option<String>, Error> {
    let no = |kind: &str, id: &dyn Display| Ok(Some(format!("no {kind} has the id {id}")));
    if let Some(id) = filter.event
        && !known::event(conn, id)?
    {
        return no("event", &id);
    }
    if let Some(class) = &filter.class {
        if let Ok(id) = class.parse::<ClassId>() {
            if !known::class(conn, id)? {
                return no("class", &id);
            }
        } else if let Some(names) = known::other_class_names(conn, class)? {
            let wanted = folded(class);
            let holding = names.iter().find(|name| folded(name).contains(&wanted)).map(String::as_str);
            let near = holding.or_else(|| nearest(class, names.iter().map(String::as_str)));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Ok(Some(format!("no class is called `{class}`{near}")));
        }
    }
    if let Some(id) = filter.heat
        && !known::heat(conn, id)?
    {
        return no("heat", &id);
    }
    match filter.entry {
        Some(who) if !known::entry(conn, who)? => match who {
            Entrant::Entry(id) => no("entry", &id),
            Entrant::Driver(id) => Ok(Some(format!("no entry is of LiveRC's driver {id}"))),
        },
        _ => Ok(None),
    }
}

/// What writing a row came to, as an error of the use case.
pub(crate) fn unwritten(source: io::Error) -> Error {
    Error::Io { what: "the output could not be written".into(), source }
}

fn rows_of(
    conn: &Connection,
    list: List,
    columns: &[Column],
    filter: &Filter,
    each: Each<'_>,
) -> Result<u64, Error> {
    let mut statement = list.prepare(conn, filter)?;
    let mut rows = statement.raw_query();
    let limit = filter.limit.unwrap_or(u64::MAX);
    let mut count = 0;
    while count < limit {
        let Some(row) = rows.next()? else { break };
        let mut cells = Vec::with_capacity(columns.len());
        for (i, column) in columns.iter().enumerate() {
            cells.push(cell(row.get_ref(i)?, column.of)?);
        }
        let zone = row.get_ref(columns.len())?.as_str_or_null().map_err(rusqlite::Error::from)?;
        each(Row { cells: &cells, zone }).map_err(unwritten)?;
        count += 1;
    }
    Ok(count)
}

fn cell(value: ValueRef<'_>, of: ColumnType) -> Result<Cell<'_>, rusqlite::Error> {
    Ok(match (value, of) {
        (ValueRef::Integer(n), ColumnType::Flag) => Cell::Flag(n != 0),
        (ValueRef::Integer(n), _) => Cell::Int(n),
        (ValueRef::Text(_), ColumnType::Instant) => Cell::Instant(value.as_str()?),
        (ValueRef::Text(_), _) => Cell::Text(value.as_str()?),
        // The tables are STRICT: neither a real nor a blob stands in a column that is printed.
        _ => Cell::Null,
    })
}
