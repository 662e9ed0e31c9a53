//! What a reader of the page sees.

use super::tree::{Id, Tree};

/// White space as a browser folds it, the no-break space included.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_ascii_whitespace() || c == '\u{a0}').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The text below an element, parts left out that `is_left_out` tells.
pub(super) fn without(tree: &Tree<'_>, id: Id, is_left_out: impl Fn(Id) -> bool) -> String {
    let mut out = String::new();
    let mut open = vec![id];
    while let Some(next) = open.pop() {
        if let Some(text) = tree.text(next) {
            out.push_str(text);
        }
        if tree.is(next, "br") {
            out.push(' ');
        }
        let is_code = matches!(tree.name(next), Some("script" | "style" | "template"));
        if !is_code && (next == id || !is_left_out(next)) {
            open.extend(tree.children(next).iter().rev());
        }
    }
    folded(&out)
}

/// The text below an element that is shown.
pub(super) fn shown(tree: &Tree<'_>, id: Id) -> String {
    without(tree, id, |part| tree.has_class(part, "hidden"))
}
