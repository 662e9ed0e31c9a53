//! One file of the directory, hashed as it is written.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// So much is held before it is hashed and written.
const HELD: usize = 1 << 20;

pub(super) struct DataFile {
    file: File,
    held: Vec<u8>,
    digest: Sha256,
    size: u64,
}

impl DataFile {
    /// A file that is not there yet.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = File::create_new(path)?;
        Ok(Self { file, held: Vec::with_capacity(HELD + HELD / 8), digest: Sha256::new(), size: 0 })
    }

    /// Ends it on the disk, and gives its size and its SHA-256 in hexadecimal.
    pub(super) fn finish(mut self) -> io::Result<(u64, String)> {
        self.pass_on()?;
        self.file.sync_all()?;
        Ok((self.size, hex(self.digest)))
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.digest.update(&self.held);
        self.size += self.held.len() as u64;
        self.file.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }
}

impl Write for DataFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD {
            self.pass_on()?;
        }
        Ok(bytes.len())
    }

    /// Nothing: what is held goes out when there is enough of it, or at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A digest as `sha256sum` prints it.
pub(super) fn hex(digest: Sha256) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in digest.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_and_digest_are_of_all_that_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut file = DataFile::create(&path).unwrap();
        for _ in 0..3 * HELD / 4096 {
            file.write_all(&[b'x'; 4096]).unwrap();
        }
        file.write_all(b"y").unwrap();
        let (size, sha256) = file.finish().unwrap();
        let written = std::fs::read(&path).unwrap();
        assert_eq!((size, written.len()), (3 * HELD as u64 + 1, 3 * HELD + 1));
        assert_eq!(sha256, hex(Sha256::new().chain_update(&written)));
        assert!(DataFile::create(&path).is_err(), "nothing is written over");
    }

    #[test]
    fn digests_are_those_of_sha256sum() {
        assert_eq!(
            hex(Sha256::new().chain_update("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
