//! A season that nobody raced, the same at every run: events, classes, races and laps, from which the payloads of
//! every family follow. Names, tracks and ids are invented.

pub(crate) mod api;
pub(crate) mod files;
pub(crate) mod page;

use heatlink::domain::time::Instant;
use std::cmp::Reverse;

/// Classes of an event, entries of a class, rounds of a class and heats of a round.
const CLASSES: i64 = 8;
const ENTRIES: i64 = 36;
const ROUNDS: i64 = 8;
const HEATS: i64 = 3;

/// One meeting.
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) classes: Vec<Class>,
}

/// One class of it.
pub(crate) struct Class {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) entries: Vec<Person>,
    pub(crate) races: Vec<Race>,
}

/// Who is entered in a class.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) entry: i64,
    /// LiveRC's number for the person.
    pub(crate) driver: i64,
    pub(crate) name: String,
    pub(crate) car_number: String,
}

/// One race on track.
pub(crate) struct Race {
    pub(crate) id: i64,
    pub(crate) round: i64,
    pub(crate) heat: i64,
    pub(crate) start: Instant,
    pub(crate) seconds: i64,
    /// In finishing order.
    pub(crate) cars: Vec<Car>,
}

/// One car in a race.
pub(crate) struct Car {
    pub(crate) who: Person,
    pub(crate) grid: i64,
    /// Milliseconds each.
    pub(crate) laps: Vec<i64>,
}

/// The events of a season, from the first.
pub(crate) fn events(many: i64) -> impl Iterator<Item = Event> {
    (1..=many).map(Event::new)
}

impl Event {
    fn new(number: i64) -> Self {
        let id = 60_000 + number;
        Self { id, classes: (0..CLASSES).map(|class| Class::new(id, class)).collect() }
    }

    /// When it begins: a week after the one before.
    pub(crate) fn start(&self) -> Instant {
        after(FIRST_START, (self.id - 60_001) * 7 * 24 * 3600)
    }
}

/// 2024-01-06T08:00:00Z.
const FIRST_START: Instant = Instant::from_millis(1_704_528_000_000);

fn after(start: Instant, seconds: i64) -> Instant {
    Instant::from_millis(start.millis() + seconds * 1000)
}

impl Class {
    fn new(event: i64, number: i64) -> Self {
        const NAMES: [&str; 4] = ["2WD Buggy", "4WD Buggy", "Stadium Truck", "Touring"];
        let id = event * 10 + number;
        let kind = NAMES[usize::try_from(number).unwrap() % NAMES.len()];
        let name = format!("{kind} {}", if number < 4 { "Stock" } else { "Modified" });
        let entries: Vec<_> = (0..ENTRIES).map(|n| Person::new(id, n)).collect();
        let races = (0..ROUNDS * HEATS).map(|n| Race::new(event, id, n, &entries)).collect();
        Self { id, name, entries, races }
    }
}

impl Person {
    fn new(class: i64, number: i64) -> Self {
        const GIVEN: [&str; 12] = [
            "Aldis",
            "Brannoc",
            "Corisande",
            "Dorrit",
            "Elowen",
            "Fintan",
            "Gisela",
            "Hobart",
            "Isolde",
            "Jory",
            "Kester",
            "Lunette",
        ];
        const FIRST: [&str; 12] = [
            "Ash", "Bramble", "Cinder", "Dapple", "Elder", "Fennel", "Gorse", "Heather", "Ivory", "Juniper",
            "Kestrel", "Linnet",
        ];
        const LAST: [&str; 9] =
            ["bourne", "croft", "dyke", "fold", "garth", "hurst", "lathe", "mead", "thwaite"];
        let person = (class * 17 + number) % 1296;
        let of = |names: &'static [&'static str], n: i64| names[usize::try_from(n).unwrap() % names.len()];
        let (first, last) = (of(&FIRST, person / 12), of(&LAST, person / 144));
        Self {
            entry: class * 100 + number,
            driver: 300_000 + person,
            name: format!("{} {first}{last}", of(&GIVEN, person)),
            car_number: (number + 1).to_string(),
        }
    }
}

impl Race {
    fn new(event: i64, class: i64, number: i64, entries: &[Person]) -> Self {
        let (round, heat) = (number / HEATS, number % HEATS);
        let a_heat = entries.len() / usize::try_from(HEATS).unwrap();
        let first = usize::try_from(heat).unwrap() * a_heat;
        let day = Event { id: event, classes: Vec::new() }.start();
        let start = after(day, (number * CLASSES + class % 10) * 420);
        Self::run(
            class * 100 + number,
            (round + 1, heat + 1),
            start,
            &entries[first..first + a_heat],
            (300, 25_000),
        )
    }

    /// Everyone drives until the time is over; laps take a little over `best` milliseconds. One in twenty stops early.
    fn run(
        id: i64,
        (round, heat): (i64, i64),
        start: Instant,
        drivers: &[Person],
        (seconds, best): (i64, i64),
    ) -> Self {
        let cars = (1..).zip(drivers).map(|(grid, who)| {
            let mut random = Random::of(id, who.entry);
            let until = if random.below(20) == 0 { seconds * 500 } else { seconds * 1000 };
            let skill = best + random.below(best / 10);
            let mut laps = Vec::new();
            let mut clock = 0;
            while clock < until {
                laps.push(skill + random.below(1500) + if laps.is_empty() { 900 } else { 0 });
                clock += laps[laps.len() - 1];
            }
            Car { who: who.clone(), grid, laps }
        });
        let mut cars: Vec<_> = cars.collect();
        cars.sort_by_key(|car| (Reverse(car.laps.len()), car.total()));
        Self { id, round, heat, start, seconds, cars }
    }
}

impl Car {
    pub(crate) fn total(&self) -> i64 {
        self.laps.iter().sum()
    }
}

/// Numbers that look random and are the same at every run: `SplitMix64`.
struct Random(u64);

impl Random {
    fn of(race: i64, entry: i64) -> Self {
        Self(race.unsigned_abs().wrapping_mul(0x9e37_79b9) ^ entry.unsigned_abs().rotate_left(32))
    }

    /// From 0 to less than `limit`.
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % limit.unsigned_abs()).unwrap()
    }
}

/// Milliseconds as LiveRC writes seconds.
pub(crate) fn seconds(ms: i64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}
