//! Files as they lie on disk: compression, HAR, JSON lines, envelopes, arrays of archive records.
#![no_main]

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
        unpack(source, &options, &mut |capture| {
            assert!(capture.member.outcome.is_ok() || capture.weight() > 0);
            let identity = &capture.identity;
            known.insert((identity.sha256, identity.context.clone(), identity.stated_at, identity.member_number));
            true
        });
    });
});
