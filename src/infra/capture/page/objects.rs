//! The three objects of a race page: what a page's script, a bare dump and an archive record all hold.

use super::node::{Kind, Member, Node};
use std::borrow::Cow;
use std::collections::HashMap;

/// A race as its page's script states it, unjudged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaceObjects<'a> {
    /// `racerLaps`, in the order of the text; an id may stand twice.
    pub drivers: Vec<Racer<'a>>,
    /// `positionData`, where it is stated.
    pub position_data: Option<Vec<Node<'a>>>,
    /// `driverNames`, where it is stated.
    pub driver_names: Option<Vec<Node<'a>>>,
    /// Keys that stand beside these three.
    pub unknown: Vec<Cow<'a, str>>,
}

/// One member of `racerLaps`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Racer<'a> {
    /// The key: LiveRC's driver id, as text.
    pub id: Cow<'a, str>,
    /// The key as it is written.
    pub id_source: &'a str,
    /// What is said of the driver; meant to be an object.
    pub values: Node<'a>,
}

/// A value that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} in `{key}`, found {found}")]
pub struct WrongShape<'a> {
    /// The key it stands under.
    pub key: &'static str,
    /// The value as it is written; of a missing one, the object that lacks it.
    pub at: &'a str,
    /// What it should be.
    pub expected: &'static str,
    /// What it is.
    pub found: &'static str,
}

/// The keys of the three.
pub const KEYS: [&str; 3] = ["racerLaps", "positionData", "driverNames"];

impl<'a> RaceObjects<'a> {
    /// Whether an object holds what a race page states.
    #[must_use]
    pub fn fits(node: &Node<'_>) -> bool {
        node.get(KEYS[0]).is_some()
    }

    /// Takes the three out of an object: a script's variables, a bare dump, or an archive's `driver_results`. Of a
    /// key that stands twice the first is taken; [`Node::repeated`] of the object tells.
    ///
    /// # Errors
    /// The first of the three that is no object or no list, or no `racerLaps` at all.
    pub fn take(node: Node<'a>) -> Result<Self, WrongShape<'a>> {
        let whole = node.source;
        let found = node.describe();
        let Kind::Object(members) = node.kind else {
            return Err(WrongShape { key: KEYS[0], at: whole, expected: "an object", found });
        };
        let (mut laps, mut positions, mut names) = (None, None, None);
        let mut unknown = Vec::new();
        for member in members {
            let slot = match member.key.as_ref() {
                "racerLaps" => &mut laps,
                "positionData" => &mut positions,
                "driverNames" => &mut names,
                _ => {
                    unknown.push(member.key);
                    continue;
                }
            };
            slot.get_or_insert(member.value);
        }
        let missing = WrongShape { key: KEYS[0], at: whole, expected: "an object", found: "no such key" };
        Ok(Self {
            drivers: racers(laps.ok_or(missing)?)?,
            position_data: list(positions, KEYS[1])?,
            driver_names: list(names, KEYS[2])?,
            unknown,
        })
    }

    /// What a JSON pointer such as `/racerLaps/346997/laps/3/time` names; the nearest thing above it that is there.
    #[must_use]
    pub fn nearest(&self, pointer: &str) -> Option<&'a str> {
        let mut tokens = pointer.splitn(4, '/').skip(1);
        let (key, part) = (tokens.next()?, tokens.next()?);
        let rest = tokens.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        let node = match key {
            "racerLaps" => &self.drivers.iter().find(|r| r.id == part)?.values,
            "positionData" => self.position_data.as_ref()?.get(part.parse::<usize>().ok()?)?,
            "driverNames" => self.driver_names.as_ref()?.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
        Some(node.nearest(&rest).source)
    }

    /// Racers whose id stood before, each with whether it says the same.
    #[must_use]
    pub fn repeated(&self) -> Vec<(&Racer<'a>, bool)> {
        let mut first: HashMap<&str, &Node<'a>> = HashMap::new();
        let mut again = Vec::new();
        for racer in &self.drivers {
            match first.get(racer.id.as_ref()) {
                Some(values) => again.push((racer, racer.values.same_value(values))),
                None => drop(first.insert(racer.id.as_ref(), &racer.values)),
            }
        }
        again
    }
}

fn racers(laps: Node<'_>) -> Result<Vec<Racer<'_>>, WrongShape<'_>> {
    let found = laps.describe();
    match laps.kind {
        Kind::Object(members) => Ok(members
            .into_iter()
            .map(|Member { key, key_source, value }| Racer { id: key, id_source: key_source, values: value })
            .collect()),
        // PHP writes an empty list for an empty object.
        Kind::Array(items) if items.is_empty() => Ok(Vec::new()),
        _ => Err(WrongShape { key: KEYS[0], at: laps.source, expected: "an object", found }),
    }
}

fn list<'a>(node: Option<Node<'a>>, key: &'static str) -> Result<Option<Vec<Node<'a>>>, WrongShape<'a>> {
    let Some(node) = node else { return Ok(None) };
    let found = node.describe();
    match node.kind {
        Kind::Array(items) => Ok(Some(items)),
        Kind::Null => Ok(None),
        _ => Err(WrongShape { key, at: node.source, expected: "a list", found }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::script::{literal, statement};
    use super::*;

    fn dump(text: &str) -> Result<RaceObjects<'_>, WrongShape<'_>> {
        RaceObjects::take(literal::read(text, 64).unwrap())
    }

    #[test]
    fn script_and_dump_come_to_the_same() {
        let script = "racerLaps = {}; racerLaps[9] = {'laps': [{'time': '38.17'}]}; racerLaps[7] = {}; driverNames = ['A', 'B']; positionData = []";
        let json = r#"{"racerLaps": {"9": {"laps": [{"time": "38.17"}]}, "7": {}}, "positionData": [], "driverNames": ["A", "B"], "more": 1}"#;
        let script = RaceObjects::take(statement::read(&[script], 9).unwrap().variables).unwrap();
        let json = dump(json).unwrap();
        let ids = |race: &RaceObjects<'_>| race.drivers.iter().map(|r| r.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&script), ["9", "7"]);
        assert_eq!(ids(&script), ids(&json));
        assert_eq!(script.nearest("/racerLaps/9/laps/0/time"), Some("'38.17'"));
        assert_eq!(json.nearest("/racerLaps/9/laps/0/time"), Some("\"38.17\""));
        assert_eq!(json.nearest("/racerLaps/9/laps/4/time"), Some(r#"[{"time": "38.17"}]"#));
        assert_eq!(json.nearest("/driverNames/1"), Some("\"B\""));
        assert_eq!(json.nearest("/racerLaps"), None);
        assert_eq!(json.unknown, ["more"]);
    }

    #[test]
    fn a_driver_twice_is_seen() {
        let race = dump(r#"{"racerLaps": {"9": {}, "9": {}, "8": {"a": 1}, "8": {}}}"#).unwrap();
        let repeated: Vec<_> = race.repeated().iter().map(|(r, same)| (r.id.as_ref(), *same)).collect();
        assert_eq!(repeated, [("9", true), ("8", false)]);
        assert_eq!((race.position_data, race.driver_names), (None, None));
    }

    #[test]
    fn wrong_shapes_have_a_place() {
        for (text, key, at) in [
            ("null", "racerLaps", 0),
            ("{}", "racerLaps", 0),
            (r#"{"racerLaps": null}"#, "racerLaps", 14),
            (r#"{"racerLaps": [1]}"#, "racerLaps", 14),
            (r#"{"racerLaps": {}, "positionData": {}}"#, "positionData", 34),
            (r#"{"racerLaps": {}, "driverNames": "A"}"#, "driverNames", 33),
        ] {
            let wrong = dump(text).unwrap_err();
            assert_eq!((wrong.key, wrong.at.as_ptr() as usize - text.as_ptr() as usize), (key, at), "{text}");
        }
        assert_eq!(dump(r#"{"racerLaps": []}"#).unwrap().drivers, []);
    }
}
