//! What can be said of a session on the command line; the same for `add` and `edit`.

use crate::cli::filters::instant;
use crate::domain::id::{EntryId, HeatId};
use crate::domain::session::patch::SessionPatch;
use crate::domain::session::{SessionKind, SessionStatus};
use crate::domain::time::Instant;
use crate::domain::timing_provider::TimingProvider;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::str::FromStr;

/// Fields beside id, name and kind.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Fields {
    /// Free text of at most 500 characters
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Where the session stands
    #[arg(long, value_name = "STATUS", ignore_case = true, value_parser = vocabulary(SessionStatus::ALL, SessionStatus::as_str))]
    pub status: Option<SessionStatus>,
    /// Planned start, with Z or an offset: 2024-08-09T21:40:00Z
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub scheduled_start: Option<Instant>,
    /// Planned end
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub scheduled_end: Option<Instant>,
    /// Actual start
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub actual_start: Option<Instant>,
    /// Actual end
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub actual_end: Option<Instant>,
    /// Who timed it; follows from --heat when left out
    #[arg(long, value_name = "PROVIDER", ignore_case = true, value_parser = vocabulary(TimingProvider::ALL, TimingProvider::as_str))]
    pub timing_provider: Option<TimingProvider>,
    /// The heat that timed it, by LiveRC's id
    #[arg(long, value_name = "ID")]
    pub heat: Option<HeatId>,
    /// The own car's entry in that heat's class, by LiveRC's id
    #[arg(long, value_name = "ID")]
    pub entry: Option<EntryId>,
}

impl Fields {
    /// What they say, together with a name and a kind.
    pub(super) fn patch(&self, name: Option<String>, kind: Option<SessionKind>) -> SessionPatch {
        SessionPatch {
            name,
            kind,
            description: self.description.clone().into(),
            status: self.status.into(),
            scheduled_start: self.scheduled_start.into(),
            scheduled_end: self.scheduled_end.into(),
            actual_start: self.actual_start.into(),
            actual_end: self.actual_end.into(),
            timing_provider: self.timing_provider,
            heat: self.heat.into(),
            entry: self.entry.into(),
        }
    }
}

/// Words of a closed vocabulary, in any case of letters.
pub(super) fn vocabulary<T>(
    all: &'static [T],
    as_str: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|word| as_str(*word)))
        .try_map(|word| word.to_ascii_uppercase().parse::<T>())
}
