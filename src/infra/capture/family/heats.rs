//! API: the heats of a class, at `/v2/classes/91201/heats`.

use super::{Layout, Read, Reader, Shape, Spec};
use crate::domain::id::HeatId;
use crate::domain::record::{Family, Fields, HeatFields, RecordKey};
use crate::infra::capture::record_reader::RecordReader;

pub(super) const SPEC: Spec = Spec {
    family: Family::Heats,
    layout: Layout::Listing,
    shape: Shape::Keys(&["heatId", "classId", "label"], &[]),
    address_key: "classId",
    read: Reader::Record(read),
};

/// Status words seen at LiveRC; the vocabulary is open.
pub(super) const STATUS: &[&str] = &["scheduled", "in_progress", "complete", "cancelled"];

fn read(r: &mut RecordReader<'_, '_>) -> Read {
    let key = r.id("heatId").and_then(HeatId::new).map(RecordKey::Heat);
    let class_id = r.id("classId");
    let fields = HeatFields {
        class_id,
        label: r.text("label"),
        round: r.integer("round", 1),
        attempt: r.integer("attempt", 1),
        scheduled_start_utc: r.instant("scheduledStart"),
        duration_s: r.integer("durationSeconds", 0),
        status: r.status("status", STATUS),
        ..HeatFields::default()
    };
    Read { key, parent: class_id, fields: Some(Fields::Heat(fields)) }
}
