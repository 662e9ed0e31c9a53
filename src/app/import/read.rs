//! Reading on several threads: files become captures, in the order of the files, a bounded number ahead of
//! the writer.

use crate::domain::capture::CaptureIdentity;
use crate::domain::finding::Finding;
use crate::domain::time::Instant;
use crate::infra::capture::container::ReadOptions;
use crate::infra::capture::near::Opener;
use crate::infra::capture::source::{self, Capture, Source};
use crate::infra::db::capture::Lookup;
use crate::infra::db::settled::Settled;
use crate::infra::db::{container, open};
use crate::infra::interrupt;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};

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
    /// Opened up, or a part of it: parts of a file follow one another.
    Captures {
        /// As it was named or found.
        path: String,
        /// Bytes of these captures.
        bytes: u64,
        /// What they take in memory.
        weight: u64,
        /// What is in it.
        captures: Vec<Capture>,
        /// With the last part, what is known of the file.
        end: Option<End>,
    },
}

/// What is known of a file once it was read through.
#[derive(Debug)]
pub(crate) struct End {
    /// The stand-in for a stated time.
    pub(crate) modified: Instant,
    /// Where the file wraps its payloads, what it is known by.
    pub(crate) wrapper: Option<CaptureIdentity>,
    /// What there is to say of it as a whole.
    pub(crate) findings: Vec<Finding>,
}

/// Files go to a thread in groups of so many: enough to forget the cost of handing over.
const GROUP: usize = 128;
/// How many groups may be read ahead of the writer: more than the batch it is writing holds, so that the next is ready
/// when it is done.
const AHEAD: usize = 32;
/// With so many ready, the writer has enough to do for a while.
const CLOSE: usize = 8;
/// How much memory captures may take that are read and not yet taken; the group whose turn it is may exceed it by as
/// much as it is allowed for itself.
const AHEAD_BYTES: u64 = 14 << 20;
const TURN_BYTES: u64 = 12 << 20;
/// A group hands over what it has read when it takes so much.
const PART_BYTES: u64 = 1 << 20;
const PART_CAPTURES: usize = 1024;

/// How far the writer is and how much waits for it; readers wait when they are too far ahead.
struct Turn {
    /// How many readers there are.
    jobs: usize,
    state: Mutex<Waiting>,
    moved: Condvar,
}

/// A reader at its group. One that leaves it before it is done, for it was asked to stop or panicked, leaves a gap
/// that the writer cannot pass: then all is over, and nobody may wait for anybody.
struct AtGroup<'t> {
    turn: &'t Turn,
    is_done: bool,
}

impl Drop for AtGroup<'_> {
    fn drop(&mut self) {
        let mut state = self.turn.state();
        state.reading -= 1;
        state.is_over |= !self.is_done;
        drop(state);
        self.turn.moved.notify_all();
    }
}

#[derive(Default)]
struct Waiting {
    /// Nothing more is read.
    is_over: bool,
    written: usize,
    /// How many readers are at a group.
    reading: usize,
    bytes: u64,
    by_group: HashMap<usize, u64>,
}

/// What a group has read so far, or the rest of it.
struct Part {
    group: usize,
    files: Vec<FileRead>,
    is_last: bool,
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
    // Few files may be large ones: each goes to the next thread that is free.
    let size = (files.len() / (jobs.max(1) * 8)).clamp(1, GROUP);
    let groups: Vec<&[PathBuf]> = files.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let turn = Turn { jobs: jobs.max(1), state: Mutex::new(Waiting::default()), moved: Condvar::new() };
    let settled = OnceLock::new();
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::channel::<Part>();
        for reader in 0..jobs.clamp(1, groups.len().max(1)) {
            let send = send.clone();
            let (groups, next, turn, settled) = (&groups, &next, &turn, &settled);
            scope.spawn(move || {
                let known = database.and_then(|path| open::reading(path).ok());
                let mut lookup = known.as_ref().and_then(|conn| Lookup::new(conn, settled).ok());
                // One reads them for all; meanwhile the others look up.
                if reader == 0
                    && let Some(conn) = &known
                    && !options.archive
                {
                    let _ = settled.set(Settled::read(conn, files.len()).ok().flatten());
                }
                let mut opener = Opener::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(group) = groups.get(number) else { break };
                    let Some(mut at) = turn.begin(number) else { break };
                    // One look for a group: beginning and ending one costs more than what is looked up. A look that
                    // cannot begin only means that each file has its own.
                    let _look = known.as_ref().and_then(|conn| conn.unchecked_transaction().ok());
                    let mut reader = Reader {
                        number,
                        options,
                        now,
                        known: known.as_ref().zip(lookup.as_mut()),
                        opener: &mut opener,
                        turn,
                        send: &send,
                        read: Vec::new(),
                        bytes: 0,
                    };
                    let is_wanted = group.iter().all(|path| reader.read_file(path)) && reader.hand_over(true);
                    at.is_done = is_wanted;
                    if !is_wanted {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut waiting: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        let mut outcome = Ok(());
        let mut written = 0;
        'parts: for part in receive {
            waiting.entry(part.group).or_default().push(part);
            while let Some(parts) = waiting.remove(&written) {
                for part in parts {
                    let bytes = held(&part.files);
                    for file in part.files {
                        outcome = take(file);
                        if outcome.is_err() {
                            break 'parts;
                        }
                    }
                    turn.taken(written, bytes);
                    if part.is_last {
                        written += 1;
                        turn.advance(written);
                    }
                }
            }
        }
        // Readers that still wait must see that nobody writes any more.
        turn.stop();
        outcome
    })
}

impl Turn {
    fn state(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a group may be read; none when no more is to be.
    fn begin(&self, number: usize) -> Option<AtGroup<'_>> {
        let mut state = self.state();
        while !state.is_over && state.is_early(number, self.jobs) {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_over {
            return None;
        }
        state.reading += 1;
        Some(AtGroup { turn: self, is_done: false })
    }

    /// Nobody is to wait any more, nor to read.
    fn stop(&self) {
        self.state().is_over = true;
        self.moved.notify_all();
    }

    /// Waits until a group may hand over so much, and counts it.
    fn hold(&self, number: usize, bytes: u64) {
        if bytes == 0 {
            return;
        }
        let mut state = self.state();
        while !state.is_over && state.is_full(number) {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes;
        *state.by_group.entry(number).or_default() += bytes;
    }

    /// The writer has taken so much of a group.
    fn taken(&self, number: usize, bytes: u64) {
        if bytes == 0 {
            return;
        }
        let mut state = self.state();
        state.bytes = state.bytes.saturating_sub(bytes);
        if let Some(held) = state.by_group.get_mut(&number) {
            *held = held.saturating_sub(bytes);
        }
        self.moved.notify_all();
    }

    fn advance(&self, to: usize) {
        let mut state = self.state();
        state.written = to;
        state.by_group.retain(|group, _| *group >= to);
        self.moved.notify_all();
    }
}

impl Waiting {
    /// Whether a group need not be read yet. With enough ready for the writer, which all wait for in the end, one
    /// reader leaves it a core.
    fn is_early(&self, number: usize, jobs: usize) -> bool {
        let ahead = number.saturating_sub(self.written);
        let too_far = ahead >= AHEAD || self.bytes > AHEAD_BYTES;
        let enough = ahead >= CLOSE && self.reading + 1 >= jobs && self.reading > 0;
        ahead > 0 && (too_far || enough)
    }

    /// Whether a group must wait before it hands over more.
    fn is_full(&self, number: usize) -> bool {
        if number == self.written {
            self.by_group.get(&number).is_some_and(|held| *held > TURN_BYTES)
        } else {
            self.bytes > AHEAD_BYTES
        }
    }
}

/// What the captures of a part take in memory; known files hold none.
fn held(files: &[FileRead]) -> u64 {
    let weight = |file: &FileRead| if let FileRead::Captures { weight, .. } = file { *weight } else { 0 };
    files.iter().map(weight).sum()
}

/// One group while it is read.
struct Reader<'a, 'k> {
    number: usize,
    options: &'a ReadOptions,
    now: Instant,
    known: Option<(&'a Connection, &'a mut Lookup<'k>)>,
    opener: &'a mut Opener,
    turn: &'a Turn,
    send: &'a mpsc::Sender<Part>,
    /// Read and not handed over.
    read: Vec<FileRead>,
    bytes: u64,
}

impl Reader<'_, '_> {
    /// Reads a file; false when nobody wants more.
    fn read_file(&mut self, path: &Path) -> bool {
        if interrupt::is_raised() {
            return false;
        }
        let mut source = match source::open_near(path, self.options, self.now, self.opener) {
            Ok(source) => source,
            Err(finding) => return self.push(FileRead::Unreadable(finding)),
        };
        let archive = self.options.archive;
        if let Some((conn, lookup)) = &mut self.known
            && let Some(captures) = known_whole(conn, lookup, &mut source, archive)
        {
            return self.push(FileRead::Known { captures, bytes: source.size() });
        }
        let (path, modified, options) = (source.path.clone(), source.modified, self.options);
        let (mut captures, mut bytes, mut weight, mut is_wanted) = (Vec::new(), 0, 0, true);
        let ended = source::unpack(source, options, &mut |capture| {
            bytes += capture.member.size as u64;
            weight += capture.weight();
            captures.push(capture);
            if weight >= PART_BYTES || captures.len() >= PART_CAPTURES {
                let captures = std::mem::take(&mut captures);
                let part = FileRead::Captures {
                    path: path.clone(),
                    bytes: std::mem::take(&mut bytes),
                    weight: std::mem::take(&mut weight),
                    captures,
                    end: None,
                };
                is_wanted = self.push(part);
            }
            is_wanted
        });
        let end = Some(End { modified, wrapper: ended.wrapper, findings: ended.findings });
        is_wanted && self.push(FileRead::Captures { path, bytes, weight, captures, end })
    }

    fn push(&mut self, read: FileRead) -> bool {
        self.bytes += held(std::slice::from_ref(&read));
        self.read.push(read);
        self.bytes < PART_BYTES || self.hand_over(false)
    }

    fn hand_over(&mut self, is_last: bool) -> bool {
        self.turn.hold(self.number, std::mem::take(&mut self.bytes));
        let part = Part { group: self.number, files: std::mem::take(&mut self.read), is_last };
        self.send.send(part).is_ok()
    }
}

/// How many captures a file is, if all of it is known, was taken whole and is archived where that is `wanted`. A look-up
/// that fails only means that the writer will look.
fn known_whole(conn: &Connection, lookup: &mut Lookup<'_>, source: &mut Source, wanted: bool) -> Option<u64> {
    if let Some(identity) = source.hinted_identity()
        && lookup.is_settled(&identity, source.modified, wanted).ok()? == Some(true)
    {
        return Some(1);
    }
    let identity = source.identity()?;
    if let Some(settled) = lookup.is_settled(&identity, source.modified, wanted).ok()? {
        return settled.then_some(1);
    }
    let kept = container::find(conn, &identity).ok()??;
    if wanted && !kept.archived {
        return None;
    }
    kept.assumed_at.is_none_or(|at| at <= source.modified).then_some(kept.captures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(jobs: usize) -> Turn {
        Turn { jobs, state: Mutex::new(Waiting::default()), moved: Condvar::new() }
    }

    #[test]
    fn one_of_two_readers_pauses_once_enough_is_ready() {
        let turn = turn(2);
        let at = turn.begin(CLOSE - 1).unwrap();
        assert!(turn.state().is_early(CLOSE, 2));
        assert!(!turn.state().is_early(CLOSE - 1, 2), "close to the writer, both read");
        drop(at);
        assert!(!turn.state().is_early(CLOSE, 2), "nobody else reads");
        assert!(turn.state().is_early(AHEAD, 2), "too far ahead");
        turn.advance(AHEAD);
        assert!(!turn.state().is_early(AHEAD, 2), "it is this group's turn");
    }

    #[test]
    fn a_reader_that_leaves_its_group_lets_nobody_wait() {
        let turn = turn(2);
        std::thread::scope(|scope| {
            let at = turn.begin(0).unwrap();
            let early = scope.spawn(|| turn.begin(AHEAD).is_none());
            let full = scope.spawn(|| turn.hold(1, AHEAD_BYTES * 3));
            drop(at);
            assert!(early.join().unwrap());
            full.join().unwrap();
        });
    }
}
