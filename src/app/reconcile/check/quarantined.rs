//! A capture or a record lies in quarantine.

use super::{Check, Found, Over, Part};
use crate::domain::finding::{Code, Finding, Place};
use crate::domain::standing::Refused;

pub(super) const CHECK: Check = Check { codes: &[Code::Quarantined], over: Over::Refused(check) };

fn check(refused: &Refused, out: &mut Vec<Found>) {
    let what = match (&refused.record, &refused.pointer) {
        (Some(record), _) => format!("`{record}` was refused"),
        (None, Some(_)) => "a record was refused".to_owned(),
        (None, None) => "a whole capture was refused".to_owned(),
    };
    let message = format!("{what} as {}: {}", refused.code, refused.message);
    let finding = Finding {
        code: Code::Quarantined,
        message,
        hint: Some(format!(
            "its text: `heatlink reconcile quarantine show {id}`; to let it go: \
             `heatlink reconcile quarantine drop {id}`",
            id = refused.id
        )),
        place: Place {
            capture: Some(refused.capture.clone()),
            member: refused.member.clone(),
            line: refused.line,
            column: refused.column,
            pointer: refused.pointer.clone(),
        },
    };
    let (at, member_number, sha256, context) = refused.order.clone();
    let subject = vec![Part::Text(at), Part::Number(member_number), Part::Text(sha256), Part::Text(context)];
    out.push(Found { subject, finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::lines;

    #[test]
    fn the_reason_stands_with_its_place() {
        let mut refused = Refused {
            id: 3,
            order: (String::new(), 0, String::new(), String::new()),
            capture: "results.json".into(),
            member: None,
            pointer: Some("/3/entryId".into()),
            record: None,
            code: "wrong-type".into(),
            message: "expected a positive whole number, found `\"x\"`".into(),
            hint: None,
            line: Some(4),
            column: Some(9),
            size: 10,
            dropped_at: None,
        };
        let mut found = Vec::new();
        check(&refused, &mut found);
        refused.record = Some("result/9/11".into());
        check(&refused, &mut found);
        refused.record = None;
        refused.pointer = None;
        check(&refused, &mut found);
        assert_eq!(
            lines(&found),
            [
                "/3/entryId a record was refused as wrong-type: expected a positive whole number, found `\"x\"`",
                "/3/entryId `result/9/11` was refused as wrong-type: expected a positive whole number, found `\"x\"`",
                "- a whole capture was refused as wrong-type: expected a positive whole number, found `\"x\"`",
            ]
        );
        assert_eq!((found[0].finding.place.line, found[0].finding.place.column), (Some(4), Some(9)));
    }
}
