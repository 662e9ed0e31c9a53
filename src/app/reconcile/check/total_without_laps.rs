//! A result has a total time but no laps.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::clock;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;

pub(super) const CHECK: Check = Check { codes: &[Code::TotalWithoutLaps], over: Over::Heat(check) };

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    for result in &heat.results {
        let total = result.fields.total_time_ms.filter(|t| *t > 0);
        if let Some(total) = total
            && result.fields.laps_completed.unwrap_or(0) == 0
        {
            let what = format!("has a total of {} but no laps", clock(total));
            out.push(of_result(Code::TotalWithoutLaps, heat, result, "lapsCompleted", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, result, said};
    use crate::domain::record::ResultFields;

    #[test]
    fn a_total_takes_laps() {
        let unknown = ResultFields { laps_completed: None, ..result(2, 0, 5) };
        let said = said(CHECK, &heat(&[result(1, 0, 61_000), unknown]));
        assert!(
            said[0].starts_with("/0/lapsCompleted `Driver 1` (entry 1) has a total of 1:01.000 but no laps;")
        );
        assert_eq!(said.len(), 2);
    }

    #[test]
    fn neither_or_both_is_fine() {
        assert_eq!(said(CHECK, &heat(&[result(1, 1, 5), result(2, 0, 0), ResultFields::default()])), [""; 0]);
    }
}
