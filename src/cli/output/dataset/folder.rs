//! The directory: it has a manifest only while it is whole.

use super::manifest::{self, Manifest};
use super::{Format, VIEWS};
use crate::app::error::Error;
use crate::cli::exit::Failure;
use crate::infra::interrupt::{self, Unfinished};
use crate::infra::json_text;
use crate::infra::temporary::unnamed;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What the folder is called in which files are made; one that a killed run left goes with the next.
const MAKING: &str = ".heatlink-export-";

/// A directory in the making; dropped, it leaves nothing behind.
pub(crate) struct Folder {
    made: TempDir,
    /// Takes it away also where the process ends at once.
    unfinished: Unfinished,
    /// Held as long as somebody works in it: so that others know it from what a killed run left.
    _in_use: Option<fs::File>,
    to: PathBuf,
    /// `to` as it was named, for messages.
    named: PathBuf,
    /// Whether `to` was there: files then go into it one by one. Else the folder takes its name as a whole.
    is_there: bool,
}

impl Folder {
    /// Begins one. What must not be written over is refused before anything is made.
    pub(crate) fn open(to: &Path, db: &Path, force: bool) -> Result<Self, Failure> {
        let failed = |e: &io::Error| failed(to, e);
        // A symbolic link goes on pointing to what is written.
        let whole = to.canonicalize().unwrap_or_else(|_| to.to_path_buf());
        let is_there = whole.exists();
        let beside = match whole.parent().filter(|p| !p.as_os_str().is_empty()) {
            _ if is_there => &whole,
            Some(parent) => parent,
            None => Path::new("."),
        };
        if is_there {
            if !whole.is_dir() {
                return Err(Failure::cannot(format!(
                    "`{}` cannot be written: it is no folder",
                    to.display()
                )));
            }
            let mut inside = fs::read_dir(&whole).map_err(|e| failed(&e))?;
            if !force
                && inside.any(|entry| !entry.is_ok_and(|entry| held_if_left_behind(&entry.path()).is_some()))
            {
                return Err(Failure::Cannot(
                    format!("`{}` is not empty", to.display()),
                    Some(
                        "name another folder; or give `--force`, which replaces an export that is there and \
                         leaves other files"
                            .into(),
                    ),
                ));
            }
            if db.canonicalize().is_ok_and(|db| ours(&whole).contains(&db)) {
                let message = format!("`{}` has the name of an exported table", db.display());
                return Err(Failure::Cannot(message, Some("export to another folder".into())));
            }
        }
        remove_left_behind(beside);
        let (made, unfinished, in_use) = in_use(beside).map_err(|e| failed(&e))?;
        Ok(Self { made, unfinished, _in_use: in_use, to: whole, named: to.into(), is_there })
    }

    /// Where a file of this path is to be written; the folders below this one are made, and it is not made again where
    /// the process is about to end.
    pub(super) fn place(&self, path: &str) -> Result<PathBuf, Failure> {
        let mut at = self.made.path().to_path_buf();
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            at.push(folder);
            match fs::create_dir(&at) {
                Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(self.failed(&e)),
                _ => {}
            }
        }
        Ok(at.join(name))
    }

    /// What a failed write means.
    pub(super) fn failed(&self, error: &io::Error) -> Failure {
        failed(&self.named, error)
    }

    /// Writes the manifest, and lets everything take its place.
    pub(super) fn finish(self, manifest: &Manifest) -> Result<(), Failure> {
        let named = self.named.clone();
        self.settle(manifest).map_err(|e| failed(&named, &e))
    }

    fn settle(self, manifest: &Manifest) -> io::Result<()> {
        let from = self.made.path();
        let mut file = fs::File::create_new(from.join(manifest::NAME))?;
        file.write_all(json_text::document(manifest)?.as_bytes())?;
        file.sync_all()?;
        if !self.is_there {
            fs::rename(from, &self.to)?;
            // It has another name now, by which nothing is removed.
            let _ = self.made.keep();
            drop(self.unfinished);
            return Ok(());
        }
        let manifest_at = self.to.join(manifest::NAME);
        remove(&manifest_at)?;
        for old in ours(&self.to) {
            remove(&old)?;
        }
        for path in manifest.paths() {
            let at = self.to.join(path);
            at.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::rename(from.join(path), at)?;
        }
        fs::rename(from.join(manifest::NAME), manifest_at)
    }
}

/// Takes away what runs left that were killed: folders in which nobody works any more. One that cannot be taken away
/// hinders nobody.
fn remove_left_behind(beside: &Path) {
    for left in entries(beside) {
        // Held until it is gone.
        if let Some(_nobody_else) = held_if_left_behind(&left) {
            let _ = fs::remove_dir_all(&left);
        }
    }
}

/// Holds what a run that was killed left; none where it is something else, or somebody works in it.
fn held_if_left_behind(path: &Path) -> Option<fs::File> {
    let is_folder = path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
    if is_folder && named(path, MAKING) { hold(path) } else { None }
}

/// A folder that is noted and held. Before it is held, another export that begins may take it for left behind.
fn in_use(beside: &Path) -> io::Result<(TempDir, Unfinished, Option<fs::File>)> {
    const TRIES: u32 = 3;
    let begin = || interrupt::making(|| temporary(beside), |made| made.path().into());
    let (mut made, mut unfinished) = begin()?;
    for _ in 1..TRIES {
        let held = hold(made.path());
        if held.is_some() && made.path().is_dir() {
            return Ok((made, unfinished, held));
        }
        (made, unfinished) = begin()?;
    }
    let held = hold(made.path());
    Ok((made, unfinished, held))
}

/// Holds a folder in which files are made; none where somebody else does, or where folders cannot be held (some
/// network file systems): there nothing is ever taken for left behind.
fn hold(folder: &Path) -> Option<fs::File> {
    let handle = fs::File::open(folder).ok()?;
    handle.try_lock().ok()?;
    Some(handle)
}

/// What an export writes, where it is there: files by their names, parts and the folders that hold nothing else.
/// Nothing else is ever removed.
fn ours(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for view in VIEWS {
        for format in Format::ALL {
            found.push(folder.join(format!("{}.{}", view.name(), format.name())));
        }
        let table = folder.join(view.name());
        let years: Vec<PathBuf> = entries(&table).filter(|p| named(p, "event_year=")).collect();
        for year in years {
            found.extend(Format::ALL.map(|format| year.join(format!("part-0.{}", format.name()))));
            found.push(year);
        }
        found.push(table);
    }
    found.retain(|path| path.symlink_metadata().is_ok());
    found
}

/// What stands in a folder; nothing where that is none.
fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok().map(|entry| entry.path()))
}

fn named(path: &Path, beginning: &str) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(beginning))
}

/// Removes a file, or a folder that is empty.
fn remove(path: &Path) -> io::Result<()> {
    let done = match path.symlink_metadata() {
        Ok(meta) if !meta.is_dir() => fs::remove_file(path),
        Ok(_) => match fs::remove_dir(path) {
            // Somebody else's files stand in it.
            Err(e) if e.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            done => done,
        },
        Err(e) => Err(e),
    };
    match done {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn failed(to: &Path, error: &io::Error) -> Failure {
    let source = unnamed(error);
    Error::Io { what: format!("`{}` cannot be written", to.display()), source }.into()
}

/// A folder in another, readable by whom a new one would be.
fn temporary(beside: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(MAKING);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(beside)
}
