//! Short lists of rows, as a table or JSON, for verbs that act on what they list. The reading verbs, whose
//! rows may be millions, have writers that stream; when those take plain rows too, this file can go.

use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row};
use crate::domain::text::visible;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::io::{self, Write};

/// How to print a short list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person.
    Table,
    /// For a program.
    Json,
}

/// Prints rows under their columns' names; an empty list is a table of headings.
pub(crate) fn table(out: &mut impl Write, columns: &[Column], rows: &[Row]) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|c| c.name));
    for row in rows {
        table.add_row(row.cells.iter().map(text));
    }
    for (index, column) in columns.iter().enumerate() {
        let Some(at) = table.column_mut(index) else { continue };
        at.set_padding((0, 2));
        if matches!(column.of, ColumnType::Id | ColumnType::Int) {
            at.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "-".into(),
        Cell::Int(number) => number.to_string(),
        Cell::Text(text) => visible(text).into_owned(),
        Cell::Instant(at) => at.to_string(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
    }
}

/// Prints `{"schema":…,"rows":[…]}`, one row a line, keys in the order of the columns.
pub(crate) fn json(out: &mut impl Write, schema: &str, columns: &[Column], rows: &[Row]) -> io::Result<()> {
    write!(out, "{{\"schema\":\"heatlink/{schema}@1\",\"rows\":[")?;
    for (index, row) in rows.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        object(out, columns, row)?;
    }
    out.write_all(if rows.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

/// Prints one row as an object.
pub(crate) fn object(out: &mut impl Write, columns: &[Column], row: &Row) -> io::Result<()> {
    out.write_all(b"{")?;
    for (index, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}\"{}\":{}", column.name, value(cell))?;
    }
    out.write_all(b"}")
}

fn value(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Null => serde_json::Value::Null,
        Cell::Int(number) => (*number).into(),
        Cell::Text(text) => text.as_str().into(),
        Cell::Instant(at) => at.to_string().into(),
        Cell::Flag(flag) => (*flag).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] =
        &[Column { name: "id", of: ColumnType::Id }, Column { name: "what", of: ColumnType::Text }];

    fn rows() -> Vec<Row> {
        let row = |id, what| Row { cells: vec![Cell::Int(id), what], zone: None };
        vec![row(7, Cell::Text("a\n".into())), row(10, Cell::Null)]
    }

    #[test]
    fn tables_show_nothing_raw_and_json_is_exact() {
        let (mut as_table, mut as_json) = (Vec::new(), Vec::new());
        table(&mut as_table, COLUMNS, &rows()).unwrap();
        json(&mut as_json, "things", COLUMNS, &rows()).unwrap();
        assert_eq!(String::from_utf8(as_table).unwrap(), "id  what\n 7  a␊\n10  -\n");
        assert_eq!(
            String::from_utf8(as_json).unwrap(),
            "{\"schema\":\"heatlink/things@1\",\"rows\":[\n{\"id\":7,\"what\":\"a\\n\"},\n{\"id\":10,\"what\":null}\n]}\n"
        );
    }
}
