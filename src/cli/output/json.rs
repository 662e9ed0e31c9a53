//! `json`: `{"schema":"heatlink/VERB@1","rows":[…]}`, one row a line.

use super::Sink;
use super::ndjson::{HELD, Objects};
use super::options::Durations;
use crate::app::rows::{Column, Row};
use std::io::{self, Write};

pub(super) struct Json<W: Write> {
    out: W,
    objects: Objects,
    name: &'static str,
    empty: bool,
    held: Vec<u8>,
}

impl<W: Write> Json<W> {
    pub(super) fn new(out: W, durations: Durations, name: &'static str) -> Self {
        Self { out, objects: Objects::new(durations), name, empty: true, held: Vec::with_capacity(2 * HELD) }
    }
}

impl<W: Write> Sink for Json<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.objects.of(columns);
        write!(self.out, "{{\"schema\":\"heatlink/{}@1\",\"rows\":[", self.name)
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        self.held.extend_from_slice(if self.empty { b"\n" } else { b",\n" });
        self.empty = false;
        self.objects.write(&mut self.held, row)?;
        if self.held.len() < HELD {
            return Ok(());
        }
        self.out.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.held.extend_from_slice(if self.empty { b"]}\n" } else { b"\n]}\n" });
        self.out.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::{Cell, ColumnType};

    fn json(rows: &[i64]) -> String {
        let mut out = Vec::new();
        let mut sink = Json::new(&mut out, Durations::Ms, "runs");
        sink.header(&[Column::new("run", ColumnType::Id)]).unwrap();
        for run in rows {
            sink.row(Row { cells: &[Cell::Int(*run)], zone: None }).unwrap();
        }
        sink.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_stand_under_their_schema() {
        assert_eq!(json(&[]), "{\"schema\":\"heatlink/runs@1\",\"rows\":[]}\n");
        assert_eq!(
            json(&[1, 2]),
            "{\"schema\":\"heatlink/runs@1\",\"rows\":[\n{\"run\":1},\n{\"run\":2}\n]}\n"
        );
    }
}
