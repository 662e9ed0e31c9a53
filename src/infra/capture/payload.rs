//! One payload, parsed and validated: statements, refused records, and what there is to say of them.

use super::context::Subject;
use super::family::{Layout, Read, Reader, Spec};
use super::json::{Document, MOST_ITEMS, Object, Top, holds_more_than, nests_deeper_than, read_top};
use super::recognise::{at_start, recognise, unrecognised};
use super::record_reader::{RecordReader, shown};
use super::unread::Unread;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::{Family, Fields, Kind, RecordKey, Statement};
use crate::domain::text::thousands;
use foldhash::HashMap;
use std::collections::HashSet;

/// A record or a capture that was refused, kept as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What kind of record it was to be; of a capture refused as a whole it tells nothing.
    pub kind: Kind,
    /// Its key, where it could be read: it counts as listed.
    pub record: Option<RecordKey>,
    /// Why, and where.
    pub reason: Finding,
    /// Its bytes, or their beginning.
    pub content: Vec<u8>,
    /// How many bytes there were.
    pub size: usize,
}

impl Refused {
    /// Keeps up to 1 MiB whole, of more the first 64 KiB.
    #[must_use]
    pub fn new(kind: Kind, record: Option<RecordKey>, reason: Finding, bytes: &[u8]) -> Self {
        const WHOLE: usize = 1 << 20;
        const HEAD: usize = 64 << 10;
        let kept = if bytes.len() > WHOLE { &bytes[..HEAD] } else { bytes };
        Self { kind, record, reason, content: kept.to_vec(), size: bytes.len() }
    }
}

/// So many findings of one payload are listed, and so many of its records refused. One of which there is more to
/// say is refused whole: what a payload comes to must fit into memory, whatever it holds.
pub(crate) const MOST_FINDINGS: usize = 10_000;

/// So many values are read of one payload: some ten times those of the largest race known.
pub(crate) const MOST_VALUES: usize = 1_000_000;

/// A payload that holds more than any of LiveRC does.
pub(crate) fn too_complex(most: usize, what: &str) -> Finding {
    let message = format!("expected at most {} {what} in one payload, found more", thousands(most as u64));
    Finding::new(Code::PayloadTooComplex, message).with_hint(
        "no known payload comes near it; look at the file by hand, and import its parts by themselves",
    )
}

/// What one payload came to.
#[derive(Debug)]
pub struct Payload {
    /// Its family.
    pub family: Family,
    /// The race that a page was found to be of, by whatever named it.
    pub subject: Option<Subject>,
    /// The parent whose complete listing it is: what it leaves out is absent.
    pub listing_of: Option<i64>,
    /// What it states, in order.
    pub statements: Vec<Statement>,
    /// Records that were refused.
    pub refused: Vec<Refused>,
    /// Records of each kind that repeat another of the same payload to the letter.
    pub repeats: [u64; 6],
    /// Everything there is to say, errors included.
    pub findings: Vec<Finding>,
}

impl Payload {
    /// Nothing yet of a family.
    #[must_use]
    pub fn empty(family: Family) -> Self {
        Self {
            family,
            subject: None,
            listing_of: None,
            statements: Vec::new(),
            refused: Vec::new(),
            repeats: [0; 6],
            findings: Vec::new(),
        }
    }

    /// Adds what there is to say. Of more than is listed one is kept, which tells that there were more.
    pub fn note(&mut self, finding: Finding) {
        if self.findings.len() <= MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// The same of several.
    pub fn note_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.note(finding));
    }

    /// Adds a record that is refused; of more than may be as with findings, of which each has one.
    pub fn hold(&mut self, refused: Refused) {
        if self.refused.len() <= MOST_FINDINGS {
            self.refused.push(refused);
        }
    }

    /// Whether there is more to say of it than is listed: it is no payload, whatever it looks like.
    fn is_overfull(&self) -> bool {
        self.findings.len().max(self.refused.len()) > MOST_FINDINGS
    }

    /// How many records it states; a race's laps count one by one.
    #[must_use]
    pub fn records(&self) -> u64 {
        let count = |s: &Statement| if let Fields::Laps(sheet) = &s.fields { sheet.count() } else { 1 };
        self.statements.iter().map(count).sum()
    }
}

/// How a payload is read.
#[derive(Debug, Clone, Copy)]
pub struct PayloadOptions<'o> {
    /// What its address says.
    pub subject: Option<Subject>,
    /// The race that the file's name may mean: only race pages, which do not contain their id, believe it.
    pub race_hint: Option<i64>,
    /// The IANA zone that times on a track's clock are taken to be in.
    pub assumed_zone: Option<&'o str>,
    /// Whether a listing may state absence: not trimmed, and answered with status 200.
    pub complete: bool,
    /// The deepest nesting that is read.
    pub max_depth: usize,
}

/// Parses and validates one payload.
///
/// # Errors
/// The finding for which the whole capture is refused.
pub fn read(document: &Document<'_>, options: PayloadOptions<'_>) -> Result<Payload, Finding> {
    let body = check_syntax(document, options.max_depth)?;
    read_recognised(document, &body, options)
}

/// What a payload's text is.
#[derive(Debug)]
pub enum Body<'a> {
    /// JSON of bearable depth, its top read.
    Json(Top<'a>),
    /// A page.
    Html,
}

/// Tells what a text is, and checks JSON.
///
/// # Errors
/// The finding for which the whole capture is refused.
pub fn check_syntax<'a>(document: &Document<'a>, max_depth: usize) -> Result<Body<'a>, Finding> {
    let text = document.text;
    if text.trim().is_empty() {
        let found = if text.is_empty() { "0 bytes" } else { "only white space" };
        return Err(Finding::new(Code::EmptyFile, format!("expected a payload, found {found}"))
            .with_hint("capture it again"));
    }
    if text.bytes().all(|b| b == 0 || b.is_ascii_whitespace()) {
        return Err(Finding::new(Code::EmptyFile, "expected a payload, found only NUL bytes")
            .with_hint("the file got its length but not its content: a disk was full, or a machine stopped; capture it again"));
    }
    if text.trim_start().starts_with('<') {
        return Ok(Body::Html);
    }
    if let Some(part) = nests_deeper_than(text, max_depth) {
        let mut finding = Finding::new(
            Code::NestingTooDeep,
            format!("expected nesting of at most {max_depth} levels, found more"),
        )
        .with_hint("no known payload nests deeper than 10; look at the file by hand");
        (finding.place.line, finding.place.column) = document.place_of(part).unzip();
        return Err(finding);
    }
    if let Some(part) = holds_more_than(text, MOST_ITEMS) {
        let mut finding = too_complex(MOST_ITEMS, "items of one array or object");
        (finding.place.line, finding.place.column) = document.place_of(part).unzip();
        return Err(finding);
    }
    read_top(text).map(Body::Json).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
        let mut finding =
            Finding::new(Code::InvalidJson, format!("expected one JSON document, found a fault: {said}"))
                .with_hint("the file was cut short or edited by hand; capture it again");
        (finding.place.line, finding.place.column) = document.place_of_error(&error).unzip();
        finding
    })
}

/// What to do about every format that could hold captures and is not read.
pub(crate) const CAPTURE_JSON: &str = "save the page as HTML only, or record a HAR, and import that";

/// The script of a race page has the laps of every racer under this name.
pub(crate) fn is_race_page(html: &str) -> bool {
    html.contains("racerLaps")
}

/// Reads a payload whose text was told already.
///
/// # Errors
/// The finding for which the whole capture is refused.
pub fn read_recognised(
    document: &Document<'_>,
    body: &Body<'_>,
    options: PayloadOptions<'_>,
) -> Result<Payload, Finding> {
    if matches!(body, Body::Json(_))
        && memchr::memchr_iter(b',', document.text.as_bytes()).count() > MOST_VALUES
    {
        return Err(at_start(too_complex(MOST_VALUES, "values"), document));
    }
    let payload = read_family(document, body, options)?;
    if payload.is_overfull() {
        return Err(at_start(too_complex(MOST_FINDINGS, "findings"), document));
    }
    Ok(payload)
}

fn read_family(
    document: &Document<'_>,
    body: &Body<'_>,
    options: PayloadOptions<'_>,
) -> Result<Payload, Finding> {
    let top = match body {
        Body::Html => return super::family::race_page::read(document, options),
        Body::Json(top) => top,
    };
    let spec = recognise(top, options.subject).map_err(|f| at_start(f, document))?.spec;
    let read = match spec.read {
        Reader::Record(read) => read,
        Reader::Whole(read) => {
            return match top {
                Top::Object(object) => read(document, object, options),
                _ => Err(at_start(unrecognised("found no object"), document)),
            };
        }
    };
    let mut reading = Reading::new(document, spec, read, options);
    match top {
        Top::Object(object) => reading.record(document.text.trim(), object, None),
        Top::Array(items) => {
            for (i, raw) in items.iter().enumerate() {
                reading.item(raw, u32::try_from(i).unwrap_or(u32::MAX));
                if reading.payload.is_overfull() {
                    break;
                }
            }
        }
        Top::Scalar(_) => {}
    }
    Ok(reading.finish())
}

/// One payload while its records are read.
struct Reading<'a, 'd> {
    document: &'d Document<'a>,
    spec: &'static Spec,
    read: fn(&mut RecordReader<'_, '_>) -> Read,
    options: PayloadOptions<'d>,
    payload: Payload,
    /// Records by key, to see those stated twice: place in `statements`, and its text.
    keys: HashMap<RecordKey, Seen<'a>>,
    parents: Parents,
    unread: Unread,
}

/// A record already met in this payload.
struct Seen<'a> {
    statement: usize,
    text: &'a str,
    conflict: bool,
}

/// The parents that a listing's items name.
#[derive(Default)]
struct Parents {
    one: Option<i64>,
    several: bool,
    unreadable: bool,
}

impl<'a, 'd> Reading<'a, 'd> {
    fn new(
        document: &'d Document<'a>,
        spec: &'static Spec,
        read: fn(&mut RecordReader<'_, '_>) -> Read,
        options: PayloadOptions<'d>,
    ) -> Self {
        let payload = Payload::empty(spec.family);
        Self {
            document,
            spec,
            read,
            options,
            payload,
            keys: HashMap::default(),
            parents: Parents::default(),
            unread: Unread::default(),
        }
    }

    fn item(&mut self, raw: &'a serde_json::value::RawValue, number: u32) {
        let object = match Object::read(raw) {
            Ok(Some(object)) => object,
            Ok(None) => {
                let what = super::json::describe(raw.get());
                self.refuse_item(
                    raw.get(),
                    number,
                    Code::NotAnObject,
                    format!("expected a record, found {what}: {}", shown(raw.get())),
                );
                return;
            }
            Err(_) => {
                self.refuse_item(
                    raw.get(),
                    number,
                    Code::WrongType,
                    "expected keys of whole characters, found a broken escape".into(),
                );
                return;
            }
        };
        // An item of the family that lacks a key is told what it lacks; one of another family is told that.
        let fits_other =
            |s: &&&Spec| s.layout == Layout::Listing && s.family != self.spec.family && s.fits(&object);
        if !self.spec.fits(&object)
            && let Some(other) = super::family::FAMILIES.iter().find(fits_other)
        {
            let message = format!("expected a record of {}, found one of {}", self.spec.family, other.family);
            self.refuse_item(raw.get(), number, Code::WrongShape, message);
            return;
        }
        self.record(raw.get(), &object, Some(number));
    }

    fn record(&mut self, text: &'a str, object: &Object<'a>, item: Option<u32>) {
        let pointer = item.map_or_else(String::new, |n| format!("/{n}"));
        let mut reader = RecordReader::new(self.document, object, text, pointer.clone());
        let read = (self.read)(&mut reader);
        if let (Some(subject), Some(parent)) = (self.options.subject, read.parent)
            && subject.id != parent
        {
            let key = self.spec.address_key;
            let message =
                format!("expected `{key}` {} as in the address `{subject}`, found {parent}", subject.id);
            reader.refuse(Code::IdMismatch, key, message);
        }
        self.unread.add(&reader);
        let (refused, mut findings) = (reader.refused, reader.findings);
        self.parents.add(read.parent);
        if refused {
            if read.key.is_none() {
                self.parents.unreadable = true;
            }
            let reason = findings.iter().find(|f| f.severity() == crate::domain::finding::Severity::Error);
            let reason = reason
                .cloned()
                .unwrap_or_else(|| Finding::new(Code::WrongType, "expected a record, found faults"));
            self.payload.hold(Refused::new(self.spec.family.kind(), read.key, reason, text.as_bytes()));
        } else if let (Some(key), Some(fields)) = (read.key, read.fields) {
            findings.extend(self.take(Statement { key, fields, item }, text, &pointer));
        }
        self.payload.note_all(findings);
    }

    /// Takes a statement, unless this payload has one of the same record already.
    fn take(&mut self, statement: Statement, text: &'a str, pointer: &str) -> Option<Finding> {
        let Some(seen) = self.keys.get_mut(&statement.key) else {
            let seen = Seen { statement: self.payload.statements.len(), text, conflict: false };
            self.keys.insert(statement.key, seen);
            self.payload.statements.push(statement);
            return None;
        };
        let first = &self.payload.statements[seen.statement];
        // Where two differ, a third that equals one of them is no better.
        let same = first.fields == statement.fields && !seen.conflict;
        let (code, rest) = if same {
            (Code::DuplicateRecord, "with equal values")
        } else {
            (Code::DuplicateRecordConflict, "with other values: none is taken")
        };
        let message = format!("expected {} once, found it again {rest}", statement.key);
        let mut finding = Finding::new(code, message).at_pointer(pointer);
        (finding.place.line, finding.place.column) = self.document.place_of(text).unzip();
        if same {
            self.payload.repeats[statement.key.kind() as usize] += 1;
            return Some(finding);
        }
        if !seen.conflict {
            seen.conflict = true;
            let pointer = first.item.map_or_else(String::new, |n| format!("/{n}"));
            let mut reason = finding.clone().at_pointer(pointer);
            (reason.place.line, reason.place.column) = self.document.place_of(seen.text).unzip();
            self.payload.hold(Refused::new(
                statement.key.kind(),
                Some(statement.key),
                reason,
                seen.text.as_bytes(),
            ));
        }
        self.payload.hold(Refused::new(
            statement.key.kind(),
            Some(statement.key),
            finding.clone(),
            text.as_bytes(),
        ));
        Some(finding)
    }

    fn refuse_item(&mut self, text: &str, number: u32, code: Code, message: String) {
        let mut finding = Finding::new(code, message).at_pointer(format!("/{number}"));
        (finding.place.line, finding.place.column) = self.document.place_of(text).unzip();
        self.parents.unreadable = true;
        self.payload.hold(Refused::new(self.spec.family.kind(), None, finding.clone(), text.as_bytes()));
        self.payload.note(finding);
    }

    fn finish(mut self) -> Payload {
        let conflicts: HashSet<usize> =
            self.keys.values().filter(|s| s.conflict).map(|s| s.statement).collect();
        let mut index = 0;
        self.payload.statements.retain(|_| {
            index += 1;
            !conflicts.contains(&(index - 1))
        });
        let empty = self.payload.statements.is_empty() && self.payload.refused.is_empty();
        if self.spec.layout == Layout::Listing {
            if empty {
                let finding = Finding::new(
                    Code::EmptyListing,
                    format!("expected {}, found an empty listing: it states nothing", self.spec.family),
                )
                .with_hint("upstream pages go empty for a while; capture it again later");
                self.payload.note(at_start(finding, self.document));
            } else if self.parents.several && self.options.subject.is_none() {
                let finding = Finding::new(
                    Code::SeveralParents,
                    "expected one parent for all records, found several: no absence is stated",
                )
                .with_hint("`--source-url` tells which listing it is");
                self.payload.note(at_start(finding, self.document));
            }
            let scope = self.options.subject.map(|s| s.id).or(if self.parents.several {
                None
            } else {
                self.parents.one
            });
            if self.options.complete && !empty && !self.parents.unreadable {
                self.payload.listing_of = scope;
            }
        }
        if let Some(finding) = self.unread.finding(self.spec.family) {
            self.payload.note(at_start(finding, self.document));
        }
        self.payload
    }
}

impl Parents {
    fn add(&mut self, parent: Option<i64>) {
        match (self.one, parent) {
            (_, None) => self.unreadable = true,
            (None, Some(_)) => self.one = parent,
            (Some(a), Some(b)) => self.several |= a != b,
        }
    }
}
