//! A result that did not start has laps.

use super::{Check, Found, Over, of_result};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::finish::Finish;
use crate::domain::text::count;

pub(super) const CHECK: Check = Check { codes: &[Code::DnsWithLaps], over: Over::Heat(check) };

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    for result in &heat.results {
        let status = result.fields.status.as_deref();
        let laps = result.fields.laps_completed.and_then(|l| u64::try_from(l).ok()).unwrap_or(0);
        if laps > 0 && Finish::of(status) == Finish::DidNotStart {
            let what = format!("is `{}` with {}", status.unwrap_or_default(), count(laps, "lap", "laps"));
            out.push(of_result(Code::DnsWithLaps, heat, result, "status", what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, result, said};
    use crate::domain::record::ResultFields;

    fn status(mut of: ResultFields, word: &str) -> ResultFields {
        of.status = Some(word.into());
        of
    }

    #[test]
    fn who_did_not_start_has_no_laps() {
        let said = said(CHECK, &heat(&[status(result(1, 3, 90_000), "DNS")]));
        assert!(said[0].starts_with("/0/status `Driver 1` (entry 1) is `DNS` with 3 laps;"));
    }

    #[test]
    fn who_stayed_away_or_retired_is_fine() {
        let no_laps = ResultFields { laps_completed: None, ..status(result(3, 0, 0), "dns") };
        let facts = heat(&[status(result(1, 0, 0), "dns"), status(result(2, 3, 90_000), "dnf"), no_laps]);
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }
}
