//! Opening files and folders one after another that lie near each other.

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::retry_on_intr;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Opens paths. A season is one small file after another beneath the same folder, and looking up a long path costs as
/// much as reading a short file: the folder two names above is kept open, and the rest is looked up from there.
#[derive(Debug, Default)]
pub(crate) struct Opener {
    /// The folder above the path that was opened last.
    above: Vec<u8>,
    /// The same, open, once another path beneath it came.
    folder: Option<OwnedFd>,
}

impl Opener {
    /// Opens a file for reading. Never waits: a pipe that nobody writes to is opened, too, and can be told as one.
    pub(crate) fn file(&mut self, path: &Path) -> io::Result<File> {
        self.open(path, OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK).map(File::from)
    }

    /// Opens a folder for listing.
    pub(crate) fn folder(&mut self, path: &Path) -> io::Result<OwnedFd> {
        self.open(path, OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY)
    }

    fn open(&mut self, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
        if let Some((above, below)) = split(path.as_os_str().as_bytes()) {
            if self.above != above {
                self.above.clear();
                self.above.extend_from_slice(above);
                self.folder = None;
            } else if self.folder.is_none() {
                // Where it cannot be opened, the whole path tells why.
                let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY;
                self.folder = openat(CWD, OsStr::from_bytes(above), flags, Mode::empty()).ok();
            }
            if let Some(folder) = &self.folder {
                let below = OsStr::from_bytes(below);
                return Ok(retry_on_intr(|| openat(folder, below, flags, Mode::empty()))?);
            }
        }
        Ok(retry_on_intr(|| openat(CWD, path, flags, Mode::empty()))?)
    }
}

/// The longest path that the system takes whole (`PATH_MAX` of Linux, without the byte that ends it).
const LONGEST: usize = 4095;

/// The folder two names above, and those names; none where there is no such folder.
fn split(path: &[u8]) -> Option<(&[u8], &[u8])> {
    // What is too long as a whole stays so, whichever path was opened before it.
    if path.len() > LONGEST {
        return None;
    }
    let last = memchr::memrchr(b'/', path)?;
    let at = memchr::memrchr(b'/', &path[..last])?;
    let (above, below) = (&path[..at], &path[at + 1..]);
    // `a//b` is no two names: what begins with a stroke would be looked up from the root.
    (!above.is_empty() && !below.starts_with(b"/")).then_some((above, below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Read;

    #[test]
    fn the_same_files_are_opened_as_by_their_whole_paths() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for name in ["heats/1", "heats/2", "other/3"] {
            fs::create_dir_all(root.join(name)).unwrap();
            fs::write(root.join(name).join("results.json"), name).unwrap();
        }
        std::os::unix::fs::symlink(root.join("other"), root.join("heats/link")).unwrap();
        let mut opener = Opener::default();
        for name in [
            "heats/1/results.json",
            "heats/2/results.json",
            "heats/link/3/results.json",
            "heats/1/../2/results.json",
            "heats//1//results.json",
            "heats/1/results.json",
            "other/3/results.json",
            "heats/2/results.json",
        ] {
            let path = root.join(name);
            let mut text = String::new();
            opener.file(&path).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, fs::read_to_string(&path).unwrap(), "{name}");
        }
        for name in ["heats/1/none.json", "heats/none/results.json", "none/1/results.json"] {
            assert_eq!(opener.file(&root.join(name)).unwrap_err().kind(), io::ErrorKind::NotFound);
        }
        assert!(opener.folder(&root.join("heats/1")).is_ok());
        assert!(opener.folder(&root.join("heats/1/results.json")).is_err());
    }

    #[test]
    fn a_folder_is_split_off_only_where_two_names_follow() {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let split = |path: &str| split(path.as_bytes()).map(|(a, b)| text(a) + " " + &text(b));
        assert_eq!(split("a/b/c.json"), Some("a b/c.json".into()));
        assert_eq!(split("/a/b/c.json"), Some("/a b/c.json".into()));
        for path in ["c.json", "b/c.json", "/b/c.json", "a/b//c.json", "//c.json"] {
            assert_eq!(split(path), None, "{path}");
        }
    }
}
