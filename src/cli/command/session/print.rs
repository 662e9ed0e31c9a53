//! Printing sessions and findings.
//
// MERGE: `rows` stands in for the shared renderer (`cli::output`, every `--format`), and `findings_json` and
// `finding_text` for its findings. Swap them there and drop this file; the callers hand over `COLUMNS` and
// rows already.

use crate::app::rows::{Column, OwnedCell as Cell, OwnedRow as Row};
use crate::cli::exit::Failure;
use crate::domain::finding::Finding;
use crate::domain::text::visible;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Prints text to standard output; a closed pipe is a quiet end.
pub(crate) fn emit(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints sessions: a line a field in a table, one document in JSON.
pub(crate) fn rows(columns: &[Column], rows: &[Row], format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => emit_json(&Rows {
            schema: "heatlink/sessions@1",
            rows: rows.iter().map(|row| Object { columns, row }).collect(),
        }),
        Format::Table => {
            let lists: Vec<String> = rows.iter().map(|row| listing(&fields(columns, row))).collect();
            emit(&lists.join("\n"))
        }
    }
}

/// Prints one JSON document, indented.
pub(crate) fn emit_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Failure::cannot(e.to_string()))?;
    emit(&(text + "\n"))
}

/// Names and values, the values under each other and safe to show.
pub(crate) fn listing(fields: &[(String, String)]) -> String {
    let width = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    fields.iter().fold(String::new(), |mut text, (name, value)| {
        let line = format!("{name:width$}  {}", visible(value));
        let _ = writeln!(text, "{}", line.trim_end()); // writing to a String cannot fail
        text
    })
}

/// A finding as `path:line:column: severity[code]: message`, its hint on a line of its own.
pub(crate) fn finding_text(finding: &Finding) -> String {
    let place = &finding.place;
    let mut text = place.capture.clone().unwrap_or_default();
    for number in [place.line, place.column].into_iter().flatten() {
        let _ = write!(text, ":{number}");
    }
    if !text.is_empty() {
        text.push_str(": ");
    }
    let _ = write!(text, "{}[{}]: {}", finding.severity(), finding.code, finding.message);
    let mut shown = visible(&text).into_owned() + "\n";
    if let Some(hint) = &finding.hint {
        let _ = writeln!(shown, "  hint: {}", visible(hint));
    }
    shown
}

/// A finding as `docs/cli.md` gives it.
#[derive(Debug, serde::Serialize)]
pub(crate) struct FindingJson<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
    capture: Option<&'a str>,
    member: Option<&'a str>,
    line: Option<u64>,
    column: Option<u64>,
    pointer: Option<&'a str>,
}

/// Findings as `docs/cli.md` gives them.
pub(crate) fn findings_json(findings: &[Finding]) -> Vec<FindingJson<'_>> {
    findings
        .iter()
        .map(|f| FindingJson {
            code: f.code.as_str(),
            severity: f.severity().as_str(),
            message: &f.message,
            hint: f.hint.as_deref(),
            capture: f.place.capture.as_deref(),
            member: f.place.member.as_deref(),
            line: f.place.line,
            column: f.place.column,
            pointer: f.place.pointer.as_deref(),
        })
        .collect()
}

#[derive(serde::Serialize)]
struct Rows<'a> {
    schema: &'a str,
    rows: Vec<Object<'a>>,
}

/// A row under its columns, in their order.
struct Object<'a> {
    columns: &'a [Column],
    row: &'a Row,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(&self.row.cells) {
            map.serialize_entry(
                column.name,
                &match cell {
                    Cell::Null => Value::Null,
                    Cell::Int(n) => (*n).into(),
                    Cell::Text(text) => text.as_str().into(),
                    Cell::Instant(at) => at.to_string().into(),
                    Cell::Flag(flag) => (*flag).into(),
                },
            )?;
        }
        map.end()
    }
}

fn fields(columns: &[Column], row: &Row) -> Vec<(String, String)> {
    let text = |cell: &Cell| match cell {
        Cell::Null => String::new(),
        Cell::Int(n) => n.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Instant(at) => at.to_string(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
    };
    columns.iter().zip(&row.cells).map(|(c, cell)| (c.name.into(), text(cell))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Code;

    #[test]
    fn a_listing_lines_its_values_up_and_shows_control_characters() {
        let fields = [("id".into(), "s\x1b1".into()), ("status".into(), String::new())];
        assert_eq!(listing(&fields), "id      s␛1\nstatus\n");
    }

    #[test]
    fn a_finding_reads_like_a_compilers() {
        let mut finding = Finding::new(Code::InvalidTime, "expected x").with_hint("do y").of_capture("a.csv");
        (finding.place.line, finding.place.column) = (Some(3), Some(8));
        assert_eq!(finding_text(&finding), "a.csv:3:8: error[invalid-time]: expected x\n  hint: do y\n");
        let json = serde_json::to_string(&findings_json(&[finding])).unwrap();
        assert!(
            json.starts_with(r#"[{"code":"invalid-time","severity":"error","message":"expected x""#),
            "{json}"
        );
    }
}
