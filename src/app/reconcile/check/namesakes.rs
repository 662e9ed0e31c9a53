//! Two entries of a class have one name: two people, or one entered twice.

use super::{Check, Found, Over, Part, class_subject};
use crate::domain::facts::{ClassFacts, EntryName, Source};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::{Entrant, Family};
use crate::domain::text::folded;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check { codes: &[Code::Namesakes], over: Over::Class(check) };

/// An entry and a driver of the race pages with one name are most likely one person under two kinds of id.
fn check(class: &ClassFacts, out: &mut Vec<Found>) {
    let mut by_name: BTreeMap<(String, bool), Vec<&(EntryName, Source)>> = BTreeMap::new();
    for entry in &class.entries {
        let by_entry = matches!(entry.0.entrant, Entrant::Entry(_));
        by_name.entry((folded(&entry.0.driver_name), by_entry)).or_default().push(entry);
    }
    for ((name, _), sharing) in by_name.into_iter().filter(|(_, s)| s.len() > 1) {
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
    fn one_person_under_two_kinds_of_id_is_no_namesake() {
        let driver = EntryName { entrant: "@9".parse().unwrap(), driver_name: "Tim Smith".into() };
        let entries = [entry(1, "Tim Smith"), driver].map(|e| (e, source(Family::Entries, 0)));
        let mut found = Vec::new();
        check(&ClassFacts { name: class(), entries: entries.into() }, &mut found);
        assert_eq!(found, []);
    }

    #[test]
    fn other_names_are_other_people() {
        assert_eq!(said(&["Tim Smith", "Tom Smith"]), [""; 0]);
    }
}
