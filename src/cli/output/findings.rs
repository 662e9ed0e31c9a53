//! Findings together: one by one, grouped by code for a person, counted, and in a JSON document.

use super::finding::{Json, Line, Word};
use crate::cli::ui::with_db;
use crate::domain::finding::{Finding, Severity};
use crate::domain::text::{count, visible};
use crate::infra::json_text;
use std::io::{self, Write};

/// How findings are printed for a person.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Whether the severity is coloured.
    pub colour: bool,
    /// What is put to the commands of hints, so that they ask the same database.
    pub db_option: String,
}

/// Prints each with its hint beneath.
pub(crate) fn one_by_one(out: &mut impl Write, findings: &[Finding], look: &Look) -> io::Result<()> {
    for finding in findings {
        writeln!(out, "{}", Line(finding, look.colour))?;
        hint(out, "  ", finding, look)?;
    }
    Ok(())
}

/// Prints a block for each code, errors first: how many and what it means, a line for each finding, and what
/// to do, once where it is one thing. Beyond `most` of a code it says how many more there are.
pub(crate) fn grouped(
    out: &mut impl Write,
    findings: &[Finding],
    most: Option<usize>,
    look: &Look,
) -> io::Result<()> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|f| (f.severity(), f.code));
    for (i, group) in sorted.chunk_by(|a, b| a.code == b.code).enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let code = group[0].code;
        let many = count(group.len() as u64, "finding", "findings");
        writeln!(out, "{}[{code}]: {many}. {}", Word(code.severity(), look.colour), code.meaning())?;
        let (shown, rest) = group.split_at(most.unwrap_or(group.len()).min(group.len()));
        let is_shared = shown.iter().all(|f| f.hint == group[0].hint);
        for finding in shown {
            writeln!(out, "  {}", Line(finding, look.colour))?;
            if !is_shared {
                hint(out, "    ", finding, look)?;
            }
        }
        if !rest.is_empty() {
            writeln!(out, "  … and {}; `--format json` lists all", count(rest.len() as u64, "more", "more"))?;
        }
        if is_shared {
            hint(out, "    ", group[0], look)?;
        }
    }
    Ok(())
}

fn hint(out: &mut impl Write, indent: &str, finding: &Finding, look: &Look) -> io::Result<()> {
    match &finding.hint {
        Some(hint) => writeln!(out, "{indent}hint: {}", visible(&with_db(hint, &look.db_option))),
        None => Ok(()),
    }
}

/// `2 errors, 1 warning`; empty where nothing was found.
pub(crate) fn totals(findings: &[Finding]) -> String {
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Info, "info", "info"),
    ];
    kinds
        .into_iter()
        .map(|(severity, one, many)| (of_severity(findings, severity), one, many))
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| count(n, one, many))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How many weigh so much.
pub(crate) fn of_severity(findings: &[Finding], severity: Severity) -> u64 {
    findings.iter().filter(|f| f.severity() == severity).count() as u64
}

/// Findings for a JSON document.
pub(crate) fn as_json(findings: &[Finding]) -> Vec<Json<'_>> {
    findings.iter().map(Json::from).collect()
}

/// Ends a JSON document with its `findings`, one a line, so that a report of any length is read and compared
/// line by line.
pub(crate) fn json_end(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    out.write_all(b"\"findings\":[")?;
    for (index, finding) in findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        json_text::write(out, &Json::from(finding))?;
    }
    out.write_all(if findings.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Code;

    fn found() -> Vec<Finding> {
        let zero = |m: &str| Finding::new(Code::ZeroTime, m).with_hint("again");
        let free = |m: &str| Finding::new(Code::UnlinkedSession, m).with_hint(m);
        vec![free("c"), zero("a"), free("d\x1b"), zero("b")]
    }

    fn printed(most: Option<usize>) -> String {
        let mut out = Vec::new();
        grouped(&mut out, &found(), most, &Look::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hints_stand_once_where_they_are_one() {
        assert_eq!(
            printed(None),
            "warning[zero-time]: 2 findings. A lap or fastest lap takes no time.
  warning[zero-time]: a
  warning[zero-time]: b
    hint: again

info[unlinked-session]: 2 findings. A session is bound to no heat.
  info[unlinked-session]: c
    hint: c
  info[unlinked-session]: d␛
    hint: d␛
"
        );
        assert_eq!(totals(&found()), "2 warnings, 2 info");
        assert_eq!(totals(&[]), "");
    }

    #[test]
    fn of_many_the_first_are_shown() {
        assert!(printed(Some(1)).starts_with(
            "warning[zero-time]: 2 findings. A lap or fastest lap takes no time.
  warning[zero-time]: a
  … and 1 more; `--format json` lists all
    hint: again
"
        ));
    }
}
