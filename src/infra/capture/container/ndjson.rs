//! JSON lines: a payload or an envelope on each line.

use super::{Member, Outer, Sink, bare, envelope, refused_member, too_long_member};
use crate::domain::finding::{Code, Finding};
use crate::infra::capture::json::{Document, Top};
use crate::infra::capture::payload::{Body, check_syntax};
use crate::infra::capture::raw::sha256;
use crate::infra::capture::scan::{blank, is_one_document};
use crate::infra::capture::stream::{Part, Stream};
use std::path::Path;

/// Whether a file's name says that it holds JSON lines.
pub(crate) fn is_named(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    [".ndjson", ".jsonl"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a text holds one document a line: the first line is one, and another follows. A name that says so is
/// believed, too, unless the text begins as a document laid out over several lines does.
pub(crate) fn holds_lines(stream: &mut Stream<'_>, is_named: bool, most: u64) -> bool {
    let mut length = 0;
    let first = loop {
        let text = stream.unread();
        let start = blank(text);
        match memchr::memchr(b'\n', &text[start.max(length)..]) {
            Some(end) => break &text[start..start.max(length) + end],
            None if text.len() as u64 > most => return is_named,
            None => {}
        }
        length = text.len();
        if !stream.more() {
            let text = stream.unread();
            return is_named && blank(text) < text.len();
        }
    };
    if is_named {
        return first.iter().any(|b| !matches!(b, b'[' | b'{' | b' ' | b'\t' | b'\r'));
    }
    let (first, end) = (first.trim_ascii_end().to_vec(), blank(stream.unread()) + first.len());
    if !matches!(first.last(), Some(b'}' | b']')) {
        return false;
    }
    loop {
        let rest = &stream.unread()[end..];
        if let Some(next) = rest.get(blank(rest)) {
            return matches!(next, b'{' | b'[') && is_one_document(&first);
        }
        if !stream.more() {
            return false;
        }
    }
}

/// Reads the lines one by one. A broken one spoils no other.
pub(crate) fn read(stream: &mut Stream<'_>, outer: Outer<'_>, sink: Sink<'_>) {
    let most = outer.options.limits.payload_bytes;
    loop {
        let line = stream.line();
        let (length, is_last) = match stream.until(most, |text| memchr::memchr(b'\n', text)) {
            Part::Whole(length) => (length, false),
            // A fault has its own finding: what came before it of this line is no line.
            Part::Cut if stream.is_faulty() => return,
            Part::Cut => (stream.unread().len(), true),
            Part::TooLong(long) => {
                if !sink(too_long_member(name(line), number(line), (line, 1), long, most)) {
                    return;
                }
                continue;
            }
        };
        let text = &stream.unread()[..length];
        if blank(text) < text.len() && !sink(read_line(text, line, outer)) {
            return;
        }
        stream.take(length + usize::from(!is_last));
        if is_last {
            return;
        }
    }
}

fn read_line(bytes: &[u8], line: u64, outer: Outer<'_>) -> Member {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let message = "expected UTF-8 text, found a byte that is none";
            let mut reason = Finding::new(Code::InvalidUtf8, message)
                .with_hint("the line was saved in another encoding or is damaged; capture it again");
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            reason.place.line = Some(line);
            reason.place.column = Some(good.chars().count() as u64 + 1);
            return refused_member(name(line), number(line), bytes, reason);
        }
    };
    let document = Document::at_line(text, line);
    let mut member = match check_syntax(&document, outer.options.limits.depth) {
        Err(reason) => Member {
            body: outer.body(bytes, &document),
            ..refused_member(name(line), number(line), bytes, reason)
        },
        Ok(Body::Json(Top::Object(object))) if envelope::is_envelope(&object) => {
            envelope::read_member(&document, &object, outer)
        }
        Ok(body) => {
            // White space around a payload is no part of it: how lines end changes nothing.
            let payload = text.trim();
            let bytes = payload.as_bytes();
            bare::read(&document.part(payload), &body, bytes, sha256(bytes), outer)
        }
    };
    member.name = Some(name(line));
    if member.stated_at.is_none() {
        member.number = number(line);
    }
    member
}

fn name(line: u64) -> String {
    format!("line {line}")
}

fn number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// The line that a member's name names.
pub(crate) fn line_of(member: &str) -> Option<u64> {
    member.strip_prefix("line ")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::ReadOptions;
    use super::*;

    fn members(text: &str) -> Vec<Member> {
        let (mut members, options) = (Vec::new(), ReadOptions::default());
        let outer = Outer { subject: None, race_hint: None, options: &options };
        // Two bytes at a time, so that every line is cut somewhere.
        let mut stream = Stream::in_pieces(text.as_bytes(), 2);
        read(&mut stream, outer, &mut |member| {
            members.push(member);
            true
        });
        members
    }

    #[test]
    fn each_line_stands_for_itself() {
        let text = concat!(
            "{\"eventId\":1,\"title\":\"A\"}\r\n\n{\"eventId\n",
            "{\"url\":\"https://api.liverc.example/v2/events/2\",\"fetchedAt\":\"2025-01-01T00:00:00Z\",\"body\":{\"eventId\":2,\"title\":4}}"
        );
        let members = members(text);
        let names: Vec<_> = members.iter().map(|m| (m.name.as_deref().unwrap(), m.number)).collect();
        assert_eq!(names, [("line 1", 1), ("line 3", 3), ("line 4", 0)]);
        assert!(members[0].outcome.is_ok());
        let reason = &members[1].outcome.as_ref().unwrap_err().reason;
        assert_eq!((reason.code, reason.place.line), (Code::InvalidJson, Some(3)));
        let refused = &members[2].outcome.as_ref().unwrap().refused[0];
        assert_eq!((refused.reason.place.line, refused.reason.code), (Some(4), Code::WrongType));
    }

    #[test]
    fn lines_are_told_by_content_and_by_name() {
        let holds = |text: &str, named| holds_lines(&mut Stream::whole(text.as_bytes()), named, 1 << 20);
        assert!(holds("{\"a\":1}\n[]\n", false) && holds("\n\n[1]\n\n[2]", false));
        assert!(
            !holds("{\"a\":1}\nx", false)
                && !holds("{\"a\":1}\n\n", false)
                && !holds("[\n1]\n", false)
                && !holds("[1]", false)
        );
        assert!(holds("{\"a\":1}\n", true) && holds("{\"a\n[1]", true) && !holds("[\n {\n}]", true));
        assert!(is_named(Path::new("a/B.NDJSON.gz")) && !is_named(Path::new("a.json")));
    }
}
