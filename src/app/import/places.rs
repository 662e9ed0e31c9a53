//! Lines and columns for findings that were made from rows: the file is asked again where a pointer leads.

use crate::domain::finding::Finding;
use crate::infra::capture::find::is_stdin;
use crate::infra::capture::locate::{Wanted, locate};
use crate::infra::path::of_text;
use std::path::Path;

/// So many findings of an import are looked up in their files: beyond that nobody reads them one by one.
pub(crate) const SOME: usize = 1000;

/// Gives findings with a pointer and no line the line and column of what they point at: the first `most` of them,
/// each file read once.
pub(crate) fn fill(findings: &mut [Finding], most: usize) {
    // Bodies in a HAR file are text inside JSON.
    let is_in_lines = |member: &Option<String>| member.as_deref().is_none_or(|m| !m.starts_with("entry "));
    let mut unplaced: Vec<&mut Finding> = findings
        .iter_mut()
        .filter(|f| f.place.line.is_none() && f.place.pointer.is_some() && is_in_lines(&f.place.member))
        .filter(|f| f.place.capture.as_deref().is_some_and(|path| !is_stdin(Path::new(path))))
        .take(most)
        .collect();
    unplaced.sort_by(|a, b| (&a.place.capture, &a.place.member).cmp(&(&b.place.capture, &b.place.member)));
    for of_file in unplaced.chunk_by_mut(|a, b| a.place.capture == b.place.capture) {
        let wanted: Vec<Wanted<'_>> = of_file
            .iter()
            .map(|f| Wanted {
                member: f.place.member.as_deref(),
                pointer: f.place.pointer.as_deref().unwrap_or_default(),
            })
            .collect();
        let path = of_file[0].place.capture.as_deref().unwrap_or_default();
        let places = locate(&of_text(path), &wanted);
        for (finding, place) in of_file.iter_mut().zip(places) {
            (finding.place.line, finding.place.column) = place.unzip();
        }
    }
}
