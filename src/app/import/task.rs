//! What is to be settled, in the order in which it must be.

use crate::domain::id::HeatId;
use crate::domain::record::RecordKey;

/// One thing to settle, in the order in which it must be: parents first, then who is in a class, then what
/// names them, then what follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// An event, class, heat or entry.
    Parent,
    /// The entries of a class that pages and laps name.
    Roster,
    /// A result or a race's laps.
    Child,
    /// What follows from a race's laps.
    Race,
}

/// What is to be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// A record.
    Record(RecordKey),
    /// A class, by row.
    Roster(i64),
    /// A race.
    Race(HeatId),
}

impl Task {
    fn step(self) -> Step {
        match self {
            Self::Record(RecordKey::Result(..) | RecordKey::Laps(_)) => Step::Child,
            Self::Record(_) => Step::Parent,
            Self::Roster(_) => Step::Roster,
            Self::Race(_) => Step::Race,
        }
    }

    fn rank(self) -> (Step, Option<RecordKey>, i64) {
        match self {
            Self::Record(key) => (self.step(), Some(key), 0),
            Self::Roster(id) => (self.step(), None, id),
            Self::Race(heat) => (self.step(), None, heat.get()),
        }
    }
}

impl Ord for Task {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Task {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
