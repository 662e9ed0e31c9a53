//! A result has another number of laps than its laps.

use super::{Check, Found, Over, of_result};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;

pub(super) const CHECK: Check = Check { codes: &[Code::LapCountMismatch], over: Over::Heat(check) };

/// Where a lap was refused, that one may be the last.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    if heat.laps.as_ref().is_some_and(|laps| laps.any_refused) {
        return;
    }
    for (result, of) in heat.lapped() {
        let (Some(last), Some(stated)) = (of.last_number(), result.fields.laps_completed) else { continue };
        if stated != i64::from(last) {
            let what = format!("completed {stated} by its result, but its last lap is number {last}");
            out.push(of_result(Code::LapCountMismatch, heat, result, "lapsCompleted", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{race, said};

    #[test]
    fn the_last_lap_is_the_number_of_laps() {
        let mut facts = race(&[&[3, 2], &[3, 2], &[]]);
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.results[0].fields.laps_completed = Some(3);
        facts.results[1].fields.laps_completed = None;
        let said_of = said(CHECK, &facts);
        assert!(
            said_of[0].starts_with(
                "- `Driver 1` (entry 1) completed 3 by its result, but its last lap is number 2;"
            )
        );
        assert_eq!(said_of.len(), 1);
        facts.laps.as_mut().unwrap().any_refused = true;
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }
}
