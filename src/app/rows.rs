//! Rows as the reading verbs give them: named, typed columns over plain cells, streamed.

use crate::domain::time::Instant;

/// What a column holds, which decides how each format prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// A provider's or our own whole number that counts nothing (right-aligned, never grouped).
    Id,
    /// A count or other whole number.
    Int,
    /// Text from a capture or a person.
    Text,
    /// A moment.
    Instant,
    /// A duration in milliseconds.
    Millis,
    /// Thousandths of something, printed with three decimals.
    Thousandths,
    /// Yes or no.
    Flag,
}

/// One column of a verb's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name, as in `--fields` and every data format.
    pub name: &'static str,
    /// What it holds.
    pub of: ColumnType,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Unknown.
    Null,
    /// Ids, counts, milliseconds, thousandths.
    Int(i64),
    /// Text, exact.
    Text(String),
    /// A moment.
    Instant(Instant),
    /// Yes or no.
    Flag(bool),
}

/// One row: its cells in the order of the columns, and the zone of its event for `--tz event`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As many as there are columns.
    pub cells: Vec<Cell>,
    /// IANA name, where the event's is known.
    pub zone: Option<String>,
}
