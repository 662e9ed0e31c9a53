//! The payloads of the API and of the results site, each with its address.

use super::{Class, Event, Race, seconds};
use serde_json::{Value, json};

/// A payload and where it came from.
pub(crate) struct Capture {
    /// Below the host.
    pub(crate) address: String,
    pub(crate) body: Value,
}

/// Everything of an event, parents first; of each race its laps too where they are wanted.
pub(crate) fn captures(event: &Event, with_laps: bool) -> Vec<Capture> {
    let mut all = vec![
        of(format!("v2/events/{}", event.id), meeting(event)),
        of(format!("v2/events/{}/classes", event.id), classes(event)),
    ];
    for class in &event.classes {
        all.push(of(format!("v2/classes/{}/entries", class.id), entries(class)));
        all.push(of(format!("v2/classes/{}/heats", class.id), heats(class)));
        for race in &class.races {
            all.push(of(format!("v2/heats/{}", race.id), detail(event, class, race)));
            all.push(of(format!("v2/heats/{}/results", race.id), results(race)));
            if with_laps {
                all.push(of(format!("results/race-result-{}", race.id), race_result(event, class, race)));
            }
        }
        if with_laps {
            all.push(of(format!("results/entry-list-{}", class.id), entry_list(event, class)));
        }
    }
    all
}

fn of(address: String, body: Value) -> Capture {
    Capture { address, body }
}

fn title(event: &Event) -> String {
    format!("Gorse Hollow Series, Meeting {}", event.id)
}

fn meeting(event: &Event) -> Value {
    let start = event.start();
    json!({
        "eventId": event.id,
        "title": title(event),
        "trackName": "Gorse Hollow Raceway",
        "facility": "Outdoor clay",
        "city": "Gorse Hollow",
        "region": "Munster",
        "country": "IE",
        "timeZone": "Europe/Dublin",
        "startTime": start.to_string(),
        "endTime": super::after(start, 3 * 24 * 3600).to_string(),
        "website": "https://gorse-hollow.example/series",
    })
}

fn classes(event: &Event) -> Value {
    let class = |class: &Class| {
        json!({
            "classId": class.id,
            "eventId": event.id,
            "name": class.name,
            "description": "spec tyres, handout motors",
        })
    };
    event.classes.iter().map(class).collect()
}

fn entries(class: &Class) -> Value {
    let entry = |(n, who): (i64, &super::Person)| {
        json!({
            "entryId": who.entry,
            "classId": class.id,
            "driverName": who.name,
            "carNumber": who.car_number,
            "transponder": (2_000_000 + who.driver).to_string(),
            "vehicle": "Ardent B74",
            "sponsor": if n % 3 == 0 { json!("Fennel Power") } else { Value::Null },
            "hometownCity": "Pipit Ridge",
            "hometownRegion": "Munster",
        })
    };
    (0..).zip(&class.entries).map(entry).collect()
}

fn heats(class: &Class) -> Value {
    let heat = |race: &Race| {
        json!({
            "heatId": race.id,
            "classId": class.id,
            "label": format!("Qualifier Round {} - Heat {}/3", race.round, race.heat),
            "round": race.round,
            "attempt": race.heat,
            "scheduledStart": race.start.to_string(),
            "durationSeconds": race.seconds,
            "status": "complete",
        })
    };
    class.races.iter().map(heat).collect()
}

fn detail(event: &Event, class: &Class, race: &Race) -> Value {
    json!({ "heatId": race.id, "classId": class.id, "eventId": event.id, "liveStreamUrl": null })
}

fn results(race: &Race) -> Value {
    let leader = &race.cars[0];
    let result = |(position, car): (i64, &super::Car)| {
        let is_on_lap = car.laps.len() == leader.laps.len();
        json!({
            "resultId": race.id * 100 + position,
            "heatId": race.id,
            "entryId": car.who.entry,
            "finishPosition": position,
            "lapsCompleted": car.laps.len(),
            "totalTimeMs": car.total(),
            "fastLapMs": car.laps.iter().min(),
            "intervalMs": is_on_lap.then(|| car.total() - leader.total()),
            "status": if car.total() < race.seconds * 1000 { "dnf" } else { "finished" },
        })
    };
    (1..).zip(&race.cars).map(result).collect()
}

fn race_result(event: &Event, class: &Class, race: &Race) -> Value {
    let mut laps = Vec::new();
    for car in &race.cars {
        for (number, ms) in (1..).zip(&car.laps) {
            laps.push(json!({
                "entry_id": car.who.entry.to_string(),
                "driver_name": car.who.name,
                "lap": number,
                "lap_time": seconds(*ms),
                "is_outlap": number == 1,
            }));
        }
    }
    json!({
        "race_id": race.id.to_string(),
        "class": { "class_id": class.id.to_string(), "class_name": class.name },
        "event": { "event_id": event.id.to_string(), "event_name": title(event) },
        "laps": laps,
    })
}

fn entry_list(event: &Event, class: &Class) -> Value {
    let entry = |who: &super::Person| {
        json!({
            "entry_id": who.entry.to_string(),
            "display_name": who.name,
            "car_number": who.car_number,
            "transponder_id": (2_000_000 + who.driver).to_string(),
            "withdrawn": false,
        })
    };
    json!({
        "event": { "event_id": event.id.to_string(), "event_name": title(event) },
        "class": { "class_id": class.id.to_string(), "class_name": class.name },
        "entries": class.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}
