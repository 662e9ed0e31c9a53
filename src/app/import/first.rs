//! The first that is said of a record goes straight into its row: nothing need be kept beside it or settled.

use super::apply::{MOST_BORN, Writer};
use super::standing;
use super::task::Task;
use crate::domain::id::{ClassId, HeatId};
use crate::domain::lap_sheet::LapSheet;
use crate::domain::record::{Family, Fields, HeatFields, Kind, RecordKey, Statement};
use crate::infra::db::heat::HeatRef;
use crate::infra::db::row::Source;
use crate::infra::db::{heat, made, race, roster, row, statement};
use rusqlite::Result;

impl Writer<'_> {
    /// What pages and laps named before may be what was shown just now.
    pub(super) fn leave_to_pages(&mut self, stated: &Statement) -> Result<()> {
        let conn = self.conn();
        match stated.key {
            RecordKey::Event(id) if self.any.headings => {
                for key in self.settler.headings_naming(id)? {
                    self.settler.defer(Task::Record(key));
                }
            }
            RecordKey::Class(id) if self.any.headings => {
                if let Some(class) = self.settler.refs.class(conn, id)? {
                    let event = made::of_class(conn, class.row)?.0;
                    for key in self.settler.headings_under(event)? {
                        self.settler.defer(Task::Record(key));
                    }
                }
            }
            RecordKey::Entry(class, _) if self.settler.by_pages => {
                if let Some(class) = self.settler.refs.class(conn, class)?
                    && roster::concerns(conn, class.row)?
                {
                    self.settler.defer(Task::Roster(class.row));
                }
            }
            RecordKey::Result(heat, _) if self.any.made_results && race::has_made_results(conn, heat)? => {
                self.settler.defer(Task::Race(heat));
            }
            RecordKey::Laps(heat) if !race::has_stated_results(conn, heat)? => {
                self.any.made_results = true;
                self.settler.defer(Task::Race(heat));
            }
            _ => {}
        }
        Ok(())
    }

    /// Shows a record that nothing was said of before; false where the statement must be kept and settled.
    pub(super) fn show_first(&mut self, s: &Statement, family: Family, id: i64) -> Result<bool> {
        if let (Family::RaceResult, RecordKey::Heat(heat), Fields::Heat(said)) = (family, s.key, &s.fields)
            && !self.settler.any_prune()
            && !(self.any.versions[s.key.kind() as usize] && statement::has_versions(self.conn(), s.key)?)
        {
            return self.show_heading(heat, said, id);
        }
        if !family.stands_alone_as(s.key.kind()) && family != Family::HeatDetail {
            return Ok(false);
        }
        if self.settler.any_prune()
            || (self.any.versions[s.key.kind() as usize] && statement::has_versions(self.conn(), s.key)?)
        {
            return Ok(false);
        }
        if let (Family::HeatDetail, RecordKey::Heat(heat), Fields::Heat(claim)) = (family, s.key, &s.fields) {
            return self.show_detail(heat, claim, id);
        }
        let conn = self.conn();
        let Ok(parents) = standing::parents(conn, &mut self.settler.refs, s.key, &s.fields)? else {
            return Ok(false);
        };
        let source = Source { capture: id, item: s.item, has_history: false };
        if let (RecordKey::Laps(heat), Fields::Laps(sheet)) = (s.key, &s.fields) {
            return self.show_laps(heat, sheet, source);
        }
        let shown = match (s.key, parents, &s.fields) {
            (RecordKey::Result(heat, _), row::Parents::Entry(entry), Fields::Result(f)) => {
                self.results.insert(heat, entry, f, source)?.then_some(0)
            }
            (RecordKey::Heat(heat), row::Parents::Class(class), Fields::Heat(f)) => {
                self.heats.insert(heat, class, false, f, source)?
            }
            (RecordKey::Entry(_, who), row::Parents::Class(class), Fields::Entry(f)) => {
                self.entries.insert(class, who, f, source)?
            }
            _ => row::insert(conn, s.key, parents, &s.fields, source)?,
        };
        let Some(new_row) = shown else { return Ok(false) };
        self.settler.born[s.key.kind() as usize] += 1;
        match (s.key, parents) {
            (RecordKey::Heat(heat), _) => {
                if self.born_heats.len() >= MOST_BORN {
                    self.born_heats.clear();
                }
                self.born_heats.insert(heat);
                self.remember_heat(heat, &s.fields)?;
                self.settler.links_may_move();
            }
            (RecordKey::Entry(_, who), row::Parents::Class(class)) => {
                self.settler.refs.add_entry(class, who, new_row);
                self.settler.links_may_move();
            }
            _ => {}
        }
        self.mark_missing_parents(s.key)?;
        Ok(true)
    }

    /// A heat's details and results, which follow, find it without asking.
    fn remember_heat(&mut self, heat: HeatId, fields: &Fields) -> Result<()> {
        let Fields::Heat(HeatFields { class_id: Some(class_id), .. }) = fields else { return Ok(()) };
        let Some(class) = ClassId::new(*class_id) else { return Ok(()) };
        if let Some(class) = self.settler.refs.class(self.conn(), class)? {
            let (class_row, event_id, missing) = (class.row, class.event_id, class.missing);
            let known = HeatRef { class_row, class_id: Some(*class_id), event_id, missing };
            self.settler.refs.add_heat(heat, known);
        }
        Ok(())
    }

    /// Shows the first laps of a race; false where not everyone in them is an entry.
    fn show_laps(&mut self, heat: HeatId, sheet: &LapSheet, source: Source) -> Result<bool> {
        let conn = self.conn();
        let Some(found) = self.settler.refs.heat(conn, heat)? else { return Ok(false) };
        let mut entries = Vec::with_capacity(sheet.entrants.len());
        for entrant in &sheet.entrants {
            let Some(entry) = self.settler.refs.entry(conn, found.class_row, entrant.who)? else {
                return Ok(false);
            };
            if entry.missing {
                self.settler.mark_scopes(RecordKey::Laps(heat))?;
            }
            if entry.made {
                // These laps may be the newest that name it.
                self.settler.defer(Task::Roster(found.class_row));
            }
            entries.push(entry.row);
        }
        if !self.laps.insert(heat, sheet, &entries, source)? {
            return Ok(false);
        }
        self.settler.born[Kind::Lap as usize] += sheet.count();
        self.mark_missing_parents(RecordKey::Laps(heat))?;
        Ok(true)
    }

    /// Puts the first heading of a race result into the row of a heat that this run showed, where it says nothing
    /// else than the listing but what the row has a place for.
    fn show_heading(&mut self, id: HeatId, said: &HeatFields, capture: i64) -> Result<bool> {
        if !self.born_heats.contains(&id) {
            return Ok(false);
        }
        let conn = self.conn();
        let Some(known) = self.settler.refs.heat(conn, id)? else { return Ok(false) };
        let agrees = known.class_id.is_some()
            && known.class_id == said.class_id
            && known.event_id.is_some()
            && known.event_id == said.event_id
            && !known.missing;
        let kept_whole = HeatFields {
            class_id: said.class_id,
            event_id: said.event_id,
            label: said.label.clone(),
            scheduled_start_utc: said.scheduled_start_utc,
            round_id: said.round_id.clone(),
            round_name: said.round_name.clone(),
            session_type: said.session_type.clone(),
            ..HeatFields::default()
        };
        Ok(agrees && kept_whole == *said && heat::add_heading(conn, id, known.class_row, said, capture)?)
    }

    /// What is said beneath a missing record may bring it back.
    fn mark_missing_parents(&mut self, key: RecordKey) -> Result<()> {
        let conn = self.conn();
        let missing = match key {
            RecordKey::Event(_) | RecordKey::Class(_) => false,
            RecordKey::Entry(class, _) => self.settler.refs.class(conn, class)?.is_some_and(|c| c.missing),
            RecordKey::Heat(heat) | RecordKey::Laps(heat) => {
                self.settler.refs.heat(conn, heat)?.is_some_and(|h| h.missing)
            }
            RecordKey::Result(heat, who) => match self.settler.refs.heat(conn, heat)? {
                Some(h) => {
                    h.missing || self.settler.refs.entry(conn, h.class_row, who)?.is_some_and(|e| e.missing)
                }
                None => false,
            },
        };
        if missing { self.settler.mark_scopes(key) } else { Ok(()) }
    }

    /// Puts the first detail of a heat that this run showed into the heat's row.
    fn show_detail(&mut self, id: HeatId, claim: &HeatFields, capture: i64) -> Result<bool> {
        if !self.born_heats.contains(&id) {
            return Ok(false);
        }
        let conn = self.conn();
        let Some(known) = self.settler.refs.heat(conn, id)? else { return Ok(false) };
        let agrees = known.class_id == claim.class_id && known.event_id == claim.event_id && !known.missing;
        let url = claim.live_stream_url.as_deref();
        Ok(agrees && self.heats.add_detail(id, known.class_row, url, capture)?)
    }
}
