//! Paths as text alone: no file is asked, no link followed.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and `..`.
#[must_use]
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            // Above the root there is nothing.
            Component::ParentDir if plain.has_root() => {}
            part => plain.push(part),
        }
    }
    plain
}

/// The way from a folder to a file, both [`plain`] and from the root.
#[must_use]
pub fn relative(folder: &Path, file: &Path) -> PathBuf {
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_resolved() {
        let plain = |path: &str| plain(Path::new(path)).to_str().unwrap().to_owned();
        assert_eq!(plain("/a/./b/../c"), "/a/c");
        assert_eq!(plain("/../a"), "/a");
        assert_eq!(plain("../../a/./b"), "../../a/b");
        assert_eq!(plain("a/../../b"), "../b");
    }

    #[test]
    fn the_way_leads_up_as_far_as_it_must() {
        let way = |folder: &str, file: &str| {
            relative(Path::new(folder), Path::new(file)).to_str().unwrap().to_owned()
        };
        assert_eq!(way("/a/b", "/a/b/c/d.json"), "c/d.json");
        assert_eq!(way("/a/b/c", "/a/d.json"), "../../d.json");
        assert_eq!(way("/", "/a.json"), "a.json");
        assert_eq!(way("/ab", "/a/b.json"), "../a/b.json");
    }
}
