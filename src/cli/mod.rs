//! The command line: parses, calls a use case, renders. The only layer that prints, reads the environment
//! or decides an exit code.

pub mod args;
pub mod command;
mod database;
pub mod exit;
pub mod filters;
mod interrupt;
pub mod output;
mod progress;
pub mod schema;
pub mod ui;

use crate::infra::db::patience;
use clap::Parser;
use exit::{Exit, Failure};
use std::process::ExitCode;

/// Parses the command line, runs it and maps what came of it to an exit code.
#[must_use]
pub fn main() -> ExitCode {
    // Without a report handler a panic still exits with 101 and says what it can.
    let _ = color_eyre::config::HookBuilder::default().display_env_section(false).install();
    let args = match args::Cli::try_parse() {
        Ok(args) => args,
        Err(error) => return exit::usage(&error),
    };
    let ui = ui::Ui::new(&args.global);
    patience::set_lock_timeout(args.global.lock_timeout);
    interrupt::watch(&ui);
    let outcome = command::run(&args.command, &ui);
    finish(interrupt::told(outcome), &ui)
}

fn finish(outcome: Result<Exit, Failure>, ui: &ui::Ui) -> ExitCode {
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.report(ui);
            failure.exit_code()
        }
    }
}
