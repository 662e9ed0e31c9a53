//! HTML's character references: `&amp;`, `&#39;`, `&eacute;`.

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::borrow::Cow;
use std::cell::RefCell;

/// A text with its references replaced, tags left alone.
#[must_use]
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    // In this state, that of `<title>`, references are read and tags are not.
    let initial_state = Some(State::RawData(RawKind::Rcdata));
    let options = TokenizerOpts { initial_state, discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Characters::default(), options);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    Cow::Owned(tokenizer.sink.0.into_inner())
}

#[derive(Default)]
struct Characters(RefCell<String>);

impl TokenSink for Characters {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::CharacterTokens(text) = token {
            self.0.borrow_mut().push_str(&text);
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_characters() {
        for (text, is) in [
            ("Ash &amp; Oak", "Ash & Oak"),
            ("O&#39;Loughlin &quot;Kit&quot; &eacute;&#x1F3C1;", "O'Loughlin \"Kit\" é🏁"),
            ("&amp;lt; <b>&lt;</title>", "&lt; <b><</title>"),
            ("A & B &co &", "A & B &co &"),
            ("plain", "plain"),
        ] {
            assert_eq!(unescape(text), is, "{text}");
        }
    }
}
