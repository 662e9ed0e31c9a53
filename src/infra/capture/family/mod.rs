//! One file a payload family: how its records are told, keyed and read. [`FAMILIES`] is the one registry.

mod classes;
mod entries;
mod event;
mod heat_detail;
mod heats;
mod results;

use super::json::Object;
use super::record_reader::RecordReader;
use crate::domain::record::{Family, Fields, RecordKey};

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

/// One payload family.
#[derive(Debug)]
pub struct Spec {
    /// Which one.
    pub family: Family,
    /// One record or a listing.
    pub layout: Layout,
    /// Keys that all stand in each of its records, and tell the family.
    pub telling: &'static [&'static str],
    /// Keys that stand in none.
    pub never: &'static [&'static str],
    /// The key whose value the address repeats: the record's own id, or the listing's parent.
    pub address_key: &'static str,
    /// Reads one record.
    pub read: fn(&mut RecordReader<'_, '_>) -> Read,
}

/// Every family, in the order in which a shape is tried: a heat before a class.
pub const FAMILIES: &[&Spec] =
    &[&event::SPEC, &results::SPEC, &heats::SPEC, &heat_detail::SPEC, &entries::SPEC, &classes::SPEC];

impl Spec {
    /// The family's entry in the registry.
    #[must_use]
    pub fn of(family: Family) -> Option<&'static Self> {
        FAMILIES.iter().copied().find(|s| s.family == family)
    }

    /// Whether an object has the shape of this family's records.
    #[must_use]
    pub fn fits(&self, object: &Object<'_>) -> bool {
        self.telling.iter().all(|k| object.has(k)) && !self.never.iter().any(|k| object.has(k))
    }
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
