//! A `LIVE_RC` session's entry is not there, though its heat is.

use super::{Check, Found, Over, Part};
use crate::domain::finding::{Code, Finding};
use crate::domain::standing::SessionLink;
use crate::domain::text::argument;

pub(super) const CHECK: Check = Check { codes: &[Code::SessionEntryGone], over: Over::Session(check) };

/// Where the heat is gone too, that is the finding: no entry can be sought without it.
fn check(session: &SessionLink, out: &mut Vec<Found>) {
    let (Some(entry), Some(heat)) = (session.entry_named.filter(|_| !session.entry_there), &session.heat)
    else {
        return;
    };
    let message =
        format!("session {} `{}` names entry {entry}, which is not there; {heat}", session.id, session.name);
    let finding = Finding::new(Code::SessionEntryGone, message).with_hint(format!(
        "a capture of the class's entries brings it back; else bind another with \
         `heatlink link {} {} --entry ENTRY`",
        argument(&session.id),
        heat.id
    ));
    out.push(Found { subject: vec![Part::Text(session.id.clone())], finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{heat_name, lines};
    use crate::domain::id::EntryId;

    #[test]
    fn only_an_entry_of_a_heat_that_is_there_can_be_gone() {
        let gone = SessionLink {
            id: "s-1".into(),
            name: "Q3".into(),
            heat_named: Some(heat_name().id),
            entry_named: EntryId::new(558_632),
            heat: Some(heat_name()),
            entry_there: false,
        };
        let mut found = Vec::new();
        check(&gone, &mut found);
        assert!(
            lines(&found)[0].starts_with("- session s-1 `Q3` names entry 558632, which is not there; heat")
        );
        check(&SessionLink { entry_there: true, ..gone.clone() }, &mut found);
        check(&SessionLink { entry_named: None, ..gone.clone() }, &mut found);
        check(&SessionLink { heat: None, ..gone }, &mut found);
        assert_eq!(found.len(), 1);
    }
}
