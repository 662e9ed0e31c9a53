//! Compressed files, told by their first bytes: gzip and Zstandard.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use zstd::stream::read::Decoder as ZstdDecoder;

/// A way to compress that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    /// RFC 1952, of any number of members.
    Gzip,
    /// RFC 8878, of any number of frames.
    Zstd,
}

impl Compression {
    /// What the first bytes of a file say.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The name for a message.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "Zstandard",
        }
    }

    /// Reads what `packed` holds. Checksums and lengths that do not fit, a stream cut short, and bytes after the
    /// last stream are errors.
    pub(crate) fn reader<'a>(self, packed: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        /// So much compressed data is read at a time.
        const PIECE: usize = 64 << 10;
        let packed = BufReader::with_capacity(PIECE, packed);
        Ok(match self {
            Self::Gzip => Box::new(Parts { part: Some(GzDecoder::new(packed)) }),
            Self::Zstd => Box::new(Parts { part: Some(ZstdDecoder::with_buffer(packed)?.single_frame()) }),
        })
    }
}

/// What is told of a file whose compressed data is followed by something else. The libraries tell the same of it as of
/// data that was cut short.
#[derive(Debug, thiserror::Error)]
#[error("something else after its end")]
struct AfterEnd;

/// Whether this is what a reader failed for.
pub(crate) fn is_after_end(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<AfterEnd>)
}

/// One of the compressed streams that follow each other in a file.
trait OnePart: Read + Sized {
    /// Another one, of what follows this one's end; none where nothing follows.
    fn next(self) -> io::Result<Option<Self>>;
}

impl<R: BufRead> OnePart for GzDecoder<R> {
    fn next(self) -> io::Result<Option<Self>> {
        let mut rest = self.into_inner();
        Ok(begins(&mut rest, &[&[0x1f, 0x8b]])?.then(|| Self::new(rest)))
    }
}

impl<R: BufRead> OnePart for ZstdDecoder<'static, R> {
    fn next(self) -> io::Result<Option<Self>> {
        let mut rest = self.finish();
        // A frame may also be one that is skipped: RFC 8878, 3.1.2.
        let skippable = |n: u8| [0x50 | n, 0x2a, 0x4d, 0x18];
        let mut all = vec![[0x28, 0xb5, 0x2f, 0xfd]];
        all.extend((0..16).map(skippable));
        let all: Vec<&[u8]> = all.iter().map(<[u8; 4]>::as_slice).collect();
        if !begins(&mut rest, &all)? {
            return Ok(None);
        }
        Ok(Some(ZstdDecoder::with_buffer(rest)?.single_frame()))
    }
}

/// Whether another stream begins here, as its first bytes tell: as many of them as there are.
fn begins(rest: &mut impl BufRead, magic: &[&[u8]]) -> io::Result<bool> {
    let head = loop {
        match rest.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            head => break head?,
        }
    };
    if head.is_empty() {
        return Ok(false);
    }
    let fits = |magic: &&[u8]| magic.iter().zip(head).all(|(a, b)| a == b);
    if magic.iter().any(fits) { Ok(true) } else { Err(io::Error::new(io::ErrorKind::InvalidData, AfterEnd)) }
}

/// Streams that follow each other: one text.
struct Parts<P> {
    part: Option<P>,
}

impl<P: OnePart> Read for Parts<P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(part) = &mut self.part {
            let n = part.read(into)?;
            if n > 0 || into.is_empty() {
                return Ok(n);
            }
            self.part = self.part.take().map_or(Ok(None), P::next)?;
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        Compression::of(packed).unwrap().reader(packed)?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn several_members_are_one_text() {
        let zstd = |text: &[u8]| zstd::encode_all(text, 1).unwrap();
        assert_eq!(unpacked(&[gzip(b"[1,"), gzip(b"2]")].concat()).unwrap(), b"[1,2]");
        assert_eq!(unpacked(&[zstd(b"[1,"), zstd(b"2]")].concat()).unwrap(), b"[1,2]");
        let skipped = b"\x5e\x2a\x4d\x18\x02\0\0\0ab";
        assert_eq!(unpacked(&[&zstd(b"[1]"), &skipped[..], &zstd(b"")].concat()).unwrap(), b"[1]");
        assert_eq!(Compression::of(b"[1]"), None);
    }

    #[test]
    fn damage_is_an_error() {
        for whole in [gzip(b"[1, 2, 3]"), zstd::encode_all(&b"[1, 2, 3]"[..], 1).unwrap()] {
            assert!(unpacked(&whole).is_ok());
            for cut in 5..whole.len() {
                assert!(unpacked(&whole[..cut]).is_err(), "cut at {cut}");
            }
            for garbage in [&b"x"[..], b"\n", b"\0", b"some text after it, long enough for a header"] {
                let error = unpacked(&[&whole[..], garbage].concat()).unwrap_err();
                assert!(is_after_end(&error), "{garbage:?} after it: {error}");
            }
            // What begins like another stream and is none is damage, as an end in the middle is.
            let cut = unpacked(&[&whole[..], &whole[..1]].concat()).unwrap_err();
            assert_eq!((cut.kind(), is_after_end(&cut)), (io::ErrorKind::UnexpectedEof, false));
        }
        let mut wrong = gzip(b"[1, 2, 3]");
        let length = wrong.len() - 1;
        wrong[length] ^= 1;
        assert!(unpacked(&wrong).is_err(), "the length");
        wrong[length] ^= 1;
        wrong[length - 4] ^= 1;
        assert!(unpacked(&wrong).is_err(), "the checksum");
    }
}
