//! One file a payload family: how its records are told, keyed and read. [`FAMILIES`] is the one registry.

mod classes;
mod entries;
mod entry_list;
#[cfg(test)]
mod entry_list_tests;
mod event;
mod heat_detail;
mod heats;
mod plain_laps;
mod race_archive;
mod race_dump;
pub(super) mod race_page;
mod race_result;
mod results;
pub mod schema;
mod site;
mod site_laps;
#[cfg(test)]
mod site_tests;

use super::context::Subject;
use super::json::{Document, Object};
use super::payload::{Payload, PayloadOptions};
use super::record_reader::RecordReader;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::{Family, Fields, RecordKey};
use serde_json::value::RawValue;

/// How a family's payload is laid out at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The payload is one record.
    One,
    /// The payload is a listing of records, complete for its parent.
    Listing,
}

/// What a record says of itself before it is judged: as much of it as could be read.
#[derive(Debug, Default)]
pub struct Read {
    /// Its key, where all of it could be read.
    pub key: Option<RecordKey>,
    /// The parent it names: a listing's scope.
    pub parent: Option<i64>,
    /// Its values, where nothing was at fault.
    pub fields: Option<Fields>,
}

/// What tells a family's records.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Keys that all stand in each record, and keys that stand in none.
    Keys(&'static [&'static str], &'static [&'static str]),
    /// Keys go by several names: a look of its own.
    Look(fn(&Object<'_>) -> bool),
}

/// How records are read out of a payload.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// One by one, each of the family's own kind.
    Record(fn(&mut RecordReader<'_, '_>) -> Read),
    /// The payload at once: it states records of several kinds.
    Whole(fn(&Document<'_>, &Object<'_>, PayloadOptions<'_>) -> Result<Payload, Finding>),
}

/// One payload family.
#[derive(Debug)]
pub struct Spec {
    /// Which one.
    pub family: Family,
    /// One record or a listing.
    pub layout: Layout,
    /// What tells its records.
    pub shape: Shape,
    /// The key whose value the address repeats: the record's own id, or the listing's parent.
    pub address_key: &'static str,
    /// Reads its records.
    pub read: Reader,
}

/// Every family, in the order in which a shape is tried: a heat before a class.
pub const FAMILIES: &[&Spec] = &[
    &event::SPEC,
    &results::SPEC,
    &heats::SPEC,
    &heat_detail::SPEC,
    &entries::SPEC,
    &classes::SPEC,
    &race_archive::SPEC,
    &race_dump::SPEC,
    &race_page::SPEC,
    &race_result::SPEC,
    &entry_list::SPEC,
];

impl Spec {
    /// The family's entry in the registry.
    #[must_use]
    pub fn of(family: Family) -> Option<&'static Self> {
        FAMILIES.iter().copied().find(|s| s.family == family)
    }

    /// Whether an object has the shape of this family's records.
    #[must_use]
    pub fn fits(&self, object: &Object<'_>) -> bool {
        match self.shape {
            Shape::Keys(all, none) => {
                all.iter().all(|k| object.has(k)) && !none.iter().any(|k| object.has(k))
            }
            Shape::Look(look) => look(object),
        }
    }
}

/// The first item of an array that is an object.
fn first_item(raw: &RawValue) -> Option<Object<'_>> {
    let items: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
    items.into_iter().find_map(|item| Object::read(item).ok().flatten())
}

/// The id that a payload is about: its own, or its address's where it has none. Where both differ, the capture is
/// refused.
fn own_id(
    root: &mut RecordReader<'_, '_>,
    subject: Option<Subject>,
    key: &'static str,
    own: Option<i64>,
) -> Option<i64> {
    if let (Some(subject), Some(own)) = (subject, own)
        && subject.id != own
    {
        let message = format!("expected `{key}` {} as in the address `{subject}`, found {own}", subject.id);
        root.refuse(Code::IdMismatch, key, message);
    }
    own.or(subject.map(|s| s.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_is_registered() {
        for family in Family::ALL {
            assert!(Spec::of(*family).is_some(), "{family}");
        }
    }
}
