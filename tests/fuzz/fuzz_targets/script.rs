//! The reader of scripts: tokens, literals, statements. Every value's spelling is a slice of the text.
#![no_main]

use heatlink::infra::capture::page::node::{Kind, Node};
use heatlink::infra::capture::page::script::{literal, statement};
use libfuzzer_sys::fuzz_target;

fn is_within(node: &Node<'_>, text: &str) {
    let (start, end) = (text.as_ptr() as usize, text.as_ptr() as usize + text.len());
    let at = node.source.as_ptr() as usize;
    assert!(at >= start && at + node.source.len() <= end);
    match &node.kind {
        Kind::Object(members) => members.iter().for_each(|m| is_within(&m.value, text)),
        Kind::Array(items) => items.iter().for_each(|item| is_within(item, text)),
        Kind::Number(number) => assert!(number.parse::<f64>().is_ok(), "{number}"),
        _ => {}
    }
}

fuzz_target!(|text: &str| {
    match statement::read(&[text], 16) {
        Ok(script) => is_within(&script.variables, text),
        Err(fault) => assert!(text.contains(fault.at)),
    }
    if let Ok(node) = literal::read(text, 16) {
        is_within(&node, text);
        // What a literal spells, read again, is the same.
        assert!(literal::read(node.source, 16).unwrap().same_value(&node));
    }
    // Any JSON is a literal.
    if serde_json::from_str::<serde_json::Value>(text).is_ok_and(|v| v.is_object() || v.is_array()) {
        assert!(literal::read(text.trim(), 128).is_ok() || text.contains("\\u"));
    }
});
