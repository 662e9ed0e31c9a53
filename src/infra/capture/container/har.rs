//! HAR 1.2, the log of a browser or a proxy: its entries are read one by one, and never all held.

mod entry;
mod fault;

use super::{Outer, Sink, refused_member, too_long_member};
use crate::domain::finding::{Code, Finding};
use crate::domain::text::{count, visible};
use crate::infra::capture::json::Object;
use crate::infra::capture::record_reader::shown;
use crate::infra::capture::scan::{Scan, blank};
use crate::infra::capture::stream::{Part, Stream};
use entry::{Entry, Read};

/// What was read of a HAR file beside its captures.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// Why the file as a whole is no sound HAR.
    pub(crate) fault: Option<Finding>,
    /// What there is to say of it as a whole.
    pub(crate) findings: Vec<Finding>,
}

/// What the beginning of a text shows.
#[derive(Debug, PartialEq, Eq)]
enum Beginning {
    /// The offset just behind the bracket that opens `log.entries`.
    Entries(usize),
    /// No HAR.
    Other,
    /// More text is needed to tell.
    Unfinished,
}

/// Whether a text is a HAR, and where its entries begin.
pub(crate) fn entries_of(stream: &mut Stream<'_>, most: u64) -> Option<usize> {
    loop {
        let text = stream.unread();
        if stream.at_end() && memchr::memmem::find(text, b"\"entries\"").is_none() {
            return None;
        }
        match beginning(text) {
            Beginning::Entries(at) => return Some(at),
            Beginning::Other => return None,
            Beginning::Unfinished if text.len() as u64 > most => return None,
            Beginning::Unfinished => {}
        }
        if !stream.more() {
            return None;
        }
    }
}

fn beginning(text: &[u8]) -> Beginning {
    let top =
        find_key(text, blank(text), b'{', b"\"log\"").and_then(|at| find_key(text, at, b'{', b"\"entries\""));
    match top {
        Ok(at) if text.get(at) == Some(&b'[') => Beginning::Entries(at + 1),
        Ok(at) if at < text.len() => Beginning::Other,
        Ok(_) => Beginning::Unfinished,
        Err(other) => other,
    }
}

/// The offset of a key's value in the object that begins at `at`.
fn find_key(text: &[u8], mut at: usize, opener: u8, key: &[u8]) -> Result<usize, Beginning> {
    let byte = |at: usize| text.get(at).copied().ok_or(Beginning::Unfinished);
    let skip_blank = |at: usize| at + blank(&text[at.min(text.len())..]);
    if byte(at)? != opener {
        return Err(Beginning::Other);
    }
    at += 1;
    loop {
        at = skip_blank(at);
        if byte(at)? != b'"' {
            return Err(Beginning::Other);
        }
        let end = at + Scan::default().end_of_value(&text[at..]).ok_or(Beginning::Unfinished)?;
        let is_it = &text[at..end] == key;
        at = skip_blank(end);
        if byte(at)? != b':' {
            return Err(Beginning::Other);
        }
        at = skip_blank(at + 1);
        byte(at)?;
        if is_it {
            return Ok(at);
        }
        at = skip_blank(at + Scan::default().end_of_value(&text[at..]).ok_or(Beginning::Unfinished)?);
        if byte(at)? != b',' {
            return Err(Beginning::Other);
        }
        at += 1;
    }
}

/// Whether an object is the inside of a HAR without the `log` around it.
pub(crate) fn lacks_log(object: &Object<'_>) -> bool {
    let Some(entries) = object.get("entries").filter(|_| !object.has("log")) else { return false };
    let Ok(entries) = serde_json::from_str::<Vec<&serde_json::value::RawValue>>(entries.get()) else {
        return false;
    };
    let first = entries.first().and_then(|raw| Object::read(raw).ok()?);
    first.is_some_and(|entry| entry.has("request") && (entry.has("response") || entry.has("startedDateTime")))
}

/// Reads the entries of a HAR, which begin at offset `at` of what is unread.
pub(crate) fn read(stream: &mut Stream<'_>, at: usize, outer: Outer<'_>, sink: Sink<'_>) -> Ended {
    let head = stream.unread()[..at].to_vec();
    stream.count_columns();
    stream.take(at);
    let mut counts = Counts::default();
    let fault = match read_entries(stream, outer, &mut counts, sink) {
        Ok(true) => check_frame(stream, &head, outer.options.limits.payload_bytes),
        Ok(false) => return Ended::default(),
        Err(fault) => Some(fault),
    };
    Ended { fault, findings: counts.findings() }
}

/// Reads to the bracket that closes the entries; false when nobody wants more.
fn read_entries(
    stream: &mut Stream<'_>,
    outer: Outer<'_>,
    counts: &mut Counts,
    sink: Sink<'_>,
) -> Result<bool, Finding> {
    let limits = outer.options.limits;
    // Text in a string takes more room than by itself, and an entry holds more than its body.
    let most = limits.payload_bytes.saturating_mul(2).saturating_add(1 << 20);
    let mut index = 0;
    loop {
        if index > 0 {
            match next_byte(stream)? {
                b',' => stream.take(1),
                b']' => break,
                _ => return Err(bad("a comma or the end of `log.entries`", &found(stream), stream.place())),
            }
        }
        if next_byte(stream)? == b']' && index == 0 {
            break;
        }
        let place = stream.place();
        let mut scan = Scan::default();
        match stream.until(most, |text| scan.end_of_value(text)) {
            Part::Whole(0) => return Err(bad("an entry", &found(stream), place)),
            Part::Whole(length) => {
                let bytes = &stream.unread()[..length];
                let entry = Entry { bytes, index, place, deepest: scan.deepest };
                match entry::read(entry, outer) {
                    Read::Capture(member) => {
                        if !sink(*member) {
                            return Ok(false);
                        }
                    }
                    Read::Failed(what) => counts.failed.add(what, index, place),
                    Read::Skipped(what) => counts.skipped.add(what, index, place),
                }
                stream.take(length);
            }
            Part::Cut => return Err(cut_short(stream)),
            Part::TooLong(long) => {
                if !long.is_whole {
                    return Err(cut_short(stream));
                }
                if let Some(url) = entry::address_in(&long.head).filter(|url| !entry::may_be_capture(url)) {
                    counts.skipped.add(url, index, place);
                } else if !sink(too_long_member(name(index), index, place, long, limits.payload_bytes)) {
                    return Ok(false);
                }
            }
        }
        index += 1;
    }
    counts.is_empty = index == 0;
    Ok(true)
}

/// The next byte that is no white space, not taken.
fn next_byte(stream: &mut Stream<'_>) -> Result<u8, Finding> {
    loop {
        let blanks = blank(stream.unread());
        stream.take(blanks);
        if let Some(byte) = stream.unread().first() {
            return Ok(*byte);
        }
        if !stream.more() {
            return Err(cut_short(stream));
        }
    }
}

fn found(stream: &Stream<'_>) -> String {
    let text = stream.unread();
    shown(&String::from_utf8_lossy(&text[..text.len().min(40)]))
}

/// Whether all that stands around the entries is one sound JSON document, read as if there were none.
fn check_frame(stream: &mut Stream<'_>, head: &[u8], most: u64) -> Option<Finding> {
    while stream.unread().len() as u64 <= most && stream.more() {}
    if let Some(fault) = stream.fault() {
        return Some(fault);
    }
    let place = stream.place();
    if stream.unread().len() as u64 > most {
        let mut fault = super::too_large(most);
        (fault.place.line, fault.place.column) = (Some(place.0), Some(place.1));
        return Some(fault);
    }
    let frame = [head, stream.unread()].concat();
    let Ok(frame) = std::str::from_utf8(&frame) else {
        return Some(bad("UTF-8 text", "bytes that are none", place));
    };
    let top = match serde_json::from_str::<Object<'_>>(frame) {
        Ok(top) => top,
        Err(error) if error.is_eof() => return Some(cut_short(stream)),
        Err(error) => {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
            return Some(bad("one JSON document around `log.entries`", &format!("a fault: {said}"), place));
        }
    };
    let log = top.get("log").and_then(|raw| Object::read(raw).ok().flatten());
    let twice = |object: &Object<'_>, key: &str| object.members.iter().filter(|(k, _)| k == key).count() > 1;
    if twice(&top, "log") || log.is_some_and(|log| twice(&log, "entries")) {
        return Some(bad(
            "`log` and its `entries` once",
            "one of them again: what stands there is not read",
            place,
        ));
    }
    None
}

fn cut_short(stream: &mut Stream<'_>) -> Finding {
    let place = stream.place();
    stream.fault().unwrap_or_else(|| bad("a whole HAR file", "its end before it is closed", place))
}

fn bad(expected: &str, found: &str, (line, column): (u64, u64)) -> Finding {
    let mut finding = Finding::new(Code::BadHar, format!("expected {expected}, found {found}"))
        .with_hint("the entries before it are taken; save the log again, then import it for the others");
    (finding.place.line, finding.place.column) = (Some(line), Some(column));
    finding
}

/// The finding for a HAR without the object around it.
pub(crate) fn no_log() -> Finding {
    Finding::new(Code::BadHar, "expected a HAR file's `log` around its `entries`, found the entries alone")
        .with_hint("put `{\"log\": …}` around it, or save the log again")
}

/// What a browser would have shown as the entry's name.
fn name(index: u32) -> String {
    format!("entry {index}")
}

/// A refused entry. The finding is placed where the entry begins, unless it is closer by.
fn refused(entry: Entry<'_>, mut reason: Finding) -> Read {
    if reason.place.line.is_none() {
        (reason.place.line, reason.place.column) = (Some(entry.place.0), Some(entry.place.1));
    }
    Read::Capture(Box::new(refused_member(name(entry.index), entry.index, entry.bytes, reason)))
}

/// Entries that are no captures.
#[derive(Debug, Default)]
struct Counts {
    /// The whole list was read, and there was none.
    is_empty: bool,
    failed: Counted,
    skipped: Counted,
}

/// Entries of one kind, and what the first of them is.
#[derive(Debug, Default)]
struct Counted {
    count: u64,
    first: Option<(u32, String, (u64, u64))>,
}

impl Counted {
    fn add(&mut self, what: String, index: u32, place: (u64, u64)) {
        self.count += 1;
        self.first.get_or_insert((index, what, place));
    }

    fn finding(self, code: Code, expected: &str, hint: &str) -> Option<Finding> {
        let (index, what, (line, column)) = self.first?;
        let entries = count(self.count, "entry", "entries");
        let what = visible(&what);
        let which = if self.count == 1 { "it is" } else { "the first is" };
        let message = format!("expected {expected}, found {entries} without: {which} entry {index}, {what}");
        let mut finding = Finding::new(code, message).with_hint(hint);
        (finding.place.line, finding.place.column) = (Some(line), Some(column));
        Some(finding)
    }
}

impl Counts {
    fn findings(self) -> Vec<Finding> {
        let empty = self.is_empty.then(|| {
            Finding::new(Code::EmptyHar, "expected entries in the HAR file, found none")
                .with_hint("save the log while the pages are open, with content")
        });
        let failed = self.failed.finding(
            Code::FailedEntry,
            "an answer of LiveRC in each entry that asks for one",
            "capture those addresses again, with the browser's cache off",
        );
        let skipped = self.skipped.finding(
            Code::SkippedEntry,
            "a payload of LiveRC in each entry",
            "nothing needs to be done about them",
        );
        empty.into_iter().chain(failed).chain(skipped).collect()
    }
}

#[cfg(test)]
mod tests;
