//! The verbs whose rows are one statement's: everything but results and laps.

use super::filter::{CLASS_ID, CLASS_NAME, Filter, Offers, teach_folding};
use crate::infra::db::open::DbError;
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

/// What the verbs beneath an event share.
const OF_EVENT: Offers = Offers {
    event: Some("e.external_id = :event"),
    class_id: Some(CLASS_ID),
    class_name: Some(CLASS_NAME),
    heat: None,
    session: None,
    entry: None,
    entry_driver: None,
    driver: None,
    status: None,
    from: Some("e.start_utc >= :from"),
    to: Some("e.start_utc < :to"),
    present: None,
};

const CLASSES: Offers = Offers { present: Some("c.missing_since IS NULL"), ..OF_EVENT };

const HEATS: Offers = Offers {
    heat: Some("h.id = :heat"),
    session: Some("h.id = (SELECT heat_id FROM session WHERE id = :session)"),
    status: Some("h.status = :status COLLATE NOCASE"),
    from: Some("h.scheduled_start_utc >= :from"),
    to: Some("h.scheduled_start_utc < :to"),
    present: Some("h.missing_since IS NULL AND c.missing_since IS NULL"),
    ..OF_EVENT
};

const ENTRIES: Offers = Offers {
    entry: Some("n.external_id = :entry"),
    entry_driver: Some("n.liverc_driver_id = :entry"),
    driver: Some("instr(folded(n.driver_name), :driver) > 0"),
    present: Some("n.missing_since IS NULL AND c.missing_since IS NULL"),
    ..OF_EVENT
};

const SESSIONS: Offers = Offers {
    heat: Some("s.heat_named = :heat"),
    session: Some("s.id = :session"),
    entry: Some("s.entry_named = :entry"),
    entry_driver: Some("s.entry_id IN (SELECT id FROM entry WHERE liverc_driver_id = :entry)"),
    status: Some("s.status = :status COLLATE NOCASE"),
    from: Some("coalesce(s.actual_start_utc, s.scheduled_start_utc) >= :from"),
    to: Some("coalesce(s.actual_start_utc, s.scheduled_start_utc) < :to"),
    present: Some(
        "(s.heat_named IS NULL OR s.heat_id IS NOT NULL) AND (s.entry_named IS NULL OR s.entry_id IS NOT NULL) \
         AND h.missing_since IS NULL AND c.missing_since IS NULL AND n.missing_since IS NULL",
    ),
    ..OF_EVENT
};

const CAPTURES: Offers = Offers {
    event: None,
    class_id: None,
    class_name: None,
    status: Some("k.state = :status COLLATE NOCASE"),
    from: Some("k.captured_at >= :from"),
    to: Some("k.captured_at < :to"),
    ..OF_EVENT
};

const RUNS: Offers =
    Offers { event: None, class_id: None, class_name: None, from: None, to: None, ..OF_EVENT };

impl List {
    fn sql(self) -> (&'static str, Offers) {
        match self {
            Self::Events => {
                (include_str!("events.sql"), Offers { class_id: None, class_name: None, ..OF_EVENT })
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{EntryId, EventId, HeatId, LivercDriverId};
    use crate::domain::record::Entrant;

    /// What `EXPLAIN QUERY PLAN` says of a list under a filter.
    fn plan(list: List, filter: &Filter) -> String {
        let conn = crate::infra::db::open::private().unwrap();
        teach_folding(&conn).unwrap();
        let (sql, offers) = list.sql();
        filter.apply(sql, &offers).plan(&conn)
    }

    #[test]
    fn ids_go_by_index() {
        let event = Filter { event: EventId::new(1), ..Filter::default() };
        let class = Filter { class: Some("5".into()), ..Filter::default() };
        let heat = Filter { heat: HeatId::new(1), ..Filter::default() };
        let entry = Filter { entry: EntryId::new(1).map(Entrant::Entry), ..Filter::default() };
        let person = Filter { entry: LivercDriverId::new(1).map(Entrant::Driver), ..Filter::default() };
        for (list, filter, scanned) in [
            (List::Events, &event, "SCAN e"),
            (List::Classes, &event, "SCAN c"),
            (List::Heats, &event, "SCAN h"),
            (List::Heats, &class, "SCAN h"),
            (List::Heats, &heat, "SCAN h"),
            (List::Entries, &event, "SCAN n"),
            (List::Entries, &class, "SCAN n"),
            (List::Entries, &entry, "SCAN n"),
            (List::Entries, &person, "SCAN n"),
            (List::Sessions, &person, "SCAN entry"),
        ] {
            let plan = plan(list, filter);
            assert!(!plan.lines().any(|l| l == scanned), "{list:?} by {filter:?}:\n{plan}");
        }
    }
}
