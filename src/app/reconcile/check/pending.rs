//! A record waits for its parent, or names another than the one that is known.

use super::{Check, Found, Over, Part};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::{Kind, RecordKey};
use crate::domain::standing::Waiting;

pub(super) const CHECK: Check = Check {
    codes: &[
        Code::UnknownEvent,
        Code::UnknownClass,
        Code::UnknownHeat,
        Code::UnknownEntry,
        Code::ContradictingParent,
    ],
    over: Over::Waiting(check),
};

fn check(waiting: &Waiting, out: &mut Vec<Found>) {
    let subject = vec![Part::Key(waiting.key), Part::Text(waiting.waits_for.clone())];
    out.push(Found { subject, finding: finding(waiting) });
}

/// What there is to say of a record that waits; an import says it of its own records, too.
pub(crate) fn finding(waiting: &Waiting) -> Finding {
    let parent = waiting.parent();
    let code = match parent.map(RecordKey::kind) {
        Some(Kind::Event) => Code::UnknownEvent,
        Some(Kind::Class) => Code::UnknownClass,
        Some(Kind::Heat) => Code::UnknownHeat,
        Some(Kind::Entry) => Code::UnknownEntry,
        Some(Kind::Result | Kind::Lap) | None => Code::ContradictingParent,
    };
    let called = waiting.called.as_ref().map(|c| format!(" `{c}`")).unwrap_or_default();
    let of_what = waiting.of.as_ref().map(|of| format!("; {of}")).unwrap_or_default();
    let beyond =
        waiting.beyond.iter().map(|key| format!(", which waits for `{key}`")).collect::<Vec<_>>().concat();
    let (key, parent_text) = (waiting.key, &waiting.waits_for);
    let message = match code {
        Code::ContradictingParent => {
            format!("`{key}`{called} contradicts what is known of its parent: {parent_text}{of_what}")
        }
        // A detail makes no heat: what it waits for is another capture of the same record.
        _ if parent == Some(key) => {
            format!("the detail of {} waits for the heat's listing{beyond}{of_what}", words(key))
        }
        _ => format!("`{key}`{called} waits for `{parent_text}`{beyond}{of_what}"),
    };
    let comes = match waiting.root() {
        Some(root) => of(root),
        None => "a newer capture of either agrees".into(),
    };
    let hint = format!("it takes effect when {comes}{RUN}");
    let mut finding = Finding::new(code, message).with_hint(hint);
    finding.place = waiting.source.place(waiting.family, waiting.field());
    finding
}

/// How a hint ends where there is a database to import into.
const RUN: &str = ": run `heatlink import PATH`";

/// The same for captures that are only looked at.
pub(crate) fn without_database(finding: &mut Finding) {
    if let (true, Some(hint)) = (CHECK.codes.contains(&finding.code), &mut finding.hint)
        && let Some(said) = hint.strip_suffix(RUN)
    {
        *hint = format!("{said}: pass the capture that states it, too");
    }
}

/// The capture that brings a parent.
fn of(parent: RecordKey) -> String {
    match parent {
        RecordKey::Event(id) => format!("a capture of event {id} comes (`/v2/events/{id}`)"),
        RecordKey::Class(_) => format!("a capture of its event's classes lists {}", words(parent)),
        RecordKey::Heat(_) => format!("a capture of its class's heats lists {}", words(parent)),
        RecordKey::Entry(class, _) => {
            format!(
                "a capture of class {class}'s entries lists {} (`/v2/classes/{class}/entries`)",
                words(parent)
            )
        }
        RecordKey::Result(heat, _) => {
            format!("a capture of heat {heat}'s results comes (`/v2/heats/{heat}/results`)")
        }
        RecordKey::Laps(heat) => format!("a capture of race {heat} comes"),
    }
}

/// A record's kind and its own id.
fn words(key: RecordKey) -> String {
    match key {
        RecordKey::Event(id) => format!("event {id}"),
        RecordKey::Class(id) => format!("class {id}"),
        RecordKey::Heat(id) => format!("heat {id}"),
        RecordKey::Entry(_, who) => format!("entry {who}"),
        RecordKey::Result(heat, who) => format!("result {heat}/{who}"),
        RecordKey::Laps(heat) => format!("laps of heat {heat}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{heat_name, lines, source};
    use crate::domain::record::Family;
    use crate::domain::time::Instant;

    fn waiting(key: &str, family: Family, waits_for: &str) -> Waiting {
        Waiting {
            key: key.parse().unwrap(),
            family,
            waits_for: waits_for.into(),
            beyond: Vec::new(),
            called: None,
            of: None,
            captured_at: Instant::from_millis(0),
            source: source(family, 3),
        }
    }

    fn found(waiting: &Waiting) -> (Code, String) {
        let mut found = Vec::new();
        check(waiting, &mut found);
        (found[0].finding.code, lines(&found).remove(0))
    }

    #[test]
    fn what_it_waits_for_tells_the_code_and_the_field() {
        let class = found(&waiting("class/7", Family::Classes, "event/5"));
        assert_eq!(class, (Code::UnknownEvent, "/3/eventId `class/7` waits for `event/5`".into()));
        let mut heat = waiting("heat/9", Family::Heats, "class/7");
        heat.called = Some("A-Main".into());
        assert_eq!(
            found(&heat),
            (Code::UnknownClass, "/3/classId `heat/9` `A-Main` waits for `class/7`".into())
        );
        heat.beyond = vec!["event/5".parse().unwrap()];
        let chained = finding(&heat);
        assert_eq!(chained.message, "`heat/9` `A-Main` waits for `class/7`, which waits for `event/5`");
        assert!(chained.hint.unwrap().contains("a capture of event 5 comes"));
        let mut detail = finding(&waiting("heat/9", Family::HeatDetail, "heat/9"));
        assert_eq!(detail.message, "the detail of heat 9 waits for the heat's listing");
        without_database(&mut detail);
        assert_eq!(
            detail.hint.as_deref(),
            Some(
                "it takes effect when a capture of its class's heats lists heat 9: pass the capture that states it, too"
            )
        );
        assert_eq!(found(&waiting("result/9/11", Family::Results, "heat/9")).0, Code::UnknownHeat);
        let mut result = waiting("result/441250/11", Family::Results, "entry/7/11");
        result.of = Some(heat_name().to_string());
        let (code, line) = found(&result);
        assert_eq!(code, Code::UnknownEntry);
        assert!(
            line.starts_with("/3/entryId `result/441250/11` waits for `entry/7/11`; heat 441250 `A-Main`,")
        );
    }

    #[test]
    fn a_parent_that_is_there_and_another_contradicts() {
        let (code, line) = found(&waiting("heat/9", Family::HeatDetail, "class/7 where class/8 is known"));
        assert_eq!(code, Code::ContradictingParent);
        assert!(
            line.starts_with("/3/classId `heat/9` contradicts what is known of its parent: class/7 where")
        );
    }
}
