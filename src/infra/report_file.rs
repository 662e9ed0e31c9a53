//! Files that heatlink itself has written, told by how they begin.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How a JSON document of heatlink's begins: its schema comes first.
const OWN: &[u8] = b"{\"schema\":\"heatlink/";
/// How the reports of other formats begin.
const OTHERS: [&[u8]; 2] = [
    b"{\"$schema\":\"https://docs.oasis-open.org/sarif/",
    b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"heatlink",
];

/// Whether a file is a report that may be replaced by a newer one, or holds nothing.
#[must_use]
pub fn is_report(path: &Path) -> bool {
    // A pipe would be waited for.
    if !path.is_file() {
        return false;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(128).read_to_end(&mut start));
    read.is_ok() && (start.is_empty() || [OWN].iter().chain(&OTHERS).any(|own| start.starts_with(own)))
}
