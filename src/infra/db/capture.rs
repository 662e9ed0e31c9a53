//! Captures: what was read, and what makes it known.

use crate::domain::capture::{CaptureIdentity, CaptureOrder, CaptureTime};
use crate::domain::record::Family;
use crate::domain::time::Instant;
use crate::infra::db::absence;
use crate::infra::db::settled::Settled;
use crate::infra::db::sql_types::order;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, Row, named_params, params};
use std::sync::OnceLock;

/// A capture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Row id.
    pub id: i64,
    /// Whether the time is only assumed.
    pub assumed: bool,
    /// Capture time.
    pub captured_at: Instant,
    /// `taken`, `rejected` or `dropped`.
    pub state: String,
    /// Records stated.
    pub records: i64,
    /// Records, or the whole, in quarantine.
    pub quarantined: i64,
}

impl Kept {
    /// A person took it out.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.state == "dropped"
    }

    /// It was refused as a whole.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        self.state == "rejected"
    }

    /// Nothing of it was refused and nobody took it out: reading it again can tell nothing new.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_dropped() || (self.quarantined == 0 && !self.is_rejected())
    }

    /// Whether a file dated `modified` shows that it was captured earlier than assumed so far.
    #[must_use]
    pub fn is_later_than(&self, modified: Instant) -> bool {
        self.assumed && modified < self.captured_at
    }
}

/// A capture to be kept.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// What makes it known.
    pub identity: &'a CaptureIdentity,
    /// Its time.
    pub time: CaptureTime,
    /// Its family, when recognised.
    pub family: Option<Family>,
    /// Whether it was refused as a whole.
    pub rejected: bool,
    /// The parent whose complete listing it is.
    pub listing_of: Option<i64>,
    /// Records stated.
    pub records: usize,
    /// Records, or the whole, in quarantine.
    pub quarantined: usize,
    /// Bytes.
    pub size: usize,
    /// Where it was first seen.
    pub path: &'a str,
    /// Its name in its container.
    pub member: Option<&'a str>,
    /// Where it came from.
    pub url: Option<&'a str>,
}

const COLUMNS_OF_KEPT: &str =
    "SELECT id, time_is = 'assumed', captured_at, state, records, quarantined FROM capture
 WHERE sha256 = :sha256 AND context = :context AND member_number = :member
   AND CASE time_is WHEN 'stated' THEN captured_at ELSE '' END = :stated";

/// The capture of this identity, if it is known.
///
/// # Errors
/// When `SQLite` fails.
pub fn find(conn: &Connection, identity: &CaptureIdentity) -> Result<Option<Kept>> {
    conn.prepare_cached(COLUMNS_OF_KEPT)?
        .query_row(
            named_params! {
                ":sha256": identity.sha256,
                ":context": identity.context,
                ":member": identity.member_number,
                ":stated": identity.stated_at.map(|at| at.to_string()).unwrap_or_default(),
            },
            kept,
        )
        .optional()
}

/// Looks up captures; it holds its statement, which may run for every file.
pub struct Lookup<'c> {
    statement: CachedStatement<'c>,
    /// Those that are settled, once they are read.
    settled: &'c OnceLock<Option<Settled>>,
}

impl std::fmt::Debug for Lookup<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lookup")
    }
}

impl<'c> Lookup<'c> {
    /// Prepares.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn new(conn: &'c Connection, settled: &'c OnceLock<Option<Settled>>) -> Result<Self> {
        let statement = conn.prepare_cached(
            "SELECT (state = 'dropped' OR (quarantined = 0 AND state <> 'rejected'))
                    AND NOT (time_is = 'assumed' AND captured_at > ?5)
                    AND (NOT ?6 OR EXISTS (SELECT 1 FROM archived WHERE capture_id = capture.id)) FROM capture
              WHERE sha256 = ?1 AND context = ?2 AND member_number = ?3
                AND CASE time_is WHEN 'stated' THEN captured_at ELSE '' END = ?4",
        )?;
        Ok(Self { statement, settled })
    }

    /// Whether a file dated `modified` that is this capture could tell nothing new: it is known, was taken whole or
    /// taken out, is no older than was assumed and, where that is `wanted`, is archived. None when it is not known.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn is_settled(
        &mut self,
        identity: &CaptureIdentity,
        modified: Instant,
        wanted: bool,
    ) -> Result<Option<bool>> {
        if !wanted
            && let Some(Some(settled)) = self.settled.get()
            && settled.covers(identity, modified)
        {
            return Ok(Some(true));
        }
        let stated = identity.stated_at.map(|at| at.to_string()).unwrap_or_default();
        self.statement
            .query_row(
                params![identity.sha256, identity.context, identity.member_number, stated, modified, wanted],
                |row| row.get(0),
            )
            .optional()
    }
}

fn kept(row: &Row<'_>) -> Result<Kept> {
    Ok(Kept {
        id: row.get(0)?,
        assumed: row.get(1)?,
        captured_at: row.get(2)?,
        state: row.get(3)?,
        records: row.get(4)?,
        quarantined: row.get(5)?,
    })
}

/// Whether any capture is known.
///
/// # Errors
/// When `SQLite` fails.
pub fn any(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM capture)")?.query_row([], |row| row.get(0))
}

/// Whether a capture of these bytes and this context is known with a stated time.
///
/// # Errors
/// When `SQLite` fails.
pub fn is_stated_too(conn: &Connection, identity: &CaptureIdentity) -> Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM capture
          WHERE sha256 = :sha256 AND context = :context AND time_is = 'stated' AND state = 'taken')",
    )?
    .query_row(named_params! { ":sha256": identity.sha256, ":context": identity.context }, |row| row.get(0))
}

/// Keeps captures; it holds its statement, which runs for every file.
pub struct Inserter<'c> {
    conn: &'c Connection,
    statement: CachedStatement<'c>,
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
        let statement = conn.prepare_cached(
            "INSERT INTO capture (sha256, context, captured_at, time_is, member_number, family, state, listing_of, records,
                                  quarantined, size, path, member, url, run_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
                     ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT DO NOTHING",
        )?;
        Ok(Self { conn, statement })
    }

    /// Keeps a capture; none when it is known already.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn insert(&mut self, new: &New<'_>, run: i64) -> Result<Option<i64>> {
        let changed = self.statement.execute(params![
            new.identity.sha256,
            new.identity.context,
            new.time.instant(),
            if new.time.stated().is_some() { "stated" } else { "assumed" },
            new.identity.member_number,
            new.family.map(Family::as_str),
            if new.rejected { "rejected" } else { "taken" },
            new.listing_of,
            len(new.records),
            len(new.quarantined),
            len(new.size),
            new.path,
            new.member,
            new.url,
            run
        ])?;
        Ok((changed == 1).then(|| self.conn.last_insert_rowid()))
    }
}

/// Takes what a second reading of a known capture found, more or less than the first.
///
/// # Errors
/// When `SQLite` fails.
pub fn reread(conn: &Connection, id: i64, new: &New<'_>) -> Result<()> {
    conn.prepare_cached(
        "UPDATE capture SET family = :family, state = CASE state WHEN 'dropped' THEN state ELSE :state END,
                listing_of = :listing_of, records = :records, quarantined = :quarantined WHERE id = :id",
    )?
    .execute(named_params! {
        ":family": new.family.map(Family::as_str),
        ":state": if new.rejected { "rejected" } else { "taken" },
        ":listing_of": new.listing_of,
        ":records": len(new.records),
        ":quarantined": len(new.quarantined),
        ":id": id,
    })?;
    Ok(())
}

/// Sets an assumed time to an earlier one.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_earlier(conn: &Connection, id: i64, at: Instant) -> Result<()> {
    conn.prepare_cached("UPDATE capture SET captured_at = :at WHERE id = :id AND time_is = 'assumed'")?
        .execute(named_params! { ":at": at, ":id": id })?;
    Ok(())
}

/// Where a capture stands in the order.
///
/// # Errors
/// When `SQLite` fails or there is no such capture.
pub fn order_of(conn: &Connection, id: i64) -> Result<CaptureOrder> {
    conn.prepare_cached("SELECT captured_at, member_number, sha256, context FROM capture WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| order(row, 0))
}

/// The family of a capture and its state.
///
/// # Errors
/// When `SQLite` fails or the family is none that this program knows.
pub fn family_of(conn: &Connection, id: i64) -> Result<Option<Family>> {
    let text: Option<String> = conn
        .prepare_cached("SELECT family FROM capture WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| row.get(0))?;
    Ok(text.and_then(|t| t.parse().ok()))
}

/// The scopes of the listings among some captures, whose ids come as a JSON array.
///
/// # Errors
/// When `SQLite` fails.
pub fn listings_of(conn: &Connection, captures: &str) -> Result<Vec<(Family, i64)>> {
    conn.prepare_cached(
        "SELECT DISTINCT family, listing_of FROM capture
          WHERE listing_of IS NOT NULL AND id IN (SELECT value FROM json_each(?1))",
    )?
    .query_map([captures], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
    .filter_map(|found| {
        let scope =
            |(family, parent): (String, i64)| Some((family.parse::<Family>().ok()?.lists_as()?, parent));
        found.map(scope).transpose()
    })
    .collect()
}

/// Whether a parent has a complete listing other than `but`.
///
/// # Errors
/// When `SQLite` fails.
pub fn has_other_listing(conn: &Connection, family: Family, parent: i64, but: i64) -> Result<bool> {
    let [first, second, third] = absence::listed_by(family);
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM capture WHERE listing_of = :parent AND family IN (:family, :second, :third) AND id <> :but)")?
        .query_row(
            named_params! { ":parent": parent, ":family": first, ":second": second, ":third": third, ":but": but },
            |row| row.get(0),
        )
}

fn len(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
