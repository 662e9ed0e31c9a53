//! A stated fastest lap is not the fastest of the laps.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::clock;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::stats::{CountsFrom, fastest};

pub(super) const CHECK: Check = Check { codes: &[Code::FastLapMismatch], over: Over::Heat(check) };

/// Where it is undecided which laps count, both readings are good.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let from = heat.laps.as_ref().and_then(|laps| laps.counts_from);
    for (result, of) in heat.lapped() {
        let (Some(laps), Some(stated)) = (of.whole(), result.fields.fast_lap_ms) else { continue };
        // A lap that is not there may be the fastest.
        if result.fields.laps_completed.is_some_and(|n| i64::try_from(laps.len()).ok() != Some(n)) {
            continue;
        }
        let least = |from: CountsFrom| fastest(from.of(&laps)).map(|(_, ms)| ms);
        let readings = match from {
            Some(from) => [least(from), None],
            None => [least(CountsFrom::First), least(CountsFrom::Second)],
        };
        let Some(derived) = readings[0] else { continue };
        if !readings.contains(&Some(stated)) {
            let what = format!(
                "has a fastest lap of {}, but the least of its laps is {}",
                clock(stated),
                clock(derived)
            );
            out.push(of_result(Code::FastLapMismatch, heat, result, "fastLapMs", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{race, said};
    use crate::domain::facts::HeatFacts;
    use crate::domain::stats::CountsFrom;

    fn stated(ms: i64, from: Option<CountsFrom>) -> HeatFacts {
        let mut facts = race(&[&[5_000, 20_000, 21_000]]);
        facts.results[0].fields.fast_lap_ms = Some(ms);
        facts.laps.as_mut().unwrap().counts_from = from;
        facts
    }

    #[test]
    fn only_laps_that_count_are_fast() {
        let second = Some(CountsFrom::Second);
        assert_eq!(said(CHECK, &stated(20_000, second)), [""; 0]);
        assert!(
            said(CHECK, &stated(5_000, second))[0]
                .contains("has a fastest lap of 0:05.000, but the least of its laps is 0:20.000;")
        );
        assert_eq!(said(CHECK, &stated(20_000, Some(CountsFrom::First))).len(), 1);
    }

    #[test]
    fn either_is_good_while_it_is_undecided() {
        assert_eq!(said(CHECK, &stated(20_000, None)), [""; 0]);
        assert_eq!(said(CHECK, &stated(5_000, None)), [""; 0]);
        assert_eq!(said(CHECK, &stated(21_000, None)).len(), 1);
    }

    #[test]
    fn a_lap_that_is_not_there_may_be_the_fastest() {
        let mut facts = stated(1_000, None);
        facts.results[0].fields.laps_completed = Some(4);
        assert_eq!(said(CHECK, &facts), [""; 0]);
        let mut gap = stated(1_000, None);
        gap.laps.as_mut().unwrap().entrants[0].laps[2].number = 4;
        assert_eq!(said(CHECK, &gap), [""; 0]);
    }
}
