//! An interval is not the gap between the totals.

use super::{Check, Found, Over, of_result};
use crate::domain::duration::seconds;
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;

pub(super) const CHECK: Check = Check { codes: &[Code::IntervalMismatch], over: Over::Heat(check) };

/// An interval is the gap to the leader, so it follows from two totals over as many laps. Over fewer laps
/// it says something that totals do not tell.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some((laps, total)) = leader(heat) else { return };
    for result in heat.listed().filter(|r| r.fields.laps_completed == Some(laps)) {
        let (Some(own), Some(interval)) = (result.fields.total_time_ms, result.fields.interval_ms) else {
            continue;
        };
        let gap = own.saturating_sub(total);
        if gap != interval {
            let what = format!(
                "has an interval of {} s but is {} s from the leader's total",
                seconds(interval),
                seconds(gap)
            );
            out.push(of_result(Code::IntervalMismatch, heat, result, "intervalMs", what));
        }
    }
}

/// Laps and total at position 1, when all who hold it agree.
fn leader(heat: &HeatFacts) -> Option<(i64, i64)> {
    let mut first = heat
        .listed()
        .filter(|r| r.fields.finish_position == Some(1))
        .map(|r| r.fields.laps_completed.zip(r.fields.total_time_ms));
    let leader = first.next()??;
    first.all(|other| other == Some(leader)).then_some(leader)
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, result, said};
    use crate::domain::record::ResultFields;

    fn interval(of: ResultFields, ms: i64) -> ResultFields {
        ResultFields { interval_ms: Some(ms), ..of }
    }

    #[test]
    fn anything_but_the_gap_to_the_leader_is_a_mismatch() {
        let facts = heat(&[
            interval(result(1, 12, 315_420), 0),
            interval(result(2, 12, 316_100), 680),
            interval(result(3, 12, 317_100), 1_000), // the gap to the one ahead
        ]);
        let said = said(CHECK, &facts);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with(
            "/2/intervalMs `Driver 3` (entry 3) has an interval of 1.000 s but is 1.680 s from the leader's total;"
        ));
    }

    #[test]
    fn a_leader_that_trails_itself_is_a_mismatch() {
        assert_eq!(said(CHECK, &heat(&[interval(result(1, 12, 315_420), 5)])).len(), 1);
    }

    #[test]
    fn nothing_is_said_of_what_cannot_be_checked() {
        let lapped = interval(result(2, 11, 316_100), 4_000);
        let unknown = ResultFields { total_time_ms: None, ..interval(result(3, 12, 0), 9) };
        assert_eq!(
            said(CHECK, &heat(&[result(1, 12, 315_420), result(2, 12, 316_000), lapped, unknown])),
            [""; 0]
        );
        let no_leader = interval(result(2, 12, 316_100), 1);
        assert_eq!(said(CHECK, &heat(&[no_leader])), [""; 0]);
        let two = [result(1, 12, 10), result(1, 12, 20), interval(result(3, 12, 30), 5)];
        assert_eq!(said(CHECK, &heat(&two)), [""; 0]);
    }
}
