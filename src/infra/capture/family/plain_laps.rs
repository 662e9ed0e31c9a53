//! The laps of a race in the form in which nearly all come: each row with the same few keys, nothing odd. Such a
//! listing is read at once; any other is left to the reader that can tell what is odd about it.

use crate::domain::id::EntryId;
use crate::domain::lap_sheet::{EntrantLaps, Lap, LapSheet};
use crate::domain::record::Entrant;
use crate::domain::seconds::{clock_text_ms, json_number_ms};
use crate::infra::capture::json::{Key, string};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// One row. A key more, a key twice or a value of another type is no plain row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<'a> {
    #[serde(borrow)]
    entry_id: &'a RawValue,
    #[serde(borrow)]
    driver_name: Key<'a>,
    lap: i64,
    #[serde(borrow)]
    lap_time: &'a RawValue,
    #[serde(default)]
    is_outlap: Option<bool>,
}

/// The sheet of a listing in which every row is plain, every lap stands once and every entrant has one name; none
/// for any other.
pub(super) fn read(listing: &RawValue) -> Option<LapSheet> {
    let rows: Vec<Row<'_>> = serde_json::from_str(listing.get()).ok()?;
    let mut by_entrant: BTreeMap<i64, EntrantLaps> = BTreeMap::new();
    // Rows of one entrant mostly follow each other.
    for chunk in rows.chunk_by(|a, b| a.entry_id.get() == b.entry_id.get()) {
        let id = id(chunk.first()?.entry_id)?;
        let entrant = by_entrant.entry(id.get()).or_insert_with(|| EntrantLaps {
            who: Entrant::Entry(id),
            driver_name: None,
            laps: Vec::with_capacity(chunk.len()),
        });
        for row in chunk {
            let name = row.driver_name.0.as_ref();
            match &entrant.driver_name {
                Some(known) if known == name => {}
                None if !name.trim().is_empty() && !name.contains('\0') && name.len() < LONG => {
                    entrant.driver_name = Some(name.to_owned());
                }
                _ => return None,
            }
            if row.lap < 1 {
                return None;
            }
            let (number, time_ms) = (row.lap, seconds(row.lap_time)?);
            entrant.laps.push(Lap { number, time_ms, is_outlap: row.is_outlap, ..Lap::default() });
        }
    }
    let mut entrants: Vec<EntrantLaps> = by_entrant.into_values().collect();
    for entrant in &mut entrants {
        if !entrant.laps.is_sorted_by(|a, b| a.number < b.number) {
            entrant.laps.sort_by_key(|lap| lap.number);
            if !entrant.laps.is_sorted_by(|a, b| a.number < b.number) {
                return None;
            }
        }
    }
    (!entrants.is_empty()).then_some(LapSheet { entrants })
}

/// Names of so many bytes are odd.
const LONG: usize = 1000;

/// Digits, as text or as a number.
fn id(raw: &RawValue) -> Option<EntryId> {
    let text = raw.get();
    let digits = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| digits.parse().ok().and_then(EntryId::new)).flatten()
}

fn seconds(raw: &RawValue) -> Option<i64> {
    match string(raw.get()).ok()? {
        Some(text) => clock_text_ms(&text).ok(),
        None => json_number_ms(raw.get()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Option<LapSheet> {
        read(&RawValue::from_string(json.into()).unwrap())
    }

    fn row(entry: &str, lap: &str, rest: &str) -> String {
        format!(
            r#"{{"entry_id":{entry},"driver_name":"Ilse Quarrington","lap":{lap},"lap_time":25.4325{rest}}}"#
        )
    }

    #[test]
    fn plain_rows_in_any_order_become_a_sheet() {
        let listing = [row("\"804\"", "2", ""), row("803", "1", ""), row("804", "1", r#","is_outlap":true"#)];
        let sheet = of(&format!("[{}]", listing.join(","))).unwrap();
        let laps: Vec<_> = sheet
            .entrants
            .iter()
            .map(|e| (e.who.to_string(), e.laps.iter().map(|l| l.number).collect::<Vec<_>>()))
            .collect();
        assert_eq!(laps, [("803".into(), vec![1]), ("804".into(), vec![1, 2])]);
        assert_eq!(sheet.entrants[1].laps[0].is_outlap, Some(true));
        assert_eq!(sheet.entrants[0].laps[0].time_ms, 25_433);
    }

    #[test]
    fn anything_odd_is_left_to_the_reader_that_can_tell() {
        for listing in [
            String::new(),
            row("803", "0", ""),
            row("803", "1.5", ""),
            row("803", "1", r#","penalties":[]"#),
            row("803", "1", r#","lap":1"#),
            row("\"x\"", "1", ""),
            format!("{},{}", row("803", "1", ""), row("803", "1", "")),
            row("803", "1", "").replace("Ilse", "Ilse\\u0000"),
            format!("{},{}", row("803", "1", ""), row("803", "2", "").replace("Ilse", "I.")),
            row("803", "1", "").replace("25.4325", "-1"),
        ] {
            assert_eq!(of(&format!("[{listing}]")), None, "{listing}");
        }
    }
}
