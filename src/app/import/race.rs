//! What follows from the laps of a race beside its results: results that nobody states, and which laps count in
//! the published statistics.

use super::settle::Settler;
use crate::domain::id::HeatId;
use crate::domain::lap_chart::Lap;
use crate::domain::record::{RecordKey, ResultFields};
use crate::domain::result_from_laps::results_from_laps;
use crate::domain::stats::infer_counts_from;
use crate::infra::db::race::{self, MadeResult};
use crate::infra::db::{lap, row};
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;

/// The results to be made from a race's laps, by entry's row: none where anybody states a result of it.
pub(crate) fn made_results(conn: &Connection, heat: HeatId) -> Result<Vec<MadeResult>> {
    let Some(capture) = race::sheet_capture(conn, heat)? else { return Ok(Vec::new()) };
    if race::has_stated_results(conn, heat)? {
        return Ok(Vec::new());
    }
    let lappers = race::lappers(conn, heat)?;
    let mut laps = Vec::with_capacity(lappers.len());
    for (entry, _) in &lappers {
        let of_entry = race::laps_of(conn, heat, *entry)?;
        let lap = |(number, time_ms): (i64, i64)| Lap {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            time_ms,
            position: None,
        };
        laps.push(of_entry.into_iter().map(lap).collect::<Vec<_>>());
    }
    let mut made: Vec<MadeResult> = lappers
        .into_iter()
        .zip(results_from_laps(&laps))
        .map(|((entry, who), result)| MadeResult {
            entry,
            who,
            fields: ResultFields {
                finish_position: Some(result.finish_position),
                laps_completed: Some(i64::from(result.laps_completed)),
                total_time_ms: result.total_time_ms,
                fast_lap_ms: result.fast_lap_ms,
                ..ResultFields::default()
            },
            capture,
        })
        .collect();
    made.sort_by_key(|m| m.entry);
    Ok(made)
}

/// The first lap that counts in the published statistics of a race: one choice for all its drivers, the one that
/// reproduces their published averages. None where neither does, or both, or nothing is published.
pub(crate) fn counts_from(conn: &Connection, heat: HeatId) -> Result<Option<i64>> {
    let published: BTreeMap<i64, i64> = race::published_averages(conn, heat)?.into_iter().collect();
    if published.is_empty() {
        return Ok(None);
    }
    let mut drivers = Vec::new();
    for (entry, average) in published {
        let laps = race::laps_of(conn, heat, entry)?;
        let whole = laps.iter().zip(1..).all(|((number, _), n)| *number == n);
        if whole && !laps.is_empty() {
            drivers.push((laps.into_iter().map(|(_, ms)| ms).collect::<Vec<_>>(), average));
        }
    }
    let weighed: Vec<(&[i64], Option<i64>)> =
        drivers.iter().map(|(laps, average)| (laps.as_slice(), Some(*average))).collect();
    Ok(infer_counts_from(&weighed).map(|from| i64::from(from.first_number())))
}

impl Settler<'_> {
    /// Makes what follows from a race's laps equal to what they give.
    pub(super) fn settle_race(&mut self, heat: HeatId) -> Result<()> {
        let conn = self.conn;
        let wanted = made_results(conn, heat)?;
        let there = race::made_results(conn, heat)?;
        if wanted != there {
            for made in &there {
                let key = RecordKey::Result(heat, made.who);
                if let Some(shown) = row::get(conn, key)? {
                    self.note(shown.key, Some(&shown))?;
                    row::delete(conn, key, &shown)?;
                }
            }
            for made in &wanted {
                self.note(RecordKey::Result(heat, made.who), None)?;
                race::insert_made(conn, heat, made)?;
            }
        }
        lap::set_counts_from(conn, heat, counts_from(conn, heat)?)
    }
}
