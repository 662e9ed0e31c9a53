//! Captures that a person takes out again: finding them, and the decisions that say so.

use super::sql_types::order;
use crate::domain::capture::{CaptureOrder, Sha256};
use crate::domain::record::RecordKey;
use crate::domain::time::Instant;
use rusqlite::{Connection, Result, Row, named_params};

/// A capture as far as taking it out asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Row id.
    pub id: i64,
    /// Where it stands in the order of captures.
    pub order: CaptureOrder,
    /// Whether its time is stated, and so a part of what makes it known.
    pub is_stated: bool,
    /// Its family, where it was recognised.
    pub family: Option<String>,
    /// `taken`, `rejected` or `dropped`.
    pub state: String,
    /// Records stated.
    pub records: i64,
    /// Where it was first seen.
    pub path: String,
    /// Its name in its container.
    pub member: Option<String>,
}

impl Listed {
    /// Whether a person has taken it out.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.state == "dropped"
    }

    /// Of its bytes.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        self.order.sha256
    }

    /// What makes it known, as a decision names it: digest, member number, stated time or `-`, context.
    #[must_use]
    pub fn subject(&self) -> String {
        let CaptureOrder { at, member_number, sha256, context } = &self.order;
        let stated = if self.is_stated { at.to_string() } else { "-".into() };
        format!("{sha256} {member_number} {stated} {context}").trim_end().to_owned()
    }
}

const BY_DIGEST: &str = "
    SELECT id, captured_at, member_number, sha256, context, time_is = 'stated', family, state, records, path, member
      FROM capture WHERE substr(lower(hex(sha256)), 1, length(:digits)) = :digits
     ORDER BY captured_at, member_number, sha256, context";

const BY_RUN: &str = "
    SELECT id, captured_at, member_number, sha256, context, time_is = 'stated', family, state, records, path, member
      FROM capture WHERE run_id = :run
     ORDER BY captured_at, member_number, sha256, context";

/// Of a rebuild: `again` is its list of captures.
const AGAIN: &str = "
    SELECT id, captured_at, member_number, sha256, context, time_is = 'stated', family, state, records, path, member
      FROM capture WHERE id IN (SELECT capture_id FROM again)";

/// The captures whose digest begins with these lower-case hexadecimal digits, in their order.
///
/// # Errors
/// When `SQLite` fails.
pub fn by_digest(conn: &Connection, digits: &str) -> Result<Vec<Listed>> {
    conn.prepare(BY_DIGEST)?.query_map(named_params! { ":digits": digits }, listed)?.collect()
}

/// Every capture that a rebuild reads again.
///
/// # Errors
/// When `SQLite` fails or `take` does.
pub fn each_read_again(conn: &Connection, mut take: impl FnMut(Listed) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare(AGAIN)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(listed(row)?)?;
    }
    Ok(())
}

/// The captures that a run met first, in their order; none when there is no such run.
///
/// # Errors
/// When `SQLite` fails.
pub fn by_run(conn: &Connection, run: i64) -> Result<Option<Vec<Listed>>> {
    let there: bool =
        conn.query_row("SELECT EXISTS (SELECT 1 FROM run WHERE id = ?1)", [run], |row| row.get(0))?;
    let found =
        conn.prepare(BY_RUN)?.query_map(named_params! { ":run": run }, listed)?.collect::<Result<_>>()?;
    Ok(there.then_some(found))
}

fn listed(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        order: order(row, 1)?,
        is_stated: row.get(5)?,
        family: row.get(6)?,
        state: row.get(7)?,
        records: row.get(8)?,
        path: row.get(9)?,
        member: row.get(10)?,
    })
}

/// Takes a capture's statements out of force and writes the decision down.
///
/// # Errors
/// When `SQLite` fails.
pub fn decide(conn: &Connection, capture: &Listed, now: Instant) -> Result<()> {
    conn.prepare_cached("UPDATE capture SET state = 'dropped' WHERE id = :id")?
        .execute(named_params! { ":id": capture.id })?;
    // What is not in force waits for nothing.
    conn.prepare_cached(
        "UPDATE version SET waits_for = NULL
          WHERE waits_for IS NOT NULL AND id IN (SELECT version_id FROM statement WHERE capture_id = :id)
            AND NOT EXISTS (SELECT 1 FROM statement s JOIN capture c ON c.id = s.capture_id
                             WHERE s.version_id = version.id AND c.state <> 'dropped')",
    )?
    .execute(named_params! { ":id": capture.id })?;
    conn.prepare_cached(
        "INSERT INTO decision (kind, subject, made_at)
         SELECT 'drop-capture', :subject, :now
          WHERE NOT EXISTS (SELECT 1 FROM decision WHERE kind = 'drop-capture' AND subject = :subject)",
    )?
    .execute(named_params! { ":subject": capture.subject(), ":now": now })?;
    Ok(())
}

/// Takes the decision back: the capture is what it was. One refused whole was never of a family.
///
/// # Errors
/// When `SQLite` fails.
pub fn undo(conn: &Connection, capture: &Listed) -> Result<()> {
    conn.prepare_cached(
        "UPDATE capture SET state = CASE WHEN family IS NULL THEN 'rejected' ELSE 'taken' END WHERE id = :id",
    )?
    .execute(named_params! { ":id": capture.id })?;
    conn.prepare_cached("DELETE FROM decision WHERE kind = 'drop-capture' AND subject = :subject")?
        .execute(named_params! { ":subject": capture.subject() })?;
    Ok(())
}

/// The records of which a refused item of these captures could be named: they count as listed.
///
/// # Errors
/// When `SQLite` fails.
pub fn refused_records(conn: &Connection, captures: &str) -> Result<Vec<RecordKey>> {
    conn.prepare(
        "SELECT DISTINCT record FROM quarantine
          WHERE record IS NOT NULL AND capture_id IN (SELECT value FROM json_each(?1))",
    )?
    .query_map([captures], |row| row.get::<_, String>(0))?
    .filter_map(|text| text.map(|t| t.parse().ok()).transpose())
    .collect()
}

/// How many rows are missing upstream, through the indexes on them.
///
/// # Errors
/// When `SQLite` fails.
pub fn count_missing(conn: &Connection) -> Result<i64> {
    conn.query_row(
        "SELECT (SELECT count(*) FROM class WHERE missing_since IS NOT NULL)
              + (SELECT count(*) FROM heat WHERE missing_since IS NOT NULL)
              + (SELECT count(*) FROM entry WHERE missing_since IS NOT NULL)
              + (SELECT count(*) FROM result WHERE missing_since IS NOT NULL)",
        [],
        |row| row.get(0),
    )
}
