//! The address that a saved page keeps of itself.

use super::text::folded;
use super::tree::{ROOT, Tree};

/// What a race page's address holds.
const RACE: &str = "view_race_result";

/// The page's own URL: what a browser noted when it saved the page, else the base, the canonical link or the sharing
/// link, where one of these is a race's.
pub(super) fn of(tree: &Tree<'_>) -> Option<String> {
    let noted = tree.below(ROOT).find_map(|id| saved_from(tree.comment(id)?));
    noted.or_else(|| {
        let linked = tree.below(ROOT).filter_map(|id| {
            let attribute = match tree.name(id)? {
                "base" => "href",
                "link" if tree.attribute(id, "rel")?.eq_ignore_ascii_case("canonical") => "href",
                "meta"
                    if tree.attribute(id, "property").or_else(|| tree.attribute(id, "name"))? == "og:url" =>
                {
                    "content"
                }
                _ => return None,
            };
            tree.attribute(id, attribute).map(|url| url.trim().to_owned())
        });
        linked.into_iter().find(|url| url.contains(RACE))
    })
}

/// `saved from url=(0071)https://…`, as browsers write it; the number is the length of what follows.
fn saved_from(comment: &str) -> Option<String> {
    let said = folded(comment);
    let rest = said.strip_prefix("saved from url=(")?;
    let (digits, url) = rest.split_once(')')?;
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    (digits.bytes().all(|b| b.is_ascii_digit()) && is_web).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(page: &str) -> Option<String> {
        of(&Tree::parse(page).unwrap())
    }

    #[test]
    fn the_strongest_address_is_taken() {
        let race = "https://quarry.liverc.com/results/?p=view_race_result&id=71";
        let html = race.replace('&', "&amp;");
        for page in [
            format!("<!DOCTYPE html>\r\n<!-- saved from url=(0060){race} -->\r\n<html>"),
            format!("<html><!-- saved from url=(0060){race} --><base href='/other?{RACE}'>"),
            format!("<base href='/'><link href=\"{html}\" rel='Canonical'>"),
            format!("<meta content='{html}' property=\"og:url\">"),
            format!("<base href=' {html} '>"),
        ] {
            assert_eq!(address(&page).as_deref(), Some(race), "{page}");
        }
        for page in [
            "<!-- saved from url=(0014)about:internet -->",
            "<!-- saved from url=(0020)file:///C:/race.html -->",
            "<base href='https://quarry.liverc.com/'>",
            "<a href='/results/?p=view_race_result&id=7'>",
        ] {
            assert_eq!(address(page), None, "{page}");
        }
    }
}
