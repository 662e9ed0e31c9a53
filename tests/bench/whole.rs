//! Benchmarks of the program as whole processes, on a made-up season or on a folder of captures:
//! `cargo bench --bench whole [-- --events N | --captures FOLDER]`.

// What is not as it should be ends the run: a figure for it would be worth nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::print_stdout, reason = "figures on standard output are what it is for")]

#[allow(dead_code, reason = "`steps` measures what is left over here")]
mod season;
mod timed;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use timed::{Program, Timed};

/// Enough to be more than starting up, few enough for a minute.
const EVENTS: i64 = 5;

const USAGE: &str = "expected nothing, `--events N` or `--captures FOLDER`";

fn main() {
    let mut captures = None;
    let mut events = EVENTS;
    let mut is_bench = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--bench" => is_bench = true,
            "--events" => events = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).expect(USAGE),
            "--captures" => captures = Some(PathBuf::from(args.next().expect(USAGE))),
            // `cargo bench NAME` names what to run to every benchmark.
            name if !name.starts_with('-') => {
                if !"whole".contains(name) {
                    return;
                }
            }
            other => panic!("{USAGE}, found `{other}`"),
        }
    }
    // `cargo test --benches` asks only whether it starts.
    if !is_bench {
        return;
    }
    let work = tempfile::tempdir().unwrap();
    println!("{:<34} {:>10} {:>16} {:>10}", "", "median", "", "peak");
    if let Some(folder) = captures {
        let folder = fs::canonicalize(folder).unwrap();
        let size = size_of(&folder);
        of_folder(work.path(), &folder, size);
        reading(&Program { work: work.path(), db: "tree.db" }, &folder, size);
    } else {
        let (folder, har) = (work.path().join("season"), work.path().join("season.har"));
        let (tree_size, har_size) = (season::files::tree(&folder, events), season::files::har(&har, events));
        of_folder(work.path(), &folder, tree_size);
        let program = Program { work: work.path(), db: "har.db" };
        let timed = program.time(&[Path::new("import"), &har], &|| program.forget());
        row(
            &format!("import a HAR with laps, {}", megabytes(har_size)),
            &timed,
            Some((har_size, Unit::Bytes)),
        );
        reading(&program, &folder, tree_size);
    }
}

/// Imports of a folder: new, known, and captured again.
fn of_folder(work: &Path, folder: &Path, size: u64) {
    let program = Program { work, db: "tree.db" };
    let import = [Path::new("import"), folder];
    let bytes = Some((size, Unit::Bytes));
    row(
        &format!("import a folder, {}", megabytes(size)),
        &program.time(&import, &|| program.forget()),
        bytes,
    );
    row("import it again", &program.time(&import, &|| ()), bytes);
    let first = work.join("first.db");
    fs::copy(program.db(), &first).unwrap();
    let later = Program { work, db: "later.db" };
    let again = || {
        later.forget();
        fs::copy(&first, later.db()).unwrap();
    };
    let at = ["--captured-at", "2026-09-01T00:00:00Z"].map(Path::new);
    row("import it as captured later", &later.time(&[import, at].concat(), &again), bytes);
}

/// What reads: the verbs on a database, and `validate` on the folder.
fn reading(program: &Program<'_>, folder: &Path, size: u64) {
    for verb in ["results", "laps"] {
        let timed = program.time(&[verb, "--format", "csv"], &|| ());
        let rows = count_lines(&timed.stdout) - 1;
        row(&format!("{verb} as CSV, {rows} rows"), &timed, Some((rows, Unit::Rows)));
    }
    let heats = program.time(&["heats", "--fields", "heat_id", "--format", "csv", "--limit", "1"], &|| ());
    let heat = fs::read_to_string(&heats.stdout).unwrap().lines().nth(1).expect("a heat").to_owned();
    row("results of one heat", &program.time(&["results", "--heat", &heat], &|| ()), None);
    row("reconcile", &program.time(&["reconcile"], &|| ()), None);
    let validate = program.time(&[Path::new("validate"), folder], &|| ());
    row("validate the folder", &validate, Some((size, Unit::Bytes)));
    println!("{:<34} {:>10}", "the database", megabytes(fs::metadata(program.db()).unwrap().len()));
}

/// What a rate counts.
#[derive(Clone, Copy)]
enum Unit {
    Bytes,
    Rows,
}

fn row(name: &str, timed: &Timed, of: Option<(u64, Unit)>) {
    let rate = of.map(|(many, unit)| match (per_second(many, timed.median), unit) {
        (rate, Unit::Bytes) => format!("{}/s", megabytes(rate)),
        (rate, Unit::Rows) => format!("{rate} rows/s"),
    });
    let peak = timed.peak_kib.map(|kib| megabytes(kib * 1024));
    let (rate, peak) = (rate.unwrap_or_default(), peak.unwrap_or_default());
    let micros = timed.median.as_micros();
    let median = format!("{}.{:01} ms", micros / 1000, micros % 1000 / 100);
    println!("{name:<34} {median:>10} {rate:>16} {peak:>10}");
}

fn per_second(many: u64, in_time: Duration) -> u64 {
    u64::try_from(u128::from(many) * 1_000_000 / in_time.as_micros().max(1)).unwrap()
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn count_lines(path: &Path) -> u64 {
    memchr::memchr_iter(b'\n', &fs::read(path).unwrap()).count() as u64
}

fn size_of(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let meta = entry.metadata().unwrap();
        if meta.is_dir() { size_of(&entry.path()) } else { meta.len() }
    });
    sizes.sum()
}
