//! The JSON Schemas that `heatlink schema` prints: of the payloads that are read, of the documents that are printed.
//! `docs/schemas/` holds the same, a file each.

mod reports;
mod rows;
mod value;

use crate::domain::record::Family;
use crate::infra::capture::family::schema as payload;
use crate::infra::json_schema::{DIALECT, Json};

/// Whether something is read or printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What `import` reads.
    Payload,
    /// What a verb prints.
    Output,
}

/// One schema.
#[derive(Debug, Clone)]
pub struct Named {
    /// Read or printed.
    pub side: Side,
    /// Its name on that side.
    pub name: &'static str,
    /// The schema itself.
    pub schema: Json,
}

impl Side {
    /// The word before the slash of a full name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Output => "output",
        }
    }
}

impl Named {
    /// The name that no other schema has, and its path below `docs/schemas/` less `.json`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.side.as_str(), self.name)
    }

    /// Whether it goes by this name: `payload/results`, `results`; and as printed, `heatlink/results@1`.
    fn is_called(&self, name: &str) -> bool {
        let printed = name.strip_prefix("heatlink/").unwrap_or(name).strip_suffix("@1");
        name == self.name
            || name == self.full_name()
            || self.side == Side::Output && printed == Some(self.name)
    }

    /// What it is of, in a line.
    #[must_use]
    pub fn says(&self) -> &str {
        match self.schema.get("description") {
            Some(Json::Text(text)) => text.split("; ").next().unwrap_or_default(),
            _ => "",
        }
    }
}

/// Every schema, payloads first.
#[must_use]
pub fn every() -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    let mut add = |side, name, schema| all.push(Named { side, name, schema });
    for family in Family::ALL {
        if let Some(schema) = payload::payload(*family) {
            add(Side::Payload, family.as_str(), schema);
        }
    }
    add(Side::Payload, payload::ENVELOPE, payload::envelope());
    for shape in rows::shapes() {
        add(Side::Output, shape.name, rows::schema(shape));
    }
    for (name, schema) in reports::REPORTS {
        add(Side::Output, name, schema());
    }
    all
}

/// Those that go by a name: one, or what is read and what is printed of one name.
#[must_use]
pub fn called(name: &str) -> Vec<Named> {
    every().into_iter().filter(|named| named.is_called(name)).collect()
}

/// Several as one: a document with the `schema` that the program prints is of an output, any other of a payload.
#[must_use]
pub fn together(name: &str, payload: Json, output: Json) -> Json {
    let printed = Json::of("object").with("required", Json::list(["schema"]));
    Json::object()
        .with("$schema", DIALECT)
        .with("$id", format!("urn:heatlink:{name}"))
        .with("title", name.to_owned())
        .saying(format!("`output/{name}` of what heatlink printed, `payload/{name}` of anything else"))
        .with("if", printed)
        .with("then", output)
        .with("else", payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn full_names_are_unique_and_each_has_a_line() {
        let all = every();
        let names: BTreeSet<_> = all.iter().map(Named::full_name).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|named| !named.says().is_empty()));
    }

    #[test]
    fn a_name_is_read_as_it_is_printed_too() {
        let called = |name| super::called(name).iter().map(Named::full_name).collect::<Vec<_>>();
        assert_eq!(called("event"), ["payload/event"]);
        assert_eq!(called("results"), ["payload/results", "output/results"]);
        assert_eq!(called("heatlink/results@1"), ["output/results"]);
        assert_eq!(called("import-report@1"), ["output/import-report"]);
        assert_eq!(called("event@1"), [""; 0]);
    }
}
