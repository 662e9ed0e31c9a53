//! A directory of tables with a manifest: files in a folder of their own, which become the directory at the end.

mod file;
mod folder;
mod manifest;

use super::{Sink, options::Durations};
use super::{csv, ndjson, parquet};
use crate::app::export::{self, Part, Split, VIEWS};
use crate::app::read::{Filter, View};
use crate::cli::exit::Failure;
use crate::infra::db::query::filter::EventYear;
use file::DataFile;
pub(crate) use folder::Folder;
use manifest::{Listed, Manifest};
use rusqlite::Connection;
use std::fs;
use std::io;
use std::path::Path;

/// How the tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// RFC 4180, a header always
    Csv,
    /// One object a line
    Ndjson,
    /// Typed columns, compressed
    Parquet,
}

impl Format {
    const ALL: [Self; 3] = [Self::Csv, Self::Ndjson, Self::Parquet];

    /// Also what files' names end in.
    fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }

    fn sink(self, view: View, file: &mut DataFile) -> Box<dyn Sink + '_> {
        match self {
            Self::Csv => Box::new(csv::Csv::new(file, Durations::Ms, false)),
            Self::Ndjson => Box::new(ndjson::Ndjson::new(file, Durations::Ms)),
            Self::Parquet => Box::new(parquet::Parquet::new(file, view.name())),
        }
    }
}

/// Writes the directory `to`, and says how many rows it holds.
pub(crate) fn write(
    conn: &Connection,
    filter: &Filter,
    (format, split): (Format, Split),
    to: Folder,
) -> Result<u64, Failure> {
    let mut manifest = Manifest::new(format, split, filter);
    export::each_part(conn, filter, split, |part, rows| {
        let path = path(part, format);
        let at = to.place(&path)?;
        let mut file = DataFile::create(&at).map_err(|e| to.failed(&e))?;
        let count = {
            let mut sink = format.sink(part.view, &mut file);
            sink.header(part.view.columns()).map_err(|e| to.failed(&e))?;
            let count = rows(&mut |row| sink.row(row))?;
            sink.finish().map_err(|e| to.failed(&e))?;
            count
        };
        let (size, sha256) = file.finish().map_err(|e| to.failed(&e))?;
        // A table without rows is one file all the same, so that its columns can be read.
        if count == 0 && part.year.is_some() && !(part.is_last && manifest.rows_of(part.view) == 0) {
            return discard(&at).map_err(|e| to.failed(&e));
        }
        manifest.add(part.view, Listed::new(path, part.view, count, size, sha256));
        Ok::<_, Failure>(())
    })?;
    let rows = manifest.rows();
    manifest.seal();
    to.finish(&manifest)?;
    Ok(rows)
}

/// Where a part stands below the directory. Folders are named as Hive does, which others read as a column.
fn path(part: &Part, format: Format) -> String {
    let (table, ending) = (part.view.name(), format.name());
    match &part.year {
        None => format!("{table}.{ending}"),
        Some(EventYear::Known(year)) => format!("{table}/event_year={year}/part-0.{ending}"),
        Some(EventYear::Unknown) => {
            format!("{table}/event_year=__HIVE_DEFAULT_PARTITION__/part-0.{ending}")
        }
    }
}

/// Removes a file and the folder that was made for it.
fn discard(file: &Path) -> io::Result<()> {
    fs::remove_file(file)?;
    file.parent().map_or(Ok(()), fs::remove_dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_hive() {
        let part = |year| Part { view: View::Results, year, is_last: true };
        assert_eq!(path(&part(None), Format::Csv), "results.csv");
        let known = Some(EventYear::Known("2024".into()));
        assert_eq!(path(&part(known), Format::Parquet), "results/event_year=2024/part-0.parquet");
        let unknown = path(&part(Some(EventYear::Unknown)), Format::Ndjson);
        assert_eq!(unknown, "results/event_year=__HIVE_DEFAULT_PARTITION__/part-0.ndjson");
    }
}
