//! The laps of a race as the body of a version: compact JSON, one array a lap.
//!
//! `{"558632":{"name":"ANNA ADLER","laps":[[1,26500],[2,25432,1]]}}`: number, time in milliseconds, position,
//! out-lap (0 or 1), penalty in milliseconds, its reason; unknown ones at the end are left out.

use crate::domain::lap_sheet::{EntrantLaps, Lap, LapSheet};
use serde_json::{Map, Value as Json};

pub(super) fn to_body(sheet: &LapSheet) -> String {
    let mut body = Map::new();
    for entrant in &sheet.entrants {
        let mut of = Map::new();
        if let Some(name) = &entrant.driver_name {
            of.insert("name".into(), name.as_str().into());
        }
        of.insert("laps".into(), entrant.laps.iter().map(lap).collect());
        body.insert(entrant.who.to_string(), Json::Object(of));
    }
    Json::Object(body).to_string()
}

fn lap(lap: &Lap) -> Json {
    let mut cells: Vec<Json> = vec![
        lap.number.into(),
        lap.time_ms.into(),
        lap.position.into(),
        lap.is_outlap.map(i64::from).into(),
        lap.penalty_ms.into(),
        lap.penalty_reason.as_deref().into(),
    ];
    while cells.last().is_some_and(Json::is_null) {
        cells.pop();
    }
    Json::Array(cells)
}

pub(super) fn from_body(body: &str) -> Option<LapSheet> {
    let mut sheet = LapSheet::default();
    for (who, of) in serde_json::from_str::<Map<String, Json>>(body).ok()? {
        let laps = of.get("laps")?.as_array()?.iter().map(read_lap).collect::<Option<_>>()?;
        let driver_name = of.get("name").and_then(Json::as_str).map(str::to_owned);
        sheet.entrants.push(EntrantLaps { who: who.parse().ok()?, driver_name, laps });
    }
    sheet.entrants.sort_by_key(|e| e.who);
    Some(sheet)
}

fn read_lap(cells: &Json) -> Option<Lap> {
    let cells = cells.as_array()?;
    let number = |i: usize| cells.get(i).and_then(Json::as_i64);
    Some(Lap {
        number: number(0)?,
        time_ms: number(1)?,
        position: number(2),
        is_outlap: number(3).map(|flag| flag == 1),
        penalty_ms: number(4),
        penalty_reason: cells.get(5).and_then(Json::as_str).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Entrant;

    #[test]
    fn laps_round_trip() {
        let who: Entrant = "@9".parse().unwrap();
        let laps = vec![
            Lap { number: 1, time_ms: 26_500, ..Lap::default() },
            Lap {
                number: 3,
                time_ms: 0,
                is_outlap: Some(true),
                penalty_reason: Some(String::new()),
                ..Lap::default()
            },
        ];
        let sheet = LapSheet { entrants: vec![EntrantLaps { who, driver_name: Some("ANNA".into()), laps }] };
        let body = to_body(&sheet);
        assert_eq!(body, r#"{"@9":{"laps":[[1,26500],[3,0,null,1,null,""]],"name":"ANNA"}}"#);
        assert_eq!(from_body(&body), Some(sheet));
    }
}
