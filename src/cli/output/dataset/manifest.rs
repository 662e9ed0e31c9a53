//! `manifest.json`: what the directory holds, so that whoever has it can tell whether it is whole.

use super::Format;
use super::file::hex;
use crate::app::export::{Split, VIEWS};
use crate::app::read::{Filter, View};
use crate::domain::id::{EventId, HeatId};
use serde::Serialize;
use serde::ser::Serializer;
use sha2::{Digest, Sha256};

/// Its name. It is written last and taken away first.
pub(super) const NAME: &str = "manifest.json";

/// `heatlink/manifest@1`. Nothing in it tells when, where or by which version it was written: equal
/// databases give equal manifests.
#[derive(Debug, Serialize)]
pub(super) struct Manifest {
    schema: &'static str,
    format: &'static str,
    partition_by: Option<&'static str>,
    filters: Filters,
    rows: Rows,
    files: Vec<Listed>,
    sha256: String,
}

/// The filters, each null where it was not given.
#[derive(Debug, Serialize)]
struct Filters {
    event: Option<i64>,
    class: Option<String>,
    heat: Option<i64>,
    session: Option<String>,
    entry: Option<String>,
    driver: Option<String>,
    from: Option<String>,
    to: Option<String>,
    present: bool,
    limit: Option<u64>,
}

/// Rows by table, in the order of the tables.
#[derive(Debug)]
struct Rows([(&'static str, u64); VIEWS.len()]);

/// One file.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    /// Below the directory.
    path: String,
    /// Of its rows.
    schema: String,
    rows: u64,
    /// In bytes.
    size: u64,
    sha256: String,
}

impl Listed {
    pub(super) fn new(path: String, view: View, rows: u64, size: u64, sha256: String) -> Self {
        Self { path, schema: format!("heatlink/{}@1", view.name()), rows, size, sha256 }
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

impl Manifest {
    pub(super) fn new(format: Format, split: Split, filter: &Filter) -> Self {
        Self {
            schema: "heatlink/manifest@1",
            format: format.name(),
            partition_by: match split {
                Split::Whole => None,
                Split::EventYear => Some("event-year"),
            },
            filters: Filters {
                event: filter.event.map(EventId::get),
                class: filter.class.clone(),
                heat: filter.heat.map(HeatId::get),
                session: filter.session.clone(),
                entry: filter.entry.map(|who| who.to_string()),
                driver: filter.driver.clone(),
                from: filter.from.map(|at| at.to_string()),
                to: filter.to.map(|at| at.to_string()),
                present: filter.present,
                limit: filter.limit,
            },
            rows: Rows(VIEWS.map(|view| (view.name(), 0))),
            files: Vec::new(),
            sha256: String::new(),
        }
    }

    pub(super) fn add(&mut self, view: View, file: Listed) {
        if let Some((_, rows)) = self.rows.0.iter_mut().find(|(name, _)| *name == view.name()) {
            *rows += file.rows;
        }
        self.files.push(file);
    }

    /// How many rows a table has so far.
    pub(super) fn rows_of(&self, view: View) -> u64 {
        self.rows.0.iter().find(|(name, _)| *name == view.name()).map_or(0, |(_, rows)| *rows)
    }

    /// How many rows there are so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows.0.iter().map(|(_, rows)| rows).sum()
    }

    /// Puts the files in the order of their paths, by byte, and sums them up as `sha256sum` lists them.
    pub(super) fn seal(&mut self) {
        self.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let mut all = Sha256::new();
        for file in &self.files {
            all.update(format!("{}  {}\n", file.sha256, file.path));
        }
        self.sha256 = hex(all);
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }
}
