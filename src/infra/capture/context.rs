//! What an address says of a payload: the family and the parent it is about.

use crate::domain::record::Family;
use std::fmt;
use std::path::Path;

/// The subject that an address names, as the API lays its addresses out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The family of payload served there.
    pub family: Family,
    /// The id in the address: the record's own, or the parent's of a listing.
    pub id: i64,
}

impl fmt::Display for Subject {
    /// The normalised address, without host, version or ending: `heats/441250/results`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id;
        match self.family {
            Family::Event => write!(f, "events/{id}"),
            Family::Classes => write!(f, "events/{id}/classes"),
            Family::Heats => write!(f, "classes/{id}/heats"),
            Family::Entries => write!(f, "classes/{id}/entries"),
            Family::HeatDetail => write!(f, "heats/{id}"),
            Family::Results => write!(f, "heats/{id}/results"),
        }
    }
}

/// Segments in the longest address.
const LONGEST: usize = 3;

/// The subject of a URL, where it is laid out as the API's.
#[must_use]
pub fn of_url(url: &str) -> Option<Subject> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    of_segments(path.trim_end_matches('/').split('/'))
}

/// The subject of a file, where the end of its path mirrors the API: `…/heats/441250/results.json`.
#[must_use]
pub fn of_path(path: &Path) -> Option<Subject> {
    // The working directory matters only where the path itself is shorter than an address.
    if path.components().count() > LONGEST {
        return of_segments(path.to_str()?.split('/'));
    }
    let whole = std::path::absolute(path).ok()?;
    of_segments(whole.to_str()?.split('/'))
}

fn of_segments<'a>(segments: impl DoubleEndedIterator<Item = &'a str>) -> Option<Subject> {
    let mut from_end = segments.rev();
    let last = stem(from_end.next()?);
    let middle = from_end.next()?;
    if let Some(id) = id(last) {
        let family = match middle {
            "events" => Family::Event,
            "heats" => Family::HeatDetail,
            _ => return None,
        };
        return Some(Subject { family, id });
    }
    let family = match (from_end.next()?, last) {
        ("events", "classes") => Family::Classes,
        ("classes", "heats") => Family::Heats,
        ("classes", "entries") => Family::Entries,
        ("heats", "results") => Family::Results,
        _ => return None,
    };
    Some(Subject { family, id: id(middle)? })
}

/// A name without `.json`, `.gz` or `.zst`.
fn stem(name: &str) -> &str {
    let mut name = name;
    for ending in [".gz", ".zst", ".json"] {
        if let Some(at) = name.len().checked_sub(ending.len())
            && name.is_char_boundary(at)
            && name[at..].eq_ignore_ascii_case(ending)
        {
            name = &name[..at];
        }
    }
    name
}

fn id(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
        .filter(|id| *id >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_family_and_id() {
        let of = |url| of_url(url).map(|s| s.to_string());
        assert_eq!(
            of("https://api.liverc.com/v2/heats/441250/results").as_deref(),
            Some("heats/441250/results")
        );
        assert_eq!(of("https://api.liverc.com/v2/heats/441250/?x=1").as_deref(), Some("heats/441250"));
        assert_eq!(
            of("https://api.liverc.com/v2/classes/7/entries.json#a").as_deref(),
            Some("classes/7/entries")
        );
        assert_eq!(of("https://liverc.com/results/a-1/race-result-9.json"), None);
        assert_eq!(of("https://api.liverc.com/v2/heats/0/results"), None);
        let path = |p: &str| of_path(Path::new(p)).map(|s| s.to_string());
        assert_eq!(path("/x/v2/events/30952/classes.JSON").as_deref(), Some("events/30952/classes"));
        assert_eq!(path("/x/events/30952.json.gz").as_deref(), Some("events/30952"));
        assert_eq!(path("/x/results.json"), None);
    }
}
