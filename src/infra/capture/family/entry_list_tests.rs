//! Entry lists of the results site, read as payloads.

use super::site_tests::{PLAIN, codes, keys, read_with, refused, taken};
use crate::domain::finding::Code;
use crate::domain::record::{ClassFields, Entrant, EntryFields, Family, Fields, Kind, RecordKey};
use crate::infra::capture::context::Subject;
use crate::infra::capture::payload::{Payload, PayloadOptions};

fn class(payload: &Payload) -> ClassFields {
    let class = payload.statements.iter().find_map(|s| match &s.fields {
        Fields::Class(class) => Some(class.clone()),
        _ => None,
    });
    class.unwrap()
}

fn entries(payload: &Payload) -> Vec<EntryFields> {
    let entry = |f: &Fields| if let Fields::Entry(e) = f { Some(e.clone()) } else { None };
    payload.statements.iter().filter_map(|s| entry(&s.fields)).collect()
}

/// An entry list whose entries are these items.
fn list(items: &str) -> String {
    format!(
        r#"{{"event":{{"event_id":"801","event_name":"Fern Hollow Open"}},
"class":{{"class_id":"802","class_name":"2WD Buggy","class_code":"2WD"}},
"entries":[{items}]}}"#
    )
}

const ILSE: &str = r#"{"entry_id":"804","display_name":"Ilse Quarrington","car_number":"07","transponder_id":"2000001","withdrawn":false}"#;

#[test]
fn an_entry_list_states_its_parents_and_its_entries() {
    let payload = taken(&list(&format!(
        r#"{ILSE},{{"entry_id":"9","display_name":"Nils Overbeck","transponder_id":null,"withdrawn":true}}"#
    )));
    assert_eq!((payload.family, payload.listing_of), (Family::EntryList, Some(802)));
    assert_eq!(keys(&payload), ["event/801", "class/802", "entry/802/804", "entry/802/9"]);
    assert_eq!(payload.statements.iter().map(|s| s.item).collect::<Vec<_>>(), [None, None, Some(0), Some(1)]);
    assert_eq!((class(&payload).event_id, class(&payload).code.as_deref()), (Some(801), Some("2WD")));
    let entries = entries(&payload);
    assert_eq!(entries[0].driver_name.as_deref(), Some("Ilse Quarrington"));
    assert_eq!(entries[0].car_number.as_deref(), Some("07"));
    assert_eq!(entries[0].transponder.as_deref(), Some("2000001"));
    assert_eq!((entries[0].withdrawn, entries[1].withdrawn), (Some(false), Some(true)));
    assert_eq!((entries[1].transponder.as_deref(), codes(&payload)), (None, vec![]));
    let trimmed = read_with(&list(ILSE), PayloadOptions { complete: false, ..PLAIN }).unwrap();
    assert_eq!(trimmed.listing_of, None);
}

#[test]
fn entries_stand_in_the_order_of_the_list() {
    let payload = taken(&list(&format!(r#"{{"id":905,"name":"Nils Overbeck"}},{ILSE}"#)));
    assert_eq!(keys(&payload)[2..], ["entry/802/905", "entry/802/804"]);
}

#[test]
fn an_entry_list_in_other_spellings_states_the_same() {
    let plain = taken(&list(ILSE));
    let headings = [
        r#""event_info":{"id":801,"name":"Fern Hollow Open"},"class_info":{"id":802,"name":"2WD Buggy","code":"2WD"}"#,
        r#""meta":{"event":{"eventId":"801","event_name":"Fern Hollow Open"},
            "class":{"classId":802,"name":"2WD Buggy","class_code":"2WD"}}"#,
        r#""eventId":801,"event_name":"Fern Hollow Open","classId":"802","class_name":"2WD Buggy","class":{"code":"2WD"}"#,
    ];
    let names = [
        ("entries", "id", "name", "carNumber", "transponderId", "\"false\""),
        ("entry_list", "entryId", "displayName", "car_number", "transponder_id", "0"),
        ("data", "entry_id", "display_name", "carNumber", "transponderId", "false"),
    ];
    for heading in headings {
        for (list, id, name, car, transponder, withdrawn) in names {
            let text = format!(
                r#"{{{heading},"{list}":[{{"{id}":804,"{name}":"Ilse Quarrington","{car}":"07",
                "{transponder}":2000001,"withdrawn":{withdrawn}}}]}}"#
            );
            let payload = taken(&text);
            assert_eq!((payload.family, codes(&payload)), (Family::EntryList, vec![]), "{text}");
            assert_eq!(payload.statements, plain.statements, "{text}");
        }
    }
}

#[test]
fn an_entry_without_id_or_name_is_refused_alone() {
    let payload = taken(&list(&format!(r#"{ILSE},{{"display_name":"Nils Overbeck"}}"#)));
    assert_eq!(codes(&payload), [Code::MissingField]);
    assert_eq!(payload.findings[0].place.pointer.as_deref(), Some("/entries/1/entry_id"));
    assert_eq!((payload.refused[0].record, payload.listing_of), (None, None), "nobody knows which it is");
    assert_eq!(entries(&payload).len(), 1);
    let payload = taken(&list(&format!(r#"{ILSE},{{"entry_id":"9","name":" "}}"#)));
    assert_eq!((codes(&payload), payload.listing_of), (vec![Code::BlankText], Some(802)));
    assert_eq!(payload.refused[0].record, "entry/802/9".parse().ok());
    let payload = taken(&list(r#"{"entry_id":"9","name":"Nils Overbeck","withdrawn":"maybe"}"#));
    assert_eq!((codes(&payload), payload.listing_of), (vec![Code::WrongType], Some(802)));
    let payload = taken(&list(&format!("{ILSE},7")));
    assert_eq!((codes(&payload), payload.listing_of), (vec![Code::NotAnObject], None));
}

#[test]
fn an_entry_stated_twice_is_taken_once_or_not_at_all() {
    let payload = taken(&list(&format!("{ILSE},{ILSE}")));
    assert_eq!((codes(&payload), entries(&payload).len()), (vec![Code::DuplicateRecord], 1));
    assert_eq!(payload.repeats[Kind::Entry as usize], 1);
    let payload = taken(&list(&format!(r#"{ILSE},{{"entry_id":"804","display_name":"Somebody Else"}}"#)));
    assert_eq!((codes(&payload), entries(&payload).len()), (vec![Code::DuplicateRecordConflict], 0));
    assert_eq!((payload.refused.len(), payload.listing_of), (2, Some(802)));
}

#[test]
fn an_empty_entry_list_states_no_absence() {
    let payload = taken(&list(""));
    assert_eq!((codes(&payload), payload.listing_of), (vec![Code::EmptyListing], None));
    assert_eq!(keys(&payload), ["event/801", "class/802"]);
}

#[test]
fn an_entry_list_needs_its_class() {
    let none = r#"{"event":{"id":"801"},"entries":[{"entry_id":"804","name":"Ilse Quarrington"}]}"#;
    let finding = refused(none);
    assert_eq!((finding.code, finding.place.pointer.as_deref()), (Code::MissingField, Some("/class_id")));
    let at = |id| PayloadOptions { subject: Some(Subject::new(Family::EntryList, id)), ..PLAIN };
    let payload = read_with(none, at(802)).unwrap();
    let key = RecordKey::Entry("802".parse().unwrap(), Entrant::Entry("804".parse().unwrap()));
    assert_eq!((payload.statements[0].key, payload.statements.len()), (key, 1));
    assert_eq!(read_with(&list(ILSE), at(7)).unwrap_err().code, Code::IdMismatch);
    assert_eq!(refused(&list(ILSE).replace(r#""802""#, r#""2wd""#)).code, Code::UnsupportedId);
    assert_eq!(refused(&list(r#"{"entry_id":"car-1","name":"Nils Overbeck"}"#)).code, Code::UnsupportedId);
    assert_eq!(refused(&list("").replace("[]", "{}")).code, Code::WrongType);
    assert_eq!(refused(&list("").replace("[]", "null")).code, Code::MissingField);
}
