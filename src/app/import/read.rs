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
/// How many groups may be read ahead of the writer: as many as the batch it is writing holds, so that the next
/// is ready when it is done.
const AHEAD: usize = 160;
/// How many bytes of captures may be held, read and not yet taken; the group whose turn it is may exceed it.
const AHEAD_BYTES: u64 = 24 << 20;

/// How far the writer is and how much waits for it; readers wait when they are too far ahead.
struct Turn {
    state: Mutex<Waiting>,
    moved: Condvar,
}

#[derive(Default)]
struct Waiting {
    written: usize,
    bytes: u64,
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
    let turn = Turn { state: Mutex::new(Waiting::default()), moved: Condvar::new() };
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
                    let read: Vec<FileRead> =
                        group.iter().map(|path| read_file(path, options, now, known.as_ref())).collect();
                    turn.hold(held(&read));
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
                let bytes = held(&group);
                for file in group {
                    outcome = take(file);
                    if outcome.is_err() {
                        break 'groups;
                    }
                }
                written += 1;
                turn.advance(written, bytes);
            }
        }
        // Readers that still wait must see that nobody writes any more.
        next.store(usize::MAX / 2, Ordering::Relaxed);
        turn.advance(usize::MAX / 2, 0);
        outcome
    })
}

impl Turn {
    fn wait_for(&self, number: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while number > state.written && (number >= state.written + AHEAD || state.bytes > AHEAD_BYTES) {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn hold(&self, bytes: u64) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).bytes += bytes;
    }

    fn advance(&self, to: usize, bytes: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.written = to;
        state.bytes = state.bytes.saturating_sub(bytes);
        self.moved.notify_all();
    }
}

/// Bytes of the captures that a group holds; known files hold none.
fn held(group: &[FileRead]) -> u64 {
    let bytes = |file: &FileRead| if let FileRead::Captures { bytes, .. } = file { *bytes } else { 0 };
    group.iter().map(bytes).sum()
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
    if let Some(settled) = capture::is_settled(conn, &identity, file.modified).ok()? {
        return settled.then_some(1);
    }
    let kept = container::find(conn, &identity).ok()??;
    kept.assumed_at.is_none_or(|at| at <= file.modified).then_some(kept.captures)
}
