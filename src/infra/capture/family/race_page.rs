//! A saved race page; it is HTML, so no object has its shape.

use super::race_dump::{at, wrong_shape};
use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::page::html::heading::{Headings, Said};
use crate::infra::capture::page::html::kind::OtherPage;
use crate::infra::capture::page::html::race::{Page, PageFault, RacePage, read as read_html};
use crate::infra::capture::page::script::fault::{Fault, FaultKind};
use crate::infra::capture::page::validate::{At, Heading, Race, Words, find_race, race_of, state};
use crate::infra::capture::payload::{Payload, PayloadOptions};
use crate::infra::capture::recognise::{at_start, unrecognised};
use crate::infra::capture::record_reader::shown;

pub(super) const SPEC: Spec = Spec {
    family: Family::RacePage,
    layout: Layout::One,
    shape: Shape::Look(|_| false),
    address_key: "race_id",
    read: Reader::Whole(no_json),
};

fn no_json(_: &Document<'_>, _: &Object<'_>, _: PayloadOptions<'_>) -> Result<Payload, Finding> {
    Err(unrecognised("found an object at the address of a race page"))
}

/// Reads a saved page.
///
/// # Errors
/// The finding for which it is refused: another page, a broken script, a race that nothing names.
pub(crate) fn read(document: &Document<'_>, options: PayloadOptions<'_>) -> Result<Payload, Finding> {
    let page = match read_html(document.text, None, options.max_depth) {
        Ok(Page::Race(page)) => *page,
        Ok(Page::Other(other, _)) => return Err(at_start(of_other(other), document)),
        Err(fault) => return Err(of_fault(document, &fault)),
    };
    if let Some(subject) = options.subject.filter(|s| !s.family.is_page()) {
        let message =
            format!("expected {} at the address `{subject}`, found a saved race page", subject.family);
        let finding = Finding::new(Code::FamilyMismatch, message)
            .with_hint("correct the address, or move the file to where it belongs");
        return Err(at_start(finding, document));
    }
    let own = page.url.as_deref().and_then(race_of);
    let (subject, heat) = find_race(options, own).map_err(|f| at_start(f, document))?;
    let mut said = remarks(document, &page);
    if let Some(own) = own.filter(|own| own.id != subject.id) {
        let message = format!(
            "expected race {} as in the address, found a page that was saved from race {}: the address is believed",
            subject.id, own.id
        );
        said.push(at_start(Finding::new(Code::PageDisagrees, message), document));
    }
    // Without all of its table a page says as much as an archive's record, and must not hide what a whole one said.
    let is_all = page.is_whole && page.table.is_some();
    let race = Race {
        family: if is_all { Family::RacePage } else { Family::RaceArchive },
        subject,
        heat,
        unknown: page.headings.others.iter().map(|line| line.text.clone()).collect(),
        heading: heading(page.headings),
        objects: page.objects,
        base: "",
        table: page.table,
        is_whole: page.is_whole,
    };
    let mut payload = state(document, &race, options);
    payload.findings.splice(0..0, said);
    Ok(payload)
}

/// What there is to say of the page itself.
fn remarks(document: &Document<'_>, page: &RacePage<'_>) -> Vec<Finding> {
    let mut said = Vec::new();
    if !page.is_whole {
        let message =
            "expected a page that ends with `</html>`, found one that was cut short behind its script";
        let finding = Finding::new(Code::PageCutShort, message).with_hint("save the page again");
        said.push(at(document, finding, &document.text[document.text.len()..]));
    }
    if page.is_whole && page.table.is_none() {
        let message = "expected a page with its table of results, found its script alone";
        let finding = Finding::new(Code::PageCutShort, message).with_hint("save the page again");
        said.push(at_start(finding, document));
    }
    for statement in &page.unread {
        let message =
            format!("expected a statement of the known kinds, found {}: not read", shown(statement.trim()));
        said.push(at(document, Finding::new(Code::UnreadScript, message), statement));
    }
    said
}

fn heading(headings: Headings) -> Heading<'static> {
    let words = |said: Option<Said>| said.map(|s| Words { text: s.text, at: At::Line(s.line) });
    Heading {
        track: words(headings.track),
        event: words(headings.event),
        date: words(headings.date),
        race: words(headings.race),
        race_number: words(headings.race_number),
        round: words(headings.round),
        length: words(headings.length),
        completed: words(headings.completed),
        faults: Vec::new(),
        source: "",
    }
}

/// The finding for a page that holds no race.
fn of_other(other: OtherPage) -> Finding {
    if matches!(other, OtherPage::Error | OtherPage::Login | OtherPage::Foreign) {
        return Finding::new(Code::HtmlPage, format!("expected a payload, found {other}"))
            .with_hint("an error page was saved in place of the answer; capture the address again");
    }
    let hint = match other {
        OtherPage::RaceWithoutScript => {
            "save the page as `HTML only`, or its source: what the page shows alone has no laps"
        }
        OtherPage::Event | OtherPage::EventList | OtherPage::HeatSheet | OtherPage::Live => {
            "open each race under `Race Results` and save that page: its address has `p=view_race_result`"
        }
        _ => "save the pages of its races: their addresses have `p=view_race_result`",
    };
    Finding::new(Code::OtherPage, format!("expected a race page, found {other}")).with_hint(hint)
}

fn of_fault(document: &Document<'_>, fault: &PageFault<'_>) -> Finding {
    let finding = match fault {
        PageFault::Shape(wrong) => return wrong_shape(document, wrong, ""),
        PageFault::TooDeep => Finding::new(Code::NestingTooDeep, fault.to_string())
            .with_hint("no known page nests so deep; look at the file by hand"),
        PageFault::Script(script) if script.kind == FaultKind::TooDeep => {
            Finding::new(Code::NestingTooDeep, fault.to_string())
                .with_hint("no known page nests so deep; look at the file by hand")
        }
        PageFault::Script(Fault { kind: FaultKind::TooMany, .. }) | PageFault::TooLarge => {
            Finding::new(Code::PayloadTooComplex, fault.to_string())
                .with_hint("no known page comes near it; look at the file by hand")
        }
        PageFault::Script(_) | PageFault::CutShort(_) => Finding::new(Code::InvalidScript, fault.to_string())
            .with_hint("the page was cut short or edited; save it again"),
    };
    match fault.at() {
        Some(part) => at(document, finding, part),
        None => at_start(finding, document),
    }
}
