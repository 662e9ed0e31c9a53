//! Records of a club's archive: a race page's objects with the words of its headings beside them.

use super::html::unescape;
use super::node::{Kind, Member, Node};
use std::borrow::Cow;

/// One record, unjudged: `{club, event, date, raceNum, raceClass, length, round, driver_results}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRecord<'a> {
    /// Words and ids by key, those that stand there.
    pub metadata: Vec<Member<'a>>,
    /// The race page's objects; meant for `RaceObjects::take`.
    pub driver_results: Node<'a>,
    /// Keys that no known record has.
    pub unknown: Vec<Cow<'a, str>>,
    /// The record as it is written.
    pub source: &'a str,
}

/// Keys of the words, and of the ids that some archives put beside them.
pub const METADATA: [&str; 10] =
    ["club", "event", "date", "raceNum", "raceClass", "length", "round", "event_id", "heat_id", "race_id"];

const RESULTS: &str = "driver_results";

impl<'a> ArchiveRecord<'a> {
    /// Whether an object is such a record.
    #[must_use]
    pub fn fits(node: &Node<'_>) -> bool {
        node.get(RESULTS).is_some()
    }

    /// Takes a record apart; none where it has no `driver_results`. Of a key that stands twice the first is taken;
    /// [`Node::repeated`] of the record tells.
    #[must_use]
    pub fn take(node: Node<'a>) -> Option<Self> {
        let Kind::Object(members) = node.kind else { return None };
        let mut record = (Vec::new(), None, Vec::new());
        for member in members {
            if member.key == RESULTS {
                record.1.get_or_insert(member.value);
            } else if METADATA.contains(&member.key.as_ref()) {
                record.0.push(member);
            } else {
                record.2.push(member.key);
            }
        }
        let (metadata, driver_results, unknown) = record;
        Some(Self { metadata, driver_results: driver_results?, unknown, source: node.source })
    }

    /// The value of a key; none where it is missing.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.metadata.iter().find(|m| m.key == key).map(|m| &m.value)
    }
}

/// What a value of the metadata says. The archive keeps the page's HTML escapes and made numbers of words that look
/// like one; null is none. Anything else is no word.
///
/// # Errors
/// The value, where it is none of these.
pub fn words<'n, 'a>(node: &'n Node<'a>) -> Result<Option<Cow<'n, str>>, &'n Node<'a>> {
    match &node.kind {
        Kind::Text(text) => Ok(Some(unescape(text))),
        Kind::Number(number) => Ok(Some(Cow::Borrowed(number))),
        Kind::Null => Ok(None),
        _ => Err(node),
    }
}

#[cfg(test)]
mod tests {
    use super::super::script::literal;
    use super::*;

    #[test]
    fn a_record_is_taken_apart() {
        let text = r#"{"club": "Ash &amp; Oak R/C", "raceClass": 17.5, "round": null, "race_id": 63, "length": [],
            "driver_results": {"racerLaps": {}}, "more": 1}"#;
        let node = literal::read(text, 64).unwrap();
        assert!(ArchiveRecord::fits(&node));
        let record = ArchiveRecord::take(node).unwrap();
        let said = |key| words(record.get(key).unwrap()).map(|w| w.map(Cow::into_owned));
        assert_eq!(said("club"), Ok(Some("Ash & Oak R/C".into())));
        assert_eq!(said("raceClass"), Ok(Some("17.5".into())));
        assert_eq!(said("round"), Ok(None));
        assert!(said("length").is_err());
        assert_eq!(record.get("event_id"), None);
        assert_eq!(record.unknown, ["more"]);
        assert_eq!(record.driver_results.source, r#"{"racerLaps": {}}"#);
        assert_eq!(ArchiveRecord::take(literal::read("{}", 64).unwrap()), None);
    }
}
