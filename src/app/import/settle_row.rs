//! Showing a record, changing it and letting it go, and what is to be settled after each.

use super::settle::{Settler, source_of};
use super::task::Task;
use crate::domain::id::HeatId;
use crate::domain::lap_sheet::LapSheet;
use crate::domain::merge::Resolved;
use crate::domain::record::{Fields, RecordKey};
use crate::infra::db::roster::Lapper;
use crate::infra::db::row::{Parents, Shown, Source};
use crate::infra::db::{capture, lap, made, roster, row, statement};
use rusqlite::Result;
use std::collections::BTreeSet;

impl Settler<'_> {
    pub(super) fn insert(
        &mut self,
        key: RecordKey,
        parents: Parents,
        after: &Resolved<statement::Kept>,
        work: &mut BTreeSet<Task>,
    ) -> Result<()> {
        if let (RecordKey::Laps(heat), Fields::Laps(sheet)) = (key, &after.fields)
            && !self.enter_lappers(heat, sheet, &after.newest, work)?
        {
            work.insert(Task::Record(key));
            return Ok(());
        }
        self.note(key, None)?;
        row::insert(self.conn, key, parents, &after.fields, source_of(&after.newest))?;
        work.extend(statement::waiting_for(self.conn, &key.to_string())?.into_iter().map(Task::Record));
        self.links_may_move |= matches!(key, RecordKey::Heat(_) | RecordKey::Entry(..));
        match (key, parents) {
            (RecordKey::Event(id), _) => {
                work.extend(self.headings_naming(id)?.into_iter().map(Task::Record));
            }
            (RecordKey::Class(_), Parents::Event(event)) => {
                work.extend(self.headings_under(event)?.into_iter().map(Task::Record));
            }
            (RecordKey::Heat(_), _) => {
                work.extend(statement::naming(self.conn, key)?.into_iter().map(Task::Record));
            }
            _ => {}
        }
        self.mark_scopes_above(key)
    }

    /// Whether everyone in a race's laps is an entry; those who are none are to be entered first.
    fn enter_lappers(
        &mut self,
        heat: HeatId,
        sheet: &LapSheet,
        newest: &statement::Kept,
        work: &mut BTreeSet<Task>,
    ) -> Result<bool> {
        let entries = lap::entries_of(self.conn, heat, sheet)?;
        let Some(class) = self.class_row_of(heat)? else { return Ok(false) };
        let order = capture::order_of(self.conn, newest.capture)?;
        let mut missing = false;
        for (entrant, entry) in sheet.entrants.iter().zip(entries) {
            if entry.is_some() && self.refs.entry(self.conn, class, entrant.who)?.is_some_and(|e| e.made) {
                // These laps may be the newest that name it.
                work.insert(Task::Roster(class));
            }
            if entry.is_none() {
                missing = true;
                self.lapping.entry(class).or_default().push(Lapper {
                    who: entrant.who,
                    printed_name: entrant.driver_name.clone(),
                    capture: newest.capture,
                    order: order.clone(),
                });
            }
        }
        if missing {
            work.insert(Task::Roster(class));
        }
        Ok(!missing)
    }

    pub(super) fn update(
        &mut self,
        key: RecordKey,
        shown: &Shown,
        parents: Parents,
        fields: &Fields,
        source: Source,
        work: &mut BTreeSet<Task>,
    ) -> Result<()> {
        let moves = parents.is_other_than(shown.parent);
        if moves {
            self.mark_scopes_above(key)?; // of the parent it leaves
        }
        match (key, parents) {
            (RecordKey::Class(_), _) if moves => self.keep_heats(key)?,
            (RecordKey::Result(..), _) if moves => {
                // Its new place may be taken by what the entry's other name states: then they are one.
                row::delete(self.conn, key, shown)?;
                self.note(key, None)?;
                if row::insert(self.conn, key, parents, fields, source)?.is_none() {
                    work.insert(Task::Record(key));
                }
                return self.mark_scopes_above(key);
            }
            (RecordKey::Laps(heat), _) => {
                if let Fields::Laps(sheet) = fields {
                    let newest =
                        statement::Kept { version: 0, capture: source.capture, item: None, waits_for: None };
                    if !self.enter_lappers(heat, sheet, &newest, work)? {
                        work.insert(Task::Record(key));
                        return Ok(());
                    }
                    // Entries that only the laps before named may go.
                    if let Some(class) = self.class_row_of(heat)? {
                        work.insert(Task::Roster(class));
                    }
                }
            }
            _ => {}
        }
        if let (RecordKey::Heat(heat), true) = (key, moves) {
            self.unseat(heat, shown.parent, work)?;
        }
        row::update(self.conn, key, shown, parents, fields, source)?;
        if moves {
            self.parent_changed(key, work)?;
        }
        match (key, parents, &shown.fields, fields) {
            (RecordKey::Class(_), Parents::Event(event), Fields::Class(before), Fields::Class(now))
                if moves || before.name != now.name =>
            {
                work.extend(self.headings_under(event)?.into_iter().map(Task::Record));
                if moves {
                    work.extend(self.headings_under(shown.parent)?.into_iter().map(Task::Record));
                }
            }
            (RecordKey::Event(_), _, Fields::Event(before), Fields::Event(now))
                if before.time_zone != now.time_zone =>
            {
                let heats = made::heats_on_local_time(self.conn, shown.row)?;
                work.extend(heats.into_iter().map(|heat| Task::Record(RecordKey::Heat(heat))));
            }
            _ => {}
        }
        Ok(())
    }

    fn parent_changed(&mut self, key: RecordKey, work: &mut BTreeSet<Task>) -> Result<()> {
        self.refs.forget();
        self.mark_scopes_above(key)?;
        match key {
            // A heat detail names the event, too.
            RecordKey::Class(_) => work.extend(
                row::children(self.conn, key)?
                    .into_iter()
                    .filter(|k| matches!(k, RecordKey::Heat(_)))
                    .map(Task::Record),
            ),
            // Results go along with their heat, and find their entries in the new class.
            RecordKey::Heat(_) => {
                work.extend(row::children(self.conn, key)?.into_iter().map(Task::Record));
                work.extend(statement::naming(self.conn, key)?.into_iter().map(Task::Record));
                self.links_may_move = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// Nothing in force states the record: it goes, and what lies beneath it waits.
    pub(super) fn remove(&mut self, key: RecordKey, shown: &Shown, work: &mut BTreeSet<Task>) -> Result<()> {
        self.mark_scopes_above(key)?;
        self.keep_beneath(key, work)?;
        self.leave(key, shown, work)?;
        row::delete(self.conn, key, shown)?;
        self.links_may_move = true;
        self.refs.forget();
        Ok(())
    }

    /// What is to be looked at again when a record goes.
    fn leave(&mut self, key: RecordKey, shown: &Shown, work: &mut BTreeSet<Task>) -> Result<()> {
        match key {
            // Headings that found their class here find another.
            RecordKey::Class(_) => {
                work.extend(self.headings_under(shown.parent)?.into_iter().map(Task::Record));
            }
            // Laps go whole; and an entry that they name is made again.
            RecordKey::Entry(..) => {
                for heat in roster::races_of(self.conn, shown.row)? {
                    lap::delete(self.conn, heat)?;
                    work.insert(Task::Record(RecordKey::Laps(heat)));
                }
                work.insert(Task::Roster(shown.parent));
            }
            RecordKey::Heat(_) => {
                self.made_classes.insert(shown.parent);
                work.insert(Task::Roster(shown.parent));
            }
            RecordKey::Laps(heat) => {
                work.extend(self.class_row_of(heat)?.map(Task::Roster));
            }
            RecordKey::Event(_) | RecordKey::Result(..) => {}
        }
        Ok(())
    }

    /// A heat that changes class leaves the entries of its old one: its laps are laid out anew, and those whom they
    /// alone named may go.
    fn unseat(&mut self, heat: HeatId, class: i64, work: &mut BTreeSet<Task>) -> Result<()> {
        let key = RecordKey::Laps(heat);
        if let Some(shown) = row::get(self.conn, key)? {
            self.note(key, Some(&shown))?;
            statement::move_out(self.conn, key, &shown)?;
            lap::delete(self.conn, heat)?;
            work.insert(Task::Record(key));
        }
        work.insert(Task::Race(heat));
        work.insert(Task::Roster(class));
        Ok(())
    }

    /// A detail in a heat's row claims the event that its class is of now: write that down before it changes.
    fn keep_heats(&mut self, class: RecordKey) -> Result<()> {
        for heat in row::children(self.conn, class)?.into_iter().filter(|k| matches!(k, RecordKey::Heat(_))) {
            if let Some(shown) = row::get(self.conn, heat)? {
                self.note(shown.key, Some(&shown))?;
                statement::move_out(self.conn, shown.key, &shown)?;
            }
        }
        Ok(())
    }

    fn keep_beneath(&mut self, key: RecordKey, work: &mut BTreeSet<Task>) -> Result<()> {
        // Also what is not shown beneath it: a statement that an entry or a newer parent kept from counting
        // waits for this record from now on.
        work.extend(statement::naming(self.conn, key)?.into_iter().map(Task::Record));
        for child in row::children(self.conn, key)? {
            if let Some(shown) = row::get(self.conn, child)? {
                self.note(shown.key, Some(&shown))?;
                statement::move_out(self.conn, shown.key, &shown)?;
            }
            self.keep_beneath(child, work)?;
            work.insert(Task::Record(child));
        }
        Ok(())
    }
}
