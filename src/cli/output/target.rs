//! Where rows go: standard output, or a file that is there whole or not at all.

use crate::app::error::Error;
use crate::cli::exit::Failure;
use crate::infra::interrupt::{self, Unfinished};
use crate::infra::temporary::unnamed;
use std::fs::File;
use std::io::{self, IsTerminal, StdoutLock, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// So much is held back before anything is written. A failure discards it, so that one found early leaves
/// standard output empty.
const HELD: usize = 1 << 20;

/// An output that keeps what it is given until it is full or committed; dropped, it forgets it.
pub(super) struct Target {
    held: Vec<u8>,
    to: To,
}

enum To {
    Stdout(StdoutLock<'static>),
    File {
        temp: NamedTempFile,
        path: PathBuf,
        /// Takes the temporary file away also where the process ends at once.
        unfinished: Unfinished,
    },
    /// A device, a pipe or an open descriptor: nothing that a name is taken of.
    Stream {
        stream: File,
        path: PathBuf,
    },
}

impl Target {
    /// Standard output, or a temporary file beside `file`; never one that would replace the database.
    pub(super) fn open(file: Option<&Path>, db: &Path) -> Result<Self, Failure> {
        let to = match file {
            None => To::Stdout(io::stdout().lock()),
            Some(file) => {
                if is_stream(file) {
                    let stream =
                        File::options().append(true).open(file).map_err(|e| failed(Some(file), &e))?;
                    let to = To::Stream { stream, path: file.into() };
                    return Ok(Self { held: Vec::with_capacity(HELD + HELD / 8), to });
                }
                // A symbolic link goes on pointing to what is written.
                let path = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
                if path.exists() && !path.is_file() {
                    let what = if path.is_dir() { "it is a folder" } else { "it is no regular file" };
                    return Err(Failure::cannot(format!("`{}` cannot be written: {what}", file.display())));
                }
                if whole(db) == whole(&path) {
                    let message = format!("`{}` is the database; write to another file", file.display());
                    return Err(Failure::cannot(message));
                }
                let (temp, unfinished) = interrupt::making(|| temporary(&path), |temp| temp.path().into())
                    .map_err(|e| failed(Some(file), &e))?;
                To::File { temp, path, unfinished }
            }
        };
        Ok(Self { held: Vec::with_capacity(HELD + HELD / 8), to })
    }

    pub(super) fn is_stdout(&self) -> bool {
        matches!(self.to, To::Stdout(_))
    }

    /// How many columns of text the terminal has, where this is one.
    pub(super) fn terminal_width(&self) -> Option<u16> {
        match &self.to {
            To::Stdout(stdout) if stdout.is_terminal() => {
                comfy_table::Table::new().width().filter(|w| *w > 0)
            }
            _ => None,
        }
    }

    /// Lets everything out; a file takes its name only now.
    pub(super) fn commit(mut self) -> Result<(), Failure> {
        let file = match &self.to {
            To::Stdout(_) => None,
            To::File { path, .. } | To::Stream { path, .. } => Some(path.clone()),
        };
        let failed = |e: io::Error| failed(file.as_deref(), &e);
        self.pass_on().map_err(failed)?;
        match self.to {
            To::Stdout(mut stdout) => stdout.flush().map_err(failed),
            To::Stream { mut stream, .. } => stream.flush().map_err(failed),
            To::File { temp, path, unfinished } => {
                let done = temp.persist(path).map(drop).map_err(|e| failed(e.error));
                drop(unfinished);
                done
            }
        }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(stdout) => stdout.write_all(&self.held)?,
            To::File { temp, .. } => temp.write_all(&self.held)?,
            To::Stream { stream, .. } => stream.write_all(&self.held)?,
        }
        self.held.clear();
        Ok(())
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        interrupt::check()?;
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD {
            self.pass_on()?;
        }
        Ok(bytes.len())
    }

    /// Nothing: what is held goes out when there is enough of it, or at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a path is written through as it is: a device or a pipe, or a name of an open descriptor.
fn is_stream(path: &Path) -> bool {
    let of_descriptor = ["/dev/fd", "/proc/self/fd", "/dev/stderr"].iter().any(|name| path.starts_with(name));
    of_descriptor || path.metadata().is_ok_and(|m| m.file_type().is_char_device() || m.file_type().is_fifo())
}

/// The path from the root, also of a file that is not there yet; links in its folder resolved.
fn whole(path: &Path) -> PathBuf {
    let of_folder = || {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(of_folder).unwrap_or_else(|| path.into())
}

/// What a failed write means; standard output that is closed is a quiet end.
pub(super) fn failed(file: Option<&Path>, error: &io::Error) -> Failure {
    let source = unnamed(error);
    match file {
        None => source.into(),
        Some(path) => Error::Io { what: format!("`{}` cannot be written", path.display()), source }.into(),
    }
}

/// A file in the same folder, so that taking its name is one step; readable by whom a new file would be.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".heatlink-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rows.csv");
        let db = dir.path().join("heatlink.db");
        let mut target = Target::open(Some(&path), &db).unwrap();
        target.write_all(&vec![b'x'; 3 * HELD]).unwrap();
        drop(target);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        let mut target = Target::open(Some(&path), &db).unwrap();
        target.write_all(b"a\n").unwrap();
        target.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"a\n");
    }

    #[test]
    fn what_must_not_be_replaced_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("heatlink.db");
        std::fs::write(&db, "db").unwrap();
        assert!(Target::open(Some(&db), &db).is_err());
        let to_be = dir.path().join("new.db");
        assert!(Target::open(Some(&to_be), &dir.path().join("./new.db")).is_err());
        assert!(Target::open(Some(dir.path()), &db).is_err());
        assert!(Target::open(Some(&dir.path().join("none/rows.csv")), &db).is_err());
    }
}
