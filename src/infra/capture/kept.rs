//! A payload that was refused as a whole, read again from the text that was kept of it.

use super::container::{Limits, envelope, ndjson};
use super::context;
use super::json::{Document, Top};
use super::payload::{Body, Payload, PayloadOptions, check_syntax, read_recognised};
use super::source::context_parts;
use crate::domain::finding::Finding;

/// What reading it again came to.
#[derive(Debug)]
pub enum Reread {
    /// It is good now.
    Good(Box<Payload>),
    /// It is still refused, perhaps for another reason.
    Refused(Box<Finding>),
    /// The text alone cannot tell; why.
    NeedsFile(&'static str),
}

/// Reads a kept text in the context its capture had. With a URL an envelope may have been around it, so that
/// the text has no place of its own; the member of its container may tell its line.
#[must_use]
pub fn read(bytes: &[u8], context: &str, has_url: bool, member: Option<&str>, limits: Limits) -> Reread {
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else {
        return Reread::NeedsFile("it is no UTF-8 text");
    };
    let (address, partial, zone) = context_parts(context);
    let subject = context::of_url(address);
    let document = match member.and_then(ndjson::line_of) {
        _ if has_url => Document::decoded(text),
        line => Document::at_line(text, line.unwrap_or(1)),
    };
    let body = match check_syntax(&document, limits.depth) {
        Ok(body) => body,
        Err(reason) => return Reread::Refused(Box::new(reason)),
    };
    if let Body::Json(Top::Object(object)) = &body
        && envelope::is_envelope(object)
    {
        return Reread::NeedsFile("it is an envelope");
    }
    let options = PayloadOptions {
        subject,
        race_hint: None,
        assumed_zone: zone,
        complete: !partial,
        max_depth: limits.depth,
    };
    match read_recognised(&document, &body, options) {
        Ok(payload) => Reread::Good(Box::new(payload)),
        Err(reason) => Reread::Refused(Box::new(reason)),
    }
}
