//! The results of a race that nobody states, made from its laps.

use super::lap_chart::{Lap, elapsed};
use std::cmp::Reverse;

/// What laps alone say of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultFromLaps {
    /// From 1, every entrant its own.
    pub finish_position: i64,
    /// The highest lap number; 0 without laps. As LiveRC prints it, checked on every starter of two real
    /// races, as is the total.
    pub laps_completed: u32,
    /// The exact sum of all laps, in milliseconds. None without laps, with a gap in the numbering, or where
    /// it does not fit.
    pub total_time_ms: Option<i64>,
    /// The least lap, in milliseconds, where it is the same with and without lap 1; else none. Which laps
    /// count is not known here, and a short first lap must not pass for the fastest. None with a gap too:
    /// the lap that is not there may be the fastest.
    pub fast_lap_ms: Option<i64>,
}

/// The result of each entrant, in the order given, from laps sorted by number. More laps come first, then a
/// smaller total, an unknown total last among equals; what is equal still, in the order given.
#[must_use]
pub fn results_from_laps<L: AsRef<[Lap]>>(entrants: &[L]) -> Vec<ResultFromLaps> {
    let mut results: Vec<_> = entrants.iter().map(|laps| unplaced(laps.as_ref())).collect();
    let mut order: Vec<usize> = (0..results.len()).collect();
    order.sort_by_key(|&entrant| {
        let result = &results[entrant];
        (Reverse(result.laps_completed), result.total_time_ms.is_none(), result.total_time_ms)
    });
    for (finish_position, entrant) in (1..).zip(order) {
        results[entrant].finish_position = finish_position;
    }
    results
}

fn unplaced(laps: &[Lap]) -> ResultFromLaps {
    let least = |laps: &[Lap]| laps.iter().map(|lap| lap.time_ms).min();
    let gapless = (1u64..).zip(laps).all(|(expected, lap)| u64::from(lap.number) == expected);
    let fast = least(laps);
    ResultFromLaps {
        finish_position: 0,
        laps_completed: laps.iter().map(|lap| lap.number).max().unwrap_or(0),
        total_time_ms: elapsed(laps).last().flatten(),
        fast_lap_ms: fast.filter(|_| gapless && fast == least(laps.get(1..).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laps(times: &[i64]) -> Vec<Lap> {
        (1..).zip(times).map(|(number, &time_ms)| Lap { number, time_ms, position: None }).collect()
    }

    #[test]
    fn laps_then_time_then_the_order_given() {
        let mut gap = laps(&[10, 10]);
        gap[1].number = 3;
        let race =
            [laps(&[]), gap, laps(&[20, 20, 20]), laps(&[10, 10, 12]), laps(&[9, 9]), laps(&[10, 12, 10])];
        let results = results_from_laps(&race);
        let say = |of: fn(&ResultFromLaps) -> i64| results.iter().map(of).collect::<Vec<_>>();
        assert_eq!(say(|r| r.finish_position), [6, 4, 3, 1, 5, 2]);
        assert_eq!(say(|r| i64::from(r.laps_completed)), [0, 3, 3, 3, 2, 3]);
        assert_eq!(
            results.iter().map(|r| r.total_time_ms).collect::<Vec<_>>(),
            [None, None, Some(60), Some(32), Some(18), Some(32)]
        );
    }

    #[test]
    fn a_fast_lap_is_one_however_the_first_counts() {
        let fast = |times: &[i64]| results_from_laps(&[laps(times)])[0].fast_lap_ms;
        assert_eq!(fast(&[30, 20, 25]), Some(20));
        assert_eq!(fast(&[20, 20, 25]), Some(20));
        assert_eq!(fast(&[3, 20, 25]), None, "a false first lap");
        assert_eq!(fast(&[30]), None, "nothing counts for certain");
        assert_eq!(fast(&[]), None);
        let mut gap = laps(&[30, 20]);
        gap[1].number = 3;
        assert_eq!(results_from_laps(&[gap])[0].fast_lap_ms, None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_unknown() {
        let result = results_from_laps(&[laps(&[i64::MAX, i64::MAX])])[0];
        assert_eq!((result.laps_completed, result.total_time_ms), (2, None));
    }
}
