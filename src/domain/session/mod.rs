//! A session: our own record of running a car with telemetry on board.

pub mod patch;
pub mod rule;

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

closed_vocabulary! {
    /// What can be said of a session, spelt as in a session file and in `--clear`.
    SessionField {
        /// Our id.
        Id = "id",
        /// The name.
        Name = "name",
        /// Free text.
        Description = "description",
        /// What was driven.
        Kind = "kind",
        /// Where it stands.
        Status = "status",
        /// Planned start.
        ScheduledStart = "scheduled_start",
        /// Planned end.
        ScheduledEnd = "scheduled_end",
        /// Actual start.
        ActualStart = "actual_start",
        /// Actual end.
        ActualEnd = "actual_end",
        /// Who timed it.
        TimingProvider = "timing_provider",
        /// The heat it names.
        Heat = "heat",
        /// The own car's entry.
        Entry = "entry",
    }
}

/// The longest id, in characters.
pub const ID_MAX: usize = 120;
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

impl Session {
    /// A session of which only this much is known: nobody's timing but ours.
    #[must_use]
    pub fn new(id: String, name: String, kind: SessionKind) -> Self {
        Self {
            id,
            name,
            description: None,
            kind,
            status: None,
            scheduled_start: None,
            scheduled_end: None,
            actual_start: None,
            actual_end: None,
            timing_provider: TimingProvider::Manual,
            heat: None,
            entry: None,
        }
    }

    /// Binds the session to a heat, and to the own car's entry where it is named.
    pub fn bind(&mut self, heat: HeatId, entry: Option<EntryId>) {
        self.timing_provider = TimingProvider::LiveRc;
        self.heat = Some(heat);
        self.entry = entry;
    }

    /// Frees the session from its heat: it is timed by hand again.
    pub fn free(&mut self) {
        self.timing_provider = TimingProvider::Manual;
        self.heat = None;
        self.entry = None;
    }

    /// Heat and entry: what no two sessions may share.
    #[must_use]
    pub fn link(&self) -> Option<(HeatId, Option<EntryId>)> {
        self.heat.map(|heat| (heat, self.entry))
    }
}
