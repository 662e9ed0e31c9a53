//! The roster of a class: which entry is which person of the race pages, and the entries that pages or laps alone
//! name. Taken on the whole class at once, so that a namesake who turns up later parts a match again.

use super::settle::Settler;
use super::standing;
use super::task::Task;
use crate::domain::id::{EntryId, HeatId, LivercDriverId};
use crate::domain::lap_sheet::EntrantLaps;
use crate::domain::merge::{Stated, resolve};
use crate::domain::record::{Entrant, EntryFields, Fields, Kind, RecordKey};
use crate::domain::text::folded;
use crate::infra::db::roster::{self, Lapper, Row, Starter};
use crate::infra::db::statement::Kept;
use crate::infra::db::{lap, matching, row, statement, touched};
use rusqlite::{Connection, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What the entries of a class must be, beside those that records with an id state.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Roster {
    /// Which entry is which person.
    pub(crate) pairs: BTreeMap<EntryId, LivercDriverId>,
    /// People that only pages name.
    pub(crate) drivers: BTreeMap<LivercDriverId, Wanted>,
    /// Entries that only laps name.
    pub(crate) lappers: BTreeMap<EntryId, Wanted>,
}

/// What such an entry shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) fields: EntryFields,
    pub(crate) capture: i64,
}

/// A pair of names for one person that a name alone suggests or forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ambiguous {
    pub(crate) entries: Vec<EntryId>,
    pub(crate) drivers: Vec<LivercDriverId>,
}

/// What is known of a class, from which its roster follows.
pub(crate) struct Known {
    rows: Vec<Row>,
    starters: BTreeMap<LivercDriverId, Vec<Starter>>,
    lappers: Vec<Lapper>,
    /// The name that an entry's own statements give it.
    names: BTreeMap<EntryId, String>,
    decisions: Vec<(EntryId, LivercDriverId, bool)>,
}

impl Known {
    /// Reads it; `more` are laps that are about to be shown.
    pub(crate) fn of_class(
        conn: &Connection,
        refs: &mut super::refs::Refs,
        class: i64,
        any_prune: bool,
        more: &[Lapper],
    ) -> Result<Self> {
        let rows = roster::rows(conn, class)?;
        let class_id = roster::id_of_class(conn, class)?;
        let mut starters: BTreeMap<LivercDriverId, Vec<Starter>> = BTreeMap::new();
        for starter in roster::starters(conn, class)? {
            let key = RecordKey::Result(starter.heat, Entrant::Driver(starter.driver));
            if !any_prune || !standing::is_pruned(conn, refs, key, &starter.stated)? {
                starters.entry(starter.driver).or_default().push(starter);
            }
        }
        let stated: BTreeSet<EntryId> = rows.iter().filter(|r| !r.made).filter_map(|r| r.external).collect();
        let mut lappers = roster::lappers(conn, class)?;
        lappers.extend(more.iter().cloned());
        // Laps that are let go to be laid out anew name the same people meanwhile: a roster that forgot them would let
        // their entries go and make them again for ever.
        for heat in roster::heats_of_hidden_laps(conn, class)? {
            lappers.extend(in_hidden_laps(conn, refs, heat, any_prune)?);
        }
        lappers.retain(|l| match l.who {
            Entrant::Entry(entry) => !stated.contains(&entry),
            Entrant::Driver(driver) => !starters.contains_key(&driver),
        });
        let mut names = BTreeMap::new();
        for row in rows.iter().filter(|r| !r.made) {
            let Some(entry) = row.external else { continue };
            let mut name = row.driver_name.clone();
            // What is shown of one that goes by two ids may come from a page.
            if let (Some(class), Some(_)) = (class_id, row.driver) {
                let own = statement::of_record(conn, RecordKey::Entry(class, Entrant::Entry(entry)))?;
                if let Some(Fields::Entry(f)) = resolve(&own).map(|r| r.fields)
                    && let Some(stated) = f.driver_name
                {
                    name = stated;
                }
            }
            names.insert(entry, name);
        }
        let mut decisions = Vec::new();
        if let Some(class) = class_id {
            for d in matching::all(conn, matching::ENTRY)? {
                let driver = d.this.strip_prefix('@').and_then(|id| id.parse().ok());
                let entry = d.that.strip_prefix(&format!("{class}/")).and_then(|id| id.parse().ok());
                decisions.extend(entry.zip(driver).map(|(e, p)| (e, p, d.same)));
            }
        }
        Ok(Self { rows, starters, lappers, names, decisions })
    }

    /// The roster that follows, and the names that it leaves apart because they are not unambiguous.
    pub(crate) fn roster(&self) -> (Roster, Vec<Ambiguous>) {
        let mut roster = Roster::default();
        let mut entries: BTreeMap<EntryId, String> = self.names.clone();
        for (who, wanted) in self.lapping() {
            match who {
                Entrant::Entry(entry) => {
                    entries.insert(entry, wanted.fields.driver_name.clone().unwrap_or_default());
                    roster.lappers.insert(entry, wanted);
                }
                // What a page said of the result was refused; the laps stand.
                Entrant::Driver(driver) => {
                    roster.drivers.insert(driver, wanted);
                }
            }
        }
        for (driver, starters) in &self.starters {
            if let Some(wanted) = said_by(starters) {
                roster.drivers.insert(*driver, wanted);
            }
        }
        for (entry, driver, same) in &self.decisions {
            let free = !roster.pairs.contains_key(entry) && !roster.pairs.values().any(|d| d == driver);
            if *same && free && entries.contains_key(entry) && roster.drivers.contains_key(driver) {
                roster.pairs.insert(*entry, *driver);
            }
        }
        let mut by_name: BTreeMap<String, Ambiguous> = BTreeMap::new();
        let none = || Ambiguous { entries: Vec::new(), drivers: Vec::new() };
        for (entry, name) in entries.iter().filter(|(e, _)| !roster.pairs.contains_key(e)) {
            by_name.entry(folded(name)).or_insert_with(none).entries.push(*entry);
        }
        for (driver, wanted) in &roster.drivers {
            if !roster.pairs.values().any(|d| d == driver)
                && let Some(name) = &wanted.fields.driver_name
            {
                by_name.entry(folded(name)).or_insert_with(none).drivers.push(*driver);
            }
        }
        let apart = |e: EntryId, d: LivercDriverId| {
            self.decisions.iter().any(|(entry, driver, same)| !same && *entry == e && *driver == d)
        };
        let mut ambiguous = Vec::new();
        for alike in by_name.into_values() {
            match (alike.entries.as_slice(), alike.drivers.as_slice()) {
                ([entry], [driver]) if !apart(*entry, *driver) => {
                    roster.pairs.insert(*entry, *driver);
                }
                ([_], [_]) | ([], _) | (_, []) => {}
                _ => ambiguous.push(alike),
            }
        }
        // A person who is an entry shows there.
        for (entry, driver) in &roster.pairs {
            let page = roster.drivers.remove(driver);
            if let (Some(made), Some(page)) = (roster.lappers.get_mut(entry), page) {
                *made = page;
            }
        }
        (roster, ambiguous)
    }

    /// Those whom only laps name, as their newest laps print them.
    fn lapping(&self) -> BTreeMap<Entrant, Wanted> {
        let mut newest: BTreeMap<Entrant, &Lapper> = BTreeMap::new();
        let mut name: BTreeMap<Entrant, &Lapper> = BTreeMap::new();
        for lapper in &self.lappers {
            keep_newer(&mut newest, lapper);
            if lapper.printed_name.is_some() {
                keep_newer(&mut name, lapper);
            }
        }
        let wanted = |(who, lapper): (Entrant, &Lapper)| {
            let printed = name.get(&who).and_then(|l| l.printed_name.clone());
            let unnamed = || match who {
                Entrant::Entry(entry) => format!("Entry {entry}"),
                Entrant::Driver(driver) => format!("Driver {driver}"),
            };
            let driver_name = Some(printed.unwrap_or_else(unnamed));
            let fields = EntryFields { driver_name, ..EntryFields::default() };
            (who, Wanted { fields, capture: lapper.capture })
        };
        newest.into_iter().map(wanted).collect()
    }

    /// What pages say of a person, to be weighed with what entries say.
    pub(crate) fn said_of(&self, driver: LivercDriverId) -> Vec<Stated<Kept>> {
        let starters = self.starters.get(&driver).map_or(&[][..], Vec::as_slice);
        starters.iter().map(|s| s.stated.clone()).collect()
    }
}

/// The people in the laps of a heat that are stated and not shown.
fn in_hidden_laps(
    conn: &Connection,
    refs: &mut super::refs::Refs,
    heat: HeatId,
    any_prune: bool,
) -> Result<Vec<Lapper>> {
    let key = RecordKey::Laps(heat);
    let mut in_force = Vec::new();
    for stated in statement::of_record(conn, key)? {
        if !any_prune || !standing::is_pruned(conn, refs, key, &stated)? {
            in_force.push(stated);
        }
    }
    let Some(resolved) = resolve(&in_force) else { return Ok(Vec::new()) };
    let order = in_force.into_iter().find(|s| s.tag == resolved.newest).map(|s| s.order);
    let (Fields::Laps(sheet), Some(order)) = (resolved.fields, order) else { return Ok(Vec::new()) };
    let lapper = |of: EntrantLaps| Lapper {
        who: of.who,
        printed_name: of.driver_name,
        capture: resolved.newest.capture,
        order: order.clone(),
    };
    Ok(sheet.entrants.into_iter().map(lapper).collect())
}

fn keep_newer<'a>(of: &mut BTreeMap<Entrant, &'a Lapper>, lapper: &'a Lapper) {
    let kept = of.entry(lapper.who).or_insert(lapper);
    if lapper.order > kept.order {
        *kept = lapper;
    }
}

impl Roster {
    /// Where a class's rows are not what the roster gives; what stated entries show is looked at with them.
    pub(crate) fn difference(&self, known: &Known) -> Option<String> {
        let mut drivers = self.drivers.clone();
        let mut lappers = self.lappers.clone();
        for row in &known.rows {
            let wanted = match (row.external, row.driver) {
                (Some(entry), driver) => {
                    if self.pairs.get(&entry).copied() != driver {
                        return Some(format!(
                            "entry {entry} is not the person that the names and decisions give"
                        ));
                    }
                    if !row.made {
                        continue;
                    }
                    lappers.remove(&entry)
                }
                (None, Some(driver)) => drivers.remove(&driver),
                (None, None) => None,
            };
            match wanted {
                Some(wanted) if shows(row, &wanted) => {}
                Some(_) => return Some(format!("`{}` is not shown as pages and laps give", row.driver_name)),
                None => return Some(format!("`{}` is shown, though nothing needs it", row.driver_name)),
            }
        }
        let left = drivers.into_values().chain(lappers.into_values()).next()?;
        let name = left.fields.driver_name.unwrap_or_default();
        Some(format!("`{name}` is not shown, though pages or laps name them"))
    }
}

/// What pages say of one person, newest first.
fn said_by(starters: &[Starter]) -> Option<Wanted> {
    let stated: Vec<_> = starters.iter().map(|s| s.stated.clone()).collect();
    let resolved = resolve(&stated)?;
    let Fields::Entry(mut fields) = resolved.fields else { return None };
    let driver = starters.first()?.driver;
    fields.driver_name.get_or_insert_with(|| format!("Driver {driver}"));
    Some(Wanted { fields, capture: resolved.newest.capture })
}

impl Settler<'_> {
    /// Makes a class's entries what its roster says.
    pub(super) fn settle_roster(&mut self, class: i64, work: &mut BTreeSet<Task>) -> Result<()> {
        let conn = self.conn;
        let more = self.lapping.remove(&class).unwrap_or_default();
        let any_prune = self.any_prune();
        let known = Known::of_class(conn, &mut self.refs, class, any_prune, &more)?;
        let (roster, _) = known.roster();
        let class_id = roster::id_of_class(conn, class)?;
        let mut moved: BTreeSet<i64> = BTreeSet::new();
        // First those that go or lose a name, so that the names are free for others.
        for row in &known.rows {
            let paired = row.external.and_then(|e| roster.pairs.get(&e).copied());
            match (row.external, row.driver) {
                (None, Some(driver)) if !roster.drivers.contains_key(&driver) => {
                    self.let_go(row, work)?;
                }
                (Some(entry), _) if row.made && !roster.lappers.contains_key(&entry) => {
                    self.let_go(row, work)?;
                }
                (Some(_), driver) if driver.is_some() && driver != paired => {
                    self.restate_races(row.id, work)?;
                    roster::set_driver(conn, row.id, None)?;
                    moved.insert(row.id);
                }
                _ => {}
            }
        }
        let rows = roster::rows(conn, class)?;
        for row in &rows {
            let Some(entry) = row.external else { continue };
            let paired = roster.pairs.get(&entry).copied();
            if paired.is_some() && paired != row.driver {
                roster::set_driver(conn, row.id, paired)?;
                self.restate_races(row.id, work)?;
                moved.insert(row.id);
            }
            if let (Some(class), false) = (class_id, row.made)
                && (moved.contains(&row.id) || paired.is_some())
            {
                work.insert(Task::Record(RecordKey::Entry(class, Entrant::Entry(entry))));
            }
        }
        let find = |who: Entrant| {
            rows.iter().find(|r| match who {
                Entrant::Entry(id) => r.external == Some(id) && r.made,
                Entrant::Driver(id) => r.external.is_none() && r.driver == Some(id),
            })
        };
        let drivers = roster.drivers.iter().map(|(d, w)| (Entrant::Driver(*d), w));
        let lappers = roster.lappers.iter().map(|(e, w)| (Entrant::Entry(*e), w));
        for (who, wanted) in drivers.chain(lappers) {
            let made = matches!(who, Entrant::Entry(_));
            match find(who) {
                None => {
                    let id = roster::insert(conn, class, who, &wanted.fields, wanted.capture, made)?;
                    touched::note_row(conn, Kind::Entry, id, None)?;
                    if let (Entrant::Entry(entry), true) = (who, made)
                        && let Some(driver) = roster.pairs.get(&entry)
                    {
                        roster::set_driver(conn, id, Some(*driver))?;
                    }
                    self.wake(class, who, work)?;
                }
                Some(row) if shows(row, wanted) => {}
                Some(row) => {
                    touched::note_row(conn, Kind::Entry, row.id, Some(&values(row)))?;
                    roster::update(conn, row.id, &wanted.fields, wanted.capture)?;
                }
            }
        }
        // A match may have freed or taken what results and laps wait for.
        for driver in known.starters.keys() {
            if !rows.iter().any(|r| r.driver == Some(*driver)) {
                self.wake(class, Entrant::Driver(*driver), work)?;
            }
        }
        self.refs.forget();
        self.links_may_move();
        Ok(())
    }

    /// The results and laps that name someone, in the races of a class.
    fn wake(&self, class: i64, who: Entrant, work: &mut BTreeSet<Task>) -> Result<()> {
        for heat in statement::races_naming(self.conn, class, who)? {
            work.insert(Task::Record(RecordKey::Result(heat, who)));
            work.insert(Task::Record(RecordKey::Laps(heat)));
        }
        Ok(())
    }

    /// The results and laps of an entry's row are to be settled again: what it goes by changes.
    fn restate_races(&mut self, entry: i64, work: &mut BTreeSet<Task>) -> Result<()> {
        for heat in roster::races_of(self.conn, entry)? {
            for key in row::children(self.conn, RecordKey::Heat(heat))? {
                if let Some(shown) = row::get(self.conn, key)?
                    && (shown.parent == entry || matches!(key, RecordKey::Laps(_)))
                {
                    self.note(shown.key, Some(&shown))?;
                    statement::move_out(self.conn, shown.key, &shown)?;
                    if matches!(key, RecordKey::Laps(_)) {
                        // They go by the entries' ids, which are about to change.
                        lap::delete(self.conn, heat)?;
                    }
                    work.insert(Task::Record(shown.key));
                    work.extend(shown.twin.map(Task::Record));
                }
            }
            work.insert(Task::Race(heat));
        }
        Ok(())
    }

    /// Lets an entry's row go, with its results and laps, which are settled again.
    fn let_go(&mut self, row: &Row, work: &mut BTreeSet<Task>) -> Result<()> {
        self.restate_races(row.id, work)?;
        touched::note_row_gone(self.conn, Kind::Entry, row.id, &values(row))?;
        roster::delete(self.conn, row.id)
    }
}

fn shows(row: &Row, wanted: &Wanted) -> bool {
    Some(&row.driver_name) == wanted.fields.driver_name.as_ref()
        && row.car_number == wanted.fields.car_number
        && row.capture == wanted.capture
}

/// What such a row showed, for the counters.
pub(super) fn values(row: &Row) -> String {
    format!("{}\n{}", row.driver_name, row.car_number.as_deref().unwrap_or_default())
}
