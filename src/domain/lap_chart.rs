//! The lap chart of a race: how far on, in which place and how far behind each car was at each of its laps.

/// One lap as a race states it. The start row (lap 0) is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lap {
    /// Its number in the race, from 1.
    pub number: u32,
    /// Its time in milliseconds.
    pub time_ms: i64,
    /// The place at its end, where stated.
    pub position: Option<i64>,
}

/// What the laps of a race say of one of them; times in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChartedLap {
    /// Race clock at its end: the sum of all laps up to it. None from the first gap in the numbering on.
    pub elapsed_ms: Option<i64>,
    /// The stated place, else the rank by elapsed time among those who completed this lap, as LiveRC prints
    /// it, checked on every lap of two real races. None where it has neither.
    pub position: Option<i64>,
    /// Behind the first to complete this lap number; 0 for that one.
    pub gap_to_leader_ms: Option<i64>,
    /// Behind the one who completed this lap number just before; none for the first.
    pub gap_ahead_ms: Option<i64>,
}

/// Race clock at the end of each lap, in milliseconds, of laps sorted by number. None from the first gap or
/// repetition in the numbering on, or where the sum does not fit.
pub(super) fn elapsed(laps: &[Lap]) -> impl Iterator<Item = Option<i64>> + '_ {
    let mut sum = Some(0i64);
    (1u64..).zip(laps).map(move |(expected, lap)| {
        sum = sum.filter(|_| u64::from(lap.number) == expected).and_then(|sum| sum.checked_add(lap.time_ms));
        sum
    })
}

/// Charts a race: the laps of each entrant, sorted by number, give as many charted laps in the same places.
///
/// Cars with an unknown clock neither rank nor are gaps measured to them. Of cars whose clock is equal at a
/// lap, the one that ranks first at the lap before ranks first, at lap 1 the one that is given first; so
/// ranks are 1, 2, 3… without a shared place. The order of the gaps is always that of the clock, whatever
/// places are stated.
#[must_use]
pub fn lap_chart<L: AsRef<[Lap]>>(entrants: &[L]) -> Vec<Vec<ChartedLap>> {
    let mut chart: Vec<Vec<ChartedLap>> = entrants
        .iter()
        .map(|laps| {
            let laps = laps.as_ref();
            elapsed(laps)
                .zip(laps)
                .map(|(elapsed_ms, lap)| ChartedLap {
                    elapsed_ms,
                    position: lap.position,
                    ..ChartedLap::default()
                })
                .collect()
        })
        .collect();

    // A clock known at a lap was known at the lap before, at the index before: the field only shrinks, and a
    // stable sort keeps equals in their last order.
    let mut field: Vec<(i64, usize)> = (0..chart.len()).map(|entrant| (0, entrant)).collect();
    for index in 0.. {
        field.retain_mut(|(clock, entrant)| {
            let known = chart[*entrant].get(index).and_then(|lap| lap.elapsed_ms);
            *clock = known.unwrap_or_default();
            known.is_some()
        });
        field.sort_by_key(|&(clock, _)| clock);
        let Some(&(leader, _)) = field.first() else { break };
        let mut ahead = None;
        for (rank, &(clock, entrant)) in (1i64..).zip(&field) {
            let lap = &mut chart[entrant][index];
            lap.position = lap.position.or(Some(rank));
            lap.gap_to_leader_ms = clock.checked_sub(leader);
            lap.gap_ahead_ms = ahead.and_then(|ahead| clock.checked_sub(ahead));
            ahead = Some(clock);
        }
    }
    chart
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    fn laps(times: &[i64]) -> Vec<Lap> {
        (1..).zip(times).map(|(number, &time_ms)| Lap { number, time_ms, position: None }).collect()
    }

    fn column<T>(chart: &[Vec<ChartedLap>], of: impl Fn(&ChartedLap) -> T) -> Vec<Vec<T>> {
        chart.iter().map(|laps| laps.iter().map(&of).collect()).collect()
    }

    #[test]
    fn places_and_gaps_follow_the_clock() {
        let chart = lap_chart(&[laps(&[10, 12, 11]), laps(&[11, 10, 13]), laps(&[15])]);
        assert_eq!(column(&chart, |l| l.elapsed_ms.unwrap()), [vec![10, 22, 33], vec![11, 21, 34], vec![15]]);
        assert_eq!(column(&chart, |l| l.position.unwrap()), [vec![1, 2, 1], vec![2, 1, 2], vec![3]]);
        assert_eq!(column(&chart, |l| l.gap_to_leader_ms.unwrap()), [vec![0, 1, 0], vec![1, 0, 1], vec![5]]);
        assert_eq!(
            column(&chart, |l| l.gap_ahead_ms),
            [vec![None, Some(1), None], vec![Some(1), None, Some(1)], vec![Some(4)]]
        );
    }

    #[test]
    fn equal_clocks_keep_their_last_order() {
        let chart = lap_chart(&[laps(&[10, 10]), laps(&[9, 11]), laps(&[10, 10])]);
        assert_eq!(column(&chart, |l| l.position.unwrap()), [vec![2, 2], vec![1, 1], vec![3, 3]]);
        assert_eq!(
            column(&chart, |l| l.gap_ahead_ms),
            [vec![Some(1), Some(0)], vec![None, None], vec![Some(0), Some(0)]]
        );
    }

    #[test]
    fn a_stated_place_stands_and_the_gaps_stay_the_clocks() {
        let mut first = laps(&[10]);
        first[0].position = Some(7);
        let chart = lap_chart(&[first, laps(&[12])]);
        assert_eq!(column(&chart, |l| l.position), [[Some(7)], [Some(2)]]);
        assert_eq!(column(&chart, |l| l.gap_to_leader_ms), [[Some(0)], [Some(2)]]);
    }

    #[test]
    fn from_a_gap_on_the_clock_is_unknown() {
        let mut gap = laps(&[10, 10, 10]);
        gap[1].number = 3;
        gap[2].number = 4;
        gap[2].position = Some(2);
        let chart = lap_chart(&[gap, laps(&[11, 11, 11, 11])]);
        assert_eq!(column(&chart, |l| l.elapsed_ms)[0], [Some(10), None, None]);
        assert_eq!(column(&chart, |l| l.position)[0], [Some(1), None, Some(2)]);
        assert_eq!(column(&chart, |l| l.position)[1], [Some(2), Some(1), Some(1), Some(1)]);
        assert_eq!(chart[0][1], ChartedLap::default());

        let twice = [laps(&[10])[0], laps(&[11])[0]];
        assert_eq!(lap_chart(&[twice])[0][1].elapsed_ms, None);
        assert_eq!(lap_chart(&[laps(&[i64::MAX, 1])])[0][1], ChartedLap::default());
        assert!(lap_chart::<Vec<Lap>>(&[]).is_empty());
        assert_eq!(lap_chart(&[laps(&[])]), [vec![]]);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default()
        })]

        /// Against the plain reading: count who was there before, lap by lap.
        #[test]
        fn a_rank_counts_those_before(
            times in proptest::collection::vec(proptest::collection::vec(0i64..6, 0..6), 0..6)
        ) {
            let chart = lap_chart(&times.iter().map(|t| laps(t)).collect::<Vec<_>>());
            for (car, mine) in chart.iter().enumerate() {
                for (index, lap) in mine.iter().enumerate() {
                    let clock = |car: usize, index: usize| -> i64 { times[car][..=index].iter().sum() };
                    // Clocks from this lap back to the first, then the place among the entrants.
                    let key = |car: usize| -> (Vec<i64>, usize) {
                        ((0..=index).rev().map(|i| clock(car, i)).collect(), car)
                    };
                    let others: Vec<_> = (0..times.len()).filter(|&c| times[c].len() > index).collect();
                    let before: Vec<_> = others.iter().copied().filter(|&c| key(c) < key(car)).collect();
                    prop_assert_eq!(lap.position, i64::try_from(before.len()).ok().map(|n| n + 1));
                    prop_assert_eq!(lap.elapsed_ms, Some(clock(car, index)));
                    let least = others.iter().map(|&c| clock(c, index)).min();
                    prop_assert_eq!(lap.gap_to_leader_ms, least.map(|least| clock(car, index) - least));
                    let next = before.iter().map(|&c| clock(c, index)).max();
                    prop_assert_eq!(lap.gap_ahead_ms, next.map(|next| clock(car, index) - next));
                }
            }
        }
    }
}
