//! Text that comes piece by piece: what was read and not yet taken, grown on demand.

use super::decompress::{Compression, is_after_end};
use crate::domain::capture::Sha256;
use crate::domain::finding::{Code, Finding};
use crate::domain::text::size;
use crate::infra::interrupt;
use sha2::Digest;
use std::borrow::Cow;
use std::io::{self, Read};

/// So much is read at a time, and up to 32 times as much while one end is waited for.
const PIECE: usize = 256 << 10;

/// So much of what is too long is kept.
const HEAD: usize = 64 << 10;

/// A part of a text, up to an end that was looked for.
pub(crate) enum Part {
    /// So many bytes of what is unread.
    Whole(usize),
    /// The text ended first.
    Cut,
    /// It is longer than is held, and was taken.
    TooLong(TooLong),
}

/// Something too long to be held.
pub(crate) struct TooLong {
    /// How it begins.
    pub(crate) head: Vec<u8>,
    /// Of all of it.
    pub(crate) sha256: Sha256,
    /// Bytes of all of it.
    pub(crate) size: usize,
    /// Whether its end came.
    pub(crate) is_whole: bool,
}

/// A text of any length, of which a part is held.
pub(crate) struct Stream<'a> {
    reader: Option<Box<dyn Read + 'a>>,
    held: Cow<'a, [u8]>,
    /// Where in `held` the part begins that was not taken yet.
    start: usize,
    compression: Option<Compression>,
    /// How many bytes came out so far, and may.
    count: u64,
    most: u64,
    fault: Option<Finding>,
    /// Line ends taken.
    lines: u64,
    /// Code points taken since the last of them, where somebody wants to know.
    columns: Option<u64>,
    /// So much is read at a time.
    piece: usize,
}

impl<'a> Stream<'a> {
    /// A text that is held whole.
    pub(crate) fn whole(bytes: &'a [u8]) -> Self {
        let mut stream = Self::new(None, None, u64::MAX);
        stream.held = Cow::Borrowed(bytes);
        stream
    }

    /// What a reader gives, not compressed.
    pub(crate) fn plain(reader: impl Read + 'a) -> Self {
        Self::new(Some(Box::new(reader)), None, u64::MAX)
    }

    /// The same, read in pieces of `piece` bytes.
    #[cfg(test)]
    pub(crate) fn in_pieces(reader: impl Read + 'a, piece: usize) -> Self {
        Self { piece, ..Self::plain(reader) }
    }

    /// What a compressed file holds, up to `most` bytes.
    pub(crate) fn packed(compression: Compression, reader: impl Read + 'a, most: u64) -> Self {
        match compression.reader(reader) {
            Ok(reader) => Self::new(Some(reader), Some(compression), most),
            Err(error) => {
                let mut stream = Self::new(None, Some(compression), most);
                stream.fault = Some(stream.fault_of(&error));
                stream
            }
        }
    }

    fn new(reader: Option<Box<dyn Read + 'a>>, compression: Option<Compression>, most: u64) -> Self {
        let held = Cow::Owned(Vec::new());
        Self {
            reader,
            held,
            start: 0,
            compression,
            count: 0,
            most,
            fault: None,
            lines: 0,
            columns: None,
            piece: PIECE,
        }
    }

    /// What was read and not taken.
    pub(crate) fn unread(&self) -> &[u8] {
        &self.held[self.start..]
    }

    /// Whether there is nothing more to read.
    pub(crate) fn at_end(&self) -> bool {
        self.reader.is_none()
    }

    /// Why reading ended before the end.
    pub(crate) fn fault(&mut self) -> Option<Finding> {
        self.fault.take()
    }

    /// Whether reading ended before the end.
    pub(crate) fn is_faulty(&self) -> bool {
        self.fault.is_some()
    }

    /// The line of the first byte that was not taken, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.lines + 1
    }

    /// Counts columns from here on, which is where a line begins.
    pub(crate) fn count_columns(&mut self) {
        self.columns = Some(0);
    }

    /// Line and column of the first byte that was not taken, both from 1, columns in code points as far as they are
    /// counted.
    pub(crate) fn place(&self) -> (u64, u64) {
        (self.line(), self.columns.unwrap_or_default() + 1)
    }

    /// Takes the next `n` bytes.
    pub(crate) fn take(&mut self, n: usize) {
        let taken = &self.held[self.start..self.start + n];
        let ends = memchr::memchr_iter(b'\n', taken).count() as u64;
        self.lines += ends;
        if let Some(columns) = &mut self.columns {
            let last_line = memchr::memrchr(b'\n', taken).map_or(taken, |end| &taken[end + 1..]);
            *columns = code_points(last_line) + if ends == 0 { *columns } else { 0 };
        }
        self.start += n;
    }

    /// Takes a mark of the byte order, which is in no column.
    pub(crate) fn take_mark(&mut self, n: usize) {
        self.start += n;
    }

    /// Reads on; false where there is nothing more.
    pub(crate) fn more(&mut self) -> bool {
        if self.reader.is_none() {
            return false;
        }
        let held = self.held.to_mut();
        if self.start > 0 {
            held.drain(..self.start);
            self.start = 0;
        }
        // A long wait for one end reads in growing pieces, so that it is moved and looked at seldom.
        let before = held.len();
        let wanted = before.clamp(self.piece, 32 * self.piece);
        held.resize(before + wanted, 0);
        let mut filled = before;
        let mut failed = None;
        while filled < held.len() {
            let read =
                |r: &mut Box<dyn Read + 'a>| interrupt::check().and_then(|()| r.read(&mut held[filled..]));
            match self.reader.as_mut().map_or(Ok(0), read) {
                Ok(0) => {
                    self.reader = None;
                    break;
                }
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let room = usize::try_from(self.most - self.count).unwrap_or(usize::MAX);
        let came = (filled - before).min(room);
        let is_over = filled - before > room;
        held.truncate(before + came);
        self.count += came as u64;
        if is_over {
            self.fault = Some(self.too_large());
            self.reader = None;
        } else if let Some(error) = failed {
            self.fault = Some(self.fault_of(&error));
            self.reader = None;
        }
        came > 0
    }

    /// Reads on until `end` finds an end, of which it is shown each byte once, or until the part is longer than
    /// `most` bytes.
    pub(crate) fn until(&mut self, most: u64, mut end: impl FnMut(&[u8]) -> Option<usize>) -> Part {
        let mut seen = 0;
        loop {
            let found = end(&self.unread()[seen..]).map(|n| seen + n);
            let length = found.unwrap_or(self.unread().len());
            if length as u64 > most {
                return Part::TooLong(self.skip(found, end));
            }
            if let Some(length) = found {
                return Part::Whole(length);
            }
            seen = length;
            if !self.more() {
                return Part::Cut;
            }
        }
    }

    /// Takes what is too long to be held.
    fn skip(&mut self, mut found: Option<usize>, mut end: impl FnMut(&[u8]) -> Option<usize>) -> TooLong {
        let head = self.unread()[..self.unread().len().min(HEAD)].to_vec();
        let (mut hash, mut size) = (sha2::Sha256::new(), 0);
        loop {
            let length = found.unwrap_or(self.unread().len());
            hash.update(&self.unread()[..length]);
            size += length;
            self.take(length);
            if found.is_some() || !self.more() {
                break;
            }
            found = end(self.unread());
        }
        TooLong { head, sha256: Sha256(hash.finalize().into()), size, is_whole: found.is_some() }
    }

    fn too_large(&self) -> Finding {
        let found = format!("expected at most {} unpacked, found more", size(self.most));
        Finding::new(Code::TotalTooLarge, found)
            .with_hint("if the file is what it should be, read it with a larger `--max-total-size`")
    }

    fn fault_of(&self, error: &io::Error) -> Finding {
        let Some(compression) = self.compression else {
            return Finding::new(Code::UnreadableFile, format!("expected a readable file, found: {error}"))
                .with_hint("check the disk, then try again");
        };
        let found = match error.kind() {
            io::ErrorKind::UnexpectedEof => "its end too early".to_owned(),
            _ if is_after_end(error) => "something else after its end".to_owned(),
            _ => format!("a fault: {error}"),
        };
        let hint = if is_after_end(error) {
            "two files were joined, or the file was changed; capture it again"
        } else {
            "the file was cut short or changed; capture it again"
        };
        let message = format!("expected whole {} data, found {found}", compression.as_str());
        Finding::new(Code::DamagedCompression, message).with_hint(hint)
    }
}

/// How many characters begin in some bytes of UTF-8. A HAR may be one line of any length, all of which is counted: in
/// bytes, so that many are added up at a time.
fn code_points(bytes: &[u8]) -> u64 {
    let begins = |byte: &u8| u8::from(*byte & 0xc0 != 0x80);
    bytes.chunks(255).map(|part| u64::from(part.iter().map(begins).sum::<u8>())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_code_points_however_much_is_taken() {
        let text = "{\"é\":\n\n\"😀é\",".to_owned() + &"aé".repeat(400) + "\r\n[";
        for step in [1, 3, 700, text.len()] {
            let mut stream = Stream::whole(text.as_bytes());
            stream.count_columns();
            let (mut at, mut place) = (0, (1, 1));
            while at < text.len() {
                let next = (at + step).min(text.len());
                let next = (next..=text.len()).find(|n| text.is_char_boundary(*n)).unwrap();
                stream.take(next - at);
                for c in text[at..next].chars() {
                    place = if c == '\n' { (place.0 + 1, 1) } else { (place.0, place.1 + 1) };
                }
                at = next;
                assert_eq!((stream.place(), stream.line()), (place, place.0), "{step} {at}");
            }
        }
    }
}
