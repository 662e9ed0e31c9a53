//! Keys of a payload that nobody reads: listed once, all together.

use super::record_reader::{RecordReader, shown};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use std::collections::BTreeMap;

/// The keys that no reader asked for, each with the number of objects that have it.
#[derive(Debug, Default)]
pub struct Unread(BTreeMap<String, u64>);

impl Unread {
    /// Counts those of one object, once it is read.
    pub fn add(&mut self, reader: &RecordReader<'_, '_>) {
        for key in reader.unread() {
            match self.0.get_mut(key) {
                Some(n) => *n += 1,
                None => {
                    self.0.insert(key.to_owned(), 1);
                }
            }
        }
    }

    /// What there is to say of them.
    #[must_use]
    pub fn finding(&self, family: Family) -> Option<Finding> {
        const MOST: usize = 12;
        if self.0.is_empty() {
            return None;
        }
        let keys: Vec<_> = self.0.iter().take(MOST).map(|(key, n)| format!("{} ({n})", shown(key))).collect();
        let more = match self.0.len().saturating_sub(MOST) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let keys = keys.join(", ");
        let message = format!("expected the known keys of {family}, found also {keys}{more}: not read");
        Some(Finding::new(Code::UnknownField, message))
    }
}
