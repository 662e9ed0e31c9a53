//! `ndjson`: one object a line, keys are the column names, null is explicit.

use super::Sink;
use super::cell::number;
use super::options::Durations;
use crate::app::rows::{Cell, Column, ColumnType, Row};
use crate::infra::json_text;
use std::io::{self, Write};

/// So much is put together before it is passed on.
pub(super) const HELD: usize = 1 << 16;

pub(super) struct Ndjson<W: Write> {
    out: W,
    objects: Objects,
    held: Vec<u8>,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn new(out: W, durations: Durations) -> Self {
        Self { out, objects: Objects::new(durations), held: Vec::with_capacity(2 * HELD) }
    }
}

impl<W: Write> Sink for Ndjson<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.objects.of(columns);
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        self.objects.write(&mut self.held, row)?;
        self.held.push(b'\n');
        if self.held.len() < HELD {
            return Ok(());
        }
        self.finish()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }
}

/// Rows as JSON objects, for [`Ndjson`] and `json`.
pub(super) struct Objects {
    columns: Vec<Column>,
    /// Of each column, what goes before its value.
    keys: Vec<String>,
    durations: Durations,
}

impl Objects {
    pub(super) fn new(durations: Durations) -> Self {
        Self { columns: Vec::new(), keys: Vec::new(), durations }
    }

    /// Takes the columns of the rows to come.
    pub(super) fn of(&mut self, columns: &[Column]) {
        self.columns = columns.to_vec();
        // Column names are ours and need no escaping.
        let key =
            |(i, column): (usize, &Column)| format!("{}\"{}\":", if i == 0 { '{' } else { ',' }, column.name);
        self.keys = columns.iter().enumerate().map(key).collect();
    }

    pub(super) fn write(&self, out: &mut Vec<u8>, row: Row<'_>) -> io::Result<()> {
        for ((cell, column), key) in row.cells.iter().zip(&self.columns).zip(&self.keys) {
            out.extend_from_slice(key.as_bytes());
            match *cell {
                Cell::Null => out.extend_from_slice(b"null"),
                Cell::Flag(yes) => out.extend_from_slice(if yes { b"true" } else { b"false" }),
                Cell::Text(text) | Cell::Instant(text) => json_text::write(out, text)?,
                Cell::Int(n) => {
                    let quoted = column.of == ColumnType::Millis && self.durations == Durations::Clock;
                    let quote: &[u8] = if quoted { b"\"" } else { b"" };
                    out.extend_from_slice(quote);
                    number(out, n, column.of, self.durations);
                    out.extend_from_slice(quote);
                }
            }
        }
        out.push(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ndjson(durations: Durations) -> String {
        let mut out = Vec::new();
        let mut sink = Ndjson::new(&mut out, durations);
        let columns = [
            Column::new("name", ColumnType::Text),
            Column::new("total_ms", ColumnType::Millis),
            Column::new("consistency_pct", ColumnType::Thousandths),
            Column::new("at", ColumnType::Instant),
            Column::new("corrected", ColumnType::Flag),
        ];
        sink.header(&columns).unwrap();
        let at = Cell::Instant("2024-08-09T21:40:00.000Z");
        let cells = [Cell::Text("a\"b\x1b"), Cell::Int(315_420), Cell::Int(97_008), at, Cell::Flag(false)];
        sink.row(Row { cells: &cells, zone: None }).unwrap();
        sink.row(Row { cells: &[Cell::Null; 5], zone: None }).unwrap();
        sink.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_key_is_there_and_numbers_are_numbers() {
        assert_eq!(
            ndjson(Durations::Ms),
            concat!(
                r#"{"name":"a\"b\u001b","total_ms":315420,"consistency_pct":97.008,"#,
                r#""at":"2024-08-09T21:40:00.000Z","corrected":false}"#,
                "\n",
                r#"{"name":null,"total_ms":null,"consistency_pct":null,"at":null,"corrected":null}"#,
                "\n"
            )
        );
        assert!(ndjson(Durations::S).contains(r#""total_ms":315.420,"#));
        assert!(ndjson(Durations::Clock).contains(r#""total_ms":"5:15.420","#));
    }
}
