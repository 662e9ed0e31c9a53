//! Why a use case cannot go on. Bad data is never one of these: that is a finding.

use crate::infra::db::error::DbError;

/// The job could not be done, or was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot serve.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A file or stream outside the database cannot serve.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, with the path.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The process was asked to stop.
    #[error("interrupted: {kept}")]
    Interrupted {
        /// What stays of what was done.
        kept: String,
    },
    /// What was asked contradicts what is there.
    #[error("{message}")]
    Refused {
        /// What was asked and what is there.
        message: String,
        /// The command that helps.
        hint: Option<String>,
    },
    /// What was asked is no valid request.
    #[error("{message}")]
    Usage {
        /// What was expected and what was found.
        message: String,
        /// The spelling that would do.
        hint: Option<String>,
    },
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}

impl Error {
    /// A refusal with the command that helps.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: Some(hint.into()) }
    }

    /// A request that cannot be meant.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    /// What helps, when something does.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Db(error) => error.hint(),
            Self::Io { .. } => None,
            Self::Interrupted { .. } => {
                Some("run the same command again: it goes on where this one stopped".into())
            }
            Self::Refused { hint, .. } | Self::Usage { hint, .. } => hint.clone(),
        }
    }
}
