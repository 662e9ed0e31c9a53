//! Filters of the reading verbs as conditions: constant SQL, values bound by name.

use crate::domain::id::{ClassId, EventId, HeatId};
use crate::domain::record::Entrant;
use crate::domain::text::folded;
use crate::domain::time::Instant;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

/// Which rows a verb prints; everything left out leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this event.
    pub event: Option<EventId>,
    /// Of this class: its id, or its name whatever the case and accents.
    pub class: Option<String>,
    /// Of this heat.
    pub heat: Option<HeatId>,
    /// Of this session; its id; a reference is resolved to it before any query runs.
    pub session: Option<String>,
    /// Of this entry, or of every entry of this person at LiveRC.
    pub entry: Option<Entrant>,
    /// Whose driver's name has this in it, whatever the case and accents.
    pub driver: Option<String>,
    /// Whose own status is this, whatever the case of ASCII letters.
    pub status: Option<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub to: Option<Instant>,
    /// Nothing that is missing upstream, or beneath something that is.
    pub present: bool,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Whose event starts in this year.
    pub event_year: Option<EventYear>,
    /// Of results: the provider's statistics alone. It leaves no row out.
    pub only_published: bool,
}

/// The year in which an event starts, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventYear {
    /// Its first four characters.
    Known(String),
    /// There is no event, or its start is unknown.
    Unknown,
}

/// A column or expression for each filter that a query offers; `None` where it does not.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Offers {
    pub(super) event: Option<&'static str>,
    pub(super) class_id: Option<&'static str>,
    pub(super) class_name: Option<&'static str>,
    pub(super) heat: Option<&'static str>,
    pub(super) session: Option<&'static str>,
    pub(super) entry: Option<&'static str>,
    /// Of a person at LiveRC; the parameter is `:entry` as well.
    pub(super) entry_driver: Option<&'static str>,
    pub(super) driver: Option<&'static str>,
    pub(super) status: Option<&'static str>,
    pub(super) from: Option<&'static str>,
    pub(super) to: Option<&'static str>,
    pub(super) present: Option<&'static str>,
    pub(super) event_year: Option<&'static str>,
}

/// A statement's text with the conditions in place, and what to bind.
#[derive(Debug)]
pub(super) struct Filtered {
    pub(super) sql: String,
    pub(super) bound: Vec<(&'static str, Value)>,
}

impl Filter {
    /// Puts the conditions that are asked for and offered into `sql`, where it says `/* filters */`.
    pub(super) fn apply(&self, sql: &str, offers: &Offers) -> Filtered {
        let mut conditions = String::new();
        let mut bound = Vec::new();
        let mut add = |condition: Option<&'static str>, name, value: Value| {
            if let Some(condition) = condition {
                conditions.push_str(condition);
                conditions.push_str(" AND ");
                bound.push((name, value));
            }
        };
        if let Some(event) = self.event {
            add(offers.event, ":event", event.get().into());
        }
        if let Some(class) = &self.class {
            match class.parse::<ClassId>() {
                Ok(id) => add(offers.class_id, ":class", id.get().into()),
                Err(_) => add(offers.class_name, ":class", folded(class).into()),
            }
        }
        if let Some(heat) = self.heat {
            add(offers.heat, ":heat", heat.get().into());
        }
        if let Some(session) = &self.session {
            add(offers.session, ":session", session.clone().into());
        }
        match self.entry {
            Some(Entrant::Entry(id)) => add(offers.entry, ":entry", id.get().into()),
            Some(Entrant::Driver(id)) => add(offers.entry_driver, ":entry", id.get().into()),
            None => {}
        }
        if let Some(driver) = &self.driver {
            add(offers.driver, ":driver", folded(driver).into());
        }
        if let Some(status) = &self.status {
            add(offers.status, ":status", status.clone().into());
        }
        if let Some(from) = self.from {
            add(offers.from, ":from", from.to_string().into());
        }
        if let Some(to) = self.to {
            add(offers.to, ":to", to.to_string().into());
        }
        if self.present {
            add(offers.present, ":present", 1.into());
        }
        match &self.event_year {
            Some(EventYear::Known(year)) => add(offers.event_year, ":event_year", year.clone().into()),
            Some(EventYear::Unknown) => add(offers.event_year, ":event_year", Value::Null),
            None => {}
        }
        Filtered { sql: sql.replace("/* filters */", &conditions), bound }
    }
}

impl Filtered {
    pub(super) fn prepare<'c>(&self, conn: &'c Connection) -> rusqlite::Result<Statement<'c>> {
        let mut statement = conn.prepare(&self.sql)?;
        self.bind(&mut statement)?;
        Ok(statement)
    }

    /// What `EXPLAIN QUERY PLAN` says of it.
    #[cfg(test)]
    pub(super) fn plan(&self, conn: &Connection) -> String {
        let explained = Self { sql: format!("EXPLAIN QUERY PLAN {}", self.sql), bound: self.bound.clone() };
        let mut statement = explained.prepare(conn).unwrap();
        let mut rows = statement.raw_query();
        let mut plan = String::new();
        while let Some(row) = rows.next().unwrap() {
            plan.push_str(&row.get::<_, String>(3).unwrap());
            plan.push('\n');
        }
        plan
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        for (name, value) in &self.bound {
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        Ok(())
    }
}

/// Gives the connection `folded(text)`, which [`Offers::driver`] and [`Offers::class_name`] compare by.
pub(super) fn teach_folding(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("folded", 1, flags, |context| {
        Ok(context.get_raw(0).as_str_or_null()?.map(folded))
    })
}

/// Of a year, or of none.
pub(super) const EVENT_YEAR: &str = "substr(e.start_utc, 1, 4) IS :event_year";

/// `--class ID`: by id, or by a name that happens to be a number.
pub(super) const CLASS_ID: &str = "c.id IN (SELECT id FROM class WHERE external_id = :class \
                                   UNION ALL SELECT id FROM class WHERE name = CAST(:class AS TEXT))";
/// `--class NAME`: the names are folded once, then the class's own index leads on.
pub(super) const CLASS_NAME: &str = "c.id IN (SELECT id FROM class WHERE folded(name) = :class)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_and_offered_becomes_a_condition() {
        let offers = Offers { event: Some("e.external_id = :event"), ..Offers::default() };
        let filter = Filter {
            event: EventId::new(7),
            heat: HeatId::new(9),
            driver: Some("x".into()),
            ..Filter::default()
        };
        let made = filter.apply("WHERE /* filters */ TRUE", &offers);
        assert_eq!(made.sql, "WHERE e.external_id = :event AND  TRUE");
        assert_eq!(made.bound, vec![(":event", Value::Integer(7))]);
        assert_eq!(Filter::default().apply("WHERE /* filters */ TRUE", &offers).sql, "WHERE  TRUE");
    }
}
