//! Files of sessions, CSV or JSON: bytes become what each row says, every flaw with where it stands.

mod column;
mod csv;
mod json;

use crate::domain::finding::{Code, Finding, Place, Severity};
use crate::domain::session::SessionField;
use crate::domain::session::patch::SessionPatch;
use crate::domain::text::size;
use crate::infra::capture::stdin::Stdin;
use std::io::Read;
use std::path::Path;

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatedSession {
    /// The id, where the row has one.
    pub id: Option<String>,
    /// All else that it says.
    pub patch: SessionPatch,
    /// Where the row begins.
    pub place: Place,
    /// Where each field stands.
    cells: Vec<(SessionField, Place)>,
    /// A finding refuses this row already.
    pub is_bad: bool,
}

impl StatedSession {
    /// Where a field stands, else where the row begins.
    #[must_use]
    pub fn place_of(&self, field: SessionField) -> Place {
        let cell = self.cells.iter().find(|(f, _)| *f == field).map(|(_, place)| place);
        cell.unwrap_or(&self.place).clone()
    }
}

/// The rows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionFile {
    /// In the order of the file, bad ones too.
    pub rows: Vec<StatedSession>,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
}

impl SessionFile {
    /// Whether anything of it has to be refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity() == Severity::Error)
    }

    /// A file that is refused whole.
    fn refused(finding: Finding) -> Self {
        Self { rows: Vec::new(), findings: vec![finding] }
    }
}

/// The longest file that is read: some hundred thousand sessions.
const MOST: u64 = 32 << 20;

/// Reads a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> std::io::Result<SessionFile> {
    let mut bytes = Vec::new();
    let count = if path.as_os_str() == "-" {
        Stdin::open().take(MOST + 1).read_to_end(&mut bytes)?
    } else {
        let not_regular =
            || std::io::Error::other("it is no regular file; pass a pipe as standard input, `-`");
        // A pipe is not opened: that would wait for whoever writes to it.
        if !std::fs::metadata(path)?.is_file() {
            return Err(not_regular());
        }
        std::fs::File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?
    };
    if count as u64 > MOST {
        return Err(std::io::Error::other(format!("it is longer than {}", size(MOST))));
    }
    Ok(parse(&path.display().to_string(), &bytes))
}

/// The rows of a file's bytes. JSON is told by its first character, everything else is CSV.
#[must_use]
pub fn parse(path: &str, bytes: &[u8]) -> SessionFile {
    let at = |line, column| Place {
        capture: Some(path.into()),
        line: Some(line),
        column: Some(column),
        ..Place::default()
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let (line, column) = Lines::new(&before).of(before.len());
            let mut finding = Finding::new(Code::InvalidUtf8, "expected UTF-8 text, found other bytes")
                .with_hint("save the file as UTF-8");
            finding.place = at(line, column);
            return SessionFile::refused(finding);
        }
    };
    match text.trim_start().bytes().next() {
        None => {
            let mut finding = Finding::new(Code::EmptyFile, "expected rows of sessions, found nothing");
            finding.place = at(1, 1);
            SessionFile::refused(finding)
        }
        Some(b'[' | b'{') => json::parse(path, text),
        Some(_) => csv::parse(path, text),
    }
}

/// Bytes between two counts of code points.
const STRIDE: usize = 1024;

/// A text whose bytes can be placed in lines and columns without reading it from the start each time: a
/// file may be one long line with a cell at every few bytes.
struct Lines<'a> {
    text: &'a [u8],
    starts: Vec<usize>,
    /// Code points before every [`STRIDE`]th byte.
    counts: Vec<u64>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let mut counts = vec![0];
        for stride in text.as_bytes().chunks(STRIDE) {
            counts.push(counts.last().copied().unwrap_or_default() + code_points(stride));
        }
        Self { text: text.as_bytes(), starts, counts }
    }

    /// Line and column of a byte, both from 1, the column in code points.
    fn of(&self, byte: usize) -> (u64, u64) {
        let byte = byte.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|i| self.starts.get(i)).copied().unwrap_or_default();
        (line as u64, self.before(byte) - self.before(start) + 1)
    }

    fn before(&self, byte: usize) -> u64 {
        let stride = byte / STRIDE;
        self.counts[stride] + code_points(&self.text[stride * STRIDE..byte])
    }
}

/// Continuation bytes are of the code point before them.
fn code_points(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::HeatId;
    use crate::domain::session::SessionKind;
    use crate::domain::session::patch::Change;

    pub(super) fn seen(file: &SessionFile) -> Vec<String> {
        file.findings
            .iter()
            .map(|f| {
                let p = &f.place;
                format!(
                    "{}:{}{} {} {}",
                    p.line.unwrap_or(0),
                    p.column.unwrap_or(0),
                    p.pointer.as_deref().map(|p| format!(" {p}")).unwrap_or_default(),
                    f.code,
                    f.message
                )
            })
            .collect()
    }

    #[test]
    fn csv_and_json_say_the_same() {
        let csv =
            "id,name,kind,scheduled_start,heat,description\ns1,\"Run, 1\",RACE,2024-08-09T21:40:00Z,100,\n";
        let json = r#"{"schema":"x","rows":[{"id":"s1","name":"Run, 1","kind":"RACE",
            "scheduledStart":"2024-08-09T16:40:00-05:00","heat":100,"description":null}]}"#;
        let (csv, json) = (parse("a.csv", csv.as_bytes()), parse("a.json", json.as_bytes()));
        assert_eq!((seen(&csv), seen(&json)), (vec![], vec![]));
        assert_eq!(csv.rows[0].patch, json.rows[0].patch);
        assert_eq!(csv.rows[0].id, json.rows[0].id);
        let patch = &csv.rows[0].patch;
        assert_eq!(patch.name.as_deref(), Some("Run, 1"));
        assert_eq!(patch.kind, Some(SessionKind::Race));
        assert_eq!(patch.heat, Change::Set(HeatId::new(100).unwrap()));
        assert_eq!((&patch.description, &patch.status), (&Change::Clear, &Change::Keep));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(seen(&parse("a", b""))[0], "1:1 empty-file expected rows of sessions, found nothing");
        assert!(seen(&parse("a", b"id,name\n\xc3\xa9\xff"))[0].starts_with("2:2 invalid-utf8"));
    }

    #[test]
    fn places_count_code_points_on_long_lines_too() {
        let text = format!("é\n{}x\n", "é".repeat(3000));
        let lines = Lines::new(&text);
        assert_eq!(lines.of(0), (1, 1));
        assert_eq!(lines.of(2), (1, 2), "the line's end is of the line");
        assert_eq!(lines.of(3), (2, 1));
        assert_eq!(lines.of(3 + 6000), (2, 3001));
        assert_eq!(lines.of(text.len()), (3, 1));
        assert_eq!(Lines::new("").of(9), (1, 1));
    }
}
