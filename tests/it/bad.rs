//! `fixtures/bad`: each file or folder causes the finding that it is named after, and no other.

use crate::harness::{AT, World, fixture, repository};
use heatlink::domain::finding::{Code, Severity};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The fixtures by the code they are named after.
fn fixtures() -> BTreeMap<String, PathBuf> {
    let paths = fs::read_dir(fixture("bad")).unwrap().map(|f| f.unwrap().path());
    paths.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

/// The commands that cause a case, where reading it is not enough: `steps.sh` in its folder, as a reader types them.
/// The last one says the finding.
struct Steps {
    lines: Vec<String>,
    /// What cannot but come with it: a comment `# also: CODE`.
    also: Option<String>,
}

impl Steps {
    fn of(case: &Path) -> Option<Self> {
        let text = fs::read_to_string(case.join("steps.sh")).ok()?;
        let also = text.lines().find_map(|line| line.strip_prefix("# also: ")).map(str::to_owned);
        let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        Some(Self { lines, also })
    }

    /// Takes them; gives what the last one found.
    fn take(&self, code: Code) -> Value {
        let world = World::with_fixtures();
        let (last, before) = self.lines.split_last().unwrap();
        for line in before {
            if let Some(sql) = line.strip_prefix("sqlite3 heatlink.db ") {
                // As that shell does it, which a machine may not have: foreign keys are off unless asked for.
                let conn = Connection::open(world.db()).unwrap();
                conn.pragma_update(None, "foreign_keys", false).unwrap();
                conn.execute_batch(sql.trim_matches('"')).unwrap();
                continue;
            }
            let ran = world.shell(line);
            assert!(ran.code <= 1, "{code}: `{line}` exits with {}: {}", ran.code, ran.stderr);
        }
        let is_report = last.starts_with("heatlink reconcile");
        let exit = i32::from(code.severity() == Severity::Error && !is_report);
        let found = world.shell(&format!("{last} --format json")).exits(exit).json()["findings"].take();
        if world.db().exists() && !last.starts_with("heatlink db") {
            world.line("db check").succeeds();
        }
        found
    }
}

fn code(name: &str) -> Code {
    *Code::ALL.iter().find(|c| c.as_str() == name).unwrap_or_else(|| panic!("no code `{name}`"))
}

fn codes(findings: &Value) -> BTreeSet<String> {
    findings.as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_causes_its_code_alone() {
    for (name, path) in fixtures() {
        let world = World::new();
        let mut expected = BTreeSet::from([name.clone()]);
        if let Some(steps) = Steps::of(&path) {
            let found = steps.take(code(&name));
            expected.extend(steps.also);
            assert_eq!(codes(&found), expected, "{name}: its steps");
            helps(&found);
            continue;
        }
        let refused = i32::from(code(&name).severity() == Severity::Error);
        // A time of our own, so that nothing is assumed.
        let mut args = vec![path.to_str().unwrap().to_owned()];
        args.extend(["--captured-at".into(), AT.into()]);
        let import = world.import(&args).exits(refused).json();
        let reconcile = world.line("reconcile --format json").succeeds().json();
        let mut found = codes(&import["findings"]);
        found.extend(codes(&reconcile["findings"]));
        assert_eq!(found.remove("quarantined"), refused == 1, "{name}: what is refused is kept");
        assert_eq!(found, expected, "{name}: import and reconcile");
        world.line("db check").succeeds();

        args.splice(0..0, ["validate".into(), "--format".into(), "json".into()]);
        let validate = world.run(&args).exits(refused).json();
        assert_eq!(codes(&validate["findings"]), expected, "{name}: validate");
    }
}

/// Fails where an error or a warning does not say what to do.
fn helps(findings: &Value) {
    for finding in findings.as_array().unwrap() {
        let hint = finding["hint"].as_str().unwrap_or_default();
        let is_info = finding["severity"] == "info";
        assert!(is_info || hint.len() > 10, "a hint: {finding}");
        assert!(!hint.ends_with('.') && !hint.starts_with(char::is_uppercase), "{finding}");
    }
}

#[test]
fn a_finding_has_every_key_and_the_severity_of_its_code() {
    let world = World::new();
    let report = world.import([fixture("bad")]).exits(1).json();
    helps(&report["findings"]);
    helps(&world.line("reconcile --format json").succeeds().json()["findings"]);
    for finding in report["findings"].as_array().unwrap() {
        let keys: BTreeSet<_> = finding.as_object().unwrap().keys().map(String::as_str).collect();
        let all = ["code", "severity", "message", "hint", "capture", "member", "line", "column", "pointer"];
        assert_eq!(keys, BTreeSet::from(all), "{finding}");
        let code = code(finding["code"].as_str().unwrap());
        assert_eq!(finding["severity"], code.severity().as_str(), "{finding}");
        let message = finding["message"].as_str().unwrap();
        assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
    }
}

#[test]
fn a_payload_over_the_limit_is_refused_whole() {
    let world = World::new();
    world.write("large.json", vec![b' '; 33 << 20]);
    let report = world.import(["large.json", "--captured-at", AT]).exits(1).json();
    assert_eq!(codes(&report["findings"]), BTreeSet::from(["payload-too-large".to_owned()]));
}

#[test]
fn every_code_has_one_fixture() {
    let covered: Vec<String> = fixtures().into_keys().collect();
    let mut all: Vec<_> = Code::ALL.iter().map(ToString::to_string).collect();
    all.sort();
    assert_eq!(covered, all);
}

#[test]
fn the_page_of_findings_has_a_section_for_each_code_in_order() {
    let page = fs::read_to_string(repository().join("docs/findings.md")).unwrap();
    let sections: Vec<_> =
        page.lines().filter_map(|l| l.strip_prefix("## ")).filter(|l| !l.contains(' ')).collect();
    assert_eq!(sections, Code::ALL.iter().map(|c| c.as_str()).collect::<Vec<_>>());
    for (code, section) in
        Code::ALL.iter().zip(page.split("\n## ").filter(|s| {
            s.lines().next().is_some_and(|title| !title.contains(' ') && !title.starts_with('#'))
        }))
    {
        let severity = code.severity().as_str();
        let first = section.lines().nth(2).unwrap_or_default().to_lowercase();
        assert!(first.starts_with(&format!("{severity}. ")), "{code} is a {severity}: {first}");
        for part in ["Example", "What heatlink did:", "What to do:"] {
            assert!(section.contains(part), "{code} says `{part}`");
        }
        let has_fixture = section.contains(&format!("fixtures/bad/{code}"));
        let steps = Steps::of(&fixture(&format!("bad/{code}"))).map(|steps| steps.lines).unwrap_or_default();
        for line in steps {
            assert!(section.contains(&format!("\n    {line}\n")), "{code} shows the step `{line}`");
        }
        assert!(has_fixture, "{code} names its fixture");
    }
}

#[test]
fn explain_prints_each_section() {
    let world = World::new();
    for code in Code::ALL {
        let shown = world.run(["explain", code.as_str()]).succeeds().stdout;
        assert!(shown.contains("What to do:"), "{code}: {shown}");
        assert!(shown.contains(&format!("fixtures/bad/{code}")), "{code}: {shown}");
    }
    world.line("explain unknown-entri").exits(2).says("unknown-entry");
}
