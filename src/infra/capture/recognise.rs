//! Which family a payload is of: by its address, else by its shape.

use super::context::Subject;
use super::family::{FAMILIES, Layout, Spec};
use super::json::{Document, Object, Top};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;

/// What the top of a payload came to: its family, and its records with their place.
#[derive(Debug)]
pub struct Recognised {
    /// The one family.
    pub spec: &'static Spec,
}

/// Tells the family of a payload.
///
/// # Errors
/// A finding that says why it is of none, or of another than its address names.
pub fn recognise(top: &Top<'_>, subject: Option<Subject>) -> Result<Recognised, Finding> {
    if let Top::Object(object) = top
        && let Some(error) = object.get("error").or_else(|| object.get("errors"))
        && !FAMILIES.iter().any(|s| s.fits(object))
    {
        let said = super::record_reader::shown(error.get());
        return Err(Finding::new(
            Code::ErrorBody,
            format!("expected a payload, found the provider's error {said}"),
        )
        .with_hint("capture the address again; nothing can be taken from an error"));
    }
    if let Top::Object(object) = top
        && let Some(schema) = object
            .get("schema")
            .map(serde_json::value::RawValue::get)
            .filter(|raw| raw.starts_with("\"heatlink/"))
    {
        return Err(own_document(schema));
    }
    let by_shape = match top {
        Top::Object(object) => by_shape(object, Layout::One),
        Top::Array(items) => {
            items.iter().find_map(|raw| by_shape(&Object::read(raw).ok()??, Layout::Listing))
        }
        Top::Scalar(what) => {
            return Err(unrecognised(&format!("found {what}")));
        }
    };
    let Some(subject) = subject else {
        return by_shape.map(|spec| Recognised { spec }).ok_or_else(|| unrecognised(&describe_top(top)));
    };
    let Some(spec) = Spec::of(subject.family) else {
        return Err(unrecognised("found an address of no family"));
    };
    if let Some(shape) = by_shape
        && shape.family.is_page()
        && spec.family.is_page()
    {
        return Ok(Recognised { spec: shape });
    }
    if let Some(shape) = by_shape
        && shape.family != spec.family
    {
        return Err(mismatch(subject, shape.family));
    }
    match (top, spec.layout) {
        (Top::Object(_), Layout::One) => Ok(Recognised { spec }),
        (Top::Array(items), Layout::Listing) if items.is_empty() || by_shape.is_some() => {
            Ok(Recognised { spec })
        }
        _ => Err(unrecognised(&format!("{} at the address `{subject}`", describe_top(top)))),
    }
}

fn by_shape(object: &Object<'_>, layout: Layout) -> Option<&'static Spec> {
    FAMILIES.iter().copied().find(|s| s.layout == layout && s.fits(object))
}

fn mismatch(subject: Subject, shape: Family) -> Finding {
    Finding::new(
        Code::FamilyMismatch,
        format!("expected {} at the address `{subject}`, found the shape of {shape}", subject.family),
    )
    .with_hint("correct the address, or move the file to where it belongs")
}

/// A report that was written into a folder of captures.
fn own_document(schema: &str) -> Finding {
    let found = super::record_reader::shown(schema);
    Finding::new(
        Code::UnrecognisedPayload,
        format!("expected a payload of a known family, found what heatlink printed itself: {found}"),
    )
    .with_hint("keep it outside the folder of captures; `validate` leaves out what its own `--report` and `--baseline` name")
}

pub(crate) fn unrecognised(found: &str) -> Finding {
    Finding::new(Code::UnrecognisedPayload, format!("expected a payload of a known family, {found}"))
        .with_hint("`docs/integrations/liverc.md` lists the families; `--source-url` tells what an empty payload is of")
}

fn describe_top(top: &Top<'_>) -> String {
    match top {
        Top::Scalar(what) => format!("found {what}"),
        Top::Array(items) if items.is_empty() => "found an empty array".into(),
        Top::Array(_) => "found an array without one record of a known family".into(),
        Top::Object(object) if object.members.is_empty() => "found an empty object".into(),
        Top::Object(object) => {
            let keys: Vec<_> =
                object.members.iter().take(5).map(|(k, _)| super::record_reader::shown(k)).collect();
            format!("found an object with {}", keys.join(", "))
        }
    }
}

/// The place of a whole payload, for a finding about it.
pub(crate) fn at_start(mut finding: Finding, document: &Document<'_>) -> Finding {
    if let Some((line, column)) = document.place_of(document.text.trim_start()) {
        finding.place.line = Some(line);
        finding.place.column = Some(column);
    }
    finding
}
