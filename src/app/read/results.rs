//! `results`: each with its parents, its entry and its session.

use super::{Each, Filter, unwritten};
use crate::app::error::Error;
use crate::app::rows::{Cell, Row};
use crate::domain::race_numbers::{Numbers, Source};
use crate::infra::db::query::race_numbers::NumbersReader;
use crate::infra::db::query::results::{self, HeatResults, ResultHeat, ResultRow};
use rusqlite::Connection;
use std::ops::ControlFlow;

pub(super) fn stream(conn: &Connection, filter: &Filter, each: Each<'_>) -> Result<u64, Error> {
    let limit = filter.limit.unwrap_or(u64::MAX);
    let mut count = 0;
    if limit == 0 {
        return Ok(0);
    }
    let mut numbers = NumbersReader::new(conn, filter.only_published)?;
    results::stream(conn, filter, |heat, of| {
        if let Some(numbers) = &mut numbers {
            numbers.read(heat.heat_id)?;
        }
        for result in of.rows() {
            let numbers = numbers.as_ref().map(|numbers| numbers.of(result.entry)).unwrap_or_default();
            each(Row { cells: &cells(heat, of, result, numbers), zone: heat.zone.as_deref() })
                .map_err(unwritten)?;
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
fn cells<'a>(
    heat: &'a ResultHeat,
    of: &'a HeatResults,
    result: &ResultRow,
    (numbers, source): (Numbers, Option<Source>),
) -> [Cell<'a>; 46] {
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
        numbers.grid_position.into(),
        numbers.fast_lap_number.into(),
        numbers.avg_lap_ms.into(),
        numbers.avg_top5_ms.into(),
        numbers.avg_top10_ms.into(),
        numbers.avg_top15_ms.into(),
        numbers.top2_consecutive_ms.into(),
        numbers.top3_consecutive_ms.into(),
        numbers.std_dev_ms.into(),
        numbers.consistency_milli.into(),
        numbers.behind_ms.into(),
        numbers.behind_laps.into(),
        source.map(Source::as_str).into(),
        instant(of.text(result.missing_since)),
        instant(of.text(result.captured_at)),
    ]
}
