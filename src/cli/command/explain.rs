//! `heatlink explain`: explain a finding code.

use crate::app::explain;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::document;
use crate::cli::ui::Ui;
use crate::domain::finding::Code;
use std::fmt::Write as _;

/// Explain a finding code
///
/// Without a code: every code with its severity and meaning.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as findings print it: unknown-entry
    code: Option<String>,
}

pub(crate) fn run(args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    match &args.code {
        Some(name) => document::text(&explain::section(explain::code(name)?))?,
        None => document::text(&list())?,
    }
    Ok(Exit::Done)
}

fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
    Code::ALL.iter().fold(String::new(), |mut list, code| {
        let _ = writeln!(list, "{code:width$}  {:7}  {}", code.severity(), code.meaning()); // cannot fail
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_a_line_for_every_code() {
        assert_eq!(list().lines().count(), Code::ALL.len());
        assert!(
            list().contains("unknown-entry              warning  A result waits for its entry.\n"),
            "{}",
            list()
        );
    }
}
