//! A bare payload: the file is the capture.

use super::{Member, Outer, refuse, settled};
use crate::domain::capture::Sha256;
use crate::infra::capture::json::Document;
use crate::infra::capture::payload::{Body, read_recognised};

/// Reads a file that is its payload.
pub(crate) fn read(
    document: &Document<'_>,
    body: &Body<'_>,
    payload: &[u8],
    sha256: Sha256,
    outer: Outer<'_>,
) -> Member {
    let (subject, options) = (outer.subject, outer.options);
    let outcome = read_recognised(document, body, outer.payload(subject, !options.partial))
        .map_err(|f| refuse(document, f));
    Member {
        name: None,
        sha256,
        size: payload.len(),
        stated_at: None,
        number: 0,
        url: options.source_url.clone(),
        partial: options.partial,
        subject: settled(subject, &outcome),
        body: outer.body(payload, document),
        outcome,
    }
}
