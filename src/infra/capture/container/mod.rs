//! One file a container: what wraps payloads and says when and whence they came.

pub mod bare;
pub mod envelope;

use super::context::Subject;
use super::json::Document;
use super::payload::{Payload, Refused};
use crate::domain::capture::Sha256;
use crate::domain::finding::Finding;
use crate::domain::record::Kind;
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, payload_bytes: 32 << 20 }
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
    /// What it came to, or what it was refused for.
    pub outcome: Result<Payload, Box<Refused>>,
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
