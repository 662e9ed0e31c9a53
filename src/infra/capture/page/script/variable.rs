//! The variables of a race page and what its statements do to them.

use super::super::node::{Kind, Member, Node};
use super::fault::{Fault, FaultKind};
use std::borrow::Cow;

/// The laps of every racer, by LiveRC's driver id.
pub(super) const RACER_LAPS: &str = "racerLaps";
/// What a race page's script assigns. The last one it builds up anew for every driver.
pub(super) const NAMES: [&str; 4] = [RACER_LAPS, "positionData", "driverNames", "positionDataDriver"];
/// Those of which a page has one.
const ONCE: usize = 3;

/// A page names its drivers one by one, some hundreds at most; looking through this many a million times is bearable.
const MOST_ASSIGNED: usize = 1000;

/// A variable with the keys that lead into it: `positionDataDriver.data`.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// Its place in [`NAMES`].
    pub(super) variable: usize,
    pub(super) keys: Vec<Cow<'a, str>>,
    /// The target as it is written.
    pub(super) source: &'a str,
    /// The key that comes last, as it is written.
    pub(super) last_key: &'a str,
}

/// What the variables hold.
#[derive(Debug, Default)]
pub(super) struct Variables<'a> {
    values: [Option<Node<'a>>; NAMES.len()],
}

impl<'a> Variables<'a> {
    pub(super) fn get(&self, variable: usize) -> Option<&Node<'a>> {
        self.values[variable].as_ref()
    }

    /// The variables of which a page has one, where they were assigned.
    pub(super) fn into_members(self) -> Vec<Member<'a>> {
        let named = NAMES.into_iter().zip(self.values).take(ONCE);
        named
            .filter_map(|(name, value)| {
                let value = value?;
                Some(Member { key: name.into(), key_source: value.source, value })
            })
            .collect()
    }

    /// `target = value`.
    pub(super) fn assign(
        &mut self,
        target: &Target<'a>,
        value: Node<'a>,
        at: &'a str,
    ) -> Result<(), Fault<'a>> {
        let slot = &mut self.values[target.variable];
        let Some((last, way)) = target.keys.split_last() else {
            if target.variable < ONCE && slot.as_ref().is_some_and(|old| !is_empty(old)) {
                let found = format!("`{}` again", target.source);
                return Err(Fault::new(FaultKind::AssignedTwice, at, "one race on a page", found));
            }
            *slot = Some(value);
            return Ok(());
        };
        let owner =
            slot.get_or_insert_with(|| Node { kind: Kind::Object(Vec::new()), source: &target.source[..0] });
        // PHP writes an empty list for an empty object.
        if is_empty(owner) && way.is_empty() {
            owner.kind = Kind::Object(Vec::new());
        }
        let owner = walk(owner, way).map_err(|Large| too_many(at))?.ok_or_else(|| unknown(target, at))?;
        match &mut owner.kind {
            Kind::Object(members) if members.len() > MOST_ASSIGNED => Err(too_many(at)),
            Kind::Object(members) => {
                // Every driver stays visible: the same id twice is for the reader to judge.
                let keeps_all = NAMES[target.variable] == RACER_LAPS && way.is_empty();
                match members.iter_mut().rev().find(|m| m.key == *last) {
                    Some(member) if !keeps_all => member.value = value,
                    _ => members.push(Member { key: last.clone(), key_source: target.last_key, value }),
                }
                Ok(())
            }
            Kind::Array(items) => {
                match last.parse::<usize>() {
                    Ok(i) if i < items.len() => items[i] = value,
                    Ok(i) if i == items.len() => items.push(value),
                    _ => return Err(unknown(target, at)),
                }
                Ok(())
            }
            _ => Err(unknown(target, at)),
        }
    }

    /// `target.push(value)`.
    pub(super) fn push(
        &mut self,
        target: &Target<'a>,
        value: Node<'a>,
        at: &'a str,
    ) -> Result<(), Fault<'a>> {
        let owner = self.values[target.variable]
            .get_or_insert_with(|| Node { kind: Kind::Array(Vec::new()), source: &target.source[..0] });
        let found = walk(owner, &target.keys).map_err(|Large| too_many(at))?;
        if let Some(Node { kind: Kind::Array(items), .. }) = found {
            items.push(value);
            return Ok(());
        }
        let found = format!("`{}.push`", target.source);
        Err(Fault::new(FaultKind::Syntax, at, "an array to add to", found))
    }
}

fn is_empty(node: &Node<'_>) -> bool {
    match &node.kind {
        Kind::Object(members) => members.is_empty(),
        Kind::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn unknown<'a>(target: &Target<'a>, at: &'a str) -> Fault<'a> {
    let found = format!("`{}`", target.source);
    Fault::new(FaultKind::Syntax, at, "a part of what was assigned before", found)
}

/// An object has more members than statements may look through, each from the first.
struct Large;

fn too_many(at: &str) -> Fault<'_> {
    let found = "one of more";
    Fault::new(FaultKind::TooMany, at, "an object of at most 1,000 members that statements build up", found)
}

/// What keys lead to; of a key that stands twice, the later one, as the script's own reading would be.
fn walk<'n, 'a>(node: &'n mut Node<'a>, keys: &[Cow<'a, str>]) -> Result<Option<&'n mut Node<'a>>, Large> {
    let mut here = node;
    for key in keys {
        let next = match &mut here.kind {
            Kind::Object(members) if members.len() > MOST_ASSIGNED => return Err(Large),
            Kind::Object(members) => members.iter_mut().rev().find(|m| m.key == *key).map(|m| &mut m.value),
            Kind::Array(items) => key.parse::<usize>().ok().and_then(|i| items.get_mut(i)),
            _ => None,
        };
        let Some(next) = next else { return Ok(None) };
        here = next;
    }
    Ok(Some(here))
}
