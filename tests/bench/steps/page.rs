//! A saved race page, taken apart: all of it, and its script alone. What is left of the one without the other is HTML.

use crate::season;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use heatlink::infra::capture::page::html::race::{Page, read};
use heatlink::infra::capture::page::script::statement;

/// More than any page nests.
const DEPTH: usize = 128;

#[divan::bench]
fn html_and_script(bencher: Bencher<'_, '_>) {
    let page = season::page::html(&season::page::long_race());
    assert!(
        matches!(read(&page, None, DEPTH), Ok(Page::Race(race)) if race.is_whole && race.unread.is_empty())
    );
    bencher.counter(BytesCount::of_str(&page)).bench_local(|| read(black_box(&page), None, DEPTH).is_ok());
}

#[divan::bench]
fn script(bencher: Bencher<'_, '_>) {
    const OPEN: &str = "<script type=\"text/javascript\">";
    let page = season::page::html(&season::page::long_race());
    let rest = &page[page.find(OPEN).unwrap() + OPEN.len()..];
    let script = &rest[..rest.find("</script>").unwrap()];
    assert!(statement::read(&[script], DEPTH).unwrap().variables.get("racerLaps").is_some());
    bencher
        .counter(BytesCount::of_str(script))
        .bench_local(|| statement::read(black_box(&[script]), DEPTH).is_ok());
}
