//! A value as it was written, with its place: what a script's literals and JSON have in common.

use std::borrow::Cow;
use std::collections::HashMap;

/// A value and the slice of the file that spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// Its own spelling; `Document::place_of` makes line and column of it.
    pub source: &'a str,
}

/// What a value is. Numbers stay text, so that no digit is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<'a> {
    /// Members in order, repeated keys included.
    Object(Vec<Member<'a>>),
    /// Items in order.
    Array(Vec<Node<'a>>),
    /// A string's characters.
    Text(Cow<'a, str>),
    /// A number as JSON would spell it; hexadecimal ones became decimal.
    Number(Cow<'a, str>),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member<'a> {
    /// The key's characters.
    pub key: Cow<'a, str>,
    /// The key as it was written.
    pub key_source: &'a str,
    /// Its value.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    /// An object's members; none of anything else.
    #[must_use]
    pub fn members(&self) -> Option<&[Member<'a>]> {
        if let Kind::Object(members) = &self.kind { Some(members) } else { None }
    }

    /// An array's items; none of anything else.
    #[must_use]
    pub fn items(&self) -> Option<&[Node<'a>]> {
        if let Kind::Array(items) = &self.kind { Some(items) } else { None }
    }

    /// A string's characters; none of anything else.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// The first value of an object's key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.members()?.iter().find(|m| m.key == key).map(|m| &m.value)
    }

    /// What it is, for a message.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Object(_) => "an object",
            Kind::Array(_) => "an array",
            Kind::Text(_) => "a string",
            Kind::Number(_) => "a number",
            Kind::Bool(_) => "true or false",
            Kind::Null => "null",
        }
    }

    /// Whether two say the same, wherever and however they are written.
    #[must_use]
    pub fn same_value(&self, other: &Node<'_>) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Object(a), Kind::Object(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| a.key == b.key && a.value.same_value(&b.value))
            }
            (Kind::Array(a), Kind::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_value(b))
            }
            (Kind::Text(a), Kind::Text(b)) | (Kind::Number(a), Kind::Number(b)) => a == b,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Null, Kind::Null) => true,
            _ => false,
        }
    }

    /// An object's keys that stand more than once: each later member, and whether it says what the first said.
    #[must_use]
    pub fn repeated(&self) -> Vec<(&Member<'a>, bool)> {
        let mut first: HashMap<&str, &Node<'a>> = HashMap::new();
        let mut again = Vec::new();
        for member in self.members().unwrap_or_default() {
            match first.get(member.key.as_ref()) {
                Some(value) => again.push((member, value.same_value(&member.value))),
                None => drop(first.insert(&member.key, &member.value)),
            }
        }
        again
    }

    /// What a JSON pointer names below this value; of the nearest thing above it that is there, where it is not.
    #[must_use]
    pub fn nearest(&self, pointer: &str) -> &Node<'a> {
        let mut here = self;
        for token in pointer.split('/').skip(1) {
            let key = token.replace("~1", "/").replace("~0", "~");
            let next = match &here.kind {
                Kind::Object(_) => here.get(&key),
                Kind::Array(items) => key.parse().ok().and_then(|i: usize| items.get(i)),
                _ => None,
            };
            let Some(next) = next else { break };
            here = next;
        }
        here
    }
}

#[cfg(test)]
mod tests {
    use super::super::script::literal;

    #[test]
    fn pointers_and_repeats_are_found() {
        let text = r"{a: [1, {'b/c': 'x'}], a: [1, {'b/c': 'x'}], d: 1, d: 2}";
        let node = literal::read(text, 9).unwrap();
        assert_eq!(node.nearest("/a/1/b~1c").source, "'x'");
        assert_eq!(node.nearest("/a/7/b").source, "[1, {'b/c': 'x'}]");
        assert_eq!(node.nearest("").source, text);
        let repeated: Vec<_> = node.repeated().iter().map(|(m, same)| (m.key.as_ref(), *same)).collect();
        assert_eq!(repeated, [("a", true), ("d", false)]);
    }
}
