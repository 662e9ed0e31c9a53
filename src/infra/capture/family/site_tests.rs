//! Race results of the results site, read as payloads; and what both kinds have in common.

use crate::domain::finding::{Code, Finding};
use crate::domain::lap_sheet::{Lap, LapSheet};
use crate::domain::record::{Family, Fields, HeatFields, Kind};
use crate::infra::capture::context::Subject;
use crate::infra::capture::json::Document;
use crate::infra::capture::payload::{Payload, PayloadOptions, read};

pub(super) const PLAIN: PayloadOptions<'_> =
    PayloadOptions { subject: None, race_hint: None, assumed_zone: None, complete: true, max_depth: 128 };

pub(super) fn read_with(text: &str, options: PayloadOptions<'_>) -> Result<Payload, Finding> {
    read(&Document::in_file(text, text), options)
}

pub(super) fn taken(text: &str) -> Payload {
    read_with(text, PLAIN).unwrap()
}

pub(super) fn refused(text: &str) -> Finding {
    read_with(text, PLAIN).unwrap_err()
}

pub(super) fn codes(payload: &Payload) -> Vec<Code> {
    payload.findings.iter().map(|f| f.code).collect()
}

pub(super) fn keys(payload: &Payload) -> Vec<String> {
    payload.statements.iter().map(|s| s.key.to_string()).collect()
}

fn sheet(payload: &Payload) -> LapSheet {
    let laps = payload.statements.iter().find_map(|s| match &s.fields {
        Fields::Laps(sheet) => Some(sheet.clone()),
        _ => None,
    });
    laps.unwrap_or_default()
}

fn heat(payload: &Payload) -> HeatFields {
    let heat = payload.statements.iter().find_map(|s| match &s.fields {
        Fields::Heat(heat) => Some(heat.clone()),
        _ => None,
    });
    heat.unwrap()
}

/// A race result whose laps are these items.
fn race(laps: &str) -> String {
    format!(
        r#"{{"event_id":"801","class_id":"802","round_id":"r2","race_id":"803","session_type":"main",
"start_time":"2024-03-03T18:00:00Z","event":{{"id":"801","name":"Fern Hollow Open"}},
"class":{{"id":"802","name":"2WD Buggy"}},"round":{{"id":"r2","name":"Main Events"}},
"race":{{"id":"803","name":"2WD A-Main"}},"laps":[{laps}]}}"#
    )
}

/// An item of laps: `rest` follows entry, name and number.
fn lap(number: &str, rest: &str) -> String {
    format!(r#"{{"entry_id":"804","driver_name":"Ilse Quarrington","lap":{number}{rest}}}"#)
}

/// The third of three laps, the others sound.
fn with_third(third: &str) -> Payload {
    let (one, two) = (lap("1", r#","lap_time":26.5"#), lap("2", r#","lap_time":25.432"#));
    taken(&race(&format!("{one},\n{two},\n{third}")))
}

fn times(payload: &Payload) -> Vec<(i64, i64)> {
    sheet(payload).entrants.iter().flat_map(|e| e.laps.iter().map(|l| (l.number, l.time_ms))).collect()
}

/// The third lap is refused for a reason at a field of it, the others are taken.
fn third_is_refused(rest: &str, code: Code, field: &str) {
    let payload = with_third(&lap("3", rest));
    assert_eq!(codes(&payload), [code], "{rest}");
    assert_eq!(payload.findings[0].place.pointer.as_deref(), Some(&*format!("/laps/2/{field}")), "{rest}");
    assert_eq!(payload.findings[0].place.line, Some(6), "{rest}");
    assert_eq!(payload.refused.len(), 1);
    assert_eq!((payload.refused[0].kind, payload.refused[0].record), (Kind::Lap, "laps/803".parse().ok()));
    assert_eq!(times(&payload), [(1, 26_500), (2, 25_432)]);
}

#[test]
fn a_race_result_states_its_parents_itself_and_its_laps() {
    let payload = with_third(&lap("3", r#","lap_time":"1:02.345","is_outlap":true"#));
    assert_eq!(payload.family, Family::RaceResult);
    assert_eq!(keys(&payload), ["event/801", "class/802", "heat/803", "laps/803"]);
    assert_eq!((codes(&payload), payload.listing_of), (vec![], None));
    assert!(payload.statements.iter().all(|s| s.item.is_none()));
    let heat = heat(&payload);
    assert_eq!((heat.class_id, heat.event_id), (Some(802), Some(801)));
    assert_eq!(heat.label.as_deref(), Some("2WD A-Main"));
    assert_eq!((heat.round_id.as_deref(), heat.round_name.as_deref()), (Some("r2"), Some("Main Events")));
    assert_eq!(heat.session_type.as_deref(), Some("main"));
    assert_eq!(heat.scheduled_start_utc.unwrap().to_string(), "2024-03-03T18:00:00.000Z");
    assert_eq!((heat.heading_event, heat.heading_class, heat.scheduled_local), (None, None, None));
    let sheet = sheet(&payload);
    assert_eq!(sheet.entrants[0].driver_name.as_deref(), Some("Ilse Quarrington"));
    let third = Lap { number: 3, time_ms: 62_345, is_outlap: Some(true), ..Lap::default() };
    assert_eq!(sheet.entrants[0].laps[2], third);
    assert_eq!(payload.records(), 6);
}

#[test]
fn a_race_result_in_other_spellings_states_the_same() {
    let plain = taken(&race(
        r#"{"entry_id":"804","driver_name":"Ilse Quarrington","lap":1,"lap_time":26.5,"is_outlap":false}"#,
    ));
    let start = r#""eventId":801,"classId":802,"roundId":"r2","raceId":803,"event_name":"Fern Hollow Open",
        "class_name":"2WD Buggy","round_name":"Main Events","race_name":"2WD A-Main""#;
    let spellings = [
        ("driver_id", "name", "lap_number", "lapTime", "outlap"),
        ("entryId", "driverName", "number", "time", "isOutlap"),
        ("entry_id", "driver_name", "lap", "seconds", "is_outlap"),
    ];
    for (kind, at, list) in [
        ("type", "startTime", "lap_data"),
        ("sessionType", "scheduled_start", "results"),
        ("session_type", "start_time", "laps"),
    ] {
        for (id, name, number, time, outlap) in spellings {
            let text = format!(
                r#"{{{start},"{kind}":"main","{at}":"2024-03-03T12:00:00-06:00","{list}":[
                {{"{id}":804,"{name}":"Ilse Quarrington","{number}":"0","{time}":"0"}},
                {{"{id}":804,"{name}":"Ilse Quarrington","{number}":"1","{time}":"26.50","{outlap}":"false"}}]}}"#
            );
            let payload = taken(&text);
            assert_eq!(payload.statements, plain.statements, "{text}");
            assert_eq!(codes(&payload), [], "{text}");
        }
    }
    let inner = r#"{"event":{"event_id":801,"event_name":"Fern Hollow Open"},"class":{"classId":"802",
        "class_name":"2WD Buggy"},"round":{"round_id":"r2","round_name":"Main Events"},"race":{"raceId":"803",
        "race_name":"2WD A-Main"},"type":"main","start_time":"2024-03-03T18:00:00Z","laps":[
        {"entry_id":"0804","driver_name":"Ilse Quarrington","lap":1,"lap_time":26.5,"is_outlap":0}]}"#;
    assert_eq!(taken(inner).statements, plain.statements);
}

#[test]
fn the_first_name_with_a_value_wins() {
    let payload = taken(&race(
        r#"{"entry_id":null,"driver_id":"804","entryId":"9","lap":1,"number":7,"lap_time":26.5,"seconds":1}"#,
    ));
    let sheet = sheet(&payload);
    assert_eq!((sheet.entrants[0].who.to_string().as_str(), times(&payload)[0]), ("804", (1, 26_500)));
    assert_eq!(sheet.entrants[0].driver_name, None);
    assert_eq!(codes(&payload), []);
}

#[test]
fn laps_come_in_any_order_and_the_start_row_is_none() {
    let rows: Vec<_> = ["3", "0", "2", "1"].map(|n| lap(n, &format!(r#","lap_time":"{n}5""#))).into();
    assert_eq!(times(&taken(&race(&rows.join(",")))), [(1, 15_000), (2, 25_000), (3, 35_000)]);
    let start_alone = taken(&race(&lap("0", "")));
    assert_eq!(keys(&start_alone), ["event/801", "class/802", "heat/803"]);
    assert_eq!(codes(&start_alone), [Code::EmptyListing]);
}

#[test]
fn a_lap_that_cannot_be_is_refused_alone() {
    third_is_refused(r#","lap_time":null"#, Code::MissingField, "lap_time");
    third_is_refused(r#","seconds":-25.1"#, Code::OutOfRange, "seconds");
    third_is_refused(r#","lapTime":"25,432""#, Code::WrongType, "lapTime");
    third_is_refused(r#","time":"fast""#, Code::WrongType, "time");
    assert_eq!(times(&with_third(&lap("3", r#","lap_time":2.5e1"#)))[2], (3, 25_000), "a number, exactly");
    third_is_refused(r#","lap_time":"2.5e1""#, Code::WrongType, "lap_time");
    third_is_refused(r#","lap_time":["25"]"#, Code::WrongType, "lap_time");
    third_is_refused("", Code::MissingField, "lap_time");
    third_is_refused(r#","lap_time":25,"outlap":"yes""#, Code::WrongType, "outlap");
    third_is_refused(r#","lap_time":25,"is_outlap":2"#, Code::WrongType, "is_outlap");
    third_is_refused(r#","lap_time":25,"penalties":"10""#, Code::WrongType, "penalties");
    third_is_refused(r#","lap_time":25,"lap_time":26"#, Code::DuplicateKeyConflict, "lap_time");
    for (number, code) in [("2.5", Code::WrongType), ("-1", Code::OutOfRange), ("\"two\"", Code::WrongType)] {
        let payload = with_third(&lap(number, r#","lap_time":25.8"#));
        assert_eq!(codes(&payload), [code], "{number}");
        assert_eq!(payload.findings[0].place.pointer.as_deref(), Some("/laps/2/lap"));
    }
    let payload = with_third(r#"{"driver_name":"Nils Overbeck","lap":1,"lap_time":27.0}"#);
    assert_eq!((codes(&payload), payload.refused.len()), (vec![Code::MissingField], 1));
    let payload = with_third("17");
    assert_eq!((codes(&payload), payload.refused[0].record), (vec![Code::NotAnObject], None));
}

#[test]
fn an_odd_lap_time_is_kept() {
    assert_eq!(times(&with_third(&lap("3", r#","lap_time":0"#)))[2], (3, 0));
    assert_eq!(times(&with_third(&lap("3", r#","lap_time":25432"#)))[2], (3, 25_432_000));
    assert_eq!(times(&with_third(&lap("3", r#","lap_time":25.43249999"#)))[2], (3, 25_432));
    assert_eq!(times(&with_third(&lap("3", r#","lap_time":"25.4325""#)))[2], (3, 25_433));
}

#[test]
fn a_lap_stated_twice_is_taken_once_or_not_at_all() {
    let payload = with_third(&lap("2", r#","lap_time":"25.4320""#));
    assert_eq!((codes(&payload), payload.refused.len()), (vec![Code::DuplicateRecord], 0));
    assert_eq!(payload.repeats[Kind::Lap as usize], 1);
    assert_eq!(times(&payload), [(1, 26_500), (2, 25_432)]);
    let other = lap("2", r#","lap_time":29.999"#);
    let payload = with_third(&format!("{other},{}", lap("2", r#","lap_time":25.432"#)));
    assert_eq!(codes(&payload), [Code::DuplicateRecordConflict; 2]);
    assert_eq!(payload.refused.len(), 3, "a third that equals one of them is no better");
    assert_eq!(payload.refused[0].reason.place.pointer.as_deref(), Some("/laps/1"));
    assert_eq!(times(&payload), [(1, 26_500)]);
}

#[test]
fn a_car_under_two_names_keeps_the_one_that_most_rows_print() {
    let odd = r#"{"entry_id":"804","driver_name":"I. Quarrington","lap":3,"lap_time":25.9}"#;
    let payload = with_third(odd);
    assert_eq!(codes(&payload), [Code::NamesDiffer]);
    assert_eq!(payload.findings[0].place.pointer.as_deref(), Some("/laps/2/driver_name"));
    assert_eq!(payload.findings[0].place.column, Some(33), "of the name, not of the lap");
    assert_eq!(sheet(&payload).entrants[0].driver_name.as_deref(), Some("Ilse Quarrington"));
    assert_eq!(times(&payload).len(), 3);
    let first = taken(&race(&format!("{odd},{}", lap("1", r#","lap_time":26"#))));
    assert_eq!(
        sheet(&first).entrants[0].driver_name.as_deref(),
        Some("I. Quarrington"),
        "of equals the first"
    );
}

#[test]
fn laps_of_an_unknown_car_are_laps() {
    let payload = with_third(r#"{"entry_id":"9","driver_name":"Nils Overbeck","lap":1,"lap_time":27.0}"#);
    let sheet = sheet(&payload);
    let who: Vec<_> = sheet.entrants.iter().map(|e| e.who.to_string()).collect();
    assert_eq!((who, codes(&payload)), (vec!["9".to_owned(), "804".to_owned()], vec![]));
}

#[test]
fn penalties_tag_a_lap_and_leave_its_time() {
    let third = |penalties: &str| {
        let payload = with_third(&lap("3", &format!(r#","lap_time":25.9,"penalties":{penalties}"#)));
        let lap = sheet(&payload).entrants[0].laps[2].clone();
        assert_eq!(lap.time_ms, 25_900);
        (lap.penalty_ms, lap.penalty_reason, codes(&payload))
    };
    assert_eq!(third("[]"), (None, None, vec![]));
    assert_eq!(third(r#"[{"seconds":10}]"#), (Some(10_000), Some(String::new()), vec![]));
    let two = r#"[{"duration":"2.5","reason":"cut"},{"duration_seconds":1,"description":"jump start"}]"#;
    assert_eq!(third(two), (Some(3500), Some("cut; jump start".into()), vec![]));
    let unknown = vec![Code::UnknownPenalty];
    assert_eq!(third(r#"[{"seconds":"ten"}]"#), (None, Some(String::new()), unknown.clone()));
    assert_eq!(third(r#"[{"seconds":-1}]"#), (None, Some(String::new()), unknown.clone()));
    assert_eq!(third("[10]"), (None, Some(String::new()), unknown.clone()));
    let one_of_two = r#"[{"seconds":5,"reason":"cut"},{"reason":"contact"}]"#;
    assert_eq!(third(one_of_two), (None, Some("cut; contact".into()), unknown));
    let text = race(&lap("1", r#","lap_time":25.9,"penalties":[{"seconds":"ten"}]"#));
    assert_eq!(taken(&text).findings[0].place.pointer.as_deref(), Some("/laps/0/penalties/0/seconds"));
}

#[test]
fn a_race_without_id_or_laps_is_told_what_it_lacks() {
    let no_ids = r#"{"round_id":"r2","session_type":"main","round":{"id":"r2"},"laps":[]}"#;
    let finding = refused(no_ids);
    assert_eq!((finding.code, finding.place.pointer.as_deref()), (Code::MissingField, Some("/race_id")));
    let at = PayloadOptions { subject: Some(Subject::new(Family::RaceResult, 803)), ..PLAIN };
    assert_eq!(keys(&read_with(no_ids, at).unwrap()), ["heat/803"], "its address tells");
    let other = PayloadOptions { subject: Some(Subject::new(Family::RaceResult, 7)), ..PLAIN };
    assert_eq!(read_with(&race(""), other).unwrap_err().code, Code::IdMismatch);
    for text in [
        race("").replace(r#","laps":[]"#, ""),
        race("").replace(r#""laps":[]"#, r#""laps":null"#),
        race("").replace(r#""laps":[]"#, r#""results":[{"position":1,"entry_id":"804"}]"#),
    ] {
        let finding = refused(&text);
        assert_eq!((finding.code, finding.place.pointer.as_deref()), (Code::MissingField, Some("/laps")));
    }
}

#[test]
fn empty_laps_are_a_warning_and_the_heading_stands() {
    let payload = taken(&race(""));
    assert_eq!(keys(&payload), ["event/801", "class/802", "heat/803"]);
    assert_eq!(codes(&payload), [Code::EmptyListing]);
}

#[test]
fn a_fault_in_the_heading_refuses_the_capture() {
    let code = |from: &str, to: &str| refused(&race("").replace(from, to)).code;
    assert_eq!(code(r#""laps":[]"#, r#""laps":{}"#), Code::WrongType);
    assert_eq!(code(r#""event_id":"801""#, r#""event_id":"fern-hollow""#), Code::UnsupportedId);
    assert_eq!(code(r#""class":{"id":"802""#, r#""class":{"id":"2wd""#), Code::UnsupportedId);
    assert_eq!(code(r#""race_id":"803""#, r#""race_id":"803a""#), Code::UnsupportedId);
    assert_eq!(code(r#""race_id":"803""#, r#""race_id":0"#), Code::OutOfRange);
    assert_eq!(code(r#""race_id":"803""#, r#""race_id":803.0"#), Code::UnsupportedId);
    assert_eq!(code(r#""race_id":"803""#, r#""race_id":true"#), Code::WrongType);
    assert_eq!(code(r#""race":{"id":"803""#, r#""race":{"id":"805""#), Code::IdMismatch);
    assert_eq!(code(r#""session_type":"main""#, r#""session_type":4"#), Code::WrongType);
    assert_eq!(code(r#"{"id":"802","name":"2WD Buggy"}"#, r#""2WD Buggy""#), Code::WrongType);
    let finding = refused(&race(r#"{"entry_id":"car-1","lap":1,"lap_time":25}"#));
    assert_eq!(
        (finding.code, finding.place.pointer.as_deref()),
        (Code::UnsupportedId, Some("/laps/0/entry_id"))
    );
}

#[test]
fn names_stand_in_for_ids_that_are_absent() {
    let payload = taken(
        r#"{"race_id":"803","event_name":"Fern Hollow Open","class_name":"2WD Buggy","laps":[
        {"entry_id":"804","lap":1,"lap_time":25}]}"#,
    );
    assert_eq!(keys(&payload), ["heat/803", "laps/803"]);
    let heat = heat(&payload);
    assert_eq!(heat.heading_event.as_deref(), Some("Fern Hollow Open"));
    assert_eq!(heat.heading_class.as_deref(), Some("2WD Buggy"));
    assert_eq!((heat.event_id, heat.class_id), (None, None));
}

#[test]
fn a_start_on_the_tracks_clock_is_a_moment_where_a_zone_is_assumed() {
    let start = |text: &str, assumed_zone: Option<&str>| {
        let text = race("").replace("2024-03-03T18:00:00Z", text);
        let payload = read_with(&text, PayloadOptions { assumed_zone, ..PLAIN }).unwrap();
        let heat = heat(&payload);
        let utc = heat.scheduled_start_utc.map(|at| at.to_string());
        (utc, heat.scheduled_local, heat.assumed_zone, codes(&payload)[0])
    };
    let zone = Some("America/Chicago");
    let owned = |text: &str| Some(text.to_owned());
    let local = "2024-03-03T12:00:00";
    assert_eq!(start(local, None), (None, owned(local), None, Code::AmbiguousTime));
    // Nothing is unknown then, and nothing is said but that the laps are empty.
    let utc = owned("2024-03-03T18:00:00.000Z");
    assert_eq!(start(local, zone), (utc, owned(local), owned("America/Chicago"), Code::EmptyListing));
    let gap = "2024-03-10T02:30:00";
    assert_eq!(start(gap, zone), (None, owned(gap), owned("America/Chicago"), Code::LocalTimeInGap));
    let fold = "2024-11-03T01:30:00";
    assert_eq!(start(fold, zone), (None, owned(fold), owned("America/Chicago"), Code::LocalTimeAmbiguous));
    assert_eq!(start("2024-03-03", zone), (None, owned("2024-03-03"), None, Code::AmbiguousTime));
    // It is past the years there are: an offset would not help.
    let last = race("").replace("2024-03-03T18:00:00Z", "9999-12-31T23:59:59");
    let payload = read_with(&last, PayloadOptions { assumed_zone: zone, ..PLAIN }).unwrap();
    let hint = payload.findings[0].hint.as_deref().unwrap();
    assert!(payload.findings[0].code == Code::AmbiguousTime && hint.contains("0000 to 9999"), "{hint}");
    let text = race(&lap("1", r#","lap_time":25"#)).replace("2024-03-03T18:00:00Z", "2024-02-30T18:00:00Z");
    let payload = taken(&text);
    assert_eq!(codes(&payload), [Code::InvalidTime]);
    assert_eq!(
        keys(&payload),
        ["event/801", "class/802", "laps/803"],
        "the laps stand, the heading does not"
    );
    assert_eq!(payload.refused[0].record, "heat/803".parse().ok());
}

#[test]
fn keys_that_nobody_reads_are_listed_once() {
    let text = r#"{"race_id":"803","weather":"dry","event":{"id":"801","sponsor":"x"},"laps":[
        {"entry_id":"804","lap":1,"lap_time":25,"gap":1,"penalties":[{"seconds":1,"by":"RD"}]},
        {"entry_id":"804","lap":2,"lap_time":25,"gap":1}]}"#;
    let payload = taken(text);
    assert_eq!(codes(&payload), [Code::UnknownField]);
    let message = &payload.findings[0].message;
    assert!(message.contains("`by` (1), `gap` (2), `sponsor` (1), `weather` (1)"), "{message}");
}

#[test]
fn shapes_of_other_families_keep_winning() {
    let family = |text: &str| read_with(text, PLAIN).map(|p| p.family).map_err(|f| f.code);
    let event = r#"{"eventId":801,"title":"Fern Hollow Open","type":"x","race":1,"entries":[],"classId":2}"#;
    assert_eq!(family(event), Ok(Family::Event));
    assert_eq!(family(r#"{"heatId":803,"classId":802,"eventId":801,"data":[]}"#), Ok(Family::HeatDetail));
    assert_eq!(family(r#"{"data":[{"resultId":1}],"meta":{"page":1}}"#), Err(Code::UnrecognisedPayload));
    assert_eq!(family(r#"{"results":[{"entryId":1}]}"#), Err(Code::UnrecognisedPayload));
    let at = PayloadOptions { subject: Some(Subject::new(Family::HeatDetail, 803)), ..PLAIN };
    assert_eq!(read_with(&race(""), at).unwrap_err().code, Code::FamilyMismatch);
}

#[test]
fn the_fixtures_of_the_good_payloads_are_good() {
    let of = |text: &str| {
        let payload = taken(text);
        assert_eq!(codes(&payload), []);
        keys(&payload).join(" ")
    };
    macro_rules! fixture {
        ($name:literal) => {
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/", $name))
        };
    }
    assert_eq!(of(fixture!("entry-list/smallest.json")), "entry/92400/871100");
    assert_eq!(
        of(fixture!("entry-list/other-spelling.json")),
        "event/48300 class/92400 entry/92400/871100 entry/92400/871101"
    );
    assert_eq!(of(fixture!("race-result/smallest.json")), "heat/630500 laps/630500");
    assert_eq!(
        of(fixture!("race-result/other-spelling.json")),
        "event/48300 class/92400 heat/630500 laps/630500"
    );
}
