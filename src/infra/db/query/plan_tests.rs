//! What SQLite makes of the reading verbs' statements: a filter that leaves little reads little.

use super::filter::{EventYear, Filter, Filtered, Offers, teach_folding};
use super::list::List;
use super::{laps, results};
use crate::domain::id::{EntryId, EventId, HeatId, LivercDriverId};
use crate::domain::record::Entrant;
use crate::domain::time::Instant;
use rusqlite::Connection;

/// Tables that grow with a season, by the names that the statements give them and by their own.
const LARGE: [&str; 12] =
    ["c", "class", "h", "heat", "n", "entry", "r", "result", "p", "lap_entrant", "l", "lap"];

/// Every statement of the verbs and of an export under a filter, by name.
fn statements(filter: &Filter) -> Vec<(String, Filtered)> {
    let lists = List::ALL.map(|list| (format!("{list:?}"), list.statement(filter)));
    let results = results::statements(filter).into_iter().map(|made| ("Results".to_owned(), made));
    let laps = laps::statements(filter).into_iter().map(|made| ("Laps".to_owned(), made));
    lists.into_iter().chain(results).chain(laps).collect()
}

/// The tables of a plan that are read from end to end.
fn scanned(plan: &str) -> Vec<&str> {
    let scans = plan.lines().filter_map(|line| line.trim().strip_prefix("SCAN "));
    scans.map(|rest| rest.split(' ').next().unwrap_or(rest)).collect()
}

fn conn() -> Connection {
    let conn = crate::infra::db::open::private().unwrap();
    teach_folding(&conn).unwrap();
    conn
}

/// Large tables that a filter reads from end to end, beside those it may.
fn read_whole(conn: &Connection, filter: &Filter, may: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, made) in statements(filter) {
        // A filter that the statement does not offer leaves it as it is.
        if made.bound.is_empty() {
            continue;
        }
        let plan = made.plan(conn);
        let whole = scanned(&plan).into_iter().filter(|table| LARGE.contains(table) && !may.contains(table));
        found.extend(whole.map(|table| format!("{name} reads all of `{table}`:\n{plan}")));
    }
    found
}

#[test]
fn ids_go_by_index_in_every_verb() {
    let conn = conn();
    let entry = EntryId::new(1).map(Entrant::Entry);
    let person = LivercDriverId::new(1).map(Entrant::Driver);
    for (filter, may) in [
        (Filter { event: EventId::new(1), ..Filter::default() }, &[][..]),
        (Filter { heat: HeatId::new(1), ..Filter::default() }, &[]),
        (Filter { session: Some("s".into()), ..Filter::default() }, &[]),
        (Filter { entry, ..Filter::default() }, &[]),
        (Filter { entry: person, ..Filter::default() }, &[]),
        // A number may be a class's name: names are looked through, and there are few.
        (Filter { class: Some("5".into()), ..Filter::default() }, &["class"]),
        (Filter { class: Some("4WD".into()), ..Filter::default() }, &["class"]),
    ] {
        let whole = read_whole(&conn, &filter, may);
        assert!(whole.is_empty(), "{filter:?}:\n{}", whole.join("\n"));
    }
}

#[test]
fn names_and_times_are_looked_through_where_they_stand_and_no_further() {
    let conn = conn();
    let at = Instant::parse("2025-02-16T02:00:00Z").ok();
    for (filter, may) in [
        // Events are found first; heats have starts of their own.
        (Filter { from: at, ..Filter::default() }, &["h"][..]),
        (Filter { to: at, ..Filter::default() }, &["h"]),
        // Each entry's name once; from there to its heats by index.
        (Filter { driver: Some("ada".into()), ..Filter::default() }, &["n", "entry"]),
        (Filter { event_year: Some(EventYear::Unknown), ..Filter::default() }, &["h", "c", "n"]),
    ] {
        let whole = read_whole(&conn, &filter, may);
        assert!(whole.is_empty(), "{filter:?}:\n{}", whole.join("\n"));
    }
}

#[test]
fn a_heat_is_read_by_its_key_and_not_sorted() {
    let conn = conn();
    let filter = Filter::default();
    let unfiltered = |sql: &str| filter.apply(sql, &Offers::default());
    let inner = [results::statements(&filter).remove(1), laps::statements(&filter).remove(1)];
    let inner = inner.into_iter().chain([
        unfiltered(include_str!("numbers_of_heat.sql")),
        unfiltered(include_str!("laps_of_heat.sql")),
    ]);
    for made in inner {
        let plan = made.plan(&conn);
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{}\n{plan}", made.sql);
    }
}

#[test]
fn a_plan_that_reads_everything_is_noticed() {
    let conn = conn();
    let made = Filter::default().apply("SELECT * FROM heat h WHERE h.label = 'x'", &Offers::default());
    assert_eq!(scanned(&made.plan(&conn)), ["h"]);
}
