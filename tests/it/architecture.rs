//! The shape of the source: which layer may know which, and where things may stand.

use crate::harness::{files_below, repository};
use std::fs;
use std::path::PathBuf;

/// A source file without its comments and its tests.
struct Source {
    /// Below the repository.
    path: String,
    text: String,
    lines: usize,
}

/// Every Rust file below a folder.
fn sources(folder: &str) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = files_below(&repository().join(folder));
    paths.retain(|p| p.extension().is_some_and(|e| e == "rs"));
    paths
        .into_iter()
        .map(|path| {
            let whole = fs::read_to_string(&path).unwrap();
            let program = whole.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code = program.lines().filter(|l| !l.trim_start().starts_with("//"));
            Source {
                path: path.strip_prefix(repository()).unwrap().to_str().unwrap().to_owned(),
                text: code.collect::<Vec<_>>().join("\n"),
                lines: whole.lines().count(),
            }
        })
        .collect()
}

/// The program's own files: modules that are tests alone are left out.
fn program() -> Vec<Source> {
    let mut all = sources("src");
    all.retain(|s| !["tests.rs", "/sample.rs"].iter().any(|end| s.path.ends_with(end)));
    assert!(all.len() > 100, "the source is there");
    all
}

/// Fails where a file outside `allowed` holds one of `words`.
fn only_in(allowed: &[&str], words: &[&str]) {
    for source in program().iter().filter(|s| !allowed.iter().any(|a| s.path.starts_with(a))) {
        for word in words {
            assert!(!source.text.contains(word), "{} holds `{word}`: only {allowed:?} may", source.path);
        }
    }
}

#[test]
fn layers_point_one_way() {
    let above = [
        ("src/domain/", &["infra", "app", "cli"][..]),
        ("src/infra/", &["app", "cli"]),
        ("src/app/", &["cli"]),
    ];
    for source in program() {
        let Some((_, above)) = above.iter().find(|(layer, _)| source.path.starts_with(layer)) else {
            continue;
        };
        for layer in *above {
            // A group such as `use crate::{app, domain}` would hide one.
            for path in [format!("crate::{layer}"), "crate::{".into()] {
                assert!(!source.text.contains(&path), "{} uses `{path}`", source.path);
            }
        }
        let depth = source.path.matches('/').count();
        let up = format!("{}app", "super::".repeat(depth));
        assert!(!source.text.contains(&up), "{} climbs out of its layer", source.path);
    }
}

#[test]
fn the_domain_knows_no_file_format_and_no_database() {
    for source in program().iter().filter(|s| s.path.starts_with("src/domain/")) {
        for word in ["serde", "rusqlite", "std::fs", "std::io", "clap", "std::path"] {
            assert!(!source.text.contains(word), "{} holds `{word}`", source.path);
        }
    }
}

#[test]
fn sql_stands_in_the_database_layer_alone() {
    only_in(
        &["src/infra/db/"],
        &["SELECT ", "INSERT INTO", "INSERT OR", "UPDATE ", "DELETE FROM", "CREATE "],
    );
}

#[test]
fn sql_is_not_put_together_from_values() {
    for source in program().iter().filter(|s| s.path.starts_with("src/infra/db/")) {
        for keyword in ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"] {
            let made = source.text.lines().find(|l| l.contains("format!(") && l.contains(keyword));
            assert_eq!(made, None, "{}", source.path);
        }
    }
}

#[test]
fn the_command_line_alone_prints_exits_and_reads_the_environment() {
    let words =
        ["println!", "eprintln!", "print!(", "process::exit", "std::env", "env::var", "stdout()", "stderr()"];
    only_in(&["src/cli/", "src/main.rs"], &words);
}

#[test]
fn json_is_written_in_one_place() {
    // Elsewhere it would have characters that a terminal obeys.
    only_in(&["src/infra/json_text.rs"], &["serde_json::to_", "serde_json::ser", "serde_json::Serializer"]);
}

#[test]
fn main_is_short() {
    let main = sources("src").into_iter().find(|s| s.path == "src/main.rs").unwrap();
    assert!(main.lines < 20, "{} lines", main.lines);
}

#[test]
fn no_file_is_longer_than_500_lines() {
    for source in sources("src").iter().chain(&sources("tests")) {
        assert!(source.lines <= 500, "{} has {} lines", source.path, source.lines);
    }
}

#[test]
fn no_module_has_a_name_that_takes_anything() {
    for source in sources("src").iter().chain(&sources("tests")) {
        for name in ["util", "utils", "common", "helpers", "helper", "types", "misc", "shared"] {
            let is_named = source.path.split('/').any(|part| part.trim_end_matches(".rs") == name);
            assert!(!is_named, "{}: what is it about?", source.path);
        }
    }
}

#[test]
fn no_file_is_left_out_of_its_module() {
    for source in sources("src").iter().chain(&sources("tests/it")) {
        let path = repository().join(&source.path);
        let (folder, name) = (path.parent().unwrap(), path.file_stem().unwrap().to_str().unwrap());
        if matches!(name, "main" | "lib") {
            continue;
        }
        let (folder, name) = match name {
            "mod" => (folder.parent().unwrap(), folder.file_name().unwrap().to_str().unwrap()),
            name => (folder, name),
        };
        let parents = [
            folder.join("mod.rs"),
            folder.with_extension("rs"),
            folder.join("lib.rs"),
            folder.join("main.rs"),
        ];
        let declared = parents
            .iter()
            .filter_map(|p| fs::read_to_string(p).ok())
            .any(|text| text.lines().any(|l| l.trim_end().ends_with(&format!("mod {name};"))));
        assert!(declared, "{} is compiled", source.path);
    }
}
