//! The documentation keeps up with the program: every verb, family and command in it is real.

use crate::harness::{World, files_below, repository};
use clap::CommandFactory;
use heatlink::cli::args::Cli;
use heatlink::domain::record::Family;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn page(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The README and every page of `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut pages = files_below(&repository().join("docs"));
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.extend(["README.md", "fixtures/README.md"].map(|name| repository().join(name)));
    pages
}

/// Text between single backticks, code blocks left out.
fn code_spans(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2);
    prose.flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

/// Every verb as its words, verbs of verbs after it.
fn verbs(command: &clap::Command, above: &[String], all: &mut Vec<Vec<String>>) {
    for verb in command.get_subcommands().filter(|c| c.get_name() != "help" && !c.is_hide_set()) {
        let mut words = above.to_vec();
        words.push(verb.get_name().to_owned());
        all.push(words.clone());
        verbs(verb, &words, all);
    }
}

#[test]
fn every_verb_is_in_the_command_line_page() {
    let page = page("docs/cli.md").replace("\\|", "|");
    // `db status|check` documents both.
    let documents = |span: &str, words: &[String]| {
        let mut said = span.split_whitespace();
        words.iter().all(|word| said.next().is_some_and(|s| s.split('|').any(|s| s == word)))
    };
    let spans = code_spans(&page);
    let mut all = Vec::new();
    verbs(&Cli::command(), &[], &mut all);
    assert!(all.len() > 20, "{all:?}");
    for words in all {
        assert!(spans.iter().any(|s| documents(s, &words)), "`{}` is in docs/cli.md", words.join(" "));
    }
}

#[test]
fn every_family_is_in_the_integration_page_and_has_its_smallest_payload() {
    let page = page("docs/integrations/liverc.md");
    for family in Family::ALL {
        let name = family.as_str().replace('-', " ");
        assert!(page.contains(&format!("\n### {name}\n")), "a section for `{name}`");
        // A page is no JSON.
        let file = if *family == Family::RacePage { "served.html" } else { "smallest.json" };
        let example = format!("fixtures/captures/{family}/{file}");
        assert!(page.contains(&example), "{example} is named");
        assert!(repository().join(&example).is_file(), "{example} is there");
    }
}

/// The `heatlink` commands of a page's shell blocks.
fn commands(page: &str) -> Vec<&str> {
    let blocks = page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("heatlink ")).collect()
}

#[test]
fn the_tour_of_the_readme_can_be_walked() {
    let page = page("README.md");
    let commands = commands(&page);
    assert!(commands.len() > 10, "{commands:?}");
    let world = World::with_fixtures();
    for line in commands {
        // What is bad on purpose is refused, and the page says so.
        let code = i32::from(line.contains("fixtures/bad/"));
        let ran = world.shell(line);
        assert_eq!(ran.code, code, "`{line}`:\n{}", ran.stderr);
    }
    let rows: i64 = Connection::open(world.db())
        .unwrap()
        .query_row("SELECT count(*) FROM result", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 33, "the tour took place");
}

#[test]
fn links_lead_somewhere() {
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|l| !l.contains("://") && !l.contains(' ')) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: `{link}`", path.display());
            if !anchor.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                assert!(anchors(&text).contains(anchor), "{}: `{link}`", path.display());
            }
        }
    }
}

/// The anchors that headings give.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|l| l.starts_with('#')).map(|l| l.trim_start_matches('#').trim());
    let slug = |heading: &str| -> String {
        let kept = heading.to_lowercase();
        kept.chars()
            .filter(|c| c.is_alphanumeric() || "- _".contains(*c))
            .collect::<String>()
            .replace(' ', "-")
    };
    headings.map(slug).collect()
}

#[test]
fn every_page_is_reached_from_the_first() {
    let index = page("docs/README.md");
    for path in pages() {
        let Ok(name) = path.strip_prefix(repository().join("docs")) else { continue };
        let name = name.to_str().unwrap();
        assert!(name == "README.md" || index.contains(&format!("({name})")), "{name} is in docs/README.md");
    }
}

#[test]
fn nothing_names_a_folder_of_somebodys_machine() {
    // In two parts, so that this file does not name them.
    let telling = [("/ho", "me/"), ("/Use", "rs/"), ("/ro", "ot/"), ("/wo", "rk/"), ("C:", "\\")];
    for folder in ["docs", "fixtures", "src", "migrations", "tests"] {
        for path in files_below(&repository().join(folder)) {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            for (a, b) in telling {
                assert!(!text.contains(&format!("{a}{b}")), "{} holds {a}{b}", path.display());
            }
        }
    }
}

#[test]
fn the_diagram_of_the_domain_model_is_the_schema() {
    let page = page("docs/domain-model.md");
    let diagram = page.split("```mermaid").nth(1).unwrap().split("```").next().unwrap();
    let mut drawn = BTreeSet::new();
    let mut table = String::new();
    for line in diagram.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(" {") {
            table = name.trim_matches('"').to_owned();
        } else if !table.is_empty() && line != "}" {
            let column = line.split_whitespace().nth(1).unwrap();
            drawn.insert(format!("{table}.{column}"));
        }
    }
    let conn = heatlink::infra::db::open::private().unwrap();
    let there: BTreeSet<String> = conn
        .prepare(
            "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
              WHERE t.type = 'table' AND t.name NOT IN ('refinery_schema_history', 'sqlite_sequence')",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(drawn, there);
}

#[test]
fn the_hook_of_pre_commit_is_a_verb_and_the_guide_shows_it() {
    let hooks = page(".pre-commit-hooks.yaml");
    let value = |key: &str| {
        let mut lines = hooks.lines().map(|line| line.trim().trim_start_matches("- "));
        lines.find_map(|line| line.strip_prefix(&format!("{key}: "))).unwrap().to_owned()
    };
    let verb = value("entry").strip_prefix("heatlink ").unwrap().to_owned();
    assert!(Cli::command().find_subcommand(&verb).is_some(), "{verb}");
    assert!(page("docs/guides/ci.md").contains(&format!("- id: {}\n", value("id"))));
}
