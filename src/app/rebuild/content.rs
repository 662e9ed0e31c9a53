//! What two databases are compared by: their tables, the statements wherever they lie, laps, and all that is printed.

use crate::app::error::Error;
use crate::app::read::{Filter, View, stream};
use crate::app::rows::Cell;
use crate::domain::record::{Fields, RecordKey};
use crate::infra::db::content::{STATEMENTS, TOLD, Told, capture_name};
use crate::infra::db::{race, records, row, statement};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::io;

/// One thing that a database holds: what names it, and its values by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) key: String,
    pub(super) values: Vec<(&'static str, String)>,
}

/// Takes each line.
pub(super) type Take<'t> = &'t mut dyn FnMut(Line) -> Result<(), Error>;

/// A part of what a database holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Table(&'static Told),
    Statements,
    Laps,
    Printed(View),
}

/// All parts.
pub(super) fn parts() -> Vec<Part> {
    const VIEWS: [View; 7] =
        [View::Events, View::Classes, View::Heats, View::Entries, View::Results, View::Laps, View::Sessions];
    let mut parts: Vec<Part> = TOLD.iter().map(Part::Table).collect();
    parts.extend([Part::Statements, Part::Laps]);
    parts.extend(VIEWS.map(Part::Printed));
    parts
}

impl Part {
    /// What it is called in findings.
    pub(super) fn name(self) -> String {
        match self {
            Self::Table(table) => format!("table `{}`", table.name),
            Self::Statements => "statements".into(),
            Self::Laps => "laps".into(),
            Self::Printed(view) => format!("`heatlink {}`", view.name()),
        }
    }

    /// Tells every line, in no order.
    pub(super) fn each(self, conn: &Connection, take: Take<'_>) -> Result<(), Error> {
        match self {
            Self::Table(table) => rows(table, conn, take),
            Self::Statements => statements(conn, take),
            Self::Laps => laps(conn, take),
            Self::Printed(view) => printed(view, conn, take),
        }
    }
}

fn rows(table: &'static Told, conn: &Connection, take: Take<'_>) -> Result<(), Error> {
    let mut outcome = Ok(());
    table.each(conn, &mut |key, values| {
        let values = table.columns.iter().copied().zip(values.iter().map(|v| text(*v))).collect();
        if outcome.is_ok() {
            outcome = take(Line { key: key.to_owned(), values });
        }
        Ok(())
    })?;
    outcome
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "unknown".into(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(n) => n.to_string(),
        ValueRef::Text(bytes) => format!("`{}`", String::from_utf8_lossy(bytes)),
        ValueRef::Blob(bytes) => format!("bytes of SHA-256 {}", crate::infra::capture::source::sha256(bytes)),
    }
}

/// Those beside rows, and those that are rows.
fn statements(conn: &Connection, take: Take<'_>) -> Result<(), Error> {
    rows(&STATEMENTS, conn, take)?;
    let mut outcome = Ok(());
    records::each_alone(conn, 1, |key| {
        let Some(shown) = row::get(conn, key)? else { return Ok(()) };
        for inline in statement::inline(conn, shown.key, &shown)? {
            let capture = capture_name(conn, inline.capture)?;
            let line = Line {
                key: format!("{} by {} in {capture}", shown.key, inline.family),
                values: vec![
                    ("values", format!("`{}`", statement::to_body(&inline.fields))),
                    ("item", inline.item.map_or_else(|| "unknown".into(), |n| n.to_string())),
                ],
            };
            if outcome.is_ok() {
                outcome = take(line);
            }
        }
        Ok(())
    })?;
    outcome
}

/// The laps of each race as they are shown, a line a driver.
fn laps(conn: &Connection, take: Take<'_>) -> Result<(), Error> {
    let mut outcome = Ok(());
    race::each(conn, |heat| {
        let shown = row::get(conn, RecordKey::Laps(heat))?;
        let Some(Fields::Laps(sheet)) = shown.map(|s| s.fields) else { return Ok(()) };
        for entrant in sheet.entrants {
            let key = format!("laps/{heat} of {}", entrant.who);
            let laps = format!("{:?}", entrant.laps);
            let name = entrant.driver_name.map_or_else(|| "unknown".into(), |name| format!("`{name}`"));
            if outcome.is_ok() {
                outcome = take(Line { key, values: vec![("laps", laps), ("printed name", name)] });
            }
        }
        Ok(())
    })?;
    outcome
}

/// Columns that name a row to a person.
const NAMING: &[&str] = &[
    "session_id",
    "event_id",
    "class_id",
    "class_name",
    "heat_id",
    "entry_id",
    "liverc_driver_id",
    "lap_number",
];

fn printed(view: View, conn: &Connection, take: Take<'_>) -> Result<(), Error> {
    let columns = view.columns();
    let mut outcome = Ok(());
    stream(conn, view, &Filter::default(), &mut |row| {
        let values: Vec<_> =
            columns.iter().map(|c| c.name).zip(row.cells.iter().map(|c| shown(*c))).collect();
        let naming = values.iter().filter(|(name, value)| NAMING.contains(name) && value != "unknown");
        let key = naming.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
        outcome = take(Line { key, values });
        // What stopped it is in the outcome.
        if outcome.is_ok() { Ok(()) } else { Err(io::Error::other("stopped")) }
    })
    .map(drop)
    .or_else(|error| if outcome.is_err() { Ok(()) } else { Err(error) })?;
    outcome
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => "unknown".into(),
        Cell::Int(n) => n.to_string(),
        Cell::Text(text) | Cell::Instant(text) => format!("`{text}`"),
        Cell::Flag(flag) => flag.to_string(),
    }
}
