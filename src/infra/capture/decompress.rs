//! Compressed files, told by their first bytes: gzip and Zstandard.

use std::io::{self, BufReader, Read};

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
        Ok(match self {
            Self::Gzip => {
                let packed = BufReader::with_capacity(PIECE, packed);
                Box::new(flate2::bufread::MultiGzDecoder::new(packed))
            }
            Self::Zstd => Box::new(zstd::stream::read::Decoder::new(packed)?),
        })
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
                assert!(unpacked(&[&whole[..], garbage].concat()).is_err(), "{garbage:?} after it");
            }
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
