//! `JUnit` XML: a test case for each file, failed where a finding fails the run. What does not fail it is the
//! case's output. The elements and attributes are those of the schema that Jenkins' xUnit plugin publishes.

use super::{Setting, place::Lies};
use crate::app::validate::Validated;
use crate::cli::output::finding::Line;
use crate::domain::finding::Finding;
use crate::domain::text::{count, visible};
use crate::infra::path;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The case of what is said of no file.
const TOGETHER: &str = "the paths together";
/// The case of what came on standard input.
const STDIN: &str = "standard input";

pub(super) fn write(out: &mut impl Write, found: &Validated, setting: &Setting) -> io::Result<()> {
    let cases = cases(found, setting);
    let failures = cases.values().filter(|of| of.iter().any(|f| setting.fails(f))).count().to_string();
    let tests = cases.len().to_string();
    let counts = [("tests", tests.as_str()), ("failures", failures.as_str()), ("errors", "0")];
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = xml.create_element("testsuites").with_attribute(("name", "heatlink validate"));
    suites.with_attributes(counts).write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attribute(("name", "captures"));
        suite.with_attributes(counts).write_inner_content(|xml| {
            cases.iter().try_for_each(|(name, of)| case(xml, name, of, setting))
        })?;
        Ok(())
    })?;
    writeln!(out)
}

/// The findings of each file that was read or could not be, in the order of names.
fn cases<'a>(found: &'a Validated, setting: &Setting) -> BTreeMap<String, Vec<&'a Finding>> {
    let name = |capture: &str| match Lies::of(capture, &setting.base) {
        Lies::Below(path) | Lies::Elsewhere(path) => path,
        Lies::Nowhere => STDIN.to_owned(),
    };
    let mut cases: BTreeMap<_, _> =
        found.files.iter().map(|file| (name(&path::text(file)), Vec::new())).collect();
    for finding in &found.findings {
        let name = finding.place.capture.as_deref().map_or_else(|| TOGETHER.to_owned(), name);
        cases.entry(name).or_default().push(finding);
    }
    cases
}

fn case<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    findings: &[&Finding],
    setting: &Setting,
) -> io::Result<()> {
    let (failing, other): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|f| setting.fails(f));
    let name = legal(name);
    let case = xml
        .create_element("testcase")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("classname", "heatlink.validate"));
    if findings.is_empty() {
        case.write_empty()?;
        return Ok(());
    }
    case.write_inner_content(|xml| {
        if let Some(first) = failing.first() {
            let more = match failing.len() as u64 - 1 {
                0 => String::new(),
                more => format!(" (and {})", count(more, "more finding", "more findings")),
            };
            let message = legal(&format!("{}{more}", first.message));
            xml.create_element("failure")
                .with_attribute(("message", message.as_str()))
                .with_attribute(("type", first.code.as_str()))
                .write_text_content(BytesText::new(&text(&failing)))?;
        }
        if !other.is_empty() {
            xml.create_element("system-out").write_text_content(BytesText::new(&text(&other)))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The findings as a person reads them, a line each and its hint beneath.
fn text(findings: &[&Finding]) -> String {
    let mut lines = Vec::new();
    for finding in findings {
        lines.push(legal(&Line(finding, false).to_string()));
        lines.extend(finding.hint.as_ref().map(|hint| format!("  hint: {}", legal(hint))));
    }
    lines.join("\n")
}

/// A text of one line as XML 1.0 can hold it: characters that it cannot are made visible, as control characters
/// are everywhere.
fn legal(text: &str) -> String {
    let mut legal = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '\u{fffe}' | '\u{ffff}' => legal.extend(c.escape_unicode()),
            c => legal.push(c),
        }
    }
    legal
}

#[cfg(test)]
mod tests {
    use super::super::sample::{found, setting};
    use super::*;

    fn printed(setting: &Setting) -> String {
        let mut out = Vec::new();
        write(&mut out, &found(), setting).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_file_is_a_case_and_errors_fail_it() {
        insta::assert_snapshot!(printed(&setting()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="heatlink validate" tests="5" failures="1" errors="0">
          <testsuite name="captures" tests="5" failures="1" errors="0">
            <testcase name="/elsewhere/é.har" classname="heatlink.validate">
              <system-out>/elsewhere/é.har#entry 3:7: warning[zero-time]: `[Kit](x)` has a fastest lap of 0:00.000
          hint: look, 100 %
        /elsewhere/é.har#entry 3:/0/fastLapMs: warning[zero-time]: `[Kit](x)` has a fastest lap of 0:00.000
          hint: look, 100 %</system-out>
            </testcase>
            <testcase name="cap, 100%/a:b.json" classname="heatlink.validate">
              <failure message="expected a text in `city`, found `{&quot;&lt;a&amp;b&gt;&quot;: &quot;␛[31m\u{ffff}&quot;}`" type="wrong-type">./cap, 100%/a:b.json:5:11: error[wrong-type]: expected a text in `city`, found `{&quot;&lt;a&amp;b&gt;&quot;: &quot;␛[31m\u{ffff}&quot;}`</failure>
            </testcase>
            <testcase name="clean.json" classname="heatlink.validate"/>
            <testcase name="standard input" classname="heatlink.validate">
              <system-out>-:1:11: info[unknown-field]: found also `weather`</system-out>
            </testcase>
            <testcase name="the paths together" classname="heatlink.validate">
              <system-out>warning[no-captures]: expected captures in `x`, found none</system-out>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn denied_warnings_fail_their_case() {
        let denies = printed(&Setting { denies_warnings: true, ..setting() });
        assert!(denies.contains(r#"tests="5" failures="3" errors="0""#), "{denies}");
        assert!(denies.contains(r#"type="no-captures""#), "{denies}");
    }

    #[test]
    fn what_xml_cannot_hold_is_made_visible() {
        assert_eq!(legal("a\0\u{b}\u{fffe}\u{ffff}<"), "a␀␋\\u{fffe}\\u{ffff}<");
    }
}
