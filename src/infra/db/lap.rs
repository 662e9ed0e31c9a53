//! Laps: the sheet of a race as rows.

use super::bulk::Bulk;
use super::row::{Shown, Source, heat_id, mismatched};
use super::{capture, entry, heat};
use crate::domain::id::{ClassId, EntryId, HeatId, LivercDriverId};
use crate::domain::lap_sheet::{EntrantLaps, Lap, LapSheet};
use crate::domain::record::{Entrant, Fields, RecordKey};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Result};

/// The laps of a race, if they are shown.
pub(super) fn get(conn: &Connection, id: HeatId) -> Result<Option<Shown>> {
    let found: Option<(i64, bool)> = conn
        .prepare_cached("SELECT capture_id, has_history FROM lap_sheet WHERE heat_id = ?1")?
        .query_row([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((capture, has_history)) = found else { return Ok(None) };
    Ok(Some(Shown {
        key: RecordKey::Laps(id),
        twin: None,
        row: id.get(),
        fields: Fields::Laps(sheet(conn, id, capture)?),
        source: Source { capture, item: None, has_history },
        detail: None,
        heading: None,
        parent: 0,
        missing_since: None,
        by_heading: false,
        made: false,
    }))
}

/// Race pages name people by LiveRC's driver id, the results site by the entry's id.
fn sheet(conn: &Connection, id: HeatId, capture: i64) -> Result<LapSheet> {
    let by_driver = capture::family_of(conn, capture)?.is_some_and(crate::domain::record::Family::is_page);
    let mut sheet = LapSheet::default();
    let mut entrants = conn.prepare_cached(
        "SELECT e.id, e.external_id, e.liverc_driver_id, l.printed_name
           FROM lap_entrant l JOIN entry e ON e.id = l.entry_id WHERE l.heat_id = ?1",
    )?;
    let mut laps = conn.prepare_cached(
        "SELECT lap_number, lap_time_ms, position, is_outlap, penalty_ms, penalty_reason
           FROM lap WHERE heat_id = ?1 AND entry_id = ?2 ORDER BY lap_number",
    )?;
    let mut rows = entrants.query([id.get()])?;
    while let Some(row) = rows.next()? {
        let who = if by_driver {
            row.get::<_, Option<i64>>(2)?.and_then(LivercDriverId::new).map(Entrant::Driver)
        } else {
            row.get::<_, Option<i64>>(1)?.and_then(EntryId::new).map(Entrant::Entry)
        };
        let of_entry = laps.query_map((id.get(), row.get::<_, i64>(0)?), |lap| {
            Ok(Lap {
                number: lap.get(0)?,
                time_ms: lap.get(1)?,
                position: lap.get(2)?,
                is_outlap: lap.get(3)?,
                penalty_ms: lap.get(4)?,
                penalty_reason: lap.get(5)?,
            })
        })?;
        sheet.entrants.push(EntrantLaps {
            who: who.ok_or_else(mismatched)?,
            driver_name: row.get(3)?,
            laps: of_entry.collect::<Result<_>>()?,
        });
    }
    sheet.entrants.sort_by_key(|e| e.who);
    Ok(sheet)
}

/// Shows laps; it holds its statements, for there are more laps than of anything else.
pub struct Inserter<'c> {
    sheet: CachedStatement<'c>,
    entrants: Bulk<'c>,
    /// Laps of which only number and time are stated: nearly all of the results site's.
    plain: Bulk<'c>,
    full: Bulk<'c>,
}

impl std::fmt::Debug for Inserter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inserter")
    }
}

impl<'c> Inserter<'c> {
    /// Prepares.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn new(conn: &'c Connection) -> Result<Self> {
        Ok(Self {
            sheet: conn.prepare_cached(
                "INSERT INTO lap_sheet (heat_id, capture_id, has_history) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?,
            entrants: Bulk::new(
                conn,
                "INSERT OR FAIL INTO lap_entrant (heat_id, entry_id, printed_name) VALUES",
                "(?1, #, #)",
                1,
            ),
            plain: Bulk::new(
                conn,
                "INSERT OR FAIL INTO lap (heat_id, entry_id, lap_number, lap_time_ms) VALUES",
                "(?1, #, #, #)",
                1,
            ),
            full: Bulk::new(
                conn,
                "INSERT OR FAIL INTO lap (heat_id, entry_id, lap_number, lap_time_ms, position, is_outlap, penalty_ms, penalty_reason) VALUES",
                "(?1, #, #, #, #, #, #, #)",
                1,
            ),
        })
    }

    /// Shows the laps of a race; `entries` are the entrants' rows in their order. False when laps are there.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn insert(&mut self, id: HeatId, sheet: &LapSheet, entries: &[i64], source: Source) -> Result<bool> {
        if self.sheet.execute((id.get(), source.capture, source.has_history))? == 0 {
            return Ok(false);
        }
        // In the order of the table's key, so that rows are appended.
        let mut in_order: Vec<(i64, &EntrantLaps)> = entries.iter().copied().zip(&sheet.entrants).collect();
        in_order.sort_by_key(|(entry, _)| *entry);
        let heat = [id.get()];
        self.entrants.insert(&heat, &in_order, |(entry, entrant), row| {
            row.bind(entry)?;
            row.bind(&entrant.driver_name)
        })?;
        let laps: Vec<(i64, &Lap)> = in_order
            .iter()
            .flat_map(|(entry, entrant)| entrant.laps.iter().map(move |lap| (*entry, lap)))
            .collect();
        if laps.iter().all(|(_, lap)| lap.is_plain()) {
            self.plain.insert(&heat, &laps, |(entry, lap), row| {
                row.bind(entry)?;
                row.bind(lap.number)?;
                row.bind(lap.time_ms)
            })?;
        } else {
            self.full.insert(&heat, &laps, |(entry, lap), row| {
                row.bind(entry)?;
                row.bind(lap.number)?;
                row.bind(lap.time_ms)?;
                row.bind(lap.position)?;
                row.bind(lap.is_outlap)?;
                row.bind(lap.penalty_ms)?;
                row.bind(&lap.penalty_reason)
            })?;
        }
        Ok(true)
    }
}

/// The entry rows of a sheet's entrants, in their order; those without one are none.
///
/// # Errors
/// When `SQLite` fails.
pub fn entries_of(conn: &Connection, id: HeatId, sheet: &LapSheet) -> Result<Vec<Option<i64>>> {
    let Some(heat) = heat::find(conn, id)? else { return Ok(vec![None; sheet.entrants.len()]) };
    let row = |e: &EntrantLaps| Ok(entry::find(conn, heat.class_row, e.who)?.map(|e| e.row));
    sheet.entrants.iter().map(row).collect()
}

pub(super) fn insert(conn: &Connection, id: HeatId, sheet: &LapSheet, source: Source) -> Result<Option<i64>> {
    let Some(entries) = entries_of(conn, id, sheet)?.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let shown = Inserter::new(conn)?.insert(id, sheet, &entries, source)?;
    Ok(shown.then(|| id.get()))
}

/// Replaces the laps of a race as a whole.
pub(super) fn update(conn: &Connection, id: HeatId, sheet: &LapSheet, source: Source) -> Result<()> {
    delete(conn, id)?;
    insert(conn, id, sheet, source)?.map(drop).ok_or_else(mismatched)
}

/// Shows the laps of a race no longer; what states them must be kept elsewhere first.
///
/// # Errors
/// When `SQLite` fails.
pub fn delete(conn: &Connection, id: HeatId) -> Result<()> {
    conn.prepare_cached("DELETE FROM lap_sheet WHERE heat_id = ?1")?.execute([id.get()]).map(drop)
}

/// The races in which an entry has laps.
pub(super) fn of_entry(conn: &Connection, class: ClassId, who: Entrant) -> Result<Vec<RecordKey>> {
    let (entry, driver) = match who {
        Entrant::Entry(id) => (Some(id.get()), None),
        Entrant::Driver(id) => (None, Some(id.get())),
    };
    conn.prepare_cached(
        "SELECT l.heat_id FROM class c JOIN entry e ON e.class_id = c.id JOIN lap_entrant l ON l.entry_id = e.id
          WHERE c.external_id = ?1 AND (e.external_id = ?2 OR e.liverc_driver_id = ?3)",
    )?
    .query_map((class.get(), entry, driver), |row| heat_id(row.get(0)?).map(RecordKey::Laps))?
    .collect()
}

/// Whether the laps of a race are shown.
pub(super) fn of_heat(conn: &Connection, id: HeatId) -> Result<Option<RecordKey>> {
    conn.prepare_cached("SELECT 1 FROM lap_sheet WHERE heat_id = ?1")?
        .query_row([id.get()], |_| Ok(RecordKey::Laps(id)))
        .optional()
}

/// Which lap is the first that counts in the published statistics, where that is decided.
///
/// # Errors
/// When `SQLite` fails.
pub fn counts_from(conn: &Connection, id: HeatId) -> Result<Option<i64>> {
    conn.prepare_cached("SELECT counts_from FROM lap_sheet WHERE heat_id = ?1")?
        .query_row([id.get()], |row| row.get(0))
        .optional()
        .map(Option::flatten)
}

/// Says which lap is the first that counts.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_counts_from(conn: &Connection, id: HeatId, from: Option<i64>) -> Result<()> {
    conn.prepare_cached("UPDATE lap_sheet SET counts_from = ?2 WHERE heat_id = ?1 AND counts_from IS NOT ?2")?
        .execute((id.get(), from))
        .map(drop)
}
