//! API: one heat's stream and parents, at `/v2/heats/441250`.

use super::{Layout, Read, Reader, Shape, Spec};
use crate::domain::id::HeatId;
use crate::domain::record::{Family, Fields, HeatFields, RecordKey};
use crate::infra::capture::record_reader::RecordReader;

pub(super) const SPEC: Spec = Spec {
    family: Family::HeatDetail,
    layout: Layout::One,
    shape: Shape::Keys(&["heatId", "classId", "eventId"], &["label"]),
    address_key: "heatId",
    read: Reader::Record(read),
};

fn read(r: &mut RecordReader<'_, '_>) -> Read {
    let id = r.id("heatId");
    let fields = HeatFields {
        class_id: r.id("classId"),
        event_id: r.id("eventId"),
        live_stream_url: r.optional_text("liveStreamUrl"),
        ..HeatFields::default()
    };
    Read {
        key: id.and_then(HeatId::new).map(RecordKey::Heat),
        parent: id,
        fields: Some(Fields::Heat(fields)),
    }
}
