//! Making every table anew from archived captures and decisions, and proving that what is there is what they give.

mod compare;
mod content;

use super::error::Error;
use super::import::apply::{Writer, rank};
use super::import::restate::restate;
use crate::domain::capture::Sha256;
use crate::domain::finding::Finding;
use crate::domain::text::count;
use crate::domain::time::Instant;
use crate::infra::capture::archived::{self, Body, Reading};
use crate::infra::capture::container::Member;
use crate::infra::capture::context;
use crate::infra::capture::source::{Capture, context_parts, settle_places};
use crate::infra::db::commit::commit_step;
use crate::infra::db::rebuild as db;
use crate::infra::db::{archive, drop, links, numbers, open, touched};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Captures that were read again.
    pub captures: u64,
    /// Records that they state.
    pub records: u64,
    /// Where what is there is not what they give; of a rebuild none is looked for.
    pub findings: Vec<Finding>,
}

/// So many captures, or bytes of them, are read and settled at once.
const BATCH_CAPTURES: usize = 4096;
const BATCH_BYTES: usize = 16 << 20;

/// Makes every table anew, in one step that is done whole or not at all. `progress` is told how many captures of how many are read.
///
/// # Errors
/// A refusal where captures are not archived or archived bytes are damaged; when the database cannot be written.
pub fn rebuild(
    conn: &mut Connection,
    now: Instant,
    progress: impl FnMut(u64, u64),
) -> Result<Rebuilt, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let rebuilt = derive(&step, now, progress)?;
    commit_step(step)?;
    Ok(rebuilt)
}

/// Makes every table anew in a private copy and compares it with the database at `path`, which is not changed.
///
/// # Errors
/// A refusal where captures are not archived or archived bytes are damaged; when there is no database to read.
pub fn verify(path: &Path, now: Instant, progress: impl FnMut(u64, u64)) -> Result<Rebuilt, Error> {
    let conn = open::reading(path)?;
    verify_open(&conn, now, progress)
}

/// The same of an open database.
///
/// # Errors
/// As [`verify`].
pub fn verify_open(
    conn: &Connection,
    now: Instant,
    progress: impl FnMut(u64, u64),
) -> Result<Rebuilt, Error> {
    // One state from the copy to the last comparison, whatever is imported meanwhile.
    let _one_state = if conn.is_autocommit() { Some(conn.unchecked_transaction()?) } else { None };
    refuse_unarchived(conn)?;
    let copy = open::private_copy(conn)?;
    let mut rebuilt = derive(&copy, now, progress)?;
    rebuilt.findings = differences(conn, &copy)?;
    Ok(rebuilt)
}

/// Where the contents of one database are not those of another that was made of the same captures and decisions.
///
/// # Errors
/// When one cannot be read.
pub fn differences(found: &Connection, gives: &Connection) -> Result<Vec<Finding>, Error> {
    compare::differences(found, gives)
}

/// Makes every table anew in the caller's transaction.
fn derive(conn: &Connection, now: Instant, mut progress: impl FnMut(u64, u64)) -> Result<Rebuilt, Error> {
    refuse_unarchived(conn)?;
    db::begin(conn)?;
    let mut order = db::archived(conn)?;
    // Parents first, as in an import: few records wait.
    order.sort_by_key(|(family, id)| (rank(*family), *id));
    let all = order.len() as u64;
    let numbers = numbers::of_rebuild(conn)?;
    db::clear(conn)?;
    touched::begin(conn)?;
    let mut writer = Writer::new(conn, "db rebuild", now)?;
    let mut rebuilt = Rebuilt::default();
    let (mut captures, mut bytes) = (0, 0);
    writer.begin_batch()?;
    for (_, id) in order {
        let capture = read_again(conn, id)?;
        rebuilt.captures += 1;
        rebuilt.records += capture.member.outcome.as_ref().map_or(0, |p| p.statements.len() as u64);
        captures += 1;
        bytes += capture.member.size;
        writer.take_again(id, &capture)?;
        if captures >= BATCH_CAPTURES || bytes >= BATCH_BYTES {
            writer.settler.finish_batch()?;
            touched::begin(conn)?; // nobody asks what was there before
            writer.begin_batch()?;
            (captures, bytes) = (0, 0);
        }
        progress(rebuilt.captures, all);
    }
    writer.settler.finish_batch()?;
    let dropped = db::to_drop(conn)?;
    let ids: Vec<i64> = dropped.iter().map(|capture| capture.id).collect();
    restate(&mut writer.settler, &ids, |conn| {
        dropped.iter().try_for_each(|capture| drop::decide(conn, capture, now))
    })?;
    writer.settler.finish_batch()?;
    numbers::keep(conn, &numbers)?;
    links::follow_all(conn)?;
    Ok(rebuilt)
}

/// What is not archived cannot be read again; leaving it out would lose it.
fn refuse_unarchived(conn: &Connection) -> Result<(), Error> {
    const NAMED: usize = 5;
    let (missing, paths) = archive::not_archived(conn, NAMED)?;
    if missing == 0 {
        return Ok(());
    }
    let mut named = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    if missing > paths.len() as u64 {
        named.push_str(" and more");
    }
    Err(Error::refused(
        format!(
            "expected every capture to be archived, found {} that {} not: {named}",
            count(missing, "capture", "captures"),
            if missing == 1 { "is" } else { "are" }
        ),
        "nothing was changed; import the same files again as before and with `--archive`; `heatlink captures --fields archived,path,member` lists them",
    ))
}

/// A capture, read from its archived bytes.
fn read_again(conn: &Connection, id: i64) -> Result<Capture, Error> {
    let met = db::met(conn, id)?;
    let what = format!("the archived payload {} of `{}` is damaged", met.identity.sha256, met.path);
    match read_archived(conn, id, met)? {
        Ok(capture) => Ok(capture),
        Err(why) => Err(Error::refused(
            format!("{what}: {why}"),
            "nothing was changed; `heatlink db check` names all that are; go back to a backup",
        )),
    }
}

/// The same of a capture that may not be archived; else what is wrong. An envelope around a payload is none.
pub(crate) fn read_archived(
    conn: &Connection,
    id: i64,
    met: db::Met,
) -> Result<Result<Capture, String>, Error> {
    Ok(unpacked(conn, id)?.and_then(|(sha256, bytes, reading)| {
        if sha256 == met.identity.sha256 {
            Ok(read_payload(met, &bytes, reading))
        } else {
            Err(kept_under(sha256))
        }
    }))
}

/// The same of a capture that was refused as a whole, of which the envelope may be archived that was at fault. What was
/// read is packed again: how it was read may be kept otherwise from then on.
pub(crate) fn read_refused(
    conn: &Connection,
    id: i64,
    met: db::Met,
) -> Result<Result<Capture, String>, Error> {
    Ok(unpacked(conn, id)?.and_then(|(sha256, bytes, reading)| {
        if sha256 == met.identity.sha256 {
            let mut capture = read_payload(met, &bytes, reading);
            capture.member.body = Body::pack(&bytes, reading.begins, reading.race_hint, reading.max_depth);
            return Ok(capture);
        }
        let around = archived::read_around(&bytes, &met.identity.context, reading);
        let is_of_it = |member: &Member| member.sha256 == met.identity.sha256;
        let Some(mut member) = around.filter(is_of_it) else { return Err(kept_under(sha256)) };
        (member.name, member.number) = (met.member, met.identity.member_number);
        settle_places(&mut member, &met.path);
        Ok(Capture { identity: met.identity, time: met.time, member })
    }))
}

fn kept_under(sha256: Sha256) -> String {
    format!("it is kept under {sha256}")
}

/// What the archived bytes of a capture are kept under, they, and how they were read; else what is wrong.
type Unpacked = Result<(Sha256, Vec<u8>, Reading), String>;

fn unpacked(conn: &Connection, id: i64) -> Result<Unpacked, Error> {
    let Some((packed, reading)) = archive::of_capture(conn, id)? else {
        return Ok(Err("it is not there".into()));
    };
    Ok(packed.bytes().map(|bytes| (packed.sha256, bytes, reading)))
}

fn read_payload(met: db::Met, bytes: &[u8], reading: Reading) -> Capture {
    let outcome = archived::read(bytes, &met.identity.context, reading);
    let (address, partial, _) = context_parts(&met.identity.context);
    let mut member = Member {
        name: met.member,
        sha256: met.identity.sha256,
        size: bytes.len(),
        stated_at: met.identity.stated_at,
        number: met.identity.member_number,
        url: met.url,
        partial,
        subject: context::of_url(address),
        body: None,
        outcome,
    };
    settle_places(&mut member, &met.path);
    Capture { identity: met.identity, time: met.time, member }
}
