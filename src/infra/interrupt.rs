//! Being asked to stop: a signal reaches the process, whatever thread it is in; long work looks here now and then.
//!
//! A process has one such flag as it has one set of signals, so it stands here rather than in every argument list.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RAISED: AtomicBool = AtomicBool::new(false);

/// Files and folders that are not to stay when the process ends before its time.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Asks all work to stop.
pub fn raise() {
    RAISED.store(true, Ordering::Relaxed);
}

/// Whether work was asked to stop.
#[must_use]
pub fn is_raised() -> bool {
    RAISED.load(Ordering::Relaxed)
}

/// Goes on unless work was asked to stop.
///
/// # Errors
/// When it was: an error that says nothing of what was read or written.
pub fn check() -> io::Result<()> {
    // `Interrupted` would be tried again.
    if is_raised() { Err(io::Error::other("interrupted")) } else { Ok(()) }
}

/// A file or folder that is being written and goes away if the process must end at once; forgotten when dropped.
#[derive(Debug)]
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Notes a file, or a folder with all in it.
    #[must_use]
    pub fn note(path: &Path) -> Self {
        unfinished().insert(path.into());
        Self(path.into())
    }
}

/// Makes a file or folder and notes it, with nothing in between: who ends the process waits for that.
///
/// # Errors
/// When it cannot be made.
pub fn making<T>(
    begin: impl FnOnce() -> io::Result<T>,
    path: impl FnOnce(&T) -> PathBuf,
) -> io::Result<(T, Unfinished)> {
    let mut all = unfinished();
    let made = begin()?;
    let path = path(&made);
    all.insert(path.clone());
    Ok((made, Unfinished(path)))
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

/// Takes away what is unfinished: the last thing a process does that cannot end tidily. Nothing more is made then: who
/// would note it waits for a lock that is never given back.
pub fn remove_unfinished() {
    let all = unfinished();
    all.iter().for_each(|path| remove(path));
    std::mem::forget(all);
}

/// Removes a file, or a folder with all in it. There is nobody left to tell of a failure.
fn remove(path: &Path) {
    // Somebody may still be writing into a folder.
    const TRIES: u32 = 50;
    for _ in 0..TRIES {
        // A link is a file here: what it leads to is not ours.
        let Ok(meta) = path.symlink_metadata() else { return };
        let done = if meta.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        if done.is_err() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_go_and_what_links_lead_to_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("made/results")).unwrap();
        std::fs::write(at("made/results/part-0.csv"), "a").unwrap();
        std::fs::write(at("rows.csv"), "a").unwrap();
        std::fs::create_dir(at("other")).unwrap();
        std::os::unix::fs::symlink(at("other"), at("link")).unwrap();
        for name in ["made", "rows.csv", "link", "none"] {
            remove(&at(name));
            assert!(at(name).symlink_metadata().is_err(), "{name}");
        }
        assert!(at("other").is_dir());
    }
}
