//! The report of an import: a short table for a person, one JSON document for a program.

use super::finding::Json;
use super::findings::{self, Look};
use crate::app::import::report::{RecordCounts, Report};
use crate::app::rows::{Column, ColumnType, OwnedCell, OwnedRow};
use crate::domain::record::Kind;
use crate::domain::text::{count, thousands};
use crate::infra::json_text;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// So many findings of one code are printed one by one.
const SHOWN: usize = 20;

/// `heatlink/import-report@1`, keys in the order of the documentation.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    run: Option<i64>,
    dry_run: bool,
    committed: bool,
    captures: Captures,
    records: Records<'a>,
    findings: Vec<Json<'a>>,
}

#[derive(Serialize)]
struct Captures {
    seen: u64,
    imported: u64,
    unchanged: u64,
    rejected: u64,
}

/// The counters of every kind, each by name.
struct Records<'a>(&'a Report);

/// The counters of one kind, each by name.
struct Counters(RecordCounts);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Kind::ALL.iter().map(|kind| (kind.as_str(), Counters(self.0[*kind]))))
    }
}

impl Serialize for Counters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.named())
    }
}

/// Prints `heatlink/import-report@1`.
pub(crate) fn json(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let c = &report.captures;
    let document = Document {
        schema: "heatlink/import-report@1",
        run: report.run,
        dry_run: report.dry_run,
        committed: report.committed,
        captures: Captures {
            seen: c.seen,
            imported: c.imported,
            unchanged: c.unchanged,
            rejected: c.rejected,
        },
        records: Records(report),
        findings: findings::as_json(&report.findings),
    };
    json_text::write(out, &document)?;
    writeln!(out)
}

/// Prints counters by kind, then findings.
pub(crate) fn table(out: &mut impl Write, report: &Report, look: &Look) -> io::Result<()> {
    let c = &report.captures;
    writeln!(
        out,
        "{}: {} imported, {} unchanged, {} rejected",
        count(c.seen, "capture", "captures"),
        thousands(c.imported),
        thousands(c.unchanged),
        thousands(c.rejected)
    )?;
    let number = |n: u64| OwnedCell::Text(if n == 0 { "-".into() } else { thousands(n) });
    let row = |kind: &Kind| {
        let counters = report[*kind].named();
        counters.iter().any(|(_, n)| *n > 0).then(|| OwnedRow {
            cells: std::iter::once(OwnedCell::Text(kind.as_str().into()))
                .chain(counters.map(|(_, n)| number(n)))
                .collect(),
            zone: None,
        })
    };
    let rows: Vec<OwnedRow> = Kind::ALL.iter().filter_map(row).collect();
    if !rows.is_empty() {
        writeln!(out)?;
        let names = report[Kind::Event].named().map(|(name, _)| Column::new(name, ColumnType::Int));
        let columns: Vec<_> = std::iter::once(Column::new("record", ColumnType::Text)).chain(names).collect();
        super::table(&mut *out, &columns, &rows)?;
    }
    if !report.findings.is_empty() {
        writeln!(out)?;
    }
    findings::grouped(out, &report.findings, Some(SHOWN), look)
}
