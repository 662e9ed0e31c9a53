//! What follows from the laps of a race: 16 cars, some 750 laps.

use crate::season::{self, Race};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use heatlink::domain::lap_chart::{Lap, lap_chart};
use heatlink::domain::race_numbers::{Standing, numbers};
use heatlink::domain::result_from_laps::results_from_laps;
use heatlink::domain::stats::{CountsFrom, Statistics, infer_counts_from, mean};

fn times(race: &Race) -> Vec<&[i64]> {
    race.cars.iter().map(|car| car.laps.as_slice()).collect()
}

fn laps(race: &Race) -> Vec<Vec<Lap>> {
    let lap = |(number, time_ms): (u32, &i64)| Lap { number, time_ms: *time_ms, position: None };
    race.cars.iter().map(|car| (1..).zip(&car.laps).map(lap).collect()).collect()
}

fn count(race: &Race) -> ItemsCount {
    ItemsCount::new(race.cars.iter().map(|car| car.laps.len()).sum::<usize>())
}

/// Clock, position and gaps at every lap.
#[divan::bench]
fn chart(bencher: Bencher<'_, '_>) {
    let race = season::page::long_race();
    let laps = laps(&race);
    bencher.counter(count(&race)).bench_local(|| lap_chart(black_box(&laps)));
}

/// Results that nobody states.
#[divan::bench]
fn results(bencher: Bencher<'_, '_>) {
    let race = season::page::long_race();
    let laps = laps(&race);
    bencher.counter(count(&race)).bench_local(|| results_from_laps(black_box(&laps)));
}

/// The published statistics of every car.
#[divan::bench]
fn of_all_cars(bencher: Bencher<'_, '_>) {
    let race = season::page::long_race();
    let times = times(&race);
    bencher.counter(count(&race)).bench_local(|| {
        black_box(&times).iter().map(|laps| Statistics::of(laps, CountsFrom::First)).collect::<Vec<_>>()
    });
}

/// Which laps count.
#[divan::bench]
fn counting(bencher: Bencher<'_, '_>) {
    let race = season::page::long_race();
    let published: Vec<_> = times(&race).into_iter().map(|laps| (laps, mean(laps))).collect();
    assert_eq!(infer_counts_from(&published), Some(CountsFrom::First));
    bencher.counter(count(&race)).bench_local(|| infer_counts_from(black_box(&published)));
}

/// The numbers beside every result, gaps to the row above included.
#[divan::bench]
fn beside_results(bencher: Bencher<'_, '_>) {
    let race = season::page::long_race();
    let times = times(&race);
    let standings: Vec<_> = (1..)
        .zip(&times)
        .map(|(position, laps)| Standing {
            finish_position: Some(position),
            laps_completed: i64::try_from(laps.len()).ok(),
            total_time_ms: Some(laps.iter().sum()),
            laps: Some(laps),
            ..Standing::default()
        })
        .collect();
    bencher.counter(count(&race)).bench_local(|| numbers(black_box(&standings), Some(CountsFrom::First)));
}
