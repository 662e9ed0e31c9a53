//! The script's objects of a race page alone.

use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::page::node::Node;
use crate::infra::capture::page::objects::{RaceObjects, WrongShape};
use crate::infra::capture::page::script::fault::FaultKind;
use crate::infra::capture::page::script::literal;
use crate::infra::capture::page::validate::{Heading, Race, find_race, state};
use crate::infra::capture::payload::{Payload, PayloadOptions};

pub(super) const SPEC: Spec = Spec {
    family: Family::RaceDump,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "race_id",
    read: Reader::Whole(read),
};

fn look(object: &Object<'_>) -> bool {
    object.has("racerLaps")
}

fn read(document: &Document<'_>, _: &Object<'_>, options: PayloadOptions<'_>) -> Result<Payload, Finding> {
    let node = literal(document, options)?;
    let repeated = repeats(document, &node, "")?;
    let objects = objects(document, node, "")?;
    let (subject, heat) = find_race(options, None).map_err(|f| at(document, f, document.text.trim()))?;
    let race = Race {
        family: Family::RaceDump,
        subject,
        heat,
        objects,
        base: "",
        heading: Heading::default(),
        table: None,
        unknown: Vec::new(),
        is_whole: true,
    };
    let mut payload = state(document, &race, options);
    payload.findings.splice(0..0, repeated);
    Ok(payload)
}

/// A JSON text, known to be one, as a node.
///
/// # Errors
/// The finding for a text that holds no whole characters.
pub(super) fn literal<'a>(document: &Document<'a>, options: PayloadOptions<'_>) -> Result<Node<'a>, Finding> {
    literal::read(document.text.trim(), options.max_depth).map_err(|fault| {
        let code = match fault.kind {
            FaultKind::TooMany => Code::PayloadTooComplex,
            _ => Code::WrongType,
        };
        at(document, Finding::new(code, fault.to_string()), fault.at)
    })
}

/// The race page's objects out of a node.
///
/// # Errors
/// The finding for one of another shape.
pub(super) fn objects<'a>(
    document: &Document<'_>,
    node: Node<'a>,
    base: &str,
) -> Result<RaceObjects<'a>, Finding> {
    RaceObjects::take(node).map_err(|wrong| wrong_shape(document, &wrong, base))
}

/// The finding for objects of another shape.
pub(super) fn wrong_shape(document: &Document<'_>, wrong: &WrongShape<'_>, base: &str) -> Finding {
    let code = if wrong.found == "no such key" { Code::MissingField } else { Code::WrongType };
    at(document, Finding::new(code, wrong.to_string()), wrong.at).at_pointer(format!("{base}/{}", wrong.key))
}

/// Keys that stand twice and say the same, as warnings.
///
/// # Errors
/// The finding for one that says two things.
pub(super) fn repeats(document: &Document<'_>, node: &Node<'_>, base: &str) -> Result<Vec<Finding>, Finding> {
    let mut equal = Vec::new();
    for (member, same) in node.repeated() {
        let (code, rest) = if same {
            (Code::DuplicateKey, "with the same value")
        } else {
            (Code::DuplicateKeyConflict, "with another value")
        };
        let message = format!("expected each key once, found `{}` again {rest}", member.key);
        let key = crate::infra::capture::record_reader::escaped(&member.key);
        let finding =
            at(document, Finding::new(code, message), member.key_source).at_pointer(format!("{base}/{key}"));
        if !same {
            return Err(finding);
        }
        equal.push(finding);
    }
    Ok(equal)
}

/// A finding at a slice of the payload.
pub(super) fn at(document: &Document<'_>, mut finding: Finding, part: &str) -> Finding {
    (finding.place.line, finding.place.column) = document.place_of(part).unzip();
    finding
}
