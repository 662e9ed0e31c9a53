//! The views: one a reading verb.

use super::columns;
use crate::app::rows::{Column, Shape};
use crate::infra::db::query::list::List;

/// What a reading verb prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// `events`
    Events,
    /// `classes`
    Classes,
    /// `heats`
    Heats,
    /// `entries`
    Entries,
    /// `results`
    Results,
    /// `sessions`
    Sessions,
    /// `captures`
    Captures,
    /// `runs`
    Runs,
}

impl View {
    /// Every view.
    pub const ALL: [Self; 8] = [
        Self::Events,
        Self::Classes,
        Self::Heats,
        Self::Entries,
        Self::Results,
        Self::Sessions,
        Self::Captures,
        Self::Runs,
    ];

    /// The verb, and the name in `heatlink/NAME@1`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Classes => "classes",
            Self::Heats => "heats",
            Self::Entries => "entries",
            Self::Results => "results",
            Self::Sessions => "sessions",
            Self::Captures => "captures",
            Self::Runs => "runs",
        }
    }

    /// Every column, in order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Events => columns::EVENTS,
            Self::Classes => columns::CLASSES,
            Self::Heats => columns::HEATS,
            Self::Entries => columns::ENTRIES,
            Self::Results => columns::RESULTS,
            Self::Sessions => columns::SESSIONS,
            Self::Captures => columns::CAPTURES,
            Self::Runs => columns::RUNS,
        }
    }

    /// The columns that a person wants to see first, the ones most easily missed at the end.
    #[must_use]
    pub fn brief(self) -> &'static [&'static str] {
        match self {
            Self::Events => {
                &["event_id", "title", "start_utc", "track_name", "city", "country", "end_utc", "time_zone"]
            }
            Self::Classes => &["class_id", "class_name", "event_id", "event_title", "missing_since"],
            Self::Heats => &[
                "heat_id",
                "class_name",
                "heat_label",
                "scheduled_start_utc",
                "results",
                "status",
                "session_id",
                "round",
                "attempt",
                "event_id",
                "missing_since",
            ],
            Self::Entries => &[
                "entry_id",
                "class_name",
                "driver_name",
                "car_number",
                "transponder",
                "vehicle",
                "hometown_city",
                "event_id",
                "withdrawn",
                "missing_since",
            ],
            Self::Results => &[
                "heat_id",
                "heat_label",
                "finish_position",
                "driver_name",
                "laps_completed",
                "total_time_ms",
                "fast_lap_ms",
                "class_name",
                "interval_ms",
                "status",
                "car_number",
                "session_name",
                "missing_since",
            ],
            Self::Sessions => &[
                "session_id",
                "name",
                "kind",
                "status",
                "actual_start_utc",
                "heat_id",
                "heat_label",
                "class_name",
                "driver_name",
                "scheduled_start_utc",
                "timing_provider",
                "heat_gone",
            ],
            Self::Captures => &[
                "sha256",
                "captured_at",
                "family",
                "state",
                "records",
                "quarantined",
                "path",
                "member",
                "run",
            ],
            Self::Runs => &[
                "run",
                "command",
                "started_at",
                "captures_imported",
                "captures_unchanged",
                "captures_rejected",
                "finished_at",
                "version",
            ],
        }
    }

    /// Its name and columns.
    #[must_use]
    pub fn shape(self) -> Shape {
        Shape { name: self.name(), columns: self.columns(), brief: self.brief() }
    }

    pub(super) fn list(self) -> Option<List> {
        match self {
            Self::Events => Some(List::Events),
            Self::Classes => Some(List::Classes),
            Self::Heats => Some(List::Heats),
            Self::Entries => Some(List::Entries),
            Self::Results => None,
            Self::Sessions => Some(List::Sessions),
            Self::Captures => Some(List::Captures),
            Self::Runs => Some(List::Runs),
        }
    }
}
