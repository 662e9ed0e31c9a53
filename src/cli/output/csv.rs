//! `csv`: RFC 4180, a header always, unknown is an empty cell. Written here and not by a crate: the rows of a
//! season are a quarter of a billion cells, and each saves half its work.

use super::Sink;
use super::cell::number;
use super::options::Durations;
use crate::app::rows::{Cell, Column, Row};
use std::io::{self, Write};

/// So much is put together before it is passed on.
const HELD: usize = 1 << 16;

/// Rows as CSV.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: W,
    columns: Vec<Column>,
    durations: Durations,
    safe: bool,
    held: Vec<u8>,
}

impl<W: Write> Csv<W> {
    /// Writes there; `safe` keeps a spreadsheet from taking a text for a formula.
    #[must_use]
    pub fn new(out: W, durations: Durations, safe: bool) -> Self {
        Self { out, columns: Vec::new(), durations, safe, held: Vec::with_capacity(2 * HELD) }
    }

    /// Ends a row that began at `start`.
    fn end_row(&mut self, start: usize) -> io::Result<()> {
        // A line without a character is no row to most readers.
        if self.held.len() == start {
            self.held.extend_from_slice(b"\"\"");
        }
        self.held.push(b'\n');
        if self.held.len() >= HELD { self.pass_on() } else { Ok(()) }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }
}

impl<W: Write> Sink for Csv<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        for (i, column) in columns.iter().enumerate() {
            if i > 0 {
                self.held.push(b',');
            }
            field(&mut self.held, column.name);
        }
        self.end_row(0)
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        let start = self.held.len();
        for (i, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
            if i > 0 {
                self.held.push(b',');
            }
            match *cell {
                Cell::Null => {}
                Cell::Flag(yes) => self.held.extend_from_slice(if yes { b"true" } else { b"false" }),
                Cell::Text(text) if self.safe && is_formula(text) => {
                    field(&mut self.held, &format!("'{text}"));
                }
                Cell::Text(text) | Cell::Instant(text) => field(&mut self.held, text),
                Cell::Int(n) => number(&mut self.held, n, column.of, self.durations),
            }
        }
        self.end_row(start)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.out.flush()
    }
}

/// A text, in quotes where it needs them.
fn field(out: &mut Vec<u8>, text: &str) {
    let needs_quotes = |byte: &u8| matches!(byte, b'"' | b',' | b'\r' | b'\n');
    if !text.as_bytes().iter().any(needs_quotes) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for (i, part) in text.split('"').enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// Whether a spreadsheet would run this text.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::ColumnType;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    fn csv(safe: bool, rows: &[[Cell<'_>; 2]]) -> String {
        let columns = [Column::new("name", ColumnType::Text), Column::new("total_ms", ColumnType::Millis)];
        written(safe, &columns, rows.iter().map(|row| &row[..]))
    }

    fn written<'a>(safe: bool, columns: &[Column], rows: impl Iterator<Item = &'a [Cell<'a>]>) -> String {
        let mut out = Vec::new();
        let mut sink = Csv::new(&mut out, Durations::Ms, safe);
        sink.header(columns).unwrap();
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

    #[test]
    fn a_row_of_one_unknown_cell_is_a_line() {
        let columns = [Column::new("sponsor", ColumnType::Text)];
        let rows = [[Cell::Null], [Cell::Text("x")], [Cell::Text("")]];
        assert_eq!(written(false, &columns, rows.iter().map(|r| &r[..])), "sponsor\n\"\"\nx\n\"\"\n");
    }

    #[test]
    fn many_rows_are_passed_on_whole() {
        let text = "x".repeat(1000);
        let rows = vec![[Cell::Text(&text), Cell::Int(1)]; 300];
        assert_eq!(csv(false, &rows), format!("name,total_ms\n{}", format!("{text},1\n").repeat(300)));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default()
        })]

        /// Against the crate that reads CSV, and that would write the same.
        #[test]
        fn any_text_is_written_as_the_csv_crate_writes_it(texts in prop::collection::vec("[a\",\r\n é]{0,6}", 1..4)) {
            let columns: Vec<_> = texts.iter().map(|_| Column::new("c", ColumnType::Text)).collect();
            let cells: Vec<_> = texts.iter().map(|t| Cell::Text(t)).collect();
            let mut theirs = csv::Writer::from_writer(Vec::new());
            theirs.write_record(columns.iter().map(|c| c.name)).unwrap();
            theirs.write_record(&texts).unwrap();
            let theirs = String::from_utf8(theirs.into_inner().unwrap()).unwrap();
            prop_assert_eq!(written(false, &columns, [&cells[..]].into_iter()), theirs);
        }
    }
}
