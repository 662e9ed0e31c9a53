//! `heatlink reconcile quarantine`: what was refused.

use crate::app::reconcile::quarantine::{SHAPE, Shown, drop as let_go_of, let_go, row, rows, show};
use crate::app::reconcile::retry;
use crate::cli::database::{existing, reading};
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::whole;
use crate::cli::output::options::{Output, ReportFormat as Format};
use crate::cli::output::{Printer, object};
use crate::cli::ui::Ui;
use crate::domain::text::{count, visible};
use crate::infra::json_text;
use serde_json::json;
use std::io::{self, BufWriter, Write};

/// What to do with what was refused.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// List what was refused
    List {
        /// With what was let go
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Show one: why, and the original text
    Show {
        /// Its number, as listed
        #[arg(value_name = "ID", value_parser = whole::<i64>)]
        id: i64,
        /// How to print it
        #[arg(short, long, default_value = "table", value_name = "FORMAT")]
        format: Format,
        /// Print the original bytes alone
        #[arg(long, conflicts_with = "format")]
        raw: bool,
    },
    /// Read what was refused again, with this heatlink
    ///
    /// A capture that was refused whole is read from the text that was kept; what is good now is taken with
    /// its own capture time. Single records of a capture that was taken need its file: importing it again
    /// reads again whatever was refused of it.
    Retry {
        /// Their numbers, as listed; none: all that nobody let go
        #[arg(value_name = "ID", value_parser = whole::<i64>)]
        ids: Vec<i64>,
        #[command(flatten)]
        output: Output,
    },
    /// Let some go: they stay listed with --all, and are reported no more
    Drop {
        /// Their numbers, as listed
        #[arg(value_name = "ID", required = true, value_parser = whole::<i64>)]
        ids: Vec<i64>,
    },
}

pub(super) fn run(action: &Action, ui: &Ui) -> Result<Exit, Failure> {
    match action {
        Action::List { all, output } => {
            let Some(printer) = Printer::open(SHAPE, output, ui)? else { return Ok(Exit::Done) };
            let found = printer.rows(&rows(&reading(ui)?, *all)?)?;
            ui.status(&format!("{} listed", count(found, "refusal", "refusals")));
            if found > 0 {
                ui.hint("the text of one: `heatlink reconcile quarantine show ID`");
            }
        }
        Action::Show { id, format, raw } => {
            let shown = show(&reading(ui)?, *id)?;
            let mut out = BufWriter::new(io::stdout().lock());
            match (raw, format) {
                (true, _) => out.write_all(&shown.content)?,
                (false, Format::Table) => human(&mut out, &shown)?,
                (false, Format::Json) => json(&mut out, shown)?,
            }
            out.flush()?;
        }
        Action::Retry { ids, output } => {
            let Some(printer) = Printer::open(retry::SHAPE, output, ui)? else { return Ok(Exit::Done) };
            let tried = retry::retry(&mut existing(ui)?, ids, Ui::now())?;
            let rows: Vec<_> = tried.iter().map(retry::Tried::row).collect();
            printer.rows(&rows)?;
            let taken = tried.iter().filter(|t| matches!(t.outcome, retry::Outcome::Taken { .. })).count();
            ui.status(&format!("{taken} of {} taken", count(tried.len() as u64, "refusal", "refusals")));
        }
        Action::Drop { ids } => {
            ui.status(&let_go(let_go_of(&mut existing(ui)?, ids, Ui::now())?));
        }
    }
    Ok(Exit::Done)
}

/// Reason first, then the text with everything that could move a terminal made visible.
fn human(out: &mut impl Write, shown: &Shown) -> io::Result<()> {
    let refused = &shown.refused;
    write!(out, "{}", visible(&refused.capture))?;
    if let Some(member) = &refused.member {
        write!(out, "#{}", visible(member))?;
    }
    if let (Some(line), Some(column)) = (refused.line, refused.column) {
        write!(out, ":{line}:{column}")?;
    }
    writeln!(out, ": error[{}]: {}", visible(&refused.code), visible(&refused.message))?;
    let more = [
        ("hint", &refused.hint),
        ("pointer", &refused.pointer),
        ("record", &refused.record),
        ("dropped", &refused.dropped_at.map(|at| at.to_string())),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            writeln!(out, "  {name}: {}", visible(value))?;
        }
    }
    let cut =
        if shown.truncated { format!(", of which {} are kept", shown.content.len()) } else { String::new() };
    writeln!(out, "  size: {} bytes{cut}\n", refused.size)?;
    for line in String::from_utf8_lossy(&shown.content).lines() {
        writeln!(out, "{}", visible(line))?;
    }
    Ok(())
}

/// The row with the text, exact; null where it is no text, for which there is `--raw`.
fn json(out: &mut impl Write, shown: Shown) -> io::Result<()> {
    let more = [
        ("hint", json!(shown.refused.hint)),
        ("line", json!(shown.refused.line)),
        ("column", json!(shown.refused.column)),
        ("truncated", json!(shown.truncated)),
        ("content", json!(String::from_utf8(shown.content).ok())),
    ];
    let mut object = object(SHAPE.columns, &row(shown.refused))?;
    object.pop(); // the closing brace
    write!(out, "{{\"schema\":\"heatlink/quarantined@1\",\"quarantined\":")?;
    out.write_all(&object)?;
    for (name, value) in more {
        write!(out, ",\"{name}\":")?;
        json_text::write(out, &value)?;
    }
    writeln!(out, "}}}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::standing::Refused;

    fn shown() -> Shown {
        let refused = Refused {
            id: 3,
            order: (String::new(), 0, String::new(), String::new()),
            capture: "a.json".into(),
            member: None,
            pointer: Some("/0".into()),
            record: None,
            code: "wrong-type".into(),
            message: "no".into(),
            hint: None,
            line: Some(1),
            column: Some(2),
            size: 9,
            dropped_at: None,
        };
        Shown { refused, content: b"{\"\x1b\"\n}".to_vec(), truncated: false }
    }

    #[test]
    fn the_text_cannot_move_a_terminal() {
        let mut out = Vec::new();
        human(&mut out, &shown()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "a.json:1:2: error[wrong-type]: no\n  pointer: /0\n  size: 9 bytes\n\n{\"␛\"\n}\n");
    }

    #[test]
    fn the_text_is_exact_in_json() {
        let mut out = Vec::new();
        json(&mut out, shown()).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["quarantined"]["content"], "{\"\u{1b}\"\n}");
        assert_eq!(value["quarantined"]["id"], 3);
    }
}
