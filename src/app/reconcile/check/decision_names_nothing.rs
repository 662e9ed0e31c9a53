//! A decision names records that no capture states.

use super::{Check, Found, Over, Part};
use crate::app::reconcile::propose;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::RecordKey;
use crate::domain::standing::{Decided, Decision};

pub(super) const CHECK: Check = Check { codes: &[Code::DecisionNamesNothing], over: Over::Decision(check) };

fn check(decided: &Decided, out: &mut Vec<Found>) {
    if decided.names_something {
        return;
    }
    let (what, subject, undo) = match &decided.decision {
        Decision::Prune { subject, until } => {
            let until = until.map(|at| format!(" up to {at}")).unwrap_or_default();
            let part = match subject.parse::<RecordKey>() {
                Ok(key) => Part::Key(key),
                Err(_) => Part::Text(subject.clone()),
            };
            (format!("to prune `{subject}`{until} names"), vec![part], None)
        }
        Decision::Match(matched) => {
            let verb = if matched.same { "one" } else { "two" };
            let what =
                format!("that {} {} and `{}` are {verb} names", matched.kind, matched.that, matched.this);
            let texts = [&matched.kind, &matched.that, &matched.this];
            (what, texts.map(|t| Part::Text(t.clone())).into(), propose::command(matched))
        }
    };
    let takes = "it takes effect when the captures it was made about are imported";
    let hint = match undo {
        Some(command) => format!("{takes}; to take it back, run `{command} --undo`"),
        None => format!("{takes}: run `heatlink import PATH`"),
    };
    let message = format!("the decision {what} nothing");
    out.push(Found { subject, finding: Finding::new(Code::DecisionNamesNothing, message).with_hint(hint) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::lines;
    use crate::domain::standing::Matched;

    #[test]
    fn only_a_decision_about_nothing_is_named() {
        let mut found = Vec::new();
        let prune = Decision::Prune { subject: "heat/9".into(), until: None };
        let nothing = Decided { decision: prune, names_something: false };
        check(&nothing, &mut found);
        check(&Decided { names_something: true, ..nothing }, &mut found);
        assert_eq!(lines(&found), ["- the decision to prune `heat/9` names nothing"]);
    }

    #[test]
    fn a_match_of_nothing_can_be_taken_back() {
        let mut found = Vec::new();
        let matched = Matched { kind: "entry".into(), this: "@9".into(), that: "7/8".into(), same: true };
        check(&Decided { decision: Decision::Match(matched), names_something: false }, &mut found);
        assert_eq!(lines(&found), ["- the decision that entry 7/8 and `@9` are one names nothing"]);
        assert!(found[0].finding.hint.as_ref().unwrap().ends_with("match entry 7/8 @9 --undo`"));
    }
}
