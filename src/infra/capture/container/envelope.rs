//! An envelope: `{"url","fetchedAt","status","sha256"?,"body"}`, where `body` is the payload or its text.

use super::{Member, Outer, refuse, settled};
use crate::domain::capture::Sha256;
use crate::domain::finding::{Code, Finding};
use crate::domain::time::Instant;
use crate::infra::capture::context;
use crate::infra::capture::json::{Document, Object, string};
use crate::infra::capture::payload::read;
use crate::infra::capture::raw::sha256;
use crate::infra::capture::record_reader::shown;
use serde_json::value::RawValue;

/// Whether an object is an envelope: it has an address and a body.
pub(crate) fn is_envelope(object: &Object<'_>) -> bool {
    object.has("url") && object.has("body")
}

/// What an envelope says of its body.
struct Head {
    url: Option<String>,
    fetched_at: Option<Instant>,
    status: Option<i64>,
    digest: Option<String>,
}

/// Reads the payload of an envelope. `outer` is what path and options say.
pub(crate) fn read_member(file: &Document<'_>, object: &Object<'_>, outer: Outer<'_>) -> Member {
    let raw = object.get("body").map_or("null", RawValue::get);
    let decoded = string(raw).ok().flatten();
    let (body, document) = match &decoded {
        Some(text) => (text.as_ref(), Document::decoded(text)),
        None => (raw, file.part(raw)),
    };
    let digest = sha256(body.as_bytes());
    let (head, fault) = match read_head(file, object) {
        Ok(head) => (head, None),
        Err((head, fault)) => (head, Some(*fault)),
    };
    let subject = head.url.as_deref().and_then(context::of_url).or(outer.subject);
    let fault = fault.or_else(|| check_head(file, object, &head, digest));
    let partial = outer.options.partial || head.status != Some(200);
    let kept = if fault.is_none() {
        outer.body(body.as_bytes(), &document)
    } else {
        // Without the envelope nobody could tell what is at fault.
        let text = file.text.as_bytes();
        outer.body(text, file).map(|packed| packed.of_what_is_around(text))
    };
    let mut outcome = if let Some(reason) = fault {
        Err(refuse(&document, reason))
    } else {
        read(&document, outer.payload(subject, !partial)).map_err(|f| refuse(&document, f))
    };
    if let Ok(payload) = &mut outcome {
        payload.note_all(repeats(file, object));
    }
    Member {
        name: None,
        sha256: digest,
        size: body.len(),
        stated_at: head.fetched_at,
        number: 0,
        url: head.url,
        partial,
        subject: settled(subject, &outcome),
        body: kept,
        outcome,
    }
}

/// Reads the fields around the body; on a fault, as many as could be read.
fn read_head(file: &Document<'_>, object: &Object<'_>) -> Result<Head, (Head, Box<Finding>)> {
    let mut head = Head { url: None, fetched_at: None, status: None, digest: None };
    let mut fault = None;
    for (key, raw) in &object.members {
        let raw = raw.get();
        let expected = match key.as_ref() {
            _ if raw == "null" && key != "url" => continue,
            "url" => match string(raw).ok().flatten() {
                Some(text) => {
                    head.url = Some(text.into_owned());
                    continue;
                }
                None => "an address as text",
            },
            "fetchedAt" => match string(raw).ok().flatten().and_then(|t| Instant::parse(&t).ok()) {
                Some(at) => {
                    head.fetched_at = Some(at);
                    continue;
                }
                None => "a date and time with `Z` or an offset",
            },
            "status" => match raw.parse::<i64>() {
                Ok(status) => {
                    head.status = Some(status);
                    continue;
                }
                Err(_) => "an HTTP status",
            },
            "sha256" => match string(raw).ok().flatten() {
                Some(text) => {
                    head.digest = Some(text.into_owned());
                    continue;
                }
                None => "a SHA-256 as hexadecimal text",
            },
            _ => continue,
        };
        fault.get_or_insert_with(|| {
            let mut finding = Finding::new(
                Code::BadEnvelope,
                format!("expected {expected} in the envelope's `{key}`, found {}", shown(raw)),
            )
            .with_hint("`docs/integrations/liverc.md` shows an envelope");
            (finding.place.line, finding.place.column) = file.place_of(raw).unzip();
            Box::new(finding)
        });
    }
    if let Some((key, second, _)) = object.repeated().into_iter().find(|(_, _, same)| !same) {
        fault.get_or_insert_with(|| {
            let message =
                format!("expected each key of the envelope once, found `{key}` again with another value");
            let mut finding = Finding::new(Code::BadEnvelope, message);
            (finding.place.line, finding.place.column) = file.place_of(second.get()).unzip();
            Box::new(finding)
        });
    }
    match fault {
        Some(fault) => Err((head, fault)),
        None => Ok(head),
    }
}

/// Whether the envelope lets its body be taken.
fn check_head(file: &Document<'_>, object: &Object<'_>, head: &Head, digest: Sha256) -> Option<Finding> {
    let (key, mut finding) = if let Some(status) = head.status.filter(|s| *s >= 400) {
        let finding =
            Finding::new(Code::EnvelopeStatus, format!("expected a status below 400, found {status}"))
                .with_hint("the request failed; capture the address again");
        ("status", finding)
    } else {
        let stated = head.digest.as_deref()?;
        if stated.eq_ignore_ascii_case(&digest.to_string()) {
            return None;
        }
        let message = format!("expected a body of SHA-256 {}, found `{digest}`", shown(stated));
        let finding = Finding::new(Code::EnvelopeDigest, message)
            .with_hint("the body was changed after it was captured; capture it again");
        ("sha256", finding)
    };
    (finding.place.line, finding.place.column) =
        object.get(key).and_then(|raw| file.place_of(raw.get())).unzip();
    Some(finding)
}

/// Keys that stand twice with equal values: taken, with a warning.
fn repeats(file: &Document<'_>, object: &Object<'_>) -> Vec<Finding> {
    let equal = object.repeated().into_iter().filter(|(_, _, same)| *same);
    equal
        .map(|(key, second, _)| {
            let message = format!(
                "expected each key of the envelope once, found {} again with the same value",
                shown(key)
            );
            let mut finding = Finding::new(Code::DuplicateKey, message);
            (finding.place.line, finding.place.column) = file.place_of(second.get()).unzip();
            finding
        })
        .collect()
}
