//! Runs of the program as whole processes: the median of five, and the peak of memory of one more.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

/// Says the peak.
const TIME: &str = "/usr/bin/time";

/// What came of a command's runs.
pub(crate) struct Timed {
    pub(crate) median: Duration,
    pub(crate) peak_kib: Option<u64>,
    /// The last run's output.
    pub(crate) stdout: PathBuf,
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_heatlink"))
}

/// The program, with a database, in a folder that is thrown away.
pub(crate) struct Program<'w> {
    pub(crate) work: &'w Path,
    pub(crate) db: &'w str,
}

impl Program<'_> {
    /// The database's files.
    pub(crate) fn db(&self) -> PathBuf {
        self.work.join(self.db)
    }

    /// No database.
    pub(crate) fn forget(&self) {
        for suffix in ["", "-wal", "-shm"] {
            // There need not be one.
            let _ = fs::remove_file(self.work.join(format!("{}{suffix}", self.db)));
        }
    }

    /// Runs with these arguments; before each run, outside the clock, `prepare`.
    pub(crate) fn time<S: AsRef<OsStr>>(&self, args: &[S], prepare: &dyn Fn()) -> Timed {
        prepare();
        let peak_kib = self.peak_kib(args);
        let mut walls: Vec<Duration> = (0..RUNS)
            .map(|_| {
                prepare();
                self.run(program(), args)
            })
            .collect();
        walls.sort_unstable();
        Timed { median: walls[RUNS / 2], peak_kib, stdout: self.work.join("stdout") }
    }

    /// The peak of a run that also warms the caches up, where GNU's `time` tells it.
    fn peak_kib<S: AsRef<OsStr>>(&self, args: &[S]) -> Option<u64> {
        let is_there =
            Command::new(TIME).args(["-f", "%M", "true"]).output().is_ok_and(|o| o.status.success());
        if !is_there {
            self.run(program(), args);
            return None;
        }
        let peak = self.work.join("peak");
        let mut command = Command::new(TIME);
        command.args(["-f", "%M", "-o"]).arg(&peak).arg(program().get_program());
        self.run(command, args);
        // An exit code other than 0 is told in a line before the number.
        fs::read_to_string(peak).unwrap().lines().last()?.trim().parse().ok()
    }

    /// One run: how long it took from the start to the end of the process.
    fn run<S: AsRef<OsStr>>(&self, mut command: Command, args: &[S]) -> Duration {
        command.args(args).env_clear().env("HEATLINK_DB", self.db()).current_dir(self.work);
        command.stdin(Stdio::null()).stdout(File::create(self.work.join("stdout")).unwrap());
        command.stderr(File::create(self.work.join("stderr")).unwrap());
        let start = Instant::now();
        let status = command.status().unwrap();
        let wall = start.elapsed();
        // 1 says that something was found, which captures that are given may well have.
        let is_done = matches!(status.code(), Some(0 | 1));
        let said = || fs::read_to_string(self.work.join("stderr")).unwrap();
        assert!(is_done, "{command:?}: {status}\n{}", said());
        wall
    }
}
