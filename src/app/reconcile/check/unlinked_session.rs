//! A session is bound to no heat.

use super::{Check, Found, Over, Part};
use crate::domain::finding::{Code, Finding};
use crate::domain::standing::SessionLink;
use crate::domain::text::argument;

pub(super) const CHECK: Check = Check { codes: &[Code::UnlinkedSession], over: Over::Session(check) };

fn check(session: &SessionLink, out: &mut Vec<Found>) {
    if session.heat_named.is_some() {
        return;
    }
    let message = format!("session {} `{}` is bound to no heat", session.id, session.name);
    let finding = Finding::new(Code::UnlinkedSession, message)
        .with_hint(format!("bind it with `heatlink link {} HEAT`", argument(&session.id)));
    out.push(Found { subject: vec![Part::Text(session.id.clone())], finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{heat_name, lines};

    #[test]
    fn only_a_session_without_a_heat_is_named() {
        let free = SessionLink {
            id: "s 1".into(),
            name: "Test day".into(),
            heat_named: None,
            entry_named: None,
            heat: None,
            entry_there: false,
        };
        let mut found = Vec::new();
        check(&free, &mut found);
        check(&SessionLink { heat_named: Some(heat_name().id), ..free }, &mut found);
        assert_eq!(lines(&found), ["- session s 1 `Test day` is bound to no heat"]);
        assert_eq!(found[0].finding.hint.as_deref(), Some("bind it with `heatlink link 's 1' HEAT`"));
    }
}
