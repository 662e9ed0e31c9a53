//! A total is not the sum of the laps.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::clock;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;

pub(super) const CHECK: Check = Check { codes: &[Code::LapsDoNotAddUp], over: Over::Heat(check) };

/// Only laps 1…n add up to anything, n being what the result says. A total may hold the seconds of penalties,
/// which no lap time does.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    for (result, of) in heat.lapped() {
        let (Some(laps), Some(total)) = (of.whole(), result.fields.total_time_ms) else { continue };
        if i64::try_from(laps.len()).ok() != result.fields.laps_completed {
            continue;
        }
        let sum = laps.iter().map(|ms| i128::from(*ms)).sum::<i128>();
        let total_wide = i128::from(total);
        if total_wide == sum || total_wide == sum + i128::from(of.penalties_ms) {
            continue;
        }
        let sum = i64::try_from(sum).map_or_else(|_| "more than fits".to_owned(), clock);
        let what = format!("has a total of {} but laps that add up to {sum}", clock(total));
        out.push(of_result(Code::LapsDoNotAddUp, heat, result, "totalTimeMs", what));
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{race, said};

    #[test]
    fn a_total_is_the_sum_to_the_millisecond() {
        let mut facts = race(&[&[30_000, 20_000], &[31_000, 20_000]]);
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.results[1].fields.total_time_ms = Some(51_001);
        assert_eq!(
            said(CHECK, &facts),
            ["- `Driver 2` (entry 2) has a total of 0:51.001 but laps that add up to 0:51.000; \
                 heat 441250 `A-Main`, class 91201 `2WD Modified`, event 30952 `Nationals`"]
        );
    }

    #[test]
    fn penalties_may_be_in_the_total() {
        let mut facts = race(&[&[30_000, 20_000]]);
        facts.laps.as_mut().unwrap().entrants[0].penalties_ms = 5_000;
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.results[0].fields.total_time_ms = Some(55_000);
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }

    #[test]
    fn laps_that_are_not_whole_add_up_to_nothing() {
        let mut facts = race(&[&[3, 2], &[3, 2], &[], &[1, 1]]);
        facts.laps.as_mut().unwrap().entrants[3].laps.iter_mut().for_each(|lap| lap.time_ms = i64::MAX);
        facts.results[3].fields.total_time_ms = Some(1);
        assert!(said(CHECK, &facts)[0].contains("more than fits"));
        facts.results.truncate(3);
        facts.results[0].fields.total_time_ms = Some(9);
        facts.results[0].fields.laps_completed = Some(3);
        facts.results[1].fields.total_time_ms = Some(9);
        facts.laps.as_mut().unwrap().entrants[1].laps[1].number = 3;
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.laps = None;
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }
}
