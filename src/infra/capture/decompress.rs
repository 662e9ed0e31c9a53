//! Compressed files, told by their first bytes: gzip and Zstandard.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use zstd::stream::raw::{self, InBuffer, Operation, OutBuffer, WriteBuf};
use zstd::stream::zio;

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
            Self::Gzip => Box::new(Members { member: Some(GzDecoder::new(packed)) }),
            Self::Zstd => {
                let frames = Frames { decoder: raw::Decoder::new()?, is_between: false };
                Box::new(zio::Reader::new(packed, frames))
            }
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

/// Fails where something else than one of these beginnings follows; of a beginning that is cut short, what is there
/// counts.
fn begins(rest: &[u8], magic: &[&[u8]]) -> io::Result<()> {
    let fits = |magic: &&[u8]| magic.iter().zip(rest).all(|(a, b)| a == b);
    if magic.iter().any(fits) { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidData, AfterEnd)) }
}

/// Members of gzip that follow each other: one text.
struct Members<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let n = member.read(into)?;
            if n > 0 || into.is_empty() {
                return Ok(n);
            }
            // An interrupted look at what follows is repeated by whoever reads.
            let rest = member.get_mut().fill_buf()?;
            if rest.is_empty() {
                self.member = None;
            } else {
                begins(rest, &[&[0x1f, 0x8b]])?;
                self.member = self.member.take().map(|member| GzDecoder::new(member.into_inner()));
            }
        }
        Ok(0)
    }
}

/// Frames of Zstandard that follow each other, by one decoder for all: one costs as much as hundreds of small frames.
struct Frames {
    decoder: raw::Decoder<'static>,
    /// Whether a frame was read whole and the next one not begun.
    is_between: bool,
}

impl Operation for Frames {
    fn run<C: WriteBuf + ?Sized>(
        &mut self,
        input: &mut InBuffer<'_>,
        output: &mut OutBuffer<'_, C>,
    ) -> io::Result<usize> {
        let rest = &input.src[input.pos()..];
        if self.is_between && !rest.is_empty() {
            // A frame may also be one that is skipped: RFC 8878, 3.1.2.
            let of_frame = [0x28, 0xb5, 0x2f, 0xfd];
            let skipped: [[u8; 4]; 16] =
                std::array::from_fn(|n| [0x50 | n.to_le_bytes()[0], 0x2a, 0x4d, 0x18]);
            let all: Vec<&[u8]> =
                std::iter::once(&of_frame).chain(&skipped).map(<[u8; 4]>::as_slice).collect();
            begins(rest, &all)?;
            self.is_between = false;
        }
        self.decoder.run(input, output)
    }

    fn flush<C: WriteBuf + ?Sized>(&mut self, output: &mut OutBuffer<'_, C>) -> io::Result<usize> {
        self.decoder.flush(output)
    }

    fn reinit(&mut self) -> io::Result<()> {
        self.is_between = true;
        self.decoder.reinit()
    }

    fn finish<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        finished_frame: bool,
    ) -> io::Result<usize> {
        self.decoder.finish(output, finished_frame)
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
