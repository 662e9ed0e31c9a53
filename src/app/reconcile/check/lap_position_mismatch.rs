//! A position on a lap is not the rank by race clock.

use super::{Check, Found, Over, of_laps};
use crate::domain::facts::{HeatFacts, LapFacts};
use crate::domain::finding::Code;
use crate::domain::lap_chart::lap_chart;
use crate::domain::text::count;
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check { codes: &[Code::LapPositionMismatch], over: Over::Heat(check) };

/// A car at the end of a lap.
struct Crossing {
    car: usize,
    elapsed: Option<i64>,
    stated: Option<i64>,
}

/// What is wrong with a car on the first lap where something is, and on how many laps.
struct Wrong {
    what: String,
    laps: u64,
}

/// The rank is known where the race clock of every car on the lap is; cars with one clock share their ranks.
/// Where a lap was refused, it may be that of a car that is not seen.
fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some(laps) = heat.laps.as_ref() else { return };
    if laps.any_refused || laps.entrants.iter().flat_map(|e| &e.laps).all(|lap| lap.position.is_none()) {
        return;
    }
    let mut wrong: BTreeMap<usize, Wrong> = BTreeMap::new();
    for (number, crossings) in by_lap(laps) {
        // Who has a later lap was here as well.
        let cars =
            laps.entrants.iter().filter(|e| e.last_number().is_some_and(|last| last >= number)).count();
        let is_known = cars == crossings.len() && crossings.iter().all(|c| c.elapsed.is_some());
        for crossing in &crossings {
            let Some(stated) = crossing.stated else { continue };
            let what = if let Some(rank) = rank(crossing, &crossings).filter(|_| is_known)
                && !rank.contains(&stated)
            {
                format!("is {} by race clock", rank.start())
            } else if crossings.iter().any(|c| c.car != crossing.car && c.stated == Some(stated))
                && !(is_known && rank_is_of_another(crossing, &crossings))
            {
                "shares it with another car".to_owned()
            } else if usize::try_from(stated).map_or(true, |stated| stated > cars) {
                format!("races against {}", count((cars as u64).saturating_sub(1), "car", "cars"))
            } else {
                continue;
            };
            let what = format!("is {stated} on lap {number} but {what}");
            wrong.entry(crossing.car).or_insert(Wrong { what, laps: 0 }).laps += 1;
        }
    }
    for (car, Wrong { what, laps: many }) in wrong {
        let more = match many - 1 {
            0 => String::new(),
            more => format!(", and so on {}", count(more, "more lap", "more laps")),
        };
        out.push(of_laps(
            Code::LapPositionMismatch,
            heat,
            &laps.entrants[car].entry,
            format!("{what}{more}"),
        ));
    }
}

fn by_lap(laps: &LapFacts) -> BTreeMap<u32, Vec<Crossing>> {
    let entrants: Vec<_> = laps.entrants.iter().map(|e| e.laps.as_slice()).collect();
    let mut by_lap: BTreeMap<u32, Vec<Crossing>> = BTreeMap::new();
    for (car, (laps, charted)) in entrants.iter().zip(lap_chart(&entrants)).enumerate() {
        for (lap, charted) in laps.iter().zip(charted) {
            let crossing = Crossing { car, elapsed: charted.elapsed_ms, stated: lap.position };
            by_lap.entry(lap.number).or_default().push(crossing);
        }
    }
    by_lap
}

/// The ranks that a clock gives.
fn rank(of: &Crossing, all: &[Crossing]) -> Option<std::ops::RangeInclusive<i64>> {
    let own = of.elapsed?;
    let before = all.iter().filter(|c| c.elapsed.is_some_and(|other| other < own)).count();
    let level = all.iter().filter(|c| c.elapsed == Some(own)).count();
    Some(i64::try_from(before + 1).ok()?..=i64::try_from(before + level).ok()?)
}

/// Whether all who state the same position are elsewhere by their clocks: the fault is theirs.
fn rank_is_of_another(of: &Crossing, all: &[Crossing]) -> bool {
    all.iter()
        .filter(|c| c.car != of.car && c.stated == of.stated)
        .all(|c| rank(c, all).zip(c.stated).is_some_and(|(rank, stated)| !rank.contains(&stated)))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{race, said};
    use crate::domain::facts::HeatFacts;

    fn positions(times: &[&[i64]], positions: &[&[i64]]) -> HeatFacts {
        let mut facts = race(times);
        for (entrant, positions) in facts.laps.as_mut().unwrap().entrants.iter_mut().zip(positions) {
            for (lap, position) in entrant.laps.iter_mut().zip(*positions) {
                lap.position = Some(*position);
            }
        }
        facts
    }

    fn say(facts: &HeatFacts) -> Vec<String> {
        said(CHECK, facts).iter().map(|s| s.split(';').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_position_is_the_rank_among_those_who_completed_the_lap() {
        let times: &[&[i64]] = &[&[10, 10, 10], &[9, 12, 12], &[11, 11]];
        assert_eq!(say(&positions(times, &[&[2, 1, 1], &[1, 2, 2], &[3, 3]])), [""; 0]);
        assert_eq!(
            say(&positions(times, &[&[2, 2, 2], &[1, 1, 1], &[3, 3]])),
            [
                "- `Driver 1` (entry 1) is 2 on lap 2 but is 1 by race clock, and so on 1 more lap",
                "- `Driver 2` (entry 2) is 1 on lap 2 but is 2 by race clock, and so on 1 more lap"
            ]
        );
        let one = say(&positions(times, &[&[2, 1, 2], &[1, 2, 2], &[3, 3]]));
        assert_eq!(one, ["- `Driver 1` (entry 1) is 2 on lap 3 but is 1 by race clock"]);
    }

    #[test]
    fn equal_clocks_take_either_rank_but_not_one() {
        let times: &[&[i64]] = &[&[10], &[10], &[11]];
        assert_eq!(say(&positions(times, &[&[2], &[1], &[3]])), [""; 0]);
        assert_eq!(say(&positions(times, &[&[1], &[1], &[3]])).len(), 2);
    }

    #[test]
    fn without_a_clock_only_what_cannot_be_is_named() {
        let mut facts = positions(&[&[10, 10], &[9, 12], &[11, 11]], &[&[3, 3], &[1, 1], &[2, 2]]);
        facts.laps.as_mut().unwrap().entrants[2].laps[0].number = 3;
        facts.laps.as_mut().unwrap().entrants[2].laps[1].number = 4;
        assert_eq!(
            say(&facts),
            ["- `Driver 3` (entry 3) is 2 on lap 3 but races against 0 cars, and so on 1 more lap"]
        );
        facts.laps.as_mut().unwrap().entrants[0].laps[0].position = Some(1);
        assert_eq!(say(&facts)[0], "- `Driver 1` (entry 1) is 1 on lap 1 but shares it with another car");
        facts.laps.as_mut().unwrap().any_refused = true;
        assert_eq!(say(&facts), [""; 0]);
    }

    #[test]
    fn nothing_is_said_where_nothing_is_stated() {
        assert_eq!(say(&race(&[&[10, 10], &[9, 12]])), [""; 0]);
    }
}
