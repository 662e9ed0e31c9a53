//! Workflow commands of GitHub Actions: each finding becomes an annotation at its line.

use super::place::Lies;
use super::{Setting, summary};
use crate::app::validate::Validated;
use crate::cli::output::finding::below_the_file;
use crate::domain::finding::{Finding, Severity};
use crate::domain::text::visible;
use std::io::{self, Write};

pub(super) fn write(out: &mut impl Write, found: &Validated, setting: &Setting) -> io::Result<()> {
    for finding in &found.findings {
        writeln!(out, "{}", command(finding, setting))?;
    }
    writeln!(out, "{}", summary(found))
}

fn command(finding: &Finding, setting: &Setting) -> String {
    let name = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = &finding.place;
    let mut properties = Vec::new();
    if let Some(path) =
        place.capture.as_deref().map(|c| Lies::of(c, &setting.base)).as_ref().and_then(Lies::path)
    {
        properties.push(format!("file={}", property(path)));
        properties.extend(place.line.map(|line| format!("line={line}")));
        properties.extend(place.line.and(place.column).map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(finding.code.as_str())));
    let at = below_the_file(place).map(|within| format!("%0Aat {}", data(&within))).unwrap_or_default();
    let hint = finding.hint.as_ref().map(|hint| format!("%0Ahint: {}", data(hint))).unwrap_or_default();
    let message = data(&finding.message);
    format!("::{name} {}::{message}{at}{hint}", properties.join(","))
}

/// A text as the runner reads it behind `::`: one line, its percent signs not taken for escapes.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as the runner reads it in a property, where commas and colons end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{found, setting};
    use super::*;

    fn lines() -> Vec<String> {
        let mut out = Vec::new();
        write(&mut out, &found(), &setting()).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn properties_and_messages_are_escaped() {
        insta::assert_snapshot!(lines().join("\n"), @r#"
        ::warning title=no-captures::expected captures in `x`, found none
        ::notice title=unknown-field::found also `weather`
        ::error file=cap%2C 100%25/a%3Ab.json,line=5,col=11,title=wrong-type::expected a text in `city`, found `{"<a&b>": "␛[31m￿"}`%0Aat /city
        ::warning file=/elsewhere/é.har,line=7,title=zero-time::`[Kit](x)` has a fastest lap of 0:00.000%0Aat /0/fastLapMs of entry 3%0Ahint: look, 100 %25
        ::warning file=/elsewhere/é.har,title=zero-time::`[Kit](x)` has a fastest lap of 0:00.000%0Aat /0/fastLapMs of entry 3%0Ahint: look, 100 %25
        4 captures, 9 records, 1 error, 3 warnings, 1 info (1 accepted, 2 ignored)
        "#);
    }

    #[test]
    fn nothing_of_a_capture_makes_a_command_of_its_own() {
        assert_eq!(property("a%2C,b:c\n::error::"), "a%252C%2Cb%3Ac␊%3A%3Aerror%3A%3A");
        assert_eq!(data("50 %, \r\n::x"), "50 %25, ␍␊::x");
        assert!(lines().iter().all(|line| !line.contains(['\r', '\u{1b}'])));
    }
}
