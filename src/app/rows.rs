//! Rows as the reading verbs give them: named, typed columns over plain cells, streamed.

use super::error::Error;
use crate::domain::text::nearest;
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
    /// A long hexadecimal text, of which a person needs the beginning only.
    Digest,
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
    /// Whether every row has a value in it.
    pub is_always: bool,
}

impl Column {
    /// A column of that name and type, null where unknown.
    #[must_use]
    pub const fn new(name: &'static str, of: ColumnType) -> Self {
        Self { name, of, is_always: false }
    }

    /// The same with a value in every row.
    #[must_use]
    pub const fn always(self) -> Self {
        Self { is_always: true, ..self }
    }
}

/// What a list of rows is: its name and its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The name in `heatlink/NAME@1`.
    pub name: &'static str,
    /// Every column, in order.
    pub columns: &'static [Column],
    /// The columns that a person wants to see first, the ones most easily missed at the end.
    pub brief: &'static [&'static str],
}

impl Shape {
    /// Where the columns of these names stand.
    ///
    /// # Errors
    /// A usage error for a name that is no column's, is given twice, or is missing.
    pub fn pick<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Vec<usize>, Error> {
        let mut picked = Vec::new();
        for name in names {
            let Some(index) = self.columns.iter().position(|c| c.name == name) else {
                return Err(self.unknown(name));
            };
            if picked.contains(&index) {
                return Err(Error::usage(format!("field `{name}` is given twice")));
            }
            picked.push(index);
        }
        Ok(picked)
    }

    fn unknown(&self, name: &str) -> Error {
        let hint = match nearest(name, self.columns.iter().map(|c| c.name)) {
            Some(near) => format!("did you mean `{near}`? `--fields help` lists all"),
            None => "`--fields help` lists them".into(),
        };
        Error::Usage { message: format!("`{}` has no field `{name}`", self.name), hint: Some(hint) }
    }
}

/// One value. It borrows, so that a row costs no allocation on its way from the database to the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Unknown.
    Null,
    /// Ids, counts, milliseconds, thousandths.
    Int(i64),
    /// Text, exact.
    Text(&'a str),
    /// A moment as it is kept and as data formats print it: `YYYY-MM-DDTHH:MM:SS.sssZ`.
    Instant(&'a str),
    /// Yes or no.
    Flag(bool),
}

impl From<Option<i64>> for Cell<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::Null, Self::Int)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(value: Option<&'a str>) -> Self {
        value.map_or(Self::Null, Self::Text)
    }
}

/// One row: its cells in the order of the columns, and the zone of its event for `--tz event`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// As many as there are columns.
    pub cells: &'a [Cell<'a>],
    /// IANA name, where the event's is known.
    pub zone: Option<&'a str>,
}

/// One value of a short list, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnedCell {
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

/// One row of a short list, such as the verbs that act print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRow {
    /// As many as there are columns.
    pub cells: Vec<OwnedCell>,
    /// IANA name, where the event's is known.
    pub zone: Option<String>,
}

impl From<Row<'_>> for OwnedRow {
    fn from(row: Row<'_>) -> Self {
        let owned = |cell: &Cell<'_>| match *cell {
            Cell::Null => OwnedCell::Null,
            Cell::Int(n) => OwnedCell::Int(n),
            Cell::Text(text) => OwnedCell::Text(text.into()),
            Cell::Instant(text) => {
                Instant::parse(text).map_or_else(|_| OwnedCell::Text(text.into()), OwnedCell::Instant)
            }
            Cell::Flag(yes) => OwnedCell::Flag(yes),
        };
        Self { cells: row.cells.iter().map(owned).collect(), zone: row.zone.map(Into::into) }
    }
}

impl From<Option<String>> for OwnedCell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl From<Option<Instant>> for OwnedCell {
    fn from(at: Option<Instant>) -> Self {
        at.map_or(Self::Null, Self::Instant)
    }
}
