//! All laps of one race as one capture states them. They come whole: never a mixture of two captures.

use super::field::Value;
use super::record::Entrant;

/// The laps of a race.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LapSheet {
    /// Everyone with a lap, by entrant.
    pub entrants: Vec<EntrantLaps>,
}

/// The laps of one entrant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntrantLaps {
    /// Whose.
    pub who: Entrant,
    /// The name that the lap rows print; none where they print none.
    pub driver_name: Option<String>,
    /// By number, each number once.
    pub laps: Vec<Lap>,
}

/// One lap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lap {
    /// From 1; the start row is no lap.
    pub number: i64,
    /// Milliseconds.
    pub time_ms: i64,
    /// Position at its end, where stated.
    pub position: Option<i64>,
    /// Whether it is flagged as an out-lap, where stated.
    pub is_outlap: Option<bool>,
    /// Penalty in milliseconds; it tags the lap and is no part of its time.
    pub penalty_ms: Option<i64>,
    /// Why; empty where a penalty was stated without a reason.
    pub penalty_reason: Option<String>,
}

impl Lap {
    /// Whether nothing but its number and time is stated.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.position.is_none()
            && self.is_outlap.is_none()
            && self.penalty_ms.is_none()
            && self.penalty_reason.is_none()
    }
}

impl LapSheet {
    /// How many laps there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.entrants.iter().map(|e| e.laps.len() as u64).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entrants.iter().all(|e| e.laps.is_empty())
    }

    /// The laps of one entrant.
    #[must_use]
    pub fn of(&self, who: Entrant) -> &[Lap] {
        let found = self.entrants.iter().find(|e| e.who == who);
        found.map_or(&[], |e| e.laps.as_slice())
    }

    /// For those who only compare and show: how many there are.
    pub(super) fn values(&self) -> Vec<(&'static str, Option<Value>)> {
        vec![("laps", i64::try_from(self.count()).ok().map(Value::Int))]
    }
}
