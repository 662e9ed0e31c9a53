//! A saved page as a whole: a race's, or what else it is.

use super::super::objects::{RaceObjects, WrongShape};
use super::super::script::fault::Fault;
use super::super::script::statement;
use super::address;
use super::heading::Headings;
use super::kind::{OtherPage, tell};
use super::table::ResultTable;
use super::tree::{Excess, Tree};

/// A saved page.
#[derive(Debug)]
pub enum Page<'a> {
    /// A race page.
    Race(Box<RacePage<'a>>),
    /// Another page; the URL it was saved from, where it keeps it.
    Other(OtherPage, Option<String>),
}

/// A race page, taken apart and unjudged.
#[derive(Debug)]
pub struct RacePage<'a> {
    /// Where it was saved from, where it keeps that.
    pub url: Option<String>,
    /// What stands above the table.
    pub headings: Headings,
    /// The table.
    pub table: Option<ResultTable>,
    /// What its script states, places in the file.
    pub objects: RaceObjects<'a>,
    /// Statements about these objects that were not understood.
    pub unread: Vec<&'a str>,
    /// Whether it ends as a page does; else it was cut short behind the script.
    pub is_whole: bool,
}

/// Why a race page cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageFault<'a> {
    /// Its script is broken.
    #[error("{0}")]
    Script(Fault<'a>),
    /// What its script states has another shape.
    #[error("{0}")]
    Shape(WrongShape<'a>),
    /// It ends inside the script; the script from its beginning.
    #[error("expected the end of the script, found the end of the page")]
    CutShort(&'a str),
    /// It nests deeper than any page.
    #[error("expected an HTML page, found tags nested without end")]
    TooDeep,
    /// It has more elements or attributes than any page.
    #[error("expected an HTML page, found more elements or attributes than any has")]
    TooLarge,
}

impl<'a> PageFault<'a> {
    /// Where in the file it is, as a slice of it.
    #[must_use]
    pub fn at(&self) -> Option<&'a str> {
        match self {
            Self::Script(fault) => Some(fault.at),
            Self::Shape(wrong) => Some(wrong.at),
            Self::CutShort(script) => Some(&script[script.len()..]),
            Self::TooDeep | Self::TooLarge => None,
        }
    }
}

/// Reads a page, its script's literals of so many levels at most; `url` is what others know of its address.
///
/// # Errors
/// Why it is no readable race page, though it has the script of one.
pub fn read<'a>(file: &'a str, url: Option<&str>, max_depth: usize) -> Result<Page<'a>, PageFault<'a>> {
    let tree = Tree::parse(file).map_err(|excess| match excess {
        Excess::Deep => PageFault::TooDeep,
        Excess::Large => PageFault::TooLarge,
    })?;
    let scripts: Vec<_> = tree.scripts.iter().filter(|s| s.text.contains("racerLaps")).collect();
    if let Some(open) = scripts.iter().find(|s| !s.is_closed) {
        return Err(PageFault::CutShort(open.text));
    }
    let texts: Vec<&str> = scripts.iter().map(|s| s.text).collect();
    let script = statement::read(&texts, max_depth).map_err(PageFault::Script)?;
    let saved_from = address::of(&tree);
    if !RaceObjects::fits(&script.variables) {
        return Ok(Page::Other(tell(&tree, url), saved_from));
    }
    Ok(Page::Race(Box::new(RacePage {
        url: saved_from,
        headings: Headings::read(&tree),
        table: ResultTable::read(&tree),
        objects: RaceObjects::take(script.variables).map_err(PageFault::Shape)?,
        unread: script.unread,
        is_whole: ends_whole(file),
    })))
}

/// A page's last tag closes it.
fn ends_whole(file: &str) -> bool {
    file.rfind("</")
        .is_some_and(|at| file[at + 2..].get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("html")))
}
