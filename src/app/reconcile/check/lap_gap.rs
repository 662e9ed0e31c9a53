//! The laps of an entrant leave a number out.

use super::{Check, Found, Over, of_laps};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::text::thousands;

pub(super) const CHECK: Check = Check { codes: &[Code::LapGap], over: Over::Heat(check) };

/// A lap that was refused explains a gap.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some(laps) = heat.laps.as_ref().filter(|laps| !laps.any_refused) else { return };
    for of in &laps.entrants {
        let Some(last) = of.last_number() else { continue };
        let missing = u64::from(last).saturating_sub(of.laps.len() as u64);
        let Some((first, _)) = (1u32..).zip(&of.laps).find(|(expected, lap)| lap.number != *expected) else {
            continue;
        };
        let more = match missing.saturating_sub(1) {
            0 => String::new(),
            more => format!(" and {} more", thousands(more)),
        };
        let what = format!("has no lap {first}{more}, though a lap {last}");
        out.push(of_laps(Code::LapGap, heat, &of.entry, what));
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{race, said};

    #[test]
    fn numbers_run_from_one_without_a_gap() {
        let mut facts = race(&[&[3, 2, 2], &[3, 2], &[]]);
        assert_eq!(said(CHECK, &facts), [""; 0]);
        let laps = facts.laps.as_mut().unwrap();
        laps.entrants[0].laps[2].number = 4;
        laps.entrants[1].laps[0].number = 3;
        laps.entrants[1].laps[1].number = u32::MAX;
        let said_of = said(CHECK, &facts);
        assert!(
            said_of[0].starts_with("- `Driver 1` (entry 1) has no lap 3, though a lap 4;"),
            "{said_of:?}"
        );
        assert!(said_of[1].contains("has no lap 1 and 4,294,967,292 more, though a lap 4294967295;"));
        assert_eq!(said_of.len(), 2);
        facts.laps.as_mut().unwrap().any_refused = true;
        assert_eq!(said(CHECK, &facts), [""; 0]);
    }
}
