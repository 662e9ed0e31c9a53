//! A fastest lap takes no time.

use super::{Check, Found, Over, of_result};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;

pub(super) const CHECK: Check = Check { codes: &[Code::ZeroTime], over: Over::Heat(check) };

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    for result in heat.results.iter().filter(|r| r.fields.fast_lap_ms == Some(0)) {
        out.push(of_result(Code::ZeroTime, heat, result, "fastLapMs", "has a fastest lap of 0:00.000"));
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, said};
    use crate::domain::record::ResultFields;

    #[test]
    fn no_lap_takes_no_time() {
        let fast = |ms| ResultFields { fast_lap_ms: ms, ..ResultFields::default() };
        let said = said(CHECK, &heat(&[fast(Some(0)), fast(Some(1)), fast(None)]));
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("/0/fastLapMs `Driver 1` (entry 1) has a fastest lap of 0:00.000;"));
    }
}
