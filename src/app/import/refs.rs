//! Parents by LiveRC's ids, remembered while nothing changes them. Bounded: it forgets rather than grows.

use crate::domain::id::{ClassId, EventId, HeatId};
use crate::domain::record::Entrant;
use crate::infra::db::class::ClassRef;
use crate::infra::db::entry::EntryRef;
use crate::infra::db::heat::HeatRef;
use crate::infra::db::{class, entry, event, heat};
use foldhash::HashMap;
use rusqlite::{Connection, Result};

/// So many of each are remembered.
const MOST: usize = 50_000;

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct Refs {
    events: HashMap<EventId, i64>,
    classes: HashMap<ClassId, ClassRef>,
    heats: HashMap<HeatId, HeatRef>,
    entries: HashMap<(i64, Entrant), EntryRef>,
}

/// Remembers what `find` finds; a parent that is not there is asked for again.
fn remember<K: std::hash::Hash + Eq, V: Copy>(
    map: &mut HashMap<K, V>,
    key: K,
    find: impl FnOnce(&K) -> Result<Option<V>>,
) -> Result<Option<V>> {
    if let Some(known) = map.get(&key) {
        return Ok(Some(*known));
    }
    let found = find(&key)?;
    if let Some(value) = found {
        keep(map, key, value);
    }
    Ok(found)
}

fn keep<K: std::hash::Hash + Eq, V>(map: &mut HashMap<K, V>, key: K, value: V) {
    if map.len() >= MOST {
        map.clear();
    }
    map.insert(key, value);
}

impl Refs {
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn event(&mut self, conn: &Connection, id: EventId) -> Result<Option<i64>> {
        remember(&mut self.events, id, |id| event::row_of(conn, *id))
    }

    pub(crate) fn class(&mut self, conn: &Connection, id: ClassId) -> Result<Option<ClassRef>> {
        remember(&mut self.classes, id, |id| class::find(conn, *id))
    }

    pub(crate) fn heat(&mut self, conn: &Connection, id: HeatId) -> Result<Option<HeatRef>> {
        remember(&mut self.heats, id, |id| heat::find(conn, *id))
    }

    pub(crate) fn entry(&mut self, conn: &Connection, class: i64, who: Entrant) -> Result<Option<EntryRef>> {
        remember(&mut self.entries, (class, who), |(class, who)| entry::find(conn, *class, *who))
    }

    /// Takes note of a heat that was shown just now.
    pub(crate) fn add_heat(&mut self, id: HeatId, heat: HeatRef) {
        keep(&mut self.heats, id, heat);
    }

    /// Takes note of an entry that was shown just now.
    pub(crate) fn add_entry(&mut self, class: i64, who: Entrant, row: i64) {
        let (external, driver) = match who {
            Entrant::Entry(id) => (Some(id), None),
            Entrant::Driver(id) => (None, Some(id)),
        };
        keep(
            &mut self.entries,
            (class, who),
            EntryRef { row, missing: false, external, driver, made: false },
        );
    }
}
