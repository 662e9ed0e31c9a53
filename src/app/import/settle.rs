//! Settling: a record's row, its waiting marks and all that depends on it follow from its statements.

use super::plan::{Action, plan};
use super::refs::Refs;
use super::standing::{self, Standing};
use crate::app::error::Error;
use crate::domain::merge::{Resolved, Stated, resolve};
use crate::domain::record::{Family, RecordKey};
use crate::infra::db::row::{Shown, Source};
use crate::infra::db::{decision, entry, links, row, statement, touched};
use rusqlite::{Connection, Result};
use std::collections::BTreeSet;

/// Keeps the tables equal to what the statements and decisions give.
#[derive(Debug)]
pub(crate) struct Settler<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) refs: Refs,
    any_prune: bool,
    /// Listings' scopes in which a record may have gone missing or come back.
    pub(super) scopes: BTreeSet<(Family, i64)>,
    /// The run whose rows count as new, for the counters.
    pub(crate) run: Option<i64>,
    /// Rows of each kind that were shown without noting: they did not exist before this run.
    pub(crate) born: [u64; 6],
    links_may_move: bool,
    /// Whether anything may be known by LiveRC's driver ids.
    pub(super) by_pages: bool,
}

/// Settles records after a decision was made about them, in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub fn records(conn: &Connection, keys: &[RecordKey]) -> std::result::Result<(), Error> {
    touched::begin(conn)?;
    let mut settler = Settler::new(conn)?;
    let mut all: BTreeSet<RecordKey> = keys.iter().copied().collect();
    for key in keys {
        all.extend(statement::naming(conn, *key)?); // also those that are not shown beneath it
    }
    settler.settle(all)?;
    settler.finish_batch()?;
    Ok(())
}

impl<'c> Settler<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Result<Self> {
        Ok(Self {
            conn,
            refs: Refs::default(),
            any_prune: decision::any_prune(conn)?,
            scopes: BTreeSet::new(),
            run: None,
            born: [0; 6],
            links_may_move: false,
            by_pages: entry::any_driver(conn)?,
        })
    }

    pub(crate) fn any_prune(&self) -> bool {
        self.any_prune
    }

    /// Forgets what another writer may have changed since the last batch.
    pub(crate) fn begin_batch(&mut self) -> Result<()> {
        self.refs.forget();
        self.any_prune = decision::any_prune(self.conn)?;
        Ok(())
    }

    /// What must hold before a batch is committed: absences are marked and sessions follow their heats.
    pub(crate) fn finish_batch(&mut self) -> Result<()> {
        self.settle_absences()?;
        if self.links_may_move {
            links::follow_all(self.conn)?;
            self.links_may_move = false;
        }
        Ok(())
    }

    /// Says that heats or entries came or went.
    pub(crate) fn links_may_move(&mut self) {
        self.links_may_move = true;
    }

    /// Settles records and all that depends on them, parents first.
    pub(crate) fn settle(&mut self, keys: impl IntoIterator<Item = RecordKey>) -> Result<()> {
        let mut work: BTreeSet<RecordKey> = keys.into_iter().collect();
        while let Some(key) = work.pop_first() {
            self.settle_one(key, &mut work)?;
        }
        Ok(())
    }

    fn settle_one(&mut self, key: RecordKey, work: &mut BTreeSet<RecordKey>) -> Result<()> {
        let shown = row::get(self.conn, key)?;
        if let Some(shown) = &shown {
            self.note(key, Some(shown))?;
            statement::move_out(self.conn, key, shown)?;
        }
        let stated = statement::of_record(self.conn, key)?;
        let standings = standing::of_all(self.conn, &mut self.refs, key, &stated, self.any_prune)?;
        self.mark_waiting(&stated, &standings)?;
        let right = |newest: &statement::Kept| {
            shown.as_ref().is_some_and(|s| s.source == source_of(newest) && s.detail.is_none())
        };
        match plan(
            shown.as_ref().map(|s| &s.fields),
            resolve(&standing::in_force(&stated, &standings)),
            right,
        ) {
            Action::Nothing => {}
            Action::Keep => self.update_parent(key, shown.as_ref(), work)?,
            Action::Insert(after) => self.insert(key, &after, work)?,
            Action::Update { after, .. } => {
                if let Some(shown) = &shown {
                    self.update(key, shown, &after, work)?;
                }
            }
            Action::Remove => {
                if let Some(shown) = &shown {
                    self.remove(key, shown, work)?;
                }
            }
        }
        if self.any_prune && matches!(key, RecordKey::Heat(_)) {
            // Whether a decision on the class covers them depends on what is said of the heat.
            work.extend(statement::naming(self.conn, key)?);
        }
        self.mark_scopes(key)
    }

    fn insert(
        &mut self,
        key: RecordKey,
        after: &Resolved<statement::Kept>,
        work: &mut BTreeSet<RecordKey>,
    ) -> Result<()> {
        self.note(key, None)?;
        if let Ok(parents) = standing::parents(self.conn, &mut self.refs, key, &after.fields)? {
            row::insert(self.conn, key, parents, &after.fields, source_of(&after.newest))?;
            work.extend(statement::waiting_for(self.conn, &key.to_string())?);
            self.links_may_move |= matches!(key, RecordKey::Heat(_) | RecordKey::Entry(..));
            self.mark_scopes_above(key)?;
        }
        Ok(())
    }

    fn update(
        &mut self,
        key: RecordKey,
        shown: &Shown,
        after: &Resolved<statement::Kept>,
        work: &mut BTreeSet<RecordKey>,
    ) -> Result<()> {
        let Ok(parents) = standing::parents(self.conn, &mut self.refs, key, &after.fields)? else {
            return Ok(());
        };
        if parents.is_other_than(shown.parent) {
            self.mark_scopes_above(key)?; // of the parent it leaves
        }
        if matches!(key, RecordKey::Class(_)) && parents.is_other_than(shown.parent) {
            self.keep_heats(key)?;
        }
        row::update(self.conn, key, shown, parents, &after.fields, source_of(&after.newest))?;
        if parents.is_other_than(shown.parent) {
            self.parent_changed(key, work)?;
        }
        Ok(())
    }

    /// A result's values may stand while the entry it is of is another row: its heat changed class.
    fn update_parent(
        &mut self,
        key: RecordKey,
        shown: Option<&Shown>,
        work: &mut BTreeSet<RecordKey>,
    ) -> Result<()> {
        let Some(shown) = shown else { return Ok(()) };
        let Ok(parents) = standing::parents(self.conn, &mut self.refs, key, &shown.fields)? else {
            return Ok(());
        };
        if parents.is_other_than(shown.parent) {
            row::update(
                self.conn,
                key,
                shown,
                parents,
                &shown.fields,
                Source { has_history: true, ..shown.source },
            )?;
            self.parent_changed(key, work)?;
        }
        Ok(())
    }

    fn parent_changed(&mut self, key: RecordKey, work: &mut BTreeSet<RecordKey>) -> Result<()> {
        self.refs.forget();
        self.mark_scopes_above(key)?;
        match key {
            // A heat detail names the event, too.
            RecordKey::Class(_) => work.extend(
                row::children(self.conn, key)?.into_iter().filter(|k| matches!(k, RecordKey::Heat(_))),
            ),
            // Results go along with their heat, and find their entries in the new class.
            RecordKey::Heat(_) => {
                work.extend(row::children(self.conn, key)?);
                work.extend(statement::naming(self.conn, key)?);
                self.links_may_move = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// Nothing in force states the record: it goes, and what lies beneath it waits.
    fn remove(&mut self, key: RecordKey, shown: &Shown, work: &mut BTreeSet<RecordKey>) -> Result<()> {
        self.mark_scopes_above(key)?;
        self.keep_beneath(key, work)?;
        row::delete(self.conn, key, shown)?;
        self.links_may_move = true;
        self.refs.forget();
        Ok(())
    }

    /// A detail in a heat's row claims the event that its class is of now: write that down before it changes.
    fn keep_heats(&mut self, class: RecordKey) -> Result<()> {
        for heat in row::children(self.conn, class)?.into_iter().filter(|k| matches!(k, RecordKey::Heat(_))) {
            if let Some(shown) = row::get(self.conn, heat)? {
                self.note(heat, Some(&shown))?;
                statement::move_out(self.conn, heat, &shown)?;
            }
        }
        Ok(())
    }

    fn keep_beneath(&mut self, key: RecordKey, work: &mut BTreeSet<RecordKey>) -> Result<()> {
        // Also what is not shown beneath it: a statement that an entry or a newer parent kept from counting
        // waits for this record from now on.
        work.extend(statement::naming(self.conn, key)?);
        for child in row::children(self.conn, key)? {
            if let Some(shown) = row::get(self.conn, child)? {
                self.note(child, Some(&shown))?;
                statement::move_out(self.conn, child, &shown)?;
            }
            self.keep_beneath(child, work)?;
            work.insert(child);
        }
        Ok(())
    }

    /// Notes what a record was before this run. A row that holds a statement of this very run was not.
    pub(crate) fn note(&mut self, key: RecordKey, shown: Option<&Shown>) -> Result<()> {
        let born_now = match (shown, self.run) {
            (Some(s), Some(run)) if !s.source.has_history => {
                statement::provenance(self.conn, s.source.capture)?.0 == run
            }
            _ => false,
        };
        let first = touched::note(self.conn, key, shown.filter(|_| !born_now).map(|s| &s.fields))?;
        if first && born_now {
            self.born[key.kind() as usize] = self.born[key.kind() as usize].saturating_sub(1);
        }
        Ok(())
    }

    fn mark_waiting(&self, stated: &[Stated<statement::Kept>], standings: &[Standing]) -> Result<()> {
        for (kept, waits) in standing::marks(stated, standings) {
            if kept.waits_for.as_deref() != waits {
                statement::set_waits(self.conn, kept.version, waits)?;
            }
        }
        Ok(())
    }
}

/// What a row says of the statement it shows.
fn source_of(newest: &statement::Kept) -> Source {
    Source { capture: newest.capture, item: newest.item, has_history: true }
}
