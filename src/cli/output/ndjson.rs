//! `ndjson`: one object a line, keys are the column names, null is explicit.

use super::Sink;
use super::cell::number;
use super::options::Durations;
use crate::app::rows::{Cell, Column, ColumnType, Row};
use std::io::{self, Write};

pub(super) struct Ndjson<W: Write> {
    out: W,
    objects: Objects,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn new(out: W, durations: Durations) -> Self {
        Self { out, objects: Objects::new(durations) }
    }
}

impl<W: Write> Sink for Ndjson<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.objects.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        self.objects.write(&mut self.out, row)?;
        self.out.write_all(b"\n")
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Rows as JSON objects, for [`Ndjson`] and `json`.
pub(super) struct Objects {
    pub(super) columns: Vec<Column>,
    durations: Durations,
    scratch: String,
}

impl Objects {
    pub(super) fn new(durations: Durations) -> Self {
        Self { columns: Vec::new(), durations, scratch: String::new() }
    }

    pub(super) fn write(&mut self, out: &mut impl Write, row: Row<'_>) -> io::Result<()> {
        for (i, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
            // Column names are ours and need no escaping.
            out.write_all(if i == 0 { b"{\"" } else { b",\"" })?;
            out.write_all(column.name.as_bytes())?;
            out.write_all(b"\":")?;
            match *cell {
                Cell::Null => out.write_all(b"null")?,
                Cell::Flag(yes) => out.write_all(if yes { b"true" } else { b"false" })?,
                Cell::Text(text) | Cell::Instant(text) => serde_json::to_writer(&mut *out, text)?,
                Cell::Int(n) => {
                    let quoted = column.of == ColumnType::Millis && self.durations == Durations::Clock;
                    let quote = if quoted { "\"" } else { "" };
                    self.scratch.clear();
                    self.scratch.push_str(quote);
                    number(&mut self.scratch, n, column.of, self.durations);
                    self.scratch.push_str(quote);
                    out.write_all(self.scratch.as_bytes())?;
                }
            }
        }
        out.write_all(b"}")
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
