//! How long a connection waits for another program, and that it stops when the process is asked to.

use super::error::DbError;
use crate::infra::interrupt;
use rusqlite::{Connection, Result};
use std::fs::TryLockError;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long anybody waits for a lock, unless told otherwise.
const LOCK_TIMEOUT_MS: u64 = 10_000;

/// In milliseconds; of the process, as every connection has the same.
static LOCK_TIMEOUT: AtomicU64 = AtomicU64::new(LOCK_TIMEOUT_MS);

/// `SQLite` asks every so many steps of its machine whether to go on: a fraction of a millisecond.
const STEPS: i32 = 10_000;

/// Sets how long connections made from now on wait for a lock that another program holds.
pub fn set_lock_timeout(timeout: Duration) {
    LOCK_TIMEOUT.store(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
}

/// Makes a connection wait no longer than that, and neither wait nor work when the process is asked to stop: what
/// it was doing fails with `SQLITE_INTERRUPT`, and its transaction is undone.
pub(super) fn limit(conn: &mut Connection) -> Result<()> {
    let mut waiting = Waiting::default();
    conn.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            waiting = Waiting::default();
        }
        waiting.wait()
    }))?;
    conn.progress_handler(STEPS, Some(interrupt::is_raised))
}

/// Holds the database's folder while one process looks at the file, creates it and brings it up to date; freed
/// when dropped. The file itself must not be opened for this: closing it would free `SQLite`'s own locks. A
/// folder that cannot be locked (some network file systems) leaves only the race that the lock is against.
pub(super) fn creation_lock(path: &Path) -> std::result::Result<Option<std::fs::File>, DbError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(handle) = std::fs::File::open(folder) else { return Ok(None) };
    let mut waiting = Waiting::default();
    loop {
        match handle.try_lock() {
            Ok(()) => return Ok(Some(handle)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if waiting.wait() => {}
            Err(TryLockError::WouldBlock) => return Err(DbError::Locked),
        }
    }
}

/// A wait for a lock under way.
#[derive(Debug)]
pub(super) struct Waiting {
    since: Instant,
    tries: u32,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { since: Instant::now(), tries: 0 }
    }
}

impl Waiting {
    /// Sleeps a little, longer each time; false when there is no time left.
    pub(super) fn wait(&mut self) -> bool {
        let most = Duration::from_millis(LOCK_TIMEOUT.load(Ordering::Relaxed));
        let left = most.saturating_sub(self.since.elapsed());
        if left.is_zero() || interrupt::is_raised() {
            return false;
        }
        let pause = Duration::from_millis(1 << self.tries.min(5));
        self.tries += 1;
        std::thread::sleep(pause.min(left));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_has_an_end() {
        let mut waiting = Waiting::default();
        assert!(waiting.wait() && waiting.wait());
        let long_ago = Instant::now().checked_sub(Duration::from_millis(LOCK_TIMEOUT_MS)).unwrap();
        assert!(!Waiting { since: long_ago, tries: 9 }.wait());
    }
}
