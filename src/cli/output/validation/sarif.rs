//! SARIF 2.1.0: one run, a rule for each code that was found, a line for each result.

use super::Setting;
use super::place::{Lies, percent_encoded};
use crate::app::explain;
use crate::app::validate::Validated;
use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::text::visible;
use crate::infra::json_text;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What relative paths are relative to. The name is the one that code scanning takes for the checkout.
const BASE: &str = "%SRCROOT%";

pub(super) fn write(out: &mut impl Write, found: &Validated, setting: &Setting) -> io::Result<()> {
    // What is said of no file is about the call; code scanning takes no result without a place.
    let (results, notes): (Vec<&Finding>, Vec<&Finding>) =
        found.findings.iter().partition(|f| f.place.capture.is_some());
    let (rules, about) = (codes(&results), codes(&notes));
    let driver = json!({
        "name": "heatlink",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|code| descriptor(*code)).collect::<Vec<_>>(),
        "notifications": about.iter().map(|code| descriptor(*code)).collect::<Vec<_>>(),
    });
    let invocation = json!({
        "executionSuccessful": true,
        "toolExecutionNotifications": notes.iter().map(|f| notification(f)).collect::<Vec<_>>(),
    });
    // Without its URI, which only this machine knows: the same captures give the same bytes everywhere.
    let bases = json!({ BASE: { "description": { "text": "The folder that heatlink ran in." } } });
    write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\n\"tool\":")?;
    json_text::write(out, &json!({ "driver": driver }))?;
    write!(out, ",\n\"invocations\":[")?;
    json_text::write(out, &invocation)?;
    write!(out, "],\n\"columnKind\":\"unicodeCodePoints\",\n\"originalUriBaseIds\":")?;
    json_text::write(out, &bases)?;
    write!(out, ",\n\"results\":[")?;
    let mut seen = BTreeMap::new();
    for (index, finding) in results.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        let rule = rules.binary_search(&finding.code).unwrap_or_default();
        json_text::write(out, &result(finding, rule, &mut seen, setting))?;
    }
    out.write_all(if results.is_empty() { b"]}]}\n" } else { b"\n]}]}\n" })
}

/// The codes of these, each once, in their order.
fn codes(findings: &[&Finding]) -> Vec<Code> {
    findings.iter().map(|f| f.code).collect::<BTreeSet<_>>().into_iter().collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(code: Code) -> Value {
    let section = explain::section(code);
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": message(code.meaning()) },
        "help": { "text": message(&section), "markdown": message(&section) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn notification(finding: &Finding) -> Value {
    json!({
        "descriptor": { "id": finding.code.as_str() },
        "level": level(finding.severity()),
        "message": { "text": text(finding) },
    })
}

/// What a person reads.
fn text(finding: &Finding) -> String {
    let hint = finding.hint.as_ref().map(|hint| format!("\nhint: {}", visible(hint))).unwrap_or_default();
    message(&format!("{}{hint}", visible(&finding.message)))
}

fn result(finding: &Finding, rule: usize, seen: &mut BTreeMap<String, u64>, setting: &Setting) -> Value {
    let place = &finding.place;
    let lies = place.capture.as_deref().map(|capture| Lies::of(capture, &setting.base));
    let mut result = json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": rule,
        "level": level(finding.severity()),
        "message": { "text": text(finding) },
        "partialFingerprints": { "heatlinkFinding/v1": fingerprint(finding, lies.as_ref(), seen) },
        "locations": location(finding, lies.as_ref()).into_iter().collect::<Vec<_>>(),
    });
    if let Some(member) = &place.member {
        result["properties"] = json!({ "member": member });
    }
    result
}

fn location(finding: &Finding, lies: Option<&Lies>) -> Option<Value> {
    let place = &finding.place;
    let artifact = match lies? {
        Lies::Below(path) => Some(json!({ "uri": percent_encoded(path), "uriBaseId": BASE })),
        Lies::Elsewhere(path) => Some(json!({ "uri": format!("file://{}", percent_encoded(path)) })),
        Lies::Nowhere => None,
    };
    let mut location = json!({});
    if let Some(artifact) = artifact {
        location["physicalLocation"] = json!({ "artifactLocation": artifact });
        if let Some(line) = place.line {
            let mut region = json!({ "startLine": line });
            if let Some(column) = place.column {
                region["startColumn"] = column.into();
            }
            location["physicalLocation"]["region"] = region;
        }
    }
    if let Some(pointer) = place.pointer.as_deref().filter(|p| !p.is_empty()) {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": pointer }]);
    }
    location.as_object().is_some_and(|l| !l.is_empty()).then_some(location)
}

/// What stays of a finding when lines move: code, file, pointer and message, and which of several such it is.
fn fingerprint(finding: &Finding, lies: Option<&Lies>, seen: &mut BTreeMap<String, u64>) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    let path = lies.and_then(Lies::path).unwrap_or_default();
    for part in [finding.code.as_str(), path, finding.place.pointer.as_deref().unwrap_or_default()] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(&finding.message);
    let digest = hash.finalize().iter().take(16).fold(String::new(), |mut digest, byte| {
        let _ = write!(digest, "{byte:02x}"); // cannot fail
        digest
    });
    let nth = seen.entry(digest.clone()).or_default();
    *nth += 1;
    format!("{digest}:{nth}")
}

/// A text as a message holds it: braces would be placeholders, and brackets before a parenthesis a link.
fn message(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if text.contains("](") { text.replace('[', r"\[").replace(']', r"\]") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{found, setting};
    use super::*;

    fn printed() -> String {
        let mut out = Vec::new();
        write(&mut out, &found(), &setting()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn results_say_what_and_where() {
        let printed = printed();
        let results = printed.split_once("\"invocations\"").unwrap().1;
        insta::assert_snapshot!(results, @r#"
        :[{"executionSuccessful":true,"toolExecutionNotifications":[{"descriptor":{"id":"no-captures"},"level":"warning","message":{"text":"expected captures in `x`, found none"}}]}],
        "columnKind":"unicodeCodePoints",
        "originalUriBaseIds":{"%SRCROOT%":{"description":{"text":"The folder that heatlink ran in."}}},
        "results":[
        {"level":"note","locations":[],"message":{"text":"found also `weather`"},"partialFingerprints":{"heatlinkFinding/v1":"d6f145cd5f1228cc1434515466a0ed45:1"},"ruleId":"unknown-field","ruleIndex":2},
        {"level":"error","locations":[{"logicalLocations":[{"fullyQualifiedName":"/city"}],"physicalLocation":{"artifactLocation":{"uri":"cap%2C%20100%25/a%3Ab.json","uriBaseId":"%SRCROOT%"},"region":{"startColumn":11,"startLine":5}}}],"message":{"text":"expected a text in `city`, found `{{\"<a&b>\": \"␛[31m￿\"}}`"},"partialFingerprints":{"heatlinkFinding/v1":"184204171b3bd815e889232dfe7427fd:1"},"ruleId":"wrong-type","ruleIndex":0},
        {"level":"warning","locations":[{"logicalLocations":[{"fullyQualifiedName":"/0/fastLapMs"}],"physicalLocation":{"artifactLocation":{"uri":"file:///elsewhere/%C3%A9.har"},"region":{"startLine":7}}}],"message":{"text":"`\\[Kit\\](x)` has a fastest lap of 0:00.000\nhint: look, 100 %"},"partialFingerprints":{"heatlinkFinding/v1":"046bd090cc95516ed2f93adbd68b601c:1"},"properties":{"member":"entry 3"},"ruleId":"zero-time","ruleIndex":1},
        {"level":"warning","locations":[{"logicalLocations":[{"fullyQualifiedName":"/0/fastLapMs"}],"physicalLocation":{"artifactLocation":{"uri":"file:///elsewhere/%C3%A9.har"}}}],"message":{"text":"`\\[Kit\\](x)` has a fastest lap of 0:00.000\nhint: look, 100 %"},"partialFingerprints":{"heatlinkFinding/v1":"046bd090cc95516ed2f93adbd68b601c:2"},"properties":{"member":"entry 3"},"ruleId":"zero-time","ruleIndex":1}
        ]}]}
        "#);
    }

    #[test]
    fn rules_are_the_codes_that_were_found() {
        let log: Value = serde_json::from_str(&printed()).unwrap();
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: Vec<_> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["wrong-type", "zero-time", "unknown-field"]);
        assert!(rules[0]["help"]["text"].as_str().unwrap().contains("What to do:"));
        for result in log["runs"][0]["results"].as_array().unwrap() {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        }
    }

    #[test]
    fn nothing_of_a_capture_is_a_placeholder_or_a_link() {
        assert_eq!(message("found `{0}` in `[1]`"), "found `{{0}}` in `[1]`");
        assert_eq!(message("`[win](http://x)`"), r"`\[win\](http://x)`");
    }
}
