//! Reading on several threads: files become captures, in the order of the files, a bounded number ahead of
//! the writer.

use crate::domain::capture::CaptureIdentity;
use crate::domain::finding::Finding;
use crate::domain::time::Instant;
use crate::infra::capture::container::ReadOptions;
use crate::infra::capture::source::{self, Capture, FileBytes};
use crate::infra::db::{capture, container, open};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};

/// One file, read.
#[derive(Debug)]
pub(crate) enum FileRead {
    /// It cannot be read at all.
    Unreadable(Box<Finding>),
    /// Known bytes that were taken whole: so many captures, not parsed again.
    Known {
        /// How many captures it is.
        captures: u64,
        /// Bytes read.
        bytes: u64,
    },
    /// Opened up.
    Captures {
        /// As it was named or found.
        path: String,
        /// Bytes read.
        bytes: u64,
        /// The stand-in for a stated time.
        modified: Instant,
        /// Where the file wraps its payloads, what it is known by.
        wrapper: Option<CaptureIdentity>,
        /// What is in it.
        captures: Vec<Capture>,
    },
}

/// Files go to a thread in groups of so many: enough to forget the cost of handing over.
const GROUP: usize = 32;
/// How many groups may be read ahead of the writer.
const AHEAD: usize = 16;

/// How far the writer is; readers wait when they are too far ahead.
struct Turn {
    written: Mutex<usize>,
    moved: Condvar,
}

/// Reads files on `jobs` threads and hands them to `take` in their order. `database` is asked what is known
/// already. Stops early when `take` fails.
pub(crate) fn in_order<E: Send>(
    files: &[PathBuf],
    options: &ReadOptions,
    now: Instant,
    jobs: usize,
    database: Option<&Path>,
    mut take: impl FnMut(FileRead) -> Result<(), E>,
) -> Result<(), E> {
    let groups: Vec<&[PathBuf]> = files.chunks(GROUP).collect();
    let next = AtomicUsize::new(0);
    let turn = Turn { written: Mutex::new(0), moved: Condvar::new() };
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::channel::<(usize, Vec<FileRead>)>();
        for _ in 0..jobs.clamp(1, groups.len().max(1)) {
            let send = send.clone();
            let (groups, next, turn) = (&groups, &next, &turn);
            scope.spawn(move || {
                let known = database.and_then(|path| open::reading(path).ok());
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(group) = groups.get(number) else { break };
                    turn.wait_for(number);
                    let read =
                        group.iter().map(|path| read_file(path, options, now, known.as_ref())).collect();
                    if send.send((number, read)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = std::collections::BTreeMap::new();
        let mut outcome = Ok(());
        let mut written = 0;
        'groups: for (number, read) in receive {
            waiting.insert(number, read);
            while let Some(group) = waiting.remove(&written) {
                for file in group {
                    outcome = take(file);
                    if outcome.is_err() {
                        break 'groups;
                    }
                }
                written += 1;
                turn.advance(written);
            }
        }
        // Readers that still wait must see that nobody writes any more.
        next.store(usize::MAX / 2, Ordering::Relaxed);
        turn.advance(usize::MAX / 2);
        outcome
    })
}

impl Turn {
    fn wait_for(&self, number: usize) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        while number >= *written + AHEAD {
            written = self.moved.wait(written).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn advance(&self, to: usize) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = to;
        self.moved.notify_all();
    }
}

fn read_file(path: &Path, options: &ReadOptions, now: Instant, known: Option<&Connection>) -> FileRead {
    let file = match source::read(path, options, now) {
        Ok(file) => file,
        Err(finding) => return FileRead::Unreadable(finding),
    };
    let bytes = file.bytes.len() as u64;
    if let Some(captures) = known.and_then(|conn| known_whole(conn, &file)) {
        return FileRead::Known { captures, bytes };
    }
    let captures = source::unpack(&file, options);
    let wrapper = source::is_wrapped(&file, &captures).then(|| file.identity());
    FileRead::Captures { path: file.path, bytes, modified: file.modified, wrapper, captures }
}

/// How many captures a file is, if all of it is known and was taken whole. A look-up that fails only means
/// that the writer will look.
fn known_whole(conn: &Connection, file: &FileBytes) -> Option<u64> {
    let identity = file.identity();
    if let Some(kept) = capture::find(conn, &identity).ok()? {
        return (kept.is_settled() && !kept.is_later_than(file.modified)).then_some(1);
    }
    let kept = container::find(conn, &identity).ok()??;
    kept.assumed_at.is_none_or(|at| at <= file.modified).then_some(kept.captures)
}
