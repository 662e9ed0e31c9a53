//! A session: our own record of running a car with telemetry on board.

use super::closed_vocabulary;
use super::id::{EntryId, HeatId};
use super::time::Instant;
use super::timing_provider::TimingProvider;

closed_vocabulary! {
    /// What was driven.
    SessionKind {
        /// First free practice.
        Fp1 = "FP1",
        /// Second free practice.
        Fp2 = "FP2",
        /// Third free practice.
        Fp3 = "FP3",
        /// Open practice.
        Practice = "PRACTICE",
        /// A qualifier.
        Qualifying = "QUALIFYING",
        /// A main.
        Race = "RACE",
        /// A test day.
        Test = "TEST",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_vocabulary! {
    /// Where a session stands.
    SessionStatus {
        /// Planned.
        Scheduled = "SCHEDULED",
        /// Running now.
        Live = "LIVE",
        /// Over.
        Complete = "COMPLETE",
        /// Called off.
        Cancelled = "CANCELLED",
    }
}

/// The longest name, in characters.
pub const NAME_MAX: usize = 120;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 500;

/// A session as it is kept. `heat` is the heat it names; whether that heat is there is another matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Ours or given; never empty.
    pub id: String,
    /// 1 to [`NAME_MAX`] characters.
    pub name: String,
    /// At most [`DESCRIPTION_MAX`] characters.
    pub description: Option<String>,
    /// What was driven.
    pub kind: SessionKind,
    /// Where it stands, when said.
    pub status: Option<SessionStatus>,
    /// Planned start.
    pub scheduled_start: Option<Instant>,
    /// Planned end.
    pub scheduled_end: Option<Instant>,
    /// Actual start.
    pub actual_start: Option<Instant>,
    /// Actual end.
    pub actual_end: Option<Instant>,
    /// Who timed it.
    pub timing_provider: TimingProvider,
    /// The heat it is bound to; always there for `LIVE_RC`, never for `MANUAL`.
    pub heat: Option<HeatId>,
    /// The own car's entry in that heat's class, where it matters which.
    pub entry: Option<EntryId>,
}
