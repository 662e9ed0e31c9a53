//! A finding as a person reads it, `path:line:column: severity[code]: message`, and as JSON.

use crate::domain::finding::{Finding, Place, Severity};
use crate::domain::text::visible;
use serde::Serialize;
use std::fmt;

/// A finding as one line, everything that came from outside made visible, its severity coloured or not. The
/// hint has a line of its own.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a>(pub &'a Finding, pub bool);

/// A severity's word, in its colour where there are colours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word(pub(super) Severity, pub(super) bool);

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colour = match self.0 {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        if self.1 { write!(f, "\x1b[1;{colour}m{}\x1b[0m", self.0) } else { write!(f, "{}", self.0) }
    }
}

/// The place below a file: the pointer, the member, or both.
pub(super) fn below_the_file(place: &Place) -> Option<String> {
    let pointer = place.pointer.as_deref().filter(|p| !p.is_empty());
    match (pointer, &place.member) {
        (Some(pointer), Some(member)) => Some(format!("{pointer} of {member}")),
        (Some(pointer), None) => Some(pointer.to_owned()),
        (None, member) => member.clone(),
    }
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finding = self.0;
        let place = &finding.place;
        if let Some(capture) = &place.capture {
            write!(f, "{}", visible(capture))?;
            if let Some(member) = &place.member {
                write!(f, "#{}", visible(member))?;
            }
            match (place.line, place.column) {
                (Some(line), Some(column)) => write!(f, ":{line}:{column}")?,
                (Some(line), None) => write!(f, ":{line}")?,
                (None, _) => {
                    // Without a line the pointer is the only place there is.
                    if let Some(pointer) = place.pointer.as_deref().filter(|p| !p.is_empty()) {
                        write!(f, ":{}", visible(pointer))?;
                    }
                }
            }
            f.write_str(": ")?;
        }
        write!(f, "{}[{}]: {}", Word(finding.severity(), self.1), finding.code, visible(&finding.message))
    }
}

/// A finding as JSON: every key always present, in this order, null explicit, text exact.
#[derive(Debug, Serialize)]
pub struct Json<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
    capture: Option<&'a str>,
    member: Option<&'a str>,
    line: Option<u64>,
    column: Option<u64>,
    pointer: Option<&'a str>,
}

impl<'a> From<&'a Finding> for Json<'a> {
    fn from(finding: &'a Finding) -> Self {
        let place = &finding.place;
        Self {
            code: finding.code.as_str(),
            severity: finding.severity().as_str(),
            message: &finding.message,
            hint: finding.hint.as_deref(),
            capture: place.capture.as_deref(),
            member: place.member.as_deref(),
            line: place.line,
            column: place.column,
            pointer: place.pointer.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Code;

    fn finding() -> Finding {
        let place = Place {
            capture: Some("a\u{1b}.har".into()),
            member: Some("3".into()),
            line: Some(4),
            column: Some(9),
            pointer: Some("/0/heatId".into()),
        };
        Finding { place, ..Finding::new(Code::WrongType, "found `\u{202e}`").with_hint("look") }
    }

    #[test]
    fn lines_show_place_weight_code_and_nothing_raw() {
        let mut finding = finding();
        assert_eq!(Line(&finding, false).to_string(), "a␛.har#3:4:9: error[wrong-type]: found `\\u{202e}`");
        finding.place.line = None;
        assert!(Line(&finding, false).to_string().starts_with("a␛.har#3:/0/heatId: error"));
        let coloured = Line(&finding, true).to_string();
        assert!(coloured.contains(": \x1b[1;31merror\x1b[0m[wrong-type]: found"), "{coloured}");
        finding.place = Place::default();
        assert!(Line(&finding, false).to_string().starts_with("error[wrong-type]: "));
    }

    #[test]
    fn json_has_every_key_and_exact_text() {
        let bare = Finding::new(Code::UnlinkedSession, "m");
        assert_eq!(
            serde_json::to_string(&Json::from(&bare)).unwrap(),
            r#"{"code":"unlinked-session","severity":"info","message":"m","hint":null,"capture":null,"member":null,"line":null,"column":null,"pointer":null}"#
        );
        assert_eq!(
            serde_json::to_string(&Json::from(&finding())).unwrap(),
            "{\"code\":\"wrong-type\",\"severity\":\"error\",\"message\":\"found `\u{202e}`\",\"hint\":\"look\",\"capture\":\"a\\u001b.har\",\"member\":\"3\",\"line\":4,\"column\":9,\"pointer\":\"/0/heatId\"}"
        );
    }
}
