//! Reading again what was refused, with the present program, and taking what is good now with its own capture time. An
//! archived capture is read from its archived bytes. Of others a capture refused whole is read from the text that was
//! kept; single records of a taken capture, and text of which only the beginning was kept, need the file: importing it
//! again reads it again.

use super::quarantine::unknown;
use crate::app::error::Error;
use crate::app::import::apply::{Taken, Writer};
use crate::app::rebuild::{read_archived, read_refused};
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row, Shape};
use crate::domain::finding::Code;
use crate::domain::record::Kind;
use crate::domain::time::Instant;
use crate::infra::capture::container::{Limits, Member};
use crate::infra::capture::context;
use crate::infra::capture::kept::{self, Reread};
use crate::infra::capture::payload::Refused;
use crate::infra::capture::source::{Capture, context_parts, settle_places};
use crate::infra::db::commit::commit_step;
use crate::infra::db::numbers::{self, Numbered};
use crate::infra::db::quarantine::{self as db, Kept};
use crate::infra::db::rebuild::met;
use crate::infra::db::reconcile::quarantine as list;
use crate::infra::db::{run, touched};
use rusqlite::{Connection, TransactionBehavior};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What `reconcile quarantine retry` prints.
pub const SHAPE: Shape = Shape {
    name: "quarantine-retry",
    columns: &[
        Column::new("id", ColumnType::Id),
        Column::new("capture", ColumnType::Text),
        Column::new("member", ColumnType::Text),
        Column::new("pointer", ColumnType::Text),
        Column::new("outcome", ColumnType::Text),
        Column::new("what", ColumnType::Text),
    ],
    brief: &["id", "outcome", "what", "capture", "pointer", "member"],
};

/// What became of one thing in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is good now: so many records were taken, so many refused.
    Taken {
        /// Records stated.
        records: usize,
        /// Records that went to quarantine in its place.
        refused: usize,
    },
    /// It stays, with its present reason.
    Refused(String),
    /// Only its file can tell; why.
    ImportAgain(String),
}

/// One thing in quarantine that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What it was.
    pub kept: Kept,
    /// What became of it.
    pub outcome: Outcome,
}

impl Tried {
    /// As a row of [`SHAPE`].
    #[must_use]
    pub fn row(&self) -> Row {
        let (outcome, what) = match &self.outcome {
            Outcome::Taken { records, refused: 0 } => ("taken", format!("records: {records}")),
            Outcome::Taken { records, refused } => {
                ("taken", format!("records: {records}, refused: {refused}"))
            }
            Outcome::Refused(reason) => ("refused", reason.clone()),
            Outcome::ImportAgain(why) => {
                ("import-again", format!("{why}: import `{}` again", self.kept.path))
            }
        };
        let cells = vec![
            Cell::Int(self.kept.id),
            Cell::Text(self.kept.path.clone()),
            self.kept.member.clone().into(),
            self.kept.pointer.clone().into(),
            Cell::Text(outcome.into()),
            Cell::Text(what),
        ];
        Row { cells, zone: None }
    }
}

/// Tries these again, or all that nobody let go; one step, done whole or not at all.
///
/// # Errors
/// When one is not there or of a capture that was taken out, or the database cannot be written.
pub fn retry(conn: &mut Connection, ids: &[i64], now: Instant) -> Result<Vec<Tried>, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut ids = ids.to_vec();
    if ids.is_empty() {
        ids = list::all(&step, false)?.into_iter().map(|r| r.id).collect();
    }
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    touched::begin(&step)?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let kept = db::get(&step, id)?.ok_or_else(|| unknown(id))?;
        if kept.is_dropped {
            return Err(Error::refused(
                format!("{id} is of the capture {}, which was taken out", kept.identity.sha256),
                format!("put it back with `heatlink captures drop {} --undo --apply`", kept.identity.sha256),
            ));
        }
        all.push(kept);
    }
    let beside = beside(&step, &all)?;
    let mut writer = Writer::new(&step, "reconcile quarantine retry", now)?;
    writer.begin_batch()?;
    let mut archived = Archived::new();
    let mut tried = Vec::with_capacity(all.len());
    for kept in all {
        let outcome = one(&mut writer, &kept, &mut archived)?;
        tried.push(Tried { kept, outcome });
    }
    // A capture is read as a whole: what else of it is good now has left quarantine, too.
    for kept in beside {
        if let Some(Some((capture, taken))) = archived.get(&kept.capture)
            && let outcome @ Outcome::Taken { .. } = what_became(&kept, capture, *taken)
        {
            tried.push(Tried { kept, outcome });
        }
    }
    writer.settler.finish_batch()?;
    if let Some(number) = writer.settler.run {
        let captures = |f: fn(&Outcome) -> bool| -> BTreeSet<i64> {
            tried.iter().filter(|t| f(&t.outcome)).map(|t| t.kept.capture).collect()
        };
        let taken = captures(|o| matches!(o, Outcome::Taken { .. }));
        let refused = &captures(|o| matches!(o, Outcome::Refused(_))) - &taken;
        run::finish(&step, number, now, [taken.len() as u64, 0, refused.len() as u64])?;
    }
    drop(writer);
    commit_step(step)?;
    Ok(tried)
}

/// What lies in quarantine of the same captures as these, beside them.
fn beside(conn: &Connection, these: &[Kept]) -> Result<Vec<Kept>, Error> {
    let named: BTreeSet<i64> = these.iter().map(|kept| kept.id).collect();
    let captures: BTreeSet<i64> = these.iter().map(|kept| kept.capture).collect();
    let mut beside = Vec::new();
    for capture in captures {
        for id in numbers::of_capture(conn, capture)?.iter().map(Numbered::id) {
            if !named.contains(&id) {
                beside.extend(db::get(conn, id)?);
            }
        }
    }
    Ok(beside)
}

/// Refusals of a container, of which what is kept is no payload.
const FILE_CODES: &[Code] = &[
    Code::BadHar,
    Code::DamagedCompression,
    Code::TotalTooLarge,
    Code::PayloadTooLarge,
    Code::UnsupportedFormat,
];

/// Captures that were read from their archived bytes and what became of each: none where there are none, or damaged.
type Archived = BTreeMap<i64, Option<(Capture, Taken)>>;

fn one(writer: &mut Writer<'_>, kept: &Kept, archived: &mut Archived) -> Result<Outcome, Error> {
    if let Entry::Vacant(new) = archived.entry(kept.capture) {
        new.insert(from_archive(writer, kept)?);
    }
    match archived.get(&kept.capture) {
        Some(Some((capture, taken))) => Ok(what_became(kept, capture, *taken)),
        _ => from_kept_text(writer, kept),
    }
}

/// Reads a capture from its archived bytes, if there are such, and takes what is good in it.
fn from_archive(writer: &mut Writer<'_>, kept: &Kept) -> Result<Option<(Capture, Taken)>, Error> {
    let conn = writer.settler.conn;
    let met = met(conn, kept.capture)?;
    let read = if kept.is_record { read_archived } else { read_refused };
    let Ok(capture) = read(conn, kept.capture, met)? else { return Ok(None) };
    let taken = writer.take(&kept.path, &capture)?;
    Ok(Some((capture, taken)))
}

/// What became of a thing in quarantine when its capture was read again.
fn what_became(kept: &Kept, capture: &Capture, taken: Taken) -> Outcome {
    let reason =
        |refused: &Refused| Outcome::Refused(format!("[{}] {}", refused.reason.code, refused.reason.message));
    let payload = match &capture.member.outcome {
        Ok(payload) => payload,
        Err(refused) => return reason(refused),
    };
    let refused = payload.refused.iter().find(|r| match &kept.pointer {
        None => payload.statements.is_empty(),
        pointer => r.reason.place.pointer == *pointer,
    });
    match (refused, taken) {
        (Some(refused), _) => reason(refused),
        (None, Taken::Imported) if kept.pointer.is_some() => Outcome::Taken { records: 1, refused: 0 },
        (None, Taken::Imported) => {
            Outcome::Taken { records: payload.statements.len(), refused: payload.refused.len() }
        }
        _ => Outcome::ImportAgain("its capture is known otherwise".into()),
    }
}

fn from_kept_text(writer: &mut Writer<'_>, kept: &Kept) -> Result<Outcome, Error> {
    let needs_file = |why: &str| Ok(Outcome::ImportAgain(why.to_owned()));
    if kept.truncated {
        return needs_file("only its beginning is kept");
    }
    if kept.pointer.is_some() || kept.is_record {
        return needs_file("it is one record of a capture, and what stood around it is not kept");
    }
    if kept.code.contains("envelope") {
        return needs_file("the envelope is what is at fault, and it is not kept");
    }
    if FILE_CODES.iter().any(|code| code.as_str() == kept.code) {
        return needs_file("the file around it is what is at fault");
    }
    let identity = &kept.identity;
    let (url, member) = (kept.url.is_some(), kept.member.as_deref());
    let outcome = match kept::read(&kept.content, &identity.context, url, member, Limits::default()) {
        Reread::NeedsFile(why) => return needs_file(why),
        Reread::Good(payload) => Ok(*payload),
        Reread::Refused(reason) => Err(Box::new(Refused::new(Kind::Event, None, *reason, &kept.content))),
    };
    let (address, partial, _) = context_parts(&identity.context);
    let mut member = Member {
        name: kept.member.clone(),
        sha256: identity.sha256,
        size: kept.size,
        stated_at: identity.stated_at,
        number: identity.member_number,
        url: kept.url.clone(),
        partial,
        subject: context::of_url(address),
        body: None,
        outcome,
    };
    settle_places(&mut member, &kept.path);
    let capture = Capture { identity: identity.clone(), time: kept.time, member };
    let taken = writer.take(&kept.path, &capture)?;
    Ok(what_became(kept, &capture, taken))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::db_check::{Compare, check};
    use crate::app::reconcile;
    use crate::infra::capture::source::sha256;
    use crate::infra::db::open;

    const AT: &str = "2024-08-10T00:00:00.000Z";

    /// A capture that an older program refused as a whole, though its text is good now.
    fn refused(conn: &Connection, id: i64, context: &str, url: Option<&str>, text: &str, truncated: bool) {
        conn.execute_batch(
            "INSERT OR IGNORE INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '2024-08-10T00:00:00.000Z')",
        )
        .unwrap();
        let size = i64::try_from(text.len()).unwrap() + if truncated { 2 << 20 } else { 0 };
        conn.execute(
            "INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, state, records, quarantined,
                                  size, path, url, run_id)
             VALUES (?1, ?2, ?3, ?4, 'stated', 0, 'rejected', 0, 1, ?5, ?1 || '.json', ?6, 1)",
            (id, sha256(text.as_bytes()), context, AT, size, url),
        )
        .unwrap();
        conn.execute(
            "INSERT INTO quarantine (id, capture_id, code, message, size, content, truncated)
             VALUES (?1, ?1, 'unrecognised-payload', 'once unknown', ?2, ?3, ?4)",
            (id, size, text.as_bytes(), truncated),
        )
        .unwrap();
    }

    fn now() -> Instant {
        Instant::parse("2024-09-01T00:00:00Z").unwrap()
    }

    #[test]
    fn what_is_good_now_is_taken_with_its_own_time() {
        let mut conn = open::private().unwrap();
        let event = r#"{"eventId":5,"title":"Nationals","timeZone":"UTC"}"#;
        let classes = r#"[{"classId":7,"eventId":5,"name":"2WD"},{"classId":8,"eventId":5,"name":4}]"#;
        refused(&conn, 1, "", None, event, false);
        refused(&conn, 2, "events/5/classes", None, classes, false);
        refused(&conn, 3, "", None, "{", false);
        refused(
            &conn,
            4,
            "events/5/classes",
            Some("https://api.liverc.com/v2/events/5/classes"),
            &format!("{classes} "),
            false,
        );
        refused(&conn, 5, "events/9", Some("https://api.liverc.com/v2/events/9"), event, false);
        refused(&conn, 6, "", None, "[1", true);
        let tried = retry(&mut conn, &[], now()).unwrap();
        let mut outcomes: Vec<_> = tried
            .iter()
            .map(|t| match &t.outcome {
                Outcome::Taken { records, refused } => (t.kept.id, format!("taken {records} {refused}")),
                Outcome::Refused(why) => (t.kept.id, why.split(' ').next().unwrap().to_owned()),
                Outcome::ImportAgain(_) => (t.kept.id, "import again".into()),
            })
            .collect();
        outcomes.sort();
        let expected = [
            (1, "taken 1 0"),
            (2, "taken 1 1"),
            (3, "[invalid-json]"),
            (4, "taken 1 1"),
            (5, "[id-mismatch]"),
            (6, "import again"),
        ];
        let outcomes: Vec<_> = outcomes.iter().map(|(id, what)| (*id, what.as_str())).collect();
        assert_eq!(outcomes, expected);
        let shown: (String, String) = conn
            .query_row(
                "SELECT c.name, k.captured_at FROM class c JOIN capture k ON k.id = c.capture_id",
                [],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )
            .unwrap();
        assert_eq!(shown, ("2WD".into(), AT.into()));
        assert_eq!(check(&conn, Compare::All).unwrap().findings, []);
        let left = reconcile::quarantine::rows(&conn, false).unwrap().len();
        assert_eq!(left, 5, "one capture is good; of two a record stays refused");
        let code: String =
            conn.query_row("SELECT code FROM quarantine WHERE capture_id = 3", [], |r| r.get(0)).unwrap();
        assert_eq!(code, "invalid-json", "the present reason");
        let again = retry(&mut conn, &[], now()).unwrap();
        assert!(again.iter().all(|t| !matches!(t.outcome, Outcome::Taken { .. })));
        assert!(retry(&mut conn, &[99], now()).is_err());
    }
}
