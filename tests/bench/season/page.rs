//! One long race as LiveRC's race page shows it, as a club archive keeps it, and as the bare objects of its script.

use super::{Car, Person, Race, seconds};
use heatlink::domain::lap_chart::{ChartedLap, Lap, lap_chart};
use heatlink::domain::stats::{CountsFrom, Statistics};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A final of half an hour: some 750 laps, as a page 160 kB.
pub(crate) fn long_race() -> Race {
    let drivers: Vec<_> = (0..16).map(|n| Person::new(699_900, n)).collect();
    Race::run(7_301_600, (1, 1), super::FIRST_START, &drivers, (1800, 37_500))
}

/// The laps of a race with what follows from them, in finishing order.
fn charted(race: &Race) -> Vec<Vec<ChartedLap>> {
    let laps = |car: &Car| -> Vec<Lap> {
        (1..).zip(&car.laps).map(|(number, ms)| Lap { number, time_ms: *ms, position: None }).collect()
    };
    lap_chart(&race.cars.iter().map(laps).collect::<Vec<_>>())
}

fn maybe(ms: Option<i64>) -> String {
    ms.map(seconds).unwrap_or_default()
}

/// What a page publishes of a car, by the names of its script.
fn statistics(car: &Car) -> [(&'static str, String); 9] {
    let of = Statistics::of(&car.laps, CountsFrom::First);
    [
        ("fastLap", maybe(of.fast_lap_ms)),
        ("avgLap", maybe(of.avg_lap_ms)),
        ("avgTop5", maybe(of.avg_top5_ms)),
        ("avgTop10", maybe(of.avg_top10_ms)),
        ("avgTop15", maybe(of.avg_top15_ms)),
        ("top2Consecutive", maybe(of.top2_consecutive_ms)),
        ("top3Consecutive", maybe(of.top3_consecutive_ms)),
        ("stdDeviation", maybe(of.std_dev_ms)),
        ("consistency", maybe(of.consistency_milli)),
    ]
}

/// Lap number, position and time of the start row and of every lap.
fn rows(car: &Car, chart: &[ChartedLap]) -> Vec<(i64, i64, String)> {
    let mut rows = vec![(0, car.grid, "0".to_owned())];
    for ((number, ms), lap) in (1..).zip(&car.laps).zip(chart) {
        rows.push((number, lap.position.unwrap(), seconds(*ms)));
    }
    rows
}

/// The objects of the script, as JSON.
pub(crate) fn dump(race: &Race) -> Value {
    let mut racers = Map::new();
    let mut positions = Vec::new();
    for (car, chart) in race.cars.iter().zip(charted(race)) {
        let rows = rows(car, &chart);
        let laps = rows.iter().map(|(number, position, time)| {
            json!({
                "lapNum": number.to_string(), "pos": position.to_string(), "time": time, "pace": "0",
                "segments": [],
            })
        });
        let mut racer: Map<_, _> =
            statistics(car).into_iter().map(|(key, text)| (key.to_owned(), Value::String(text))).collect();
        racer.insert("driverName".into(), json!(car.who.name));
        racer.insert("laps".into(), Value::Array(laps.collect()));
        racers.insert(car.who.driver.to_string(), Value::Object(racer));
        let data: Vec<_> = rows.iter().map(|(number, position, _)| json!([number, position])).collect();
        positions.push(json!({ "label": car.who.name, "data": data }));
    }
    let names: Vec<_> = race.cars.iter().map(|car| &car.who.name).collect();
    json!({ "racerLaps": racers, "positionData": positions, "driverNames": names })
}

/// The record of a club archive.
pub(crate) fn archive(race: &Race) -> Value {
    json!({
        "event_id": 69_990, "heat_id": 90_160, "race_id": race.id,
        "club": "Gorse Hollow R/C Club", "event": "Gorse Hollow Classic", "date": "Jan 6, 2024",
        "raceNum": 7, "raceClass": "2WD Buggy A-Main", "length": "30:00 Timed", "round": "Main Events",
        "driver_results": dump(race),
    })
}

/// The page as served.
pub(crate) fn html(race: &Race) -> String {
    let mut page = String::from(HEAD);
    for (car, chart) in race.cars.iter().zip(charted(race)) {
        script(&mut page, car, &rows(car, &chart));
    }
    page.push_str(TABLE);
    for (index, car) in race.cars.iter().enumerate() {
        let above = index.checked_sub(1).map(|above| &race.cars[above]);
        table_row(&mut page, index + 1, car, above);
    }
    page.push_str(TAIL);
    page
}

fn script(page: &mut String, car: &Car, rows: &[(i64, i64, String)]) {
    let (name, id) = (&car.who.name, car.who.driver);
    write!(
        page,
        "\t\t\t\t\t\tpositionDataDriver = {{}};\n\t\t\tpositionDataDriver.label = '{name}';\n\
         \t\t\tpositionDataDriver.data = [];\n\t\t\tdriverNames.push('{name}');\n\
         \t\t\tracerLaps[{id}] = {{\n\t\t\t\t'driverName' : '{name}',\n"
    )
    .unwrap();
    for (key, text) in statistics(car) {
        writeln!(page, "\t\t\t\t'{key}' : '{text}',").unwrap();
    }
    page.push_str("\t\t\t\t'laps' : [\n");
    for (index, (number, position, time)) in rows.iter().enumerate() {
        let comma = if index + 1 == rows.len() { "" } else { "," };
        write!(
            page,
            "\t\t\t\t\t\t\t{{\n\t\t\t\t\t\t'lapNum' : '{number}',\n\t\t\t\t\t\t'pos' : '{position}',\n\
             \t\t\t\t\t\t'time' : '{time}',\n\t\t\t\t\t\t'pace' : '47/30:31.382',\n\
             \t\t\t\t\t\t'segments' : [\n\t\t\t\t\t\t\t\t]\n\t\t\t\t\t}}{comma}\n"
        )
        .unwrap();
    }
    page.push_str("\t\t\t\t]\n\t\t\t};\n");
    for (number, position, _) in rows {
        writeln!(page, "\t\t\t\t\t\t\tpositionDataDriver.data.push([{number}, {position}]);").unwrap();
    }
    writeln!(page, "\t\t\t\t\t\tpositionData.push(positionDataDriver);\n\t\t\tconsole.log(racerLaps[{id}]);")
        .unwrap();
}

fn table_row(page: &mut String, position: usize, car: &Car, above: Option<&Car>) {
    let of = Statistics::of(&car.laps, CountsFrom::First);
    let behind = match above {
        None => String::new(),
        Some(above) if above.laps.len() == car.laps.len() => seconds(car.total() - above.total()),
        Some(above) if above.laps.len() == car.laps.len() + 1 => "1 Lap".into(),
        Some(above) => format!("{} Laps", above.laps.len() - car.laps.len()),
    };
    let (minutes, rest) = (car.total() / 60_000, car.total() % 60_000);
    let total = format!("{}/{minutes}:{:02}.{:03}", car.laps.len(), rest / 1000, rest % 1000);
    let (name, number, id) = (&car.who.name, &car.who.car_number, car.who.driver);
    write!(
        page,
        "\t\t<tr>\n\t\t<td>{position}</td>\n\t\t<td>\n\t\t\t<span class=\"car_num\">{number}</span>\n\
         \t\t\t<span class=\"driver_name\">{name}</span>\n\t\t\t<br /><span class=\"text-nowrap\"><small>\
         <a href=\"#\" data-driver-id=\"{id}\" class=\"driver_laps\"><span class=\"fa fa-eye\"></span> View Laps\
         </a></small></span>\n\t\t</td>\n\t\t<td>{}</td>\n\t\t<td>{total}</td>\n\t\t<td>{behind}</td>\n",
        car.grid
    )
    .unwrap();
    writeln!(page, "\t\t<td>{}<sup>{}</sup></td>", maybe(of.fast_lap_ms), of.fast_lap_number.unwrap())
        .unwrap();
    for ms in [of.avg_lap_ms, of.avg_top5_ms, of.avg_top10_ms, of.avg_top15_ms, of.top3_consecutive_ms] {
        writeln!(page, "\t\t<td><div class=\"hidden\">{0}</div>{0}</td>", maybe(ms)).unwrap();
    }
    let consistency = maybe(of.consistency_milli);
    writeln!(page, "\t\t<td>{}</td>\n\t\t<td>{consistency}%</td>\n\t</tr>", maybe(of.std_dev_ms)).unwrap();
}

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
	<meta charset="utf-8" />
	<title>Gorse Hollow R/C Club :: Gorse Hollow Classic :: 2WD Buggy A-Main :: LiveRC</title>
</head>
<body>
<h1 class="page-header"><span class="fa fa-road"></span> Gorse Hollow R/C Club</h1>
<h3 class="page-header text-nowrap pull-left"><span class="fa fa-list-ol"></span> Gorse Hollow Classic</h3>
<h5 class="page-header text-nowrap pull-left"><span class="fa fa-calendar"></span> Jan 6, 2024</h5>
<div class="panel panel-default">
	<div class="panel-heading"><i class="fa fa-trophy"></i> 2WD Buggy A-Main Results [M1 Race #7]</div>
	<div class="panel-body no_padding">
		<script type="text/javascript">
			var racerLaps = {};
			var positionData = [];
			var driverNames = [];
"#;

const TABLE: &str = r#"		</script>
<table class="table table-striped race_result" cellspacing="0" width="100%">
<thead>
	<tr>
		<th colspan="13">
			<div class="race_num">7</div>
			<div class="race_info">
				<span class="class_header">2WD Buggy A-Main</span><br />
				<span class="class_sub_header">Round: Main Events</span><br />
				<span class="class_sub_header">Length: 30:00 Timed</span>
			</div>
		</th>
	</tr>
	<tr>
		<th>Pos</th><th>Driver</th><th>Qual</th><th>Laps/Time</th><th>Behind</th><th>Fastest Lap</th>
		<th>Avg Lap</th><th>Avg Top 5</th><th>Avg Top 10</th><th>Avg Top 15</th><th>Top 3 Consecutive</th>
		<th>Std. Deviation</th><th>Consistency</th>
	</tr>
</thead>
<tbody>
"#;

const TAIL: &str = "</tbody>\n</table>\n\t</div>\n</div>\n</body>\n</html>\n";
