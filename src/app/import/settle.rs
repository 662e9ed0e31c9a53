//! Settling: a record's row, its waiting marks and all that depends on it follow from its statements.

use super::gather;
use super::local_time;
use super::plan::{Action, plan};
use super::refs::Refs;
use super::standing::{self, Standing};
use super::task::Task;
use crate::app::error::Error;
use crate::domain::id::{ClassId, HeatId};
use crate::domain::merge::{Resolved, Stated, keep_own, race_name, resolve};
use crate::domain::record::{Family, Fields, RecordKey};
use crate::infra::db::roster::Lapper;
use crate::infra::db::row::{Parents, Shown, Source};
use crate::infra::db::{decision, entry, links, made, race, roster, row, statement, touched};
use rusqlite::{Connection, Result};
use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) links_may_move: bool,
    /// Whether anything may be known by LiveRC's driver ids.
    pub(super) by_pages: bool,
    /// Made classes that heats came to or left.
    pub(super) made_classes: BTreeSet<i64>,
    /// By class: people in laps that are about to be shown and are no entries yet.
    pub(super) lapping: BTreeMap<i64, Vec<Lapper>>,
    /// What the captures of this batch leave to be settled at its end, once however many of them say it.
    later: BTreeSet<Task>,
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
        // Whom pages name by their results alone may go with them, or come back.
        if let RecordKey::Result(heat, _) | RecordKey::Laps(heat) = key
            && let Some(class) = settler.class_row_of(*heat)?
        {
            settler.defer(Task::Roster(class));
        }
    }
    settler.settle(all)?;
    settler.finish_batch()?;
    Ok(())
}

/// Settles heats anew, and the classes that they are of, after a decision about a match was made.
///
/// # Errors
/// When the database fails.
pub fn heats(conn: &Connection, heats: &[HeatId], classes: &[i64]) -> std::result::Result<(), Error> {
    touched::begin(conn)?;
    let mut settler = Settler::new(conn)?;
    for heat in heats {
        settler.defer(Task::Record(RecordKey::Heat(*heat)));
    }
    for class in classes {
        settler.defer(Task::Roster(*class));
    }
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
            made_classes: BTreeSet::new(),
            lapping: BTreeMap::new(),
            later: BTreeSet::new(),
        })
    }

    pub(crate) fn any_prune(&self) -> bool {
        self.any_prune
    }

    /// Forgets what another program may have changed since the last batch.
    pub(crate) fn begin_batch(&mut self, others_wrote: bool) -> Result<()> {
        if others_wrote {
            self.refs.forget();
        }
        self.any_prune = decision::any_prune(self.conn)?;
        self.by_pages = entry::any_driver(self.conn)?;
        Ok(())
    }

    /// What must hold before a batch is committed: what was left is settled, absences are marked and sessions
    /// follow their heats.
    pub(crate) fn finish_batch(&mut self) -> Result<()> {
        let later = std::mem::take(&mut self.later);
        // A batch that only added what is new leaves parents as they are: the next need not look them up again.
        let only_added = later.is_empty() && self.made_classes.is_empty();
        self.run_tasks(later)?;
        self.settle_made()?;
        self.settle_absences()?;
        if self.links_may_move {
            links::follow_all(self.conn)?;
            self.links_may_move = false;
        }
        if !only_added {
            self.refs.forget();
        }
        Ok(())
    }

    /// Says that heats or entries came or went.
    pub(crate) fn links_may_move(&mut self) {
        self.links_may_move = true;
    }

    /// Leaves something to be settled when the batch ends.
    pub(crate) fn defer(&mut self, task: Task) {
        self.later.insert(task);
    }

    /// Settles records and all that depends on them, parents first.
    pub(crate) fn settle(&mut self, keys: impl IntoIterator<Item = RecordKey>) -> Result<()> {
        self.run_tasks(keys.into_iter().map(Task::Record).collect())?;
        self.refs.forget();
        Ok(())
    }

    fn run_tasks(&mut self, mut work: BTreeSet<Task>) -> Result<()> {
        while let Some(task) = work.pop_first() {
            match task {
                Task::Record(key) => self.settle_one(key, &mut work)?,
                Task::Roster(class) => self.settle_roster(class, &mut work)?,
                Task::Race(heat) => self.settle_race(heat)?,
            }
        }
        Ok(())
    }

    fn settle_one(&mut self, key: RecordKey, work: &mut BTreeSet<Task>) -> Result<()> {
        let shown = row::get(self.conn, key)?;
        if let Some(shown) = &shown {
            self.note(shown.key, Some(shown))?;
            statement::move_out(self.conn, shown.key, shown)?;
        }
        let (key, stated) = gather::of_record(self.conn, &mut self.refs, key, self.any_prune)?;
        if stated.is_empty()
            && let Some(shown) = shown.as_ref().filter(|s| s.made)
        {
            // Only laps name it: what follows from them decides.
            work.insert(match key {
                RecordKey::Result(heat, _) => Task::Race(heat),
                _ => Task::Roster(shown.parent),
            });
            return Ok(());
        }
        let standings = standing::of_all(self.conn, &mut self.refs, key, &stated, self.any_prune)?;
        self.mark_waiting(&stated, &standings)?;
        let mut resolved = resolve(&standing::in_force(&stated, &standings));
        let parents = match &mut resolved {
            Some(after) => self.parents(key, after)?,
            None => None,
        };
        let right = |newest: &statement::Kept| {
            shown.as_ref().is_some_and(|s| {
                s.source == source_of(newest)
                    && s.detail.is_none()
                    && s.heading.is_none()
                    && !s.made
                    && s.by_heading == matches!(parents, Some(Parents::Heading(_)))
            })
        };
        let action = plan(shown.as_ref().map(|s| &s.fields), resolved.filter(|_| parents.is_some()), right);
        match (action, parents, &shown) {
            (Action::Insert(after), Some(parents), _) => self.insert(key, parents, &after, work)?,
            (Action::Update { after, .. }, Some(parents), Some(shown)) => {
                self.update(key, shown, parents, &after.fields, source_of(&after.newest), work)?;
            }
            (Action::Keep, Some(parents), Some(shown)) if parents.is_other_than(shown.parent) => {
                let source = Source { has_history: true, ..shown.source };
                let fields = shown.fields.clone();
                self.update(key, shown, parents, &fields, source, work)?;
            }
            (Action::Nothing, ..) | (Action::Keep, Some(_), _) => {}
            (_, _, Some(shown)) => self.remove(key, shown, work)?,
            _ => {}
        }
        self.follow(key, &stated, shown.as_ref(), work)?;
        self.mark_scopes(key)
    }

    /// What a record's row refers to; a heat that only a heading places gets its class made, and every record is
    /// brought to the form in which its row shows it.
    fn parents(&mut self, key: RecordKey, after: &mut Resolved<statement::Kept>) -> Result<Option<Parents>> {
        let parents = match (key, &after.fields) {
            (RecordKey::Heat(id), Fields::Heat(f)) if f.class_id.is_none() => {
                Some(Parents::Heading(self.place(id, f, after.newest.capture)?))
            }
            _ => standing::parents(self.conn, &mut self.refs, key, &after.fields)?.ok(),
        };
        shown_form(self.conn, key, &mut after.fields, parents)?;
        Ok(parents)
    }

    /// What must be settled after a record, whatever became of it.
    fn follow(
        &mut self,
        key: RecordKey,
        stated: &[Stated<statement::Kept>],
        before: Option<&Shown>,
        work: &mut BTreeSet<Task>,
    ) -> Result<()> {
        match key {
            RecordKey::Heat(id) => {
                if self.any_prune {
                    // Whether a decision on the class covers them depends on what is said of the heat.
                    work.extend(statement::naming(self.conn, key)?.into_iter().map(Task::Record));
                }
                if before.is_some_and(|b| b.by_heading) || stated.iter().any(|s| s.family.is_page()) {
                    let now = self.class_row_of(id)?;
                    for class in now.into_iter().chain(before.map(|b| b.parent)) {
                        self.made_classes.insert(class);
                        work.insert(Task::Roster(class));
                    }
                }
            }
            RecordKey::Entry(class, _) if self.by_pages => {
                if let Some(class) = self.refs.class(self.conn, class)? {
                    let name =
                        |f: &Fields| if let Fields::Entry(f) = f { f.driver_name.clone() } else { None };
                    let now = row::get(self.conn, key)?;
                    let same = match (before, &now) {
                        (Some(before), Some(now)) => name(&before.fields) == name(&now.fields),
                        (None, None) => true,
                        _ => false,
                    };
                    if !same {
                        work.insert(Task::Roster(class.row));
                    }
                }
            }
            RecordKey::Result(heat, _) | RecordKey::Laps(heat) => {
                if self.has_laps(heat)? {
                    work.insert(Task::Race(heat));
                }
            }
            RecordKey::Event(_) | RecordKey::Class(_) | RecordKey::Entry(..) => {}
        }
        Ok(())
    }

    /// Whether laps are shown of a race, or results that were made from laps.
    pub(super) fn has_laps(&self, heat: HeatId) -> Result<bool> {
        Ok(race::sheet_capture(self.conn, heat)?.is_some() || race::has_made_results(self.conn, heat)?)
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
            let rows = match shown.map(|s| &s.fields) {
                Some(Fields::Laps(sheet)) => sheet.count(),
                _ => 1,
            };
            self.born[key.kind() as usize] = self.born[key.kind() as usize].saturating_sub(rows);
        }
        Ok(())
    }

    fn mark_waiting(&self, stated: &[Stated<statement::Kept>], standings: &[Standing]) -> Result<()> {
        // What pages say of a person is marked with the results it is said with.
        for (kept, waits) in standing::marks(stated, standings).into_iter().filter(|(k, _)| k.version != 0) {
            if kept.waits_for.as_deref() != waits {
                statement::set_waits(self.conn, kept.version, waits)?;
            }
        }
        Ok(())
    }
}

/// Brings a record's values to the form in which its row shows them.
pub(crate) fn shown_form(
    conn: &Connection,
    key: RecordKey,
    fields: &mut Fields,
    parents: Option<Parents>,
) -> Result<()> {
    if let (RecordKey::Heat(id), Fields::Heat(heat)) = (key, &mut *fields) {
        heat.label.get_or_insert_with(|| race_name(id));
        if let Some(Parents::Class(class) | Parents::Heading(class)) = parents {
            heat.class_id = roster::id_of_class(conn, class)?.map(ClassId::get);
            if heat.scheduled_local.is_some() || heat.completed_local.is_some() {
                local_time::fill(heat, made::zone_of_class(conn, class)?.as_deref());
            }
        }
    }
    keep_own(fields);
    Ok(())
}

/// What a row says of the statement it shows.
pub(super) fn source_of(newest: &statement::Kept) -> Source {
    Source { capture: newest.capture, item: newest.item, has_history: true }
}
