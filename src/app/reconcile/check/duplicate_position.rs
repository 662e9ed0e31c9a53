//! Two results of a heat share a position.

use super::{Check, Found, Over, Part, STATED_SO, heat_subject};
use crate::domain::facts::{HeatFacts, ResultFacts};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;

pub(super) const CHECK: Check = Check { codes: &[Code::DuplicatePosition], over: Over::Heat(check) };

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let mut by_position: Vec<(i64, &ResultFacts)> =
        heat.listed().filter_map(|result| Some((result.fields.finish_position?, result))).collect();
    by_position.sort_by_key(|(position, _)| *position);
    for sharing in by_position.chunk_by(|a, b| a.0 == b.0).filter(|sharing| sharing.len() > 1) {
        let position = sharing[0].0;
        let names: Vec<String> = sharing.iter().map(|(_, r)| r.entry.to_string()).collect();
        let message = format!("{} share position {position}; {}", names.join(" and "), heat.name);
        let mut finding = Finding::new(Code::DuplicatePosition, message).with_hint(STATED_SO);
        finding.place = sharing[sharing.len() - 1].1.source.place(Family::Results, Some("finishPosition"));
        let mut subject = heat_subject(&heat.name);
        subject.push(Part::Number(position));
        out.push(Found { subject, finding });
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, result, said};

    #[test]
    fn shared_positions_are_named_with_their_drivers() {
        let facts = heat(&[result(1, 12, 300_000), result(1, 12, 301_000), result(3, 11, 299_000)]);
        assert_eq!(
            said(CHECK, &facts),
            ["/1/finishPosition `Driver 1` (entry 1) and `Driver 2` (entry 2) share position 1; \
                 heat 441250 `A-Main`, class 91201 `2WD Modified`, event 30952 `Nationals`"]
        );
    }

    #[test]
    fn unknown_positions_and_results_left_out_since_share_nothing() {
        let mut facts = heat(&[result(1, 12, 1), result(1, 12, 2), result(2, 1, 1), result(2, 1, 1)]);
        facts.results[0].missing = true;
        facts.results[2].fields.finish_position = None;
        facts.results[3].fields.finish_position = None;
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }
}
