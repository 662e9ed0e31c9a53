//! The laps of one race after another, into the same memory.

use crate::domain::lap_chart::Lap;
use rusqlite::{Connection, Result, Rows, Statement};
use std::ops::Range;

/// What a lap has beside what charts are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LapRow {
    /// Its number in the race.
    pub number: i64,
    /// Whether it is flagged as an out-lap, where stated.
    pub is_outlap: Option<bool>,
    /// Penalty in milliseconds.
    pub penalty_ms: Option<i64>,
}

/// The laps of one race.
#[derive(Debug, Default)]
pub struct RaceLaps {
    /// Rows of entries, ascending, and where their laps stand.
    entries: Vec<(i64, Range<usize>)>,
    rows: Vec<LapRow>,
    laps: Vec<Lap>,
    times: Vec<i64>,
}

impl RaceLaps {
    /// An entry's laps by number: what is printed as it is, and what charts are made from.
    #[must_use]
    pub fn of(&self, entry: i64) -> (&[LapRow], &[Lap]) {
        let range = self.range(entry);
        (&self.rows[range.clone()], &self.laps[range])
    }

    /// The times of an entry's laps 1…n in milliseconds; none where it has none or the numbering has a gap.
    #[must_use]
    pub fn whole(&self, entry: i64) -> Option<&[i64]> {
        let range = self.range(entry);
        let rows = &self.rows[range.clone()];
        let is_whole = !rows.is_empty() && (1..).zip(rows).all(|(number, row)| row.number == number);
        is_whole.then(|| &self.times[range])
    }

    fn range(&self, entry: i64) -> Range<usize> {
        let found = self.entries.binary_search_by_key(&entry, |(entry, _)| *entry);
        found.map_or(0..0, |index| self.entries[index].1.clone())
    }

    fn fill(&mut self, mut found: Rows<'_>) -> Result<()> {
        self.entries.clear();
        self.rows.clear();
        self.laps.clear();
        self.times.clear();
        while let Some(row) = found.next()? {
            let entry: i64 = row.get(0)?;
            let (number, time_ms): (i64, i64) = (row.get(1)?, row.get(2)?);
            self.rows.push(LapRow { number, is_outlap: row.get(4)?, penalty_ms: row.get(5)? });
            // A number beyond comes after a gap, whichever it is.
            let charted = u32::try_from(number).unwrap_or(u32::MAX);
            self.laps.push(Lap { number: charted, time_ms, position: row.get(3)? });
            self.times.push(time_ms);
            let end = self.rows.len();
            match self.entries.last_mut() {
                Some((last, range)) if *last == entry => range.end = end,
                _ => self.entries.push((entry, end - 1..end)),
            }
        }
        Ok(())
    }
}

/// Reads the laps of races.
#[derive(Debug)]
pub struct LapReader<'c> {
    statement: Statement<'c>,
    laps: RaceLaps,
}

impl<'c> LapReader<'c> {
    /// Prepares.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn new(conn: &'c Connection) -> Result<Self> {
        Ok(Self { statement: conn.prepare(include_str!("laps_of_heat.sql"))?, laps: RaceLaps::default() })
    }

    /// The laps of this race, in place of the last one's.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read(&mut self, heat: i64) -> Result<&RaceLaps> {
        self.laps.fill(self.statement.query([heat])?)?;
        Ok(&self.laps)
    }
}
