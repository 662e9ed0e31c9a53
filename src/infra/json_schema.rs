//! A JSON Schema (2020-12), put together key by key: it is printed in the order in which it is to be read.

use super::json_text;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The dialect.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A value of a schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// Null.
    Null,
    /// True or false; as a schema, anything or nothing.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(Cow<'static, str>),
    /// A list.
    List(Vec<Json>),
    /// An object, its keys in order.
    Object(Vec<(Cow<'static, str>, Json)>),
}

impl Json {
    /// An object without keys: the schema that takes anything.
    #[must_use]
    pub const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// The object with one key more.
    #[must_use]
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Self>) -> Self {
        if let Self::Object(members) = &mut self {
            members.push((key.into(), value.into()));
        }
        self
    }

    /// The object with the keys of another behind its own.
    #[must_use]
    pub fn extended(mut self, more: Self) -> Self {
        if let (Self::Object(members), Self::Object(more)) = (&mut self, more) {
            members.extend(more);
        }
        self
    }

    /// The value of an object's key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Of a type, by its name.
    #[must_use]
    pub fn of(name: &'static str) -> Self {
        Self::object().with("type", name)
    }

    /// Of one of several types.
    #[must_use]
    pub fn of_any<const N: usize>(names: [&'static str; N]) -> Self {
        Self::object().with("type", Self::list(names))
    }

    /// One of several schemas.
    #[must_use]
    pub fn any<const N: usize>(schemas: [Self; N]) -> Self {
        Self::object().with("anyOf", Self::List(schemas.into()))
    }

    /// A list of what becomes a value.
    #[must_use]
    pub fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// An object of what becomes a value.
    #[must_use]
    pub fn map<K: Into<Cow<'static, str>>, T: Into<Self>>(members: impl IntoIterator<Item = (K, T)>) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }

    /// The schema with what it means.
    #[must_use]
    pub fn saying(self, description: impl Into<Cow<'static, str>>) -> Self {
        self.with("description", Self::Text(description.into()))
    }

    /// As text, indented, a line end at its end.
    ///
    /// # Errors
    /// Never in practice: every value can be written.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        json_text::document(self)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Int(n) => serializer.serialize_i64(*n),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl From<bool> for Json {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Json {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<&'static str> for Json {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

/// The beginning of a schema that is a document: dialect, name, title, meaning. `kind` is `payload` or `output`.
#[must_use]
pub fn head(
    kind: &str,
    name: &str,
    title: impl Into<Json>,
    description: impl Into<Cow<'static, str>>,
) -> Json {
    Json::object()
        .with("$schema", DIALECT)
        .with("$id", format!("urn:heatlink:{kind}:{name}"))
        .with("title", title)
        .saying(description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_order() {
        let schema =
            Json::of("object").with("properties", Json::map([("b", true), ("a", false)])).saying("x");
        assert_eq!(
            serde_json::to_string(&schema).unwrap(),
            r#"{"type":"object","properties":{"b":true,"a":false},"description":"x"}"#
        );
        assert_eq!(schema.get("type"), Some(&Json::from("object")));
        assert_eq!(Json::list(["a"]).get("type"), None);
    }
}
