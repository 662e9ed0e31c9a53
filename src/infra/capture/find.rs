//! Which files a command's paths name.

use crate::domain::finding::{Code, Finding};
use crate::infra::capture::near::Opener;
use crate::infra::interrupt;
use crate::infra::path::text;
use rayon::slice::ParallelSliceMut;
use rustix::fs::{Dir, FileType};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// File endings that a folder walk takes for captures, each also with `.gz` or `.zst`.
pub const ENDINGS: &[&str] = &["json", "jsonl", "ndjson", "har", "html", "htm"];

/// What the paths came to.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read: in the order of the arguments, below a folder in byte order of the path.
    pub files: Vec<PathBuf>,
    /// Files of a folder that are no captures by their name.
    pub skipped: Vec<PathBuf>,
    /// What a folder walk does not follow: a warning each.
    pub warnings: Vec<Finding>,
    /// Paths that cannot be read as captures: a rejected capture each.
    pub refused: Vec<Finding>,
}

impl Found {
    fn append(&mut self, other: &mut Self) {
        self.files.append(&mut other.files);
        self.skipped.append(&mut other.skipped);
        self.warnings.append(&mut other.warnings);
        self.refused.append(&mut other.refused);
    }
}

/// Finds the files that `paths` name.
///
/// # Errors
/// The first path that does not exist, before anything is read.
pub fn find(paths: &[PathBuf]) -> Result<Found, PathBuf> {
    let mut found = Found::default();
    if let Some(missing) = missing(paths) {
        return Err(missing.clone());
    }
    for path in paths {
        if is_stdin(path) {
            found.files.push(path.clone());
            continue;
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => walk(path, &mut found),
            Ok(meta) if meta.is_file() => found.files.push(path.clone()),
            Ok(_) => found.refused.push(not_regular(path)),
            Err(error) => found.refused.push(unreadable(path, &error)),
        }
    }
    Ok(found)
}

/// Takes files out of what was found, whatever way they are named; gives them back.
pub fn take_out(files: &mut Vec<PathBuf>, out: &[PathBuf]) -> Vec<PathBuf> {
    let whole: Vec<PathBuf> = out.iter().filter_map(|path| path.canonicalize().ok()).collect();
    if whole.is_empty() {
        return Vec::new();
    }
    // Most files are told apart by their names.
    let is_out = |file: &mut PathBuf| {
        whole.iter().any(|out| out.file_name() == file.file_name())
            && file.canonicalize().is_ok_and(|file| whole.contains(&file))
    };
    files.extract_if(.., is_out).collect()
}

/// The first of the paths that does not exist.
#[must_use]
pub fn missing(paths: &[PathBuf]) -> Option<&PathBuf> {
    paths
        .iter()
        .find(|p| !is_stdin(p) && fs::symlink_metadata(p).is_err_and(|e| e.kind() == io::ErrorKind::NotFound))
}

/// Whether a path means standard input.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A file or folder that the system does not let us read.
#[must_use]
pub fn unreadable(path: &Path, error: &io::Error) -> Finding {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => {
            "it is a link to nowhere, or has gone meanwhile; put the file there, then try again"
        }
        _ => "check its permissions, then try again",
    };
    Finding::new(Code::UnreadableFile, format!("expected a readable file, found: {error}"))
        .with_hint(hint)
        .of_capture(text(path))
}

/// A path that names a device, a pipe or a socket.
#[must_use]
pub fn not_regular(path: &Path) -> Finding {
    Finding::new(Code::NotARegularFile, "expected a regular file or a folder, found a device, pipe or socket")
        .with_hint("pass a pipe as standard input, which has the path `-`")
        .of_capture(text(path))
}

/// Folders are read side by side: a season has one for every heat, and most of the time goes to asking for them.
fn walk(root: &Path, found: &mut Found) {
    let below = Mutex::new(Found::default());
    rayon::scope(|scope| visit(scope, vec![root.to_owned()], &below));
    let mut below = below.into_inner().unwrap_or_else(PoisonError::into_inner);
    below.files.par_sort_unstable_by(|a, b| a.as_os_str().as_bytes().cmp(b.as_os_str().as_bytes()));
    below.skipped.sort_unstable();
    below.warnings.sort_by(|a, b| a.place.cmp(&b.place));
    below.refused.sort_by(|a, b| a.place.cmp(&b.place));
    found.append(&mut below);
}

/// A thread takes so many folders at a time: enough to forget the cost of handing over.
const AT_ONCE: usize = 32;

/// Looks into some folders; those in them are visited by whichever thread is free.
fn visit<'s>(scope: &rayon::Scope<'s>, folders: Vec<PathBuf>, below: &'s Mutex<Found>) {
    if interrupt::is_raised() {
        return;
    }
    let mut here = Found::default();
    let mut deeper = Vec::new();
    let mut opener = Opener::default();
    for folder in folders {
        let listed = opener.folder(&folder).and_then(|open| list(open, &folder, &mut here, &mut deeper));
        if let Err(error) = listed {
            here.refused.push(unreadable(&folder, &error));
        }
    }
    while !deeper.is_empty() {
        let some = deeper.split_off(deeper.len().saturating_sub(AT_ONCE));
        scope.spawn(move |scope| visit(scope, some, below));
    }
    below.lock().unwrap_or_else(PoisonError::into_inner).append(&mut here);
}

/// Sorts what is in a folder; those to look into go to `deeper`.
fn list(open: OwnedFd, folder: &Path, here: &mut Found, deeper: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in Dir::new(open)? {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if !name.as_bytes().starts_with(b".") {
            deeper.extend(look_at(folder.join(name), name, entry.file_type(), here));
        }
    }
    Ok(())
}

/// Sorts one entry of a folder; gives back a folder to look into.
fn look_at(path: PathBuf, name: &OsStr, kind: FileType, here: &mut Found) -> Option<PathBuf> {
    let kind = match kind {
        // Some file systems do not tell.
        FileType::Unknown => match fs::symlink_metadata(&path) {
            Ok(meta) => kind_of(&meta),
            Err(error) => {
                here.refused.push(unreadable(&path, &error));
                return None;
            }
        },
        told => told,
    };
    let is_link = kind == FileType::Symlink;
    let target = if is_link { fs::metadata(&path).ok().map(|meta| kind_of(&meta)) } else { Some(kind) };
    match target {
        Some(FileType::Directory) if is_link => here.warnings.push(skipped(&path, "a link to a folder")),
        Some(FileType::Directory) => return (!name.as_bytes().ends_with(b"_files")).then_some(path),
        Some(FileType::RegularFile) if is_capture_name(name) => here.files.push(path),
        Some(FileType::RegularFile) => here.skipped.push(path),
        Some(_) => here.warnings.push(skipped(&path, "a device, pipe or socket")),
        None => here.warnings.push(skipped(&path, "a link that leads nowhere")),
    }
    None
}

fn kind_of(meta: &fs::Metadata) -> FileType {
    match meta.file_type() {
        kind if kind.is_file() => FileType::RegularFile,
        kind if kind.is_dir() => FileType::Directory,
        kind if kind.is_symlink() => FileType::Symlink,
        _ => FileType::Unknown,
    }
}

fn skipped(path: &Path, what: &str) -> Finding {
    Finding::new(Code::SkippedPath, format!("expected a regular file, found {what}: not read"))
        .with_hint("name it on the command line to read it")
        .of_capture(text(path))
}

/// Whether a folder walk takes a file of this name for a capture.
#[must_use]
pub fn is_capture_name(name: &OsStr) -> bool {
    let lower = name.as_bytes().to_ascii_lowercase();
    let bare = lower.strip_suffix(b".gz").or_else(|| lower.strip_suffix(b".zst")).unwrap_or(&lower);
    ENDINGS.iter().any(|e| bare.strip_suffix(e.as_bytes()).is_some_and(|stem| stem.ends_with(b".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_takes_captures_in_byte_order_and_counts_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "b.json",
            "a/z.JSON",
            "a-b.json",
            "x.har.gz",
            "notes.txt",
            ".hidden.json",
            "page_files/p.json",
            "json",
        ] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "[]").unwrap();
        }
        std::os::unix::fs::symlink(dir.path().join("a"), dir.path().join("loop")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("b.json"), dir.path().join("link.json")).unwrap();
        let found = find(&[dir.path().to_path_buf()]).unwrap();
        let names: Vec<_> = found
            .files
            .iter()
            .map(|f| f.strip_prefix(dir.path()).unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a-b.json", "a/z.JSON", "b.json", "link.json", "x.har.gz"]);
        assert_eq!(found.skipped.len(), 2);
        assert_eq!(found.warnings.len(), 1);
        assert!(find(&[dir.path().join("nope")]).is_err());
    }
}
