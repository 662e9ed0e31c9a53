//! API: the entries of a class, at `/v2/classes/91201/entries`.

use super::{Layout, Read, Reader, Shape, Spec};
use crate::domain::id::{ClassId, EntryId};
use crate::domain::record::{Entrant, EntryFields, Family, Fields, RecordKey};
use crate::infra::capture::record_reader::RecordReader;

pub(super) const SPEC: Spec = Spec {
    family: Family::Entries,
    layout: Layout::Listing,
    shape: Shape::Keys(&["entryId", "classId", "driverName"], &[]),
    address_key: "classId",
    read: Reader::Record(read),
};

fn read(r: &mut RecordReader<'_, '_>) -> Read {
    let entry = r.id("entryId").and_then(EntryId::new);
    let class_id = r.id("classId");
    let key = entry.zip(class_id.and_then(ClassId::new)).map(|(e, c)| RecordKey::Entry(c, Entrant::Entry(e)));
    let fields = EntryFields {
        driver_name: r.text("driverName"),
        car_number: r.optional_text("carNumber"),
        transponder: r.optional_text("transponder"),
        vehicle: r.optional_text("vehicle"),
        sponsor: r.optional_text("sponsor"),
        hometown_city: r.optional_text("hometownCity"),
        hometown_region: r.optional_text("hometownRegion"),
        withdrawn: None,
    };
    Read { key, parent: class_id, fields: Some(Fields::Entry(fields)) }
}
