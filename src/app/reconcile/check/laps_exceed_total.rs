//! Laps times the fastest lap is more than the total.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::clock;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::stats::CountsFrom;

pub(super) const CHECK: Check = Check { codes: &[Code::LapsExceedTotal], over: Over::Heat(check) };

/// The first lap may be shorter than the fastest where it does not count: on race pages, and wherever laps do
/// not say that it does.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let from = heat.laps.as_ref().map(|laps| laps.counts_from);
    for result in &heat.results {
        let fields = &result.fields;
        let (Some(laps), Some(fast), Some(total)) =
            (fields.laps_completed, fields.fast_lap_ms, fields.total_time_ms)
        else {
            continue;
        };
        let first_is_free = match from {
            Some(from) => from != Some(CountsFrom::First),
            None => result.source.is_page(),
        };
        let slow = if first_is_free { laps - 1 } else { laps };
        if i128::from(slow) * i128::from(fast) > i128::from(total) {
            let what = format!(
                "cannot have run {laps} laps in {} with none faster than {}",
                clock(total),
                clock(fast)
            );
            out.push(of_result(Code::LapsExceedTotal, heat, result, "totalTimeMs", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, race, result, said};
    use crate::domain::record::ResultFields;
    use crate::domain::stats::CountsFrom;

    fn fast(of: ResultFields, ms: i64) -> ResultFields {
        ResultFields { fast_lap_ms: Some(ms), ..of }
    }

    #[test]
    fn no_lap_is_faster_than_the_fastest() {
        let said = said(CHECK, &heat(&[fast(result(1, 12, 299_999), 25_000)]));
        assert!(said[0].contains("cannot have run 12 laps in 4:59.999 with none faster than 0:25.000;"));
    }

    #[test]
    fn a_short_first_lap_that_does_not_count_is_fine() {
        let mut facts = race(&[&[5_000, 20_000, 20_000]]);
        facts.results[0].fields.fast_lap_ms = Some(20_000);
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.laps.as_mut().unwrap().counts_from = Some(CountsFrom::First);
        assert_eq!(said(CHECK, &facts).len(), 1);
        facts.laps = None;
        assert_eq!(said(CHECK, &facts), [""; 0], "a page whose laps are another's");
        facts.results[0].fields.fast_lap_ms = Some(23_000);
        assert_eq!(said(CHECK, &facts).len(), 1);
    }

    #[test]
    fn all_laps_alike_and_unknowns_are_fine() {
        let unknown = ResultFields { total_time_ms: None, ..fast(result(2, 12, 0), 25_000) };
        let facts = heat(&[fast(result(1, 12, 300_000), 25_000), unknown, result(3, 5, 1)]);
        assert_eq!(said(CHECK, &facts), [""; 0]);
        assert_eq!(said(CHECK, &heat(&[fast(result(1, i64::MAX, 0), i64::MAX)])).len(), 1, "no overflow");
    }
}
