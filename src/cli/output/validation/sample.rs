//! Findings for the tests of the formats: every severity, places of every kind, and text that a format must not
//! take for its own.

use super::Setting;
use crate::app::validate::Validated;
use crate::domain::finding::{Code, Finding, Place};
use std::collections::BTreeMap;

pub(super) fn setting() -> Setting {
    Setting { base: "/repo".into(), denies_warnings: false }
}

pub(super) fn found() -> Validated {
    let at = |capture: &str, line, pointer: &str| Place {
        capture: Some(capture.into()),
        member: None,
        line: Some(line),
        column: Some(11),
        pointer: Some(pointer.into()),
    };
    let wrong = Finding {
        place: at("./cap, 100%/a:b.json", 5, "/city"),
        hint: None,
        ..Finding::new(
            Code::WrongType,
            "expected a text in `city`, found `{\"<a&b>\": \"\u{1b}[31m\u{ffff}\"}`",
        )
    };
    let mut zero =
        Finding::new(Code::ZeroTime, "`[Kit](x)` has a fastest lap of 0:00.000").with_hint("look, 100 %");
    zero.place =
        Place { member: Some("entry 3".into()), column: None, ..at("/elsewhere/é.har", 7, "/0/fastLapMs") };
    let mut again = zero.clone();
    again.place.line = None;
    let nowhere = Finding::new(Code::NoCaptures, "expected captures in `x`, found none");
    let field = Finding { place: at("-", 1, ""), ..Finding::new(Code::UnknownField, "found also `weather`") };
    Validated {
        captures: 4,
        records: 9,
        files: ["clean.json", "cap, 100%/a:b.json", "/elsewhere/é.har", "-"].map(Into::into).into(),
        findings: vec![nowhere, field, wrong, zero, again],
        unlisted: BTreeMap::new(),
        accepted: 1,
        ignored: 2,
        renewed: None,
        skipped: 0,
    }
}
