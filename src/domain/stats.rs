//! The statistics that LiveRC prints on a race page, derived from laps: exact, in whole milliseconds, and
//! rounded as there (half up to three decimals of a second or of a percent), never by way of a float. Every
//! formula is as LiveRC prints it, checked on every starter of two real races. Lap times are milliseconds
//! from 0 up; what does not fit 128-bit arithmetic is none.

/// Which laps of a race its statistics are over. One choice for all of a race, and no page says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsFrom {
    /// All laps.
    First,
    /// All but the first, which began on the grid.
    Second,
}

impl CountsFrom {
    /// The laps that count, of laps 1…n in order.
    #[must_use]
    pub fn of(self, laps: &[i64]) -> &[i64] {
        match self {
            Self::First => laps,
            Self::Second => laps.get(1..).unwrap_or_default(),
        }
    }

    /// The number in the race of the first lap that counts.
    #[must_use]
    pub const fn first_number(self) -> u32 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }
}

/// The derived statistics of one result; each is none where too few laps count for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Mean lap, in milliseconds; LiveRC's `avgLap`.
    pub avg_lap_ms: Option<i64>,
    /// Mean of the five fastest laps, in milliseconds; LiveRC's `avgTop5`.
    pub avg_top5_ms: Option<i64>,
    /// Mean of the ten fastest laps, in milliseconds; LiveRC's `avgTop10`.
    pub avg_top10_ms: Option<i64>,
    /// Mean of the fifteen fastest laps, in milliseconds; LiveRC's `avgTop15`.
    pub avg_top15_ms: Option<i64>,
    /// The fastest two laps in a row, their sum in milliseconds; LiveRC's `top2Consecutive`.
    pub top2_consecutive_ms: Option<i64>,
    /// The fastest three laps in a row, their sum in milliseconds; LiveRC's `top3Consecutive`.
    pub top3_consecutive_ms: Option<i64>,
    /// Population standard deviation, in milliseconds; LiveRC's `stdDeviation`.
    pub std_dev_ms: Option<i64>,
    /// Thousandths of a percent, below zero where laps scatter wider than their mean; LiveRC's `consistency`.
    pub consistency_milli: Option<i64>,
    /// The fastest lap, in milliseconds; LiveRC's `fastLap`.
    pub fast_lap_ms: Option<i64>,
    /// The first lap that reaches it, by its number in the race.
    pub fast_lap_number: Option<u32>,
}

impl Statistics {
    /// The statistics of laps 1…n, in order and without a gap.
    #[must_use]
    pub fn of(laps: &[i64], from: CountsFrom) -> Self {
        let laps = from.of(laps);
        let fastest = fastest(laps);
        Self {
            avg_lap_ms: mean(laps),
            avg_top5_ms: mean_of_fastest(laps, 5),
            avg_top10_ms: mean_of_fastest(laps, 10),
            avg_top15_ms: mean_of_fastest(laps, 15),
            top2_consecutive_ms: best_consecutive(laps, 2),
            top3_consecutive_ms: best_consecutive(laps, 3),
            std_dev_ms: std_dev(laps),
            consistency_milli: consistency(laps),
            fast_lap_ms: fastest.map(|(_, ms)| ms),
            fast_lap_number: fastest
                .and_then(|(index, _)| u32::try_from(index).ok()?.checked_add(from.first_number())),
        }
    }
}

/// The least lap and the index of the first that reaches it. As LiveRC prints `fastLap` and its lap number.
#[must_use]
pub fn fastest(laps: &[i64]) -> Option<(usize, i64)> {
    laps.iter().copied().enumerate().min_by_key(|&(_, ms)| ms)
}

/// The mean in milliseconds, half up. As LiveRC prints `avgLap`.
#[must_use]
pub fn mean(laps: &[i64]) -> Option<i64> {
    let count = count(laps)?;
    rounded(sum(laps)?.checked_mul(2)?, count)
}

/// The mean of the fastest so many laps in milliseconds, half up; none where there are fewer. As LiveRC
/// prints `avgTop5`, `avgTop10` and `avgTop15`.
#[must_use]
pub fn mean_of_fastest(laps: &[i64], many: usize) -> Option<i64> {
    if laps.len() < many {
        return None;
    }
    let mut sorted = laps.to_vec();
    sorted.sort_unstable();
    mean(&sorted[..many])
}

/// The smallest sum of so many adjacent laps, in milliseconds; none where there are fewer. As LiveRC prints
/// `top2Consecutive` and `top3Consecutive`.
#[must_use]
pub fn best_consecutive(laps: &[i64], many: usize) -> Option<i64> {
    if many == 0 || laps.len() < many {
        return None;
    }
    let mut running = sum(&laps[..many])?;
    let mut best = running;
    for (leaves, enters) in laps.iter().zip(&laps[many..]) {
        running = running.checked_add(i128::from(*enters) - i128::from(*leaves))?;
        best = best.min(running);
    }
    i64::try_from(best).ok()
}

/// The population standard deviation in milliseconds, half up. As LiveRC prints `stdDeviation`.
///
/// With V = n·Σx² − (Σx)² it is √V/n. Half up that is ⌊(2√V + n) / 2n⌋, and since n and 2n are whole,
/// ⌊2√V⌋ = ⌊√4V⌋ serves as well as 2√V.
#[must_use]
pub fn std_dev(laps: &[i64]) -> Option<i64> {
    let root = scatter(laps)?.checked_mul(4)?.isqrt();
    rounded(i128::try_from(root).ok()?, count(laps)?)
}

/// 100·(1 − standard deviation / mean), both unrounded, in thousandths of a percent, half up; none where the
/// laps sum to nothing. As LiveRC prints `consistency`.
///
/// With S = Σx the quotient is √V/S. Half up, 100000·(1 − √V/S) is ⌊(200001·S − 200000·√V) / 2S⌋, and since
/// the other numbers are whole, ⌈√(200000²·V)⌉ serves as well as 200000·√V.
#[must_use]
pub fn consistency(laps: &[i64]) -> Option<i64> {
    const SCALE: u128 = 200_000;
    let sum = sum(laps)?;
    if sum <= 0 {
        return None;
    }
    let square = scatter(laps)?.checked_mul(SCALE * SCALE)?;
    let floor = square.isqrt();
    let ceil = i128::try_from(floor + u128::from(floor * floor < square)).ok()?;
    let above = sum.checked_mul(200_001)?.checked_sub(ceil)?;
    i64::try_from(above.div_euclid(sum.checked_mul(2)?)).ok()
}

/// Which laps of a race count: the choice that reproduces the published average of every driver who has one,
/// and laps (1…n, in order, without a gap; times and averages in milliseconds). None, undecided, where no
/// driver has both, or both choices fit, or neither.
///
/// As LiveRC prints `avgLap`, checked on every starter of two real races: one choice fits all of a race.
#[must_use]
pub fn infer_counts_from(drivers: &[(&[i64], Option<i64>)]) -> Option<CountsFrom> {
    let published: Vec<_> = drivers
        .iter()
        .filter_map(|&(laps, avg)| avg.filter(|_| !laps.is_empty()).map(|avg| (laps, avg)))
        .collect();
    let fits = |from: CountsFrom| published.iter().all(|&(laps, avg)| mean(from.of(laps)) == Some(avg));
    match (fits(CountsFrom::First), fits(CountsFrom::Second)) {
        (true, false) => Some(CountsFrom::First),
        (false, true) => Some(CountsFrom::Second),
        _ => None, // with no driver at all, both fit
    }
}

/// How many laps; none for none.
fn count(laps: &[i64]) -> Option<i128> {
    i128::try_from(laps.len()).ok().filter(|&n| n > 0)
}

fn sum(laps: &[i64]) -> Option<i128> {
    laps.iter().try_fold(0i128, |sum, &x| sum.checked_add(i128::from(x)))
}

/// V = n·Σx² − (Σx)², which is n² times the population variance and never below zero.
fn scatter(laps: &[i64]) -> Option<u128> {
    let sum = sum(laps)?;
    let squares = laps.iter().try_fold(0i128, |all, &x| all.checked_add(i128::from(x) * i128::from(x)))?;
    let scatter = count(laps)?.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    u128::try_from(scatter).ok()
}

/// Half of `doubled` over `count`, half up: ⌊(doubled + count) / 2·count⌋.
fn rounded(doubled: i128, count: i128) -> Option<i64> {
    i64::try_from(doubled.checked_add(count)?.div_euclid(count.checked_mul(2)?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn a_small_race_by_hand() {
        // Lap 1 is short of the line; of the others the mean is 20 and the deviations are 0, 2, -2, 0.
        let laps = [5, 20, 22, 18, 20];
        let all = Statistics::of(&laps, CountsFrom::First);
        assert_eq!((all.avg_lap_ms, all.fast_lap_ms, all.fast_lap_number), (Some(17), Some(5), Some(1)));
        assert_eq!((all.avg_top5_ms, all.avg_top10_ms), (Some(17), None));
        assert_eq!(
            Statistics::of(&laps, CountsFrom::Second),
            Statistics {
                avg_lap_ms: Some(20),
                top2_consecutive_ms: Some(38),
                top3_consecutive_ms: Some(60),
                std_dev_ms: Some(1),             // √2
                consistency_milli: Some(92_929), // 100 − 5·√2 = 92.92893…
                fast_lap_ms: Some(18),
                fast_lap_number: Some(4),
                ..Statistics::default()
            }
        );
        assert_eq!(Statistics::of(&[], CountsFrom::First), Statistics::default());
        assert_eq!(Statistics::of(&laps[..1], CountsFrom::Second), Statistics::default());
    }

    #[test]
    fn halves_round_up() {
        assert_eq!(mean(&[1, 2]), Some(2)); // 1.5
        assert_eq!(mean(&[0, 1, 0]), Some(0));
        assert_eq!(std_dev(&[1, 2]), Some(1)); // 0.5
        assert_eq!(consistency(&[199_999, 200_001]), Some(100_000)); // 99.9995
        assert_eq!(consistency(&[0, 0, 0, 5]), Some(-73_205)); // 100·(1 − √3)
        assert_eq!(fastest(&[3, 1, 1]), Some((1, 1)));
    }

    #[test]
    fn what_has_no_value_is_none() {
        assert_eq!((mean(&[]), std_dev(&[]), consistency(&[]), fastest(&[])), (None, None, None, None));
        assert_eq!((std_dev(&[7]), consistency(&[7])), (Some(0), Some(100_000)));
        assert_eq!(consistency(&[0, 0]), None);
        assert_eq!((mean_of_fastest(&[1], 0), best_consecutive(&[1], 0)), (None, None));
        assert_eq!((mean_of_fastest(&[1], 2), best_consecutive(&[1], 2)), (None, None));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let huge = [i64::MAX, i64::MAX, 0];
        assert_eq!(mean(&huge[..2]), Some(i64::MAX));
        assert_eq!(best_consecutive(&huge, 2), Some(i64::MAX));
        assert_eq!(best_consecutive(&huge[..2], 2), None);
        assert_eq!((std_dev(&huge), consistency(&huge)), (None, None));
        assert_eq!(consistency(&[i64::MIN, 1]), None);
    }

    #[test]
    fn the_average_tells_which_laps_count() {
        use CountsFrom::{First, Second};
        let laps: &[i64] = &[30, 20, 22];
        assert_eq!(infer_counts_from(&[(laps, Some(24))]), Some(First));
        assert_eq!(infer_counts_from(&[(laps, Some(21)), (&[30, 21], Some(21))]), Some(Second));
        assert_eq!(infer_counts_from(&[(laps, Some(21)), (laps, None), (&[], Some(3))]), Some(Second));
        assert_eq!(
            infer_counts_from(&[(&[30], Some(30))]),
            Some(First),
            "a single lap counts or has no mean"
        );
        assert_eq!(infer_counts_from(&[(&[20, 20], Some(20))]), None, "both fit");
        assert_eq!(infer_counts_from(&[(&[20, 20], Some(20)), (laps, Some(21))]), Some(Second));
        assert_eq!(infer_counts_from(&[(laps, Some(24)), (laps, Some(21))]), None, "neither fits");
        assert_eq!(infer_counts_from(&[(laps, None), (&[], Some(24))]), None, "nothing to go by");
        assert_eq!(infer_counts_from(&[]), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default()
        })]

        /// The whole numbers between which a mean, a deviation and a consistency lie, without a division or
        /// a root: `r` is `x` rounded half up when 2r − 1 ≤ 2x < 2r + 1.
        #[test]
        fn rounding_is_half_up(laps in prop_oneof![vec(0i64..12, 1..8), vec(0i64..4_000_000, 1..60)]) {
            let count = i128::try_from(laps.len()).unwrap();
            let sum: i128 = laps.iter().map(|&x| i128::from(x)).sum();
            let pairs = laps.iter().enumerate().flat_map(|(i, a)| laps[..i].iter().map(move |b| a - b));
            let scatter: i128 = pairs.map(|d| i128::from(d) * i128::from(d)).sum();

            let mean = i128::from(mean(&laps).unwrap());
            prop_assert!((2 * mean - 1) * count <= 2 * sum && 2 * sum < (2 * mean + 1) * count);

            let std = i128::from(std_dev(&laps).unwrap());
            prop_assert!(std == 0 || ((2 * std - 1) * count).pow(2) <= 4 * scatter);
            prop_assert!(4 * scatter < ((2 * std + 1) * count).pow(2));

            if let Some(milli) = consistency(&laps) {
                let lost = 100_000 - i128::from(milli); // 100000·√V / S, half down
                let (low, high) = ((2 * lost - 1) * sum, (2 * lost + 1) * sum);
                let scaled = 40_000_000_000 * scatter;
                prop_assert!(low < 0 || low.pow(2) < scaled);
                prop_assert!(high >= 0 && scaled <= high.pow(2));
            } else {
                prop_assert_eq!(sum, 0);
            }
        }

        #[test]
        fn the_best_are_the_best_of_all(laps in vec(0i64..50, 0..12), many in 1usize..6) {
            let runs = laps.windows(many).map(|run| run.iter().sum());
            prop_assert_eq!(best_consecutive(&laps, many), runs.min());
            let mut rest = laps.clone();
            let best: Vec<i64> = (0..many.min(laps.len()))
                .map(|_| rest.remove(fastest(&rest).unwrap().0))
                .collect();
            let expected = if best.len() == many { mean(&best) } else { None };
            prop_assert_eq!(mean_of_fastest(&laps, many), expected);
        }

        #[test]
        fn nothing_panics(laps in vec(any::<i64>(), 0..6)) {
            let _ = (Statistics::of(&laps, CountsFrom::First), Statistics::of(&laps, CountsFrom::Second));
        }

        /// A race whose averages are of one choice is never read as the other.
        #[test]
        fn an_inferred_choice_is_the_true_one(races in vec(vec(1i64..40, 0..6), 0..6), second: bool) {
            let truth = if second { CountsFrom::Second } else { CountsFrom::First };
            let drivers: Vec<_> = races.iter().map(|laps| (&laps[..], mean(truth.of(laps)))).collect();
            let inferred = infer_counts_from(&drivers);
            prop_assert!(inferred.is_none() || inferred == Some(truth));
        }
    }
}
