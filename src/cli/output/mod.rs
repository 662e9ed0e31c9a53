//! Rows on their way out: one file a format behind one small [`Sink`].

mod cell;
mod csv;
pub mod finding;
mod grid;
pub mod import_report;
mod json;
pub mod listing;
mod markdown;
mod ndjson;
pub mod options;
mod table;
mod target;

use super::exit::{Exit, Failure};
use super::ui::Ui;
use crate::app::error::Error;
use crate::app::read::{self, Filter, View};
use crate::app::rows::{Cell, Column, Row};
use crate::domain::text::count;
use crate::infra::db::open;
use options::{Format, Output};
use std::io::{self, Write};
use target::Target;

/// No view has more columns; a test holds it.
const MOST_COLUMNS: usize = 64;

/// What a format does: the columns once, then rows, then whatever ends it.
trait Sink {
    /// Begins; called once, also when no row follows.
    fn header(&mut self, columns: &[Column]) -> io::Result<()>;
    /// Takes one row, its cells in the order of the columns.
    fn row(&mut self, row: Row<'_>) -> io::Result<()>;
    /// Ends and writes what is still held.
    fn finish(&mut self) -> io::Result<()>;
    /// What a person should know about the output beside it.
    fn note(&self) -> Option<String> {
        None
    }
}

/// Prints a view's rows as the options say.
pub(crate) fn print(view: View, filter: &Filter, output: &Output, ui: &Ui) -> Result<Exit, Failure> {
    if output.lists_fields() {
        let names: Vec<_> = view.columns().iter().map(|c| c.name).collect();
        writeln!(io::stdout(), "{}", names.join("\n"))?;
        return Ok(Exit::Done);
    }
    let picked = output.pick(view)?;
    let conn = open::reading(ui.db()).map_err(Error::from)?;
    let mut target = Target::open(output.file(), ui.db())?;
    let (rows, note) = {
        let mut sink = sink(view, output, ui, &mut target);
        let columns: Vec<Column> = picked.iter().map(|i| view.columns()[*i]).collect();
        sink.header(&columns).map_err(|e| target::failed(output.file(), &e))?;
        let rows = read::stream(&conn, view, filter, &mut |row| {
            let mut cells = [Cell::Null; MOST_COLUMNS];
            for (cell, index) in cells.iter_mut().zip(&picked) {
                *cell = row.cells[*index];
            }
            sink.row(Row { cells: &cells[..picked.len()], zone: row.zone })
        })?;
        sink.finish().map_err(|e| target::failed(output.file(), &e))?;
        (rows, sink.note())
    };
    target.commit()?;
    if let Some(path) = output.file() {
        ui.status(&format!("{} written to `{}`", count(rows, "row", "rows"), path.display()));
    } else if rows == 0 {
        ui.status("no rows matched");
    }
    if let Some(note) = note {
        ui.hint(&note);
    }
    Ok(Exit::Done)
}

fn sink<'a>(view: View, output: &Output, ui: &Ui, target: &'a mut Target) -> Box<dyn Sink + 'a> {
    let durations = output.durations();
    match output.format {
        Format::Csv => Box::new(csv::Csv::new(target, durations, output.csv_safe)),
        Format::Json => Box::new(json::Json::new(target, durations, view.name())),
        Format::Ndjson => Box::new(ndjson::Ndjson::new(target, durations)),
        Format::Markdown => Box::new(markdown::Markdown::new(target, output.shown())),
        Format::Table => {
            let look = table::Look {
                width: target.terminal_width(),
                may_shed: output.fields.is_none(),
                bold: target.is_stdout() && ui.colour_on_stdout(),
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
