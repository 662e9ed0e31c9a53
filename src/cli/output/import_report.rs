//! The report of an import: a short table for a person, one JSON document for a program.

use super::finding::{Json, Line};
use crate::app::import::report::Report;
use crate::domain::finding::{Finding, Severity};
use crate::domain::record::Kind;
use crate::domain::text::{count, thousands};
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// So many findings of one code are printed one by one.
const SHOWN: usize = 20;

/// Prints `heatlink/import-report@1`.
pub(crate) fn json(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let records: Map<String, Value> = Kind::ALL
        .iter()
        .map(|kind| {
            let counters = report[*kind].named().into_iter().map(|(name, n)| (name.to_owned(), n.into())).collect();
            (kind.as_str().to_owned(), Value::Object(counters))
        })
        .collect();
    let c = &report.captures;
    let head = json!({
        "schema": "heatlink/import-report@1",
        "run": report.run,
        "dry_run": report.dry_run,
        "committed": report.committed,
        "captures": {"seen": c.seen, "imported": c.imported, "unchanged": c.unchanged, "rejected": c.rejected},
        "records": records,
    });
    let head = head.to_string();
    write!(out, "{},\"findings\":[", head.trim_end_matches('}').to_owned() + "}}")?;
    for (i, finding) in report.findings.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Json::from(finding))?;
    }
    out.write_all(if report.findings.is_empty() { b"]}\n" } else { b"\n]}\n" })
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
