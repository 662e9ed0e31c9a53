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
    /// `laps`
    Laps,
    /// `sessions`
    Sessions,
    /// `captures`
    Captures,
    /// `runs`
    Runs,
}

impl View {
    /// Every view.
    pub const ALL: [Self; 9] = [
        Self::Events,
        Self::Classes,
        Self::Heats,
        Self::Entries,
        Self::Results,
        Self::Laps,
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
            Self::Laps => "laps",
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
            Self::Laps => columns::LAPS,
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
            Self::Laps => &[
                "heat_id",
                "driver_name",
                "lap_number",
                "lap_time_ms",
                "elapsed_ms",
                "position",
                "gap_to_leader_ms",
                "gap_ahead_ms",
                "heat_label",
                "class_name",
                "car_number",
                "penalty_ms",
                "is_outlap",
                "counts_for_stats",
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

    pub(super) fn rows(self) -> Rows {
        match self {
            Self::Events => Rows::Of(List::Events),
            Self::Classes => Rows::Of(List::Classes),
            Self::Heats => Rows::Of(List::Heats),
            Self::Entries => Rows::Of(List::Entries),
            Self::Results => Rows::Results,
            Self::Laps => Rows::Laps,
            Self::Sessions => Rows::Of(List::Sessions),
            Self::Captures => Rows::Of(List::Captures),
            Self::Runs => Rows::Of(List::Runs),
        }
    }
}

/// Where a view's rows come from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rows {
    /// One statement.
    Of(List),
    /// Heat by heat.
    Results,
    /// Race by race.
    Laps,
}
