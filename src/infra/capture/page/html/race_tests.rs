//! Whole pages: as served, saved again, cut short.

use super::kind::OtherPage;
use super::race::{Page, PageFault, RacePage, read};
use super::table::Column;
use crate::infra::capture::json::Document;
use crate::infra::capture::page::node::Kind;
use crate::infra::capture::page::script::fault::FaultKind;

const SERVED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/race-page/served.html"));
const REFORMATTED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/race-page/reformatted.html"));

fn race(file: &str) -> RacePage<'_> {
    match read(file, None, 128) {
        Ok(Page::Race(page)) => *page,
        other => panic!("{other:?}"),
    }
}

/// A page without its lines and slices.
fn said(page: &RacePage<'_>) -> String {
    let headings = &page.headings;
    let headings: Vec<_> =
        [&headings.track, &headings.event, &headings.date, &headings.race, &headings.round]
            .into_iter()
            .chain([&headings.length, &headings.race_number, &headings.panel, &headings.title])
            .map(|h| h.as_ref().map(|h| h.text.clone()))
            .collect();
    let rows: Vec<_> =
        page.table.as_ref().unwrap().rows.iter().map(|r| (&r.driver_name, &r.driver_id, &r.cells)).collect();
    format!("{headings:?} {rows:#?}")
}

#[test]
fn a_page_says_the_same_however_it_was_saved() {
    let (served, saved) = (race(SERVED), race(REFORMATTED));
    assert_eq!(said(&served), said(&saved));
    assert_eq!(served.objects.drivers.len(), 3);
    for (a, b) in served.objects.drivers.iter().zip(&saved.objects.drivers) {
        assert_eq!(a.id, b.id);
        assert!(a.values.same_value(&b.values));
    }
    let positions = [&served, &saved].map(|p| p.objects.position_data.clone().unwrap());
    assert!(positions[0].iter().zip(&positions[1]).all(|(a, b)| a.same_value(b)));
    let names = served.objects.driver_names.as_ref().unwrap();
    assert_eq!(
        names.iter().map(|n| n.text().unwrap()).collect::<Vec<_>>(),
        ["KIT O'LOUGHLIN", "MAVE TULL", "ORRIN SABLE"]
    );
    assert_eq!(served.url, None);
    assert_eq!(
        saved.url.as_deref(),
        Some("https://saltmarsh.liverc.com/results/?p=view_race_result&id=730154")
    );
    assert!(served.is_whole && saved.is_whole && served.unread.is_empty() && saved.unread.is_empty());
}

#[test]
fn parts_of_a_page_have_their_place() {
    for file in [SERVED.to_owned(), REFORMATTED.to_owned(), SERVED.replace('\n', "\r\n")] {
        let page = race(&file);
        let time = page.objects.nearest("/racerLaps/346997/laps/2/time").unwrap();
        assert_eq!(&time[1..time.len() - 1], "29.87");
        let line = file.lines().position(|l| l.contains("29.87") && l.contains("time")).unwrap() as u64 + 1;
        assert_eq!(Document::in_file(&file, &file).place_of(time).unwrap().0, line);
        let row = &page.table.as_ref().unwrap().rows[1];
        let name = file.lines().position(|l| l.contains("driver_name") && l.contains("MAVE TULL")).unwrap()
            as u64
            + 1;
        assert_eq!(row.line, name - 4);
    }
}

#[test]
fn a_row_has_its_cells() {
    let page = race(SERVED);
    let table = page.table.unwrap();
    let first = &table.rows[0];
    assert_eq!(first.get(&Column::LapsTime), Some("6/3:01.094"));
    assert_eq!(first.get(&Column::Behind), None);
    assert_eq!(first.cell(&Column::FastestLap).unwrap().note.as_deref(), Some("4"));
    assert_eq!(first.cell(&Column::Consecutive(3)).unwrap().hidden.as_deref(), Some("89.397"));
    assert_eq!(table.rows[1].get(&Column::Behind), Some("1 Lap"));
    let absent = &table.rows[2];
    assert_eq!((absent.driver_id.as_deref(), absent.car_number.as_deref()), (None, Some("12")));
    assert_eq!(absent.get(&Column::LapsTime), Some("0"));
    assert_eq!(table.unknown().count(), 0);
    assert!(table.rows.iter().all(|row| row.fits));
}

#[test]
fn odd_bytes_stay_what_they_are() {
    let file = format!("\u{feff}{}", SERVED.replace("'MAVE TULL'", "'MAVE &quot;\0\u{1F3C1} <\\/script>'"));
    let page = race(&file);
    let name = page.objects.drivers[1].values.get("driverName").unwrap();
    assert_eq!(name.text(), Some("MAVE &quot;\0\u{1F3C1} </script>"));
    assert_eq!(name.source, "'MAVE &quot;\0\u{1F3C1} <\\/script>'");
    let Kind::Array(laps) = &page.objects.drivers[1].values.get("laps").unwrap().kind else { panic!() };
    assert_eq!(laps.len(), 6);
}

#[test]
fn a_page_that_is_cut_short_is_told() {
    let script = SERVED.find("racerLaps[98115]").unwrap();
    let fault = read(&SERVED[..script], None, 128).unwrap_err();
    assert!(matches!(fault, PageFault::CutShort(_)), "{fault:?}");
    assert_eq!(fault.at(), Some(""));
    let table = SERVED.find("<tbody>").unwrap();
    assert!(!race(&SERVED[..table]).is_whole);
}

#[test]
fn a_broken_script_has_a_place_in_the_file() {
    let file = SERVED.replacen("'30.98'", "compute()", 1);
    let Err(PageFault::Script(fault)) = read(&file, None, 128) else { panic!() };
    assert_eq!(fault.kind, FaultKind::NotALiteral);
    assert!(fault.at.starts_with("compute()"));
    assert!(Document::in_file(&file, &file).place_of(fault.at).is_some());
    let file = SERVED.replacen("[0, 2]", &"[".repeat(100_000), 1);
    let Err(PageFault::Script(fault)) = read(&file, None, 128) else { panic!() };
    assert_eq!(fault.kind, FaultKind::TooDeep);
}

#[test]
fn a_page_without_the_script_is_another() {
    let gone = SERVED.replace("racerLaps", "x");
    assert!(matches!(read(&gone, None, 128), Ok(Page::Other(OtherPage::RaceWithoutScript, None))));
    let named = "<title>Pit :: LiveRC</title><p>racerLaps";
    assert!(matches!(
        read(named, Some("https://pit.liverc.com/practice/"), 9),
        Ok(Page::Other(OtherPage::Practice, None))
    ));
}
