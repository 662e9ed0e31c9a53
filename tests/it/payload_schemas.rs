//! The schemas of payloads against the readers: what one takes the other takes, and what one refuses the other
//! refuses, as far as a schema can say it.

use crate::harness::{files_below, fixture, repository};
use heatlink::cli::schema::{Side, called, every};
use heatlink::domain::finding::{Code, Finding};
use heatlink::domain::record::Family;
use heatlink::infra::capture::context::{Subject, of_path};
use heatlink::infra::capture::json::Document;
use heatlink::infra::capture::payload::{PayloadOptions, read};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What no schema can say: how two values relate, whether a moment exists, what the address says, whether a key stands
/// twice.
const BEYOND_A_SCHEMA: &[Code] = &[
    Code::DuplicateKeyConflict,
    Code::DuplicateRecordConflict,
    Code::IdMismatch,
    Code::StartAfterEnd,
    Code::TotalBelowFastLap,
    Code::FamilyMismatch,
];

/// What no schema can say of the fixtures: that 30 February is no day, and that nothing around a page names its race.
const ONLY_OF_FIXTURES: &[Code] = &[Code::InvalidTime, Code::UnnamedRace];

/// A family's schema, ready to judge.
struct Schema {
    family: Family,
    text: Value,
    judge: Validator,
}

impl Schema {
    fn of(family: Family) -> Self {
        let text = schema(&format!("payload/{family}"));
        Self { family, judge: jsonschema::validator_for(&text).unwrap(), text }
    }

    fn all() -> Vec<Self> {
        Family::ALL.iter().filter(|f| **f != Family::RacePage).map(|f| Self::of(*f)).collect()
    }

    /// What the schema has at a pointer.
    fn at(&self, pointer: &str) -> &Value {
        self.text.pointer(pointer).unwrap_or_else(|| panic!("{} has nothing at {pointer}", self.family))
    }
}

/// A schema by its full name.
fn schema(name: &str) -> Value {
    let found = called(name);
    assert_eq!(found.len(), 1, "{name}");
    serde_json::from_str(&found[0].schema.to_text().unwrap()).unwrap()
}

/// The findings of reading a payload, and those of them that refuse something.
fn read_as(subject: Option<Subject>, payload: &str) -> (Vec<Finding>, Vec<Code>) {
    let options =
        PayloadOptions { subject, race_hint: None, assumed_zone: None, complete: true, max_depth: 128 };
    match read(&Document::in_file(payload, payload), options) {
        Ok(payload) => {
            let refused = payload.refused.iter().map(|r| r.reason.code).collect();
            (payload.findings, refused)
        }
        Err(finding) => {
            let code = finding.code;
            (vec![finding], vec![code])
        }
    }
}

/// Fails where schema and reader differ about a payload; gives whether they take it.
fn agree(schema: &Schema, subject: Subject, payload: &Value, what: &str) -> bool {
    let (_, refused) = read_as(Some(subject), &payload.to_string());
    let is_valid = schema.judge.is_valid(payload);
    let family = schema.family;
    if refused.is_empty() {
        let why = || {
            schema
                .judge
                .iter_errors(payload)
                .map(|e| format!("{e} at {}", e.instance_path()))
                .collect::<Vec<_>>()
        };
        assert!(
            is_valid,
            "{family}, {what}: the reader takes it, the schema does not: {:?}\n{payload}",
            why()
        );
    } else if !refused.iter().all(|code| BEYOND_A_SCHEMA.contains(code)) {
        assert!(
            !is_valid,
            "{family}, {what}: the reader refuses it ({refused:?}), the schema does not\n{payload}"
        );
    }
    is_valid && refused.is_empty()
}

/// Good payloads of a family, with addresses that are theirs: the fixtures, and one with every field.
fn good(family: Family) -> Vec<(Subject, Value)> {
    let (id, full) = match family {
        Family::Event => (
            9,
            json!({
            "eventId": 9, "title": "T", "trackName": "T", "facility": "F", "city": "C", "region": "R", "country": "C",
            "timeZone": "Europe/Dublin", "startTime": "2025-01-11T14:30:00Z", "endTime": "2025-01-11T15:30:00+01:00",
            "website": "W"}),
        ),
        Family::Classes => (
            9,
            json!([{"classId": 8, "eventId": 9, "name": "N", "description": "D"}, {"classId": 7, "eventId": 9, "name": "M"}]),
        ),
        Family::Heats => (
            8,
            json!([
            {"heatId": 5, "classId": 8, "label": "L", "round": 1, "attempt": 1,
             "scheduledStart": "2025-01-11T14:30:00Z", "durationSeconds": 0, "status": "complete"},
            {"heatId": 6, "classId": 8, "label": "M"}]),
        ),
        Family::Entries => (
            8,
            json!([
            {"entryId": 4, "classId": 8, "driverName": "N", "carNumber": "07", "transponder": "1", "vehicle": "V",
             "sponsor": "S", "hometownCity": "H", "hometownRegion": "R"},
            {"entryId": 3, "classId": 8, "driverName": "M"}]),
        ),
        Family::Results => (
            5,
            json!([
            {"resultId": 1, "heatId": 5, "entryId": 4, "finishPosition": 1, "lapsCompleted": 3, "totalTimeMs": 9,
             "fastLapMs": 0, "intervalMs": 0, "status": "finished"},
            {"resultId": 2, "heatId": 5, "entryId": 3}]),
        ),
        Family::HeatDetail => (5, json!({"heatId": 5, "classId": 8, "eventId": 9, "liveStreamUrl": "U"})),
        Family::EntryList => (
            8,
            json!({
            "event": {"event_id": "9", "name": "E"}, "class": {"id": 8, "class_name": "C", "code": "X"},
            "entries": [
                {"entry_id": "4", "display_name": "N", "car_number": "07", "transponder_id": 12, "withdrawn": false},
                {"id": 3, "name": "M", "carNumber": 7}]}),
        ),
        Family::RaceResult => (
            5,
            json!({
            "event": {"id": 9, "name": "E"}, "class": {"class_id": 8, "name": "C"},
            "round": {"id": "r1", "name": "R"}, "race": {"race_id": 5, "name": "A"},
            "session_type": "main", "start_time": "2025-01-11T14:30:00Z",
            "laps": [
                {"entry_id": "4", "driver_name": "N", "lap": 0, "lap_time": "0"},
                {"entry_id": "4", "driver_name": "N", "lap": 1, "lap_time": 25.432, "is_outlap": true,
                 "penalties": [{"seconds": 5, "reason": "R"}]},
                {"entryId": 4, "lap_number": "2", "time": "1:02.345"}]}),
        ),
        _ => (730_155, payload(&fixture(&format!("captures/{family}/smallest.json")))),
    };
    let mut good = vec![(Subject::new(family, id), full)];
    if family == Family::RaceResult {
        let rows =
            json!([{"entry_id": 4, "lap": 1, "lap_time": 25.4}, {"entry_id": 3, "lap": 1, "lap_time": "26"}]);
        good.push((Subject::new(family, id), json!({"race_id": 5, "results": rows})));
    }
    for path in files_below(&fixture(&format!("captures/{family}"))) {
        let ids = ["captures/entry-list", "captures/heats", "captures/entries"];
        let id = match family {
            Family::Event | Family::Classes => 48_300,
            Family::RaceArchive | Family::RaceDump => 730_155,
            _ if ids.iter().any(|folder| path.starts_with(fixture(folder))) => 92_400,
            _ => 630_500,
        };
        good.push((Subject::new(family, id), payload(&path)));
    }
    good
}

fn payload(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn every_family_has_a_schema_and_its_good_payloads_are_good_by_it() {
    for schema in Schema::all() {
        for (subject, payload) in good(schema.family) {
            assert!(agree(&schema, subject, &payload, "as it is"), "{}: {payload}", schema.family);
        }
    }
    let meeting = files_below(&fixture("meeting"));
    assert!(meeting.len() > 10);
    for path in meeting {
        let subject = of_path(&path).unwrap();
        assert!(
            agree(&Schema::of(subject.family), subject, &payload(&path), "of the meeting"),
            "{}",
            path.display()
        );
    }
}

/// Values of every kind, at the edges of what fields take.
fn values() -> Vec<Value> {
    let numbers = [json!(0), json!(-1), json!(1), json!(7), json!(1.5), json!(u64::MAX), json!(i64::MAX)];
    let texts = [
        "",
        " ",
        "x",
        "0",
        "7",
        "07",
        "-1",
        "1.5",
        "1:02.345",
        "1:72.345",
        "a\0b",
        "true",
        "2025-01-11",
        "2025-01-11T14:30",
        "2025-01-11T14:30:00Z",
        "2025-13-11T14:30:00Z",
        "2025-01-11T24:30:00Z",
        "2025-01-11 14:30:00.25+0100",
    ];
    let mut values = vec![Value::Null, json!(true), json!([]), json!({}), json!([{}]), json!([1])];
    values.extend(numbers);
    values.extend(texts.map(Value::from));
    values
}

/// The pointers of every value of a payload, the payload itself left out.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |key: &str, value| {
        let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, value)| below(&i.to_string(), value)),
        _ => {}
    }
}

/// Every key that any schema of a payload knows.
fn known_keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().cloned());
            }
            members.values().for_each(|value| known_keys(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| known_keys(value, found)),
        _ => {}
    }
}

#[test]
fn whatever_one_field_becomes_schema_and_reader_agree() {
    for schema in Schema::all() {
        let (mut taken, mut refused) = (0, 0);
        let mut judge = |subject, payload: &Value, what: &str| {
            *(if agree(&schema, subject, payload, what) { &mut taken } else { &mut refused }) += 1;
        };
        for (subject, payload) in good(schema.family) {
            let mut all = Vec::new();
            pointers(&payload, "", &mut all);
            for pointer in &all {
                for value in values() {
                    let mut other = payload.clone();
                    *other.pointer_mut(pointer).unwrap() = value;
                    judge(subject, &other, &format!("{pointer} replaced"));
                }
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                let mut other = payload.clone();
                if let Some(Value::Object(members)) = other.pointer_mut(parent) {
                    members.remove(&key.replace("~1", "/").replace("~0", "~"));
                    judge(subject, &other, &format!("{pointer} left out"));
                }
            }
        }
        assert!(taken > 20 && refused > 20, "{}: {taken} taken, {refused} refused", schema.family);
    }
}

#[test]
fn whatever_key_is_added_schema_and_reader_agree() {
    for schema in Schema::all() {
        let mut keys = BTreeSet::new();
        known_keys(&schema.text, &mut keys);
        for (subject, payload) in good(schema.family) {
            let mut objects = Vec::new();
            pointers(&payload, "", &mut objects);
            objects.push(String::new());
            objects.retain(|pointer| payload.pointer(pointer).is_some_and(Value::is_object));
            for (pointer, key) in
                objects.iter().flat_map(|pointer| keys.iter().map(move |key| (pointer, key)))
            {
                for value in [json!(null), json!("x"), json!(7), json!(""), json!({}), json!([]), json!(true)]
                {
                    let mut other = payload.clone();
                    let object = other.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
                    if !object.contains_key(key) {
                        object.insert(key.clone(), value);
                        agree(&schema, subject, &other, &format!("{pointer}/{key} added"));
                    }
                }
            }
        }
    }
}

/// Where the objects of a family stand: in the payload with every field, and in the schema.
fn objects(family: Family) -> &'static [(&'static str, &'static str)] {
    match family {
        Family::Event | Family::HeatDetail => &[("", "")],
        Family::Classes | Family::Heats | Family::Entries | Family::Results => &[("/0", "/items")],
        Family::EntryList => &[
            ("", ""),
            ("/event", "/$defs/event"),
            ("/class", "/$defs/class"),
            ("/entries/0", "/$defs/entry"),
        ],
        Family::RaceResult => {
            &[("", ""), ("/round", "/$defs/round"), ("/race", "/$defs/race"), ("/laps/1", "/$defs/lap")]
        }
        Family::RaceDump => &[
            ("", ""),
            ("/racerLaps/346997", "/properties/racerLaps/anyOf/0/additionalProperties"),
            (
                "/racerLaps/346997/laps/1",
                "/properties/racerLaps/anyOf/0/additionalProperties/properties/laps/anyOf/0/items",
            ),
        ],
        Family::RaceArchive => {
            &[("", "/$defs/record"), ("/driver_results", "/$defs/record/properties/driver_results")]
        }
        Family::RacePage => &[],
    }
}

#[test]
fn a_key_is_in_the_schema_exactly_where_it_is_read() {
    let mut keys = BTreeSet::from(["zebra".to_owned()]);
    for schema in Schema::all() {
        known_keys(&schema.text, &mut keys);
    }
    let page = fs::read_to_string(repository().join("docs/integrations/liverc.md")).unwrap();
    let words = page.split('`').skip(1).step_by(2);
    keys.extend(
        words.filter(|w| w.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')).map(str::to_owned),
    );
    for schema in Schema::all() {
        let (subject, payload) = good(schema.family).swap_remove(0);
        for (pointer, place) in objects(schema.family) {
            let properties = schema.at(place)["properties"].as_object().unwrap_or_else(|| panic!("{place}"));
            let mut seen = 0;
            for key in &keys {
                let mut other = payload.clone();
                let object = other.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
                object.entry(key).or_insert(Value::Null);
                let (findings, refused) = read_as(Some(subject), &other.to_string());
                if !refused.is_empty() {
                    continue; // with that key it has another family's shape
                }
                seen += 1;
                let told = findings.iter().filter(|f| f.code == Code::UnknownField);
                let is_read = !told.clone().any(|f| f.message.contains(&format!("`{key}` (")));
                let family = schema.family;
                assert_eq!(properties.contains_key(key), is_read, "{family}{pointer}: `{key}`, {findings:?}");
            }
            assert!(seen > keys.len() / 2, "{pointer}: {seen} of {} keys", keys.len());
        }
    }
}

#[test]
fn bad_fixtures_are_bad_by_the_schema_too() {
    let schemas: BTreeMap<Family, Schema> = Schema::all().into_iter().map(|s| (s.family, s)).collect();
    let mut seen = 0;
    for path in files_below(&fixture("bad")) {
        let Ok(Ok(payload)) = fs::read_to_string(&path).map(|text| serde_json::from_str::<Value>(&text))
        else {
            continue; // no JSON: nothing that a schema could judge
        };
        if payload.get("body").is_some() || payload.get("log").is_some() {
            continue; // in a container: judged below, or of HAR's own schema
        }
        // As it is written: a key that stands twice is lost on its way through a `Value`.
        let text = fs::read_to_string(&path).unwrap();
        let name = path.display();
        let (_, refused) = read_as(of_path(&path), &text);
        let by_shape = |s: &&Schema| s.judge.is_valid(&payload);
        let fitting: Vec<_> = schemas.values().filter(by_shape).map(|s| s.family).collect();
        match of_path(&path) {
            _ if refused.iter().any(|c| BEYOND_A_SCHEMA.contains(c) || ONLY_OF_FIXTURES.contains(c)) => {
                continue;
            }
            Some(subject) => {
                let fits = fitting.contains(&subject.family);
                assert_eq!(fits, refused.is_empty(), "{name}: {refused:?}");
            }
            None if refused.is_empty() => assert!(!fitting.is_empty(), "{name} fits a schema"),
            // An empty listing fits every listing.
            None => assert!(fitting.is_empty(), "{name} is refused ({refused:?}), but fits {fitting:?}"),
        }
        seen += 1;
    }
    assert!(seen > 100, "{seen} payloads");
}

#[test]
fn envelopes_are_as_the_reader_takes_them() {
    let judge = jsonschema::validator_for(&schema("payload/envelope")).unwrap();
    for path in files_below(&fixture("captures/envelope")) {
        assert!(judge.is_valid(&payload(&path)), "{}", path.display());
    }
    for (case, is_good) in [
        ("bad-envelope", false),
        ("envelope-status", false),
        ("envelope-digest", true), // only the body tells
        ("capture-in-future", true),
    ] {
        assert_eq!(judge.is_valid(&payload(&fixture(&format!("bad/{case}.json")))), is_good, "{case}");
    }
    let good = json!({"url": "https://api.liverc.example/v2/events/9", "fetchedAt": "2025-01-11T14:30:00Z", "status": 200,
        "sha256": null, "body": {"eventId": 9, "title": "T", "timeZone": "UTC"}});
    let world = crate::harness::World::new();
    for key in ["url", "fetchedAt", "status", "sha256"] {
        for value in [
            json!(null),
            json!("x"),
            json!(""),
            json!(7),
            json!(404),
            json!(1.5),
            json!([]),
            json!(true),
            json!("2025-01-11T14:30"),
            json!("2025-01-11T14:30:00Z"),
        ] {
            let mut other = good.clone();
            other[key] = value;
            let path = world.write("envelope.json", other.to_string());
            let ran = world.run(["validate", path.to_str().unwrap()]);
            // An address of nothing known is no fault of the envelope.
            assert_eq!(ran.code == 0, judge.is_valid(&other), "{other}\n{}", ran.stdout);
        }
    }
}

#[test]
fn schemas_are_schemas() {
    for named in every() {
        let text: Value = serde_json::from_str(&named.schema.to_text().unwrap()).unwrap();
        assert!(jsonschema::meta::is_valid(&text), "{}", named.full_name());
        assert!(matches!(named.side, Side::Payload | Side::Output));
    }
}
