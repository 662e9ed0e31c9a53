//! Containers: JSON lines, HAR, gzip and Zstandard, from files and from standard input.

use crate::harness::{AT, Ran, World, envelope, files_below, fixture};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

/// Seen, imported, unchanged, rejected.
fn counted(report: &Ran) -> [u64; 4] {
    let report = report.json();
    ["seen", "imported", "unchanged", "rejected"].map(|name| report["captures"][name].as_u64().unwrap())
}

fn codes(report: &Ran) -> Vec<String> {
    let report = report.json();
    report["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

fn event(id: u64) -> Value {
    json!({"eventId": id, "title": format!("Club Night {id}"), "timeZone": "UTC"})
}

fn entry(address: &str, at: &str, body: &str) -> Value {
    json!({
        "startedDateTime": at,
        "request": {"method": "GET", "url": format!("https://api.liverc.com/v2/{address}")},
        "response": {"status": 200, "content": {"text": body}},
    })
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "entries": entries}}).to_string()
}

#[test]
fn the_same_event_comes_out_of_every_container() {
    for (container, captures) in [
        ("har", 6),
        ("ndjson/smallest.ndjson", 6),
        ("ndjson/envelopes.jsonl", 6),
        ("gzip/two-members.ndjson.gz", 6),
    ] {
        let world = World::new();
        let path = fixture("captures").join(container);
        let first = world.import([path.to_str().unwrap(), "--captured-at", AT]).succeeds();
        assert_eq!(counted(&first), [captures, captures, 0, 0], "{container}");
        let rows = world.rows("results");
        assert_eq!((rows.len(), &rows[0]["driver_name"]), (1, &json!("Edda Thornquill")), "{container}");
        let again = world.import([path.to_str().unwrap(), "--captured-at", AT]).succeeds();
        assert_eq!(counted(&again), [captures, 0, captures, 0], "{container}");
        assert_eq!(again.json()["run"], Value::Null, "{container}");
    }
}

#[test]
fn compressed_or_not_a_payload_is_one_capture_and_standard_input_is_read_alike() {
    let world = World::new();
    let plain = fixture("captures/event/smallest.json");
    world.import([plain.to_str().unwrap(), "--captured-at", AT]).succeeds();
    for name in ["captures/gzip/smallest.json.gz", "captures/zstd/smallest.json.zst"] {
        let report = world.import([fixture(name).to_str().unwrap(), "--captured-at", AT]).succeeds();
        assert_eq!(counted(&report), [1, 0, 1, 0], "{name}");
    }
    for file in files_below(&fixture("captures")) {
        let mut args = vec!["import", "-", "--format", "json", "--db", ":memory:", "--captured-at", AT];
        let mut named = vec![file.to_str().unwrap(), "--db", ":memory:", "--captured-at", AT];
        // These do not hold their own id.
        if ["race-page", "race-dump"].iter().any(|family| file.parent().unwrap().ends_with(family)) {
            for args in [&mut args, &mut named] {
                args.extend([
                    "--source-url",
                    "https://made.liverc.com/results/?p=view_race_result&id=730154",
                ]);
            }
        }
        let piped = world.run_with_input(args, &fs::read(&file).unwrap()).succeeds();
        let named = world.import(named);
        assert_eq!(counted(&piped), counted(&named), "{}", file.display());
    }
}

#[test]
fn a_broken_line_spoils_no_other_and_is_named_by_its_line() {
    let world = World::new();
    let lines = [
        event(1).to_string(),
        String::new(),
        "{\"eventId\"".into(),
        envelope("events/2", AT, &event(2)).to_string(),
    ];
    world.write("a.ndjson", lines.join("\n"));
    let report = world.import(["a.ndjson"]).exits(1);
    assert_eq!(counted(&report), [3, 2, 0, 1]);
    let finding = &report.json()["findings"][1];
    assert_eq!(
        (&finding["code"], &finding["member"], &finding["line"]),
        (&json!("invalid-json"), &json!("line 3"), &json!(3))
    );
    assert_eq!(counted(&world.import(["a.ndjson"]).exits(1)), [3, 0, 2, 1]);
    let retried = world.line("reconcile quarantine retry --format json").json();
    assert_eq!(retried["rows"][0]["outcome"], "refused");
}

#[test]
fn of_two_lines_or_entries_without_times_the_later_wins() {
    let world = World::new();
    let (mut old, mut new) = (event(1), event(1));
    (old["title"], new["title"]) = ("Old".into(), "New".into());
    world.write("a.ndjson", format!("{old}\n{new}\n"));
    world.import(["a.ndjson", "--captured-at", AT]).succeeds();
    assert_eq!(world.rows("events")[0]["title"], "New");
    let world = World::new();
    let mut entries = [entry("events/1", AT, &old.to_string()), entry("events/1", AT, &new.to_string())];
    for entry in &mut entries {
        entry.as_object_mut().unwrap().remove("startedDateTime");
    }
    world.write("a.har", har(&entries));
    world.import(["a.har", "--captured-at", AT]).succeeds();
    assert_eq!(world.rows("events")[0]["title"], "New");
}

#[test]
fn a_har_cut_short_gives_what_came_whole() {
    let world = World::new();
    let entries: Vec<_> =
        (1..=3).map(|id| entry(&format!("events/{id}"), AT, &event(id).to_string())).collect();
    let text = har(&entries);
    world.write("a.har", &text[..text.len() - 20]);
    let report = world.import(["a.har"]).exits(1);
    assert_eq!((counted(&report), codes(&report)), ([3, 2, 0, 1], vec!["bad-har".to_owned()]));
    assert_eq!(counted(&world.import(["a.har"]).exits(1)), [3, 0, 2, 1]);
    world.write("b.har", &text[..text.find("startedDate").unwrap()]);
    assert_eq!(counted(&world.import(["b.har"]).exits(1)), [1, 0, 0, 1]);
    let retried = world.line("reconcile quarantine retry --format json").json();
    assert_eq!(retried["rows"][0]["outcome"], "import-again");
}

#[test]
fn limits_are_options_and_have_findings_of_their_own() {
    let world = World::new();
    let lines: String = (1..=200).map(|id| event(id).to_string() + "\n").collect();
    world.write("a.ndjson.gz", gzip(lines.as_bytes()));
    let report = world.import(["a.ndjson.gz", "--captured-at", AT, "--max-total-size", "4KiB"]).exits(1);
    assert_eq!(codes(&report), ["total-too-large"]);
    assert!(counted(&report)[1] > 40, "what came before is taken");
    world.write("b.json", event(1).to_string());
    let small = world.import(["b.json", "--captured-at", AT, "--max-payload-size", "10"]).exits(1);
    assert_eq!(codes(&small), ["payload-too-large"]);
    let flat = world.line("validate b.json --captured-at 2025-02-16T02:00:00Z --max-depth 1").succeeds();
    assert!(flat.stdout.contains("no findings"));
    world.write("c.json", "{\"eventId\": 1, \"title\": [[]]}");
    let deep = world.import(["c.json", "--captured-at", AT, "--max-depth", "2"]).exits(1);
    assert_eq!(codes(&deep), ["nesting-too-deep"]);
    world.line("import b.json --max-total-size much").exits(2).says("32MiB");
}

#[test]
fn damage_is_refused_and_what_was_compressed_twice_is_named() {
    let world = World::new();
    let whole = gzip(event(1).to_string().as_bytes());
    for (name, content, code) in [
        ("cut.json.gz", whole[..whole.len() - 3].to_vec(), "damaged-compression"),
        ("after.json.gz", [&whole[..], b"\n"].concat(), "damaged-compression"),
        ("twice.json.gz", gzip(&whole), "unsupported-format"),
        ("zip.json", b"PK\x03\x04".to_vec(), "unsupported-format"),
    ] {
        world.write(name, content);
        let report = world.import([name, "--captured-at", AT]).exits(1);
        assert_eq!((counted(&report), codes(&report)), ([1, 0, 0, 1], vec![code.to_owned()]), "{name}");
        assert_eq!(
            counted(&world.import([name, "--captured-at", AT]).exits(1)),
            [1, 0, 0, 1],
            "{name}, again"
        );
    }
    assert!(world.rows("events").is_empty());
}

/// The message of the one finding.
fn message(world: &World, name: &str) -> String {
    let report = world.import([name, "--captured-at", AT]).exits(1).json();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings[0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_wrong_with_a_file_is_said_as_it_is() {
    let world = World::new();
    let text = event(1).to_string();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, kind, whole) in [("a.gz", "gzip", gzip(text.as_bytes())), ("a.zst", "Zstandard", zstd)] {
        let what = format!("expected whole {kind} data, found");
        for (content, found) in [
            ([&whole[..], b"\n"].concat(), "something else after its end"),
            (
                [&whole[..], &b"and more than a header is long".repeat(9)].concat(),
                "something else after its end",
            ),
            (whole[..whole.len() - 1].to_vec(), "its end too early"),
        ] {
            world.write(name, content);
            assert_eq!(message(&world, name), format!("{what} {found}"));
        }
    }
    let nuls = "expected a payload, found only NUL bytes";
    for name in ["a.json", "a.ndjson", "a.har", "a.html"] {
        world.write(name, [0; 5000]);
        assert_eq!(message(&world, name), nuls);
    }
    for (unit, encoding) in [(2, "UTF-16"), (4, "UTF-32")] {
        for is_little in [true, false] {
            let wide = |b: u8| {
                (0..unit).map(move |i| {
                    if (i == 0) == is_little && (i == 0 || i == unit - 1) || (!is_little && i == unit - 1) {
                        b
                    } else {
                        0
                    }
                })
            };
            world.write("wide.json", text.bytes().flat_map(wide).collect::<Vec<_>>());
            assert_eq!(message(&world, "wide.json"), format!("expected UTF-8 text, found {encoding}"));
        }
    }
}

/// Line and column of each finding, by its code.
fn places(report: &Ran) -> Vec<(String, Option<u64>, Option<u64>)> {
    let report = report.json();
    let of = |f: &Value| (f["code"].as_str().unwrap().to_owned(), f["line"].as_u64(), f["column"].as_u64());
    report["findings"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn findings_of_the_entries_of_a_har_have_their_place_in_the_file() {
    let world = World::new();
    let good = entry("events/1", AT, &event(1).to_string());
    let image = json!({"startedDateTime": AT, "request": {"url": "https://ads.example/é.gif"}});
    let gone = json!({"request": {"url": "https://api.liverc.com/v2/events/9"}, "response": {"status": 404}});
    let mut base64 = entry("events/2", AT, "!!");
    base64["response"]["content"]["encoding"] = "base64".into();
    let in_body = entry("events/3", AT, "{\"eventId\":3,\"timeZone\":\"UTC\",\"title\":4}");
    let when = entry("events/4", "yesterday", &event(4).to_string());
    let entries = [&good, &image, &gone, &base64, &in_body, &when];
    for line_end in ["\n  ", ""] {
        let text =
            har(&[]).replacen("[]", &format!("[{}]", entries.map(|e| format!("{line_end}{e}")).join(",")), 1);
        for text in [text.clone(), format!("\u{feff}{text}")] {
            world.write("a.har", &text);
            let report = world.import(["a.har"]).exits(1);
            // Where a text begins in the file, as an editor counts.
            let place = |part: &str| {
                let before = &text.trim_start_matches('\u{feff}');
                let before = &before[..before.find(part).unwrap()];
                let line = before.rsplit('\n').next().unwrap();
                (Some(1 + before.matches('\n').count() as u64), Some(1 + line.chars().count() as u64))
            };
            let mut expected = vec![
                ("bad-har", place("\"!!\"")),
                ("wrong-type", (None, None)),
                ("bad-har", place("\"yesterday\"")),
                ("failed-entry", place(&gone.to_string())),
                ("skipped-entry", place(&image.to_string())),
            ];
            expected.sort();
            let mut found = places(&report);
            found.retain(|(code, ..)| code != "assumed-time");
            found.sort();
            let found: Vec<_> =
                found.iter().map(|(code, line, column)| (code.as_str(), (*line, *column))).collect();
            assert_eq!(found, expected, "{text}");
            let of_line = world.line("validate a.har").exits(1).stdout;
            assert!(
                !of_line.contains("struct ") && of_line.contains("`!` does not belong there"),
                "{of_line}"
            );
            fs::remove_file(world.db()).unwrap();
        }
    }
}

#[test]
fn what_is_amiss_in_an_entry_of_a_har_is_named_in_the_words_of_the_format() {
    let url = "\"url\":\"https://api.liverc.com/v2/events/1\"";
    for (entry, message) in [
        ("7".to_owned(), "expected an object as an entry, found a number: `7`"),
        ("{\"request\":7}".to_owned(), "expected an object in an entry's `request`, found a number: `7`"),
        (
            "{\"request\":{\"url\":7}}".to_owned(),
            "expected a text in an entry's `request.url`, found a number: `7`",
        ),
        (
            format!("{{\"request\":{{{url}}},\"response\":{{\"status\":\"200\"}}}}"),
            "expected a whole number in an entry's `response.status`, found a string: `\"200\"`",
        ),
        (
            format!("{{\"request\":{{{url},{url}}}}}"),
            "expected `request.url` of an entry once, found it again: `\"https://api.liverc.com/v2/events/1\"`",
        ),
        ("{\"request\":}".to_owned(), "expected an entry as HAR 1.2 has it, found a fault: expected value"),
    ] {
        let world = World::new();
        world.write("a.har", format!("{{\"log\":{{\"entries\":[\n{entry}]}}}}"));
        assert_eq!(self::message(&world, "a.har"), message);
        assert_eq!(places(&world.import(["a.har"]))[0].1, Some(2), "{entry}");
    }
}

#[test]
fn a_file_larger_than_is_held_is_read_in_parts_and_known_again() {
    let world = World::new();
    let entries: Vec<_> = (1..=3000)
        .map(|id| {
            let mut body = event(id);
            body["website"] = "w".repeat(2000).into();
            entry(&format!("events/{id}"), AT, &body.to_string())
        })
        .collect();
    let text = har(&entries);
    assert!(text.len() > 5 << 20, "more than a small file");
    world.write("a.har", &text);
    let first = world.import(["a.har"]).exits(0);
    assert_eq!(counted(&first), [3000, 3000, 0, 0]);
    let again = world.import(["a.har"]).exits(0);
    assert_eq!((counted(&again), &again.json()["run"]), ([3000, 0, 3000, 0], &Value::Null));
    // Other bytes around the same captures.
    world.write("b.har.gz", gzip(format!(" {text}").as_bytes()));
    assert_eq!(counted(&world.import(["b.har.gz"]).exits(0)), [3000, 0, 3000, 0]);
    let piped = world.run_with_input(["import", "-", "--format", "json"], text.as_bytes()).exits(0);
    assert_eq!(counted(&piped), [3000, 0, 3000, 0]);
}
