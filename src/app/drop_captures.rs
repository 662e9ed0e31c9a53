//! Taking captures out again: their statements leave force by a person's decision, and everything follows as
//! if they had never been imported. Undoing it brings all of it back.

use crate::app::error::Error;
use crate::app::import::count;
use crate::app::import::report::{RecordCounts, Report};
use crate::app::import::restate::restate;
use crate::app::import::settle::Settler;
use crate::domain::text::count;
use crate::domain::time::Instant;
use crate::infra::db::commit::commit_step;
use crate::infra::db::drop as db;
pub use crate::infra::db::drop::Listed;
use crate::infra::db::{status, touched};
use rusqlite::{Connection, TransactionBehavior};
use std::fmt::Write as _;

/// A digest is told by so many of its digits.
const FEWEST_DIGITS: usize = 6;

/// Which captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one whose digest begins like this.
    Digest {
        /// Hexadecimal digits, at least six.
        digits: String,
        /// Of this capture time, where several have the digest.
        at: Option<Instant>,
        /// All of them, where several have the digest.
        every: bool,
    },
    /// All that a run met first.
    Run(i64),
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which captures.
    pub which: Which,
    /// Put back what was taken out.
    pub undo: bool,
    /// Do it; else only say what it would come to.
    pub apply: bool,
    /// The clock.
    pub now: Instant,
}

/// What came of it, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The captures that it concerns; none when they are so already.
    pub captures: Vec<Listed>,
    /// Rows by kind.
    pub records: [RecordCounts; 6],
    /// Statements that wait, before and after.
    pub pending: (i64, i64),
    /// Rows missing upstream, before and after.
    pub missing: (i64, i64),
}

/// Takes captures out, or puts them back, in one step that is done whole or not at all.
///
/// # Errors
/// When nothing or more than one capture is meant, or the database cannot be written.
pub fn run(conn: &mut Connection, request: &Request) -> Result<Outcome, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let captures = choose(&step, &request.which, request.undo)?;
    let before = standing(&step)?;
    touched::begin(&step)?;
    let mut settler = Settler::new(&step)?;
    let ids: Vec<i64> = captures.iter().map(|c| c.id).collect();
    restate(&mut settler, &ids, |conn| {
        captures.iter().try_for_each(|capture| {
            if request.undo { db::undo(conn, capture) } else { db::decide(conn, capture, request.now) }
        })
    })?;
    settler.finish_batch()?;
    let mut counted = Report::default();
    count::count(&settler, &mut counted)?;
    let after = standing(&step)?;
    if request.apply {
        commit_step(step)?;
    } else {
        step.rollback()?;
    }
    Ok(Outcome {
        captures,
        records: counted.records,
        pending: (before.0, after.0),
        missing: (before.1, after.1),
    })
}

fn standing(conn: &Connection) -> Result<(i64, i64), Error> {
    Ok((status::counts(conn)?.pending, db::count_missing(conn)?))
}

/// The captures that are meant and are not yet as asked.
fn choose(conn: &Connection, which: &Which, undo: bool) -> Result<Vec<Listed>, Error> {
    let found = match which {
        Which::Run(run) => db::by_run(conn, *run)?
            .ok_or_else(|| Error::refused(format!("there is no run {run}"), "`heatlink runs` lists them"))?,
        Which::Digest { digits, at, .. } => {
            let mut found = db::by_digest(conn, &checked(digits)?)?;
            found.retain(|c| at.is_none_or(|at| c.order.at == at));
            found
        }
    };
    if found.is_empty() {
        let what = match which {
            Which::Run(run) => format!("run {run} met no capture first"),
            Which::Digest { digits, at: None, .. } => format!("no capture's SHA-256 begins with `{digits}`"),
            Which::Digest { digits, at: Some(at), .. } => {
                format!("no capture of {at} has a SHA-256 that begins with `{digits}`")
            }
        };
        return Err(Error::refused(what, "`heatlink captures --fields sha256,run,path` lists them"));
    }
    let open: Vec<Listed> = found.into_iter().filter(|c| c.is_dropped() == undo).collect();
    match which {
        Which::Digest { digits, every: false, .. } if open.len() > 1 => Err(ambiguous(digits, &open)),
        _ => Ok(open),
    }
}

fn checked(digits: &str) -> Result<String, Error> {
    let lower = digits.to_ascii_lowercase();
    let is_hex = lower.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_hex || !(FEWEST_DIGITS..=64).contains(&lower.len()) {
        let message = format!("expected 6 to 64 hexadecimal digits of a SHA-256, found `{digits}`");
        return Err(Error::usage(message));
    }
    Ok(lower)
}

fn ambiguous(digits: &str, open: &[Listed]) -> Error {
    const SHOWN: usize = 10;
    let mut message = format!(
        "{} begin with `{digits}`:",
        count(open.len() as u64, "capture's SHA-256", "captures' SHA-256")
    );
    // Writing to a String cannot fail.
    for capture in open.iter().take(SHOWN) {
        let family = capture.family.as_deref().unwrap_or(&capture.state);
        let _ = write!(message, "\n  {} {} {family} {}", capture.sha256(), capture.order.at, capture.path);
    }
    if open.len() > SHOWN {
        let _ = write!(message, "\n  and {}", count((open.len() - SHOWN) as u64, "more", "more"));
    }
    Error::refused(message, "give more digits, tell it by its time with `--at TIME`, or take `--every`")
}

#[cfg(test)]
mod tests;
