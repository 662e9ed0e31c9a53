//! One payload of each family: its text is checked, its family told, its records read and judged.

use crate::season;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use heatlink::domain::record::Family;
use heatlink::infra::capture::context::{Subject, of_url};
use heatlink::infra::capture::json::Document;
use heatlink::infra::capture::payload::{Body, PayloadOptions, check_syntax, read};
use heatlink::infra::capture::recognise::recognise;

/// The default of `--max-depth`.
const DEPTH: usize = 128;

/// A payload's text and what its address says.
struct Input {
    text: String,
    subject: Option<Subject>,
}

/// Of a usual size: a meeting, its 8 classes, a class's 24 heats and 36 entries, a race of 12 cars with some 140 laps,
/// on pages with some 750.
fn input(family: Family) -> Input {
    if family.is_page() {
        let race = season::page::long_race();
        let text = match family {
            Family::RaceArchive => season::page::archive(&race).to_string(),
            Family::RaceDump => season::page::dump(&race).to_string(),
            _ => season::page::html(&race),
        };
        return Input { text, subject: Some(Subject::race(race.id)) };
    }
    let event = season::events(1).next().unwrap();
    let mut all = season::api::captures(&event, true).into_iter().map(|c| (of_url(&c.address), c.body));
    let (subject, body) = all.find(|(subject, _)| subject.is_some_and(|s| s.family == family)).unwrap();
    Input { text: body.to_string(), subject }
}

fn json_families() -> impl Iterator<Item = Family> {
    Family::ALL.iter().copied().filter(|f| *f != Family::RacePage)
}

/// The text is one JSON document of bearable depth; its top is taken apart.
#[divan::bench(args = json_families())]
fn syntax(bencher: Bencher<'_, '_>, family: Family) {
    let input = input(family);
    bencher.counter(BytesCount::of_str(&input.text)).bench_local(|| {
        let document = Document::in_file(black_box(&input.text), &input.text);
        check_syntax(&document, DEPTH).is_ok()
    });
}

/// The family, by the shape alone.
#[divan::bench(args = json_families())]
fn recognised(bencher: Bencher<'_, '_>, family: Family) {
    let input = input(family);
    let document = Document::in_file(&input.text, &input.text);
    let Ok(Body::Json(top)) = check_syntax(&document, DEPTH) else { panic!("{family} is JSON") };
    assert_eq!(recognise(&top, None).unwrap().spec.family, family);
    bencher.bench_local(|| recognise(black_box(&top), None).is_ok());
}

/// From the text to records and findings, all of the above in it.
#[divan::bench(args = Family::ALL.iter().copied())]
fn whole(bencher: Bencher<'_, '_>, family: Family) {
    let input = input(family);
    let options = PayloadOptions {
        subject: input.subject,
        race_hint: None,
        assumed_zone: None,
        complete: true,
        max_depth: DEPTH,
    };
    let document = || Document::in_file(&input.text, &input.text);
    let payload = read(&document(), options).unwrap();
    assert!(!payload.statements.is_empty() && payload.findings.is_empty(), "{:?}", payload.findings);
    bencher.counter(BytesCount::of_str(&input.text)).bench_local(|| read(black_box(&document()), options));
}
