//! API: the classes of an event, at `/v2/events/30952/classes`.

use super::{Layout, Read, Reader, Shape, Spec};
use crate::domain::id::ClassId;
use crate::domain::record::{ClassFields, Family, Fields, RecordKey};
use crate::infra::capture::record_reader::RecordReader;

pub(super) const SPEC: Spec = Spec {
    family: Family::Classes,
    layout: Layout::Listing,
    shape: Shape::Keys(&["classId", "eventId", "name"], &["heatId"]),
    address_key: "eventId",
    read: Reader::Record(read),
};

fn read(r: &mut RecordReader<'_, '_>) -> Read {
    let key = r.id("classId").and_then(ClassId::new).map(RecordKey::Class);
    let event_id = r.id("eventId");
    let fields = ClassFields {
        event_id,
        name: r.text("name"),
        description: r.optional_text("description"),
        code: None,
    };
    Read { key, parent: event_id, fields: Some(Fields::Class(fields)) }
}
