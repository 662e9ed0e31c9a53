//! A club archive's record of a race page.

use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::payload::{Payload, PayloadOptions};

pub(super) const SPEC: Spec = Spec {
    family: Family::RaceArchive,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "race_id",
    read: Reader::Whole(read),
};

fn look(object: &Object<'_>) -> bool {
    object.has("driver_results")
}

fn read(_: &Document<'_>, _: &Object<'_>, _: PayloadOptions<'_>) -> Result<Payload, Finding> {
    Err(Finding::new(Code::UnsupportedFormat, "expected another family"))
}
