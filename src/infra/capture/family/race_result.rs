//! Results site: a race, lap by lap.

use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::payload::{Payload, PayloadOptions};

pub(super) const SPEC: Spec = Spec {
    family: Family::RaceResult,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "race_id",
    read: Reader::Whole(read),
};

fn look(object: &Object<'_>) -> bool {
    ["laps", "lap_data"].iter().any(|k| object.has(k))
}

fn read(_: &Document<'_>, _: &Object<'_>, _: PayloadOptions<'_>) -> Result<Payload, Finding> {
    Err(Finding::new(Code::UnsupportedFormat, "expected another family"))
}
