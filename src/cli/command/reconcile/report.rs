//! The report: grouped for a person, or as JSON.

use crate::app::error::Error;
use crate::app::reconcile::{Report, report};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::finding::{Json, Line};
use crate::cli::output::listing::Format;
use crate::cli::ui::Ui;
use crate::domain::finding::{Finding, Severity};
use crate::domain::text::{count, visible};
use crate::infra::db::open;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

pub(super) fn run(check: bool, format: Format, ui: &Ui) -> Result<Exit, Failure> {
    let conn = open::reading(ui.db()).map_err(Error::from)?;
    let report = report(&conn)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Table => human(&mut out, &report)?,
        Format::Json => json(&mut out, &report)?,
    }
    out.flush()?;
    let found = check && report.of_severity(Severity::Error) > 0;
    Ok(if found { Exit::Found } else { Exit::Done })
}

/// One block a code: how many and what it means, a line each, and what to do, once where it is one thing.
fn human(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for group in report.findings.chunk_by(|a, b| a.code == b.code) {
        let code = group[0].code;
        let many = count(group.len() as u64, "finding", "findings");
        writeln!(out, "{}[{code}]: {many}. {}", code.severity(), code.meaning())?;
        let shared = group.iter().all(|f| f.hint == group[0].hint);
        for finding in group {
            writeln!(out, "  {}", Line(finding))?;
            if !shared {
                hint(out, finding)?;
            }
        }
        if shared {
            hint(out, &group[0])?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", totals(report))
}

fn hint(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    match &finding.hint {
        Some(hint) => writeln!(out, "    hint: {}", visible(hint)),
        None => Ok(()),
    }
}

fn totals(report: &Report) -> String {
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Info, "info", "info"),
    ];
    let counted: Vec<String> = kinds
        .into_iter()
        .map(|(severity, one, many)| (report.of_severity(severity), one, many))
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| count(n, one, many))
        .collect();
    if counted.is_empty() { "nothing disagrees".into() } else { counted.join(", ") }
}

/// One finding a line, so that a report of any length is read and compared line by line.
fn json(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let counts: BTreeMap<&str, u64> = report.counts.iter().map(|(code, n)| (code.as_str(), *n)).collect();
    let counts = serde_json::to_string(&counts)?;
    write!(out, "{{\"schema\":\"heatlink/reconcile@1\",\"counts\":{counts},\"findings\":[")?;
    for (index, finding) in report.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Json::from(finding))?;
    }
    out.write_all(if report.findings.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Code;

    fn printed(report: &Report, how: fn(&mut Vec<u8>, &Report) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        how(&mut out, report).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn of(findings: Vec<Finding>) -> Report {
        let mut report = Report::default();
        for finding in findings {
            *report.counts.entry(finding.code).or_default() += 1;
            report.findings.push(finding);
        }
        report
    }

    #[test]
    fn hints_stand_once_where_they_are_one() {
        let zero = |m: &str| Finding::new(Code::ZeroTime, m).with_hint("again");
        let free = |m: &str| Finding::new(Code::UnlinkedSession, m).with_hint(m);
        let report = of(vec![zero("a"), zero("b"), free("c"), free("d")]);
        assert_eq!(
            printed(&report, human),
            "warning[zero-time]: 2 findings. A lap or fastest lap takes no time.
  warning[zero-time]: a
  warning[zero-time]: b
    hint: again

info[unlinked-session]: 2 findings. A session is bound to no heat.
  info[unlinked-session]: c
    hint: c
  info[unlinked-session]: d
    hint: d

2 warnings, 2 info
"
        );
    }

    #[test]
    fn nothing_is_said_in_both_forms() {
        assert_eq!(printed(&Report::default(), human), "nothing disagrees\n");
        assert_eq!(
            printed(&Report::default(), json),
            "{\"schema\":\"heatlink/reconcile@1\",\"counts\":{},\"findings\":[]}\n"
        );
    }
}
