//! Scopes: the listings in which a record may have gone missing or come back, and settling that.

use super::settle::Settler;
use crate::domain::id::{ClassId, EventId};
use crate::domain::record::{Entrant, Family, Fields, RecordKey};
use crate::domain::time::Instant;
use crate::infra::db::row::Shown;
use crate::infra::db::{absence, row};
use rusqlite::{Connection, Result};

impl Settler<'_> {
    /// Marks the scopes in which what is said of a record may change who is missing: its own, and those of
    /// parents that are missing and may come back.
    pub(crate) fn mark_scopes(&mut self, key: RecordKey) -> Result<()> {
        match key {
            RecordKey::Event(_) => {}
            RecordKey::Class(id) => {
                if let Some(class) = self.refs.class(self.conn, id)? {
                    self.scopes.extend(class.event_id.map(|e| (Family::Classes, e)));
                }
            }
            RecordKey::Heat(id) => {
                if let Some(heat) = self.refs.heat(self.conn, id)? {
                    self.scopes.extend(heat.class_id.map(|c| (Family::Heats, c)));
                    if heat.missing {
                        self.scopes.extend(heat.event_id.map(|e| (Family::Classes, e)));
                    }
                }
            }
            RecordKey::Entry(class, _) => {
                self.scopes.insert((Family::Entries, class.get()));
                if let Some(class) = self.refs.class(self.conn, class)?.filter(|c| c.missing) {
                    self.scopes.extend(class.event_id.map(|e| (Family::Classes, e)));
                }
            }
            RecordKey::Laps(heat) => {
                if let Some(heat) = self.refs.heat(self.conn, heat)? {
                    self.scopes.extend(heat.class_id.map(|c| (Family::Entries, c)));
                    if heat.missing {
                        self.scopes.extend(heat.class_id.map(|c| (Family::Heats, c)));
                        self.scopes.extend(heat.event_id.map(|e| (Family::Classes, e)));
                    }
                }
            }
            RecordKey::Result(heat_id, who) => {
                self.scopes.insert((Family::Results, heat_id.get()));
                if self.by_pages {
                    self.scopes.insert((Family::RacePage, heat_id.get()));
                }
                if let Some(heat) = self.refs.heat(self.conn, heat_id)? {
                    if heat.missing {
                        self.scopes.extend(heat.class_id.map(|c| (Family::Heats, c)));
                        self.scopes.extend(heat.event_id.map(|e| (Family::Classes, e)));
                    }
                    if self.refs.entry(self.conn, heat.class_row, who)?.is_some_and(|e| e.missing) {
                        self.scopes.extend(heat.class_id.map(|c| (Family::Entries, c)));
                    }
                }
            }
        }
        Ok(())
    }

    /// Marks every scope in which a record and its parents stand, missing or not: for when something said of
    /// it leaves force, goes back in the order, or moves to another parent.
    pub(crate) fn mark_scopes_above(&mut self, key: RecordKey) -> Result<()> {
        self.mark_scopes(key)?;
        match key {
            RecordKey::Event(_) | RecordKey::Class(_) => {}
            RecordKey::Entry(class, _) => {
                let class = self.refs.class(self.conn, class)?;
                self.scopes.extend(class.and_then(|c| c.event_id).map(|e| (Family::Classes, e)));
            }
            RecordKey::Heat(heat) | RecordKey::Result(heat, _) | RecordKey::Laps(heat) => {
                if let Some(heat) = self.refs.heat(self.conn, heat)? {
                    self.scopes.extend(heat.event_id.map(|e| (Family::Classes, e)));
                    self.scopes.extend(heat.class_id.map(|c| (Family::Heats, c)));
                    self.scopes.extend(heat.class_id.map(|c| (Family::Entries, c)));
                }
            }
        }
        Ok(())
    }

    /// Marks the scope of a listing.
    pub(crate) fn mark_scope(&mut self, family: Family, parent: i64) {
        self.scopes.insert((family, parent));
    }

    pub(super) fn settle_absences(&mut self) -> Result<()> {
        let mut changed = false;
        for (family, parent) in std::mem::take(&mut self.scopes) {
            let newest = absence::newest_listing(self.conn, family, parent)?;
            for key in absence::candidates(self.conn, family, parent, newest.as_ref())? {
                let Some(shown) = row::get(self.conn, key)? else { continue };
                let since = missing_since(self.conn, &shown)?;
                if since != shown.missing_since {
                    row::set_missing(self.conn, key, &shown, since)?;
                    changed = true;
                }
            }
        }
        if changed {
            self.refs.forget();
        }
        Ok(())
    }
}

/// Since when a shown record is missing: the first complete listing of a scope of its own that is newer than
/// everything said of it.
pub(crate) fn missing_since(conn: &Connection, shown: &Shown) -> Result<Option<Instant>> {
    let scopes = scopes_of(shown);
    if scopes.is_empty() {
        return Ok(None);
    }
    let Some(horizon) = absence::horizon(conn, shown.key, shown.twin)? else { return Ok(None) };
    let mut first = None;
    for (family, parent) in scopes {
        let since = absence::first_listing_after(conn, family, parent, &horizon)?;
        first = first.into_iter().chain(since).min();
    }
    Ok(first)
}

/// The listings that would name a shown record, keyed as they key it: the API's by the entry's id, the race
/// pages' by LiveRC's driver id.
pub(crate) fn scopes_of(shown: &Shown) -> Vec<(Family, i64)> {
    let mut scopes = Vec::new();
    for key in std::iter::once(shown.key).chain(shown.twin) {
        scopes.extend(match (key, &shown.fields) {
            (RecordKey::Class(_), Fields::Class(f)) => f.event_id.map(|e| (Family::Classes, e)),
            (RecordKey::Heat(_), Fields::Heat(f)) => f.class_id.map(|c| (Family::Heats, c)),
            (RecordKey::Entry(class, Entrant::Entry(_)), _) => Some((Family::Entries, class.get())),
            (RecordKey::Result(heat, Entrant::Entry(_)), _) => Some((Family::Results, heat.get())),
            (RecordKey::Result(heat, Entrant::Driver(_)), _) => Some((Family::RacePage, heat.get())),
            _ => None,
        });
    }
    scopes
}

/// The scope that a listing's family and parent id make: nothing for families that list nothing.
pub(crate) fn parent_of(key: RecordKey, fields: &Fields) -> Option<(Family, i64)> {
    match (key, fields) {
        (RecordKey::Class(_), Fields::Class(f)) => {
            f.event_id.and_then(EventId::new).map(|e| (Family::Classes, e.get()))
        }
        (RecordKey::Heat(_), Fields::Heat(f)) => {
            f.class_id.and_then(ClassId::new).map(|c| (Family::Heats, c.get()))
        }
        (RecordKey::Entry(class, _), _) => Some((Family::Entries, class.get())),
        (RecordKey::Result(heat, _), _) => Some((Family::Results, heat.get())),
        _ => None,
    }
}
