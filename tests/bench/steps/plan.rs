//! What the statements of a record come to, and what its row must become: a class's 36 entries.

use crate::season;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use heatlink::app::import::plan::{Action, plan};
use heatlink::domain::capture::{CaptureOrder, Sha256};
use heatlink::domain::merge::{Stated, resolve};
use heatlink::domain::record::{Family, Fields};
use heatlink::domain::time::Instant;
use heatlink::infra::capture::json::Document;
use heatlink::infra::capture::payload::{PayloadOptions, read};

/// One record: what its row shows, and what captures say of it.
struct Record {
    shown: Option<Fields>,
    stated: Vec<Stated<i64>>,
}

fn said(at: i64, fields: &Fields) -> Stated<i64> {
    let order = CaptureOrder {
        at: Instant::from_millis(at),
        member_number: 0,
        sha256: Sha256([0; 32]),
        context: String::new(),
    };
    Stated { order, family: Family::Entries, fields: fields.clone(), tag: at }
}

/// Each entry of a class, and as it says after another car was borrowed.
fn entries() -> Vec<(Fields, Fields)> {
    let event = season::events(1).next().unwrap();
    let listing =
        season::api::captures(&event, false).into_iter().find(|c| c.address.ends_with("entries")).unwrap();
    let options =
        PayloadOptions { subject: None, race_hint: None, assumed_zone: None, complete: true, max_depth: 128 };
    let fields = |text: &str| -> Vec<Fields> {
        let payload = read(&Document::in_file(text, text), options).unwrap();
        payload.statements.into_iter().map(|s| s.fields).collect()
    };
    let text = listing.body.to_string();
    fields(&text).into_iter().zip(fields(&text.replace("Ardent B74", "Vantor V2"))).collect()
}

fn planned(bencher: Bencher<'_, '_>, records: &[Record], wanted: fn(&Action<i64>) -> bool) {
    let action = |record: &Record| {
        plan(record.shown.as_ref(), resolve(&record.stated), |newest| *newest == record.stated[0].tag)
    };
    assert!(records.len() > 30 && records.iter().map(action).all(|a| wanted(&a)));
    bencher.counter(ItemsCount::new(records.len())).bench_local(|| {
        for record in black_box(records) {
            black_box(action(record));
        }
    });
}

/// One statement and no row.
#[divan::bench]
fn insert(bencher: Bencher<'_, '_>) {
    let record = |(old, _): (Fields, Fields)| Record { shown: None, stated: vec![said(1, &old)] };
    let records: Vec<_> = entries().into_iter().map(record).collect();
    planned(bencher, &records, |action| matches!(action, Action::Insert(_)));
}

/// A row, and a second statement of the same values that is the newest.
#[divan::bench]
fn repeat(bencher: Bencher<'_, '_>) {
    let record =
        |(old, _): (Fields, Fields)| Record { stated: vec![said(1, &old), said(2, &old)], shown: Some(old) };
    let records: Vec<_> = entries().into_iter().map(record).collect();
    planned(bencher, &records, |action| matches!(action, Action::Update { values: false, .. }));
}

/// A row, and a second statement of other values that is the newest.
#[divan::bench]
fn change(bencher: Bencher<'_, '_>) {
    let record = |(old, new): (Fields, Fields)| Record {
        stated: vec![said(1, &old), said(2, &new)],
        shown: Some(old),
    };
    let records: Vec<_> = entries().into_iter().map(record).collect();
    planned(bencher, &records, |action| matches!(action, Action::Update { values: true, .. }));
}
