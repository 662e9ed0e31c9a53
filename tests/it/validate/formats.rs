//! Reports: several at once, each as the program that reads it expects it.

use super::sarif;
use crate::harness::{AT, Ran, World, fixture};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

/// A folder `captures` of good, odd and bad files, some with names that a format must not take for its own.
fn captures() -> World {
    let world = World::new();
    let copy = |from: &str, to: &str| world.write(to, fs::read(fixture(from)).unwrap());
    copy("bad/wrong-type.json", "captures/a,b: 100%.json");
    copy("bad/control-character.json", "captures/née <x&y> \u{1b}[31m.json");
    copy("bad/bad-har.har", "captures/log.har");
    copy("bad/skipped-entry.har", "captures/other.har");
    copy("captures/event/smallest.json", "captures/good.json");
    copy("bad/unknown-event.json", "captures/waits/class.json");
    let raw = std::ffi::OsStr::from_bytes(b"captures/\xff\xfe.json");
    fs::write(world.path("").join(raw), "{").unwrap();
    world
}

/// `validate captures` with options, standard output in a format.
fn validate(world: &World, options: &str) -> Ran {
    let line = format!("validate captures --captured-at {AT} {options}");
    world.line(&line)
}

#[test]
fn several_reports_are_written_at_once() {
    let world = captures();
    let names = ["human", "json", "github", "junit", "sarif"];
    let reports: Vec<_> = names.iter().map(|name| format!("--report {name}={name}.out")).collect();
    let ran = validate(&world, &format!("--format github {}", reports.join(" "))).exits(1);
    for name in names {
        let file = fs::read_to_string(world.path(&format!("{name}.out"))).unwrap();
        assert_eq!(file, validate(&world, &format!("--format {name}")).exits(1).stdout, "{name}");
        assert!(!file.contains('\u{1b}'), "{name}");
    }
    assert_eq!(ran.stdout, fs::read_to_string(world.path("github.out")).unwrap());
    let left: Vec<_> = fs::read_dir(world.path("")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left.len(), names.len() + 1, "nothing else is left: {left:?}");
}

#[test]
fn a_report_that_cannot_be_written_ends_the_run_before_it_begins() {
    let world = captures();
    validate(&world, "--report junit=none/x.xml").exits(3).says("`none/x.xml` cannot be written");
    validate(&world, "--report junit=captures").exits(3).says("it is a folder");
    validate(&world, "--report xml=a").exits(2).says("expected FORMAT=FILE with a format of `human`");
    validate(&world, "--report json").exits(2).says("expected a file behind `json=`");
    validate(&world, "--report json=a --report sarif=a").exits(2).says("`a` twice");
    world.line("validate nowhere --report json=a").exits(3).says("no such file or folder: `nowhere`");
    assert!(!world.path("a").exists());
}

#[test]
fn a_report_never_takes_the_place_of_a_capture() {
    let world = captures();
    let good = fs::read(world.path("captures/good.json")).unwrap();
    for file in ["captures/good.json", "./captures/../captures/good.json"] {
        let said = "expected a file to write a report to, found the capture";
        validate(&world, &format!("--report json={file}")).exits(2).says(said);
        world.line(&format!("validate captures/good.json --report junit={file}")).exits(2).says(said);
    }
    fs::rename(world.path("captures/good.json"), world.path("named.txt")).unwrap();
    world.line("validate named.txt --report human=named.txt").exits(2).says("found the capture `named.txt`");
    assert_eq!(fs::read(world.path("named.txt")).unwrap(), good);
    // A report of an earlier run is replaced by the next, in whatever format, and never read as a capture.
    for format in ["json", "sarif", "junit", "sarif"] {
        let ran = validate(&world, &format!("--report {format}=captures/report.json")).exits(1);
        assert!(!ran.stdout.contains("report.json"), "{format}: {}", ran.stdout);
    }
}

#[test]
fn a_report_among_captures_is_told_as_such() {
    let world = captures();
    validate(&world, "--report json=captures/report.json").exits(1);
    let ran = validate(&world, "").exits(1);
    let said = "captures/report.json:1:1: error[unrecognised-payload]: expected a payload of a known family, found what \
                heatlink printed itself: `\"heatlink/validate@1\"`";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
}

#[test]
fn names_that_are_no_text_are_told_apart_in_every_format() {
    let world = World::new();
    fs::create_dir(world.path("captures")).unwrap();
    for name in [b"\xff.json".as_slice(), b"\xfe.json", b"\\xFF.json"] {
        fs::write(world.path("captures").join(std::ffi::OsStr::from_bytes(name)), "{").unwrap();
    }
    let names = ["captures/\\x5CxFF.json", "captures/\\xFE.json", "captures/\\xFF.json"];
    let human = validate(&world, "").exits(1).stdout;
    for name in names {
        assert!(human.contains(&format!("{name}:1:1: error")), "{human}");
    }
    let report = validate(&world, "--format json").exits(1).json();
    let mut told: Vec<_> =
        report["findings"].as_array().unwrap().iter().map(|f| f["capture"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, names);
    let mut cases = junit(&validate(&world, "--format junit").exits(1).stdout).cases;
    cases.sort();
    assert_eq!(cases, names);
    let log = validate(&world, "--format sarif").exits(1).json();
    assert_eq!(sarif::check(&log), 3);
    let mut uris: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    uris.sort_unstable();
    assert_eq!(uris, ["captures/%5CxFF.json", "captures/%FE.json", "captures/%FF.json"]);
    // Accepted ones are found again, and told apart, too.
    validate(&world, "--baseline known.json --write-baseline").succeeds();
    validate(&world, "--baseline known.json").succeeds();
    fs::remove_file(world.path("captures").join(std::ffi::OsStr::from_bytes(b"\xff.json"))).unwrap();
    let stale = validate(&world, "--baseline known.json").succeeds().stdout;
    assert_eq!(stale.matches("stale-baseline").count(), 1, "{stale}");
}

#[test]
fn a_reader_that_stops_early_is_no_failure_and_the_reports_are_there() {
    let world = captures();
    let mut child = world
        .command(["validate", "captures", "--report", "json=a.json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let report: Value = serde_json::from_slice(&fs::read(world.path("a.json")).unwrap()).unwrap();
    assert_eq!(report["schema"], "heatlink/validate@1");
}

#[test]
fn github_lines_are_commands_with_escaped_properties() {
    let ran = validate(&captures(), "--format github").exits(1);
    insta::assert_snapshot!(ran.stdout, @r#"
    ::error file=captures/\xFF\xFE.json,line=1,col=1,title=invalid-json::expected one JSON document, found a fault: EOF while parsing an object%0Ahint: the file was cut short or edited by hand; capture it again
    ::error file=captures/a%2Cb%3A 100%25.json,line=5,col=11,title=wrong-type::expected a text in `city`, found a number: `4021`%0Aat /city%0Ahint: a spreadsheet or a script on the way may have changed it: capture it again, and compare it with `heatlink schema`
    ::error file=captures/log.har,line=79,col=1,title=bad-har::expected a whole HAR file, found its end before it is closed%0Ahint: the entries before it are taken; save the log again, then import it for the others
    ::warning file=captures/née <x&y> ␛[31m.json,line=3,col=12,title=control-character::expected plain text in `title`, found control or direction characters in `"\u001b[31mHarrow Lane\u001b[0m \u202eWinter Cup…`: kept as it came%0Aat /title%0Ahint: kept exact; be careful with it in programs that print text raw
    ::notice file=captures/other.har,line=44,col=4,title=skipped-entry::expected a payload of LiveRC in each entry, found 1 entry without: it is entry 1, `https://ads.example/pixel.gif`%0Ahint: nothing needs to be done about them
    ::warning file=captures/waits/class.json,line=4,col=16,title=unknown-event::`class/52350` waits for `event/51035`%0Aat /0/eventId%0Ahint: it takes effect when a capture of event 51035 comes (`/v2/events/51035`): pass the capture that states it, too
    9 captures, 7 records, 3 errors, 2 warnings, 1 info
    "#);
}

#[test]
fn json_is_one_document_with_exact_text() {
    let report = validate(&captures(), "--format json").exits(1).json();
    let keys: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["accepted", "captures", "findings", "ignored", "records", "schema"]);
    let paths: Vec<_> =
        report["findings"].as_array().unwrap().iter().map(|f| f["capture"].as_str().unwrap()).collect();
    assert!(paths.contains(&"captures/née <x&y> \u{1b}[31m.json"), "{paths:?}");
}

#[test]
fn sarif_is_what_its_schema_allows() {
    for (options, results) in [("", 6), ("--select wrong-type", 1), ("--select lap-gap", 0)] {
        let ran = validate(&captures(), &format!("--format sarif {options}"));
        assert_eq!(sarif::check(&ran.json()), results, "{options}");
    }
    let world = World::new();
    fs::create_dir(world.path("empty")).unwrap();
    assert_eq!(sarif::check(&world.line("validate empty --format sarif").succeeds().json()), 0);
    let bad = fixture("bad");
    let ran = world.run(["validate", bad.to_str().unwrap(), "--format", "sarif"]).exits(1);
    assert!(sarif::check(&ran.json()) > 60);
    let wrong = fs::read(fixture("bad/wrong-type.json")).unwrap();
    let ran = world.run_with_input(["validate", "-", "--format", "sarif"], &wrong).exits(1);
    assert_eq!(sarif::check(&ran.json()), 1);
}

#[test]
fn sarif_places_are_uris_below_the_folder_of_the_run() {
    let log = validate(&captures(), "--format sarif").exits(1).json();
    let uris: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert!(uris.contains(&"captures/a%2Cb%3A%20100%25.json"), "{uris:?}");
    assert!(uris.contains(&"captures/n%C3%A9e%20%3Cx%26y%3E%20%1B%5B31m.json"), "{uris:?}");
}

/// What stands in an element of `JUnit` XML.
#[derive(Debug, Default)]
struct Suite {
    cases: Vec<String>,
    failures: usize,
    texts: Vec<String>,
}

fn attributes(element: &BytesStart<'_>) -> BTreeMap<String, String> {
    element
        .attributes()
        .map(|a| {
            let a = a.unwrap();
            let value = quick_xml::escape::unescape(&a.value).unwrap().into_owned();
            (a.key.as_ref().to_owned(), value)
        })
        .collect()
}

/// Reads `JUnit` XML, and fails where it is not as the schema of Jenkins' xUnit plugin (`junit-10.xsd`) has it.
fn junit(xml: &str) -> Suite {
    let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(is_legal), "XML 1.0 allows every character");
    let mut reader = Reader::from_str(xml);
    let (mut suite, mut open, mut counts) = (Suite::default(), Vec::<String>::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let within = open.last().map(String::as_str);
                let of = attributes(element);
                let names: Vec<_> = of.keys().map(String::as_str).collect();
                match (within, name.as_str()) {
                    (None, "testsuites") | (Some("testsuites"), "testsuite") => {
                        assert_eq!(names, ["errors", "failures", "name", "tests"]);
                        assert_eq!(of["errors"], "0");
                        counts.push((of["tests"].clone(), of["failures"].clone()));
                    }
                    (Some("testsuite"), "testcase") => {
                        assert_eq!(names, ["classname", "name"]);
                        suite.cases.push(of["name"].clone());
                    }
                    (Some("testcase"), "failure") => {
                        assert_eq!(names, ["message", "type"]);
                        suite.failures += 1;
                    }
                    (Some("testcase"), "system-out") => assert_eq!(names, [""; 0]),
                    other => panic!("{other:?} is not in the schema"),
                }
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                let text = text.to_string();
                let is_content =
                    open.last().is_some_and(|of| matches!(of.as_str(), "failure" | "system-out"));
                assert!(is_content || text.trim().is_empty(), "{text}");
                suite.texts.extend(is_content.then_some(text));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let expected = (suite.cases.len().to_string(), suite.failures.to_string());
    assert_eq!(counts, [expected.clone(), expected], "the counts are those of the cases");
    suite
}

#[test]
fn junit_is_what_its_schema_allows() {
    let world = captures();
    let suite = junit(&validate(&world, "--format junit").exits(1).stdout);
    assert_eq!(suite.cases.len(), 7, "a case for each file: {:?}", suite.cases);
    assert_eq!(suite.failures, 3, "{:?}", suite.texts);
    assert!(suite.cases.contains(&"captures/née <x&y> ␛[31m.json".to_owned()), "{:?}", suite.cases);
    let denied = junit(&validate(&world, "--format junit --deny warnings").exits(1).stdout);
    assert_eq!(denied.failures, 5);
    let bad = fixture("bad");
    let all = junit(&world.run(["validate", bad.to_str().unwrap(), "--format", "junit"]).exits(1).stdout);
    assert!(all.failures > 25, "{}", all.failures);
    fs::create_dir(world.path("empty")).unwrap();
    let empty = junit(&world.line("validate empty --format junit").succeeds().stdout);
    assert_eq!(empty.cases, ["the paths together"]);
}
