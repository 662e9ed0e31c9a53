//! The report: grouped for a person, or as JSON.

use crate::app::reconcile::{Report, report};
use crate::cli::database::reading;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::findings::{self, Look};
use crate::cli::output::options::ReportFormat as Format;
use crate::cli::ui::Ui;
use crate::domain::finding::Severity;
use crate::infra::json_text;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

pub(super) fn run(check: bool, format: Format, ui: &Ui) -> Result<Exit, Failure> {
    let report = report(&reading(ui)?)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Table => human(&mut out, &report, &ui.on_stdout())?,
        Format::Json => json(&mut out, &report)?,
    }
    out.flush()?;
    let found = check && report.of_severity(Severity::Error) > 0;
    Ok(if found { Exit::Found } else { Exit::Done })
}

/// One block a code, then how many there are of each weight.
fn human(out: &mut impl Write, report: &Report, look: &Look) -> io::Result<()> {
    findings::grouped(out, &report.findings, None, look)?;
    if report.findings.is_empty() {
        writeln!(out, "nothing disagrees")
    } else {
        writeln!(out, "\n{}", findings::totals(&report.findings))
    }
}

fn json(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let counts: BTreeMap<&str, u64> = report.counts.iter().map(|(code, n)| (code.as_str(), *n)).collect();
    write!(out, "{{\"schema\":\"heatlink/reconcile@1\",\"counts\":")?;
    json_text::write(out, &counts)?;
    out.write_all(b",")?;
    findings::json_end(out, &report.findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(report: &Report, how: fn(&mut Vec<u8>, &Report) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        how(&mut out, report).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_is_said_in_both_forms() {
        assert_eq!(
            printed(&Report::default(), |out, report| human(out, report, &Look::default())),
            "nothing disagrees\n"
        );
        assert_eq!(
            printed(&Report::default(), json),
            "{\"schema\":\"heatlink/reconcile@1\",\"counts\":{},\"findings\":[]}\n"
        );
    }
}
