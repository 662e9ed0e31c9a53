//! The columns of every view, as `docs/cli.md` lists them.

use crate::app::rows::Column;
use crate::app::rows::ColumnType::{Digest, Flag, Id, Instant, Int, Millis, Text, Thousandths};

/// `name: type` pairs as columns; `always` after the type where every row has a value.
macro_rules! columns {
    ($($name:ident: $of:ident $($always:ident)?),* $(,)?) => {
        &[$(Column::new(stringify!($name), $of)$(.$always())?),*]
    };
}

pub(super) const EVENTS: &[Column] = columns![
    event_id: Id, title: Text always, track_name: Text, facility: Text, city: Text, region: Text, country: Text,
    time_zone: Text, start_utc: Instant, end_utc: Instant, website: Text, local_dates: Text,
    missing_since: Instant, captured_at: Instant always,
];

pub(super) const CLASSES: &[Column] = columns![
    event_id: Id, event_title: Text always, class_id: Id, class_name: Text always, description: Text,
    missing_since: Instant, captured_at: Instant always,
];

pub(super) const HEATS: &[Column] = columns![
    event_id: Id, class_id: Id, class_name: Text always, heat_id: Id always, heat_label: Text always, round: Int, attempt: Int,
    scheduled_start_utc: Instant, duration_s: Int, status: Text, live_stream_url: Text, session_id: Text,
    results: Int always, laps: Int always, completed_local: Text, completed_utc: Instant, scheduled_local: Text,
    missing_since: Instant, captured_at: Instant always,
];

pub(super) const ENTRIES: &[Column] = columns![
    event_id: Id, class_id: Id, class_name: Text always, entry_id: Id, liverc_driver_id: Id, driver_id: Text,
    driver_name: Text always, car_number: Text, transponder: Text, vehicle: Text, sponsor: Text,
    hometown_city: Text, hometown_region: Text, withdrawn: Flag, missing_since: Instant, captured_at: Instant always,
];

pub(super) const RESULTS: &[Column] = columns![
    event_id: Id, event_title: Text always, class_id: Id, class_name: Text always, heat_id: Id always, heat_label: Text always,
    round: Int, attempt: Int, heat_status: Text, heat_start_utc: Instant,
    session_id: Text, session_name: Text, timing_provider: Text,
    result_id: Id, entry_id: Id, driver_id: Text, driver_name: Text always, car_number: Text, transponder: Text,
    vehicle: Text, sponsor: Text, hometown_city: Text, hometown_region: Text,
    finish_position: Int, laps_completed: Int, total_time_ms: Millis, fast_lap_ms: Millis,
    interval_ms: Millis, status: Text, corrected: Flag always, liverc_driver_id: Id,
    grid_position: Int, fast_lap_number: Int, avg_lap_ms: Millis, avg_top5_ms: Millis, avg_top10_ms: Millis,
    avg_top15_ms: Millis, top2_consecutive_ms: Millis, top3_consecutive_ms: Millis, std_dev_ms: Millis,
    consistency_pct: Thousandths, behind_ms: Millis, behind_laps: Int, stats_source: Text,
    missing_since: Instant, captured_at: Instant always,
];

pub(super) const LAPS: &[Column] = columns![
    event_id: Id, class_id: Id, class_name: Text always, heat_id: Id always, heat_label: Text always, session_id: Text,
    entry_id: Id, liverc_driver_id: Id, driver_id: Text, driver_name: Text always, car_number: Text, transponder: Text,
    lap_number: Int always, lap_time_ms: Millis always, elapsed_ms: Millis, position: Int, gap_to_leader_ms: Millis,
    gap_ahead_ms: Millis, is_outlap: Flag, counts_for_stats: Flag, penalty_ms: Millis,
    lap_start_utc: Instant, lap_end_utc: Instant, missing_since: Instant, captured_at: Instant always,
];

pub(super) const SESSIONS: &[Column] = columns![
    session_id: Text always, name: Text always, kind: Text always, status: Text, description: Text,
    scheduled_start_utc: Instant, scheduled_end_utc: Instant, actual_start_utc: Instant, actual_end_utc: Instant,
    timing_provider: Text always, heat_id: Id, entry_id: Id, heat_gone: Flag always,
    event_id: Id, event_title: Text, class_id: Id, class_name: Text, heat_label: Text, driver_name: Text,
];

pub(super) const CAPTURES: &[Column] = columns![
    sha256: Digest always, captured_at: Instant always, time_is: Text always, family: Text, context: Text, state: Text always,
    records: Int always, quarantined: Int always, listing_of: Id, size: Int always, path: Text always, member: Text, url: Text, run: Id always,
    archived: Flag always,
];

pub(super) const RUNS: &[Column] = columns![
    run: Id always, command: Text always, version: Text always, started_at: Instant always, finished_at: Instant,
    captures_imported: Int, captures_unchanged: Int, captures_rejected: Int,
];
