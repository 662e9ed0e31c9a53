//! Small invented meetings, captured again and again: what a capture may say, and its file.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use sha2::Digest;
use std::collections::BTreeMap;

/// What makes a record the same record. In the order in which records wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Event(i64),
    Class(i64),
    Heat(i64),
    Entry(i64, i64),
    Result(i64, i64),
}

/// One kind of payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Event,
    Classes,
    Heats,
    Entries,
    Detail,
    Results,
}

/// Printed values by column; what is unknown is left out.
pub(crate) type Values = BTreeMap<&'static str, String>;

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// A field that cannot be taken; the key can be read.
    Field,
    /// The parent's id cannot be read.
    Parent,
}

/// One record of a capture.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) key: Key,
    /// The parent whose listing it would stand in; of a single record its own id.
    pub(crate) parent: i64,
    pub(crate) values: Values,
    pub(crate) fault: Fault,
    json: Value,
}

/// One capture.
#[derive(Debug, Clone)]
pub(crate) struct Capture {
    /// Which of the moments.
    pub(crate) at: u8,
    pub(crate) family: Family,
    /// The id in its address; none where the shape alone tells.
    pub(crate) subject: Option<i64>,
    /// Whether its envelope says status 200.
    pub(crate) complete: bool,
    pub(crate) items: Vec<Item>,
}

const EVENTS: &[i64] = &[11, 12];
const CLASSES: &[i64] = &[21, 22];
const HEATS: &[i64] = &[31, 32, 33];
const ENTRIES: &[i64] = &[41, 42, 43, 44];

impl Capture {
    /// The capture time as it is printed.
    pub(crate) fn captured_at(&self) -> String {
        format!("2025-02-16T0{}:00:00.000Z", self.at)
    }

    /// The payload.
    fn body(&self) -> String {
        let items: Vec<Value> = self.items.iter().map(|i| i.json.clone()).collect();
        match self.family {
            Family::Event | Family::Detail => items[0].to_string(),
            _ => Value::Array(items).to_string(),
        }
    }

    pub(crate) fn sha256(&self) -> String {
        use std::fmt::Write;
        sha2::Sha256::digest(self.body().as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
    }

    /// The address without host; empty where there is none.
    pub(crate) fn context(&self) -> String {
        let Some(id) = self.subject else { return String::new() };
        match self.family {
            Family::Event => format!("events/{id}"),
            Family::Classes => format!("events/{id}/classes"),
            Family::Heats => format!("classes/{id}/heats"),
            Family::Entries => format!("classes/{id}/entries"),
            Family::Detail => format!("heats/{id}"),
            Family::Results => format!("heats/{id}/results"),
        }
    }

    /// The file: an envelope, its body as it is hashed.
    pub(crate) fn file(&self) -> String {
        let path = if self.subject.is_some() { self.context() } else { "elsewhere".into() };
        format!(
            r#"{{"url":"https://api.liverc.example/v2/{path}","fetchedAt":"{}","status":{},"body":{}}}"#,
            self.captured_at(),
            if self.complete { 200 } else { 203 },
            self.body()
        )
    }
}

/// Mostly an orderly meeting, and captures of anything that has to do with it.
pub(crate) fn meetings() -> impl Strategy<Value = (Vec<Capture>, Vec<Capture>)> {
    (0..5_u8, orderly(), vec(capture(), 1..9)).prop_map(|(which, mut orderly, anything)| {
        if which == 0 {
            orderly.clear();
        }
        (orderly, anything)
    })
}

/// A meeting captured once, whole: an event, two classes, the heats and entries of one, the results of a heat.
fn orderly() -> impl Strategy<Value = Vec<Capture>> {
    let all = |of: &'static [i64], one: fn(i64) -> Item| of.iter().copied().map(one).collect::<Vec<_>>();
    let made = move |at: Vec<u8>| {
        vec![
            single(at[0], Family::Event, plain_event(11)),
            list(at[1], Family::Classes, (all(CLASSES, plain_class), 11, 0)),
            list(at[2], Family::Heats, (all(HEATS, plain_heat), 21, 0)),
            list(at[3], Family::Entries, (all(ENTRIES, plain_entry), 21, 0)),
            list(at[4], Family::Entries, (all(ENTRIES, plain_entry), 22, 0)),
            single(at[3], Family::Detail, make_detail(31, 21, 11, Some("https://stream.example/1".into()))),
            list(at[5], Family::Results, (all(&ENTRIES[..3], plain_result), 31, 0)),
        ]
    };
    vec(0..4_u8, 6).prop_map(made)
}

fn capture() -> impl Strategy<Value = Capture> {
    let listing =
        |one: BoxedStrategy<Item>, of: &'static [i64], most: usize| (vec(one, 0..most), select(of), 0..10_u8);
    prop_oneof![
        2 => (0..6_u8, event()).prop_map(|(at, item)| single(at, Family::Event, item)),
        1 => (0..6_u8, detail()).prop_map(|(at, item)| single(at, Family::Detail, item)),
        2 => (0..6_u8, listing(class().boxed(), EVENTS, 4)).prop_map(|(at, l)| list(at, Family::Classes, l)),
        3 => (0..6_u8, listing(heat().boxed(), CLASSES, 4)).prop_map(|(at, l)| list(at, Family::Heats, l)),
        3 => (0..6_u8, listing(entry().boxed(), CLASSES, 5)).prop_map(|(at, l)| list(at, Family::Entries, l)),
        3 => (0..6_u8, listing(result().boxed(), HEATS, 5)).prop_map(|(at, l)| list(at, Family::Results, l)),
    ]
}

fn single(at: u8, family: Family, item: Item) -> Capture {
    Capture { at, family, subject: Some(item.parent), complete: true, items: vec![item] }
}

/// A listing of `of`; `how` decides what is unusual about it.
fn list(at: u8, family: Family, (mut items, of, how): (Vec<Item>, i64, u8)) -> Capture {
    // Mostly what an address promises: its own records, each once.
    if how < 7 {
        items = items.into_iter().map(|i| i.moved_to(family, of)).collect();
        let mut seen = Vec::new();
        items.retain(|i| {
            !seen.contains(&i.key) && {
                seen.push(i.key);
                true
            }
        });
    } else if how == 7 {
        items = items.into_iter().map(|i| i.moved_to(family, of)).collect();
    }
    let with_address = how < 9 || items.is_empty();
    Capture { at, family, subject: with_address.then_some(of), complete: !(5..=6).contains(&how), items }
}

impl Item {
    fn new(key: Key, parent: i64, json: Value, columns: &[(&'static str, &str)]) -> Self {
        let values = columns.iter().filter_map(|(column, field)| Some((*column, text(json.get(*field)?)?)));
        Self { key, parent, values: values.collect(), fault: Fault::None, json }
    }

    /// The same record under another parent.
    fn moved_to(self, family: Family, parent: i64) -> Self {
        let (field, column) = match family {
            Family::Classes => ("eventId", Some("event_id")),
            Family::Heats => ("classId", Some("class_id")),
            Family::Entries => ("classId", None),
            Family::Results => ("heatId", None),
            Family::Event | Family::Detail => return self,
        };
        let Self { key, mut values, fault, mut json, .. } = self;
        if fault != Fault::Parent {
            json[field] = parent.into();
        }
        if let Some(column) = column {
            values.insert(column, parent.to_string());
        }
        let key = match key {
            Key::Entry(_, entry) => Key::Entry(parent, entry),
            Key::Result(_, entry) => Key::Result(parent, entry),
            key => key,
        };
        Self { key, parent, values, fault, json }
    }

    /// The same with something wrong in it, sometimes.
    fn with_fault(mut self, which: u8, field: &str, bad: Value, parent: &str) -> Self {
        match which {
            0 => (self.fault, self.json[field]) = (Fault::Field, bad),
            1 => (self.fault, self.json[parent]) = (Fault::Parent, "none".into()),
            _ => {}
        }
        self
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Faults are rare: of 24, one in a field and one in the parent.
fn fault() -> impl Strategy<Value = u8> {
    0..24_u8
}

fn object(fields: Value, optional: &[(&str, Option<Value>)]) -> Value {
    let Value::Object(mut object) = fields else { return Value::Object(Map::new()) };
    for (name, value) in optional {
        object.insert((*name).into(), value.clone().unwrap_or_default());
    }
    Value::Object(object)
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    proptest::option::of(select(words).prop_map(Value::from))
}

fn plain_event(id: i64) -> Item {
    make_event(id, "Autumn Open", None)
}

fn plain_class(id: i64) -> Item {
    make_class(id, 11, "Buggy", None)
}

fn plain_heat(id: i64) -> Item {
    make_heat(id, 21, "Heat 1", None, None)
}

fn plain_entry(id: i64) -> Item {
    make_entry(id, 21, "Ana", None)
}

fn plain_result(entry: i64) -> Item {
    make_result(31, entry, 91, None, Some(300_000.into()))
}

type Optional = Option<Value>;

fn make_event(id: i64, title: &str, city: Optional) -> Item {
    let json = object(json!({"eventId": id, "title": title}), &[("city", city)]);
    Item::new(Key::Event(id), id, json, &[("event_id", "eventId"), ("title", "title"), ("city", "city")])
}

fn make_detail(id: i64, class: i64, event: i64, url: Optional) -> Item {
    let json = object(json!({"heatId": id, "classId": class, "eventId": event}), &[("liveStreamUrl", url)]);
    let columns = [("class_id", "classId"), ("event_id", "eventId"), ("live_stream_url", "liveStreamUrl")];
    Item::new(Key::Heat(id), id, json, &columns)
}

fn make_class(id: i64, event: i64, name: &str, about: Optional) -> Item {
    let json = object(json!({"classId": id, "eventId": event, "name": name}), &[("description", about)]);
    let columns = [
        ("class_id", "classId"),
        ("event_id", "eventId"),
        ("class_name", "name"),
        ("description", "description"),
    ];
    Item::new(Key::Class(id), event, json, &columns)
}

fn make_heat(id: i64, class: i64, label: &str, round: Optional, status: Optional) -> Item {
    let json = object(
        json!({"heatId": id, "classId": class, "label": label}),
        &[("round", round), ("status", status)],
    );
    let columns = [
        ("heat_id", "heatId"),
        ("class_id", "classId"),
        ("heat_label", "label"),
        ("round", "round"),
        ("status", "status"),
    ];
    Item::new(Key::Heat(id), class, json, &columns)
}

fn make_entry(id: i64, class: i64, name: &str, car: Optional) -> Item {
    let json = object(json!({"entryId": id, "classId": class, "driverName": name}), &[("carNumber", car)]);
    let columns = [("entry_id", "entryId"), ("driver_name", "driverName"), ("car_number", "carNumber")];
    Item::new(Key::Entry(class, id), class, json, &columns)
}

fn make_result(heat: i64, entry: i64, id: i64, position: Optional, total: Optional) -> Item {
    let json = object(
        json!({"resultId": id, "heatId": heat, "entryId": entry}),
        &[("finishPosition", position), ("totalTimeMs", total)],
    );
    let columns =
        [("result_id", "resultId"), ("finish_position", "finishPosition"), ("total_time_ms", "totalTimeMs")];
    Item::new(Key::Result(heat, entry), heat, json, &columns)
}

fn event() -> impl Strategy<Value = Item> {
    let titles = select(&["Autumn Open", "Spring Cup"][..]);
    (select(EVENTS), titles, word(&["Ashby", "Birch"]), fault()).prop_map(|(id, title, city, fault)| {
        make_event(id, title, city).with_fault(fault, "city", 7.into(), "eventId")
    })
}

fn detail() -> impl Strategy<Value = Item> {
    let url = word(&["https://stream.example/1", "https://stream.example/2"]);
    (select(HEATS), select(CLASSES), select(EVENTS), url, fault()).prop_map(
        |(id, class, event, url, fault)| {
            make_detail(id, class, event, url).with_fault(fault, "liveStreamUrl", 7.into(), "heatId")
        },
    )
}

fn class() -> impl Strategy<Value = Item> {
    let names = select(&["Buggy", "Truck"][..]);
    (select(CLASSES), select(EVENTS), names, word(&["stock"]), fault()).prop_map(
        |(id, event, name, about, fault)| {
            make_class(id, event, name, about).with_fault(fault, "name", " ".into(), "eventId")
        },
    )
}

fn heat() -> impl Strategy<Value = Item> {
    let round = proptest::option::of((1..3_i64).prop_map(Value::from));
    let labels = select(&["Heat 1", "A-Main"][..]);
    (select(HEATS), select(CLASSES), labels, round, word(&["scheduled", "complete"]), fault()).prop_map(
        |(id, class, label, round, status, fault)| {
            make_heat(id, class, label, round, status).with_fault(fault, "round", 0.into(), "classId")
        },
    )
}

fn entry() -> impl Strategy<Value = Item> {
    let names = select(&["Ana", "Bo", "Cai"][..]);
    (select(ENTRIES), select(CLASSES), names, word(&["07", "7"]), fault()).prop_map(
        |(id, class, name, car, fault)| {
            make_entry(id, class, name, car).with_fault(fault, "carNumber", 7.into(), "classId")
        },
    )
}

fn result() -> impl Strategy<Value = Item> {
    let number = |numbers: &'static [i64]| proptest::option::of(select(numbers).prop_map(Value::from));
    let (position, total) = (number(&[1, 2]), number(&[300_000, 301_000]));
    (select(HEATS), select(ENTRIES), 91..93_i64, position, total, fault()).prop_map(
        |(heat, entry, id, position, total, fault)| {
            make_result(heat, entry, id, position, total).with_fault(
                fault,
                "totalTimeMs",
                "1".into(),
                "heatId",
            )
        },
    )
}
