//! `table`: columns fitted to the terminal; where they do not fit, the last of the default ones are left
//! out, and chosen ones become a line each.

use super::Sink;
use super::cell::Shown;
use super::grid::{self, BLOCK};
use crate::app::rows::{Column, ColumnType, Row};
use comfy_table::{LineStyle, TableStyle};
use std::io::{self, Write};

/// Space between two columns, of which comfy-table draws one as an invisible line.
const GAP: u16 = 2;
/// Text is never squeezed below this width.
const READABLE: u16 = 14;
/// With fewer columns than this, a line for each is better.
const FEWEST: usize = 4;

const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-').junction('-'));

/// What the place a table goes to asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The terminal's; none where any width will do.
    pub(super) width: Option<u16>,
    /// Whether columns that do not fit may be left out: they were not asked for by name.
    pub(super) may_shed: bool,
    pub(super) bold: bool,
    /// Whether a row is to be a line for each column, whatever the width.
    pub(super) as_lines: bool,
}

enum Layout {
    /// The first so many columns side by side.
    Grid(Vec<u16>),
    /// Each column of a row on a line of its own.
    Lines,
}

pub(super) struct Table<W: Write> {
    out: W,
    shown: Shown,
    look: Look,
    columns: Vec<Column>,
    block: Vec<Vec<String>>,
    layout: Option<Layout>,
}

impl<W: Write> Table<W> {
    pub(super) fn new(out: W, shown: Shown, look: Look) -> Self {
        Self { out, shown, look, columns: Vec::new(), block: Vec::new(), layout: None }
    }

    fn draw(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let begun = self.layout.is_some();
        if !begun {
            self.shed_empty();
        }
        let measured = grid::measure(&self.block, self.columns.len());
        let limited = self.look.width.is_some();
        let layout = self.layout.get_or_insert_with(|| layout(&self.columns, &measured, self.look));
        match layout {
            Layout::Lines => lines(&mut self.out, &self.columns, &self.block, begun)?,
            Layout::Grid(widths) => {
                if begun && !limited {
                    widths.iter_mut().zip(measured).for_each(|(width, block)| *width = block.max(*width));
                }
                let columns = &self.columns[..widths.len()];
                for row in &mut self.block {
                    row.truncate(widths.len());
                }
                let header = (!begun)
                    .then(|| columns.iter().zip(&*widths).map(|(c, w)| wrapped(c.name, *w)).collect());
                let look =
                    grid::Look { style: STYLE, padding: (0, GAP - 1), bold: self.look.bold, trim: true };
                grid::draw(&mut self.out, header, &self.block, columns, widths, look)?;
            }
        }
        self.block.clear();
        Ok(())
    }
}

impl<W: Write> Table<W> {
    /// Leaves out what says nothing before anything that does: columns without one value, from the right, as
    /// long as there is too little room. Only where all rows are here, so that none can say something later.
    fn shed_empty(&mut self) {
        let (Some(room), true) = (self.look.width, self.look.may_shed && self.block.len() < BLOCK) else {
            return;
        };
        while self.columns.len() > FEWEST
            && fit(&self.columns, &grid::measure(&self.block, self.columns.len()), room).is_none()
        {
            let is_empty = |i: &usize| self.block.iter().all(|row| row[*i].is_empty());
            let Some(i) = (0..self.columns.len()).rev().find(is_empty) else { break };
            self.columns.remove(i);
            self.block.iter_mut().for_each(|row| drop(row.remove(i)));
        }
    }
}

impl<W: Write> Sink for Table<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        let Self { shown, columns, .. } = self;
        let texts = row.cells.iter().zip(columns).map(|(cell, column)| shown.text(*cell, column, row.zone));
        self.block.push(texts.collect());
        if self.block.len() == BLOCK { self.draw() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.draw()
    }

    fn note(&self) -> Option<String> {
        let Some(Layout::Grid(widths)) = &self.layout else { return None };
        let left: Vec<_> = self.columns[widths.len()..].iter().map(|c| c.name).collect();
        (!left.is_empty()).then(|| {
            format!(
                "the terminal is too narrow for {}; `--fields` chooses, `-f csv` prints all",
                left.join(", ")
            )
        })
    }
}

fn layout(columns: &[Column], measured: &[u16], look: Look) -> Layout {
    if look.as_lines {
        return Layout::Lines;
    }
    let Some(room) = look.width else { return Layout::Grid(natural(columns, measured)) };
    let fewest = if look.may_shed { FEWEST.min(columns.len()) } else { columns.len() };
    (fewest..=columns.len())
        .rev()
        .find_map(|shown| fit(&columns[..shown], &measured[..shown], room))
        .map_or(Layout::Lines, Layout::Grid)
}

/// Narrows columns until all fit: first those that are wide for their name alone, which loses nothing, then
/// text; always the widest.
fn fit(columns: &[Column], measured: &[u16], room: u16) -> Option<Vec<u16>> {
    let mut widths: Vec<u16> = natural(columns, measured);
    let gaps = usize::from(GAP) * widths.len().saturating_sub(1);
    let room = usize::from(room).checked_sub(gaps)?;
    let name_floors = columns.iter().zip(measured).map(|(c, w)| name_floor(c).max(*w));
    let text_floors = columns.iter().zip(measured).map(|(c, w)| name_floor(c).max(text_floor(c, *w)));
    for floors in [name_floors.collect::<Vec<_>>(), text_floors.collect()] {
        while widths.iter().map(|w| usize::from(*w)).sum::<usize>() > room {
            let able = widths.iter_mut().zip(&floors).filter(|(width, floor)| **width > **floor);
            let Some((widest, _)) = able.max_by_key(|(width, _)| **width) else { break };
            *widest -= 1;
        }
    }
    (widths.iter().map(|w| usize::from(*w)).sum::<usize>() <= room).then_some(widths)
}

/// Every column as wide as its widest text.
fn natural(columns: &[Column], measured: &[u16]) -> Vec<u16> {
    columns.iter().zip(measured).map(|(c, w)| length(c.name).max(*w)).collect()
}

/// A name breaks after `_`.
fn name_floor(column: &Column) -> u16 {
    column.name.split_inclusive('_').map(length).max().unwrap_or(1)
}

/// Text breaks between words, a number nowhere.
fn text_floor(column: &Column, measured: u16) -> u16 {
    if column.of == ColumnType::Text { measured.min(READABLE) } else { measured }
}

/// A column's name on as many lines as its width asks for.
fn wrapped(name: &str, width: u16) -> String {
    let mut out = String::new();
    let mut line = 0;
    for part in name.split_inclusive('_') {
        if line > 0 && line + length(part) > width {
            out.push('\n');
            line = 0;
        }
        out.push_str(part);
        line += length(part);
    }
    out
}

/// Of a column's name, which is ASCII.
fn length(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or(u16::MAX)
}

/// Rows with an empty line between them.
fn lines(out: &mut impl Write, columns: &[Column], rows: &[Vec<String>], begun: bool) -> io::Result<()> {
    for (i, row) in rows.iter().enumerate() {
        if begun || i > 0 {
            writeln!(out)?;
        }
        let fields = columns.iter().map(|c| c.name).zip(row.iter().map(String::as_str));
        super::lines::write(out, fields)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::cell::Zone;
    use super::super::options::Durations;
    use super::*;
    use crate::app::rows::Cell;

    const COLUMNS: [Column; 5] = [
        Column::new("heat_id", ColumnType::Id),
        Column::new("finish_position", ColumnType::Int),
        Column::new("driver_name", ColumnType::Text),
        Column::new("fast_lap_ms", ColumnType::Millis),
        Column::new("class_name", ColumnType::Text),
    ];

    fn table(width: Option<u16>, may_shed: bool) -> (String, Option<String>) {
        let mut out = Vec::new();
        let look = Look { width, may_shed, bold: false, as_lines: false };
        let mut sink = Table::new(&mut out, Shown::new(Durations::Clock, Zone::Utc), look);
        sink.header(&COLUMNS).unwrap();
        let name = Cell::Text("Jörg van der Berg-Müller");
        let cells = [Cell::Int(441_250), Cell::Int(1), name, Cell::Int(25_870), Cell::Text("2WD Buggy")];
        sink.row(Row { cells: &cells, zone: None }).unwrap();
        let cells = [Cell::Int(441_250), Cell::Null, Cell::Text("A\tB"), Cell::Null, Cell::Text("2WD Buggy")];
        sink.row(Row { cells: &cells, zone: None }).unwrap();
        sink.finish().unwrap();
        let note = sink.note();
        drop(sink);
        (String::from_utf8(out).unwrap(), note)
    }

    #[test]
    fn without_a_terminal_a_row_is_a_line() {
        let (text, note) = table(None, true);
        insta::assert_snapshot!(text, @r"
        heat_id  finish_position  driver_name               fast_lap_ms  class_name
        ---------------------------------------------------------------------------
         441250                1  Jörg van der Berg-Müller     0:25.870  2WD Buggy
         441250                   A␉B                                    2WD Buggy
        ");
        assert_eq!(note, None);
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_it() {
        let (text, note) = table(Some(60), true);
        insta::assert_snapshot!(text, @r"
         heat_   finish_  driver_name               fast_  class_
            id  position                           lap_ms  name
        ------------------------------------------------------------
        441250         1  Jörg van der           0:25.870  2WD Buggy
                          Berg-Müller
        441250            A␉B                              2WD Buggy
        ");
        assert_eq!(note, None);
        assert!(text.lines().all(|l| l.chars().count() <= 60));
    }

    #[test]
    fn a_narrow_terminal_loses_the_last_columns_and_says_so() {
        let (text, note) = table(Some(46), true);
        insta::assert_snapshot!(text, @r"
         heat_   finish_  driver_name            fast_
            id  position                        lap_ms
        ----------------------------------------------
        441250         1  Jörg van der        0:25.870
                          Berg-Müller
        441250            A␉B
        ");
        assert!(note.unwrap().contains("class_name"));
    }

    #[test]
    fn a_narrow_terminal_loses_empty_columns_first_and_in_silence() {
        let mut out = Vec::new();
        let look = Look { width: Some(46), may_shed: true, bold: false, as_lines: false };
        let mut sink = Table::new(&mut out, Shown::new(Durations::Clock, Zone::Utc), look);
        sink.header(&COLUMNS).unwrap();
        let cells =
            [Cell::Int(1), Cell::Null, Cell::Text("Ann"), Cell::Null, Cell::Text("2WD Mod Buggy Nats")];
        sink.row(Row { cells: &cells, zone: None }).unwrap();
        sink.finish().unwrap();
        assert_eq!(sink.note(), None);
        drop(sink);
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("class_name") && !text.contains("lap_ms"), "{text}");
    }

    #[test]
    fn chosen_columns_are_never_left_out() {
        let (text, note) = table(Some(40), false);
        insta::assert_snapshot!(text, @r"
        heat_id          441250
        finish_position  1
        driver_name      Jörg van der Berg-Müller
        fast_lap_ms      0:25.870
        class_name       2WD Buggy

        heat_id          441250
        finish_position
        driver_name      A␉B
        fast_lap_ms
        class_name       2WD Buggy
        ");
        assert_eq!(note, None);
    }
}
