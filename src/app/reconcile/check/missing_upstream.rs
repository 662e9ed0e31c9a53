//! A complete listing newer than everything said of a record leaves it out.

use super::{Check, Found, Over, Part, class_subject};
use crate::domain::finding::{Code, Finding};
use crate::domain::standing::Missing;

pub(super) const CHECK: Check = Check { codes: &[Code::MissingUpstream], over: Over::Missing(check) };

fn check(missing: &Missing, out: &mut Vec<Found>) {
    let message = format!("upstream no longer lists it since {}: {}", missing.since, missing.named);
    let mut finding = Finding::new(Code::MissingUpstream, message).with_hint(
        "it is kept and marked until a capture lists it again; to let go what upstream deleted, \
         run `heatlink reconcile prune`",
    );
    finding.place = missing.source.place(missing.named.family(), None);
    let mut subject = class_subject(missing.named.class());
    subject.push(Part::Key(missing.key));
    out.push(Found { subject, finding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{entry, heat_name, lines, source};
    use crate::domain::record::Family;
    use crate::domain::standing::Named;
    use crate::domain::time::Instant;

    #[test]
    fn what_is_left_out_is_named() {
        let missing = Missing {
            key: "result/441250/1".parse().unwrap(),
            named: Named::Result(entry(1, "Driver 1"), heat_name()),
            since: Instant::from_millis(0),
            source: source(Family::Results, 2),
        };
        let mut found = Vec::new();
        check(&missing, &mut found);
        assert_eq!(
            lines(&found),
            [
                "/2 upstream no longer lists it since 1970-01-01T00:00:00.000Z: result of `Driver 1` (entry 1), \
                 heat 441250 `A-Main`, class 91201 `2WD Modified`, event 30952 `Nationals`"
            ]
        );
    }
}
