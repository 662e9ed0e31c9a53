//! A file becomes captures: read within limits, told by its first bytes, unwrapped.

use super::container::{Member, ReadOptions, bare, envelope, locate};
use super::context::{self, Subject};
use super::find::{is_stdin, not_regular, unreadable};
use super::json::{Document, Top};
use super::payload::{CAPTURE_JSON, Refused, check_syntax};
use crate::domain::capture::{CaptureIdentity, CaptureTime, Sha256};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Kind;
use crate::domain::time::Instant;
use sha2::Digest;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// A file's bytes with what is known of it before it is opened up.
#[derive(Debug)]
pub struct FileBytes {
    /// As it was named or found.
    pub path: String,
    /// All of them.
    pub bytes: Vec<u8>,
    /// Of all of them.
    pub sha256: Sha256,
    /// What path and options say of its subject.
    pub subject: Option<Subject>,
    /// What options or its name state of its time.
    pub stated_at: Option<Instant>,
    /// The stand-in where nobody states a time.
    pub modified: Instant,
    /// Whether its listings state no absence.
    pub partial: bool,
}

/// What makes a capture the capture it is, with the words for "trimmed".
#[must_use]
pub fn context_text(subject: Option<Subject>, partial: bool) -> String {
    let mut text = subject.map(|s| s.to_string()).unwrap_or_default();
    if partial {
        text.push_str(" partial");
    }
    text
}

impl FileBytes {
    /// The capture this file is, if it is a bare payload; a wrapped one is known by the same as a container.
    #[must_use]
    pub fn identity(&self) -> CaptureIdentity {
        CaptureIdentity {
            sha256: self.sha256,
            context: context_text(self.subject, self.partial),
            stated_at: self.stated_at,
            member_number: 0,
        }
    }
}

/// Reads a file whole, within the limit on payloads.
///
/// # Errors
/// The finding for which the file is a rejected capture; nothing of it can be kept.
pub fn read(path: &Path, options: &ReadOptions, now: Instant) -> Result<FileBytes, Box<Finding>> {
    let name = path.to_string_lossy().into_owned();
    let subject = options.source_url.as_deref().and_then(context::of_url).or_else(|| context::of_path(path));
    let limit = options.limits.payload_bytes;
    let mut bytes = Vec::new();
    let mut modified = now;
    let io = |error: io::Error| Box::new(unreadable(path, &error));
    if is_stdin(path) {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    } else {
        let file = File::open(path).map_err(io)?;
        let meta = file.metadata().map_err(io)?;
        if !meta.is_file() {
            return Err(Box::new(not_regular(path)));
        }
        modified = instant_of(meta.modified().map_err(io)?);
        bytes = read_whole(file, meta.len(), limit).map_err(io)?;
    }
    if bytes.len() as u64 > limit {
        let found = format!("expected a payload of at most {} MiB, found more", limit >> 20);
        let finding = Finding::new(Code::PayloadTooLarge, found)
            .with_hint("no known payload is that large; look at the file by hand");
        return Err(Box::new(finding.of_capture(name)));
    }
    let stated_at = options
        .captured_at
        .or_else(|| path.file_name().and_then(|n| n.to_str()).and_then(Instant::in_file_name));
    Ok(FileBytes {
        sha256: sha256(&bytes),
        path: name,
        bytes,
        subject,
        stated_at,
        modified,
        partial: options.partial,
    })
}

/// Reads a file of known length in one go, at most a byte beyond `limit`. One that grows meanwhile is read as
/// long as it was; one that is shorter than it said, to its end.
fn read_whole(mut file: File, length: u64, limit: u64) -> io::Result<Vec<u8>> {
    let wanted = usize::try_from(length.min(limit + 1)).unwrap_or(usize::MAX);
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

/// The captures of a file, each with its time and identity settled.
#[derive(Debug)]
pub struct Capture {
    /// What makes it known.
    pub identity: CaptureIdentity,
    /// When upstream said it.
    pub time: CaptureTime,
    /// What was read, or what it was refused for.
    pub member: Member,
}

/// Opens a file up.
#[must_use]
pub fn unpack(file: &FileBytes, options: &ReadOptions) -> Vec<Capture> {
    let mut member = match text_of(&file.bytes) {
        Ok(text) => read_text(file, text, options),
        Err(reason) => refused_whole(file, reason),
    };
    settle_places(&mut member, &file.path);
    let (stated, assumed) = (member.stated_at.or(file.stated_at), file.modified);
    let time = stated.map_or(CaptureTime::Assumed(assumed), CaptureTime::Stated);
    let identity = CaptureIdentity {
        sha256: member.sha256,
        context: context_text(member.subject, member.partial),
        stated_at: time.stated(),
        member_number: member.number,
    };
    vec![Capture { identity, time, member }]
}

/// Whether a file wraps its payload, so that its own bytes are not the capture's.
#[must_use]
pub fn is_wrapped(file: &FileBytes, captures: &[Capture]) -> bool {
    !matches!(captures, [only] if only.member.sha256 == file.sha256)
}

fn read_text(file: &FileBytes, text: &str, options: &ReadOptions) -> Member {
    let document = Document::in_file(text, text);
    match check_syntax(&document, options.limits.depth) {
        Err(reason) => refused_whole(file, reason),
        Ok(Top::Object(object)) if envelope::is_envelope(&object) => {
            envelope::read_member(&document, &object, file.subject, options)
        }
        Ok(top) => bare::read(&document, &top, file.sha256, file.bytes.len(), file.subject, options),
    }
}

fn refused_whole(file: &FileBytes, reason: Finding) -> Member {
    Member {
        name: None,
        sha256: file.sha256,
        size: file.bytes.len(),
        stated_at: None,
        number: 0,
        url: None,
        partial: file.partial,
        subject: file.subject,
        outcome: Err(Box::new(Refused::new(Kind::Event, None, reason, &file.bytes))),
    }
}

/// Names the file in every finding.
pub(crate) fn settle_places(member: &mut Member, path: &str) {
    let name = member.name.clone();
    match &mut member.outcome {
        Ok(payload) => {
            for finding in
                payload.findings.iter_mut().chain(payload.refused.iter_mut().map(|r| &mut r.reason))
            {
                locate(finding, path, name.as_deref());
            }
        }
        Err(refused) => locate(&mut refused.reason, path, name.as_deref()),
    }
}

/// A file's text without its byte-order mark, when it is UTF-8 and no known binary format.
fn text_of(bytes: &[u8]) -> Result<&str, Finding> {
    if let Some((what, hint)) = binary_format(bytes) {
        return Err(
            Finding::new(Code::UnsupportedFormat, format!("expected JSON, found {what}")).with_hint(hint)
        );
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let wide = wide_encoding(bytes);
    match (std::str::from_utf8(bytes), wide) {
        (_, Some(name)) => Err(Finding::new(Code::InvalidUtf8, format!("expected UTF-8 text, found {name}"))
            .with_hint("convert it with `iconv -t UTF-8`, then import the result")),
        (Ok(text), None) => Ok(text),
        (Err(error), None) => {
            let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let mut finding = Finding::new(Code::InvalidUtf8, format!("expected UTF-8 text, found the byte 0x{byte:02X}"))
                .with_hint("the file was saved in another encoding or is damaged; capture it again or convert it with `iconv`");
            (finding.place.line, finding.place.column) =
                Document::in_file(good, good).place_of(&good[good.len()..]).unzip();
            Err(finding)
        }
    }
}

fn binary_format(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const FORMATS: &[(&[u8], &str, &str)] = &[
        (b"PK\x03\x04", "a zip archive", "unpack it, then import the folder"),
        (b"\x1f\x8b", "gzip-compressed data", "unpack it with `gunzip`, then import the result"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed data", "unpack it with `unzstd`, then import the result"),
        (b"\x89PNG", "a PNG image", "name captures only"),
        (b"\xff\xd8\xff", "a JPEG image", "name captures only"),
        (b"%PDF", "a PDF document", "name captures only"),
        (b"bplist00", "a web archive", CAPTURE_JSON),
        (b"SQLite format 3\0", "an SQLite database", "name it with `--db`, not as a capture"),
        (b"MIME-Version:", "an MHTML page", CAPTURE_JSON),
        (b"From: <Saved by", "an MHTML page", CAPTURE_JSON),
    ];
    FORMATS.iter().find(|(magic, ..)| bytes.starts_with(magic)).map(|(_, what, hint)| (*what, *hint))
}

fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [_, 0, 0, 0, ..] | [0, 0, 0, _, ..] => {
            Some("UTF-32")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..] => Some("UTF-16"),
        _ => None,
    }
}
