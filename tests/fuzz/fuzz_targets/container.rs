//! Files as they lie on disk: compression, HAR, JSON lines, envelopes, arrays of archive records.
#![no_main]

use heatlink::domain::finding::Place;
use heatlink::domain::time::Instant;
use heatlink::infra::capture::container::{Limits, ReadOptions};
use heatlink::infra::capture::source::{open, unpack};
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use std::collections::HashSet;

const NAMES: &[&str] = &["a.json", "a.har", "a.ndjson", "a.html", "race.5.html", "20250216T030512Z.json.gz"];

thread_local! {
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// Whether a place is one of the file: none, or a line that it has and a column of that line or just behind it.
fn is_in(place: &Place, lines: &[usize]) -> bool {
    let Some(line) = place.line else { return place.column.is_none() };
    let width = usize::try_from(line).ok().and_then(|line| lines.get(line.checked_sub(1)?));
    width.is_some_and(|width| place.column.is_none_or(|column| (1..=*width as u64 + 1).contains(&column)))
}

fuzz_target!(|data: &[u8]| {
    let Some((which, content)) = data.split_first() else { return };
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| tempfile::tempdir().unwrap());
        let path = folder.path().join(NAMES[usize::from(*which) % NAMES.len()]);
        std::fs::write(&path, content).unwrap();
        // Low limits, so that they are met.
        let limits = Limits { depth: 12, payload_bytes: 2000, total_bytes: 8000 };
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let source = open(&path, &options, Instant::from_millis(0)).unwrap();
        let mut known = HashSet::new();
        // Of a compressed file or one that is no text, places are not those of these bytes.
        let text = std::str::from_utf8(content).ok();
        let lines: Option<Vec<usize>> = text.map(|t| t.split('\n').map(|line| line.chars().count()).collect());
        let places = |place: &Place| assert!(lines.as_ref().is_none_or(|lines| is_in(place, lines)), "{place:?}");
        let ended = unpack(source, &options, &mut |capture| {
            match &capture.member.outcome {
                Ok(payload) => {
                    payload.findings.iter().for_each(|f| places(&f.place));
                    payload.refused.iter().for_each(|r| places(&r.reason.place));
                }
                Err(refused) => places(&refused.reason.place),
            }
            assert!(capture.member.outcome.is_ok() || capture.weight() > 0);
            let identity = &capture.identity;
            known.insert((identity.sha256, identity.context.clone(), identity.stated_at, identity.member_number));
            true
        });
        ended.findings.iter().for_each(|f| places(&f.place));
    });
});
