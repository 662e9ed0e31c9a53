//! Cells of text in columns, for `table` and `markdown`: measured over the first rows, drawn in blocks.

use crate::app::rows::{Column, ColumnType};
use comfy_table::{Attribute, Cell, CellAlignment, ColumnConstraint, Table, TableStyle, Width};
use std::io::{self, Write};

/// How many rows are measured before the first is drawn, and drawn at once.
pub(super) const BLOCK: usize = 1000;

/// How a grid is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) style: TableStyle,
    pub(super) padding: (u16, u16),
    pub(super) bold: bool,
    /// Whether spaces at the end of a line are left out.
    pub(super) trim: bool,
}

/// The widest text of each column; at least one.
pub(super) fn measure(rows: &[Vec<String>], columns: usize) -> Vec<u16> {
    let mut table = Table::new();
    table.add_rows(rows.iter().map(|row| row.iter().map(Cell::new).collect::<Vec<_>>()));
    let mut widths = table.column_max_content_widths();
    widths.resize(columns, 1);
    widths
}

/// Draws rows, text that is wider than its column on several lines. The header goes before the first block.
pub(super) fn draw(
    out: &mut impl Write,
    header: Option<Vec<String>>,
    rows: &[Vec<String>],
    columns: &[Column],
    widths: &[u16],
    look: Look,
) -> io::Result<()> {
    let mut table = Table::new();
    table.force_no_tty().load_style(look.style);
    if let Some(header) = header {
        table.set_header(header.into_iter().map(|name| {
            let cell = Cell::new_owned(name);
            if look.bold { cell.add_attribute(Attribute::Bold) } else { cell }
        }));
    }
    if look.bold {
        table.enforce_styling();
        table.style_text_only();
    }
    table.add_rows(rows.iter().map(|row| row.iter().map(Cell::new).collect::<Vec<_>>()));
    for (i, ((drawn, column), width)) in table.column_iter_mut().zip(columns).zip(widths).enumerate() {
        let last = i + 1 == columns.len();
        let padding = (look.padding.0, if look.trim && last { 0 } else { look.padding.1 });
        let whole = width.saturating_add(padding.0).saturating_add(padding.1);
        drawn.set_padding(padding).set_constraint(ColumnConstraint::Absolute(Width::Fixed(whole)));
        if is_number(column) {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", if look.trim { line.trim_end() } else { &line })?;
    }
    Ok(())
}

/// Whether a column reads better with its ends under one another.
pub(super) fn is_number(column: &Column) -> bool {
    matches!(column.of, ColumnType::Id | ColumnType::Int | ColumnType::Millis | ColumnType::Thousandths)
}
