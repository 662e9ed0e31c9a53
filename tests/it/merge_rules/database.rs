//! Captures imported into a database of their own, and what is printed of it.

use super::meeting::{Capture, Key, Values};
use super::rules::Row;
use heatlink::app::db_check::{self, Compare};
use heatlink::app::import::report::Report;
use heatlink::app::import::{Request, import};
use heatlink::app::read::{Filter, View, stream};
use heatlink::app::rebuild;
use heatlink::app::reconcile;
use heatlink::app::rows::Cell;
use heatlink::domain::finding::Finding;
use heatlink::domain::time::Instant;
use heatlink::infra::capture::container::ReadOptions;
use heatlink::infra::db::open;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

/// The files of some captures.
pub(crate) struct Files {
    _folder: TempDir,
    paths: Vec<PathBuf>,
}

impl Files {
    pub(crate) fn write(captures: &[Capture]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = captures
            .iter()
            .enumerate()
            .map(|(i, capture)| {
                let path = folder.path().join(format!("{i:02}.json"));
                std::fs::write(&path, capture.file()).unwrap();
                path
            })
            .collect();
        Self { _folder: folder, paths }
    }
}

/// A database that goes with the test.
pub(crate) struct Database(Connection);

/// Every row of every table.
pub(crate) type Dump = BTreeMap<String, Vec<Vec<Value>>>;

impl Database {
    pub(crate) fn new() -> Self {
        Self(open::private().unwrap())
    }

    /// One run over some of the files, by number.
    pub(crate) fn import(&self, files: &Files, which: &[usize]) -> Report {
        let request = Request {
            paths: which.iter().map(|i| files.paths[*i].clone()).collect(),
            read: ReadOptions { archive: true, ..ReadOptions::default() },
            leave_out: Vec::new(),
            dry_run: false,
            strict: false,
            jobs: 1,
            now: "2025-03-01T00:00:00Z".parse::<Moment>().unwrap().0,
            clock: || Instant::from_millis(0),
        };
        import(&self.0, None, &request, |_| {}).unwrap()
    }

    /// Everything that the reading verbs print, as lines.
    pub(crate) fn printed(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for view in [View::Events, View::Classes, View::Heats, View::Entries, View::Results] {
            let mut each = |row: heatlink::app::rows::Row<'_>| {
                lines.push(format!("{} {:?}", view.name(), row.cells));
                Ok(())
            };
            stream(&self.0, view, &Filter::default(), &mut each).unwrap();
        }
        lines
    }

    /// What `reconcile` counts.
    pub(crate) fn reconciled(&self) -> BTreeMap<String, u64> {
        let report = reconcile::report(&self.0).unwrap();
        report.counts.iter().map(|(code, n)| (code.to_string(), *n)).collect()
    }

    /// The rows with the columns that the meetings fill.
    pub(crate) fn rows(&self) -> BTreeMap<Key, Row> {
        let mut rows = BTreeMap::new();
        let views: [(View, &[&'static str]); 5] = [
            (View::Events, &["event_id", "title", "city"]),
            (View::Classes, &["class_id", "event_id", "class_name", "description"]),
            (View::Heats, &["heat_id", "class_id", "heat_label", "round", "status", "live_stream_url"]),
            (View::Entries, &["entry_id", "driver_name", "car_number"]),
            (View::Results, &["result_id", "finish_position", "total_time_ms"]),
        ];
        for (view, wanted) in views {
            let columns = view.columns();
            let mut each = |row: heatlink::app::rows::Row<'_>| {
                let all: BTreeMap<&str, String> = columns
                    .iter()
                    .zip(row.cells)
                    .filter_map(|(c, cell)| Some((c.name, text(*cell)?)))
                    .collect();
                let id = |column: &str| all[column].parse::<i64>().unwrap();
                let key = match view {
                    View::Events => Key::Event(id("event_id")),
                    View::Classes => Key::Class(id("class_id")),
                    View::Heats => Key::Heat(id("heat_id")),
                    View::Entries => Key::Entry(id("class_id"), id("entry_id")),
                    _ => Key::Result(id("heat_id"), id("entry_id")),
                };
                let values: Values = wanted.iter().filter_map(|c| Some((*c, all.get(c)?.clone()))).collect();
                let missing_since = all.get("missing_since").cloned();
                rows.insert(key, Row { values, captured_at: all["captured_at"].clone(), missing_since });
                Ok(())
            };
            stream(&self.0, view, &Filter::default(), &mut each).unwrap();
        }
        rows
    }

    pub(crate) fn dump(&self) -> Dump {
        let names: Vec<String> = self
            .0
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        names.into_iter().map(|name| (name.clone(), self.table(&name))).collect()
    }

    fn table(&self, name: &str) -> Vec<Vec<Value>> {
        let mut statement = self.0.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = statement.column_count();
        statement
            .query_map([], |row| (0..columns).map(|i| row.get(i)).collect())
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    /// SQLite's own checks and ours.
    pub(crate) fn check(&self) {
        let broken: i64 =
            self.0.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(broken, 0, "foreign keys hold");
        assert_eq!(db_check::check(&self.0, Compare::All).unwrap().findings, []);
    }

    /// Where it is not what its archived captures give.
    pub(crate) fn differs_from_archive(&self) -> Vec<Finding> {
        rebuild::verify_open(&self.0, Instant::from_millis(0), |_, _| {}).unwrap().findings
    }

    /// Where it is not what another of the same captures is.
    pub(crate) fn differs_from(&self, other: &Self) -> Vec<Finding> {
        rebuild::differences(&self.0, &other.0).unwrap()
    }
}

struct Moment(Instant);

impl std::str::FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Instant::parse(text).map(Self).map_err(|why| why.describe().into())
    }
}

fn text(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Int(n) => Some(n.to_string()),
        Cell::Text(text) | Cell::Instant(text) => Some(text.into()),
        Cell::Flag(flag) => Some(flag.to_string()),
    }
}
