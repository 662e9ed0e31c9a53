//! What a field may hold, as far as a schema can say it. What it cannot say: whether `7.0` stands for `7`, how two
//! fields relate, whether a moment exists, and whether a key stands twice.

use crate::infra::json_schema::Json;

/// The largest whole number that is read.
const MOST: i64 = i64::MAX;

/// The most seconds that are kept, in milliseconds.
const MOST_SECONDS: i64 = i64::MAX / 1000;

/// A date, a time of day or none, an offset or none: [`crate::domain::time::Instant::parse`] and what it takes for
/// unknown.
const MOMENT: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?([.,][0-9]+)?([Zz]|[+-][0-9]{2}([:-]?[0-9]{2})?)?)?$";

/// The same with time and offset.
const INSTANT: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?([.,][0-9]+)?([Zz]|[+-][0-9]{2}([:-]?[0-9]{2})?)$";

/// No text that is read holds U+0000.
const WITHOUT_NUL: &str = r"^[^\u0000]*$";

/// More than white space, and no U+0000.
const NOT_BLANK: &str = r"^[^\u0000]*[^\s\u0000][^\u0000]*$";

const BLANK: &str = r"^\s*$";

/// Digits of a number from 1.
const POSITIVE: &str = "^0*[1-9][0-9]*$";

/// A time as LiveRC prints it: `38.17`, `1:02.345`.
const CLOCK: &str = r"^[0-9]+(:[0-5][0-9]){0,2}(\.[0-9]+)?$";

/// A text that matches.
fn matching(pattern: &'static str) -> Json {
    Json::of("string").with("pattern", pattern)
}

/// A whole number from `least`.
pub(super) fn whole(least: i64) -> Json {
    Json::of("integer").with("minimum", least).with("maximum", MOST)
}

/// A whole number from `least`, or null.
pub(super) fn optional_whole(least: i64) -> Json {
    Json::of_any(["integer", "null"]).with("minimum", least).with("maximum", MOST)
}

/// An id: a number, or its digits.
pub(super) fn id() -> Json {
    Json::any([whole(1), matching(POSITIVE)])
}

/// An id that may be left blank.
pub(super) fn id_or_blank() -> Json {
    Json::any([whole(1), matching(POSITIVE), matching(BLANK)])
}

/// A text that says something.
pub(super) fn words() -> Json {
    matching(NOT_BLANK)
}

/// Any text.
pub(super) fn text() -> Json {
    matching(WITHOUT_NUL)
}

/// Any text, or null.
pub(super) fn optional_text() -> Json {
    Json::of_any(["string", "null"]).with("pattern", WITHOUT_NUL)
}

/// A moment, or null.
pub(super) fn optional_moment() -> Json {
    Json::of_any(["string", "null"]).with("pattern", MOMENT)
}

/// A moment with its offset, or null.
pub(super) fn optional_instant() -> Json {
    Json::of_any(["string", "null"]).with("pattern", INSTANT)
}

/// A moment, or a blank text.
pub(super) fn moment_or_blank() -> Json {
    Json::any([matching(MOMENT), matching(BLANK)])
}

/// A text, or a whole number for one.
pub(super) fn label() -> Json {
    Json::any([text(), Json::of("integer").with("minimum", 0)])
}

/// True or false, as text or number too.
pub(super) fn flag() -> Json {
    let words = [Json::from(true), false.into(), "true".into(), "false".into(), 1.into(), 0.into()];
    Json::object().with("enum", Json::List(words.into()))
}

/// A whole number from 0, or its digits.
pub(super) fn count() -> Json {
    Json::any([whole(0), matching("^[0-9]+$")])
}

/// Zero, as a number or as digits.
pub(super) fn zero() -> Json {
    Json::any([Json::object().with("const", 0), matching("^0+$")])
}

fn number_of_seconds() -> Json {
    Json::of("number").with("minimum", 0).with("maximum", MOST_SECONDS)
}

/// A time in seconds.
pub(super) fn seconds() -> Json {
    Json::any([number_of_seconds(), matching(CLOCK)])
}

/// A published number; an empty text is none.
pub(super) fn published() -> Json {
    Json::any([number_of_seconds(), matching(CLOCK), empty()])
}

/// A published number that may be below zero.
pub(super) fn published_signed() -> Json {
    Json::any([
        Json::of("number").with("minimum", -MOST_SECONDS).with("maximum", MOST_SECONDS),
        matching(r"^-?[0-9]+(\.[0-9]+)?$"),
        empty(),
    ])
}

/// A position from 1, as a number or as digits; an empty text is none.
pub(super) fn position() -> Json {
    Json::any([whole(1), matching(POSITIVE), empty()])
}

/// The empty text.
pub(super) fn empty() -> Json {
    Json::object().with("const", "")
}

/// Digits of LiveRC's id of a person, as a key.
pub(super) fn driver_key() -> Json {
    Json::object().with("pattern", POSITIVE)
}

/// A text or a number that stands for one.
pub(super) fn scalar() -> Json {
    Json::any([text(), Json::of("number")])
}

/// A SHA-256.
pub(super) fn optional_digest() -> Json {
    Json::of_any(["string", "null"]).with("pattern", "^[0-9A-Fa-f]{64}$")
}

/// The schema, or null.
pub(super) fn or_null(schema: Json) -> Json {
    Json::any([schema, Json::of("null")])
}
