//! Exporting: what is in the database, table by table, as the reading verbs give it.

use super::error::Error;
use super::read::{self, Each, Filter, View};
use super::session::reference;
use crate::infra::db::query::filter::EventYear;
use crate::infra::db::query::known;
use rusqlite::Connection;

/// The tables of an export, in its order. Captures and runs tell how data came here and not what it says.
pub const VIEWS: [View; 7] =
    [View::Events, View::Classes, View::Heats, View::Entries, View::Results, View::Laps, View::Sessions];

/// By what the rows of each table are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    Whole,
    /// By the year in which their event starts, in UTC.
    EventYear,
}

/// Rows of one table that stand in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The table.
    pub view: View,
    /// Of which event year; none where rows are not split.
    pub year: Option<EventYear>,
    /// Whether no other part of its table comes after.
    pub is_last: bool,
}

/// Gives the rows of a part, in the order of its view, and says how many there were.
pub type Rows<'a> = &'a dyn Fn(Each<'_>) -> Result<u64, Error>;

/// Goes through all parts: table by table, year by year, unknown years last. All are of one moment, whatever
/// is imported meanwhile.
///
/// # Errors
/// What `each` returns; when the session meant is not one, or the database cannot be read.
pub fn each_part<E: From<Error>>(
    conn: &Connection,
    filter: &Filter,
    split: Split,
    mut each: impl FnMut(&Part, Rows<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let _moment = conn.unchecked_transaction().map_err(Error::from)?;
    let years = match split {
        Split::Whole => vec![None],
        Split::EventYear => known::event_years(conn).map_err(Error::from)?.into_iter().map(Some).collect(),
    };
    for view in VIEWS {
        for (i, year) in years.iter().enumerate() {
            let part = Part { view, year: year.clone(), is_last: i + 1 == years.len() };
            let filter = Filter { event_year: year.clone(), ..filter.clone() };
            each(&part, &|each| read::stream(conn, view, &filter, each))?;
        }
    }
    Ok(())
}

/// The filter with its session's reference resolved to the id.
///
/// # Errors
/// When the session meant is not one, or the database cannot be read.
pub fn resolved(conn: &Connection, filter: &Filter) -> Result<Filter, Error> {
    let mut filter = filter.clone();
    if let Some(session) = &mut filter.session {
        *session = reference::find(conn, session)?.id;
    }
    Ok(filter)
}
