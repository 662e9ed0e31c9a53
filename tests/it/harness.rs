//! Running the program in a folder of its own, with an environment of its own.

use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The moment that tests give to captures without a time of their own.
pub(crate) const AT: &str = "2025-02-16T02:00:00Z";

/// A path below `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    repository().join("fixtures").join(name)
}

/// The folder of `Cargo.toml`.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, in order.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// A folder, and the program run in it. The database is `heatlink.db` there.
pub(crate) struct World {
    folder: TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A world whose database holds the meeting of the fixtures.
    pub(crate) fn with_meeting() -> Self {
        let world = Self::new();
        world.run(["import", fixture("meeting").to_str().unwrap(), "--captured-at", AT]).succeeds();
        world
    }

    /// A world in which `fixtures/` is where a reader has it.
    pub(crate) fn with_fixtures() -> Self {
        let world = Self::new();
        std::os::unix::fs::symlink(repository().join("fixtures"), world.path("fixtures")).unwrap();
        world
    }

    /// Runs a line as the reader's shell does.
    pub(crate) fn shell(&self, line: &str) -> Ran {
        let program = Path::new(env!("CARGO_BIN_EXE_heatlink"));
        let mut command = Command::new("/bin/sh");
        command.args(["-c", line]).current_dir(self.folder.path()).env_clear();
        let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
        command.env("PATH", path).env("NO_COLOR", "1");
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().expect("an exit code, not a signal"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.path("heatlink.db")
    }

    /// A command with nothing of the caller's environment.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heatlink"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.envs([("NO_COLOR", "1"), ("TERM", "dumb"), ("TZ", "UTC"), ("LC_ALL", "C.UTF-8")]);
        // Only the temporary folder of the machine is needed from outside.
        if let Some(folder) = std::env::var_os("TMPDIR") {
            command.env("TMPDIR", folder);
        }
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        self.run_with_input(args, b"")
    }

    /// Runs with `input` on standard input.
    pub(crate) fn run_with_input<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        input: &[u8],
    ) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that reads no input may close it first.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().expect("an exit code, not a signal"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
        }
    }

    /// Splits a line at its spaces and runs it.
    pub(crate) fn line(&self, line: &str) -> Ran {
        self.run(line.split_whitespace())
    }

    /// The report of `import ARGS… --format json`.
    pub(crate) fn import<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        let mut all = vec!["import".into(), "--format".into(), "json".into()];
        all.extend(args.into_iter().map(|a| a.as_ref().to_os_string()));
        self.run(all)
    }

    /// The rows that a reading verb prints.
    pub(crate) fn rows(&self, line: &str) -> Vec<Value> {
        let mut document = self.line(&format!("{line} --format json")).succeeds().json();
        let Value::Array(rows) = document["rows"].take() else { panic!("no rows") };
        rows
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes an envelope around a payload of `https://api.liverc.example/v2/ADDRESS`.
    pub(crate) fn envelope(&self, name: &str, address: &str, fetched_at: &str, body: &Value) -> PathBuf {
        self.write(name, envelope(address, fetched_at, body).to_string())
    }
}

/// An envelope as a capture job writes it.
pub(crate) fn envelope(address: &str, fetched_at: &str, body: &Value) -> Value {
    json!({
        "url": format!("https://api.liverc.example/v2/{address}"),
        "fetchedAt": fetched_at,
        "status": 200,
        "body": body,
    })
}

impl Ran {
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code; stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        if matches!(code, 2 | 3) {
            assert_eq!(self.stdout, "", "stdout is empty with {code}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.exits(0)
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "stderr says `{text}`; it is:\n{}", self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("JSON on stdout ({e}):\n{}", self.stdout))
    }
}
