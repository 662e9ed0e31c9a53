//! The schemas of outputs against what the verbs print: every key is in the schema, every key of the schema is there,
//! and each value is of its type. And `heatlink schema` itself, with the files that hold the same.

use crate::harness::{AT, World, files_below, fixture, repository};
use heatlink::cli::schema::{Side, called, every};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// A schema by its full name, as the verb prints it.
fn schema(name: &str) -> Value {
    let world = World::new();
    world.run(["schema", name]).succeeds().json()
}

/// The schema with no room for a key that it does not list.
fn strict(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(members) => {
            for value in members.values_mut() {
                *value = strict(value.take());
            }
            if members.contains_key("properties") {
                members.entry("additionalProperties").or_insert(false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = strict(item.take())),
        _ => {}
    }
    schema
}

/// Holds a document against the schema that it names.
#[track_caller]
fn holds(document: &Value, seen: &mut BTreeSet<String>) {
    let id = document["schema"].as_str().expect("the document names its schema");
    let name = id.strip_prefix("heatlink/").and_then(|id| id.strip_suffix("@1")).expect("`heatlink/NAME@1`");
    let judge = jsonschema::validator_for(&strict(schema(&format!("output/{name}")))).unwrap();
    let errors: Vec<_> =
        judge.iter_errors(document).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{id}: {errors:#?}");
    if document["rows"].as_array().is_none_or(|rows| !rows.is_empty()) {
        seen.insert(name.to_owned());
    }
}

/// A database that has something to say in every list and report.
fn full_world() -> World {
    let world = World::with_meeting();
    let path = |name: &str| fixture(name).to_str().unwrap().to_owned();
    for name in [
        "captures/race-page/reformatted.html",
        "captures/race-archive/smallest.json",
        "captures/har/smallest.har",
    ] {
        world.run(["import", &path(name), "--captured-at", AT]).succeeds();
    }
    for name in ["bad/wrong-type.json", "bad/unknown-entry", "bad/namesakes", "bad/invalid-json.json"] {
        world.run(["import", &path(name), "--captured-at", AT]);
    }
    // A listing that leaves out all heats but one.
    let heat = json!([{"heatId": 630_401, "classId": 92_311, "label": "Qualifier", "round": 1}]);
    let later = world.envelope("later.json", "classes/92311/heats", "2025-02-17T02:00:00Z", &heat);
    world.run(["import", later.to_str().unwrap()]).succeeds();
    world
        .line("session add --name Main --kind RACE --heat 630401 --scheduled-start 2025-02-15T10:00:00Z")
        .succeeds();
    world
}

#[test]
fn what_verbs_print_is_as_its_schema_says() {
    let world = full_world();
    world.write("sessions.csv", "name,kind\nWarm-up,PRACTICE\n,RACE\n");
    let sha = world.rows("captures --limit 1")[0]["sha256"].as_str().unwrap().to_owned();
    let refusal = world.rows("reconcile quarantine list")[0]["id"].to_string();
    let mut seen = BTreeSet::new();
    for line in [
        "events",
        "classes",
        "heats",
        "entries",
        "results",
        "results --stats published",
        "laps",
        "sessions",
        "captures",
        "runs",
        "reconcile",
        "reconcile pending",
        "reconcile prune",
        "reconcile quarantine list",
        "session list",
        "session show Main",
        "db status",
        "db check",
    ] {
        holds(&world.line(&format!("{line} --format json")).succeeds().json(), &mut seen);
    }
    world.run(["import", fixture("meeting").to_str().unwrap(), "--archive", "--db", "kept.db"]).succeeds();
    holds(&world.line("db rebuild --verify --db kept.db --format json").succeeds().json(), &mut seen);
    let decide = format!("reconcile match class {} --name Unheard-of --not", 92_312);
    world.line(&decide).succeeds();
    holds(&world.line("reconcile match --format json").succeeds().json(), &mut seen);
    holds(
        &world.line(&format!("reconcile quarantine show {refusal} --format json")).succeeds().json(),
        &mut seen,
    );
    holds(&world.line("reconcile quarantine retry --format json").succeeds().json(), &mut seen);
    holds(
        &world.line(&format!("captures drop {} --every --format json", &sha[..12])).succeeds().json(),
        &mut seen,
    );
    holds(&world.line("session import sessions.csv --format json").exits(1).json(), &mut seen);
    world.line("export dataset").succeeds();
    let manifest = fs::read_to_string(world.path("dataset/manifest.json")).unwrap();
    holds(&serde_json::from_str(&manifest).unwrap(), &mut seen);
    let bad = fixture("bad");
    holds(&world.import([&bad]).exits(1).json(), &mut seen);
    let bad = bad.to_str().unwrap();
    holds(&world.run(["import", bad, "--dry-run", "--format", "json"]).exits(1).json(), &mut seen);
    let validated = world.run(["validate", bad, "--format", "json"]).exits(1).json();
    holds(&validated, &mut seen);
    world.run(["validate", bad, "--baseline", "known", "--write-baseline"]).succeeds();
    holds(&serde_json::from_slice(&fs::read(world.path("known")).unwrap()).unwrap(), &mut seen);
    let judge = jsonschema::validator_for(&strict(schema("finding"))).unwrap();
    for finding in validated["findings"].as_array().unwrap() {
        assert!(judge.is_valid(finding), "{finding}");
    }
    seen.insert("finding".to_owned());
    let outputs = every().into_iter().filter(|named| named.side == Side::Output);
    let all: BTreeSet<_> = outputs.map(|named| named.name.to_owned()).collect();
    assert_eq!(
        seen, all,
        "each output was printed and held against its schema, with a row where it has rows"
    );
}

#[test]
fn lines_of_ndjson_are_rows_of_the_schema() {
    let world = World::with_meeting();
    let mut rows = strict(schema("output/results"));
    rows["$ref"] = "#/$defs/row".into();
    for keyword in ["type", "required", "properties", "additionalProperties"] {
        rows.as_object_mut().unwrap().remove(keyword);
    }
    let judge = jsonschema::validator_for(&rows).unwrap();
    let printed = world.line("results --format ndjson").succeeds().stdout;
    assert!(printed.lines().count() > 10);
    for line in printed.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert!(judge.is_valid(&row), "{line}");
        let mut less = row.clone();
        less.as_object_mut().unwrap().remove("heat_id");
        assert!(!judge.is_valid(&less), "a row lacks no key");
    }
}

#[test]
fn every_document_that_the_program_prints_has_a_schema() {
    let sources = files_below(&repository().join("src"));
    let mut named = BTreeSet::new();
    for path in sources.iter().filter(|p| p.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(path).unwrap();
        for rest in text.split("heatlink/").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if rest[name.len()..].starts_with("@1") && !name.is_empty() {
                named.insert(name);
            }
        }
    }
    assert!(named.len() > 7, "{named:?}");
    for name in named {
        assert_eq!(
            called(&format!("heatlink/{name}@1")).len(),
            1,
            "`heatlink/{name}@1`: add it to src/cli/schema/reports.rs"
        );
    }
}

#[test]
fn the_files_are_what_the_verb_prints() {
    let folder = repository().join("docs/schemas");
    let mut there: BTreeSet<_> = files_below(&folder).into_iter().collect();
    for named in every() {
        let name = named.full_name();
        let path = folder.join(format!("{name}.json"));
        let mend = format!("`cargo run -- schema {name} > docs/schemas/{name}.json` makes it");
        let file = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}: {mend}", path.display()));
        assert_eq!(file, named.schema.to_text().unwrap(), "{}: {mend}", path.display());
        there.remove(&path);
    }
    assert!(there.is_empty(), "of no schema: {there:?}");
}

#[test]
fn the_verb_lists_prints_and_suggests() {
    let world = World::new();
    let list = world.line("schema").succeeds().stdout;
    assert_eq!(list, world.line("schema --list").succeeds().stdout);
    for named in every() {
        let name = named.full_name();
        assert!(list.lines().any(|line| line.split_whitespace().next() == Some(&name)), "{name} is listed");
        let printed = world.run(["schema", &name]).succeeds().stdout;
        assert_eq!(printed, named.schema.to_text().unwrap(), "{name}");
    }
    for (called, id) in [
        ("event", "urn:heatlink:payload:event"),
        ("laps", "urn:heatlink:output:laps"),
        ("heatlink/results@1", "urn:heatlink:output:results"),
        ("results", "urn:heatlink:results"),
    ] {
        assert_eq!(world.run(["schema", called]).succeeds().json()["$id"], id, "{called}");
    }
    world.line("schema resluts").exits(2).says("did you mean `results`?");
    world.line("schema payload/event --list").exits(2);
}

#[test]
fn a_name_that_is_read_and_printed_serves_both() {
    let world = World::with_meeting();
    let names: Vec<_> = every().into_iter().filter(|n| called(n.name).len() == 2).map(|n| n.name).collect();
    assert!(names.contains(&"results") && names.len() == 8, "{names:?}");
    for name in names {
        let ran = world.run(["schema", name]).succeeds().says(&format!("`payload/{name}`, `output/{name}`"));
        let judge = jsonschema::validator_for(&ran.json()).unwrap();
        let payload = fixture(&format!("captures/{name}/smallest.json"));
        let payload: Value = serde_json::from_str(&fs::read_to_string(payload).unwrap()).unwrap();
        let mut printed = world.line(&format!("{name} --format json")).succeeds().json();
        assert!(judge.is_valid(&payload) && judge.is_valid(&printed), "{name}");
        printed["rows"][0]["event_id"] = "x".into();
        assert!(!judge.is_valid(&printed) && !judge.is_valid(&json!([{}])), "{name}");
    }
}
