//! A payload's bytes as they are archived, and reading them again as they were read then.

use super::container::{Limits, Member, Outer, ReadOptions, envelope};
use super::context;
use super::json::{Document, Top};
use super::payload::{self, Payload, PayloadOptions, Refused, check_syntax, read_recognised};
use super::raw::sha256;
use super::source::context_parts;
use crate::domain::capture::Sha256;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Kind;

/// Zstandard's usual level: packing takes less time than parsing.
const LEVEL: i32 = 3;

/// How a payload was read beside what its context says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Line and column at which it began in its file; none where it was text inside JSON.
    pub begins: Option<(u64, u64)>,
    /// The race that its file's name may mean.
    pub race_hint: Option<i64>,
    /// The deepest nesting that was read.
    pub max_depth: usize,
}

/// A payload's exact bytes, packed, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// A Zstandard frame.
    pub packed: Vec<u8>,
    /// What is packed where it is not the payload but the envelope around it, which is at fault: its digest and size.
    pub around: Option<(Sha256, usize)>,
    /// How it was read.
    pub reading: Reading,
}

impl Body {
    /// Packs a payload. None where memory does not suffice: then it is not archived, and a rebuild says so.
    pub(crate) fn pack(
        payload: &[u8],
        begins: Option<(u64, u64)>,
        race_hint: Option<i64>,
        max_depth: usize,
    ) -> Option<Self> {
        let packed = zstd::bulk::compress(payload, LEVEL).ok()?;
        Some(Self { packed, around: None, reading: Reading { begins, race_hint, max_depth } })
    }

    /// The same of what stands around a payload.
    pub(crate) fn of_what_is_around(self, text: &[u8]) -> Self {
        Self { around: Some((sha256(text), text.len())), ..self }
    }
}

/// The payload of a frame that packs so many bytes; what is wrong where it is none.
///
/// # Errors
/// What `zstd` says of the frame, or that it packs another number of bytes.
pub fn unpack(packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    let bytes = zstd::bulk::decompress(packed, size).map_err(|error| error.to_string())?;
    if bytes.len() == size { Ok(bytes) } else { Err(format!("expected {size} bytes, found {}", bytes.len())) }
}

/// Reads an archived envelope, which was at fault, with its payload; none where it is no envelope. The payload is packed
/// again: what is good in it is kept from then on as any payload is.
#[must_use]
pub fn read_around(bytes: &[u8], context: &str, reading: Reading) -> Option<Member> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (line, column) = reading.begins.unwrap_or((1, 1));
    let document = Document::at(text, line, column);
    let (address, partial, zone) = context_parts(context);
    let options = ReadOptions {
        partial,
        assumed_zone: zone.map(str::to_owned),
        archive: true,
        limits: Limits { depth: reading.max_depth, ..Limits::default() },
        ..ReadOptions::default()
    };
    let outer = Outer { subject: context::of_url(address), race_hint: reading.race_hint, options: &options };
    match check_syntax(&document, reading.max_depth).ok()? {
        payload::Body::Json(Top::Object(object)) if envelope::is_envelope(&object) => {
            Some(envelope::read_member(&document, &object, outer))
        }
        _ => None,
    }
}

/// Reads an archived payload in the context that its capture has.
///
/// # Errors
/// What it is refused for as a whole.
pub fn read(payload: &[u8], context: &str, reading: Reading) -> Result<Payload, Box<Refused>> {
    let refuse = |reason, text: &[u8]| Box::new(Refused::new(Kind::Event, None, reason, text));
    let bytes = payload.strip_prefix(b"\xef\xbb\xbf").unwrap_or(payload);
    let Ok(text) = std::str::from_utf8(bytes) else {
        let reason = Finding::new(Code::InvalidUtf8, "expected UTF-8 text, found a byte that is none");
        return Err(refuse(reason, bytes));
    };
    let document = match reading.begins {
        Some((line, column)) => Document::at(text, line, column),
        None => Document::decoded(text),
    };
    let (address, partial, zone) = context_parts(context);
    let options = PayloadOptions {
        subject: context::of_url(address),
        race_hint: reading.race_hint,
        assumed_zone: zone,
        complete: !partial,
        max_depth: reading.max_depth,
    };
    check_syntax(&document, reading.max_depth)
        .and_then(|body| read_recognised(&document, &body, options))
        .map_err(|reason| refuse(reason, bytes))
}
