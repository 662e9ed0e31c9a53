//! `markdown`: a pipe table that also reads as plain text.

use super::Sink;
use super::cell::Shown;
use super::grid::{self, BLOCK};
use crate::app::rows::{Column, Row};
use comfy_table::presets::ASCII_MARKDOWN;
use std::io::{self, Write};

const LOOK: grid::Look = grid::Look { style: ASCII_MARKDOWN, padding: (1, 1), bold: false, trim: false };

pub(super) struct Markdown<W: Write> {
    out: W,
    shown: Shown,
    columns: Vec<Column>,
    block: Vec<Vec<String>>,
    widths: Vec<u16>,
    begun: bool,
}

impl<W: Write> Markdown<W> {
    pub(super) fn new(out: W, shown: Shown) -> Self {
        Self { out, shown, columns: Vec::new(), block: Vec::new(), widths: Vec::new(), begun: false }
    }

    fn draw(&mut self) -> io::Result<()> {
        let header: Vec<String> = self.columns.iter().map(|c| c.name.into()).collect();
        let measured = grid::measure(&self.block, self.columns.len());
        if self.begun {
            // A later row never wraps, which would break it: its block is drawn wider instead.
            self.widths.iter_mut().zip(measured).for_each(|(width, block)| *width = block.max(*width));
        } else {
            // Three dashes make a column.
            let names = grid::measure(std::slice::from_ref(&header), self.columns.len());
            self.widths = names.iter().zip(measured).map(|(name, block)| block.max(*name).max(3)).collect();
        }
        let header = (!self.begun).then_some(header);
        self.begun = true;
        grid::draw(&mut self.out, header, &self.block, &self.columns, &self.widths, LOOK)?;
        self.block.clear();
        Ok(())
    }
}

impl<W: Write> Sink for Markdown<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        let Self { shown, columns, .. } = self;
        let texts =
            row.cells.iter().zip(columns).map(|(cell, column)| escaped(&shown.text(*cell, column, row.zone)));
        self.block.push(texts.collect());
        if self.block.len() == BLOCK { self.draw() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        if !self.begun || !self.block.is_empty() { self.draw() } else { Ok(()) }
    }
}

/// Text that Markdown shows as it is: no cell ends early, no markup or HTML begins.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '<' | '`' | '*' | '[') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::cell::Zone;
    use super::super::options::Durations;
    use super::*;
    use crate::app::rows::{Cell, ColumnType};

    fn markdown(rows: &[[Cell<'_>; 2]]) -> String {
        let mut out = Vec::new();
        let mut sink = Markdown::new(&mut out, Shown::new(Durations::Clock, Zone::Utc));
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
    fn a_pipe_ends_no_cell_and_nothing_runs() {
        let rows = [[Cell::Text("A|B\n<b>"), Cell::Int(315_420)], [Cell::Null, Cell::Null]];
        assert_eq!(
            markdown(&rows),
            "| name      | total_ms |\n\
             |-----------|----------|\n\
             | A\\|B␊\\<b> | 5:15.420 |\n\
             |           |          |\n"
        );
        assert_eq!(markdown(&[]), "| name | total_ms |\n|------|----------|\n");
    }

    #[test]
    fn later_rows_never_wrap() {
        let long = "a name wider than all before it";
        let mut rows = vec![[Cell::Text("x"), Cell::Int(1)]; BLOCK];
        rows.push([Cell::Text(long), Cell::Int(1)]);
        let text = markdown(&rows);
        assert_eq!(text.lines().count(), 2 + BLOCK + 1);
        assert!(text.lines().last().unwrap().contains(long));
    }
}
