//! A lap or a fastest lap takes an hour or more.

use super::{Check, Found, Over, of_laps, of_result, such_laps};
use crate::domain::duration::clock;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check { codes: &[Code::LongLap], over: Over::Heat(check) };

/// Milliseconds from which a lap is longer than any car's.
const LONG_MS: i64 = 3_600_000;

/// Of one whose laps say so, the fastest lap need not say it again.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let mut named = BTreeSet::new();
    for of in heat.laps.iter().flat_map(|laps| &laps.entrants) {
        if let Some(which) = such_laps(of, |ms| ms >= LONG_MS) {
            let longest = of.laps.iter().map(|lap| lap.time_ms).max().unwrap_or_default();
            named.insert(of.entry.entrant);
            out.push(of_laps(
                Code::LongLap,
                heat,
                &of.entry,
                format!("has {which} of up to {}", clock(longest)),
            ));
        }
    }
    for result in heat.results.iter().filter(|r| !named.contains(&r.entry.entrant)) {
        if let Some(fast) = result.fields.fast_lap_ms.filter(|ms| *ms >= LONG_MS) {
            let what = format!("has a fastest lap of {}", clock(fast));
            out.push(of_result(Code::LongLap, heat, result, "fastLapMs", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, race, said};
    use crate::domain::record::ResultFields;

    #[test]
    fn an_hour_is_long() {
        let fast = |ms| ResultFields { fast_lap_ms: ms, ..ResultFields::default() };
        let said = said(CHECK, &heat(&[fast(Some(3_599_999)), fast(Some(3_600_000)), fast(None)]));
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("/1/fastLapMs `Driver 2` (entry 2) has a fastest lap of 1:00:00.000;"));
    }

    #[test]
    fn each_entrant_is_named_once() {
        let said = said(CHECK, &race(&[&[3_600_000, 3_700_000], &[3_599_999]]));
        assert!(
            said[0].starts_with("- `Driver 1` (entry 1) has lap 1 and 1 more lap of up to 1:01:40.000;"),
            "{said:?}"
        );
        assert_eq!(said.len(), 1);
    }
}
