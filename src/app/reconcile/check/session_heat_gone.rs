//! A `LIVE_RC` session's heat is not there.

use super::{Check, Found, Over, Part};
use crate::domain::finding::{Code, Finding};
use crate::domain::standing::SessionLink;
use crate::domain::text::argument;

pub(super) const CHECK: Check = Check { codes: &[Code::SessionHeatGone], over: Over::Session(check) };

fn check(session: &SessionLink, out: &mut Vec<Found>) {
    let Some(heat) = session.heat_named.filter(|_| session.heat.is_none()) else { return };
    let message = format!("session {} `{}` names heat {heat}, which is not there", session.id, session.name);
    let id = argument(&session.id);
    let finding = Finding::new(Code::SessionHeatGone, message).with_hint(format!(
        "a capture of the heat brings it back; else `heatlink unlink {id}`, or bind it anew with \
         `heatlink link {id} HEAT`"
    ));
    out.push(Found { subject: vec![Part::Text(session.id.clone())], finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{heat_name, lines};

    #[test]
    fn only_a_heat_that_is_named_can_be_gone() {
        let mut session = SessionLink {
            id: "s-1".into(),
            name: "Q3".into(),
            heat_named: Some(heat_name().id),
            entry_named: None,
            heat: None,
            entry_there: false,
        };
        let mut found = Vec::new();
        check(&session, &mut found);
        assert_eq!(lines(&found), ["- session s-1 `Q3` names heat 441250, which is not there"]);
        session.heat = Some(heat_name());
        check(&session, &mut found);
        session.heat = None;
        session.heat_named = None;
        check(&session, &mut found);
        assert_eq!(found.len(), 1);
    }
}
