//! Rows of one event as CSV, through what the reading verbs call: 2,304 results with statistics, some 27,000 laps with
//! clock and gaps.

use crate::apply::{database, har, imported};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use heatlink::app::read::{Filter, View, stream};
use heatlink::cli::output::Sink;
use heatlink::cli::output::csv::Csv;
use heatlink::cli::output::options::Durations;
use rusqlite::Connection;
use std::io::{self, Write};

#[divan::bench(sample_count = 20, sample_size = 1)]
fn results(bencher: Bencher<'_, '_>) {
    of_view(bencher, View::Results);
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn laps(bencher: Bencher<'_, '_>) {
    of_view(bencher, View::Laps);
}

fn of_view(bencher: Bencher<'_, '_>, view: View) {
    let conn = database();
    imported(&conn, &har(), 0);
    let mut counted = Counted::default();
    let rows = csv(&conn, view, &mut counted);
    assert!(rows > 2000, "{rows} rows");
    bencher
        .counter(ItemsCount::new(rows))
        .counter(BytesCount::new(counted.bytes))
        .bench_local(|| csv(&conn, view, &mut Counted::default()));
}

fn csv(conn: &Connection, view: View, out: &mut Counted) -> u64 {
    let mut csv = Csv::new(out, Durations::Ms, false);
    csv.header(view.columns()).unwrap();
    let rows = stream(conn, view, &Filter::default(), &mut |row| csv.row(row)).unwrap();
    csv.finish().unwrap();
    rows
}

/// Takes bytes and keeps how many there were.
#[derive(Default)]
struct Counted {
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
