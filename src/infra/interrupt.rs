//! Being asked to stop: a signal reaches the process, whatever thread it is in; long work looks here now and then.
//!
//! A process has one such flag as it has one set of signals, so it stands here rather than in every argument list.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RAISED: AtomicBool = AtomicBool::new(false);

/// Files that are not to stay when the process ends before its time.
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

/// A file that is being written and goes away if the process must end at once; forgotten when dropped.
#[derive(Debug)]
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Notes a file.
    #[must_use]
    pub fn note(path: &Path) -> Self {
        unfinished().insert(path.into());
        Self(path.into())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

/// Takes away what is unfinished: the last thing a process does that cannot end tidily.
pub fn remove_unfinished() {
    for path in std::mem::take(&mut *unfinished()) {
        // There is nobody left to tell.
        let _ = std::fs::remove_file(path);
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
