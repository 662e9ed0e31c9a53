//! May a session be bound to this heat and entry? Asked of new links only: one that was made stays, whatever
//! becomes of the heat.

use crate::app::error::Error;
use crate::domain::id::{EntryId, HeatId};
use crate::domain::session::Session;
use crate::domain::text::argument;
use crate::infra::db::link::{self, KnownHeat};
use crate::infra::db::session;
use rusqlite::Connection;
use std::fmt;

/// Why a session may not be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLink {
    /// No capture states that heat; or it waits for its parent.
    UnknownHeat {
        /// As it was named.
        heat: HeatId,
        /// The parent for which what is stated of the heat waits.
        waits_for: Option<String>,
    },
    /// `LiveRC` no longer lists the heat.
    MissingUpstream {
        /// The heat.
        heat: KnownHeat,
        /// Since when.
        since: String,
    },
    /// The entry is not in the heat's class.
    NotInClass {
        /// As it was named.
        entry: EntryId,
        /// The heat.
        heat: KnownHeat,
        /// The classes that do have it: name and event.
        elsewhere: Vec<(String, String)>,
    },
    /// Another session has this heat and entry.
    Taken {
        /// The other session.
        by: Box<Session>,
    },
}

impl fmt::Display for NoLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownHeat { heat, waits_for: None } => {
                write!(f, "heat {heat} is not in the database")
            }
            Self::UnknownHeat { heat, waits_for: Some(parent) } => {
                write!(f, "heat {heat} is not in the database: what is stated of it waits for {parent}")
            }
            Self::MissingUpstream { heat, since } => {
                write!(f, "{heat} is missing upstream since {since}")
            }
            Self::NotInClass { entry, heat, elsewhere } => {
                write!(f, "entry {entry} is not in the class of {heat}")?;
                for (i, (class, event)) in elsewhere.iter().enumerate() {
                    write!(f, "{}{class} ({event})", if i == 0 { "; it is in " } else { ", " })?;
                }
                Ok(())
            }
            Self::Taken { by } => {
                let (Some(heat), entry) = (by.heat, by.entry) else { return write!(f, "the link is taken") };
                match entry {
                    None => write!(f, "heat {heat} has session `{}` ({}) already", by.id, by.name),
                    Some(entry) => {
                        write!(
                            f,
                            "entry {entry} in heat {heat} has session `{}` ({}) already",
                            by.id, by.name
                        )
                    }
                }
            }
        }
    }
}

impl NoLink {
    /// What to do, with the command that helps.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownHeat { waits_for: None, .. } => {
                "`heatlink heats` lists what is there; `heatlink import PATH` brings the capture that lists it".into()
            }
            Self::UnknownHeat { waits_for: Some(_), .. } => {
                "import the capture of that parent with `heatlink import PATH`".into()
            }
            Self::MissingUpstream { .. } => {
                "`heatlink heats --present` lists what upstream has; a newer capture that lists the heat, given to \
                 `heatlink import`, brings it back"
                    .into()
            }
            Self::NotInClass { heat, .. } => {
                let class = heat.class_id.map_or_else(|| argument(&heat.class_name), |id| id.to_string());
                format!("`heatlink entries --class {class}` lists the entries of that class")
            }
            Self::Taken { by } => {
                let heat = by.heat.map_or_else(|| "HEAT".into(), |heat| heat.to_string());
                let (entry, other) = match by.entry {
                    Some(entry) => (format!(" --entry {entry}"), ""),
                    None => (String::new(), ", or name the own car with `--entry ID`"),
                };
                format!(
                    "`heatlink unlink {}` frees it, `heatlink link SESSION {heat}{entry} --move` takes it over{other}",
                    by.id
                )
            }
        }
    }
}

impl From<NoLink> for Error {
    fn from(why: NoLink) -> Self {
        Self::refused(why.to_string(), why.hint())
    }
}

/// The heat of a link that may be made, as far as heat and entry go.
///
/// # Errors
/// [`NoLink`] inside; outside, when the database cannot be read.
pub fn heat(
    conn: &Connection,
    heat: HeatId,
    entry: Option<EntryId>,
) -> Result<Result<KnownHeat, NoLink>, Error> {
    let Some(known) = link::heat(conn, heat)? else {
        let waits_for = link::heat_waits_for(conn, heat)?;
        return Ok(Err(NoLink::UnknownHeat { heat, waits_for }));
    };
    if let Some(since) = known.missing_since.clone() {
        return Ok(Err(NoLink::MissingUpstream { heat: known, since }));
    }
    if let Some(entry) = entry
        && link::entry_name(conn, known.class_row, entry)?.is_none()
    {
        let elsewhere = link::classes_of_entry(conn, entry)?;
        return Ok(Err(NoLink::NotInClass { entry, heat: known, elsewhere }));
    }
    Ok(Ok(known))
}

/// Checks the link of `session` unless it had the same before: heat, entry, and that nobody else has it.
///
/// # Errors
/// A refusal with what to do.
pub fn require(conn: &Connection, session: &Session, before: Option<&Session>) -> Result<(), Error> {
    let Some(wanted) = session.link() else { return Ok(()) };
    if before.and_then(Session::link) == Some(wanted) {
        return Ok(());
    }
    heat(conn, wanted.0, wanted.1)??;
    match session::holder(conn, wanted)? {
        Some(by) if by.id != session.id => Err(NoLink::Taken { by: Box::new(by) }.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::SessionKind;
    use crate::infra::db::{meeting, open};

    fn linked(id: &str, heat: i64, entry: Option<i64>) -> Session {
        let mut s = Session::new(id.into(), id.into(), SessionKind::Race);
        s.bind(HeatId::new(heat).unwrap(), entry.and_then(EntryId::new));
        s
    }

    fn refusal(conn: &Connection, s: &Session) -> String {
        let error = require(conn, s, None).unwrap_err();
        format!("{error} / {}", error.hint().unwrap())
    }

    #[test]
    fn only_heats_and_entries_that_stand_are_linked() {
        let conn = open::private().unwrap();
        meeting(&conn);
        require(&conn, &linked("a", 100, Some(501)), None).unwrap();
        assert!(refusal(&conn, &linked("a", 9, None)).contains("heatlink import"));
        let wrong = refusal(&conn, &linked("a", 100, Some(601)));
        assert!(wrong.contains("it is in 4WD Buggy (Club Race)") && wrong.contains("entries --class 7"));
        conn.execute("UPDATE heat SET missing_since = '2024-09-01T00:00:00.000Z' WHERE id = 100", [])
            .unwrap();
        assert!(refusal(&conn, &linked("a", 100, None)).contains("missing upstream since 2024-09-01"));
    }

    #[test]
    fn a_heat_that_waits_says_for_what() {
        let conn = open::private().unwrap();
        conn.execute(
            "INSERT INTO version (record, family, body, waits_for) VALUES ('heat/9', 'heats', '{}', 'class/3')",
            [],
        )
        .unwrap();
        assert!(refusal(&conn, &linked("a", 9, None)).contains("waits for class/3"));
    }

    #[test]
    fn one_session_a_heat_or_one_an_entry() {
        let conn = open::private().unwrap();
        meeting(&conn);
        session::insert(&conn, &linked("a", 100, None)).unwrap();
        let taken = refusal(&conn, &linked("b", 100, None));
        assert!(taken.contains("`a`") && taken.contains("--move") && taken.contains("--entry"), "{taken}");
        require(&conn, &linked("b", 100, Some(501)), None).unwrap();
        session::insert(&conn, &linked("b", 100, Some(501))).unwrap();
        require(&conn, &linked("c", 100, Some(502)), None).unwrap();
        assert!(refusal(&conn, &linked("c", 100, Some(501))).contains("`b`"));
    }

    #[test]
    fn a_link_that_was_made_stays() {
        let conn = open::private().unwrap();
        let gone = linked("a", 9, None);
        require(&conn, &gone, Some(&gone)).unwrap();
    }
}
