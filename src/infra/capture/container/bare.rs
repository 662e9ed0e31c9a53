//! A bare payload: the file is the capture.

use super::{Member, ReadOptions, refuse};
use crate::domain::capture::Sha256;
use crate::infra::capture::context::Subject;
use crate::infra::capture::json::{Document, Top};
use crate::infra::capture::payload::{PayloadOptions, read_recognised};

/// Reads a file that is its payload.
pub(crate) fn read(
    document: &Document<'_>,
    top: &Top<'_>,
    sha256: Sha256,
    size: usize,
    subject: Option<Subject>,
    options: &ReadOptions,
) -> Member {
    let payload = PayloadOptions {
        subject,
        race_hint: None,
        assumed_zone: None,
        complete: !options.partial,
        max_depth: options.limits.depth,
    };
    Member {
        name: None,
        sha256,
        size,
        stated_at: None,
        number: 0,
        url: options.source_url.clone(),
        partial: options.partial,
        subject,
        outcome: read_recognised(document, top, payload).map_err(|f| refuse(document, f)),
    }
}
