//! A decision names a record that no capture states.

use super::{Check, Found, Over, Part};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::RecordKey;
use crate::domain::standing::PruneDecision;

pub(super) const CHECK: Check = Check { codes: &[Code::DecisionNamesNothing], over: Over::Decision(check) };

fn check(decision: &PruneDecision, out: &mut Vec<Found>) {
    if decision.names_something {
        return;
    }
    let until = decision.until.map(|at| format!(" up to {at}")).unwrap_or_default();
    let message = format!("the decision to prune `{}`{until} names nothing", decision.subject);
    let finding = Finding::new(Code::DecisionNamesNothing, message).with_hint(
        "it takes effect when the captures it was made about are imported: run `heatlink import PATH`",
    );
    let subject = match decision.subject.parse::<RecordKey>() {
        Ok(key) => Part::Key(key),
        Err(_) => Part::Text(decision.subject.clone()),
    };
    out.push(Found { subject: vec![subject], finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::lines;

    #[test]
    fn only_a_decision_about_nothing_is_named() {
        let mut found = Vec::new();
        let nothing = PruneDecision { subject: "heat/9".into(), until: None, names_something: false };
        check(&nothing, &mut found);
        check(&PruneDecision { names_something: true, ..nothing }, &mut found);
        assert_eq!(lines(&found), ["- the decision to prune `heat/9` names nothing"]);
    }
}
