//! API: one event, at `/v2/events/30952`.

use super::{Layout, Read, Reader, Shape, Spec};
use crate::domain::finding::Code;
use crate::domain::id::EventId;
use crate::domain::record::{EventFields, Family, Fields, RecordKey};
use crate::infra::capture::record_reader::RecordReader;

pub(super) const SPEC: Spec = Spec {
    family: Family::Event,
    layout: Layout::One,
    shape: Shape::Keys(&["eventId", "title"], &[]),
    address_key: "eventId",
    read: Reader::Record(read),
};

fn read(r: &mut RecordReader<'_, '_>) -> Read {
    let id = r.id("eventId");
    let fields = EventFields {
        title: r.text("title"),
        track_name: r.optional_text("trackName"),
        facility: r.optional_text("facility"),
        city: r.optional_text("city"),
        region: r.optional_text("region"),
        country: r.optional_text("country"),
        time_zone: r.time_zone("timeZone"),
        start_utc: r.instant("startTime"),
        end_utc: r.instant("endTime"),
        website: r.optional_text("website"),
        local_dates: None,
    };
    if let (Some(start), Some(end)) = (fields.start_utc, fields.end_utc)
        && start > end
    {
        r.refuse(
            Code::StartAfterEnd,
            "endTime",
            format!("expected an end at or after the start `{start}`, found `{end}`"),
        );
    }
    let key = id.and_then(EventId::new).map(RecordKey::Event);
    Read { key, parent: id, fields: Some(Fields::Event(fields)) }
}
