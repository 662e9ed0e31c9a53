//! A file's own bytes: held where they are few, else read piece by piece, and hashed on the way.

use super::find::{is_stdin, not_regular, unreadable};
use super::near::Opener;
use super::stdin::Stdin;
use crate::domain::capture::Sha256;
use crate::domain::finding::Finding;
use crate::domain::time::Instant;
use crate::infra::interrupt;
use sha2::Digest;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

/// A file of at most so many bytes is read in one go.
pub(crate) const SMALL: u64 = 4 << 20;

/// So much of what is refused is kept when it is not held whole.
const HEAD: usize = 64 << 10;

/// SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// Where the bytes come from.
#[derive(Debug)]
pub(crate) enum Raw {
    /// All of them are here.
    Held(Vec<u8>),
    /// A large file or standard input.
    Flowing(Box<Flowing>),
}

/// Bytes that are read piece by piece.
#[derive(Debug)]
pub(crate) struct Flowing {
    input: Input,
    /// None where nobody will ask.
    hash: Option<sha2::Sha256>,
    /// The beginning, for quarantine.
    pub(crate) head: Vec<u8>,
    /// How many were read.
    pub(crate) count: u64,
}

#[derive(Debug)]
enum Input {
    File(File),
    Stdin(Stdin),
}

impl Read for Flowing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        interrupt::check()?;
        let n = match &mut self.input {
            Input::File(file) => file.read(into)?,
            Input::Stdin(stdin) => stdin.read(into)?,
        };
        let missing = HEAD.saturating_sub(self.head.len()).min(n);
        self.head.extend_from_slice(&into[..missing]);
        if let Some(hash) = &mut self.hash {
            hash.update(&into[..n]);
        }
        self.count += n as u64;
        Ok(n)
    }
}

impl Flowing {
    fn new(input: Input, hashed: bool) -> Box<Self> {
        Box::new(Self { input, hash: hashed.then(sha2::Sha256::new), head: Vec::new(), count: 0 })
    }

    /// Reads on to the end, or over `most` bytes, and tells the SHA-256 of all that was read; where it was not
    /// hashed, that of its beginning and length, which tells it from most others.
    pub(crate) fn finish(&mut self, most: u64) -> Sha256 {
        let mut piece = vec![0; HEAD];
        let mut left = most;
        // What cannot be read any more is no part of what was.
        while left > 0 {
            match self.read(&mut piece) {
                Ok(0) => break,
                Ok(n) => left = left.saturating_sub(n as u64),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        match &self.hash {
            Some(hash) => Sha256(hash.clone().finalize().into()),
            None => sha256(&[self.head.as_slice(), &self.count.to_le_bytes()].concat()),
        }
    }

    /// Reads a file to its end for its SHA-256 and goes back to its beginning; none for what cannot be read twice.
    pub(crate) fn hash_first(&mut self) -> Option<Sha256> {
        let Input::File(_) = &self.input else { return None };
        let hash = self.finish(u64::MAX);
        let Input::File(file) = &mut self.input else { return None };
        file.rewind().ok()?;
        self.hash = self.hash.is_some().then(sha2::Sha256::new);
        self.head.clear();
        self.count = 0;
        Some(hash)
    }
}

/// Opens a file, and reads it if it is small; what flows is `hashed` on the way. Gives its modification time, for
/// standard input `now`.
///
/// # Errors
/// The finding for which it is a rejected capture.
pub(crate) fn open(
    path: &Path,
    now: Instant,
    opener: &mut Opener,
    hashed: bool,
) -> Result<(Raw, Instant), Box<Finding>> {
    let io = |error: io::Error| Box::new(unreadable(path, &error));
    if is_stdin(path) {
        return Ok((Raw::Flowing(Flowing::new(Input::Stdin(Stdin::open()), hashed)), now));
    }
    let file = opener.file(path).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    if !meta.is_file() {
        return Err(Box::new(not_regular(path)));
    }
    let modified = instant_of(meta.modified().map_err(io)?);
    if meta.len() > SMALL {
        return Ok((Raw::Flowing(Flowing::new(Input::File(file), hashed)), modified));
    }
    Ok((Raw::Held(read_whole(file, meta.len()).map_err(io)?), modified))
}

/// Reads a file of known length in one go. One that grows meanwhile is read as long as it was; one that is
/// shorter than it said, to its end.
fn read_whole(mut file: File, length: u64) -> io::Result<Vec<u8>> {
    let wanted = usize::try_from(length).unwrap_or(usize::MAX);
    let mut bytes = vec![0; wanted];
    let mut filled = 0;
    while filled < wanted {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// A file's time as an instant; files may be older than 1970.
fn instant_of(time: std::time::SystemTime) -> Instant {
    let millis = |d: std::time::Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
    Instant::from_millis(match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => -millis(before.duration()),
    })
}
