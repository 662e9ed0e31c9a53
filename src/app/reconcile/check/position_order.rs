//! A result stands ahead of one with more laps, or with as many in less time.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::clock;
use crate::domain::facts::{HeatFacts, ResultFacts};
use crate::domain::finding::Code;
use crate::domain::finish::Finish;
use std::cmp::Reverse;

pub(super) const CHECK: Check = Check { codes: &[Code::PositionOrder], over: Over::Heat(check) };

struct Run<'a> {
    position: i64,
    laps: i64,
    total_ms: i64,
    result: &'a ResultFacts,
}

impl<'a> Run<'a> {
    /// Who did not run the race to its end, or whose laps or time nobody states, compares with nobody.
    fn of(result: &'a ResultFacts) -> Option<Self> {
        let fields = &result.fields;
        let ranked = Finish::of(fields.status.as_deref()) == Finish::Ranked;
        Some(Self {
            position: fields.finish_position.filter(|_| ranked)?,
            laps: fields.laps_completed?,
            total_ms: fields.total_time_ms?,
            result,
        })
    }

    fn merit(&self) -> (Reverse<i64>, i64) {
        (Reverse(self.laps), self.total_ms)
    }
}

/// Neighbours are enough: where any two stand the wrong way round, some two neighbours do. Among those who
/// share a position the best comes first, so neighbours across positions are worst and best.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let mut runs: Vec<Run<'_>> = heat.listed().filter_map(Run::of).collect();
    runs.sort_by_key(|r| (r.position, r.merit(), r.result.entry.entrant));
    for pair in runs.windows(2) {
        let (ahead, behind) = (&pair[0], &pair[1]);
        if ahead.position == behind.position || ahead.merit() <= behind.merit() {
            continue;
        }
        let what = format!(
            "stands ahead at {} with {} laps in {}, {} follows at {} with {} in {}",
            ahead.position,
            ahead.laps,
            clock(ahead.total_ms),
            behind.result.entry,
            behind.position,
            behind.laps,
            clock(behind.total_ms),
        );
        out.push(of_result(Code::PositionOrder, heat, ahead.result, "finishPosition", what));
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, result, said};

    #[test]
    fn fewer_laps_or_more_time_cannot_be_ahead() {
        let laps = said(CHECK, &heat(&[result(1, 11, 300_000), result(2, 12, 310_000)]));
        assert_eq!(
            laps,
            ["/0/finishPosition `Driver 1` (entry 1) stands ahead at 1 with 11 laps in 5:00.000, \
                 `Driver 2` (entry 2) follows at 2 with 12 in 5:10.000; \
                 heat 441250 `A-Main`, class 91201 `2WD Modified`, event 30952 `Nationals`"]
        );
        assert_eq!(said(CHECK, &heat(&[result(1, 12, 310_000), result(2, 12, 300_000)])).len(), 1);
        assert_eq!(said(CHECK, &heat(&[result(1, 1, 9), result(5, 2, 9), result(5, 1, 9)])).len(), 1);
    }

    #[test]
    fn ties_and_good_orders_are_silent() {
        let good = [result(1, 12, 300_000), result(2, 12, 300_000), result(3, 12, 300_001), result(4, 11, 1)];
        assert_eq!(said(CHECK, &heat(&good)), [""; 0]);
        assert_eq!(said(CHECK, &heat(&[result(1, 11, 1), result(1, 12, 1)])), [""; 0]);
    }

    #[test]
    fn who_did_not_finish_or_is_half_known_compares_with_nobody() {
        for status in ["dnf", "DNS", "dq", "Disqualified", "excluded"] {
            let mut behind = result(2, 14, 1);
            behind.status = Some(status.into());
            assert_eq!(said(CHECK, &heat(&[result(1, 12, 300_000), behind])), [""; 0], "{status}");
        }
        let mut no_total = result(2, 14, 1);
        no_total.total_time_ms = None;
        let mut no_laps = result(3, 14, 1);
        no_laps.laps_completed = None;
        assert_eq!(said(CHECK, &heat(&[result(1, 12, 300_000), no_total, no_laps])), [""; 0]);
    }
}
