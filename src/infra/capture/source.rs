//! A file becomes captures: read within limits, told by its first bytes, unwrapped.

use super::container::{Member, Outer, ReadOptions, archive, bare, envelope, har, locate, ndjson, too_large};
use super::context::{self, Subject};
use super::decompress::Compression;
use super::json::{Document, Top};
use super::near::Opener;
use super::payload::{Body, CAPTURE_JSON, Refused, check_syntax};
use super::raw::{self, Raw};
use super::recognise::at_start;
use super::stream::Stream;
use crate::domain::capture::{CaptureIdentity, CaptureTime, Sha256};
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Fields;
use crate::domain::record::Kind;
use crate::domain::time::Instant;
use sha2::Digest;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

pub use super::raw::sha256;

/// A file, opened, with what is known of it before it is looked into.
#[derive(Debug)]
pub struct Source {
    /// As it was named or found.
    pub path: String,
    /// What options or its name state of its time.
    pub stated_at: Option<Instant>,
    /// The stand-in where nobody states a time.
    pub modified: Instant,
    raw: Raw,
    sha256: Option<Sha256>,
    subject: Option<Subject>,
    /// The race that its name may mean.
    race_hint: Option<i64>,
    partial: bool,
    /// The zone to assume: what is known without it may say more with it.
    zone: Option<String>,
    is_named_lines: bool,
}

/// What makes a capture the capture it is: its address, that it is trimmed, the zone that was assumed for it.
#[must_use]
pub fn context_text(subject: Option<Subject>, partial: bool, zone: Option<&str>) -> String {
    let mut text = subject.map(|s| s.to_string()).unwrap_or_default();
    if partial {
        text.push_str(" partial");
    }
    if let Some(zone) = zone {
        text.push_str(" tz=");
        text.push_str(zone);
    }
    text
}

/// The parts of such a text: address, whether it is trimmed, zone.
#[must_use]
pub fn context_parts(text: &str) -> (&str, bool, Option<&str>) {
    let (rest, zone) = text.split_once(" tz=").map_or((text, None), |(rest, zone)| (rest, Some(zone)));
    let address = rest.strip_suffix(" partial");
    (address.unwrap_or(rest), address.is_some(), zone)
}

impl Source {
    /// The capture this file is, if it is a bare payload; a wrapped one is known by the same as a container. None
    /// for what cannot be read twice. Reads a large file through.
    #[must_use]
    pub fn identity(&mut self) -> Option<CaptureIdentity> {
        if self.sha256.is_none() {
            self.sha256 = match &mut self.raw {
                Raw::Held(bytes) => Some(sha256(bytes)),
                Raw::Flowing(flowing) => flowing.hash_first(),
            };
        }
        self.sha256.map(|sha256| self.identity_of(sha256))
    }

    /// The capture this file is, if it is a race page that only its name tells the race of.
    #[must_use]
    pub fn hinted_identity(&mut self) -> Option<CaptureIdentity> {
        let hint = Subject::race(self.race_hint?);
        let context = context_text(Some(hint), self.partial, self.zone.as_deref());
        self.identity().map(|identity| CaptureIdentity { context, ..identity })
    }

    fn identity_of(&self, sha256: Sha256) -> CaptureIdentity {
        CaptureIdentity {
            sha256,
            context: context_text(self.subject, self.partial, self.zone.as_deref()),
            stated_at: self.stated_at,
            member_number: 0,
        }
    }

    /// Bytes of the file, as far as they were read.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.raw {
            Raw::Held(bytes) => bytes.len() as u64,
            Raw::Flowing(flowing) => flowing.count,
        }
    }
}

/// Opens a file.
///
/// # Errors
/// The finding for which the file is a rejected capture; nothing of it can be kept.
pub fn open(path: &Path, options: &ReadOptions, now: Instant) -> Result<Source, Box<Finding>> {
    open_near(path, options, now, &mut Opener::default())
}

/// Opens one file of many.
///
/// # Errors
/// The finding for which the file is a rejected capture; nothing of it can be kept.
pub(crate) fn open_near(
    path: &Path,
    options: &ReadOptions,
    now: Instant,
    opener: &mut Opener,
) -> Result<Source, Box<Finding>> {
    let (raw, modified) = raw::open(path, now, opener, !options.forget)?;
    let subject = options.source_url.as_deref().and_then(context::of_url).or_else(|| context::of_path(path));
    let stated_at = options
        .captured_at
        .or_else(|| path.file_name().and_then(|n| n.to_str()).and_then(Instant::in_file_name));
    Ok(Source {
        path: crate::infra::path::text(path),
        stated_at,
        modified,
        sha256: match &raw {
            Raw::Held(bytes) if !options.forget => Some(sha256(bytes)),
            _ => None,
        },
        raw,
        subject,
        race_hint: if subject.is_none() { context::race_in_name(path) } else { None },
        partial: options.partial,
        zone: options.assumed_zone.clone(),
        is_named_lines: ndjson::is_named(path),
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

impl Capture {
    /// Roughly how many bytes of memory it takes: the smallest payload takes more than its own size, and one in which
    /// everything is refused many times that.
    #[must_use]
    pub fn weight(&self) -> u64 {
        const CAPTURE: u64 = 1024;
        const STATEMENT: u64 = 512;
        const RECORD: u64 = 64;
        const FINDING: u64 = 768;
        let held = |refused: &Refused| refused.content.len() as u64 + FINDING;
        let outcome = match &self.member.outcome {
            Ok(payload) => {
                STATEMENT * payload.statements.len() as u64
                    + RECORD * payload.records()
                    + FINDING * payload.findings.len() as u64
                    + payload.refused.iter().map(held).sum::<u64>()
            }
            Err(refused) => held(refused),
        };
        let packed = self.member.body.as_ref().map_or(0, |body| body.packed.len() as u64);
        // What a payload says is about as long as the payload.
        CAPTURE + packed + outcome + if self.member.outcome.is_ok() { self.member.size as u64 } else { 0 }
    }
}

/// What is known of a file once it was read through.
#[derive(Debug)]
pub struct Ended {
    /// What the file is known by, where it wraps its captures.
    pub wrapper: Option<CaptureIdentity>,
    /// What there is to say of it as a whole.
    pub findings: Vec<Finding>,
}

/// Opens a file up and hands out its captures one by one, until `take` declines.
pub fn unpack(mut source: Source, options: &ReadOptions, take: &mut dyn FnMut(Capture) -> bool) -> Ended {
    let mut raw = std::mem::replace(&mut source.raw, Raw::Held(Vec::new()));
    let mut emitted = Emitted { source: &source, count: 0, last: None, take };
    let known = source.sha256;
    let contents = match &mut raw {
        Raw::Held(bytes) => {
            let mut stream = match Compression::of(bytes) {
                Some(packed) => Stream::packed(packed, bytes.as_slice(), options.limits.total_bytes),
                None => Stream::whole(bytes),
            };
            let is_plain = Compression::of(bytes).is_none();
            read_stream(&mut stream, is_plain.then_some(known).flatten(), &mut emitted, options)
        }
        Raw::Flowing(flowing) => {
            let mut magic = Vec::with_capacity(4);
            // What cannot be read here cannot be read below, and is told there.
            let _ = flowing.as_mut().take(4).read_to_end(&mut magic);
            let rest = magic.as_slice().chain(flowing.as_mut());
            let mut stream = match Compression::of(&magic) {
                Some(packed) => Stream::packed(packed, rest, options.limits.total_bytes),
                None => Stream::plain(rest),
            };
            read_stream(&mut stream, None, &mut emitted, options)
        }
    };
    let har::Ended { fault, mut findings } = contents;
    for finding in &mut findings {
        locate(finding, &source.path, None);
    }
    if fault.is_none() && options.forget {
        return Ended { wrapper: None, findings };
    }
    let (sha256, head, size) = match &mut raw {
        Raw::Held(bytes) => (known.unwrap_or_else(|| sha256(bytes)), bytes.as_slice(), bytes.len()),
        Raw::Flowing(flowing) => {
            let sha256 = flowing.finish(options.limits.total_bytes);
            (sha256, flowing.head.as_slice(), usize::try_from(flowing.count).unwrap_or(usize::MAX))
        }
    };
    if let Some(reason) = fault {
        let mut refused = Refused::new(Kind::Event, None, reason, head);
        refused.size = size;
        emitted.emit(whole(&source, sha256, size, Err(Box::new(refused))));
    }
    let is_bare = emitted.count == 0 || (emitted.count == 1 && emitted.last == Some(sha256));
    Ended { wrapper: (!is_bare).then(|| source.identity_of(sha256)), findings }
}

/// Settles time, identity and places of what is read, and hands it on.
struct Emitted<'s> {
    source: &'s Source,
    count: u64,
    /// The digest of the last.
    last: Option<Sha256>,
    take: &'s mut dyn FnMut(Capture) -> bool,
}

impl Emitted<'_> {
    fn emit(&mut self, mut member: Member) -> bool {
        settle_places(&mut member, &self.source.path);
        let stated = member.stated_at.or(self.source.stated_at);
        let time = stated.map_or(CaptureTime::Assumed(self.source.modified), CaptureTime::Stated);
        let identity = CaptureIdentity {
            sha256: member.sha256,
            context: context_text(member.subject, member.partial, assumed_zone(&member)),
            stated_at: time.stated(),
            member_number: member.number,
        };
        self.count += 1;
        self.last = Some(member.sha256);
        (self.take)(Capture { identity, time, member })
    }
}

/// Reads a text of any kind. `known` is the digest of all of it, where that is known.
fn read_stream(
    stream: &mut Stream<'_>,
    known: Option<Sha256>,
    emitted: &mut Emitted<'_>,
    options: &ReadOptions,
) -> har::Ended {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let refused = |fault| har::Ended { fault: Some(fault), findings: Vec::new() };
    let limits = options.limits;
    while stream.unread().len() < LONGEST_MAGIC && stream.more() {}
    if let Some(finding) = binary_format(stream.unread()) {
        return refused(finding);
    }
    let has_mark = stream.unread().starts_with(MARK);
    if has_mark {
        stream.take_mark(MARK.len());
    }
    if let Some(name) = wide_encoding(stream.unread()) {
        return refused(wide(name));
    }
    let outer = Outer { subject: emitted.source.subject, race_hint: None, options };
    if let Some(at) = har::entries_of(stream, limits.payload_bytes) {
        return har::read(stream, at, outer, &mut |member| emitted.emit(member));
    }
    if ndjson::holds_lines(stream, emitted.source.is_named_lines, limits.payload_bytes) {
        ndjson::read(stream, outer, &mut |member| emitted.emit(member));
        return har::Ended { fault: stream.fault(), findings: Vec::new() };
    }
    while stream.unread().len() as u64 <= limits.payload_bytes && stream.more() {}
    let bytes = stream.unread();
    if bytes.len() as u64 > limits.payload_bytes {
        return refused(too_large(limits.payload_bytes));
    }
    if stream.is_faulty() {
        return har::Ended { fault: stream.fault(), findings: Vec::new() };
    }
    let mark = if has_mark { MARK } else { b"" };
    let sha256 = known.unwrap_or_else(|| {
        Sha256(sha2::Sha256::new().chain_update(mark).chain_update(bytes).finalize().into())
    });
    match text_of(bytes) {
        Ok(text) => {
            let payload = if has_mark { Cow::Owned([MARK, bytes].concat()) } else { Cow::Borrowed(bytes) };
            read_text(emitted, text, &payload, sha256, options);
            har::Ended::default()
        }
        Err(finding) => refused(finding),
    }
}

fn read_text(emitted: &mut Emitted<'_>, text: &str, payload: &[u8], sha256: Sha256, options: &ReadOptions) {
    let source = emitted.source;
    let document = Document::in_file(text, text);
    let outer = Outer { subject: source.subject, race_hint: source.race_hint, options };
    let refused = |reason| {
        let refused = Refused::new(Kind::Event, None, reason, text.as_bytes());
        whole(source, sha256, payload.len(), Err(Box::new(refused)))
    };
    let member = match check_syntax(&document, options.limits.depth) {
        Err(reason) => Member { body: outer.body(payload, &document), ..refused(reason) },
        Ok(Body::Json(Top::Array(items))) if archive::holds_records(&items) => {
            return archive::read(&document, &items, outer, &mut |member| emitted.emit(member));
        }
        Ok(Body::Json(Top::Object(object))) if envelope::is_envelope(&object) => {
            envelope::read_member(&document, &object, outer)
        }
        Ok(Body::Json(Top::Object(object))) if har::lacks_log(&object) => {
            refused(at_start(har::no_log(), &document))
        }
        Ok(body) => bare::read(&document, &body, payload, sha256, outer),
    };
    emitted.emit(member);
}

/// The member that a file as a whole is.
fn whole(
    source: &Source,
    sha256: Sha256,
    size: usize,
    outcome: Result<super::payload::Payload, Box<Refused>>,
) -> Member {
    Member {
        name: None,
        sha256,
        size,
        stated_at: None,
        number: 0,
        url: None,
        partial: source.partial,
        subject: source.subject,
        body: None,
        outcome,
    }
}

/// The zone that was assumed for what a payload says, if it says anything on a track's clock.
fn assumed_zone(member: &Member) -> Option<&str> {
    let statements = &member.outcome.as_ref().ok()?.statements;
    statements.iter().find_map(|s| match &s.fields {
        Fields::Heat(heat) => heat.assumed_zone.as_deref(),
        _ => None,
    })
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

/// A file's text, when it is UTF-8.
fn text_of(bytes: &[u8]) -> Result<&str, Finding> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let mut finding = Finding::new(Code::InvalidUtf8, format!("expected UTF-8 text, found the byte 0x{byte:02X}"))
            .with_hint("the file was saved in another encoding or is damaged; capture it again or convert it with `iconv`");
        (finding.place.line, finding.place.column) =
            Document::in_file(good, good).place_of(&good[good.len()..]).unzip();
        finding
    })
}

fn wide(name: &str) -> Finding {
    Finding::new(Code::InvalidUtf8, format!("expected UTF-8 text, found {name}"))
        .with_hint("convert it with `iconv -t UTF-8`, then import the result")
}

/// So many bytes tell a format.
const LONGEST_MAGIC: usize = 16;

fn binary_format(bytes: &[u8]) -> Option<Finding> {
    const FORMATS: &[(&[u8], &str, &str)] = &[
        (b"PK\x03\x04", "a zip archive", "unpack it, then import the folder"),
        (
            b"\x1f\x8b",
            "data that was compressed twice",
            "unpack it once with `gunzip`, then import the result",
        ),
        (
            b"\x28\xb5\x2f\xfd",
            "data that was compressed twice",
            "unpack it once with `unzstd`, then import the result",
        ),
        (b"\x89PNG", "a PNG image", "name captures only"),
        (b"\xff\xd8\xff", "a JPEG image", "name captures only"),
        (b"%PDF", "a PDF document", "name captures only"),
        (b"bplist00", "a web archive", CAPTURE_JSON),
        (b"SQLite format 3\0", "an SQLite database", "name it with `--db`, not as a capture"),
        (b"MIME-Version:", "an MHTML page", CAPTURE_JSON),
        (b"From: <Saved by", "an MHTML page", CAPTURE_JSON),
    ];
    let (_, what, hint) = FORMATS.iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some(Finding::new(Code::UnsupportedFormat, format!("expected JSON, found {what}")).with_hint(*hint))
}

fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..]
        | [0, 0, 0xfe, 0xff, ..]
        | [1..=0xff, 0, 0, 0, ..]
        | [0, 0, 0, 1..=0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..]
        | [0xfe, 0xff, ..]
        | [1..=0xff, 0, 1..=0xff, 0, ..]
        | [0, 1..=0xff, 0, 1..=0xff, ..] => Some("UTF-16"),
        _ => None,
    }
}
