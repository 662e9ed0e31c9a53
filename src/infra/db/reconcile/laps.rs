//! The laps of races: the sheets stream in the order of heats, and only a heat that has one is asked for more.

use super::column::entry_name;
use super::sources::Sources;
use crate::domain::facts::{EntrantLaps, LapFacts};
use crate::domain::id::HeatId;
use crate::domain::lap_chart::Lap;
use crate::domain::race_numbers::Numbers;
use crate::domain::stats::CountsFrom;
use rusqlite::{CachedStatement, Connection, Row};
use std::collections::BTreeSet;

const SHEETS: &str = "SELECT heat_id, capture_id, counts_from FROM lap_sheet ORDER BY heat_id";
const REFUSED: &str =
    "SELECT DISTINCT capture_id FROM quarantine WHERE pointer IS NOT NULL AND dropped_at IS NULL";
const ENTRANTS: &str = "
    SELECT l.entry_id, n.external_id, n.liverc_driver_id, n.driver_name,
           p.entry_id IS NOT NULL, p.grid_position, p.fast_lap_number, p.avg_lap_ms, p.avg_top5_ms, p.avg_top10_ms,
           p.avg_top15_ms, p.top2_consecutive_ms, p.top3_consecutive_ms, p.std_dev_ms, p.consistency_milli,
           p.behind_ms, p.behind_laps
      FROM lap_entrant l JOIN entry n ON n.id = l.entry_id
      LEFT JOIN published p ON p.heat_id = l.heat_id AND p.entry_id = l.entry_id
     WHERE l.heat_id = ?1";
const LAPS: &str = "
    SELECT entry_id, lap_number, lap_time_ms, position, penalty_ms FROM lap
     WHERE heat_id = ?1 ORDER BY entry_id, lap_number";

/// A sheet that is not handed out yet.
type Sheet = (i64, i64, Option<i64>);

/// The sheets, in the order of heats. Their list is small beside their laps, so it is read at once.
pub(super) struct Sheets<'conn> {
    left: std::iter::Peekable<std::vec::IntoIter<Sheet>>,
    refused: BTreeSet<i64>,
    sources: Sources<'conn>,
    entrants: CachedStatement<'conn>,
    laps: CachedStatement<'conn>,
}

impl<'conn> Sheets<'conn> {
    pub(super) fn new(conn: &'conn Connection) -> rusqlite::Result<Self> {
        let mut sheets = conn.prepare(SHEETS)?;
        let sheets = sheets.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let left = sheets.collect::<rusqlite::Result<Vec<Sheet>>>()?;
        let refused = if left.is_empty() {
            BTreeSet::new()
        } else {
            conn.prepare(REFUSED)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
        };
        Ok(Self {
            left: left.into_iter().peekable(),
            refused,
            sources: Sources::new(conn)?,
            entrants: conn.prepare_cached(ENTRANTS)?,
            laps: conn.prepare_cached(LAPS)?,
        })
    }

    /// The laps of a heat; heats come in the order of their ids.
    pub(super) fn of(&mut self, heat: HeatId) -> rusqlite::Result<Option<LapFacts>> {
        while self.left.next_if(|(of, ..)| *of < heat.get()).is_some() {}
        let Some((_, capture, from)) = self.left.next_if(|(of, ..)| *of == heat.get()) else {
            return Ok(None);
        };
        let mut entrants = Vec::new();
        let mut rows = self.entrants.query([heat.get()])?;
        while let Some(row) = rows.next()? {
            let published = if row.get(4)? { Some(numbers(row, 5)?) } else { None };
            let entry = entry_name(row, 1)?;
            let laps = EntrantLaps { entry, laps: Vec::new(), penalties_ms: 0, published };
            entrants.push((row.get::<_, i64>(0)?, laps));
        }
        entrants.sort_unstable_by_key(|(entry, _)| *entry);
        let mut rows = self.laps.query([heat.get()])?;
        // Both are in the order of entries.
        let mut at = 0;
        while let Some(row) = rows.next()? {
            let entry: i64 = row.get(0)?;
            while entrants.get(at).is_some_and(|(of, _)| *of < entry) {
                at += 1;
            }
            let Some((_, of)) = entrants.get_mut(at).filter(|(of, _)| *of == entry) else { continue };
            let number = u32::try_from(row.get::<_, i64>(1)?).unwrap_or(u32::MAX);
            of.laps.push(Lap { number, time_ms: row.get(2)?, position: row.get(3)? });
            of.penalties_ms =
                of.penalties_ms.saturating_add(row.get::<_, Option<i64>>(4)?.unwrap_or_default());
        }
        let mut entrants: Vec<EntrantLaps> = entrants.into_iter().map(|(_, laps)| laps).collect();
        entrants.sort_unstable_by_key(|e| e.entry.entrant);
        Ok(Some(LapFacts {
            source: self.sources.of(capture, None)?,
            counts_from: match from {
                Some(1) => Some(CountsFrom::First),
                Some(2) => Some(CountsFrom::Second),
                _ => None,
            },
            any_refused: self.refused.contains(&capture),
            entrants,
        }))
    }
}

fn numbers(row: &Row<'_>, from: usize) -> rusqlite::Result<Numbers> {
    Ok(Numbers {
        grid_position: row.get(from)?,
        fast_lap_number: row.get(from + 1)?,
        avg_lap_ms: row.get(from + 2)?,
        avg_top5_ms: row.get(from + 3)?,
        avg_top10_ms: row.get(from + 4)?,
        avg_top15_ms: row.get(from + 5)?,
        top2_consecutive_ms: row.get(from + 6)?,
        top3_consecutive_ms: row.get(from + 7)?,
        std_dev_ms: row.get(from + 8)?,
        consistency_milli: row.get(from + 9)?,
        behind_ms: row.get(from + 10)?,
        behind_laps: row.get(from + 11)?,
    })
}
