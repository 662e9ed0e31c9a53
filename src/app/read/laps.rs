//! `laps`: each with what the whole race says of it.

use super::{Each, Filter, unwritten};
use crate::app::error::Error;
use crate::app::rows::{Cell, Row};
use crate::domain::lap_chart::{ChartedLap, Lap, lap_chart};
use crate::infra::db::query::laps::{self, LapEntrant, LapHeat};
use crate::infra::db::query::race_laps::LapRow;
use rusqlite::Connection;
use std::ops::ControlFlow;

pub(super) fn stream(conn: &Connection, filter: &Filter, each: Each<'_>) -> Result<u64, Error> {
    let limit = filter.limit.unwrap_or(u64::MAX);
    let mut count = 0;
    if limit == 0 {
        return Ok(0);
    }
    laps::stream(conn, filter, |heat, entrants, laps| {
        let field: Vec<&[Lap]> = entrants.iter().map(|entrant| laps.of(entrant.entry).1).collect();
        let chart = lap_chart(&field);
        for (entrant, charted) in entrants.iter().zip(&chart).filter(|(entrant, _)| entrant.is_wanted) {
            let (rows, laps) = laps.of(entrant.entry);
            for ((row, lap), charted) in rows.iter().zip(laps).zip(charted) {
                let cells = cells(heat, entrant, row, lap, charted);
                each(Row { cells: &cells, zone: heat.zone.as_deref() }).map_err(unwritten)?;
                count += 1;
                if count == limit {
                    return Ok::<_, Error>(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(count)
}

/// In the order of [`super::columns::LAPS`].
fn cells<'a>(
    heat: &'a LapHeat,
    entrant: &'a LapEntrant,
    row: &LapRow,
    lap: &Lap,
    charted: &ChartedLap,
) -> [Cell<'a>; 25] {
    let flag = |value: Option<bool>| value.map_or(Cell::Null, Cell::Flag);
    [
        heat.event_id.into(),
        heat.class_id.into(),
        Cell::Text(&heat.class_name),
        Cell::Int(heat.heat_id),
        Cell::Text(&heat.label),
        entrant.session_id.as_deref().into(),
        entrant.entry_id.into(),
        entrant.liverc_driver_id.into(),
        Cell::Null, // driver_id: no driver is resolved yet
        Cell::Text(&entrant.driver_name),
        entrant.car_number.as_deref().into(),
        entrant.transponder.as_deref().into(),
        Cell::Int(row.number),
        Cell::Int(lap.time_ms),
        charted.elapsed_ms.into(),
        charted.position.into(),
        charted.gap_to_leader_ms.into(),
        charted.gap_ahead_ms.into(),
        flag(row.is_outlap),
        flag(heat.counts_from.map(|from| row.number >= from)),
        row.penalty_ms.into(),
        Cell::Null, // lap_start_utc: no race clock is laid over UTC yet
        Cell::Null, // lap_end_utc
        Cell::Null, // missing_since: laps come whole with their race
        Cell::Instant(&heat.captured_at),
    ]
}
