//! The payloads of the results site: every field goes by several names, which are those of the readers.

use super::fields::{Fields, first_of, none_of};
use super::value::{
    count, flag, id, id_or_blank, label, moment_or_blank, or_null, seconds, text, words, zero,
};
use crate::infra::capture::alias_reader::Names;
use crate::infra::capture::family::entry_list::{
    CAR, CLASS_CODE, CLASS_NOUN, DRIVER, ENTRIES, ENTRY_ID, EVENT_NOUN, META, TRANSPONDER, WITHDRAWN,
};
use crate::infra::capture::family::race_result::{
    LAPS, RACE, ROUND, ROUND_ID, ROUND_INNER_ID, ROUND_INNER_NAME, ROUND_NAME, SESSION_TYPE, START,
};
use crate::infra::capture::family::site::{CLASS, EVENT, Noun};
use crate::infra::capture::family::site_laps::{
    DRIVER_NAME, ENTRY_ID as LAP_ENTRY_ID, LAP, LAP_TIME, OUTLAP, PENALTIES, REASON, SECONDS,
};
use crate::infra::json_schema::Json;

/// What says of which event, class or race a payload is: an id and a name, at the root or in an object of its own,
/// which `part` of the schema describes.
fn noun(fields: Fields, noun: &Noun, part: &'static str, what: [&'static str; 2]) -> Fields {
    let [its_id, its_name] = what;
    fields.may_of(noun.id, id_or_blank(), its_id).may_of(noun.name, text(), its_name).may_of(
        noun.objects,
        see(part),
        "",
    )
}

/// What another part of the schema says.
fn see(part: &'static str) -> Json {
    Json::map([("$ref", format!("#/$defs/{part}"))])
}

/// The object about it.
fn inside(noun: &Noun) -> Fields {
    Fields::new().may_of(noun.inner_id, id_or_blank(), "").may_of(noun.inner_name, text(), "")
}

const OF_EVENT: [&str; 2] = ["LiveRC's id of the event", "name of the event"];
const OF_CLASS: [&str; 2] =
    ["LiveRC's id of the class; where it is nowhere, the address must tell it", "name of the class"];
const OF_RACE: [&str; 2] =
    ["LiveRC's id of the race; where it is nowhere, the address must tell it", "name of the race"];

pub(super) fn entry_list() -> Json {
    let fields = noun(Fields::new(), &EVENT_NOUN, "event", OF_EVENT);
    let fields = noun(fields, &CLASS_NOUN, "class", OF_CLASS);
    let meta = Fields::new()
        .may("event", Json::of_any(["object", "null"]), "")
        .may("class", Json::of_any(["object", "null"]), "")
        .object();
    let entry = Fields::new()
        .must_of(ENTRY_ID, id(), "LiveRC's id of the entry")
        .must_of(DRIVER, words(), "")
        .may_of(CAR, label(), "a text: 07 is not 7")
        .may_of(TRANSPONDER, label(), "")
        .may_of(WITHDRAWN, flag(), "");
    let entries = Json::of("array").with("items", see("entry"));
    let parts = [
        ("event", inside(&EVENT_NOUN)),
        ("class", inside(&CLASS_NOUN).may_of(CLASS_CODE, text(), "")),
        ("entry", entry),
    ];
    fields
        .may_of(META, meta, "may hold the objects about event and class")
        .rule(in_meta("event", &EVENT_NOUN))
        .rule(in_meta("class", &CLASS_NOUN))
        .must_of(ENTRIES, entries, "the entries of the class, all of them")
        .object()
        .with("$defs", Json::map(parts.map(|(name, fields)| (name, fields.object()))))
}

/// Where no object about it stands at the root, the one in `meta` is read.
fn in_meta(part: &'static str, noun: &Noun) -> Json {
    let meta = Json::map([("properties", Json::map([(part, or_null(see(part)))]))]);
    let then = Json::map([("properties", Json::map([("meta", meta)]))]);
    Json::object().with("if", none_of(noun.objects)).with("then", then)
}

pub(super) fn race_result() -> Json {
    let fields = noun(Fields::new(), &EVENT, "event", OF_EVENT);
    let fields = noun(fields, &CLASS, "class", OF_CLASS);
    let round = Fields::new().may_of(ROUND_INNER_ID, label(), "").may_of(ROUND_INNER_NAME, text(), "");
    let fields = fields.may_of(ROUND_ID, label(), "any text").may_of(ROUND_NAME, text(), "").may_of(
        ROUND,
        see("round"),
        "",
    );
    let mut fields = noun(fields, &RACE, "race", OF_RACE).may_of(SESSION_TYPE, text(), "").may_of(
        START,
        moment_or_blank(),
        "ISO 8601 with `Z` or an offset; without one the moment is unknown",
    );
    fields.name_all(LAPS, "the laps of the race, all of them, in any order; `results` are read for them where its items have a lap and a time");
    let rows = Json::of("array").with("items", see("lap"));
    let elsewhere = [none_of(LAPS), Json::map([("required", Json::list(["results"]))])];
    let any_of = |names| Json::object().with("anyOf", keys(names));
    let timed = Json::of("object").with("allOf", Json::List(vec![any_of(LAP), any_of(LAP_TIME)]));
    let timed_rows = rows.clone().with("contains", timed);
    let results = Json::map([("properties", Json::map([("results", timed_rows)]))]);
    let elsewhere = elsewhere.into_iter().chain([results]).collect();
    let parts = [
        ("event", inside(&EVENT)),
        ("class", inside(&CLASS)),
        ("round", round),
        ("race", inside(&RACE)),
        ("lap", lap()),
    ];
    fields
        .rule(Json::any([first_of(LAPS, &rows), Json::object().with("allOf", Json::List(elsewhere))]))
        .object()
        .with("$defs", Json::map(parts.map(|(name, fields)| (name, fields.object()))))
}

/// Each of the names, required.
fn keys(names: Names<'_>) -> Json {
    Json::list(names.iter().map(|name| Json::map([("required", Json::list([*name]))])))
}

fn lap() -> Fields {
    let mut penalty = Fields::new().may_of(REASON, text(), "");
    penalty.name_all(SECONDS, "its length, in seconds; what is no time is a warning");
    let penalties = Json::of("array").with("items", penalty.keywords());
    let timed = Fields::new()
        .must_of(LAP_TIME, seconds(), "in seconds, such as 25.432 or 1:02.345")
        .may_of(PENALTIES, penalties, "tag the lap and never change its time")
        .keywords();
    let mut fields = Fields::new()
        .must_of(LAP_ENTRY_ID, id(), "LiveRC's id of the entry")
        .may_of(DRIVER_NAME, text(), "")
        .must_of(LAP, count(), "1 and up; 0 is the start row, which is no lap and needs no time")
        .may_of(OUTLAP, flag(), "");
    fields.name_all(LAP_TIME, "the lap's time in seconds, such as 25.432 or 1:02.345");
    fields.name_all(PENALTIES, "tag the lap and never change its time");
    let start = first_of(LAP, &zero());
    fields.rule(Json::object().with("if", start).with("else", timed))
}
