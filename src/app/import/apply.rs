//! Applying captures: statements kept, rows settled.
//!
//! Nothing of a capture can fail here but the database itself, and then the batch is rolled back and the run ends: a
//! savepoint for each capture would guard nothing, and would copy every page that it touches.

use super::restate::restate;
use super::scopes::parent_of;
use super::settle::Settler;
use super::task::Task;
use crate::domain::capture::{CaptureIdentity, CaptureTime};
use crate::domain::id::HeatId;
use crate::domain::record::{Family, Fields, RecordKey, Statement};
use crate::domain::time::Instant;
use crate::infra::capture::payload::{Payload, Refused};
use crate::infra::capture::source::Capture;
use crate::infra::db::{
    archive, capture, entry, heat, lap, made, open, quarantine, race, result, row, run, statement,
};
use foldhash::{HashMap, HashSet};
use rusqlite::{Connection, Result};
use std::collections::BTreeSet;

/// What became of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// New, or more of it than before.
    Imported,
    /// Known whole.
    Unchanged,
    /// Refused as a whole, now or before.
    Rejected,
    /// Taken out again by a person: it stays out.
    Dropped,
}

/// What need not be asked for while there is none of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Any {
    /// Whether statements of each kind may be kept beside rows.
    pub(super) versions: [bool; 6],
    /// Whether a statement may wait that was kept before this batch; those of the batch are settled at its end.
    pub(super) waiting: bool,
    /// Whether any heat may be of its class only because a heading says so.
    pub(super) headings: bool,
    /// Whether any result may be made from laps.
    pub(super) made_results: bool,
}

/// The one writer of a run.
pub(crate) struct Writer<'c> {
    pub(crate) settler: Settler<'c>,
    command: &'static str,
    started: Instant,
    pub(super) any: Any,
    /// No capture was known when the batch began: looking one up would be in vain.
    nothing_known: bool,
    /// Heats that this run showed first: a first detail belongs to the same insertion.
    pub(super) born_heats: HashSet<HeatId>,
    first_listings: FirstListings,
    /// Captures whose payloads this run archived.
    pub(crate) archived: u64,
    /// What the races of a batch said last of their events and classes: they all say it again.
    kept: HashMap<RecordKey, (Family, Fields, i64)>,
    /// Statements that run for every record.
    captures: capture::Inserter<'c>,
    pub(super) heats: heat::Inserter<'c>,
    pub(super) entries: entry::Inserter<'c>,
    pub(super) results: result::Inserter<'c>,
    pub(super) laps: lap::Inserter<'c>,
    /// Changes when another connection writes.
    data_version: Option<i64>,
}

/// The listings that a run into an empty database has taken, as long as that is all there is to know: then the
/// first of a scope is alone in it, and nobody need be asked.
#[derive(Debug, Default)]
struct FirstListings {
    known: bool,
    scopes: HashSet<(Family, i64)>,
}

impl FirstListings {
    /// Whether this is the scope's first listing; none where that is not known here.
    fn is_first(&mut self, family: Family, parent: i64) -> Option<bool> {
        if self.scopes.len() >= MOST_BORN {
            self.give_up();
        }
        self.known.then(|| self.scopes.insert((family, parent)))
    }

    /// Something other than complete listings was taken, or too many: from now on the database is asked.
    fn give_up(&mut self) {
        *self = Self::default();
    }
}

/// So many heats are remembered as new.
pub(super) const MOST_BORN: usize = 50_000;

impl<'c> Writer<'c> {
    pub(crate) fn new(conn: &'c Connection, command: &'static str, started: Instant) -> Result<Self> {
        Ok(Self {
            settler: Settler::new(conn)?,
            command,
            started,
            any: Any { versions: [true; 6], waiting: true, headings: true, made_results: true },
            nothing_known: false,
            born_heats: HashSet::default(),
            first_listings: FirstListings::default(),
            archived: 0,
            kept: HashMap::default(),
            captures: capture::Inserter::new(conn)?,
            heats: heat::Inserter::new(conn)?,
            entries: entry::Inserter::new(conn)?,
            results: result::Inserter::new(conn)?,
            laps: lap::Inserter::new(conn)?,
            data_version: None,
        })
    }

    pub(super) fn conn(&self) -> &'c Connection {
        self.settler.conn
    }

    pub(crate) fn begin_batch(&mut self) -> Result<()> {
        self.kept.clear();
        self.any.versions = statement::kinds_with_versions(self.conn())?;
        self.any.waiting = statement::any_waits(self.conn())?;
        let version = open::data_version(self.conn())?;
        let others_wrote = self.data_version.replace(version).is_some_and(|before| before != version);
        if others_wrote {
            // Another program wrote meanwhile: what this run alone would know is no longer all.
            self.nothing_known = false;
            self.first_listings.give_up();
        } else if !self.nothing_known && !capture::any(self.conn())? {
            self.nothing_known = true;
            self.first_listings.known = true;
        }
        self.any.headings = made::any_by_heading(self.conn())?;
        self.any.made_results = race::any_made(self.conn())?;
        self.settler.begin_batch(others_wrote)
    }

    /// The run's number; begins the run with the first thing written.
    pub(super) fn run(&mut self) -> Result<i64> {
        if let Some(run) = self.settler.run {
            return Ok(run);
        }
        let run = run::start(self.conn(), self.command, self.started)?;
        self.settler.run = Some(run);
        Ok(run)
    }

    /// Whether no capture is known yet.
    pub(crate) fn knows_nothing(&self) -> Result<bool> {
        Ok(!capture::any(self.conn())?)
    }

    /// Whether a capture that was just taken at an assumed time is known at a stated one, too.
    pub(crate) fn is_stated_too(&self, identity: &CaptureIdentity) -> Result<bool> {
        if self.nothing_known { Ok(false) } else { capture::is_stated_too(self.conn(), identity) }
    }

    /// Applies one capture, in the batch's transaction.
    pub(crate) fn take(&mut self, path: &str, read: &Capture) -> Result<Taken> {
        let conn = self.conn();
        if self.nothing_known {
            self.run()?;
            if let Some(taken) = self.take_new(path, read)? {
                return Ok(taken);
            }
        }
        if let Some(kept) = capture::find(conn, &read.identity)? {
            return self.take_known(&kept, path, read);
        }
        Ok(self.take_new(path, read)?.unwrap_or(Taken::Unchanged))
    }

    /// Takes a capture that is not known; none when it is, after all.
    fn take_new(&mut self, path: &str, read: &Capture) -> Result<Option<Taken>> {
        let run = self.run()?;
        let new = row_of(path, read);
        let Some(id) = self.captures.insert(&new, run)? else { return Ok(None) };
        self.archive(id, read)?;
        match &read.member.outcome {
            Ok(payload) => {
                self.state_all(payload, id)?;
                self.keep_refused(id, &payload.refused)?;
                Ok(Some(Taken::Imported))
            }
            Err(refused) => {
                quarantine::keep(self.conn(), id, refused)?;
                Ok(Some(Taken::Rejected))
            }
        }
    }

    /// Takes a capture whose row is there and of which nothing else is: a rebuild reads it again.
    pub(crate) fn take_again(&mut self, id: i64, read: &Capture) -> Result<()> {
        capture::reread(self.conn(), id, &row_of("", read))?;
        match &read.member.outcome {
            Ok(payload) => {
                self.state_all(payload, id)?;
                self.keep_refused(id, &payload.refused)
            }
            Err(refused) => quarantine::keep(self.conn(), id, refused),
        }
    }

    /// A known capture is taken again only where something of it was refused, or where its file shows that it
    /// is older than was assumed.
    fn take_known(&mut self, kept: &capture::Kept, path: &str, read: &Capture) -> Result<Taken> {
        if let CaptureTime::Assumed(at) = read.time
            && kept.is_later_than(at)
        {
            self.set_earlier(kept.id, at)?;
        }
        if self.tells_nothing(kept, read)? {
            return Ok(if kept.is_dropped() { Taken::Dropped } else { Taken::Rejected });
        }
        let otherwise = if kept.is_settled() { None } else { self.take_otherwise(kept, path, read)? };
        if otherwise.is_none() && read.member.body.is_some() && !archive::is_archived(self.conn(), kept.id)? {
            self.run()?;
            self.archive(kept.id, read)?;
        }
        if kept.is_dropped() {
            return Ok(Taken::Dropped);
        }
        let as_before = if read.member.outcome.is_err() { Taken::Rejected } else { Taken::Unchanged };
        Ok(otherwise.unwrap_or(as_before))
    }

    /// Keeps the payload, where that was asked for.
    pub(super) fn archive(&mut self, id: i64, read: &Capture) -> Result<()> {
        if let Some(body) = &read.member.body {
            let (sha256, size) = body.around.unwrap_or((read.identity.sha256, read.member.size));
            archive::keep(self.conn(), id, sha256, size, body)?;
            self.archived += 1;
        }
        Ok(())
    }

    /// The same bytes with an earlier modification time: everything they state moves back in the order.
    fn set_earlier(&mut self, id: i64, at: Instant) -> Result<()> {
        self.run()?;
        self.know_nothing_more();
        restate(&mut self.settler, &[id], |conn| capture::set_earlier(conn, id, at))
    }

    /// Statements were moved, or taken back: what need not be asked for before must be asked for now.
    pub(super) fn know_nothing_more(&mut self) {
        self.any.versions = [true; 6];
        self.any.waiting = true;
        self.first_listings.give_up();
        self.kept.clear();
        self.settler.refs.forget();
    }

    pub(super) fn keep_refused(&mut self, id: i64, refused: &[Refused]) -> Result<()> {
        for r in refused {
            quarantine::keep(self.conn(), id, r)?;
            if let Some(key) = r.record {
                self.settler.mark_scopes(key)?;
            }
        }
        Ok(())
    }

    pub(super) fn state_all(&mut self, payload: &Payload, id: i64) -> Result<()> {
        let mut slow = BTreeSet::new();
        let mut scopes = BTreeSet::new();
        // Records that waited for one shown now.
        let mut healed = BTreeSet::new();
        let rest = self.show_results(payload, id)?;
        if rest.len() < payload.statements.len() {
            scopes.extend(payload.statements.first().and_then(|s| parent_of(s.key, &s.fields)));
        }
        for stated in rest {
            if self.show_first(stated, payload.family, id)? {
                if self.any.waiting {
                    healed.extend(statement::waiting_for(self.conn(), &stated.key.to_string())?);
                }
                self.leave_to_pages(stated)?;
                scopes.extend(parent_of(stated.key, &stated.fields));
            } else {
                self.keep(stated, payload.family, id)?;
                slow.insert(stated.key);
            }
        }
        if payload.family.lists_as().is_some()
            && payload.listing_of.is_none()
            && !payload.statements.is_empty()
        {
            self.first_listings.give_up();
        }
        // A scope in which only this listing and its own new records stand has nobody missing.
        let own = payload.listing_of.zip(payload.family.lists_as()).map(|(parent, family)| (family, parent));
        let alone = match own {
            Some((family, parent)) => !self.may_be_absent(family, parent, id, payload.statements.len())?,
            None => false,
        };
        for (family, parent) in scopes.into_iter().chain(own) {
            if own != Some((family, parent)) || !alone || !slow.is_empty() {
                self.settler.mark_scope(family, parent);
            }
        }
        slow.append(&mut healed);
        for key in slow {
            self.settler.defer(Task::Record(key));
        }
        Ok(())
    }

    /// Whether, beside a listing that was just taken, there is another of its scope, or a record that is not of
    /// this one.
    fn may_be_absent(&mut self, family: Family, parent: i64, listing: i64, shown_now: usize) -> Result<bool> {
        if let Some(first) = self.first_listings.is_first(family, parent) {
            return Ok(!first);
        }
        Ok(capture::has_other_listing(self.conn(), family, parent, listing)?
            || row::count_under(self.conn(), family, parent)? > shown_now)
    }

    fn keep(&mut self, s: &Statement, family: Family, id: i64) -> Result<()> {
        let conn = self.conn();
        if let Some((of, fields, version)) = self.kept.get(&s.key)
            && (*of, fields) == (family, &s.fields)
        {
            return statement::repeat(conn, *version, id, s.item);
        }
        if let Some(shown) = row::get(conn, s.key)? {
            self.settler.note(shown.key, Some(&shown))?;
            statement::move_out(conn, shown.key, &shown)?;
        }
        let version = statement::keep(conn, s.key, family, &s.fields, id, s.item)?;
        if matches!(s.key, RecordKey::Event(_) | RecordKey::Class(_)) {
            if self.kept.len() >= MOST_BORN {
                self.kept.clear();
            }
            self.kept.insert(s.key, (family, s.fields.clone(), version));
        }
        self.any.versions[s.key.kind() as usize] = true;
        self.settler.by_pages |= family.is_page();
        self.any.headings |= family.is_page() || family == Family::RaceResult;
        Ok(())
    }
}

pub(super) fn row_of<'a>(path: &'a str, read: &'a Capture) -> capture::New<'a> {
    let member = &read.member;
    let identity: &CaptureIdentity = &read.identity;
    let (family, listing_of, records, quarantined) = match &member.outcome {
        Ok(p) => (Some(p.family), p.listing_of, p.statements.len(), p.refused.len()),
        Err(_) => (None, None, 0, 1),
    };
    capture::New {
        identity,
        time: read.time,
        family,
        rejected: member.outcome.is_err(),
        listing_of,
        records,
        quarantined,
        size: member.size,
        path,
        member: member.name.as_deref(),
        url: member.url.as_deref(),
    }
}

/// A batch is applied parents first, so that few records wait.
pub(crate) fn rank(family: Option<Family>) -> u8 {
    match family {
        Some(Family::Event) => 0,
        Some(Family::Classes) => 1,
        Some(Family::Heats) => 2,
        Some(Family::Entries) => 3,
        Some(Family::HeatDetail | Family::EntryList) => 4,
        Some(Family::Results) => 5,
        Some(Family::RaceResult | Family::RacePage | Family::RaceArchive | Family::RaceDump) => 6,
        None => 7,
    }
}
