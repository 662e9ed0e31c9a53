//! Two entries of a class have one name: two people, or one entered twice.

use super::{Check, Found, Over, Part, class_subject};
use crate::domain::facts::{ClassFacts, EntryName, Source};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::domain::text::folded;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check { codes: &[Code::Namesakes], over: Over::Class(check) };

fn check(class: &ClassFacts, out: &mut Vec<Found>) {
    let mut by_name: BTreeMap<String, Vec<&(EntryName, Source)>> = BTreeMap::new();
    for entry in &class.entries {
        by_name.entry(folded(&entry.0.driver_name)).or_default().push(entry);
    }
    for (name, sharing) in by_name.into_iter().filter(|(_, s)| s.len() > 1) {
        let names: Vec<String> = sharing.iter().map(|(entry, _)| entry.to_string()).collect();
        let message = format!("{} have one name; {}", names.join(" and "), class.name);
        let by_id = class.name.id.map_or_else(|| "NAME".to_owned(), |id| id.to_string());
        let mut finding = Finding::new(Code::Namesakes, message)
            .with_hint(format!("kept apart; compare them with `heatlink entries --class {by_id}`"));
        finding.place = sharing[sharing.len() - 1].1.place(Family::Entries, Some("driverName"));
        let mut subject = class_subject(&class.name);
        subject.push(Part::Text(name));
        out.push(Found { subject, finding });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{class, entry, lines, source};

    fn said(drivers: &[&str]) -> Vec<String> {
        let entries = (1..).zip(drivers).map(|(id, d)| (entry(id, d), source(Family::Entries, 0)));
        let mut found = Vec::new();
        check(&ClassFacts { name: class(), entries: entries.collect() }, &mut found);
        lines(&found)
    }

    #[test]
    fn names_that_fold_alike_are_named() {
        assert_eq!(
            said(&["José  Núñez", "Someone Else", "JOSE NUNEZ"]),
            ["/0/driverName `José  Núñez` (entry 1) and `JOSE NUNEZ` (entry 3) have one name; \
                 class 91201 `2WD Modified`, event 30952 `Nationals`"]
        );
    }

    #[test]
    fn other_names_are_other_people() {
        assert_eq!(said(&["Tim Smith", "Tom Smith"]), [""; 0]);
    }
}
