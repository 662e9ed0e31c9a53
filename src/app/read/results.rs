//! `results`: each with its parents, its entry and its session.

use super::{Each, Filter, unwritten};
use crate::app::error::Error;
use crate::app::rows::{Cell, Row};
use crate::infra::db::query::results::{self, HeatResults, ResultHeat, ResultRow};
use rusqlite::Connection;
use std::ops::ControlFlow;

pub(super) fn stream(conn: &Connection, filter: &Filter, each: Each<'_>) -> Result<u64, Error> {
    let limit = filter.limit.unwrap_or(u64::MAX);
    let mut count = 0;
    if limit == 0 {
        return Ok(0);
    }
    results::stream(conn, filter, |heat, of| {
        for result in of.rows() {
            each(Row { cells: &cells(heat, of, result), zone: heat.zone.as_deref() }).map_err(unwritten)?;
            count += 1;
            if count == limit {
                return Ok::<_, Error>(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(count)
}

/// In the order of [`super::columns::RESULTS`].
fn cells<'a>(heat: &'a ResultHeat, of: &'a HeatResults, result: &ResultRow) -> [Cell<'a>; 46] {
    let text = |span| Cell::from(of.text(span));
    let instant = |text: Option<&'a str>| text.map_or(Cell::Null, Cell::Instant);
    [
        heat.event_id.into(),
        Cell::Text(&heat.event_title),
        heat.class_id.into(),
        Cell::Text(&heat.class_name),
        Cell::Int(heat.heat_id),
        Cell::Text(&heat.label),
        heat.round.into(),
        heat.attempt.into(),
        heat.status.as_deref().into(),
        instant(heat.start_utc.as_deref()),
        text(result.session_id),
        text(result.session_name),
        text(result.timing_provider),
        result.result_id.into(),
        result.entry_id.into(),
        Cell::Null, // driver_id: no driver is resolved yet
        text(result.driver_name),
        text(result.car_number),
        text(result.transponder),
        text(result.vehicle),
        text(result.sponsor),
        text(result.hometown_city),
        text(result.hometown_region),
        result.finish_position.into(),
        result.laps_completed.into(),
        result.total_time_ms.into(),
        result.fast_lap_ms.into(),
        result.interval_ms.into(),
        text(result.status),
        Cell::Flag(false), // corrected: there are no corrections yet
        result.liverc_driver_id.into(),
        // The statistics wait for the laps that state them: grid_position to stats_source.
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
        instant(of.text(result.missing_since)),
        instant(of.text(result.captured_at)),
    ]
}
