//! Lines and columns for findings that were made from rows: the file is asked again where a pointer leads.

use crate::domain::finding::Finding;
use crate::infra::capture::locate::locate;
use std::path::Path;

/// So many findings without a line are looked up in their files: beyond that nobody reads them one by one.
const LOCATED: usize = 1000;

/// Gives findings with a pointer and no line the line and column of what they point at.
pub(crate) fn fill(findings: &mut [Finding]) {
    let unplaced = findings
        .iter_mut()
        .map(|f| &mut f.place)
        .filter(|p| p.line.is_none() && p.member.as_deref().is_none_or(|m| m.starts_with("line ")));
    for place in unplaced.take(LOCATED) {
        if let (Some(path), Some(pointer)) = (&place.capture, &place.pointer) {
            (place.line, place.column) = locate(Path::new(path), place.member.as_deref(), pointer).unzip();
        }
    }
}
