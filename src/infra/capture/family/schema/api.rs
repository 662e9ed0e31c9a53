//! The payloads of the API: one record, or a listing of records.

use super::fields::Fields;
use super::value::{id, optional_moment, optional_text, optional_whole, words};
use crate::infra::json_schema::Json;

/// A listing of records.
fn listing(record: Json) -> Json {
    Json::of("array").with("items", record)
}

pub(super) fn event() -> Json {
    Fields::new()
        .must("eventId", id(), "LiveRC's id of the event")
        .must("title", words(), "name of the meeting")
        .may("trackName", optional_text(), "")
        .may("facility", optional_text(), "")
        .may("city", optional_text(), "")
        .may("region", optional_text(), "")
        .may("country", optional_text(), "")
        .may(
            "timeZone",
            optional_text(),
            "IANA name such as America/Chicago; missing or unknown is a warning",
        )
        .may("startTime", optional_moment(), "ISO 8601 with `Z` or an offset; without one it is unknown")
        .may("endTime", optional_moment(), "not before `startTime`")
        .may("website", optional_text(), "")
        .object()
}

pub(super) fn classes() -> Json {
    listing(
        Fields::new()
            .must("classId", id(), "LiveRC's id of the class")
            .must("eventId", id(), "the event it is of")
            .must("name", words(), "")
            .may("description", optional_text(), "")
            .object(),
    )
}

pub(super) fn heats() -> Json {
    listing(
        Fields::new()
            .must("heatId", id(), "LiveRC's id of the race")
            .must("classId", id(), "the class it is of")
            .must("label", words(), "as the race list prints it")
            .may("round", optional_whole(1), "")
            .may("attempt", optional_whole(1), "")
            .may(
                "scheduledStart",
                optional_moment(),
                "ISO 8601 with `Z` or an offset; without one it is unknown",
            )
            .may("durationSeconds", optional_whole(0), "")
            .may("status", status(super::super::heats::STATUS), "any other word is a warning")
            .object(),
    )
}

pub(super) fn entries() -> Json {
    listing(
        Fields::new()
            .must("entryId", id(), "LiveRC's id of the entry")
            .must("classId", id(), "the class it is of")
            .must("driverName", words(), "")
            .may("carNumber", optional_text(), "a text: 07 is not 7")
            .may("transponder", optional_text(), "")
            .may("vehicle", optional_text(), "")
            .may("sponsor", optional_text(), "")
            .may("hometownCity", optional_text(), "")
            .may("hometownRegion", optional_text(), "")
            .object(),
    )
}

pub(super) fn results() -> Json {
    listing(
        Fields::new()
            .must(
                "resultId",
                id(),
                "LiveRC's id of the result; heat and entry together are what makes it one",
            )
            .must("heatId", id(), "the heat it is of")
            .must("entryId", id(), "whose it is")
            .may("finishPosition", optional_whole(1), "")
            .may("lapsCompleted", optional_whole(0), "")
            .may("totalTimeMs", optional_whole(0), "milliseconds, not below `fastLapMs`")
            .may("fastLapMs", optional_whole(0), "milliseconds")
            .may("intervalMs", optional_whole(0), "milliseconds to the leader on equal laps, else null")
            .may("status", status(super::super::results::STATUS), "any other word is a warning")
            .object(),
    )
}

pub(super) fn heat_detail() -> Json {
    Fields::new()
        .must("heatId", id(), "LiveRC's id of the race")
        .must("classId", id(), "must be the heat's")
        .must("eventId", id(), "must be the class's")
        .may("liveStreamUrl", optional_text(), "")
        .object()
}

/// An open vocabulary: its known words are examples.
fn status(known: &'static [&'static str]) -> Json {
    optional_text().with("examples", Json::list(known.iter().copied()))
}
