//! One member of `racerLaps`: its published numbers, and its laps.

use super::judge::{Judge, scalar};
use super::laps::{self, Laps};
use crate::domain::finding::{Code, Finding};
use crate::domain::id::LivercDriverId;
use crate::domain::record::ResultFields;
use crate::domain::seconds::{NotSeconds, clock_text_ms};
use crate::domain::text;
use crate::infra::capture::page::node::Node;
use crate::infra::capture::page::objects::Racer;
use crate::infra::capture::record_reader::{escaped, shown};

/// A driver as the script has it.
pub(super) struct Driver<'a> {
    /// LiveRC's id.
    pub(super) id: LivercDriverId,
    /// Where it stands.
    pub(super) pointer: String,
    /// The text of it.
    pub(super) source: &'a str,
    /// What the script publishes.
    pub(super) fields: ResultFields,
    /// Its laps.
    pub(super) laps: Laps,
    /// Why its result is refused, where it is.
    pub(super) fault: Option<Finding>,
}

impl Driver<'_> {
    /// The name, for a message.
    pub(super) fn name(&self) -> &str {
        self.fields.driver_name.as_deref().unwrap_or("a driver without a name")
    }
}

type Slot = fn(&mut ResultFields) -> &mut Option<i64>;

/// Keys that hold seconds.
const TIMES: [(&str, Slot); 8] = [
    ("fastLap", |f| &mut f.fast_lap_ms),
    ("avgLap", |f| &mut f.avg_lap_ms),
    ("avgTop5", |f| &mut f.avg_top5_ms),
    ("avgTop10", |f| &mut f.avg_top10_ms),
    ("avgTop15", |f| &mut f.avg_top15_ms),
    ("top2Consecutive", |f| &mut f.top2_consecutive_ms),
    ("top3Consecutive", |f| &mut f.top3_consecutive_ms),
    ("stdDeviation", |f| &mut f.std_dev_ms),
];

const KNOWN: [&str; 11] = [
    "driverName",
    "fastLap",
    "avgLap",
    "avgTop5",
    "avgTop10",
    "avgTop15",
    "top2Consecutive",
    "top3Consecutive",
    "stdDeviation",
    "consistency",
    "laps",
];

/// Reads a driver of a readable id.
pub(super) fn read<'a>(judge: &mut Judge<'_, '_>, id: LivercDriverId, racer: &Racer<'a>) -> Driver<'a> {
    let pointer = format!("/racerLaps/{}", escaped(&racer.id));
    let node = &racer.values;
    let mut driver = Driver {
        id,
        source: node.source,
        fields: ResultFields::default(),
        laps: Laps::default(),
        fault: None,
        pointer,
    };
    let pointer = driver.pointer.clone();
    if node.members().is_none() {
        let message =
            format!("expected a driver's values, found {}: {}", node.describe(), shown(node.source));
        driver.fault = Some(judge.finding(Code::NotAnObject, message, node.source, &pointer));
        return driver;
    }
    let conflict = judge.repeated_keys(node, &pointer);
    let is_of_laps =
        conflict.is_some() && node.repeated().iter().any(|(member, same)| member.key == "laps" && !same);
    driver.fault = conflict;
    judge.unknown_keys(node, &KNOWN);
    let mut faults = Vec::new();
    match node.get("driverName").map(|n| name(judge, n, &format!("{pointer}/driverName"))) {
        Some(Ok(name)) => driver.fields.driver_name = name,
        Some(Err(fault)) => faults.push(*fault),
        None => {}
    }
    for (key, slot) in TIMES {
        match number(judge, node, key, &pointer, |text| clock_text_ms(text).map_err(NotSeconds::describe)) {
            Ok(value) => *slot(&mut driver.fields) = value,
            Err(fault) => faults.push(*fault),
        }
    }
    match number(judge, node, "consistency", &pointer, signed) {
        Ok(value) => driver.fields.consistency_milli = value,
        Err(fault) => faults.push(*fault),
    }
    match node.get("laps") {
        _ if is_of_laps => driver.laps.any_refused = true,
        None => driver.laps.highest = Some(0),
        Some(list) => match (list.items(), scalar(list)) {
            (Some(items), _) => driver.laps = laps::read(judge, items, &format!("{pointer}/laps")),
            (None, Some("")) => driver.laps.highest = Some(0),
            _ => {
                let message = format!("expected a list in `laps`, found {}", list.describe());
                let at = format!("{pointer}/laps");
                faults.push(judge.finding(Code::WrongType, message, list.source, &at));
            }
        },
    }
    driver.fields.grid_position = driver.laps.grid;
    for fault in faults {
        // Every fault is told; the first is the reason.
        match driver.fault {
            None => driver.fault = Some(fault),
            Some(_) => judge.payload.note(fault),
        }
    }
    driver
}

/// A name; one of white space alone is none.
fn name(judge: &mut Judge<'_, '_>, node: &Node<'_>, pointer: &str) -> Result<Option<String>, Box<Finding>> {
    let fault = |code, message: String, judge: &Judge<'_, '_>| {
        Err(Box::new(judge.finding(code, message, node.source, pointer)))
    };
    let Some(said) = scalar(node) else {
        let message = format!("expected a text in `driverName`, found {}", node.describe());
        return fault(Code::WrongType, message, judge);
    };
    if said.contains('\0') {
        let message = format!("expected a text without U+0000 in `driverName`, found {}", shown(node.source));
        return fault(Code::NulCharacter, message, judge);
    }
    if said.chars().any(text::is_unprintable) {
        let message = format!(
            "expected plain text in `driverName`, found control or direction characters in {}: kept as it came",
            shown(node.source)
        );
        judge.warn(Code::ControlCharacter, message, node.source, pointer);
    }
    let length = said.chars().count() as u64;
    if length > 1000 {
        let message =
            format!("expected at most 1,000 characters in `driverName`, found {}", text::thousands(length));
        judge.warn(Code::LongText, message, node.source, pointer);
    }
    Ok(Some(said.to_owned()).filter(|n| !n.trim().is_empty()))
}

/// A published number; an empty text says nothing.
fn number(
    judge: &Judge<'_, '_>,
    node: &Node<'_>,
    key: &str,
    pointer: &str,
    read: impl Fn(&str) -> Result<i64, &'static str>,
) -> Result<Option<i64>, Box<Finding>> {
    let Some(value) = node.get(key) else { return Ok(None) };
    let why = match scalar(value) {
        Some("") => return Ok(None),
        Some(text) => match read(text) {
            Ok(number) => return Ok(Some(number)),
            Err(why) => why,
        },
        None => value.describe(),
    };
    let message = format!("expected a number in `{key}`, found {}: {why}", shown(value.source));
    Err(Box::new(judge.finding(Code::WrongType, message, value.source, &format!("{pointer}/{key}"))))
}

/// Thousandths of a decimal number that may be below zero, as consistency is where laps scatter widely.
pub(super) fn signed(text: &str) -> Result<i64, &'static str> {
    if text.contains(':') {
        return Err("not a number");
    }
    match text.strip_prefix('-') {
        Some(positive) => clock_text_ms(positive).map(|n| -n).map_err(|_| "not a number"),
        None => clock_text_ms(text).map_err(|_| "not a number"),
    }
}
