//! Rows on their way out: one file a format behind one small `Sink`. Findings and reports stand beside it.

mod cell;
pub mod csv;
pub mod dataset;
pub mod document;
pub mod finding;
pub mod findings;
mod grid;
pub mod import_report;
mod json;
mod lines;
mod markdown;
mod ndjson;
pub mod options;
mod parquet;
mod table;
mod target;
pub mod validation;

use super::database::reading;
use super::exit::{Exit, Failure};
use super::ui::Ui;
use crate::app::error::Error;
use crate::app::read::{self, Each, Filter, View};
use crate::app::rows::{Cell, Column, OwnedCell, OwnedRow, Row, Shape};
use crate::domain::text::count;
use options::{Format, Output};
use std::io::{self, Write};
use target::Target;

/// No view has more columns; a test holds it.
const MOST_COLUMNS: usize = 64;

/// What a format does: the columns once, then rows, then whatever ends it.
pub trait Sink {
    /// Begins; called once, also when no row follows.
    ///
    /// # Errors
    /// When it cannot be written.
    fn header(&mut self, columns: &[Column]) -> io::Result<()>;
    /// Takes one row, its cells in the order of the columns.
    ///
    /// # Errors
    /// When it cannot be written.
    fn row(&mut self, row: Row<'_>) -> io::Result<()>;
    /// Ends and writes what is still held.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(&mut self) -> io::Result<()>;
    /// What a person should know about the output beside it.
    fn note(&self) -> Option<String> {
        None
    }
}

/// Prints a view's rows as the options say.
pub(crate) fn print(view: View, filter: &Filter, output: &Output, ui: &Ui) -> Result<Exit, Failure> {
    print_counted(view, filter, output, ui)?;
    Ok(Exit::Done)
}

/// As [`print()`], and how many rows those were; none when only the fields were asked for.
pub(crate) fn print_counted(
    view: View,
    filter: &Filter,
    output: &Output,
    ui: &Ui,
) -> Result<Option<u64>, Failure> {
    let Some(printer) = Printer::open(view.shape(), output, ui)? else { return Ok(None) };
    let conn = reading(ui)?;
    let rows = printer.print(|each| read::stream(&conn, view, filter, each))?;
    if rows == 0 {
        // A session that names a heat may name one that is not there: what it names is its own matter.
        let why = if view == View::Sessions { None } else { read::nowhere(&conn, filter)? };
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        ui.status(&format!("no rows matched{why}"));
    }
    Ok(Some(rows))
}

/// What is ready to print rows: the columns are picked and the output is open. A verb that acts makes it
/// before it acts, so that a wrong field or a file that cannot be written changes nothing.
pub(crate) struct Printer<'a> {
    shape: Shape,
    picked: Vec<usize>,
    output: &'a Output,
    ui: &'a Ui,
    target: Target,
    is_record: bool,
}

impl<'a> Printer<'a> {
    /// For a list of rows; none when the fields were asked for, which are printed then.
    pub(crate) fn open(shape: Shape, output: &'a Output, ui: &'a Ui) -> Result<Option<Self>, Failure> {
        Self::ready(shape, output, ui, false)
    }

    /// For one row, which a table shows as a line for each field.
    pub(crate) fn of_one(shape: Shape, output: &'a Output, ui: &'a Ui) -> Result<Option<Self>, Failure> {
        Self::ready(shape, output, ui, output.format == Format::Table)
    }

    fn ready(shape: Shape, output: &'a Output, ui: &'a Ui, is_record: bool) -> Result<Option<Self>, Failure> {
        if output.lists_fields() {
            let names: Vec<_> = shape.columns.iter().map(|c| c.name).collect();
            document::text(&(names.join("\n") + "\n"))?;
            return Ok(None);
        }
        output.check()?;
        let picked = output.pick(&shape, is_record)?;
        let target = Target::open(output.file(), ui.db())?;
        Ok(Some(Self { shape, picked, output, ui, target, is_record }))
    }

    /// Prints what `stream` gives, and says how many rows that were.
    pub(crate) fn print(self, stream: impl FnOnce(Each<'_>) -> Result<u64, Error>) -> Result<u64, Failure> {
        let Self { shape, picked, output, ui, mut target, is_record } = self;
        let failed = |e: io::Error| target::failed(output.file(), &e);
        let (rows, note) = {
            let mut sink = sink(shape.name, output, ui, is_record, &mut target);
            let columns: Vec<Column> = picked.iter().map(|i| shape.columns[*i]).collect();
            sink.header(&columns).map_err(failed)?;
            let is_all = picked.iter().copied().eq(0..shape.columns.len());
            let rows = stream(&mut |row| {
                if is_all {
                    return sink.row(row);
                }
                let mut cells = [Cell::Null; MOST_COLUMNS];
                for (cell, index) in cells.iter_mut().zip(&picked) {
                    *cell = row.cells[*index];
                }
                sink.row(Row { cells: &cells[..picked.len()], zone: row.zone })
            })?;
            sink.finish().map_err(failed)?;
            (rows, sink.note())
        };
        target.commit()?;
        if let Some(path) = output.file() {
            ui.status(&format!("{} written to `{}`", count(rows, "row", "rows"), path.display()));
        }
        if let Some(note) = note {
            ui.hint(&note);
        }
        Ok(rows)
    }

    /// Prints rows that are there already.
    pub(crate) fn rows(self, rows: &[OwnedRow]) -> Result<u64, Failure> {
        self.print(|each| {
            for row in rows {
                borrowed(row, &mut *each).map_err(read::unwritten)?;
            }
            Ok(rows.len() as u64)
        })
    }
}

/// Prints a short list in a report as a plain table, whatever the width.
pub(crate) fn table(out: impl Write, columns: &[Column], rows: &[OwnedRow]) -> io::Result<()> {
    let shown = cell::Shown::new(options::Durations::Clock, cell::Zone::Utc);
    let look = table::Look { width: None, may_shed: false, bold: false, as_lines: false };
    let mut table = table::Table::new(out, shown, look);
    table.header(columns)?;
    rows.iter().try_for_each(|row| borrowed(row, &mut |row| table.row(row)))?;
    table.finish()
}

/// One row as a JSON object, for a document that holds more than rows.
pub(crate) fn object(columns: &[Column], row: &OwnedRow) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut objects = ndjson::Objects::new(options::Durations::Ms);
    objects.of(columns);
    borrowed(row, &mut |row| objects.write(&mut out, row))?;
    Ok(out)
}

/// Hands over an owned row as a row that borrows.
fn borrowed(row: &OwnedRow, each: Each<'_>) -> io::Result<()> {
    let moment =
        |cell: &OwnedCell| if let OwnedCell::Instant(at) = cell { at.to_string() } else { String::new() };
    let moments: Vec<String> = row.cells.iter().map(moment).collect();
    let mut cells = Vec::with_capacity(row.cells.len());
    for (cell, moment) in row.cells.iter().zip(&moments) {
        cells.push(match cell {
            OwnedCell::Null => Cell::Null,
            OwnedCell::Int(n) => Cell::Int(*n),
            OwnedCell::Text(text) => Cell::Text(text),
            OwnedCell::Instant(_) => Cell::Instant(moment),
            OwnedCell::Flag(yes) => Cell::Flag(*yes),
        });
    }
    each(Row { cells: &cells, zone: row.zone.as_deref() })
}

fn sink<'a>(
    name: &'static str,
    output: &Output,
    ui: &Ui,
    as_lines: bool,
    target: &'a mut Target,
) -> Box<dyn Sink + 'a> {
    let durations = output.durations();
    match output.format {
        Format::Csv => Box::new(csv::Csv::new(target, durations, output.csv_safe)),
        Format::Json => Box::new(json::Json::new(target, durations, name)),
        Format::Ndjson => Box::new(ndjson::Ndjson::new(target, durations)),
        Format::Parquet => Box::new(parquet::Parquet::new(target, name)),
        Format::Markdown => Box::new(markdown::Markdown::new(target, output.shown())),
        Format::Table => {
            let look = table::Look {
                width: target.terminal_width(),
                may_shed: output.fields.is_none(),
                bold: target.is_stdout() && ui.colour_on_stdout(),
                as_lines,
            };
            Box::new(table::Table::new(target, output.shown(), look))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_view_has_more_columns_than_a_row_holds() {
        assert!(View::ALL.iter().all(|view| view.columns().len() <= MOST_COLUMNS));
    }
}
