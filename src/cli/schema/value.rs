//! What the program prints, value by value.

use crate::app::rows::ColumnType;
use crate::infra::json_schema::Json;

/// A moment as data formats print it.
const INSTANT: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$";

const DIGEST: &str = "^[0-9a-f]{64}$";

/// An object with every one of these keys.
pub(super) fn all(fields: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    let fields: Vec<_> = fields.into_iter().collect();
    let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    Json::of("object").with("required", Json::list(names)).with("properties", Json::map(fields))
}

/// A text.
pub(super) fn text() -> Json {
    Json::of("string")
}

/// A text, or null.
pub(super) fn optional_text() -> Json {
    Json::of_any(["string", "null"])
}

/// One text and no other.
pub(super) fn word(text: String) -> Json {
    Json::object().with("const", text)
}

/// One of a list of words.
pub(super) fn one_of(words: impl IntoIterator<Item = &'static str>) -> Json {
    Json::object().with("enum", Json::list(words))
}

/// True or false.
pub(super) fn flag() -> Json {
    Json::of("boolean")
}

/// A number of things.
pub(super) fn count() -> Json {
    Json::of("integer").with("minimum", 0)
}

/// A whole number from 1.
pub(super) fn number() -> Json {
    Json::of("integer").with("minimum", 1)
}

/// A whole number from 1, or null.
pub(super) fn optional_number() -> Json {
    Json::of_any(["integer", "null"]).with("minimum", 1)
}

/// A moment.
pub(super) fn instant() -> Json {
    text().with("pattern", INSTANT)
}

/// A SHA-256.
pub(super) fn digest() -> Json {
    text().with("pattern", DIGEST)
}

/// A list.
pub(super) fn list(items: Json) -> Json {
    Json::of("array").with("items", items)
}

/// What another part of the same schema says.
pub(super) fn see(part: &'static str) -> Json {
    Json::object().with("$ref", format!("#/$defs/{part}"))
}

/// A cell of a column; null where unknown.
pub(super) fn cell(of: ColumnType) -> Json {
    match of {
        ColumnType::Id | ColumnType::Int => Json::of_any(["integer", "null"]),
        ColumnType::Text => optional_text(),
        ColumnType::Digest => optional_text().with("pattern", DIGEST),
        ColumnType::Instant => optional_text().with("pattern", INSTANT),
        ColumnType::Millis => Json::of_any(["integer", "null"]).saying("milliseconds"),
        ColumnType::Thousandths => Json::of_any(["number", "null"]).saying("three decimals"),
        ColumnType::Flag => Json::of_any(["boolean", "null"]),
    }
}
