//! A lap or a fastest lap takes no time.

use super::{Check, Found, Over, of_laps, of_result, such_laps};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check { codes: &[Code::ZeroTime], over: Over::Heat(check) };

/// Of one whose laps say so, the fastest lap need not say it again.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let mut named = BTreeSet::new();
    for of in heat.laps.iter().flat_map(|laps| &laps.entrants) {
        if let Some(which) = such_laps(of, |ms| ms == 0) {
            named.insert(of.entry.entrant);
            out.push(of_laps(Code::ZeroTime, heat, &of.entry, format!("has {which} of 0:00.000")));
        }
    }
    let zero = heat.results.iter().filter(|r| r.fields.fast_lap_ms == Some(0));
    for result in zero.filter(|r| !named.contains(&r.entry.entrant)) {
        out.push(of_result(Code::ZeroTime, heat, result, "fastLapMs", "has a fastest lap of 0:00.000"));
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, race, said};
    use crate::domain::record::ResultFields;

    #[test]
    fn no_lap_takes_no_time() {
        let fast = |ms| ResultFields { fast_lap_ms: ms, ..ResultFields::default() };
        let said = said(CHECK, &heat(&[fast(Some(0)), fast(Some(1)), fast(None)]));
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("/0/fastLapMs `Driver 1` (entry 1) has a fastest lap of 0:00.000;"));
    }

    #[test]
    fn each_entrant_is_named_once() {
        let said = said(CHECK, &race(&[&[9, 0, 0, 0], &[9, 0], &[9]]));
        assert!(said[0].starts_with("- `Driver 1` (entry 1) has lap 2 and 2 more laps of 0:00.000;"));
        assert!(said[1].starts_with("- `Driver 2` (entry 2) has lap 2 of 0:00.000;"));
        assert_eq!(said.len(), 2);
    }
}
