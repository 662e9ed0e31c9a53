//! How a run ends: the documented exit codes and nothing else.

use super::interrupt;
use super::ui::Ui;
use crate::app::error::Error;
use crate::infra::db::error::DbError;
use std::io::{self, Write};
use std::process::ExitCode;

/// A run that did its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, and what was found makes the exit code 1.
    Found,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Found => Self::from(1),
        }
    }
}

/// A run that could not do its job.
#[derive(Debug)]
pub enum Failure {
    /// The command line is wrong: 2.
    Usage(String, Option<String>),
    /// The job could not be done: 3.
    Cannot(String, Option<String>),
    /// The database cannot serve: 3.
    Db(DbError),
    /// It was asked to stop: 130.
    Interrupted(String, Option<String>),
    /// Whoever read our output has had enough: 0.
    ClosedPipe,
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into(), None)
    }

    pub(crate) fn cannot(message: impl Into<String>) -> Self {
        Self::Cannot(message.into(), None)
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(..) => ExitCode::from(2),
            Self::Cannot(..) | Self::Db(_) => ExitCode::from(3),
            Self::Interrupted(..) => ExitCode::from(interrupt::EXIT),
            Self::ClosedPipe => ExitCode::SUCCESS,
        }
    }

    pub(crate) fn report(&self, ui: &Ui) {
        match self {
            Self::Usage(message, hint) | Self::Cannot(message, hint) | Self::Interrupted(message, hint) => {
                ui.error(message);
                if let Some(hint) = hint {
                    ui.hint(hint);
                }
            }
            Self::Db(error) => {
                ui.error(&error.of(ui.db()));
                if let Some(hint) = error.hint() {
                    ui.hint(&hint);
                }
            }
            Self::ClosedPipe => {}
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let hint = error.hint();
        match error {
            Error::Db(error) => Self::Db(error),
            Error::Usage { .. } => Self::Usage(error.to_string(), hint),
            Error::Interrupted { .. } => Self::Interrupted(error.to_string(), hint),
            Error::Io { ref source, .. } if source.kind() == io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Cannot(error.to_string(), hint),
        }
    }
}

/// Writing to standard output failed: a closed pipe is a quiet end.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::cannot(format!("the output could not be written: {error}")),
        }
    }
}

/// Prints what clap has to say: help on standard output with 0, a wrong command line on standard error with 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    if error.use_stderr() {
        return ExitCode::from(2);
    }
    // What is held back would be written at the very end, where nobody learns whether it was.
    let Err(error) = printed.and_then(|()| io::stdout().flush()) else { return ExitCode::SUCCESS };
    let failure = Failure::from(error);
    if let Failure::Cannot(message, _) = &failure {
        // No option was read that would say how.
        let _ = writeln!(io::stderr(), "error: {message}");
    }
    failure.exit_code()
}
