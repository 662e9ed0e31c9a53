//! Results site: the entries of a class.

use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::payload::{Payload, PayloadOptions};

pub(super) const SPEC: Spec = Spec {
    family: Family::EntryList,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "class_id",
    read: Reader::Whole(read),
};

fn look(object: &Object<'_>) -> bool {
    ["entries", "entry_list", "data"].iter().any(|k| object.has(k))
}

fn read(_: &Document<'_>, _: &Object<'_>, _: PayloadOptions<'_>) -> Result<Payload, Finding> {
    Err(Finding::new(Code::UnsupportedFormat, "expected another family"))
}
