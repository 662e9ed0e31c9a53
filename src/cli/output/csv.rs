//! `csv`: RFC 4180, a header always, unknown is an empty cell.

use super::Sink;
use super::cell::number;
use super::options::Durations;
use crate::app::rows::{Cell, Column, Row};
use std::io::{self, Write};

pub(super) struct Csv<W: Write> {
    out: csv::Writer<W>,
    columns: Vec<Column>,
    durations: Durations,
    safe: bool,
    scratch: String,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(out: W, durations: Durations, safe: bool) -> Self {
        let out = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
        Self { out, columns: Vec::new(), durations, safe, scratch: String::new() }
    }
}

impl<W: Write> Sink for Csv<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        self.out.write_record(columns.iter().map(|c| c.name)).map_err(unwrapped)
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        for (cell, column) in row.cells.iter().zip(&self.columns) {
            let written = match *cell {
                Cell::Null => self.out.write_field(""),
                Cell::Flag(yes) => self.out.write_field(if yes { "true" } else { "false" }),
                Cell::Text(text) if self.safe && is_formula(text) => {
                    self.scratch.clear();
                    self.scratch.push('\'');
                    self.scratch.push_str(text);
                    self.out.write_field(&self.scratch)
                }
                Cell::Text(text) | Cell::Instant(text) => self.out.write_field(text),
                Cell::Int(n) => {
                    self.scratch.clear();
                    number(&mut self.scratch, n, column.of, self.durations);
                    self.out.write_field(&self.scratch)
                }
            };
            written.map_err(unwrapped)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(unwrapped)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The error beneath: a closed pipe must be known as one.
fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Whether a spreadsheet would run this text.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::ColumnType;

    fn csv(safe: bool, rows: &[[Cell<'_>; 2]]) -> String {
        let mut out = Vec::new();
        let mut sink = Csv::new(&mut out, Durations::Ms, safe);
        sink.header(&[Column::new("name", ColumnType::Text), Column::new("total_ms", ColumnType::Millis)])
            .unwrap();
        for cells in rows {
            sink.row(Row { cells, zone: None }).unwrap();
        }
        sink.finish().unwrap();
        drop(sink);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_is_exact_and_unknown_is_empty() {
        let rows = [
            [Cell::Text("a \"b\", c\x1b"), Cell::Int(25_870)],
            [Cell::Text("=1+1"), Cell::Null],
            [Cell::Null, Cell::Int(-1)],
        ];
        assert_eq!(csv(false, &rows), "name,total_ms\n\"a \"\"b\"\", c\x1b\",25870\n=1+1,\n,-1\n");
        assert_eq!(csv(false, &[]), "name,total_ms\n");
    }

    #[test]
    fn safe_text_is_never_a_formula() {
        let rows = ["=1", "+1", "-1", "@x", "\tx", "a=1"].map(|t| [Cell::Text(t), Cell::Int(-1)]);
        assert_eq!(csv(true, &rows), "name,total_ms\n'=1,-1\n'+1,-1\n'-1,-1\n'@x,-1\n'\tx,-1\na=1,-1\n");
    }
}
