//! Who finished where, as `positionData` and `driverNames` list them, and whether these fit the laps.

use super::driver::Driver;
use super::judge::{Judge, scalar};
use super::laps::whole;
use crate::domain::finding::Code;
use crate::infra::capture::page::node::Node;
use crate::infra::capture::page::objects::RaceObjects;
use std::collections::BTreeMap;

/// One item of `positionData`.
struct Line<'n, 'a> {
    node: &'n Node<'a>,
    index: usize,
    label: &'n str,
    /// Positions by lap.
    positions: BTreeMap<i64, i64>,
}

/// Gives each driver the place in finishing order, by its place in `drivers`, where the lists tell it.
pub(super) fn places(
    judge: &mut Judge<'_, '_>,
    objects: &RaceObjects<'_>,
    drivers: &[Driver<'_>],
    is_told_otherwise: bool,
) -> Vec<Option<i64>> {
    let lines = objects.position_data.as_deref().map(|items| lines(judge, items)).unwrap_or_default();
    check_positions(judge, &lines, drivers);
    let everyone = sorted(objects.drivers.iter().map(|r| r.values.get("driverName").and_then(scalar)));
    let names: Option<Vec<_>> = objects.driver_names.as_ref().map(|items| items.iter().map(scalar).collect());
    let labels: Option<Vec<_>> =
        objects.position_data.as_ref().map(|_| lines.iter().map(|l| Some(l.label)).collect());
    let is_list = |list: &Option<Vec<Option<&str>>>| {
        list.as_ref().is_some_and(|l| sorted(l.iter().copied()) == everyone)
    };
    let (fits_names, fits_labels) = (is_list(&names), is_list(&labels));
    for (list, fits, key, whole) in [
        (&names, fits_names, "driverNames", objects.driver_names.as_deref()),
        (&labels, fits_labels, "positionData", objects.position_data.as_deref()),
    ] {
        if let (Some(list), false) = (list, fits)
            && !(list.is_empty() && everyone.is_empty())
        {
            let at = whole.and_then(<[_]>::first).map_or("", |n| n.source);
            let message = format!(
                "expected the names of the {} drivers in `{key}`, found {} others or fewer",
                everyone.len(),
                list.len()
            );
            judge.warn(Code::PageDisagrees, message, at, &format!("/{key}"));
        }
    }
    let order = match (names.filter(|_| fits_names), labels.filter(|_| fits_labels)) {
        (Some(names), Some(labels)) if names != labels => {
            let message =
                "expected one finishing order, found another in `driverNames` than in `positionData`";
            let at = objects.driver_names.as_deref().and_then(<[_]>::first).map_or("", |n| n.source);
            judge.warn(Code::PageDisagrees, message.to_owned(), at, "/driverNames");
            None
        }
        (Some(order), _) | (None, Some(order)) => Some(order),
        (None, None) => None,
    };
    let Some(order) = order else { return vec![None; drivers.len()] };
    let mut unknown: Option<&Driver<'_>> = None;
    let places = drivers
        .iter()
        .map(|driver| {
            let place = place(driver, drivers, &order, if fits_labels { &lines } else { &[] });
            if place.is_none() && driver.fields.driver_name.is_some() {
                unknown.get_or_insert(driver);
            }
            place
        })
        .collect();
    if let Some(driver) = unknown.filter(|_| !is_told_otherwise) {
        let message = format!(
            "expected each name once in the finishing order, found `{}` of several drivers: their positions stay unknown",
            driver.name()
        );
        judge.warn(Code::PageDisagrees, message, driver.source, &driver.pointer);
    }
    places
}

fn sorted<'n>(names: impl Iterator<Item = Option<&'n str>>) -> Vec<Option<&'n str>> {
    let mut all: Vec<_> = names.collect();
    all.sort_unstable();
    all
}

/// A driver's place: that of the name, and where several have it, that of the one whose positions are this driver's.
fn place(
    driver: &Driver<'_>,
    drivers: &[Driver<'_>],
    order: &[Option<&str>],
    lines: &[Line<'_, '_>],
) -> Option<i64> {
    let name = driver.fields.driver_name.as_deref()?;
    let mut places = order.iter().enumerate().filter(|(_, n)| **n == Some(name)).map(|(i, _)| i);
    let first = places.next()?;
    if places.next().is_none() {
        return i64::try_from(first + 1).ok();
    }
    let fits = |line: &&Line<'_, '_>, driver: &Driver<'_>| {
        line.label == name && !driver.laps.any_refused && line.positions == driver.laps.positions
    };
    let mut mine = lines.iter().filter(|line| fits(line, driver));
    let (line, others) = (mine.next()?, mine.next());
    let namesake = drivers.iter().any(|d| d.id != driver.id && fits(&line, d));
    (others.is_none() && !namesake).then(|| i64::try_from(line.index + 1).ok())?
}

fn lines<'n, 'a>(judge: &mut Judge<'_, '_>, items: &'n [Node<'a>]) -> Vec<Line<'n, 'a>> {
    let mut lines = Vec::with_capacity(items.len());
    for (index, node) in items.iter().enumerate() {
        let pointer = format!("/positionData/{index}");
        let label = node.get("label").and_then(scalar);
        let positions = match node.get("data") {
            None => Some(BTreeMap::new()),
            Some(data) => data.items().and_then(|pairs| pairs.iter().map(pair).collect()),
        };
        if let (Some(label), Some(positions)) = (label, positions) {
            judge.unknown_keys(node, &["label", "data"]);
            lines.push(Line { node, index, label, positions });
        } else {
            let message = "expected a label and pairs of lap and position, found something else";
            judge.warn(Code::PageDisagrees, message.to_owned(), node.source, &pointer);
        }
    }
    lines
}

/// A lap and the position at its end.
fn pair(node: &Node<'_>) -> Option<(i64, i64)> {
    let [lap, position] = node.items()? else { return None };
    Some((whole(scalar(lap))?, whole(scalar(position))?))
}

/// Compares the positions of everyone whose name only one has.
fn check_positions(judge: &mut Judge<'_, '_>, lines: &[Line<'_, '_>], drivers: &[Driver<'_>]) {
    for line in lines {
        let mut named = drivers.iter().filter(|d| d.fields.driver_name.as_deref() == Some(line.label));
        let (Some(driver), None) = (named.next(), named.next()) else { continue };
        if driver.laps.any_refused || lines.iter().filter(|l| l.label == line.label).count() > 1 {
            continue;
        }
        let laps = &driver.laps.positions;
        let other =
            line.positions.keys().chain(laps.keys()).find(|lap| line.positions.get(lap) != laps.get(lap));
        if let Some(lap) = other {
            let shown = |p: Option<&i64>| p.map_or_else(|| "none".to_owned(), ToString::to_string);
            let message = format!(
                "expected the positions of `{}` as its laps have them, found {} after lap {lap} where the lap says {}",
                line.label,
                shown(line.positions.get(lap)),
                shown(laps.get(lap))
            );
            judge.warn(
                Code::PageDisagrees,
                message,
                line.node.source,
                &format!("/positionData/{}", line.index),
            );
        }
    }
}
