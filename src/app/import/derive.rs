//! What the definition gives for a record, against what is kept of it: the same derivation as settling,
//! reading only.

use super::gather;
use super::place::{self, ClassPlace};
use super::race;
use super::refs::Refs;
use super::roster::Known;
use super::scopes::{missing_since, scopes_of};
use super::settle::shown_form;
use super::standing::{self, Standing, marks};
use crate::domain::capture::CaptureOrder;
use crate::domain::field::Value;
use crate::domain::id::HeatId;
use crate::domain::merge::{Resolved, Stated, resolve};
use crate::domain::record::{Family, Fields, RecordKey};
use crate::domain::time::Instant;
use crate::infra::db::row::{Parents, Shown, Source};
use crate::infra::db::{absence, capture, decision, lap, race as db_race, row, statement};
use rusqlite::{Connection, Result};
use std::collections::HashMap;

/// Compares records with what their statements come to.
#[derive(Debug)]
pub(crate) struct Deriver<'c> {
    conn: &'c Connection,
    refs: Refs,
    any_prune: bool,
    listings: HashMap<(Family, i64), Option<CaptureOrder>>,
    orders: HashMap<i64, CaptureOrder>,
}

impl<'c> Deriver<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Result<Self> {
        Ok(Self {
            conn,
            refs: Refs::default(),
            any_prune: decision::any_prune(conn)?,
            listings: HashMap::new(),
            orders: HashMap::new(),
        })
    }

    /// Where what is kept of a record is not what the definition gives; none when it is.
    pub(crate) fn difference(&mut self, key: RecordKey) -> Result<Option<String>> {
        let shown = row::get(self.conn, key)?;
        let found = match &shown {
            Some(only) if !only.source.has_history => self.of_only_statement(key, only)?,
            _ => self.of_statements(key, shown.as_ref())?,
        };
        match (found, &shown) {
            (None, Some(shown)) => self.of_absence(shown),
            (found, _) => Ok(found),
        }
    }

    /// A row that is its own only statement must be able to stand.
    fn of_only_statement(&mut self, key: RecordKey, shown: &Shown) -> Result<Option<String>> {
        let source = shown.source;
        let family = capture::family_of(self.conn, source.capture)?;
        let Some(family) = family.filter(|f| f.stands_alone_as(key.kind())) else {
            return Ok(Some("its capture is of a family that states no such record".into()));
        };
        if let Some(detail) = shown.detail
            && capture::family_of(self.conn, detail)? != Some(Family::HeatDetail)
        {
            return Ok(Some("the capture named for its detail is none of a heat's detail".into()));
        }
        if let Some(heading) = shown.heading
            && capture::family_of(self.conn, heading)? != Some(Family::RaceResult)
        {
            return Ok(Some("the capture named for its heading is none of a race result".into()));
        }
        if self.any_prune {
            let only = Stated {
                order: self.order(source.capture)?.clone(),
                family,
                fields: shown.fields.clone(),
                tag: statement::Kept {
                    version: 0,
                    capture: source.capture,
                    item: source.item,
                    waits_for: None,
                },
            };
            let standings = standing::of_all(self.conn, &mut self.refs, key, &[only], true)?;
            if standings == [Standing::Pruned] {
                return Ok(Some("it is shown, though a decision made what states it history".into()));
            }
        }
        self.of_parents(key, shown, &shown.fields)
    }

    fn of_parents(&mut self, key: RecordKey, shown: &Shown, fields: &Fields) -> Result<Option<String>> {
        Ok(match standing::parents(self.conn, &mut self.refs, key, fields)? {
            Err(parent) => Some(format!("it is shown, though its parent {parent} is not there")),
            Ok(parents) if parents.is_other_than(shown.parent) => {
                Some("it is shown under another parent than it names".into())
            }
            Ok(_) => None,
        })
    }

    /// A record whose statements are kept must be shown as they come to, and wait where they wait.
    fn of_statements(&mut self, key: RecordKey, shown: Option<&Shown>) -> Result<Option<String>> {
        let (key, stated) = gather::of_record(self.conn, &mut self.refs, key, self.any_prune)?;
        if let Some(shown) = shown.filter(|s| s.made && stated.is_empty()) {
            // What follows from laps is looked at with them.
            debug_assert!(shown.source.has_history, "a made row has no statement of its own");
            return Ok(None);
        }
        let standings = standing::of_all(self.conn, &mut self.refs, key, &stated, self.any_prune)?;
        for (kept, waits) in marks(&stated, &standings).into_iter().filter(|(k, _)| k.version != 0) {
            if kept.waits_for.as_deref() != waits {
                let (is, gives) = (shown_parent(kept.waits_for.as_deref()), shown_parent(waits));
                return Ok(Some(format!("it is marked as waiting for {is}, its statements give {gives}")));
            }
        }
        let mut resolved = resolve(&standing::in_force(&stated, &standings));
        if let Some(after) = &mut resolved {
            if let Some(difference) = self.of_place(key, shown, after)? {
                return Ok(Some(difference));
            }
            let parents = match (key, &after.fields, shown) {
                (RecordKey::Heat(_), Fields::Heat(f), Some(shown)) if f.class_id.is_none() => {
                    Some(Parents::Heading(shown.parent))
                }
                _ => standing::parents(self.conn, &mut self.refs, key, &after.fields)?.ok(),
            };
            shown_form(self.conn, key, &mut after.fields, parents)?;
        }
        match (shown, resolved) {
            (None, None) => Ok(None),
            (Some(_), None) => Ok(Some("it is shown, though nothing in force states it".into())),
            (None, Some(after)) => {
                let parents = standing::parents(self.conn, &mut self.refs, key, &after.fields)?;
                Ok(parents.is_ok().then(|| "it is not shown, though its statements are in force".into()))
            }
            (Some(shown), Some(after)) => match of_values(shown, &after) {
                None if shown.by_heading => Ok(None),
                None => self.of_parents(key, shown, &after.fields),
                different => Ok(different),
            },
        }
    }

    /// A heat that only a heading places must stand where the heading says.
    fn of_place(
        &self,
        key: RecordKey,
        shown: Option<&Shown>,
        after: &Resolved<statement::Kept>,
    ) -> Result<Option<String>> {
        let (RecordKey::Heat(id), Fields::Heat(f), Some(shown)) = (key, &after.fields, shown) else {
            return Ok(None);
        };
        let by_heading = f.class_id.is_none();
        if by_heading != shown.by_heading {
            return Ok(Some("it is not marked as it should be for whether only a heading places it".into()));
        }
        if by_heading && place::find(self.conn, id, f)?.class != ClassPlace::There(shown.parent) {
            return Ok(Some("it is shown under another class than its heading names".into()));
        }
        Ok(None)
    }

    /// Where the entries of a class are not what its roster gives; none when they are.
    pub(crate) fn roster_difference(&mut self, class: i64) -> Result<Option<String>> {
        let known = Known::of_class(self.conn, &mut self.refs, class, self.any_prune, &[])?;
        let (roster, _) = known.roster();
        Ok(roster.difference(&known))
    }

    /// Where what follows from a race's laps is not what they give; none when it is.
    pub(crate) fn race_difference(&mut self, heat: HeatId) -> Result<Option<String>> {
        if race::made_results(self.conn, heat)? != db_race::made_results(self.conn, heat)? {
            return Ok(Some("its results made from laps are not what the laps give".into()));
        }
        let (is, gives) = (lap::counts_from(self.conn, heat)?, race::counts_from(self.conn, heat)?);
        Ok((is != gives).then(|| {
            let text =
                |from: Option<i64>| from.map_or_else(|| "undecided".into(), |n| format!("from lap {n}"));
            format!("its laps count {}, its published averages give {}", text(is), text(gives))
        }))
    }

    fn of_absence(&mut self, shown: &Shown) -> Result<Option<String>> {
        let gives = self.missing_since(shown)?;
        let text =
            |at: Option<Instant>| at.map_or_else(|| "not missing".into(), |at| format!("missing since {at}"));
        Ok((gives != shown.missing_since).then(|| {
            format!("it is kept as {}, the listings give {}", text(shown.missing_since), text(gives))
        }))
    }

    fn missing_since(&mut self, shown: &Shown) -> Result<Option<Instant>> {
        for (family, parent) in scopes_of(shown) {
            if !self.listings.contains_key(&(family, parent)) {
                let newest = absence::newest_listing(self.conn, family, parent)?;
                self.listings.insert((family, parent), newest);
            }
            let newest = self.listings.get(&(family, parent)).cloned().flatten();
            if newest.is_some_and(|newest| self.order(shown.source.capture).is_ok_and(|o| newest > *o)) {
                return missing_since(self.conn, shown);
            }
        }
        Ok(None)
    }

    fn order(&mut self, id: i64) -> Result<&CaptureOrder> {
        Ok(match self.orders.entry(id) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => new.insert(capture::order_of(self.conn, id)?),
        })
    }
}

fn of_values(shown: &Shown, after: &Resolved<statement::Kept>) -> Option<String> {
    let different = shown.fields.values().into_iter().zip(after.fields.values()).find(|(a, b)| a.1 != b.1);
    if let Some(((name, is), (_, gives))) = different {
        let (is, gives) = (shown_value(is.as_ref()), shown_value(gives.as_ref()));
        return Some(format!("its `{name}` is {is}, its statements give {gives}"));
    }
    if shown.fields != after.fields {
        return Some("its laps are not those that its statements give".into());
    }
    if shown.made {
        return Some("it is marked as named by laps alone, though it is stated".into());
    }
    let newest = &after.newest;
    if shown.detail.is_some() || shown.heading.is_some() {
        return Some("a detail or heading is kept in its row beside statements kept as such".into());
    }
    let right = Source { capture: newest.capture, item: newest.item, has_history: true };
    (shown.source != right).then(|| "it names another capture than the newest that states it".into())
}

fn shown_parent(parent: Option<&str>) -> &str {
    parent.unwrap_or("nothing")
}

fn shown_value(value: Option<&Value>) -> String {
    match value {
        None => "unknown".into(),
        Some(Value::Int(n)) => n.to_string(),
        Some(Value::Text(text)) => format!("`{text}`"),
        Some(Value::Instant(at)) => at.to_string(),
        Some(Value::Flag(flag)) => flag.to_string(),
    }
}
