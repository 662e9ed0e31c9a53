//! `heatlink completions`: print completions for a shell.

use crate::cli::args::Cli;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::document;
use crate::cli::ui::Ui;
use clap::CommandFactory;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    // Into memory first: the generator has no way to report a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "heatlink", &mut script);
    document::text(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
