//! One entry of a HAR: whether it is a capture, and what it holds.

use super::fault::of_entry;
use super::refused;
use crate::domain::finding::{Code, Finding};
use crate::domain::time::Instant;
use crate::infra::capture::container::{Member, Outer, refuse, settled, too_large};
use crate::infra::capture::context::{self, Subject};
use crate::infra::capture::json::{Document, Key, read_top};
use crate::infra::capture::payload::{is_race_page, read as read_payload};
use crate::infra::capture::raw::sha256;
use crate::infra::capture::recognise::recognise;
use crate::infra::capture::record_reader::shown;
use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, Engine};
use serde::Deserialize;
use std::borrow::Cow;

/// An entry as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) bytes: &'a [u8],
    /// Its place in `log.entries`, from 0.
    pub(super) index: u32,
    /// Line and column in the file where it begins, both from 1.
    pub(super) place: (u64, u64),
    /// How deep its brackets nest.
    pub(super) deepest: usize,
}

impl<'a> Entry<'a> {
    /// Its text, with the places in the file.
    fn document(self, text: &'a str) -> Document<'a> {
        Document::at(text, self.place.0, self.place.1)
    }

    /// Puts a finding where a value of the entry stands, or where the entry begins: a text that has escapes is no
    /// slice of it.
    fn placed(self, mut finding: Finding, value: &Key<'_>) -> Finding {
        let inside =
            std::str::from_utf8(self.bytes).ok().and_then(|text| self.document(text).place_of(&value.0));
        // The quote before it is where a value begins.
        let (line, column) = inside.map_or(self.place, |(line, column)| (line, column - 1));
        (finding.place.line, finding.place.column) = (Some(line), Some(column));
        finding
    }
}

/// What an entry came to.
pub(super) enum Read {
    /// A capture, good or refused.
    Capture(Box<Member>),
    /// It asked LiveRC for something and got nothing; for what.
    Failed(String),
    /// No capture; what it is.
    Skipped(String),
}

/// The part of an entry that is read: [HAR 1.2](http://www.softwareishard.com/blog/har-12-spec/#entries).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow)]
    started_date_time: Option<Key<'a>>,
    #[serde(borrow)]
    request: Option<Request<'a>>,
    #[serde(borrow)]
    response: Option<Response<'a>>,
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    method: Option<Key<'a>>,
    #[serde(borrow)]
    url: Option<Key<'a>>,
}

#[derive(Deserialize)]
struct Response<'a> {
    status: Option<i64>,
    #[serde(borrow)]
    content: Option<Content<'a>>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    text: Option<Key<'a>>,
    #[serde(borrow)]
    encoding: Option<Key<'a>>,
}

/// Reads an entry.
pub(super) fn read(entry: Entry<'_>, outer: Outer<'_>) -> Read {
    let depth = outer.options.limits.depth;
    if entry.deepest > depth {
        let message = format!("expected nesting of at most {depth} levels, found more");
        return refused(entry, Finding::new(Code::NestingTooDeep, message));
    }
    let text = match std::str::from_utf8(entry.bytes) {
        Ok(text) => text,
        Err(error) => {
            let message = "expected UTF-8 text, found a byte that is none";
            let mut reason = Finding::new(Code::InvalidUtf8, message)
                .with_hint("the log was saved in another encoding or is damaged; save it again");
            let good = std::str::from_utf8(&entry.bytes[..error.valid_up_to()]).unwrap_or_default();
            (reason.place.line, reason.place.column) =
                entry.document(good).place_of(&good[good.len()..]).unzip();
            return refused(entry, reason);
        }
    };
    match serde_json::from_str::<Fields<'_>>(text) {
        Ok(fields) => read_fields(entry, &fields, outer),
        Err(error) => refused(entry, of_entry(&entry.document(text), &error)),
    }
}

fn read_fields(entry: Entry<'_>, fields: &Fields<'_>, outer: Outer<'_>) -> Read {
    let request = fields.request.as_ref();
    let Some(url) = request.and_then(|r| r.url.as_ref()).map(|url| url.0.as_ref()) else {
        return Read::Skipped("which has no address".into());
    };
    let method = request.and_then(|r| r.method.as_ref()).map_or("GET", |m| m.0.as_ref());
    let subject = context::of_url(url);
    let is_asked = matches!(method, "GET" | "POST") && may_be_capture(url);
    let none = |what: String| {
        if is_asked { Read::Failed(format!("`{url}` ({what})")) } else { Read::Skipped(format!("`{url}`")) }
    };
    let response = fields.response.as_ref();
    let content = response.and_then(|r| r.content.as_ref());
    let status = response.and_then(|r| r.status);
    if let Some(status) = status.filter(|s| *s >= 400) {
        return none(format!("status {status}"));
    }
    let body = content.and_then(|c| c.text.as_ref()).map_or("", |t| t.0.as_ref());
    if body.is_empty() {
        let what = match (response, status) {
            (Some(_), Some(status)) if status > 0 => format!("status {status}, no body"),
            _ => "no answer".into(),
        };
        return none(what);
    }
    if !is_asked && subject.is_none() {
        return Read::Skipped(format!("`{url}`"));
    }
    let body = match decoded(body, content.and_then(|c| c.encoding.as_ref())) {
        Ok(body) => body,
        Err(_) if !is_asked => return Read::Skipped(format!("`{url}`")),
        Err(found) => {
            let reason = bad(format!("expected a body in base64, found {found}"));
            let text = content.and_then(|c| c.text.as_ref());
            return refused(entry, if let Some(text) = text { entry.placed(reason, text) } else { reason });
        }
    };
    // A redirect's page is no answer, though what comes with it may be one.
    let is_redirect = status.is_some_and(|s| s >= 300);
    let is_answer = is_asked && subject.is_some();
    if (!is_answer || is_redirect) && !is_payload(&String::from_utf8_lossy(&body), subject, is_asked) {
        return if is_answer { none("a redirect".into()) } else { Read::Skipped(format!("`{url}`")) };
    }
    capture(entry, fields, &body, subject, outer)
}

/// Whether a body is one of a payload, as its beginning and its shape tell.
fn is_payload(text: &str, subject: Option<Subject>, is_liverc: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.as_bytes().first() {
        Some(b'{' | b'[') => read_top(text).is_ok_and(|top| {
            recognise(&top, subject).is_ok() && (is_liverc || recognise(&top, None).is_ok())
        }),
        Some(b'<') => is_liverc && is_race_page(text),
        _ => false,
    }
}

fn capture(
    entry: Entry<'_>,
    fields: &Fields<'_>,
    body: &[u8],
    subject: Option<Subject>,
    outer: Outer<'_>,
) -> Read {
    let options = outer.options;
    let url = fields.request.as_ref().and_then(|r| r.url.as_ref()).map(|url| url.0.clone().into_owned());
    let status = fields.response.as_ref().and_then(|r| r.status);
    let (stated_at, fault) = match &fields.started_date_time {
        None => (None, None),
        Some(text) => {
            let at = Instant::parse(&text.0).ok();
            let expected = "expected a date and time with `Z` or an offset in `startedDateTime`";
            let reason = || entry.placed(bad(format!("{expected}, found {}", shown(&text.0))), text);
            (at, at.is_none().then(reason))
        }
    };
    let most = options.limits.payload_bytes;
    let at_entry = |mut reason: Finding| {
        (reason.place.line, reason.place.column) = (Some(entry.place.0), Some(entry.place.1));
        reason
    };
    let fault = fault.or_else(|| (body.len() as u64 > most).then(|| at_entry(too_large(most))));
    let partial = options.partial || status != Some(200);
    let body_text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut kept = None;
    let outcome = match (fault, std::str::from_utf8(body_text)) {
        (Some(reason), _) => Err(reason),
        (None, Err(_)) => {
            Err(Finding::new(Code::InvalidUtf8, "expected UTF-8 text in the body, found a byte that is none"))
        }
        (None, Ok(text)) => {
            let document = Document::decoded(text);
            kept = outer.body(body, &document);
            read_payload(&document, outer.payload(subject, !partial))
        }
    };
    let outcome =
        outcome.map_err(|reason| refuse(&Document::decoded(&String::from_utf8_lossy(body_text)), reason));
    Read::Capture(Box::new(Member {
        name: Some(super::name(entry.index)),
        sha256: sha256(body),
        size: body.len(),
        stated_at,
        number: if stated_at.is_some() { 0 } else { entry.index },
        url,
        partial,
        subject: settled(subject, &outcome),
        body: kept,
        outcome,
    }))
}

/// The bytes of a body; says what was found where it is in no encoding that is read.
fn decoded<'a>(text: &'a str, encoding: Option<&Key<'_>>) -> Result<Cow<'a, [u8]>, String> {
    match encoding.map(|e| e.0.as_ref()) {
        None | Some("") => Ok(Cow::Borrowed(text.as_bytes())),
        Some(name) if name.eq_ignore_ascii_case("base64") => {
            let wrapped = text.bytes().any(|b| b.is_ascii_whitespace());
            let text: Cow<'_, str> =
                if wrapped { text.split_ascii_whitespace().collect::<String>().into() } else { text.into() };
            let bytes = STANDARD.decode(text.as_bytes());
            bytes.map(Cow::Owned).map_err(|error| format!("{}: {}", shown(&text), no_base64(&text, &error)))
        }
        Some(name) => Err(format!("the encoding {}", shown(name))),
    }
}

/// What makes a text no base64.
fn no_base64(text: &str, error: &DecodeError) -> String {
    let character = |at: usize| text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('=');
    match error {
        DecodeError::InvalidByte(at, _) => format!("`{}` does not belong there", character(*at)),
        DecodeError::InvalidLength(_) => "it is cut short".into(),
        DecodeError::InvalidLastSymbol { offset: at, .. } => {
            format!("`{}` cannot be its last character, it holds a part of one more byte", character(*at))
        }
        DecodeError::InvalidPadding => "the `=` at its end are too few or too many".into(),
    }
}

pub(super) fn bad(message: String) -> Finding {
    Finding::new(Code::BadHar, message).with_hint("save the log again, or capture the address again")
}

/// Whether an address is one at which LiveRC answers with what could be a payload.
pub(super) fn may_be_capture(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host).to_ascii_lowercase();
    let path = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    (host == "liverc.com" || host.ends_with(".liverc.com")) && !ASSETS.iter().any(|end| path.ends_with(end))
}

/// Endings of what pages bring along.
const ASSETS: &[&str] = &[
    ".css",
    ".js",
    ".mjs",
    ".map",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".avif",
    ".ico",
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".eot",
    ".mp3",
    ".mp4",
    ".webm",
    ".m3u8",
    ".ts",
    ".txt",
    ".webmanifest",
];

/// The address in the beginning of an entry that is too long to be read.
pub(super) fn address_in(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let after = &head[head.find("\"request\"")?..];
    let value = after[after.find("\"url\"")? + 5..].trim_start().strip_prefix(':')?.trim_start();
    value.strip_prefix('"')?.split('"').next().map(str::to_owned)
}
