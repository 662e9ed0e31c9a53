//! The numbers of a race's results: derived from its laps where these are whole, else as published.

use super::stats::{CountsFrom, Statistics};

/// What is known beyond a result's own fields. Durations in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Where it started; no lap tells, so it is only ever published.
    pub grid_position: Option<i64>,
    /// The first lap that reaches the fastest, by its number.
    pub fast_lap_number: Option<i64>,
    /// Mean lap.
    pub avg_lap_ms: Option<i64>,
    /// Mean of the five fastest laps.
    pub avg_top5_ms: Option<i64>,
    /// Mean of the ten fastest laps.
    pub avg_top10_ms: Option<i64>,
    /// Mean of the fifteen fastest laps.
    pub avg_top15_ms: Option<i64>,
    /// The fastest two laps in a row.
    pub top2_consecutive_ms: Option<i64>,
    /// The fastest three laps in a row.
    pub top3_consecutive_ms: Option<i64>,
    /// Population standard deviation.
    pub std_dev_ms: Option<i64>,
    /// Thousandths of a percent.
    pub consistency_milli: Option<i64>,
    /// Gap to the row directly above, where both have as many laps.
    pub behind_ms: Option<i64>,
    /// Laps that the row directly above has more.
    pub behind_laps: Option<i64>,
}

/// Where a result's numbers are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From its laps.
    Derived,
    /// From LiveRC.
    Published,
}

impl Source {
    /// As `stats_source` prints it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Derived => "derived",
            Self::Published => "published",
        }
    }
}

/// One result of a race, with what its numbers follow from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its place.
    pub finish_position: Option<i64>,
    /// Laps completed, as the result says.
    pub laps_completed: Option<i64>,
    /// Total time in milliseconds, as the result says.
    pub total_time_ms: Option<i64>,
    /// Whether it is missing upstream: it stands above nobody then.
    pub is_missing: bool,
    /// The times of its laps 1…n in milliseconds; none where it has no laps or the numbering has a gap.
    pub laps: Option<&'a [i64]>,
    /// What LiveRC publishes of it; nothing is none.
    pub published: Option<Numbers>,
}

impl Standing<'_> {
    /// Whether the laps are the result's: 1…n, as many as it says.
    fn is_whole(&self) -> bool {
        self.laps
            .is_some_and(|laps| !laps.is_empty() && i64::try_from(laps.len()).ok() == self.laps_completed)
    }

    /// How far it is behind another, as LiveRC prints it: in time on the same lap, else in laps.
    fn behind(&self, above: &Self) -> Option<Behind> {
        let more_laps = above.laps_completed?.checked_sub(self.laps_completed?)?;
        match more_laps {
            0 => {
                let gap = self.total_time_ms?.checked_sub(above.total_time_ms?)?;
                (gap >= 0).then_some(Behind { ms: Some(gap), laps: None })
            }
            1.. => Some(Behind { ms: None, laps: Some(more_laps) }),
            _ => None,
        }
    }
}

/// A gap to the row directly above.
#[derive(Debug, Clone, Copy, Default)]
struct Behind {
    ms: Option<i64>,
    laps: Option<i64>,
}

/// The numbers of each result of a race, in the order given, and where they are from.
///
/// Derived where it is decided which laps count and the result's laps are 1…n, n being what it says; else
/// published; else none. In a derived row the grid is published all the same, and so is the gap to the row
/// above where that cannot be derived: that row's laps are not whole, it shares its place, or its laps or
/// total contradict the places.
#[must_use]
pub fn numbers(results: &[Standing<'_>], from: Option<CountsFrom>) -> Vec<(Numbers, Option<Source>)> {
    let mut order: Vec<(i64, usize)> = (0..)
        .zip(results)
        .filter(|(_, r)| !r.is_missing)
        .filter_map(|(index, r)| Some((r.finish_position?, index)))
        .collect();
    order.sort_unstable();
    results
        .iter()
        .map(|result| match (from, result.laps) {
            (Some(from), Some(laps)) if result.is_whole() => {
                let behind = above(&order, results, result);
                (derived(laps, from, result.published.unwrap_or_default(), behind), Some(Source::Derived))
            }
            _ => published(result),
        })
        .collect()
}

/// What LiveRC publishes of a result, and nothing else.
#[must_use]
pub fn published(result: &Standing<'_>) -> (Numbers, Option<Source>) {
    (result.published.unwrap_or_default(), result.published.map(|_| Source::Published))
}

/// The gap to the row directly above; a known none for the first row, none where it cannot be told.
fn above(order: &[(i64, usize)], results: &[Standing<'_>], own: &Standing<'_>) -> Option<Behind> {
    let position = own.finish_position.filter(|_| !own.is_missing)?;
    let start = order.partition_point(|&(p, _)| p < position);
    let end = order.partition_point(|&(p, _)| p <= position);
    if end - start > 1 {
        return None;
    }
    match order[..start] {
        [] => Some(Behind::default()),
        [.., (one, _), (other, _)] if one == other => None,
        [.., (_, index)] => own.behind(&results[index]).filter(|_| results[index].is_whole()),
    }
}

fn derived(laps: &[i64], from: CountsFrom, published: Numbers, behind: Option<Behind>) -> Numbers {
    let of = Statistics::of(laps, from);
    let behind = behind.unwrap_or(Behind { ms: published.behind_ms, laps: published.behind_laps });
    Numbers {
        grid_position: published.grid_position,
        fast_lap_number: of.fast_lap_number.map(i64::from),
        avg_lap_ms: of.avg_lap_ms,
        avg_top5_ms: of.avg_top5_ms,
        avg_top10_ms: of.avg_top10_ms,
        avg_top15_ms: of.avg_top15_ms,
        top2_consecutive_ms: of.top2_consecutive_ms,
        top3_consecutive_ms: of.top3_consecutive_ms,
        std_dev_ms: of.std_dev_ms,
        consistency_milli: of.consistency_milli,
        behind_ms: behind.ms,
        behind_laps: behind.laps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A result whose total is that of its laps.
    fn whole(position: i64, laps: &[i64]) -> Standing<'_> {
        Standing {
            finish_position: Some(position),
            laps_completed: i64::try_from(laps.len()).ok(),
            total_time_ms: Some(laps.iter().sum()),
            laps: Some(laps),
            ..Standing::default()
        }
    }

    fn said(avg: i64, behind: i64) -> Numbers {
        Numbers {
            grid_position: Some(4),
            avg_lap_ms: Some(avg),
            behind_ms: Some(behind),
            ..Numbers::default()
        }
    }

    fn behind(results: &[Standing<'_>]) -> Vec<(Option<i64>, Option<i64>)> {
        let all = numbers(results, Some(CountsFrom::First));
        all.iter().map(|(n, _)| (n.behind_ms, n.behind_laps)).collect()
    }

    #[test]
    fn whole_laps_are_derived_and_only_the_grid_is_published() {
        let result = Standing { published: Some(said(99, 7)), ..whole(1, &[30, 20, 22]) };
        let (of, source) = numbers(&[result], Some(CountsFrom::Second))[0];
        assert_eq!(source, Some(Source::Derived));
        assert_eq!((of.grid_position, of.avg_lap_ms, of.fast_lap_number), (Some(4), Some(21), Some(2)));
        assert_eq!((of.behind_ms, of.behind_laps), (None, None), "nobody is above");
    }

    #[test]
    fn what_is_undecided_or_not_whole_is_published_or_unknown() {
        let laps = [30, 20, 22];
        let one = |result: Standing<'_>, from| numbers(&[result], from)[0];
        let whole = Standing { published: Some(said(99, 7)), ..whole(1, &laps) };
        let published = (said(99, 7), Some(Source::Published));
        assert_eq!(one(whole, None), published, "undecided");
        let first = Some(CountsFrom::First);
        assert_eq!(one(Standing { laps: None, ..whole }, first), published, "a gap");
        assert_eq!(
            one(Standing { laps_completed: Some(4), ..whole }, first),
            published,
            "a lap is not there"
        );
        let none = Standing { laps: Some(&[]), laps_completed: Some(0), ..whole };
        assert_eq!(one(none, first), published, "did not start");
        assert_eq!(one(Standing { published: None, ..none }, first), (Numbers::default(), None));
    }

    #[test]
    fn behind_is_time_on_the_same_lap_and_laps_else() {
        let results = [whole(3, &[12]), whole(1, &[10, 10]), whole(2, &[10, 12])];
        assert_eq!(behind(&results), [(None, Some(1)), (None, None), (Some(2), None)]);
    }

    #[test]
    fn behind_is_published_where_the_row_above_does_not_tell() {
        let own = Standing { published: Some(said(1, 7)), ..whole(2, &[10, 12]) };
        let published = (Some(7), None);
        let first = whole(1, &[10, 10]);
        assert_eq!(behind(&[first, own])[1], (Some(2), None));
        assert_eq!(behind(&[Standing { laps: None, ..first }, own])[1], published, "its laps are not whole");
        assert_eq!(behind(&[Standing { total_time_ms: None, ..first }, own])[1], published);
        assert_eq!(behind(&[whole(1, &[30, 30]), own])[1], published, "slower than the second");
        assert_eq!(behind(&[whole(1, &[1]), own])[1], published, "fewer laps than the second");
        assert_eq!(behind(&[first, whole(1, &[9, 9]), own])[2], published, "two are first");
        assert_eq!(behind(&[first, own, whole(2, &[11, 11])])[1], published, "two are second");
        assert_eq!(behind(&[Standing { is_missing: true, ..first }, own])[1], (None, None), "first by now");
        assert_eq!(behind(&[first, Standing { finish_position: None, ..own }])[1], published);
        assert_eq!(behind(&[first, Standing { is_missing: true, ..own }])[1], published);
    }
}
