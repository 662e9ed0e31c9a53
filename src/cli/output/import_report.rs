//! The report of an import: a short table for a person, one JSON document for a program.

use super::finding::{Json, Line};
use crate::app::import::report::{RecordCounts, Report};
use crate::domain::finding::{Finding, Severity};
use crate::domain::record::Kind;
use crate::domain::text::{count, thousands};
use comfy_table::{CellAlignment, Table, presets};
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
        findings: report.findings.iter().map(Json::from).collect(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

/// Prints counters by kind, then findings.
pub(crate) fn table(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let c = &report.captures;
    writeln!(
        out,
        "{}: {} imported, {} unchanged, {} rejected",
        count(c.seen, "capture", "captures"),
        thousands(c.imported),
        thousands(c.unchanged),
        thousands(c.rejected)
    )?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let names = report[Kind::Event].named().map(|(name, _)| name);
    table.set_header(std::iter::once("").chain(names));
    for kind in Kind::ALL {
        let counters = report[*kind].named();
        if counters.iter().any(|(_, n)| *n > 0) {
            let numbers = counters.map(|(_, n)| if n == 0 { "-".to_owned() } else { thousands(n) });
            table.add_row(std::iter::once(kind.as_str().to_owned()).chain(numbers));
        }
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    if table.row_count() > 0 {
        writeln!(out)?;
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    findings(out, &report.findings)
}

/// Prints findings, errors first; of many with one code the first few and how many more there are.
fn findings(out: &mut impl Write, all: &[Finding]) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let mut codes: Vec<_> = all.iter().filter(|f| f.severity() == severity).map(|f| f.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            writeln!(out)?;
            let of_code: Vec<_> = all.iter().filter(|f| f.code == code).collect();
            for finding in of_code.iter().take(SHOWN) {
                writeln!(out, "{}", Line(finding))?;
            }
            if of_code.len() > SHOWN {
                let more = count((of_code.len() - SHOWN) as u64, "more", "more");
                writeln!(out, "… and {more} {code}; `--format json` lists them all")?;
            }
            if let Some(hint) = of_code.first().and_then(|f| f.hint.as_deref()) {
                writeln!(out, "  hint: {hint}")?;
            }
        }
    }
    Ok(())
}
