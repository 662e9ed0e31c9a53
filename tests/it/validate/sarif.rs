//! What the schema of SARIF 2.1.0 demands of the objects that heatlink writes: no property that it does not
//! know, each of its type, the required ones there; and what the specification says beyond the schema.

use serde_json::{Map, Value};

/// The type of a property.
enum Is {
    Text,
    /// From one on.
    Position,
    /// From zero on.
    Index,
    True,
    Level,
    Object(&'static Shape),
    Each(&'static Shape),
    /// An object of any keys, each of one shape, or texts.
    Named(Option<&'static Shape>),
}

/// An object: its properties, and those that must be there.
struct Shape {
    name: &'static str,
    required: &'static [&'static str],
    properties: &'static [(&'static str, Is)],
}

const LOG: Shape = Shape {
    name: "sarifLog",
    required: &["version", "runs"],
    properties: &[("$schema", Is::Text), ("version", Is::Text), ("runs", Is::Each(&RUN))],
};
const RUN: Shape = Shape {
    name: "run",
    required: &["tool"],
    properties: &[
        ("tool", Is::Object(&TOOL)),
        ("invocations", Is::Each(&INVOCATION)),
        ("columnKind", Is::Text),
        ("originalUriBaseIds", Is::Named(Some(&ARTIFACT_LOCATION))),
        ("results", Is::Each(&RESULT)),
    ],
};
const TOOL: Shape =
    Shape { name: "tool", required: &["driver"], properties: &[("driver", Is::Object(&DRIVER))] };
const DRIVER: Shape = Shape {
    name: "toolComponent",
    required: &["name"],
    properties: &[
        ("name", Is::Text),
        ("semanticVersion", Is::Text),
        ("rules", Is::Each(&DESCRIPTOR)),
        ("notifications", Is::Each(&DESCRIPTOR)),
    ],
};
const DESCRIPTOR: Shape = Shape {
    name: "reportingDescriptor",
    required: &["id"],
    properties: &[
        ("id", Is::Text),
        ("shortDescription", Is::Object(&MULTIFORMAT)),
        ("help", Is::Object(&MULTIFORMAT)),
        ("defaultConfiguration", Is::Object(&CONFIGURATION)),
    ],
};
const CONFIGURATION: Shape =
    Shape { name: "reportingConfiguration", required: &[], properties: &[("level", Is::Level)] };
const MULTIFORMAT: Shape = Shape {
    name: "multiformatMessageString",
    required: &["text"],
    properties: &[("text", Is::Text), ("markdown", Is::Text)],
};
const MESSAGE: Shape = Shape { name: "message", required: &["text"], properties: &[("text", Is::Text)] };
const INVOCATION: Shape = Shape {
    name: "invocation",
    required: &["executionSuccessful"],
    properties: &[("executionSuccessful", Is::True), ("toolExecutionNotifications", Is::Each(&NOTIFICATION))],
};
const NOTIFICATION: Shape = Shape {
    name: "notification",
    required: &["message"],
    properties: &[
        ("descriptor", Is::Object(&REFERENCE)),
        ("level", Is::Level),
        ("message", Is::Object(&MESSAGE)),
    ],
};
const REFERENCE: Shape =
    Shape { name: "reportingDescriptorReference", required: &["id"], properties: &[("id", Is::Text)] };
const RESULT: Shape = Shape {
    name: "result",
    required: &["message"],
    properties: &[
        ("ruleId", Is::Text),
        ("ruleIndex", Is::Index),
        ("level", Is::Level),
        ("message", Is::Object(&MESSAGE)),
        ("partialFingerprints", Is::Named(None)),
        ("locations", Is::Each(&LOCATION)),
        ("properties", Is::Named(None)),
    ],
};
const LOCATION: Shape = Shape {
    name: "location",
    required: &[],
    properties: &[("physicalLocation", Is::Object(&PHYSICAL)), ("logicalLocations", Is::Each(&LOGICAL))],
};
const PHYSICAL: Shape = Shape {
    name: "physicalLocation",
    required: &["artifactLocation"],
    properties: &[("artifactLocation", Is::Object(&ARTIFACT_LOCATION)), ("region", Is::Object(&REGION))],
};
const ARTIFACT_LOCATION: Shape = Shape {
    name: "artifactLocation",
    required: &[],
    properties: &[("uri", Is::Text), ("uriBaseId", Is::Text), ("description", Is::Object(&MESSAGE))],
};
const REGION: Shape = Shape {
    name: "region",
    required: &["startLine"],
    properties: &[("startLine", Is::Position), ("startColumn", Is::Position)],
};
const LOGICAL: Shape =
    Shape { name: "logicalLocation", required: &[], properties: &[("fullyQualifiedName", Is::Text)] };

fn fits(value: &Value, shape: &Shape) {
    let name = shape.name;
    let object = value.as_object().unwrap_or_else(|| panic!("{name} is an object: {value}"));
    for key in shape.required {
        assert!(object.contains_key(*key), "{name} has {key}: {value}");
    }
    for (key, value) in object {
        let known = shape.properties.iter().find(|(known, _)| known == key);
        let (_, is) = known.unwrap_or_else(|| panic!("{name} has no {key}"));
        let holds = match is {
            Is::Text => value.is_string(),
            Is::Position => value.as_u64().is_some_and(|n| n >= 1),
            Is::Index => value.is_u64(),
            Is::True => value == true,
            Is::Level => ["none", "note", "warning", "error"].iter().any(|level| value == level),
            Is::Object(shape) => {
                fits(value, shape);
                true
            }
            Is::Each(shape) => value
                .as_array()
                .is_some_and(|all| all.iter().map(|one| fits(one, shape)).count() == all.len()),
            Is::Named(shape) => named(value.as_object(), *shape),
        };
        assert!(holds, "{name}: {key} is {value}");
    }
}

fn named(object: Option<&Map<String, Value>>, shape: Option<&Shape>) -> bool {
    object.is_some_and(|object| {
        object.values().all(|value| match shape {
            Some(shape) => {
                fits(value, shape);
                true
            }
            None => value.is_string(),
        })
    })
}

/// Fails where the log is not as it must be; gives back how many results it has.
pub(crate) fn check(log: &Value) -> usize {
    fits(log, &LOG);
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    let ids = |of: &Value| -> Vec<String> {
        of.as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap().to_owned()).collect()
    };
    let (rules, notifications) = (ids(&driver["rules"]), ids(&driver["notifications"]));
    for notification in run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap() {
        assert!(notifications.iter().any(|id| notification["descriptor"]["id"] == *id), "{notification}");
    }
    let results = run["results"].as_array().unwrap();
    let mut prints = std::collections::BTreeSet::new();
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[rule], "{result}");
        assert!(prints.insert(result["partialFingerprints"]["heatlinkFinding/v1"].to_string()), "{result}");
        for location in result["locations"].as_array().unwrap() {
            let artifact = &location["physicalLocation"]["artifactLocation"];
            let Some(uri) = artifact["uri"].as_str() else { continue };
            let legal = |c: char| c.is_ascii_alphanumeric() || "-._~/%:".contains(c);
            assert!(uri.chars().all(legal), "a URI: {uri}");
            match artifact["uriBaseId"].as_str() {
                // A relative reference; its base is told.
                Some(base) => {
                    assert!(!uri.starts_with('/') && !uri.contains(':') && !uri.contains(".."), "{uri}");
                    assert!(run["originalUriBaseIds"][base].is_object(), "{base}");
                }
                None => assert!(uri.starts_with("file:///"), "{uri}"),
            }
        }
    }
    results.len()
}
