//! The statements of a race page's script. Those that build the race are followed, all others are skipped.

use super::super::node::{Kind, Node};
use super::fault::{Fault, FaultKind};
use super::token::{Token, TokenKind, Tokens};
use super::variable::{NAMES, Target, Variables};
use super::{literal, string};
use crate::infra::capture::payload::{MOST_FINDINGS, MOST_VALUES};

/// What the scripts of a page assign.
#[derive(Debug)]
pub struct Script<'a> {
    /// An object of the variables that were assigned: `racerLaps`, `positionData`, `driverNames`.
    pub variables: Node<'a>,
    /// Statements about these variables that were not understood, and so not followed.
    pub unread: Vec<&'a str>,
}

/// Reads the scripts of a page in their order, literals of so many levels at most.
///
/// # Errors
/// The first place where a script is broken, or says what only running it would tell.
pub fn read<'a>(scripts: &[&'a str], max_depth: usize) -> Result<Script<'a>, Fault<'a>> {
    let mut variables = Variables::default();
    let mut unread = Vec::new();
    let mut left = MOST_VALUES;
    for text in scripts {
        let mut tokens = Tokens::new(text);
        tokens.values_left = left;
        let mut reader = Reader { tokens, variables: &mut variables, unread: &mut unread, max_depth };
        while reader.statement()? {}
        left = reader.tokens.values_left;
    }
    let source = scripts.first().copied().unwrap_or_default();
    let variables = Node { kind: Kind::Object(variables.into_members()), source };
    Ok(Script { variables, unread })
}

struct Reader<'a, 'v> {
    tokens: Tokens<'a>,
    variables: &'v mut Variables<'a>,
    unread: &'v mut Vec<&'a str>,
    max_depth: usize,
}

impl<'a> Reader<'a, '_> {
    /// Reads or skips one statement; false at the end.
    fn statement(&mut self) -> Result<bool, Fault<'a>> {
        let first = self.tokens.peek()?;
        if first.kind == TokenKind::End {
            return Ok(false);
        }
        if first.is(";") {
            self.tokens.next()?;
        } else if is_declaration(first) {
            self.tokens.next()?;
            self.declarations()?;
        } else {
            let start = self.tokens;
            if !self.follow()? {
                self.tokens = start;
                let is_ours = self.target()?.is_some();
                self.tokens = start;
                self.skip(false)?;
                // More than a payload may have findings are not listed anyway.
                if is_ours && self.unread.len() <= MOST_FINDINGS {
                    self.unread.push(self.tokens.since(first));
                }
            }
        }
        Ok(true)
    }

    /// `a = {}, b = [];` after `var`.
    fn declarations(&mut self) -> Result<(), Fault<'a>> {
        loop {
            let name = self.tokens.peek()?;
            let known = variable(name);
            if known.is_some() {
                self.tokens.next()?;
                if self.tokens.peek()?.is("=") {
                    self.tokens.next()?;
                    let value = self.value()?;
                    let target = Target {
                        variable: known.unwrap_or_default(),
                        keys: Vec::new(),
                        source: name.source,
                        last_key: name.source,
                    };
                    self.variables.assign(&target, value, self.tokens.from(name))?;
                }
            } else {
                self.skip(true)?;
            }
            if self.tokens.peek()?.is(",") {
                self.tokens.next()?;
            } else {
                return if known.is_some() { self.end_of_statement() } else { Ok(()) };
            }
        }
    }

    /// Follows an assignment or a `push`; false where it is neither.
    fn follow(&mut self) -> Result<bool, Fault<'a>> {
        let first = self.tokens.peek()?;
        let Some(target) = self.target()? else { return Ok(false) };
        let at = self.tokens.from(first);
        let next = self.tokens.peek()?;
        if next.is("=") {
            self.tokens.next()?;
            let value = self.value()?;
            self.end_of_statement()?;
            self.variables.assign(&target, value, at)?;
            return Ok(true);
        }
        if !next.is("(") {
            return Ok(false);
        }
        let Target { variable, mut keys, source, .. } = target;
        if keys.pop().is_none_or(|method| method != "push") {
            return Ok(false);
        }
        let source = source.rfind(['.', '[']).map_or(source, |end| source[..end].trim_end());
        let target = Target { variable, keys, source, last_key: source };
        self.tokens.next()?;
        loop {
            if self.tokens.peek()?.is(")") {
                self.tokens.next()?;
                break;
            }
            let value = self.value()?;
            self.variables.push(&target, value, at)?;
            let end = self.tokens.next()?;
            if end.is(")") {
                break;
            }
            if !end.is(",") {
                return Err(literal::unexpected(&self.tokens, end, "`,` or `)`"));
            }
        }
        self.end_of_statement()?;
        Ok(true)
    }

    /// A known variable and the keys that follow it; none of anything else.
    fn target(&mut self) -> Result<Option<Target<'a>>, Fault<'a>> {
        let first = self.tokens.next()?;
        let mut known = variable(first);
        let mut keys = Vec::new();
        let mut last_key = first.source;
        let mut source = first.source;
        loop {
            let next = self.tokens.peek()?;
            let key = if next.is(".") {
                self.tokens.next()?;
                let word = self.tokens.next()?;
                if word.kind != TokenKind::Word {
                    return Ok(None);
                }
                last_key = word.source;
                word.source.into()
            } else if next.is("[") {
                self.tokens.next()?;
                let index = self.tokens.next()?;
                last_key = index.source;
                let key = match index.kind {
                    TokenKind::Text => string::characters(index.source)?,
                    TokenKind::Number => literal::key_of(&self.tokens, index)?,
                    _ => break,
                };
                if !self.tokens.next()?.is("]") {
                    break;
                }
                key
            } else {
                break;
            };
            // `window.racerLaps` is `racerLaps`.
            if known.is_none() && keys.is_empty() && is_global(first) {
                known = NAMES.iter().position(|name| *name == key);
                if known.is_none() {
                    return Ok(None);
                }
            } else {
                keys.push(key);
            }
            source = self.tokens.since(first);
        }
        Ok(known.map(|variable| Target { variable, keys, source, last_key }))
    }

    /// A literal, or what a known variable holds now.
    fn value(&mut self) -> Result<Node<'a>, Fault<'a>> {
        let first = self.tokens.peek()?;
        if let Some(held) = variable(first).and_then(|known| self.variables.get(known)) {
            let held = held.clone();
            self.tokens.next()?;
            return Ok(held);
        }
        literal::value(&mut self.tokens, self.max_depth)
    }

    /// A semicolon, or the end of a line that the next one does not carry on.
    fn end_of_statement(&mut self) -> Result<(), Fault<'a>> {
        let next = self.tokens.peek()?;
        if next.is(";") {
            self.tokens.next()?;
            return Ok(());
        }
        let begins_anew = match next.kind {
            TokenKind::End => true,
            TokenKind::Mark => false,
            _ => next.after_newline && !next.is_word("in") && !next.is_word("instanceof"),
        };
        if begins_anew {
            Ok(())
        } else {
            Err(literal::unexpected(&self.tokens, next, "the end of the statement"))
        }
    }

    /// Skips a statement, brackets balanced; where it is one of a list, to the comma after it.
    fn skip(&mut self, to_comma: bool) -> Result<(), Fault<'a>> {
        let mut open: Vec<&'static str> = Vec::new();
        let (mut is_first, mut after_block) = (true, false);
        loop {
            let next = self.tokens.peek()?;
            if next.kind == TokenKind::End {
                return match open.last() {
                    None => Ok(()),
                    Some(close) => {
                        Err(Fault::new(FaultKind::CutShort, next.source, close, "the end of the script"))
                    }
                };
            }
            if open.is_empty() && !is_first {
                if next.is(";") {
                    self.tokens.next()?;
                    return Ok(());
                }
                if (to_comma && next.is(",")) || ((next.after_newline || after_block) && is_start(next)) {
                    return Ok(());
                }
            }
            after_block = false;
            if next.kind == TokenKind::Mark {
                match next.source {
                    "(" => open.push("`)`"),
                    "[" => open.push("`]`"),
                    "{" => open.push("`}`"),
                    ")" | "]" | "}" => {
                        if open.pop().is_none_or(|close| close[1..2] != *next.source) {
                            return Err(literal::unexpected(&self.tokens, next, "balanced brackets"));
                        }
                        after_block = next.source == "}";
                    }
                    _ => {}
                }
            }
            self.tokens.next()?;
            is_first = false;
        }
    }
}

fn variable(token: Token<'_>) -> Option<usize> {
    NAMES.iter().position(|name| token.is_word(name))
}

fn is_declaration(token: Token<'_>) -> bool {
    ["var", "let", "const"].iter().any(|word| token.is_word(word))
}

fn is_global(token: Token<'_>) -> bool {
    ["window", "self", "globalThis", "this"].iter().any(|word| token.is_word(word))
}

/// Whether a statement that matters may begin here.
fn is_start(token: Token<'_>) -> bool {
    variable(token).is_some() || is_declaration(token) || is_global(token)
}
