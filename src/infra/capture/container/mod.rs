//! One file a container: what wraps payloads and says when and whence they came.

pub mod archive;
pub mod bare;
pub mod envelope;
pub mod har;
pub mod ndjson;

use super::archived::Body;
use super::context::Subject;
use super::json::Document;
use super::payload::{Payload, PayloadOptions, Refused};
use super::raw::sha256;
use super::stream::TooLong;
use crate::domain::capture::Sha256;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Kind;
use crate::domain::text::size;
use crate::domain::time::Instant;

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// `--captured-at`.
    pub captured_at: Option<Instant>,
    /// `--source-url`.
    pub source_url: Option<String>,
    /// `--partial`: listings state no absence.
    pub partial: bool,
    /// `--assume-tz`: the IANA zone of times on a track's clock.
    pub assumed_zone: Option<String>,
    /// `--archive`: payloads are packed, to be kept.
    pub archive: bool,
    /// Nothing that is read will be kept: nobody asks what a wrapping file is known by, nor what a run counts.
    pub forget: bool,
    /// The bounds on hostile input.
    pub limits: Limits,
}

/// Bounds on hostile input.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Nesting of a payload.
    pub depth: usize,
    /// Bytes of one payload.
    pub payload_bytes: u64,
    /// Bytes that a compressed file unpacks to.
    pub total_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, payload_bytes: 32 << 20, total_bytes: 4 << 30 }
    }
}

/// One payload taken out of its container, with what the container says of it.
#[derive(Debug)]
pub struct Member {
    /// The member's name in its container; none where the file is the payload.
    pub name: Option<String>,
    /// Of the payload's bytes.
    pub sha256: Sha256,
    /// Bytes of the payload.
    pub size: usize,
    /// The capture time that the container states.
    pub stated_at: Option<Instant>,
    /// The payload's place in a container that gives it no time, else 0.
    pub number: u32,
    /// Where the payload came from.
    pub url: Option<String>,
    /// Whether it states no absence: it is trimmed, or its answer was none of status 200. What a capture may state
    /// is part of what it is, so this is part of its context.
    pub partial: bool,
    /// What address told beside the shape.
    pub subject: Option<Subject>,
    /// The payload, or the envelope that is at fault, packed to be kept; none where that was not asked for, or where
    /// what was refused is no text that could be read by itself.
    pub body: Option<Body>,
    /// What it came to, or what it was refused for.
    pub outcome: Result<Payload, Box<Refused>>,
}

/// What is known of the payloads of a file before it is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outer<'o> {
    /// What path and options say they are of.
    pub(crate) subject: Option<Subject>,
    /// The race that the file's name may mean, where the file holds one payload.
    pub(crate) race_hint: Option<i64>,
    /// How they are read.
    pub(crate) options: &'o ReadOptions,
}

impl<'o> Outer<'o> {
    /// How a payload is read whose address says this.
    pub(crate) fn payload(self, subject: Option<Subject>, complete: bool) -> PayloadOptions<'o> {
        PayloadOptions {
            subject,
            race_hint: self.race_hint,
            assumed_zone: self.options.assumed_zone.as_deref(),
            complete,
            max_depth: self.options.limits.depth,
        }
    }

    /// A payload packed to be kept, where that was asked for. `document` is its text and says where it begins.
    pub(crate) fn body(self, payload: &[u8], document: &Document<'_>) -> Option<Body> {
        let begins = document.place_of(document.text);
        let pack = || Body::pack(payload, begins, self.race_hint, self.options.limits.depth);
        self.options.archive.then(pack).flatten()
    }
}

/// What a capture is of: what its address says, else the race that its page was found to be of.
pub(crate) fn settled(subject: Option<Subject>, outcome: &Result<Payload, Box<Refused>>) -> Option<Subject> {
    subject.or_else(|| outcome.as_ref().ok()?.subject)
}

/// Takes the members of a container one by one; false to stop.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(Member) -> bool;

/// A member that is refused without a payload of its own: what is kept of it are these bytes.
pub(crate) fn refused_member(name: String, number: u32, bytes: &[u8], reason: Finding) -> Member {
    Member {
        name: Some(name),
        sha256: sha256(bytes),
        size: bytes.len(),
        stated_at: None,
        number,
        url: None,
        partial: false,
        subject: None,
        body: None,
        outcome: Err(Box::new(Refused::new(Kind::Event, None, reason, bytes))),
    }
}

/// A member that is longer than is read.
pub(crate) fn too_long_member(
    name: String,
    number: u32,
    (line, column): (u64, u64),
    long: TooLong,
    most: u64,
) -> Member {
    let mut reason = too_large(most);
    (reason.place.line, reason.place.column) = (Some(line), Some(column));
    let refused = Refused { kind: Kind::Event, record: None, reason, content: long.head, size: long.size };
    Member {
        name: Some(name),
        sha256: long.sha256,
        size: long.size,
        stated_at: None,
        number,
        url: None,
        partial: false,
        subject: None,
        body: None,
        outcome: Err(Box::new(refused)),
    }
}

/// The finding for a payload of more than `most` bytes.
pub(crate) fn too_large(most: u64) -> Finding {
    Finding::new(Code::PayloadTooLarge, format!("expected a payload of at most {}, found more", size(most)))
        .with_hint("look at the file by hand; if it is what it should be, read it with a larger `--max-payload-size`")
}

/// Puts a file's or member's name to findings.
pub(crate) fn locate(finding: &mut Finding, path: &str, member: Option<&str>) {
    finding.place.capture = Some(path.to_owned());
    finding.place.member = member.map(str::to_owned);
}

/// Refuses a payload as a whole.
pub(crate) fn refuse(document: &Document<'_>, reason: Finding) -> Box<Refused> {
    Box::new(Refused::new(Kind::Event, None, reason, document.text.as_bytes()))
}
