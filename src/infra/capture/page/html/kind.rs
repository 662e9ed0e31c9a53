//! What a page is that is no race page: told, so that it can be refused with a word that helps.

use super::address;
use super::text::shown;
use super::tree::{ROOT, Tree};
use std::fmt;

/// A page that holds no race's laps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherPage {
    /// A race page whose script is gone.
    RaceWithoutScript,
    /// `?p=view_event`.
    Event,
    /// `?p=view_entry_list`.
    EntryList,
    /// `?p=view_heat_sheet`.
    HeatSheet,
    /// `?p=view_round_ranking` and the like.
    Ranking,
    /// `?p=view_points`.
    Points,
    /// `/practice/`.
    Practice,
    /// `/drivers/`.
    Driver,
    /// `/results/`, or a list of events.
    EventList,
    /// `/live/`.
    Live,
    /// The first page of a track.
    Dashboard,
    /// Any other page of LiveRC.
    LiveRc,
    /// An error, a challenge or a closed door in place of the page.
    Error,
    /// A page with a field for a password.
    Login,
    /// A page of somebody else.
    Foreign,
}

impl fmt::Display for OtherPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RaceWithoutScript => "a LiveRC race page without its script",
            Self::Event => "a LiveRC event page",
            Self::EntryList => "a LiveRC entry list",
            Self::HeatSheet => "a LiveRC heat sheet",
            Self::Ranking => "a LiveRC ranking",
            Self::Points => "a LiveRC points page",
            Self::Practice => "a LiveRC practice page",
            Self::Driver => "a LiveRC driver page",
            Self::EventList => "a LiveRC list of events",
            Self::Live => "a LiveRC live timing page",
            Self::Dashboard => "a track's first page at LiveRC",
            Self::LiveRc => "a LiveRC page without race results",
            Self::Error => "an error page",
            Self::Login => "a login page",
            Self::Foreign => "an HTML page that is not LiveRC's",
        })
    }
}

/// Tells a page without `racerLaps` by its marks. The weaker ones are guesses: no sample of these pages was at hand.
pub(super) fn tell(tree: &Tree<'_>, url: Option<&str>) -> OtherPage {
    let title = tree.elements(ROOT, "title").map(|id| shown_title(tree, id)).next().unwrap_or_default();
    let is_live_rc = is_live_rc(tree, &title);
    if tree.of_class(ROOT, "race_result").any(|id| tree.is(id, "table")) {
        return OtherPage::RaceWithoutScript;
    }
    if is_error(tree, &title) {
        return OtherPage::Error;
    }
    if !is_live_rc {
        let mut inputs = tree.elements(ROOT, "input");
        let asks =
            inputs.any(|id| tree.attribute(id, "type").is_some_and(|t| t.eq_ignore_ascii_case("password")));
        return if asks { OtherPage::Login } else { OtherPage::Foreign };
    }
    let noted = address::of(tree);
    let url = url.or(noted.as_deref()).unwrap_or_default().to_ascii_lowercase();
    let by_url = BY_ADDRESS.iter().find(|(mark, _)| url.contains(mark)).map(|(_, kind)| *kind);
    by_url.or_else(|| by_words(tree, &title)).or_else(|| by_links(tree)).unwrap_or(OtherPage::LiveRc)
}

/// What addresses hold, the telling ones first.
const BY_ADDRESS: &[(&str, OtherPage)] = &[
    ("p=view_race_result", OtherPage::RaceWithoutScript),
    ("p=view_event", OtherPage::Event),
    ("p=view_entry_list", OtherPage::EntryList),
    ("p=view_heat_sheet", OtherPage::HeatSheet),
    ("ranking", OtherPage::Ranking),
    ("p=view_points", OtherPage::Points),
    ("/practice", OtherPage::Practice),
    ("/drivers", OtherPage::Driver),
    ("/live/", OtherPage::Live),
    ("/results", OtherPage::EventList),
    ("/events", OtherPage::EventList),
];

/// What titles and headings say. The menu names every section of the site, so nothing else is asked.
fn by_words(tree: &Tree<'_>, title: &str) -> Option<OtherPage> {
    const WORDS: &[(&str, OtherPage)] = &[
        ("entry list", OtherPage::EntryList),
        ("heat sheet", OtherPage::HeatSheet),
        ("ranking", OtherPage::Ranking),
        ("points", OtherPage::Points),
        ("practice", OtherPage::Practice),
        ("driver profile", OtherPage::Driver),
        ("live timing", OtherPage::Live),
        ("track dashboard", OtherPage::Dashboard),
    ];
    if tree.of_class(ROOT, "entry_list_data").next().is_some() {
        return Some(OtherPage::EntryList);
    }
    let headings = tree.below(ROOT).filter(|id| {
        tree.has_class(*id, "panel-heading") || (tree.is(*id, "h3") && tree.has_class(*id, "page-header"))
    });
    let said: Vec<String> = std::iter::once(title.to_owned())
        .chain(headings.map(|id| shown(tree, id)))
        .map(|text| text.to_lowercase())
        .collect();
    // An event may be called "Practice Day": its list of races tells better.
    if has_link(tree, "p=view_race_result") {
        return Some(OtherPage::Event);
    }
    WORDS.iter().find(|(word, _)| said.iter().any(|text| text.contains(word))).map(|(_, kind)| *kind)
}

fn by_links(tree: &Tree<'_>) -> Option<OtherPage> {
    has_link(tree, "p=view_event").then_some(OtherPage::EventList)
}

fn has_link(tree: &Tree<'_>, part: &str) -> bool {
    tree.elements(ROOT, "a").any(|id| tree.attribute(id, "href").is_some_and(|href| href.contains(part)))
}

fn is_live_rc(tree: &Tree<'_>, title: &str) -> bool {
    title.ends_with("LiveRC")
        || tree.below(ROOT).any(|id| {
            let marks = ["content", "href", "src"].iter().filter_map(|name| tree.attribute(id, name));
            matches!(tree.name(id), Some("meta" | "link" | "script" | "base")) && { marks }.any(|mark| {
                mark.contains("LiveRC") || mark.contains("liverc.com") || mark.contains("liveracemedia.com")
            })
        })
}

/// An answer of a server, a proxy or a guard in place of the page.
fn is_error(tree: &Tree<'_>, title: &str) -> bool {
    const WORDS: &[&str] = &[
        "just a moment",
        "attention required",
        "access denied",
        "not found",
        "forbidden",
        "bad gateway",
        "gateway time-out",
        "gateway timeout",
        "service unavailable",
        "service temporarily unavailable",
        "internal server error",
        "too many requests",
        "web server is down",
        "connection timed out",
    ];
    let guard = tree.below(ROOT).any(|id| {
        tree.attribute(id, "id").is_some_and(|v| v.starts_with("cf-error") || v == "challenge-form")
    });
    let heading = tree.elements(ROOT, "h1").map(|id| shown(tree, id)).next().unwrap_or_default();
    guard
        || [title, heading.as_str()].iter().any(|text| {
            let text = text.to_lowercase();
            // A page of a track has the track's name first, whatever words are in it.
            let code = text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty());
            let is_code =
                code.is_some_and(|c| c.len() == 3 && c.starts_with(['4', '5']) && c.parse::<u16>().is_ok());
            !text.contains(" :: ")
                && ((is_code && text.len() < 60) || WORDS.iter().any(|word| text.contains(word)))
        })
}

fn shown_title(tree: &Tree<'_>, id: usize) -> String {
    super::text::without(tree, id, |_| false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(page: &str) -> OtherPage {
        tell(&Tree::parse(page).unwrap(), None)
    }

    #[test]
    fn other_pages_are_told_apart() {
        for (page, kind) in [
            (
                "<title>Pit :: Open :: LiveRC</title><a href='/results/?p=view_race_result&id=1'>",
                OtherPage::Event,
            ),
            (
                "<title>Pit :: Open :: LiveRC</title><table class='table entry_list_data'>",
                OtherPage::EntryList,
            ),
            ("<title>Pit :: Open :: Entry List :: LiveRC</title>", OtherPage::EntryList),
            (
                "<title>Pit :: LiveRC</title><div class=panel-heading>Practice Sessions</div>",
                OtherPage::Practice,
            ),
            ("<title>Pit :: LiveRC</title><a href='?p=view_event&id=1'>", OtherPage::EventList),
            (
                "<!-- saved from url=(0044)https://pit.liverc.com/practice/?p=view_session --><title>x :: LiveRC</title>",
                OtherPage::Practice,
            ),
            (
                "<!-- saved from url=(0030)https://pit.liverc.com/live/ --><title>LiveRC</title>",
                OtherPage::Live,
            ),
            ("<title>Pit :: LiveRC</title>", OtherPage::LiveRc),
            ("<meta content='2014-2026 LiveRC'><table class=race_result>", OtherPage::RaceWithoutScript),
            ("<title>404 Not Found</title>", OtherPage::Error),
            ("<html><h1>502</h1></html>", OtherPage::Error),
            ("<title>Just a moment...</title>", OtherPage::Error),
            (
                "<title>pit.liverc.com | 522: Connection timed out</title><link href=//liverc.com>",
                OtherPage::Error,
            ),
            ("<title>Sign in</title><input type=Password>", OtherPage::Login),
            ("<title>Pit weather</title>", OtherPage::Foreign),
            ("", OtherPage::Foreign),
        ] {
            assert_eq!(told(page), kind, "{page}");
        }
    }
}
