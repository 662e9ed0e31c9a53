//! The published averages of a race fit neither reading of its laps.

use super::{Check, Found, Over, STATED_SO, heat_subject};
use crate::domain::duration::seconds;
use crate::domain::facts::{EntrantLaps, HeatFacts};
use crate::domain::finding::{Code, Finding};
use crate::domain::stats::{CountsFrom, mean};

pub(super) const CHECK: Check = Check { codes: &[Code::StatisticsUndecided], over: Over::Heat(check) };

struct Weighed<'a> {
    of: &'a EntrantLaps,
    published: i64,
    all: Option<i64>,
    but_first: Option<i64>,
}

impl Weighed<'_> {
    fn fits(&self, derived: Option<i64>) -> bool {
        derived == Some(self.published)
    }

    fn say(&self) -> String {
        let said = |ms: Option<i64>| ms.map_or_else(|| "none".to_owned(), |ms| format!("{} s", seconds(ms)));
        format!(
            "{} is said to average {} s, which is {} over all laps and {} without the first",
            self.of.entry,
            seconds(self.published),
            said(self.all),
            said(self.but_first)
        )
    }
}

/// Where both fit it is undecided, too, but nothing contradicts. The averages weighed are those that the
/// choice is inferred from.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some(laps) = heat.laps.as_ref().filter(|laps| laps.counts_from.is_none()) else { return };
    let weighed: Vec<Weighed<'_>> = laps
        .entrants
        .iter()
        .filter_map(|of| {
            let (times, published) = (of.whole()?, of.published?.avg_lap_ms?);
            let [all, but_first] = [CountsFrom::First, CountsFrom::Second].map(|from| mean(from.of(&times)));
            Some(Weighed { of, published, all, but_first })
        })
        .collect();
    let (Some(not_all), Some(not_but_first)) =
        (weighed.iter().find(|w| !w.fits(w.all)), weighed.iter().find(|w| !w.fits(w.but_first)))
    else {
        return;
    };
    // One whom neither reading fits tells most; else two who need one each.
    let neither = weighed.iter().find(|w| !w.fits(w.all) && !w.fits(w.but_first));
    let who = match neither {
        Some(one) => one.say(),
        None => format!("{}; {}", not_all.say(), not_but_first.say()),
    };
    let message = format!(
        "the published averages fit neither all laps nor all but the first, so it is unknown which laps count: \
         {who}; {}",
        heat.name
    );
    let mut finding = Finding::new(Code::StatisticsUndecided, message).with_hint(STATED_SO);
    finding.place = laps.source.whole();
    out.push(Found { subject: heat_subject(&heat.name), finding });
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{average, race, said};
    use crate::domain::facts::HeatFacts;

    fn averages(of: &[Option<i64>]) -> HeatFacts {
        let mut facts = race(&[&[27_000, 25_000], &[31_000, 25_000], &[26_000, 26_000], &[]]);
        for (entrant, ms) in facts.laps.as_mut().unwrap().entrants.iter_mut().zip(of) {
            entrant.published = ms.map(average);
        }
        facts
    }

    #[test]
    fn one_average_that_fits_nothing_is_enough() {
        assert_eq!(
            said(CHECK, &averages(&[Some(99_999), Some(25_000)])),
            [
                "- the published averages fit neither all laps nor all but the first, so it is unknown which laps \
                 count: `Driver 1` (entry 1) is said to average 99.999 s, which is 26.000 s over all laps and \
                 25.000 s without the first; \
                 heat 441250 `A-Main`, class 91201 `2WD Modified`, event 30952 `Nationals`"
            ]
        );
    }

    #[test]
    fn two_that_need_one_reading_each_are_named() {
        let said = said(CHECK, &averages(&[Some(25_000), Some(28_000)]));
        assert!(said[0].contains("`Driver 1`") && said[0].contains("`Driver 2`"), "{said:?}");
    }

    #[test]
    fn both_fitting_and_nothing_published_contradict_nothing() {
        for fine in [&[None, None, Some(26_000)][..], &[None; 4], &[None, None, None, Some(9)]] {
            assert_eq!(said(CHECK, &averages(fine)), [""; 0]);
        }
    }
}
