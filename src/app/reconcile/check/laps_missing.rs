//! A result has no laps in a race of which there are laps.

use super::{Check, Found, Over, of_result};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::text::{count, folded};
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check { codes: &[Code::LapsMissing], over: Over::Heat(check) };

/// One of the same name with laps is most likely the same person, whom nobody has matched yet; and what was
/// refused may be the laps.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some(laps) = heat.laps.as_ref().filter(|laps| !laps.any_refused) else { return };
    let with_laps = || laps.entrants.iter().filter(|e| !e.laps.is_empty());
    if with_laps().next().is_none() {
        return;
    }
    // Folding names takes longer than all else here, and nearly nobody is without laps.
    let names =
        LazyCell::new(|| -> BTreeSet<String> { with_laps().map(|e| folded(&e.entry.driver_name)).collect() });
    for result in heat.listed() {
        let completed = result.fields.laps_completed.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        let has_none = laps.of(result.entry.entrant).is_none_or(|of| of.laps.is_empty());
        if completed > 0 && has_none && !names.contains(&folded(&result.entry.driver_name)) {
            let what = format!("completed {} of which none is known", count(completed, "lap", "laps"));
            let mut found = of_result(Code::LapsMissing, heat, result, "lapsCompleted", what);
            found.finding.hint = Some(
                "a capture of the race that holds all its laps brings them: run `heatlink import PATH`"
                    .into(),
            );
            out.push(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{race, said};

    #[test]
    fn who_ran_among_others_has_laps() {
        let mut facts = race(&[&[3, 2], &[3, 2], &[], &[]]);
        assert_eq!(said(CHECK, &facts), [""; 0], "who did not start has none");
        facts.results[2].fields.laps_completed = Some(7);
        assert!(
            said(CHECK, &facts)[0]
                .starts_with("- `Driver 3` (entry 3) completed 7 laps of which none is known;")
        );
        facts.results[2].entry.driver_name = "DRIVER  1".into();
        assert_eq!(said(CHECK, &facts), [""; 0], "one person under two ids");
    }

    #[test]
    fn a_race_without_laps_lacks_none() {
        let mut facts = race(&[&[3, 2], &[3, 2]]);
        facts.laps.as_mut().unwrap().entrants.iter_mut().for_each(|e| e.laps.clear());
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.laps = None;
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }
}
