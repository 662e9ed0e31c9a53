//! Literals: objects, arrays, strings, numbers. Nothing is ever run, so anything else is a fault.

use super::super::node::{Kind, Member, Node};
use super::fault::{Fault, FaultKind};
use super::token::{Token, TokenKind, Tokens};
use super::{number, string};
use std::borrow::Cow;

/// Reads a text that is one literal, such as a JSON document, of so many levels at most.
///
/// # Errors
/// The first place that is none.
pub fn read(text: &str, max_depth: usize) -> Result<Node<'_>, Fault<'_>> {
    let mut tokens = Tokens::new(text);
    let node = value(&mut tokens, max_depth)?;
    let rest = tokens.next()?;
    if rest.kind != TokenKind::End {
        return Err(syntax(&tokens, rest, "the end of the document"));
    }
    Ok(node)
}

/// Reads one literal.
pub(super) fn value<'a>(tokens: &mut Tokens<'a>, depth: usize) -> Result<Node<'a>, Fault<'a>> {
    let first = tokens.next()?;
    let Some(left) = tokens.values_left.checked_sub(1) else {
        let at = tokens.from(first);
        return Err(Fault::new(FaultKind::TooMany, at, "fewer values", "one value too many"));
    };
    tokens.values_left = left;
    let kind = match first.kind {
        TokenKind::Mark if matches!(first.source, "{" | "[") => {
            let Some(depth) = depth.checked_sub(1) else {
                let at = tokens.from(first);
                return Err(Fault::new(FaultKind::TooDeep, at, "less nesting", "one level too many"));
            };
            if first.source == "{" { object(tokens, depth)? } else { array(tokens, depth)? }
        }
        TokenKind::Text | TokenKind::Template(false) => Kind::Text(string::characters(first.source)?),
        TokenKind::Number => Kind::Number(number_of(tokens, first)?),
        TokenKind::Mark if matches!(first.source, "-" | "+") => {
            let digits = tokens.next()?;
            if digits.kind != TokenKind::Number {
                return Err(unexpected(tokens, digits, "a number after the sign"));
            }
            let number = number_of(tokens, digits)?;
            Kind::Number(if first.source == "-" { Cow::Owned(format!("-{number}")) } else { number })
        }
        TokenKind::Word if matches!(first.source, "true" | "false") => Kind::Bool(first.source == "true"),
        TokenKind::Word if first.source == "null" => Kind::Null,
        _ => return Err(unexpected(tokens, first, "a value")),
    };
    Ok(Node { kind, source: tokens.since(first) })
}

fn object<'a>(tokens: &mut Tokens<'a>, depth: usize) -> Result<Kind<'a>, Fault<'a>> {
    let mut members = Vec::new();
    loop {
        let first = tokens.next()?;
        if first.is("}") {
            return Ok(Kind::Object(members));
        }
        let key = match first.kind {
            TokenKind::Word => Cow::Borrowed(first.source),
            TokenKind::Text => string::characters(first.source)?,
            TokenKind::Number => key_of(tokens, first)?,
            _ => return Err(unexpected(tokens, first, "a key or `}`")),
        };
        let colon = tokens.next()?;
        if !colon.is(":") {
            // `{laps}` and `{laps() {…}}` are JavaScript, but say nothing without running it.
            return Err(unexpected(tokens, colon, "`:` after a key"));
        }
        members.push(Member { key, key_source: first.source, value: value(tokens, depth)? });
        let end = tokens.next()?;
        if end.is("}") {
            return Ok(Kind::Object(members));
        }
        if !end.is(",") {
            return Err(unexpected(tokens, end, "`,` or `}`"));
        }
    }
}

fn array<'a>(tokens: &mut Tokens<'a>, depth: usize) -> Result<Kind<'a>, Fault<'a>> {
    let mut items = Vec::new();
    loop {
        let first = tokens.peek()?;
        if first.is("]") {
            tokens.next()?;
            return Ok(Kind::Array(items));
        }
        if first.is(",") {
            return Err(syntax(tokens, first, "an item, not a hole"));
        }
        items.push(value(tokens, depth)?);
        let end = tokens.next()?;
        if end.is("]") {
            return Ok(Kind::Array(items));
        }
        if !end.is(",") {
            return Err(unexpected(tokens, end, "`,` or `]`"));
        }
    }
}

fn number_of<'a>(tokens: &Tokens<'a>, token: Token<'a>) -> Result<Cow<'a, str>, Fault<'a>> {
    number::normalised(token.source).ok_or_else(|| syntax(tokens, token, "a number"))
}

/// A number as a key.
pub(super) fn key_of<'a>(tokens: &Tokens<'a>, token: Token<'a>) -> Result<Cow<'a, str>, Fault<'a>> {
    number::as_key(token.source).ok_or_else(|| syntax(tokens, token, "a whole number as a key"))
}

/// The fault of a token that cannot be part of a literal.
pub(super) fn unexpected<'a>(tokens: &Tokens<'a>, token: Token<'a>, expected: &'static str) -> Fault<'a> {
    let is_code = matches!(token.kind, TokenKind::Word | TokenKind::Regex | TokenKind::Template(_))
        || (token.kind == TokenKind::Mark && matches!(token.source, "(" | "[" | "..." | "."));
    let kind = match token.kind {
        TokenKind::End => FaultKind::CutShort,
        _ if is_code => FaultKind::NotALiteral,
        _ => FaultKind::Syntax,
    };
    Fault::new(kind, tokens.from(token), expected, token.shown())
}

fn syntax<'a>(tokens: &Tokens<'a>, token: Token<'a>, expected: &'static str) -> Fault<'a> {
    Fault::new(FaultKind::Syntax, tokens.from(token), expected, token.shown())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// A node as JSON, to compare with.
    fn json(node: &Node<'_>) -> Value {
        match &node.kind {
            Kind::Object(members) => {
                members.iter().map(|m| (m.key.clone().into_owned(), json(&m.value))).collect()
            }
            Kind::Array(items) => items.iter().map(json).collect(),
            Kind::Text(text) => Value::String(text.clone().into_owned()),
            Kind::Number(number) => serde_json::from_str(number).unwrap(),
            Kind::Bool(is) => Value::Bool(*is),
            Kind::Null => Value::Null,
        }
    }

    fn fault(text: &str) -> (FaultKind, usize) {
        let fault = read(text, 128).unwrap_err();
        (fault.kind, fault.at.as_ptr() as usize - text.as_ptr() as usize)
    }

    #[test]
    fn every_spelling_says_the_same() {
        let served = "{\r\n\t'driverName' : 'KIT O\\'LOUGHLIN', // as served\r\n'laps' : [\r\n{ 'lapNum' : '0', 'segments' : [\r\n\r\n] }\r\n]\r\n}";
        let saved =
            "{ driverName: \"KIT O'LOUGHLIN\", laps: [ /* one */ { lapNum: `0`, segments: [], }, ], }";
        let dumped = r#"{"driverName":"KIT O'LOUGHLIN","laps":[{"lapNum":"0","segments":[]}]}"#;
        let nodes = [served, saved, dumped].map(|text| read(text, 9).unwrap());
        assert!(nodes.iter().all(|n| n.same_value(&nodes[0])));
        assert_eq!(nodes[0].nearest("/laps/0/lapNum").source, "'0'");
        assert_eq!(nodes[0].get("driverName").unwrap().text(), Some("KIT O'LOUGHLIN"));
    }

    #[test]
    fn keys_are_only_keys() {
        let text = "{__proto__: 1, 'constructor': 2, 0x10: 3, 346997: 4, \"__proto__\": 5, é: 6, if: 7}";
        let node = read(text, 9).unwrap();
        let keys: Vec<_> = node.members().unwrap().iter().map(|m| m.key.as_ref()).collect();
        assert_eq!(keys, ["__proto__", "constructor", "16", "346997", "__proto__", "é", "if"]);
    }

    #[test]
    fn scalars_keep_their_digits() {
        for (text, is) in [("-38.170", "-38.170"), ("+.5", "0.5"), ("- 1", "-1"), ("0x1F", "31")] {
            assert_eq!(read(text, 0).unwrap().kind, Kind::Number(is.into()), "{text}");
        }
        assert_eq!(read(" null ", 0).unwrap().source, "null");
        assert_eq!(read("\u{feff}true", 0).unwrap().kind, Kind::Bool(true));
    }

    #[test]
    fn what_is_no_literal_has_a_place() {
        for (text, kind, at) in [
            ("", FaultKind::CutShort, 0),
            ("{'a': 1", FaultKind::CutShort, 7),
            ("{'a': ", FaultKind::CutShort, 6),
            ("[1, 'ab", FaultKind::CutShort, 7),
            ("[1,,2]", FaultKind::Syntax, 3),
            ("[,]", FaultKind::Syntax, 1),
            ("{a: f(1)}", FaultKind::NotALiteral, 4),
            ("{a: 'x'(1)}", FaultKind::NotALiteral, 7),
            ("{a}", FaultKind::Syntax, 2),
            ("{a() {}}", FaultKind::NotALiteral, 2),
            ("{[a]: 1}", FaultKind::NotALiteral, 1),
            ("{...a}", FaultKind::NotALiteral, 1),
            ("{a: `${b}`}", FaultKind::NotALiteral, 4),
            ("{a: /b/}", FaultKind::NotALiteral, 4),
            ("{a: undefined}", FaultKind::NotALiteral, 4),
            ("{a: -b}", FaultKind::NotALiteral, 5),
            ("{a: '\\uD83C'}", FaultKind::BrokenText, 5),
            ("{a: 017}", FaultKind::Syntax, 4),
            ("{1.5: 2}", FaultKind::Syntax, 1),
            ("{a: 1; b: 2}", FaultKind::Syntax, 5),
            ("1 2", FaultKind::Syntax, 2),
            ("{a: \0}", FaultKind::Syntax, 4),
        ] {
            assert_eq!(fault(text), (kind, at), "{text}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        assert_eq!(fault(&"[".repeat(100_000)), (FaultKind::TooDeep, 128));
        assert_eq!(fault(&"{a:".repeat(100_000)).0, FaultKind::TooDeep);
        assert!(read("[[1]]", 2).is_ok());
        assert!(read("[[1]]", 1).is_err());
    }

    proptest! {
        #[test]
        fn a_json_text_reads_as_serde_reads_it(value in any_json()) {
            for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
                prop_assert_eq!(&json(&read(&text, 64).unwrap()), &value);
            }
        }

        #[test]
        fn no_text_panics(text in "[\\[\\]{}'\"`$\\\\/u0-9a-f,:;=.\r\n <!*é-]{0,60}") {
            let _ = read(&text, 20);
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|m| Value::Object(m.into_iter().collect())),
            ]
        })
    }
}
