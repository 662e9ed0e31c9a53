//! Baseline files: findings that somebody has accepted, one a line, so that a change of them is read line by line.

use super::capture::json::Document;
use super::json_text;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The shape that this heatlink reads and writes.
const SCHEMA: &str = "heatlink/baseline@1";

/// What makes a finding one that was accepted. Lines, columns and members of containers move; none is part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Accepted {
    /// The file, relative to the folder of the baseline; `-` is standard input.
    pub capture: Option<String>,
    /// RFC 6901 pointer inside the payload.
    pub pointer: Option<String>,
    /// The code, which may be one of another heatlink.
    pub code: String,
    /// What was said.
    pub message: String,
}

/// Accepted findings that are the same, and where the file says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was accepted.
    pub accepted: Accepted,
    /// How many of them.
    pub count: u64,
    /// Its place in the list, from zero.
    pub index: usize,
    /// Line and column in the file.
    pub place: Option<(u64, u64)>,
}

/// Why a file cannot serve as a baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Nothing is there.
    #[error("no baseline at `{}`", .0.display())]
    Missing(PathBuf),
    /// The system does not let us read it, or it is no regular file.
    #[error("the baseline `{}` cannot be read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// It is not what heatlink writes.
    #[error("`{}` is no baseline: {why}", path.display())]
    Garbled {
        /// The file.
        path: PathBuf,
        /// What was expected, what was found, and where.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct File<'a> {
    schema: String,
    #[serde(borrow)]
    findings: Vec<&'a RawValue>,
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "an object")]
struct Line {
    #[serde(flatten)]
    accepted: Accepted,
    count: u64,
}

/// Reads a baseline.
///
/// # Errors
/// When there is none, or something else.
pub fn read(path: &Path) -> Result<Vec<Entry>, BaselineError> {
    let unreadable = |why: String| BaselineError::Unreadable { path: path.into(), why };
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(BaselineError::Missing(path.into())),
        Err(e) => return Err(unreadable(e.to_string())),
    };
    // A pipe would be waited for, a device read for ever.
    if !meta.is_file() {
        return Err(unreadable("it is no regular file".into()));
    }
    let bytes = std::fs::read(path).map_err(|e| unreadable(e.to_string()))?;
    parse(&bytes).map_err(|why| BaselineError::Garbled { path: path.into(), why })
}

fn parse(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "expected UTF-8 text, found other bytes".to_owned())?;
    let file: File<'_> =
        serde_json::from_str(text).map_err(|e| format!("expected `{SCHEMA}`, found a fault: {e}"))?;
    if file.schema != SCHEMA {
        return Err(format!("expected the schema `{SCHEMA}`, found `{}`", file.schema));
    }
    let document = Document::in_file(text, text);
    let entry = |(index, raw): (usize, &RawValue)| {
        let place = document.place_of(raw.get());
        let line: Line = serde_json::from_str(raw.get()).map_err(|e| {
            let said = e.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            let line = place.map(|(line, _)| format!(" on line {line}")).unwrap_or_default();
            format!("expected a finding at `/findings/{index}`{line}, found a fault: {said}")
        })?;
        Ok(Entry { accepted: line.accepted, count: line.count, index, place })
    };
    file.findings.into_iter().enumerate().map(entry).collect()
}

/// Writes a baseline, in the order of files and pointers.
///
/// # Errors
/// When it cannot be written.
pub fn write(out: &mut impl Write, accepted: &BTreeMap<Accepted, u64>) -> io::Result<()> {
    write!(out, "{{\"schema\":\"{SCHEMA}\",\"findings\":[")?;
    for (index, (accepted, count)) in accepted.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        json_text::write(out, &Line { accepted: accepted.clone(), count: *count })?;
    }
    out.write_all(if accepted.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(pointer: &str) -> Accepted {
        Accepted {
            capture: Some("v2/a.json".into()),
            pointer: Some(pointer.into()),
            code: "zero-time".into(),
            message: "no `time`\u{1b}".into(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_a_finding_is_a_line() {
        let all = BTreeMap::from([(accepted("/1"), 2), (accepted("/0"), 1)]);
        let mut out = Vec::new();
        write(&mut out, &all).unwrap();
        insta::assert_snapshot!(String::from_utf8(out.clone()).unwrap(), @r#"
        {"schema":"heatlink/baseline@1","findings":[
        {"capture":"v2/a.json","pointer":"/0","code":"zero-time","message":"no `time`\u001b","count":1},
        {"capture":"v2/a.json","pointer":"/1","code":"zero-time","message":"no `time`\u001b","count":2}
        ]}
        "#);
        let read = parse(&out).unwrap();
        let places: Vec<_> = read.iter().map(|e| (e.index, e.count, e.place)).collect();
        assert_eq!(places, [(0, 1, Some((2, 1))), (1, 2, Some((3, 1)))]);
        assert_eq!(read.into_iter().map(|e| (e.accepted, e.count)).collect::<BTreeMap<_, _>>(), all);
        let mut out = Vec::new();
        write(&mut out, &BTreeMap::new()).unwrap();
        assert_eq!(parse(&out), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        let says = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert!(says("").contains("found a fault: EOF"), "{}", says(""));
        assert!(says("{\"findings\":[]}").contains("missing field `schema`"));
        assert!(
            says("{\"schema\":\"heatlink/baseline@2\",\"findings\":[]}")
                .contains("found `heatlink/baseline@2`")
        );
        let entry = says("{\"schema\":\"heatlink/baseline@1\",\"findings\":[\n{\"code\":7}]}");
        assert!(entry.contains("`/findings/0` on line 2, found a fault: "), "{entry}");
        for garbled in ["[]", "7", "{\"schema\":\"heatlink/baseline@1\",\"findings\":[7]}"] {
            let said = says(garbled);
            assert!(said.contains("expected an object") && !said.contains("struct"), "{said}");
        }
        assert!(parse(&[0xff]).unwrap_err().contains("UTF-8"));
    }
}
