//! The fields of one object. Some go by several names: the first that is there and not null is the one that counts.

use super::value::or_null;
use crate::infra::capture::alias_reader::Names;
use crate::infra::json_schema::Json;

/// An object's fields, put together one after the other.
pub(super) struct Fields {
    properties: Vec<(&'static str, Json)>,
    required: Vec<&'static str>,
    rules: Vec<Json>,
}

impl Fields {
    pub(super) const fn new() -> Self {
        Self { properties: Vec::new(), required: Vec::new(), rules: Vec::new() }
    }

    /// A field that must be there.
    pub(super) fn must(mut self, name: &'static str, value: Json, description: &'static str) -> Self {
        self.required.push(name);
        self.may(name, value, description)
    }

    /// A field that may be left out.
    pub(super) fn may(mut self, name: &'static str, value: Json, description: &'static str) -> Self {
        let value = if description.is_empty() { value } else { value.saying(description) };
        self.properties.push((name, value));
        self
    }

    /// A field of several names that must be there.
    pub(super) fn must_of(mut self, names: Names<'_>, value: Json, description: &'static str) -> Self {
        if let [name] = names {
            return self.must(name, value, description);
        }
        self.name_all(names, description);
        self.rule(first_of(names, &value))
    }

    /// A field of several names that may be left out.
    pub(super) fn may_of(mut self, names: Names<'_>, value: Json, description: &'static str) -> Self {
        if let [name] = names {
            return self.may(name, or_null(value), description);
        }
        self.name_all(names, description);
        let mut ways = ways(names, &value);
        ways.push(none_of(names));
        self.rule(Json::object().with("anyOf", Json::List(ways)))
    }

    /// A rule about several fields.
    pub(super) fn rule(mut self, rule: Json) -> Self {
        self.rules.push(rule);
        self
    }

    /// Lists names that a rule is about.
    pub(super) fn name_all(&mut self, names: Names<'_>, description: &'static str) {
        for (i, name) in names.iter().enumerate() {
            let known = self.properties.iter().any(|(known, _)| known == name);
            let first = names.first().copied().unwrap_or_default();
            let says = match i {
                0 => description.into(),
                _ => format!("another name of `{first}`, read where those before it are null or not there"),
            };
            if !known {
                let any = Json::object();
                self.properties.push((name, if says.is_empty() { any } else { any.saying(says) }));
            }
        }
    }

    /// The object that they make.
    pub(super) fn object(self) -> Json {
        Json::of("object").extended(self.keywords())
    }

    /// What they say of an object, without saying that it is one.
    pub(super) fn keywords(self) -> Json {
        let mut keywords = Json::object();
        if !self.required.is_empty() {
            keywords = keywords.with("required", Json::list(self.required));
        }
        keywords = keywords.with("properties", Json::map(self.properties));
        if self.rules.is_empty() { keywords } else { keywords.with("allOf", Json::List(self.rules)) }
    }
}

/// The first of the names that has a value has this one.
pub(super) fn first_of(names: Names<'_>, value: &Json) -> Json {
    Json::object().with("anyOf", Json::List(ways(names, value)))
}

/// Each name with a value, those before it without.
fn ways(names: Names<'_>, value: &Json) -> Vec<Json> {
    let way = |i: usize, name: &'static str| {
        let mut properties: Vec<_> = names.iter().take(i).map(|before| (*before, Json::of("null"))).collect();
        properties.push((name, value.clone()));
        Json::object().with("required", Json::list([name])).with("properties", Json::map(properties))
    };
    names.iter().enumerate().map(|(i, name)| way(i, name)).collect()
}

/// None of the names has a value.
pub(super) fn none_of(names: Names<'_>) -> Json {
    Json::object().with("properties", Json::map(names.iter().map(|name| (*name, Json::of("null")))))
}
