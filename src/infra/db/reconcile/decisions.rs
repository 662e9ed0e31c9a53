//! Decisions: reading them against what is there, and making them.

use super::column::instant;
use crate::domain::record::{Entrant, RecordKey};
use crate::domain::standing::{Decided, Decision, Matched};
use crate::domain::time::Instant;
use crate::infra::db::error::DbError;
use crate::infra::db::matching;
use rusqlite::{Connection, named_params};

const PRUNES: &str = "
    SELECT d.subject, d.until_at, EXISTS (SELECT 1 FROM version v WHERE v.record = d.subject)
      FROM decision d WHERE d.kind = 'prune'
     ORDER BY d.subject, d.until_at";

/// Every decision to prune, by subject and time.
///
/// # Errors
/// When the database cannot be read.
pub fn prunes(conn: &Connection) -> Result<Vec<Decided>, DbError> {
    let mut statement = conn.prepare(PRUNES)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let subject: String = row.get(0)?;
        let names_something = row.get(2)? || is_row(conn, &subject)?;
        let decision = Decision::Prune { subject, until: instant(row, 1)? };
        all.push(Decided { decision, names_something });
    }
    Ok(all)
}

/// Every decision that two are one or are not, by kind and sides. It names something as long as one of the two
/// is there.
///
/// # Errors
/// When the database cannot be read.
pub fn matches(conn: &Connection) -> Result<Vec<Decided>, DbError> {
    let mut all = Vec::new();
    for kind in [matching::EVENT, matching::CLASS, matching::ENTRY] {
        for d in matching::all(conn, kind)? {
            let names_something = is_side(conn, kind, &d.this, &d.that)?;
            let matched = Matched { kind: d.kind, this: d.this, that: d.that, same: d.same };
            all.push(Decided { decision: Decision::Match(matched), names_something });
        }
    }
    Ok(all)
}

fn is_side(conn: &Connection, kind: matching::Kind, this: &str, that: &str) -> rusqlite::Result<bool> {
    let (class, entry) = that.split_once('/').unwrap_or((that, ""));
    let sql = match kind {
        matching::EVENT => {
            "SELECT EXISTS (SELECT 1 FROM event WHERE external_id = ?2)
                 OR EXISTS (SELECT 1 FROM event WHERE coalesce(track_name, '') = ?1 ->> 0 AND title = ?1 ->> 1
                                                  AND external_id IS NULL) OR ?3"
        }
        matching::CLASS => {
            "SELECT EXISTS (SELECT 1 FROM class WHERE external_id = ?2)
                 OR EXISTS (SELECT 1 FROM class WHERE name = ?1) OR ?3"
        }
        _ => {
            "SELECT EXISTS (SELECT 1 FROM entry WHERE '@' || liverc_driver_id = ?1)
                 OR EXISTS (SELECT 1 FROM class c JOIN entry n ON n.class_id = c.id
                             WHERE c.external_id = ?2 AND n.external_id = ?3)"
        }
    };
    // An id that is no number is of nothing; the third is of entries alone.
    let (id, entry) = (class.parse::<i64>().ok(), entry.parse::<i64>().unwrap_or(0));
    conn.prepare_cached(sql)?.query_row((this, id, entry), |row| row.get(0))
}

/// Whether a record is a row of its table. A text that is no record key names nothing.
fn is_row(conn: &Connection, subject: &str) -> rusqlite::Result<bool> {
    let Ok(key) = subject.parse::<RecordKey>() else { return Ok(false) };
    let (parent, entry, driver) = match key {
        RecordKey::Event(id) => (id.get(), None, None),
        RecordKey::Class(id) => (id.get(), None, None),
        RecordKey::Heat(id) | RecordKey::Laps(id) => (id.get(), None, None),
        RecordKey::Entry(class, Entrant::Entry(id)) => (class.get(), Some(id.get()), None),
        RecordKey::Entry(class, Entrant::Driver(id)) => (class.get(), None, Some(id.get())),
        RecordKey::Result(heat, Entrant::Entry(id)) => (heat.get(), Some(id.get()), None),
        RecordKey::Result(heat, Entrant::Driver(id)) => (heat.get(), None, Some(id.get())),
    };
    let sql = match key {
        RecordKey::Event(_) => "SELECT EXISTS (SELECT 1 FROM event WHERE external_id = ?1)",
        RecordKey::Class(_) => "SELECT EXISTS (SELECT 1 FROM class WHERE external_id = ?1)",
        RecordKey::Heat(_) => "SELECT EXISTS (SELECT 1 FROM heat WHERE id = ?1)",
        RecordKey::Laps(_) => "SELECT EXISTS (SELECT 1 FROM lap_sheet WHERE heat_id = ?1)",
        RecordKey::Entry(..) => {
            "SELECT EXISTS (SELECT 1 FROM class c JOIN entry n ON n.class_id = c.id
                             WHERE c.external_id = ?1 AND (n.external_id = ?2 OR n.liverc_driver_id = ?3))"
        }
        RecordKey::Result(..) => {
            "SELECT EXISTS (SELECT 1 FROM result r JOIN entry n ON n.id = r.entry_id
                             WHERE r.heat_id = ?1 AND (n.external_id = ?2 OR n.liverc_driver_id = ?3))"
        }
    };
    let mut statement = conn.prepare_cached(sql)?;
    match key {
        RecordKey::Entry(..) | RecordKey::Result(..) => {
            statement.query_row((parent, entry, driver), |row| row.get(0))
        }
        _ => statement.query_row([parent], |row| row.get(0)),
    }
}

/// Decides that what was stated of a record up to `until` is history; false when that was decided before.
///
/// # Errors
/// When the database cannot be written.
pub fn prune(conn: &Connection, key: RecordKey, until: Instant, now: Instant) -> Result<bool, DbError> {
    let written = conn
        .prepare_cached(
            "INSERT OR IGNORE INTO decision (kind, subject, until_at, made_at)
             VALUES ('prune', :subject, :until, :now)",
        )?
        .execute(named_params! {
            ":subject": key.to_string(), ":until": until.to_string(), ":now": now.to_string(),
        })?;
    Ok(written == 1)
}
