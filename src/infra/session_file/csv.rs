//! Sessions as CSV with a header.

use super::column::{self, Column, Raw};
use super::{Lines, SessionFile, StatedSession};
use crate::domain::finding::{Code, Finding, Place};
use crate::domain::text::count;

pub(super) fn parse(path: &str, text: &str) -> SessionFile {
    let mut file = SessionFile::default();
    let lines = Lines::new(text);
    let place = |byte| {
        let (line, column) = lines.of(byte);
        Place { capture: Some(path.into()), line: Some(line), column: Some(column), ..Place::default() }
    };
    // Rows of unequal length are findings of ours, with their place.
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut header: Option<Vec<Column>> = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let mut finding = Finding::new(Code::BadSession, format!("expected CSV, found {error}"));
                finding.place = place(error.position().map_or(0, byte_of));
                file.findings.push(finding);
                return file;
            }
        };
        let starts = cell_starts(text, record.position().map_or(0, byte_of), record.len());
        let cell_place = |i: usize| place(starts.get(i).copied().unwrap_or(text.len()));
        let Some(columns) = &header else {
            let mut columns = Vec::new();
            for (i, name) in record.iter().enumerate() {
                match column::named(name, cell_place(i)) {
                    Ok(Column::Is(field)) if columns.contains(&Column::Is(field)) => {
                        file.findings.push(twice(name, cell_place(i)));
                    }
                    Ok(column) => columns.push(column),
                    Err(finding) => file.findings.push(*finding),
                }
            }
            if !file.findings.is_empty() {
                return file; // without its header a file says nothing
            }
            header = Some(columns);
            continue;
        };
        let mut row = StatedSession { place: cell_place(0), ..StatedSession::default() };
        if record.len() != columns.len() {
            row.is_bad = true;
            let mut finding = Finding::new(
                Code::BadSession,
                format!(
                    "expected {} as in the header, found {}",
                    count(columns.len() as u64, "cell", "cells"),
                    record.len()
                ),
            );
            finding.place = row.place.clone();
            file.findings.push(finding);
        }
        for (i, (column, cell)) in columns.iter().zip(record.iter()).enumerate() {
            let Column::Is(field) = column else { continue };
            let raw = if cell.is_empty() { Raw::Null } else { Raw::Text(cell.into()) };
            file.findings.extend(row.say(*field, raw, cell_place(i)).err().map(|f| *f));
        }
        file.rows.push(row);
    }
    file
}

pub(super) fn twice(name: &str, place: Place) -> Finding {
    let mut finding = Finding::new(Code::DuplicateKeyConflict, format!("the column `{name}` is there twice"));
    finding.place = place;
    finding
}

fn byte_of(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Where each cell of a record begins; the reader knows only where the record does.
fn cell_starts(text: &str, record: usize, cells: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut at = record.min(bytes.len());
    while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
        at += 1; // blank lines before it are passed over
    }
    let mut starts = vec![at];
    let mut quoted = false;
    while starts.len() < cells && at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted, // a doubled quote turns twice
            b',' if !quoted => starts.push(at + 1),
            _ => {}
        }
        at += 1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::super::tests::seen;
    use super::*;

    #[test]
    fn findings_stand_at_their_cell() {
        let file =
            parse("a.csv", "name,kind,actual_start\n\"é, two\nlines\",SPRINT,noon\n\nRun,RACE\nRun,RACE,\n");
        assert_eq!(
            seen(&file),
            [
                "3:8 bad-session `kind`: expected one of FP1, FP2, FP3, PRACTICE, QUALIFYING, RACE, TEST, OTHER, found `SPRINT`",
                "3:15 invalid-time `actual_start`: expected a time like `2024-08-09T21:40:00Z`, found `noon`: not an ISO 8601 instant",
                "5:1 bad-session expected 3 cells as in the header, found 2",
            ]
        );
        let bad: Vec<bool> = file.rows.iter().map(|r| r.is_bad).collect();
        assert_eq!(bad, [true, true, false]);
    }

    #[test]
    fn a_header_with_a_flaw_refuses_the_file() {
        let file = parse("a.csv", "id,nmae,kind,sessionId\nx,y,RACE,x\n");
        assert_eq!(
            seen(&file),
            [
                "1:4 unknown-column no column is called `nmae`",
                "1:14 duplicate-key-conflict the column `sessionId` is there twice"
            ]
        );
        assert!(file.rows.is_empty());
    }
}
