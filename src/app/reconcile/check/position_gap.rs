//! The positions of a heat leave one out.

use super::{Check, Found, Over, Part, STATED_SO, heat_subject};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;

pub(super) const CHECK: Check = Check { codes: &[Code::PositionGap], over: Over::Heat(check) };

/// A position that nobody holds is no gap where a tie takes it up (1, 2, 2, 4), or where a result that is
/// known but is no row would fill it: one that waits for its entry, or lies in quarantine.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let mut positions: Vec<(i64, Option<usize>)> =
        heat.absent.iter().filter_map(|a| Some((a.finish_position?, None))).collect();
    let mut unplaced = heat.absent.iter().filter(|a| a.finish_position.is_none()).count();
    for (index, result) in heat.results.iter().enumerate().filter(|(_, r)| !r.missing) {
        positions.extend(result.fields.finish_position.map(|p| (p, Some(index))));
    }
    positions.sort_unstable();
    // The last position and how many share it: a tie takes up one position for each.
    let (mut previous, mut sharing): (i64, i64) = (0, 1);
    for (position, index) in positions {
        let from = previous.saturating_add(sharing);
        sharing = if position == previous { sharing + 1 } else { 1 };
        previous = position;
        if position <= from {
            continue;
        }
        let width = position.saturating_sub(from);
        let explained = unplaced.min(usize::try_from(width).unwrap_or(usize::MAX));
        unplaced -= explained;
        let Some(behind) = index.map(|i| &heat.results[i]) else { continue };
        if usize::try_from(width).is_ok_and(|w| w == explained) {
            continue;
        }
        let nobody = match width {
            1 => format!("position {from}"),
            _ => format!("positions {from} to {}", position - 1),
        };
        let next = format!("the next is {} at {position}", behind.entry);
        let message = format!("nobody holds {nobody}, {next}; {}", heat.name);
        let mut finding = Finding::new(Code::PositionGap, message).with_hint(STATED_SO);
        finding.place = behind.source.place(Family::Results, Some("finishPosition"));
        let mut subject = heat_subject(&heat.name);
        subject.push(Part::Number(position));
        out.push(Found { subject, finding });
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{entry, heat, result, said};
    use crate::domain::facts::AbsentResult;

    fn positions(of: &[i64]) -> crate::domain::facts::HeatFacts {
        heat(&of.iter().map(|p| result(*p, 1, 1)).collect::<Vec<_>>())
    }

    #[test]
    fn gaps_are_named_however_wide() {
        let said = said(CHECK, &positions(&[1, 3, i64::MAX]));
        assert!(said[0].starts_with("/1/finishPosition nobody holds position 2, the next is `Driver 2`"));
        assert!(said[1].contains("positions 4 to 9223372036854775806,"), "{}", said[1]);
        assert_eq!(said.len(), 2);
    }

    #[test]
    fn somebody_has_to_win() {
        assert_eq!(said(CHECK, &positions(&[2])).len(), 1);
    }

    #[test]
    fn ties_and_whole_heats_leave_nothing_out() {
        for whole in [&[1, 2, 3][..], &[1, 2, 2, 4], &[1, 1, 3], &[1, 1, 2], &[3, 1, 2], &[]] {
            assert_eq!(said(CHECK, &positions(whole)), [""; 0], "{whole:?}");
        }
        for gap in [&[1, 1, 4][..], &[1, 1, 2, 4]] {
            assert_eq!(said(CHECK, &positions(gap)).len(), 1, "{gap:?}");
        }
    }

    #[test]
    fn results_that_wait_or_were_refused_explain_a_gap() {
        let mut facts = positions(&[1, 3]);
        facts.absent = vec![AbsentResult { entrant: entry(9, "").entrant, finish_position: Some(2) }];
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.absent[0].finish_position = None;
        assert_eq!(said(CHECK, &facts), [""; 0]);
        facts.absent[0].finish_position = Some(7);
        assert_eq!(said(CHECK, &facts).len(), 1);
    }
}
