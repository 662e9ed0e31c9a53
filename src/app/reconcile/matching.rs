//! Matching: a person decides that what two kinds of page name differently is the same, or is not.

use crate::app::error::Error;
use crate::app::import::settle;
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row, Shape};
use crate::domain::id::{ClassId, EntryId, EventId, HeatId, LivercDriverId};
use crate::domain::time::Instant;
use crate::infra::db::commit::commit_step;
use crate::infra::db::{class, entry, event, made, matching as db};
use rusqlite::{Connection, TransactionBehavior};

/// What `reconcile match` prints.
pub const SHAPE: Shape = Shape {
    name: "match",
    columns: &[
        Column::new("kind", ColumnType::Text),
        Column::new("this", ColumnType::Text),
        Column::new("that", ColumnType::Text),
        Column::new("same", ColumnType::Flag),
    ],
    brief: &["kind", "this", "that", "same"],
};

/// What two things are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The event that pages print with a track and a title, and one with an id.
    Event {
        /// As printed; none where a page prints none.
        track: Option<String>,
        /// As printed.
        title: String,
        /// The event with an id.
        event: EventId,
    },
    /// The class that pages of an event print with a name, and one with an id.
    Class {
        /// As printed, without heat or main.
        name: String,
        /// The class with an id.
        class: ClassId,
    },
    /// A driver of race pages, and an entry.
    Entry {
        /// The class of both.
        class: ClassId,
        /// The entry.
        entry: EntryId,
        /// LiveRC's id of the person.
        driver: LivercDriverId,
    },
}

/// What is decided about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They are one.
    Same,
    /// They are two, whatever their names say.
    Apart,
    /// What was decided is taken back.
    Undone,
}

/// Every decision, as rows of [`SHAPE`].
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for kind in [db::EVENT, db::CLASS, db::ENTRY] {
        for d in db::all(conn, kind)? {
            let cells = vec![Cell::Text(d.kind), Cell::Text(d.this), Cell::Text(d.that), Cell::Flag(d.same)];
            rows.push(Row { cells, zone: None });
        }
    }
    Ok(rows)
}

/// Decides, and makes what is shown follow; false when it was decided so before.
///
/// # Errors
/// When the record with an id is not there, there is nothing to take back, or the database cannot be written.
pub fn decide(
    conn: &mut Connection,
    subject: &Subject,
    verdict: Verdict,
    now: Instant,
) -> Result<bool, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (kind, this, that) = names(subject);
    let (mut heats, classes) = concerned(&step, subject)?;
    let changed = match verdict {
        Verdict::Undone => {
            if !db::undo(&step, kind, &this, &that)? {
                return Err(Error::refused(
                    format!("nothing was decided about {kind} `{this}` and `{that}`"),
                    "`heatlink reconcile match` lists what was",
                ));
            }
            true
        }
        Verdict::Same => {
            // One is one: what was decided the same before gives way.
            for other in db::all(&step, kind)? {
                if other.same && rivals(&other, &this, &that) {
                    db::undo(&step, kind, &other.this, &other.that)?;
                }
            }
            db::decide(&step, kind, &this, &that, true, now)?
        }
        Verdict::Apart => db::decide(&step, kind, &this, &that, false, now)?,
    };
    heats.dedup();
    settle::heats(&step, &heats, &classes)?;
    commit_step(step)?;
    Ok(changed)
}

/// Whether an earlier decision speaks of one of the two and another.
fn rivals(other: &db::Decision, this: &str, that: &str) -> bool {
    let class = |name: &str| name.split_once('/').map(|(class, _)| class.to_owned());
    match other.kind.as_str() {
        "entry" => class(&other.that) == class(that) && (other.this == this) != (other.that == that),
        _ => other.this == this && other.that != that,
    }
}

fn names(subject: &Subject) -> (db::Kind, String, String) {
    match subject {
        Subject::Event { track, title, event } => {
            (db::EVENT, db::event_subject(track.as_deref(), title), event.to_string())
        }
        Subject::Class { name, class } => (db::CLASS, name.clone(), class.to_string()),
        Subject::Entry { class, entry, driver } => {
            (db::ENTRY, format!("@{driver}"), format!("{class}/{entry}"))
        }
    }
}

/// The heats and classes whose place or people may change.
fn concerned(conn: &Connection, subject: &Subject) -> Result<(Vec<HeatId>, Vec<i64>), Error> {
    Ok(match subject {
        Subject::Event { track, title, event: id } => {
            let Some(row) = event::row_of(conn, *id)? else { return Err(unknown("event", *id, "events")) };
            let mut heats = made::heats_by_heading(conn, row)?;
            if let Some(made) = made::event(conn, track.as_deref(), title)? {
                heats.extend(made::heats_by_heading(conn, made)?);
            }
            (heats, Vec::new())
        }
        Subject::Class { class: id, .. } => {
            let Some(found) = class::find(conn, *id)? else { return Err(unknown("class", *id, "classes")) };
            let (event, _) = made::of_class(conn, found.row)?;
            (made::heats_by_heading(conn, event)?, Vec::new())
        }
        Subject::Entry { class: id, entry: who, .. } => {
            let Some(found) = class::find(conn, *id)? else { return Err(unknown("class", *id, "classes")) };
            let who = crate::domain::record::Entrant::Entry(*who);
            if entry::find(conn, found.row, who)?.is_none() {
                return Err(Error::refused(
                    format!("class {id} has no entry {who}"),
                    format!("`heatlink entries --class {id}` lists them"),
                ));
            }
            (Vec::new(), vec![found.row])
        }
    })
}

fn unknown(kind: &str, id: impl std::fmt::Display, verb: &str) -> Error {
    Error::refused(format!("there is no {kind} {id}"), format!("`heatlink {verb}` lists those there are"))
}
