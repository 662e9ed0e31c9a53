//! The laps of one driver: each by itself, the start row apart.

use super::judge::{Judge, scalar};
use crate::domain::finding::{Code, Finding};
use crate::domain::lap_sheet::Lap;
use crate::domain::seconds::clock_text_ms;
use crate::infra::capture::page::node::Node;
use crate::infra::capture::record_reader::shown;
use std::collections::BTreeMap;

/// What is known of a driver's laps.
#[derive(Debug, Default)]
pub(super) struct Laps {
    /// The good ones, by number.
    pub(super) good: Vec<Lap>,
    /// Position at the start.
    pub(super) grid: Option<i64>,
    /// Positions by lap, the start row included, as far as they were readable and stated.
    pub(super) positions: BTreeMap<i64, i64>,
    /// The highest number, of refused laps too; none where a lap's number could not be read.
    pub(super) highest: Option<i64>,
    /// Whether any was refused.
    pub(super) any_refused: bool,
}

impl Laps {
    /// The sum of all times, where the laps are 1 to n and all are good.
    pub(super) fn total(&self) -> Option<i64> {
        let is_whole = !self.any_refused
            && !self.good.is_empty()
            && self.good.iter().zip(1..).all(|(lap, number)| lap.number == number);
        is_whole.then(|| self.good.iter().try_fold(0i64, |sum, lap| sum.checked_add(lap.time_ms)))?
    }
}

const KNOWN: [&str; 5] = ["lapNum", "pos", "time", "pace", "segments"];

/// A lap with where it stands.
struct Read<'n, 'a> {
    lap: Lap,
    node: &'n Node<'a>,
    pointer: String,
}

/// Reads the laps of a driver; `pointer` is the list's.
pub(super) fn read<'n, 'a>(judge: &mut Judge<'_, '_>, items: &'n [Node<'a>], pointer: &str) -> Laps {
    let mut laps = Laps { highest: Some(0), ..Laps::default() };
    let mut by_number: BTreeMap<i64, Vec<Read<'n, 'a>>> = BTreeMap::new();
    for (i, node) in items.iter().enumerate() {
        let pointer = format!("{pointer}/{i}");
        let number = number_of(judge, node, &pointer);
        if let Ok(number) = number {
            laps.highest = laps.highest.map(|highest| highest.max(number));
        } else {
            laps.highest = None;
        }
        match number.and_then(|number| read_lap(judge, node, number, &pointer)) {
            Ok(lap) => by_number.entry(lap.number).or_default().push(Read { lap, node, pointer }),
            Err(reason) => {
                laps.any_refused = true;
                judge.refuse_lap(*reason, node.source);
            }
        }
    }
    for (number, all) in by_number {
        let Some(lap) = one_of(judge, &all) else {
            laps.any_refused = true;
            continue;
        };
        if let Some(position) = lap.position {
            laps.positions.insert(number, position);
        }
        if number == 0 {
            laps.grid = lap.position;
        } else {
            laps.good.push(lap);
        }
    }
    laps
}

/// The one lap of a number; none where two say different things.
fn one_of(judge: &mut Judge<'_, '_>, all: &[Read<'_, '_>]) -> Option<Lap> {
    let first = all.first().map(|r| r.lap.clone())?;
    let is_same = all.iter().all(|r| r.lap == first);
    for again in all.iter().skip(usize::from(is_same)) {
        let number = again.lap.number;
        let (code, rest) = if is_same {
            (Code::DuplicateRecord, "with equal values")
        } else {
            (Code::DuplicateRecordConflict, "with other values: none is taken")
        };
        let message = format!("expected lap {number} once, found it again {rest}");
        let finding = judge.finding(code, message, again.node.source, &again.pointer);
        if is_same {
            judge.payload.repeats[crate::domain::record::Kind::Lap as usize] += u64::from(number > 0);
            judge.payload.note(finding);
        } else {
            judge.refuse_lap(finding, again.node.source);
        }
    }
    is_same.then_some(first)
}

fn number_of(judge: &Judge<'_, '_>, node: &Node<'_>, pointer: &str) -> Result<i64, Box<Finding>> {
    if node.members().is_none() {
        let message = format!("expected a lap, found {}: {}", node.describe(), shown(node.source));
        return Err(Box::new(judge.finding(Code::NotAnObject, message, node.source, pointer)));
    }
    let Some(value) = node.get("lapNum") else {
        let message = "expected a value in `lapNum`, found no such key".to_owned();
        return Err(Box::new(judge.finding(
            Code::MissingField,
            message,
            node.source,
            &format!("{pointer}/lapNum"),
        )));
    };
    whole(scalar(value)).ok_or_else(|| {
        let message = format!("expected a whole number from 0 in `lapNum`, found {}", shown(value.source));
        Box::new(judge.finding(Code::WrongType, message, value.source, &format!("{pointer}/lapNum")))
    })
}

fn read_lap(
    judge: &mut Judge<'_, '_>,
    node: &Node<'_>,
    number: i64,
    pointer: &str,
) -> Result<Lap, Box<Finding>> {
    if let Some(conflict) = judge.repeated_keys(node, pointer) {
        return Err(Box::new(conflict));
    }
    judge.unknown_keys(node, &KNOWN);
    if node.get("segments").is_some_and(|s| s.items().is_none_or(|items| !items.is_empty())) {
        judge.unknown("segments");
    }
    let position = match node.get("pos") {
        None => None,
        Some(value) => match scalar(value) {
            Some("") => None,
            text => Some(whole(text).filter(|p| *p >= 1).ok_or_else(|| {
                let message = format!("expected a position from 1 in `pos`, found {}", shown(value.source));
                Box::new(judge.finding(Code::WrongType, message, value.source, &format!("{pointer}/pos")))
            })?),
        },
    };
    // The start row has no time of its own.
    let time_ms = if number == 0 { 0 } else { time(judge, node, pointer)? };
    Ok(Lap { number, time_ms, position, ..Lap::default() })
}

fn time(judge: &Judge<'_, '_>, node: &Node<'_>, pointer: &str) -> Result<i64, Box<Finding>> {
    let pointer = format!("{pointer}/time");
    let Some(value) = node.get("time") else {
        let message = "expected a value in `time`, found no such key".to_owned();
        return Err(Box::new(judge.finding(Code::MissingField, message, node.source, &pointer)));
    };
    let why = match scalar(value) {
        None => value.describe(),
        Some(text) => match clock_text_ms(text) {
            Ok(ms) => return Ok(ms),
            Err(why) => why.describe(),
        },
    };
    let message = format!("expected a lap time in seconds in `time`, found {}: {why}", shown(value.source));
    Err(Box::new(judge.finding(Code::WrongType, message, value.source, &pointer)))
}

/// A number of digits alone.
pub(super) fn whole(text: Option<&str>) -> Option<i64> {
    let text = text.filter(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()))?;
    text.parse().ok()
}
