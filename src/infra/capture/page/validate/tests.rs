//! Races judged whole.

use crate::domain::finding::{Code, Severity};
use crate::domain::record::{Fields, Kind};
use crate::infra::capture::json::Document;
use crate::infra::capture::payload::{Payload, PayloadOptions, read};

const SERVED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/race-page/served.html"));

fn taken(text: &str) -> Payload {
    let options = PayloadOptions {
        subject: None,
        race_hint: Some(7),
        assumed_zone: None,
        complete: true,
        max_depth: 128,
    };
    read(&Document::in_file(text, text), options).unwrap()
}

fn codes(payload: &Payload) -> Vec<Code> {
    payload.findings.iter().map(|f| f.code).collect()
}

#[test]
fn a_sound_page_is_taken_without_a_word() {
    let payload = taken(SERVED);
    assert_eq!(codes(&payload), []);
    assert_eq!((payload.listing_of, payload.records()), (Some(7), 1 + 3 + 11));
    let results: Vec<_> = payload
        .statements
        .iter()
        .filter_map(|s| if let Fields::Result(f) = &s.fields { Some(f) } else { None })
        .collect();
    let absent = results[2];
    assert_eq!((absent.finish_position, absent.laps_completed), (Some(3), Some(0)));
    assert_eq!((absent.total_time_ms, absent.behind_ms, &absent.status), (None, None, &None));
    assert_eq!((results[0].grid_position, results[0].fast_lap_number), (Some(2), Some(4)));
    assert_eq!((results[1].behind_laps, results[0].consistency_milli), (Some(1), Some(98_114)));
}

#[test]
fn a_bad_lap_is_refused_alone() {
    let payload = taken(&SERVED.replace("'29.87'", "'DNF'"));
    let [refused] = &payload.refused[..] else { panic!("{:?}", payload.refused) };
    assert_eq!(refused.kind, Kind::Lap);
    assert_eq!(refused.reason.place.pointer.as_deref(), Some("/racerLaps/346997/laps/2/time"));
    assert_eq!(payload.records(), 1 + 3 + 10);
}

#[test]
fn a_table_that_disagrees_is_a_warning() {
    let payload = taken(&SERVED.replace("<td>0.57</td>", "<td>0.58</td>"));
    assert_eq!(codes(&payload), [Code::PageDisagrees]);
    assert!(payload.findings.iter().all(|f| f.severity() == Severity::Warning));
}

/// The page with a second non-starter of the first one's name: the script's block and the table's row once more.
fn with_a_namesake() -> String {
    let script = &SERVED[SERVED.rfind("positionDataDriver = {};").unwrap()..];
    let script = &script[..script.find("console.log").unwrap()];
    let row = &SERVED[SERVED.rfind("\t\t<tr>\n\t\t<td>3</td>").unwrap()..];
    let row = &row[..=row.find("</tr>").unwrap() + 4];
    let end = SERVED.rfind("console.log(racerLaps[98115]);").unwrap();
    let more = format!("{}{}{}", &SERVED[..end], script.replace("98115", "98200"), &SERVED[end..]);
    let again = row.replace("<td>3</td>\n\t\t<td>\n", "<td>4</td>\n\t\t<td>\n").replace(">12<", ">15<");
    more.replace(row, &format!("{row}{again}"))
}

#[test]
fn two_of_one_name_who_did_not_start_take_their_rows_in_order() {
    let payload = taken(&with_a_namesake());
    assert_eq!(payload.refused, []);
    let cars: Vec<_> = payload
        .statements
        .iter()
        .filter_map(|s| if let Fields::Result(f) = &s.fields { Some((s.key.to_string(), f)) } else { None })
        .filter(|(_, f)| f.driver_name.as_deref() == Some("ORRIN SABLE"))
        .map(|(key, f)| (key, f.finish_position, f.car_number.clone()))
        .collect();
    assert_eq!(
        cars,
        [
            ("result/7/@98115".to_owned(), Some(3), Some("12".to_owned())),
            ("result/7/@98200".to_owned(), Some(4), Some("15".to_owned()))
        ]
    );
}
