//! Two things that pages and records with ids name differently may be one.

use super::{Check, Found, Over, Part, class_subject};
use crate::app::reconcile::propose;
use crate::domain::finding::{Code, Finding};
use crate::domain::standing::Proposal;

pub(super) const CHECK: Check = Check {
    codes: &[Code::MatchEntryProposed, Code::MatchClassProposed, Code::MatchEventProposed],
    over: Over::Proposal(check),
};

fn check(proposal: &Proposal, out: &mut Vec<Found>) {
    let (code, message, subject) = match proposal {
        Proposal::Entry { class, entry, driver } => {
            let mut subject = class_subject(class);
            subject.extend([Part::Who(entry.entrant), Part::Who(driver.entrant)]);
            let message = format!("{entry} and {driver} may be one, but others have the name, too; {class}");
            (Code::MatchEntryProposed, message, subject)
        }
        Proposal::Class { name, with } => {
            let mut subject = class_subject(with);
            subject.push(Part::Text(name.clone()));
            (Code::MatchClassProposed, format!("races name a class `{name}`, which may be {with}"), subject)
        }
        Proposal::Event { track, title, with } => {
            let at = track.as_ref().map(|t| format!(" at `{t}`")).unwrap_or_default();
            let id = with.id.map_or(Part::Unknown, |id| Part::Number(id.get()));
            let subject = vec![id, Part::Text(track.clone().unwrap_or_default()), Part::Text(title.clone())];
            (
                Code::MatchEventProposed,
                format!("race pages name an event `{title}`{at}, which may be {with}"),
                subject,
            )
        }
    };
    let Some(command) = propose::as_match(proposal).and_then(|m| propose::command(&m)) else { return };
    let finding = Finding::new(code, message).with_hint(format!(
        "they stay apart until you decide; if they are two, add `--not`; if they are one, run `{command}`"
    ));
    out.push(Found { subject, finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{class, entry, lines};
    use crate::domain::facts::EntryName;

    #[test]
    fn each_ends_with_the_decision_that_settles_it() {
        let driver = EntryName { entrant: "@73001".parse().unwrap(), driver_name: "TIM SMITH".into() };
        let mut found = Vec::new();
        check(&Proposal::Entry { class: class(), entry: entry(9, "Tim Smith"), driver }, &mut found);
        check(&Proposal::Class { name: "Modified 2WD".into(), with: class() }, &mut found);
        let track = Some("Harrow Lane".to_owned());
        check(&Proposal::Event { track, title: "Nationals".into(), with: class().event }, &mut found);
        check(&Proposal::Event { track: None, title: "Nationals".into(), with: class().event }, &mut found);
        let hints: Vec<_> = found.iter().map(|f| f.finding.hint.clone().unwrap()).collect();
        let commands: Vec<_> = hints.iter().map(|h| h.rsplit('`').nth(1).unwrap()).collect();
        assert_eq!(
            commands,
            [
                "heatlink reconcile match entry 91201/9 @73001",
                "heatlink reconcile match class 91201 --name 'Modified 2WD'",
                "heatlink reconcile match event 30952 --track 'Harrow Lane' --title Nationals",
                "heatlink reconcile match event 30952 --track '' --title Nationals",
            ]
        );
        assert_eq!(
            lines(&found)[..2],
            [
                "- `Tim Smith` (entry 9) and `TIM SMITH` (LiveRC driver 73001) may be one, but others have the \
                 name, too; class 91201 `2WD Modified`, event 30952 `Nationals`",
                "- races name a class `Modified 2WD`, which may be class 91201 `2WD Modified`, \
                 event 30952 `Nationals`",
            ]
        );
    }
}
