//! A fastest lap takes an hour or more.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::clock;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;

pub(super) const CHECK: Check = Check { codes: &[Code::LongLap], over: Over::Heat(check) };

/// Milliseconds from which a lap is longer than any car's.
const LONG_MS: i64 = 3_600_000;

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    for result in &heat.results {
        if let Some(fast) = result.fields.fast_lap_ms.filter(|ms| *ms >= LONG_MS) {
            let what = format!("has a fastest lap of {}", clock(fast));
            out.push(of_result(Code::LongLap, heat, result, "fastLapMs", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, said};
    use crate::domain::record::ResultFields;

    #[test]
    fn an_hour_is_long() {
        let fast = |ms| ResultFields { fast_lap_ms: ms, ..ResultFields::default() };
        let said = said(CHECK, &heat(&[fast(Some(3_599_999)), fast(Some(3_600_000)), fast(None)]));
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("/1/fastLapMs `Driver 2` (entry 2) has a fastest lap of 1:00:00.000;"));
    }
}
