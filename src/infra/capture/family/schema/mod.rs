//! The JSON Schema of each payload family, and of the envelope around one. It takes whatever `import` takes without
//! refusing anything, as far as a schema can tell; `tests/it/payload_schemas.rs` holds it against the readers.

mod api;
mod fields;
mod page;
mod site;
mod value;

use crate::domain::record::Family;
use crate::infra::json_schema::{Json, head};
use fields::Fields;

/// The name of the envelope's schema.
pub const ENVELOPE: &str = "envelope";

/// The schema of a family's payload; none of pages, which are no JSON.
#[must_use]
pub fn payload(family: Family) -> Option<Json> {
    let (schema, says) = match family {
        Family::Event => (api::event(), "API v2: one event, `/v2/events/EVENT`"),
        Family::Classes => (api::classes(), "API v2: the classes of an event, `/v2/events/EVENT/classes`"),
        Family::Heats => (api::heats(), "API v2: the heats of a class, `/v2/classes/CLASS/heats`"),
        Family::Entries => (api::entries(), "API v2: the entries of a class, `/v2/classes/CLASS/entries`"),
        Family::Results => (api::results(), "API v2: the results of a heat, `/v2/heats/HEAT/results`"),
        Family::HeatDetail => (api::heat_detail(), "API v2: one heat's stream and parents, `/v2/heats/HEAT`"),
        Family::EntryList => (site::entry_list(), "results site: the entries of a class"),
        Family::RaceResult => (site::race_result(), "results site: a race, lap by lap"),
        Family::RaceDump => (page::race_dump(), "the objects of a race page's script, alone"),
        Family::RaceArchive => {
            (page::race_archive(), "a club archive's record of a race page, or an array of them")
        }
        Family::RacePage => return None,
    };
    Some(head("payload", family.as_str(), family.as_str(), says).extended(schema))
}

/// The schema of an envelope, whatever its body.
#[must_use]
pub fn envelope() -> Json {
    let fields = Fields::new()
        .must("url", Json::of("string"), "what was requested")
        .may("fetchedAt", value::optional_instant(), "when, with `Z` or an offset: the capture time")
        .may(
            "status",
            Json::of_any(["integer", "null"]).with("maximum", 399),
            "the answer's HTTP status; from 400 on the capture is refused",
        )
        .may("sha256", value::optional_digest(), "of the body")
        .must("body", Json::object(), "the payload, as JSON or as its text");
    head("payload", ENVELOPE, ENVELOPE, "what a capture job may put around a payload")
        .extended(fields.object())
}
