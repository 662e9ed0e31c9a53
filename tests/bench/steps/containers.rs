//! Files that hold many payloads, opened, unwrapped and read as far as records: an event of 4 MB with its laps.

use crate::{NOW, season};
use divan::Bencher;
use divan::counter::BytesCount;
use heatlink::infra::capture::container::ReadOptions;
use heatlink::infra::capture::source::{open, unpack};
use std::path::Path;

#[divan::bench(sample_count = 20, sample_size = 1)]
fn har(bencher: Bencher<'_, '_>) {
    of_file(bencher, "season.har", season::files::har);
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn ndjson(bencher: Bencher<'_, '_>) {
    of_file(bencher, "season.ndjson", season::files::lines);
}

fn of_file(bencher: Bencher<'_, '_>, name: &str, write: fn(&Path, i64) -> u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let bytes = write(&path, 1);
    let options = ReadOptions::default();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut captures = 0;
        let ended = unpack(open(&path, &options, NOW).unwrap(), &options, &mut |capture| {
            captures += u32::from(capture.member.outcome.is_ok());
            true
        });
        assert!(captures > 500 && ended.findings.is_empty(), "{captures} captures, {:?}", ended.findings);
    });
}
