//! API: the results of a heat, at `/v2/heats/441250/results`.

use super::{Layout, Read, Reader, Shape, Spec};
use crate::domain::finding::Code;
use crate::domain::id::{EntryId, HeatId};
use crate::domain::record::{Entrant, Family, Fields, RecordKey, ResultFields};
use crate::infra::capture::record_reader::RecordReader;

pub(super) const SPEC: Spec = Spec {
    family: Family::Results,
    layout: Layout::Listing,
    shape: Shape::Keys(&["resultId", "heatId", "entryId"], &[]),
    address_key: "heatId",
    read: Reader::Record(read),
};

/// Status words seen at LiveRC; the vocabulary is open.
pub(super) const STATUS: &[&str] = &["finished", "dnf", "dns", "dq", "dsq"];

fn read(r: &mut RecordReader<'_, '_>) -> Read {
    let result_id = r.id("resultId");
    let heat_id = r.id("heatId");
    let entry = r.id("entryId").and_then(EntryId::new);
    let fields = ResultFields {
        result_id,
        finish_position: r.integer("finishPosition", 1),
        laps_completed: r.integer("lapsCompleted", 0),
        total_time_ms: r.integer("totalTimeMs", 0),
        fast_lap_ms: r.integer("fastLapMs", 0),
        interval_ms: r.integer("intervalMs", 0),
        status: r.status("status", STATUS),
        ..ResultFields::default()
    };
    if let (Some(total), Some(fast)) = (fields.total_time_ms, fields.fast_lap_ms)
        && total < fast
    {
        r.refuse(
            Code::TotalBelowFastLap,
            "totalTimeMs",
            format!("expected a total of at least the fast lap, {fast} ms, found {total} ms"),
        );
    }
    let key = heat_id.and_then(HeatId::new).zip(entry).map(|(h, e)| RecordKey::Result(h, Entrant::Entry(e)));
    Read { key, parent: heat_id, fields: Some(Fields::Result(fields)) }
}
