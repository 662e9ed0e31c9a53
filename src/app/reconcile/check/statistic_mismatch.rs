//! A published number of a result is not what its laps give.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::seconds;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::stats::Statistics;

pub(super) const CHECK: Check = Check { codes: &[Code::StatisticMismatch], over: Over::Heat(check) };

/// Only where it is decided which laps count, and of laps 1…n, n being what the result says.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some(from) = heat.laps.as_ref().and_then(|laps| laps.counts_from) else { return };
    for (result, of) in heat.lapped() {
        let (Some(laps), Some(said)) = (of.whole(), of.published) else { continue };
        if i64::try_from(laps.len()).ok() != result.fields.laps_completed {
            continue;
        }
        let is = Statistics::of(&laps, from);
        let times = [
            ("average lap", said.avg_lap_ms, is.avg_lap_ms),
            ("average of the top 5", said.avg_top5_ms, is.avg_top5_ms),
            ("average of the top 10", said.avg_top10_ms, is.avg_top10_ms),
            ("average of the top 15", said.avg_top15_ms, is.avg_top15_ms),
            ("best 2 consecutive laps", said.top2_consecutive_ms, is.top2_consecutive_ms),
            ("best 3 consecutive laps", said.top3_consecutive_ms, is.top3_consecutive_ms),
            ("standard deviation", said.std_dev_ms, is.std_dev_ms),
        ];
        let of_times = times.map(|(name, said, is)| (name, differ(said, is), " s"));
        let consistency = differ(said.consistency_milli, is.consistency_milli);
        let of_percent = ("consistency", consistency, " %");
        for (name, values, unit) in of_times.into_iter().chain([of_percent]) {
            let Some((said, is)) = values else { continue };
            let what = format!(
                "has a published {name} of {}{unit}, its laps give {}{unit}",
                seconds(said),
                seconds(is)
            );
            out.push(of_result(Code::StatisticMismatch, heat, result, name, what));
        }
        if let (Some(said), Some(is)) = (said.fast_lap_number, is.fast_lap_number.map(i64::from))
            && said != is
        {
            let what = format!("has its fastest lap published as number {said}, its laps give {is}");
            out.push(of_result(Code::StatisticMismatch, heat, result, "", what));
        }
    }
}

/// Both values where both are known and differ. A number printed with two decimals is the one with three,
/// rounded half up again.
fn differ(said: Option<i64>, is: Option<i64>) -> Option<(i64, i64)> {
    let (said, is) = (said?, is?);
    let in_two_decimals = is.saturating_add(5).div_euclid(10).saturating_mul(10);
    (said != is && said != in_two_decimals).then_some((said, is))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::reconcile::sample::{race, said};
    use crate::domain::race_numbers::Numbers;
    use crate::domain::stats::CountsFrom;

    fn publishes(numbers: Numbers) -> HeatFacts {
        let mut facts = race(&[&[30_000, 20_000, 22_001]]);
        let laps = facts.laps.as_mut().unwrap();
        laps.counts_from = Some(CountsFrom::Second);
        laps.entrants[0].published = Some(numbers);
        facts
    }

    #[test]
    fn every_number_is_compared() {
        let numbers = Numbers {
            avg_lap_ms: Some(21_002),
            top2_consecutive_ms: Some(42_000),
            std_dev_ms: Some(1_002),
            consistency_milli: Some(-5),
            fast_lap_number: Some(3),
            ..Numbers::default()
        };
        let said = said(CHECK, &publishes(numbers));
        assert_eq!(
            said[0],
            "- `Driver 1` (entry 1) has a published average lap of 21.002 s, its laps give 21.001 s; \
             heat 441250 `A-Main`, class 91201 `2WD Modified`, event 30952 `Nationals`"
        );
        // 42.000 could be a cell of two decimals.
        assert!(said[1].contains("standard deviation of 1.002 s, its laps give 1.001 s"), "{}", said[1]);
        assert!(said[2].contains("consistency of -0.005 %, its laps give 95."), "{}", said[2]);
        assert!(said[3].contains("published as number 3, its laps give 2;"), "{}", said[3]);
        assert_eq!(said.len(), 4);
    }

    #[test]
    fn equal_numbers_and_unknown_ones_are_silent() {
        let exact = Numbers {
            avg_lap_ms: Some(21_001),
            avg_top5_ms: Some(1),
            top2_consecutive_ms: Some(42_001),
            fast_lap_number: Some(2),
            behind_ms: Some(9),
            ..Numbers::default()
        };
        assert_eq!(said(CHECK, &publishes(exact)), [""; 0]);
        let wrong = Numbers { avg_lap_ms: Some(1), ..exact };
        let mut undecided = publishes(wrong);
        undecided.laps.as_mut().unwrap().counts_from = None;
        assert_eq!(said(CHECK, &undecided), [""; 0]);
        let mut not_whole = publishes(wrong);
        not_whole.results[0].fields.laps_completed = Some(4);
        assert_eq!(said(CHECK, &not_whole), [""; 0]);
    }
}
