//! A page parsed as browsers parse it, with the places of its scripts.

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, TokenizerResult};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Levels of elements that are read. Browsers stop at as many; real pages have about twenty.
const DEEPEST: usize = 512;
/// The parser is fed by so much, so that a page which nests or grows without end is seen early.
const CHUNK: usize = 4 << 10;
/// Nodes that are read; real pages have some thousands.
const MOST_NODES: usize = 200_000;
/// What comparing every attribute of a tag with every other may come to, over all tags that are longer than a chunk.
const MOST_COMPARED: u64 = 2_000_000_000;

/// A parsed page.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: Vec<Item>,
    /// Inline scripts in order.
    pub(super) scripts: Vec<ScriptText<'a>>,
}

/// An inline script's own text in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScriptText<'a> {
    pub(super) text: &'a str,
    /// Whether its end tag is there: else the page was cut short inside it.
    pub(super) is_closed: bool,
}

/// A node's number in its tree.
pub(super) type Id = usize;

/// The document itself.
pub(super) const ROOT: Id = 0;

#[derive(Debug)]
struct Item {
    parent: Option<Id>,
    children: Vec<Id>,
    data: Data,
    depth: usize,
    line: u64,
}

#[derive(Debug)]
enum Data {
    Document,
    Element(QualName, Vec<Attribute>),
    Text(StrTendril),
    Comment(StrTendril),
}

/// How a page is more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// It nests too deep.
    Deep,
    /// It has too many nodes, or too many attributes on a tag.
    Large,
}

impl<'a> Tree<'a> {
    pub(super) fn parse(file: &'a str) -> Result<Self, Excess> {
        let builder = TreeBuilder::new(Sink::default(), TreeBuilderOpts::default());
        let tokenizer = Tokenizer::new(builder, TokenizerOpts::default());
        let input = BufferQueue::default();
        let mut scripts = HashMap::new();
        let mut fed = 0;
        let mut silence = Silence::default();
        while fed < file.len() {
            let end = file.ceil_char_boundary(fed + CHUNK);
            input.push_back(fed_as(&file[fed..end]));
            silence.begin(&file.as_bytes()[fed..end], tokenizer.sink.sink.events.get());
            fed = end;
            loop {
                match tokenizer.feed(&input) {
                    TokenizerResult::Done => break,
                    TokenizerResult::EncodingIndicator(_) => {}
                    // The parser stops right behind an end tag, which is how its place is known.
                    TokenizerResult::Script(script) => {
                        let text = tokenizer.sink.sink.text_of(script);
                        let behind = fed - left(&input);
                        let start_of_end_tag = file[..behind].rfind("</").unwrap_or(behind);
                        let text = slice_before(&file[..start_of_end_tag], &text);
                        scripts.insert(script, ScriptText { text, is_closed: true });
                    }
                }
            }
            let sink = &tokenizer.sink.sink;
            if sink.deepest.get() > DEEPEST {
                return Err(Excess::Deep);
            }
            if sink.nodes.borrow().len() > MOST_NODES || silence.is_too_long(sink.events.get()) {
                return Err(Excess::Large);
            }
        }
        tokenizer.end();
        let sink = tokenizer.sink.sink;
        let mut tree = Self { nodes: sink.nodes.into_inner(), scripts: Vec::new() };
        // A script without its end tag is the last thing in the file.
        let all: Vec<Id> = tree.below(ROOT).filter(|id| tree.is(*id, "script")).collect();
        for script in all {
            let text = scripts.get(&script).copied().unwrap_or_else(|| {
                let content: String =
                    tree.nodes[script].children.iter().filter_map(|c| tree.text(*c)).collect();
                ScriptText { text: slice_before(file, &content), is_closed: false }
            });
            tree.scripts.push(text);
        }
        Ok(tree)
    }

    /// Everything below a node, in the order of the page.
    pub(super) fn below(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut open: Vec<Id> = self.nodes[id].children.iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(self.nodes[next].children.iter().rev());
            Some(next)
        })
    }

    /// Elements of a name below a node.
    pub(super) fn elements<'t>(&'t self, id: Id, name: &'t str) -> impl Iterator<Item = Id> + 't {
        self.below(id).filter(move |e| self.is(*e, name))
    }

    /// Elements of a class below a node.
    pub(super) fn of_class<'t>(&'t self, id: Id, class: &'t str) -> impl Iterator<Item = Id> + 't {
        self.below(id).filter(move |e| self.has_class(*e, class))
    }

    pub(super) fn children(&self, id: Id) -> &[Id] {
        &self.nodes[id].children
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id].parent
    }

    /// The line, from 1, where an element's start tag ends.
    pub(super) fn line(&self, id: Id) -> u64 {
        self.nodes[id].line
    }

    /// An element's name; none of other nodes.
    pub(super) fn name(&self, id: Id) -> Option<&str> {
        if let Data::Element(name, _) = &self.nodes[id].data { Some(&name.local) } else { None }
    }

    pub(super) fn is(&self, id: Id, name: &str) -> bool {
        self.name(id) == Some(name)
    }

    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let Data::Element(_, attributes) = &self.nodes[id].data else { return None };
        attributes.iter().find(|a| *a.name.local == *name).map(|a| &*a.value)
    }

    pub(super) fn has_class(&self, id: Id, class: &str) -> bool {
        self.attribute(id, "class").is_some_and(|all| all.split_ascii_whitespace().any(|c| c == class))
    }

    /// The characters of a text node.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        if let Data::Text(text) = &self.nodes[id].data { Some(text) } else { None }
    }

    /// The characters of a comment.
    pub(super) fn comment(&self, id: Id) -> Option<&str> {
        if let Data::Comment(text) = &self.nodes[id].data { Some(text) } else { None }
    }
}

/// A tag over whose length the parser says nothing. It compares each attribute of a tag with all before it, and cannot
/// be stopped inside one: a page that would take hours is told by what could separate so many.
#[derive(Debug, Default)]
struct Silence {
    /// Separators since the parser last said something, in whole chunks.
    separators: u64,
    compared: u64,
    events: u64,
}

impl Silence {
    fn begin(&mut self, chunk: &[u8], events: u64) {
        let separates = |b: &&u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'');
        self.separators += chunk.iter().filter(separates).count() as u64;
        self.events = events;
    }

    /// Whether the tag, or all such tags together, are more than is read.
    fn is_too_long(&mut self, events: u64) -> bool {
        let squared = self.separators * self.separators;
        if events != self.events {
            // A chunk by itself is too short to cost much.
            self.compared += if self.separators > CHUNK as u64 { squared } else { 0 };
            self.separators = 0;
        }
        self.compared + squared > MOST_COMPARED
    }
}

/// Bytes that the parser has not read yet.
fn left(input: &BufferQueue) -> usize {
    let mut waiting = Vec::new();
    while let Some(part) = input.pop_front() {
        waiting.push(part);
    }
    let length = waiting.iter().map(|part| part.len()).sum();
    for part in waiting {
        input.push_back(part);
    }
    length
}

/// A piece of the page as the parser gets it. To the parser a carriage return ends a line, to an editor and to every
/// other finding a line feed alone does; it is white space to both, so a space keeps the one and the parser's count
/// the other.
fn fed_as(piece: &str) -> StrTendril {
    if memchr::memchr(b'\r', piece.as_bytes()).is_some() {
        piece.replace('\r', " ").into()
    } else {
        StrTendril::from_slice(piece)
    }
}

/// The end of `file` that reads as `text`, which the parser made of it: it may have other characters, as many.
fn slice_before<'a>(file: &'a str, text: &str) -> &'a str {
    let length = file.chars().rev().take(text.chars().count()).map(char::len_utf8).sum::<usize>();
    &file[file.len() - length..]
}

#[derive(Debug)]
struct Sink {
    nodes: RefCell<Vec<Item>>,
    line: Cell<u64>,
    deepest: Cell<usize>,
    /// How often the parser said something.
    events: Cell<u64>,
}

impl Default for Sink {
    fn default() -> Self {
        let sink = Self {
            nodes: RefCell::default(),
            line: Cell::new(1),
            deepest: Cell::new(0),
            events: Cell::new(0),
        };
        sink.add(Data::Document);
        sink
    }
}

impl Sink {
    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Item { parent: None, children: Vec::new(), data, depth: 0, line: self.line.get() });
        nodes.len() - 1
    }

    fn text_of(&self, element: Id) -> String {
        let nodes = self.nodes.borrow();
        let texts = nodes[element].children.iter().filter_map(|child| match &nodes[*child].data {
            Data::Text(text) => Some(&**text),
            _ => None,
        });
        texts.collect()
    }

    fn detach(&self, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[id].parent.take()
            && let Some(place) = nodes[parent].children.iter().rposition(|child| *child == id)
        {
            nodes[parent].children.remove(place);
        }
    }

    /// Puts a node or text at a place among a parent's children.
    fn put(&self, parent: Id, place: usize, child: NodeOrText<Id>) {
        self.events.set(self.events.get() + 1);
        let child = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = place.checked_sub(1).map(|before| nodes[parent].children[before]);
                if let Some(before) = before
                    && let Data::Text(said) = &mut nodes[before].data
                {
                    said.push_tendril(&text);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(text))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        self.deepest.set(self.deepest.get().max(depth));
        nodes[child].parent = Some(parent);
        nodes[child].depth = depth;
        let place = place.min(nodes[parent].children.len());
        nodes[parent].children.insert(place, child);
    }
}

/// A name that borrows nothing from the nodes.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name(&self, target: &Id) -> Name {
        match &self.nodes.borrow()[*target].data {
            Data::Element(name, _) => Name(name.clone()),
            _ => Name(QualName::new(None, Namespace::default(), LocalName::default())),
        }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        self.add(Data::Element(name, attrs))
    }

    fn create_comment(&self, text: StrTendril) -> Id {
        self.add(Data::Comment(text))
    }

    fn create_pi(&self, _: StrTendril, data: StrTendril) -> Id {
        self.add(Data::Comment(data))
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let end = self.nodes.borrow()[*parent].children.len();
        self.put(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// A template's contents are kept as its children.
    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.detach(*id);
        }
        let nodes = self.nodes.borrow();
        let Some(parent) = nodes[*sibling].parent else { return };
        // What is put before is put before the last, nearly always.
        let place = nodes[parent].children.iter().rposition(|id| id == sibling).unwrap_or_default();
        drop(nodes);
        self.put(parent, place, child);
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        if let Data::Element(_, there) = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in attrs {
                if !there.iter().any(|a| a.name == attribute.name) {
                    there.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let moved = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        for child in moved {
            self.nodes.borrow_mut()[child].parent = None;
            self.append(new_parent, NodeOrText::AppendNode(child));
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scripts(page: &str) -> Vec<(&str, bool)> {
        Tree::parse(page).unwrap().scripts.iter().map(|s| (s.text, s.is_closed)).collect()
    }

    #[test]
    fn scripts_are_slices_of_the_file() {
        let page = "\u{feff}<p>é</p>\r\n<script type=a>\r\nvar a = '<\\/script>';\r\n\0é</SCRIPT\n x>\u{feff}<script src=b></script><script>c";
        assert_eq!(scripts(page), [("\r\nvar a = '<\\/script>';\r\n\0é", true), ("", true), ("c", false)]);
        assert_eq!(
            scripts("<script><!-- a <script> b </script> --></script>x"),
            [("<!-- a <script> b </script> -->", true)]
        );
        let long = format!("<script>{}</script><script>x</script>", "é\r\n".repeat(20_000));
        assert_eq!(scripts(&long)[0].0.len(), 80_000);
        assert_eq!(scripts(&long)[1], ("x", true));
    }

    #[test]
    fn line_feeds_are_counted_and_nothing_else() {
        let part = ["<p\ra=b>", "<script>\ra", "</script\r>", "&lt;<!--\r-->", "x\r\r<pre>\r</pre>", ""];
        for end in ["\n", "\r\n", "\r\n\r", "\r"] {
            // Some thousands, so that pieces which are fed end anywhere.
            let page = part.join(end).repeat(1_000) + "<i>x</i>";
            let tree = Tree::parse(&page).unwrap();
            let line = tree.elements(ROOT, "i").next().map(|i| tree.line(i));
            assert_eq!(line, Some(1 + page.matches('\n').count() as u64), "{end:?}");
        }
    }

    #[test]
    fn a_page_that_grows_without_end_is_refused() {
        for part in ["<b><p>", "<br>", "<table>x", "<p><i>"] {
            assert!(Tree::parse(&part.repeat(300_000)).is_err(), "{part}");
        }
        let many = (0..200_000).map(|n| format!(" a{n}=1")).collect::<Vec<_>>().concat();
        assert_eq!(Tree::parse(&format!("<p{many}>")).err(), Some(Excess::Large));
        let long = "x y/z ".repeat(500_000);
        for fine in [
            format!("<p>{long}</p>"),
            format!("<script>{long}</script>"),
            format!("<!--{}-->", &long[..60_000]),
        ] {
            assert!(Tree::parse(&fine).is_ok());
        }
    }

    #[test]
    fn a_page_that_nests_without_end_is_refused() {
        for tag in ["<div>", "<b><p>x</p><div>", "<table><tr><td>", "<svg>"] {
            assert_eq!(Tree::parse(&tag.repeat(30_000)).err(), Some(Excess::Deep), "{tag}");
        }
        assert!(Tree::parse(&"<table><tr><td>x".repeat(20)).is_ok());
    }
}
