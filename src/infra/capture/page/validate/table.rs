//! The page's own table beside its script: what it alone tells, and where the two disagree.

use super::driver::{Driver, signed};
use super::judge::Judge;
use super::laps::whole;
use crate::domain::finding::{Code, Finding};
use crate::domain::race_text::{Behind, behind, laps_and_time};
use crate::domain::record::ResultFields;
use crate::domain::seconds::clock_text_ms;
use crate::infra::capture::page::html::table::{Column, Row};

type Get = fn(&ResultFields) -> Option<i64>;

/// Cells that repeat what the script publishes.
fn repeated() -> [(Column, &'static str, Get); 8] {
    [
        (Column::FastestLap, "Fastest Lap", |f| f.fast_lap_ms),
        (Column::AvgLap, "Avg Lap", |f| f.avg_lap_ms),
        (Column::AvgTop(5), "Avg Top 5", |f| f.avg_top5_ms),
        (Column::AvgTop(10), "Avg Top 10", |f| f.avg_top10_ms),
        (Column::AvgTop(15), "Avg Top 15", |f| f.avg_top15_ms),
        (Column::Consecutive(2), "Top 2 Consecutive", |f| f.top2_consecutive_ms),
        (Column::Consecutive(3), "Top 3 Consecutive", |f| f.top3_consecutive_ms),
        (Column::StdDeviation, "Std. Deviation", |f| f.std_dev_ms),
    ]
}

/// Fills a result from its row; gives the finding for which it is refused.
pub(super) fn fill(judge: &mut Judge<'_, '_>, row: &Row, fields: &mut ResultFields) -> Option<Finding> {
    let wrong = |judge: &Judge<'_, '_>, name: &str, expected: &str, found: &str| {
        let message = format!("expected {expected} in the table's `{name}`, found `{found}`");
        judge.at_line(Code::WrongType, message, row.line)
    };
    let mut fault = None;
    if let Some(text) = row.get(&Column::Position) {
        let position = whole(Some(text)).filter(|p| *p >= 1);
        if position.is_none() {
            // A word in place of a number says how it ended.
            let message =
                format!("expected a number in the table's `Pos`, found `{text}`: kept as the status");
            judge.warn_at_line(Code::UnknownStatus, message, row.line);
            fields.status = Some(text.to_owned());
        }
        fields.finish_position = position;
    }
    if let Some(text) = row.get(&Column::Qual) {
        match whole(Some(text)).filter(|p| *p >= 1) {
            Some(position) => fields.qualifying_position = Some(position),
            None => fault = fault.or(Some(wrong(judge, "Qual", "a position", text))),
        }
    }
    if let Some(text) = row.get(&Column::LapsTime) {
        match laps_and_time(text) {
            Some((laps, total)) => {
                fields.laps_completed = Some(i64::from(laps));
                fields.total_time_ms = total;
            }
            None => fault = fault.or(Some(wrong(judge, "Laps/Time", "laps and a time", text))),
        }
    }
    match behind(row.get(&Column::Behind).unwrap_or_default()) {
        // A car without a lap is no time behind anyone.
        Ok(Some(Behind::Time(0))) if fields.laps_completed == Some(0) => {}
        Ok(Some(Behind::Time(ms))) => fields.behind_ms = Some(ms),
        Ok(Some(Behind::Laps(laps))) => fields.behind_laps = Some(i64::from(laps)),
        Ok(None) => {}
        Err(_) => {
            let text = row.get(&Column::Behind).unwrap_or_default();
            fault = fault.or(Some(wrong(judge, "Behind", "a time or laps", text)));
        }
    }
    if let Some(cell) = row.cell(&Column::FastestLap) {
        match cell.note.as_deref().map(|note| (note, whole(Some(note)))) {
            Some((_, Some(lap))) if lap >= 1 => fields.fast_lap_number = Some(lap),
            Some((note, _)) => fault = fault.or(Some(wrong(judge, "Fastest Lap", "a lap's number", note))),
            None => {}
        }
        if fields.fast_lap_ms.is_none() && !cell.text.is_empty() {
            match clock_text_ms(&cell.text) {
                Ok(ms) => fields.fast_lap_ms = Some(ms),
                Err(_) => fault = fault.or(Some(wrong(judge, "Fastest Lap", "a time", &cell.text))),
            }
        }
    }
    fields.car_number.clone_from(&row.car_number);
    if fields.driver_name.is_none() {
        fields.driver_name.clone_from(&row.driver_name);
    }
    fault
}

/// Says where a row does not say what the script says.
pub(super) fn compare(judge: &mut Judge<'_, '_>, row: &Row, driver: &Driver<'_>) {
    let mut differences = Vec::new();
    let script = &driver.fields;
    if let (Some(a), Some(b)) = (&row.driver_name, &script.driver_name)
        && !a.split_whitespace().eq(b.split_whitespace())
    {
        differences.push(format!("the name `{a}` where the script has `{b}`"));
    }
    for (column, name, get) in repeated() {
        let Some(cell) = row.cell(&column) else { continue };
        for text in [Some(cell.text.as_str()), cell.hidden.as_deref()].into_iter().flatten() {
            if !text.is_empty() && !same(text, get(script), clock_text_ms(text).ok()) {
                differences.push(other(name, text, get(script)));
                break;
            }
        }
        if cell.text.is_empty() && cell.hidden.is_none() && get(script).is_some() {
            differences.push(other(name, "", get(script)));
        }
    }
    if let Some(cell) = row.cell(&Column::Consistency) {
        let text = cell.text.strip_suffix('%').unwrap_or(&cell.text).trim_end();
        let number = signed(text).ok();
        if (!text.is_empty() || script.consistency_milli.is_some())
            && !same(text, script.consistency_milli, number)
        {
            differences.push(other("Consistency", &cell.text, script.consistency_milli));
        }
    }
    differences.extend(compare_laps(row, driver));
    if differences.is_empty() {
        return;
    }
    let message = format!(
        "expected the table's row of `{}` to say what the script says, found {}",
        driver.name(),
        differences.join("; ")
    );
    judge.warn_at_line(Code::PageDisagrees, message, row.line);
}

/// Laps and total as the table has them, where all laps are there and say otherwise.
fn compare_laps(row: &Row, driver: &Driver<'_>) -> Vec<String> {
    let Some((laps, total)) = row.get(&Column::LapsTime).and_then(laps_and_time) else { return Vec::new() };
    let mut differences = Vec::new();
    if let Some(highest) = driver.laps.highest.filter(|highest| *highest != i64::from(laps)) {
        differences.push(format!("{laps} laps where the script has {highest}"));
    } else if let (Some(total), Some(sum)) = (total, driver.laps.total())
        && total != sum
    {
        differences.push(format!("a total of {total} ms where the laps sum to {sum} ms"));
    }
    differences
}

/// Whether a cell is a value of three decimals, or that value rounded half up to fewer.
fn same(text: &str, script: Option<i64>, cell: Option<i64>) -> bool {
    let (Some(script), Some(cell)) = (script, cell) else { return false };
    let unit = match text.split_once('.').map_or(0, |(_, decimals)| decimals.len()) {
        0 => 1000,
        1 => 100,
        2 => 10,
        _ => 1,
    };
    (script + unit / 2).div_euclid(unit) * unit == cell
}

fn other(name: &str, text: &str, script: Option<i64>) -> String {
    let cell = if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
    let script = script.map_or_else(
        || "nothing".to_owned(),
        |n| format!("`{}{}.{:03}`", if n < 0 { "-" } else { "" }, n.abs() / 1000, n.abs() % 1000),
    );
    format!("{cell} in `{name}` where the script has {script}")
}
