//! The verbs whose rows are one statement's: everything but results and laps.

use super::filter::{Filter, Offers, teach_folding};
use super::offers::{CAPTURES, CLASSES, ENTRIES, EVENTS, HEATS, RUNS, SESSIONS};
use crate::infra::db::error::DbError;
use rusqlite::{Connection, Statement};

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Events by start, id.
    Events,
    /// Classes by event, name, id.
    Classes,
    /// Heats by event, class name, start, id.
    Heats,
    /// Entries by event, class name, class, driver name, id, LiveRC driver id.
    Entries,
    /// Sessions by actual else scheduled start, name, id.
    Sessions,
    /// Captures from the oldest to the newest.
    Captures,
    /// Runs by number.
    Runs,
}

impl List {
    /// Every list.
    #[cfg(test)]
    pub(super) const ALL: [Self; 7] =
        [Self::Events, Self::Classes, Self::Heats, Self::Entries, Self::Sessions, Self::Captures, Self::Runs];

    /// The statement that a filter makes, for a look at its plan.
    #[cfg(test)]
    pub(super) fn statement(self, filter: &Filter) -> super::filter::Filtered {
        let (sql, offers) = self.sql();
        filter.apply(sql, &offers)
    }

    fn sql(self) -> (&'static str, Offers) {
        match self {
            Self::Events => (include_str!("events.sql"), EVENTS),
            Self::Classes => (include_str!("classes.sql"), CLASSES),
            Self::Heats => (include_str!("heats.sql"), HEATS),
            Self::Entries => (include_str!("entries.sql"), ENTRIES),
            Self::Sessions => (include_str!("sessions.sql"), SESSIONS),
            Self::Captures => (include_str!("captures.sql"), CAPTURES),
            Self::Runs => (include_str!("runs.sql"), RUNS),
        }
    }

    /// The list's statement with the filters in place and bound: one column for each of the verb's, then
    /// the event's zone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn prepare<'c>(self, conn: &'c Connection, filter: &Filter) -> Result<Statement<'c>, DbError> {
        let (sql, offers) = self.sql();
        teach_folding(conn)?;
        Ok(filter.apply(sql, &offers).prepare(conn)?)
    }
}
