//! What the script of a race page holds, as JSON: alone, and as a club archive keeps it.

use super::fields::Fields;
use super::value::{
    count, driver_key, empty, id, or_null, position, published, published_signed, scalar, seconds, zero,
};
use crate::infra::capture::page::archive::METADATA;
use crate::infra::capture::page::objects::KEYS;
use crate::infra::json_schema::Json;

/// The script's three objects.
fn objects() -> Json {
    let [laps, positions, names] = KEYS;
    let drivers =
        Json::of("object").with("propertyNames", driver_key()).with("additionalProperties", driver());
    let nobody = Json::of("array").with("maxItems", 0);
    Fields::new()
        .must(laps, Json::any([drivers, nobody]), "whoever is in the race, by LiveRC's id of the person")
        .may(positions, Json::of_any(["array", "null"]), "label and positions lap by lap, in finishing order")
        .may(names, Json::of_any(["array", "null"]), "names in finishing order")
        .object()
}

fn driver() -> Json {
    let mut fields = Fields::new().may("driverName", scalar(), "not HTML-escaped");
    for key in [
        "fastLap",
        "avgLap",
        "avgTop5",
        "avgTop10",
        "avgTop15",
        "top2Consecutive",
        "top3Consecutive",
        "stdDeviation",
    ] {
        fields = fields.may(key, published(), "seconds; an empty text is unknown");
    }
    let laps = Json::any([Json::of("array").with("items", lap()), empty()]);
    fields
        .may("consistency", published_signed(), "percent, may be below 0")
        .may("laps", laps, "by number; whoever did not start has none")
        .object()
}

fn lap() -> Json {
    let timed = Fields::new().must("time", seconds(), "").keywords();
    let start = Fields::new().must("lapNum", zero(), "").keywords();
    Fields::new()
        .must("lapNum", count(), "0 is the start row and no lap")
        .may("pos", position(), "position at its end; of lap 0 the grid")
        .may("time", Json::object(), "seconds")
        .may("pace", Json::object(), "not read")
        .may("segments", Json::object(), "not read")
        .rule(Json::object().with("if", start).with("else", timed))
        .object()
}

pub(super) fn race_dump() -> Json {
    objects()
}

/// A record, or an array of records.
pub(super) fn race_archive() -> Json {
    let mut fields = Fields::new();
    for key in METADATA {
        let (value, says) = match key {
            "event_id" => (id(), "LiveRC's id of the event, where the path does not tell it"),
            "heat_id" => (id(), "of the heat sheet, which many races share"),
            "race_id" => (
                id(),
                "LiveRC's id of the race, where the path does not tell it; each record of an array needs it",
            ),
            "club" => (scalar(), "track"),
            "raceClass" => (scalar(), "class and heat"),
            _ => (scalar(), ""),
        };
        fields = fields.may(key, or_null(value), says);
    }
    let record = fields.must("driver_results", objects(), "what the page's script holds").object();
    let one = || Json::map([("$ref", "#/$defs/record")]);
    Json::any([one(), Json::of("array").with("items", one())]).with("$defs", Json::map([("record", record)]))
}
