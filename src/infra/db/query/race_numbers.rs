//! What the numbers of results follow from, race by race: laps, and what is published.

use super::race_laps::LapReader;
use crate::domain::race_numbers::{Numbers, Source, Standing, numbers, published};
use crate::domain::stats::CountsFrom;
use rusqlite::{Connection, Result, Row, Statement};

/// Whether a race has a number published, and which laps of it count.
const HEAD: &str = "SELECT EXISTS (SELECT 1 FROM published p WHERE p.heat_id = :of_heat), \
                    (SELECT s.counts_from FROM lap_sheet s WHERE s.heat_id = :of_heat)";

/// Reads the numbers of results, race by race.
#[derive(Debug)]
pub struct NumbersReader<'c> {
    head: Statement<'c>,
    standings: Statement<'c>,
    laps: LapReader<'c>,
    only_published: bool,
    /// Entries' rows, ascending, with the numbers of their results.
    of: Vec<(i64, (Numbers, Option<Source>))>,
}

impl<'c> NumbersReader<'c> {
    /// Prepares; none where no race has laps or published numbers, so that nothing need be asked.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn new(conn: &'c Connection, only_published: bool) -> Result<Option<Self>> {
        let any = "SELECT EXISTS (SELECT 1 FROM lap_sheet) OR EXISTS (SELECT 1 FROM published)";
        if !conn.query_row(any, [], |row| row.get(0))? {
            return Ok(None);
        }
        Ok(Some(Self {
            head: conn.prepare(HEAD)?,
            standings: conn.prepare(include_str!("numbers_of_heat.sql"))?,
            laps: LapReader::new(conn)?,
            only_published,
            of: Vec::new(),
        }))
    }

    /// Reads the numbers of this race, in place of the last one's.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read(&mut self, heat: i64) -> Result<()> {
        self.of.clear();
        let (any_published, from): (bool, Option<i64>) =
            self.head.query_row([heat], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let from = match from {
            _ if self.only_published => None,
            Some(1) => Some(CountsFrom::First),
            Some(2) => Some(CountsFrom::Second),
            _ => None,
        };
        if !any_published && from.is_none() {
            return Ok(());
        }
        let mut entries = Vec::new();
        let mut results = Vec::new();
        let mut rows = self.standings.query([heat])?;
        while let Some(row) = rows.next()? {
            entries.push(row.get(0)?);
            results.push(standing(row)?);
        }
        let numbers = if from.is_some() {
            let laps = self.laps.read(heat)?;
            for (entry, result) in entries.iter().zip(&mut results) {
                result.laps = laps.whole(*entry);
            }
            numbers(&results, from)
        } else {
            results.iter().map(published).collect()
        };
        self.of.extend(entries.into_iter().zip(numbers));
        Ok(())
    }

    /// The numbers of an entry's result in the race that was read last.
    #[must_use]
    pub fn of(&self, entry: i64) -> (Numbers, Option<Source>) {
        let found = self.of.binary_search_by_key(&entry, |(entry, _)| *entry);
        found.map(|index| self.of[index].1).unwrap_or_default()
    }
}

fn standing<'a>(row: &Row<'_>) -> Result<Standing<'a>> {
    Ok(Standing {
        finish_position: row.get(1)?,
        laps_completed: row.get(2)?,
        total_time_ms: row.get(3)?,
        is_missing: row.get(4)?,
        laps: None,
        published: if row.get(5)? {
            Some(published_numbers(row)?).filter(|numbers| *numbers != Numbers::default())
        } else {
            None
        },
    })
}

fn published_numbers(row: &Row<'_>) -> Result<Numbers> {
    Ok(Numbers {
        grid_position: row.get(6)?,
        fast_lap_number: row.get(7)?,
        avg_lap_ms: row.get(8)?,
        avg_top5_ms: row.get(9)?,
        avg_top10_ms: row.get(10)?,
        avg_top15_ms: row.get(11)?,
        top2_consecutive_ms: row.get(12)?,
        top3_consecutive_ms: row.get(13)?,
        std_dev_ms: row.get(14)?,
        consistency_milli: row.get(15)?,
        behind_ms: row.get(16)?,
        behind_laps: row.get(17)?,
    })
}
