//! `heatlink db rebuild`: every table anew from archived captures and decisions, or the proof that it is so already.

use crate::app::rebuild::{self, Rebuilt};
use crate::cli::database::existing;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::options::ReportFormat as Format;
use crate::cli::output::{document, finding, findings};
use crate::cli::progress::Bar;
use crate::cli::ui::Ui;
use crate::domain::text::count;
use std::path::Path;

#[derive(serde::Serialize)]
struct Json<'a> {
    schema: &'a str,
    verify: bool,
    captures: u64,
    records: u64,
    findings: Vec<finding::Json<'a>>,
}

pub(crate) fn run(db: &Path, verify: bool, format: Format, ui: &Ui) -> Result<Exit, Failure> {
    let bar = Bar::new(ui);
    let rebuilt = if verify {
        rebuild::verify(db, Ui::now(), |done, all| bar.show_captures(done, all))?
    } else {
        let mut conn = existing(ui)?;
        rebuild::rebuild(&mut conn, Ui::now(), |done, all| bar.show_captures(done, all))?
    };
    bar.clear();
    match format {
        Format::Json => document::json(&Json {
            schema: "heatlink/db-rebuild@1",
            verify,
            captures: rebuilt.captures,
            records: rebuilt.records,
            findings: findings::as_json(&rebuilt.findings),
        })?,
        Format::Table => {
            let mut out = Vec::new();
            findings::one_by_one(&mut out, &rebuilt.findings, &ui.on_stdout())?;
            document::text(&String::from_utf8_lossy(&out))?;
        }
    }
    say(db, verify, &rebuilt, ui);
    Ok(if rebuilt.findings.is_empty() { Exit::Done } else { Exit::Found })
}

fn say(db: &Path, verify: bool, rebuilt: &Rebuilt, ui: &Ui) {
    let captures = count(rebuilt.captures, "archived capture", "archived captures");
    let records = count(rebuilt.records, "record", "records");
    if !rebuilt.findings.is_empty() {
        let n = count(rebuilt.findings.len() as u64, "difference", "differences");
        ui.error(&format!("`{}` is not what {captures} and the decisions give: {n}", db.display()));
    } else if verify {
        ui.status(&format!("ok: every table is what {captures} with {records} and the decisions give"));
    } else {
        ui.status(&format!("made every table anew from {captures} with {records} and the decisions"));
        ui.hint("`heatlink db check` looks through it");
    }
}
