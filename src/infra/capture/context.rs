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
    /// The event that an archive's path names beside the race.
    pub event: Option<i64>,
    /// The sheet of heats that an archive's path names beside the race.
    pub sheet: Option<i64>,
}

impl Subject {
    /// A family's address with one id.
    #[must_use]
    pub fn new(family: Family, id: i64) -> Self {
        Self { family, id, event: None, sheet: None }
    }

    /// A race page's address.
    #[must_use]
    pub fn race(id: i64) -> Self {
        Self::new(Family::RacePage, id)
    }
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
            Family::EntryList => write!(f, "classes/{id}/entry-list"),
            Family::RaceResult => write!(f, "race-result-{id}"),
            Family::RacePage | Family::RaceArchive | Family::RaceDump => match (self.event, self.sheet) {
                (Some(event), Some(sheet)) => write!(f, "races/{event}/{sheet}/{id}"),
                _ => write!(f, "races/{id}"),
            },
        }
    }
}

/// Segments in the longest address.
const LONGEST: usize = 4;

/// The subject of a URL, where it is laid out as the API's.
#[must_use]
pub fn of_url(url: &str) -> Option<Subject> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    of_query(query).or_else(|| of_segments(path.trim_end_matches('/').split('/')))
}

/// The subject of a file, where the end of its path mirrors the API: `…/heats/441250/results.json`.
#[must_use]
pub fn of_path(path: &Path) -> Option<Subject> {
    let text = path.to_str()?;
    let bytes = text.as_bytes();
    // The working directory matters only where the path itself is shorter than an address.
    let is_long = path.is_absolute() || memchr::memchr_iter(b'/', bytes).count() >= LONGEST;
    if is_long && !bytes.windows(2).any(|two| two == b"//" || two == b"/.") {
        return of_segments(text.split('/'));
    }
    let whole = std::path::absolute(path).ok()?;
    of_segments(whole.to_str()?.split('/'))
}

/// `?p=view_race_result&id=6304829`, as LiveRC addresses its race pages.
fn of_query(query: &str) -> Option<Subject> {
    let mut parts = query.split('&').filter_map(|part| part.split_once('='));
    let race = |(_, value): (&str, &str)| id(value);
    let is_race = parts.clone().any(|(key, value)| key == "p" && value == "view_race_result");
    is_race.then(|| parts.find(|(key, _)| *key == "id").and_then(race)).flatten().map(Subject::race)
}

/// The race that a file's name may mean: `…id=6304829…`, `race.6304829.html`, `6304829.json`. Other payloads say
/// their ids themselves, so only a race page believes it.
#[must_use]
pub fn race_in_name(path: &Path) -> Option<i64> {
    let name = path.file_name()?.to_str()?;
    let digits = |text: &str| {
        let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
        id(&text[..end])
    };
    if let Some(at) = name.find("id=").filter(|at| !name[..*at].ends_with(|c: char| c.is_alphanumeric())) {
        return digits(&name[at + 3..]);
    }
    let lower = name.to_ascii_lowercase();
    match lower.strip_prefix("race.").or_else(|| lower.strip_prefix("race-")) {
        Some(rest) => digits(rest),
        None => name.split('.').next().and_then(id),
    }
}

fn of_segments<'a>(segments: impl DoubleEndedIterator<Item = &'a str>) -> Option<Subject> {
    let mut from_end = segments.rev();
    let last = stem(from_end.next()?);
    if let Some(race) = last.strip_prefix("race-result-").and_then(id) {
        return Some(Subject::new(Family::RaceResult, race));
    }
    if let Some(class) = last.strip_prefix("entry-list-").and_then(id) {
        return Some(Subject::new(Family::EntryList, class));
    }
    let middle = from_end.next()?;
    if let Some(id) = id(last) {
        if middle == "races" {
            return Some(Subject::race(id));
        }
        if let Some(found) = of_archive(id, middle, from_end.next(), from_end.next()) {
            return Some(found);
        }
        let family = match middle {
            "events" => Family::Event,
            "heats" => Family::HeatDetail,
            _ => return None,
        };
        return Some(Subject::new(family, id));
    }
    let family = match (from_end.next()?, last) {
        ("events", "classes") => Family::Classes,
        ("classes", "heats") => Family::Heats,
        ("classes", "entries") => Family::Entries,
        ("classes", "entry-list") => Family::EntryList,
        ("heats", "results") => Family::Results,
        _ => return None,
    };
    id(middle).map(|id| Subject::new(family, id))
}

/// A club archive's place of a race: `<track>/<event>/<year>-<quarter>-<sheet>/<race>`; and how such a place is
/// written down as a context: `races/<event>/<sheet>/<race>`.
fn of_archive(race: i64, sheet: &str, event: Option<&str>, track: Option<&str>) -> Option<Subject> {
    let event = id(event?)?;
    let sheet = match sheet.splitn(3, '-').collect::<Vec<_>>()[..] {
        [year, quarter, sheet]
            if year.len() == 4 && id(year).is_some() && matches!(quarter, "1" | "2" | "3" | "4") =>
        {
            id(sheet)?
        }
        [sheet] if track == Some("races") => id(sheet)?,
        _ => return None,
    };
    Some(Subject { event: Some(event), sheet: Some(sheet), ..Subject::race(race) })
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
        assert_eq!(of("https://liverc.com/results/a-1/race-result-9.json").as_deref(), Some("race-result-9"));
        assert_eq!(
            of("https://liverc.com/results/a-1/entry-list-7.json").as_deref(),
            Some("classes/7/entry-list")
        );
        assert_eq!(of("classes/7/entry-list").as_deref(), Some("classes/7/entry-list"));
        assert_eq!(of("https://api.liverc.com/v2/heats/0/results"), None);
        let path = |p: &str| of_path(Path::new(p)).map(|s| s.to_string());
        assert_eq!(path("/x/v2/events/30952/classes.JSON").as_deref(), Some("events/30952/classes"));
        assert_eq!(path("/x/events/30952.json.gz").as_deref(), Some("events/30952"));
        assert_eq!(path("/x/results.json"), None);
        assert_eq!(path("/x/made/70001/2024-1-9001/72002.json").as_deref(), Some("races/70001/9001/72002"));
        assert_eq!(of("races/70001/9001/72002").as_deref(), Some("races/70001/9001/72002"));
        assert_eq!(path("/x/2024/1-9001/72002.json"), None);
        assert_eq!(
            of("https://made.liverc.com/results/?p=view_race_result&id=72002").as_deref(),
            Some("races/72002")
        );
        assert_eq!(of("https://made.liverc.com/results/?p=view_event&id=72002"), None);
    }

    #[test]
    fn a_name_may_mean_a_race() {
        let race = |name: &str| race_in_name(Path::new(name));
        assert_eq!(race("race.72002.html"), Some(72002));
        assert_eq!(race("race.72002.reformatted.html"), Some(72002));
        assert_eq!(race("72002.json"), Some(72002));
        assert_eq!(race("index.html?p=view_race_result&id=72002.html"), Some(72002));
        assert_eq!(race("LiveRC - Race (2).html"), None);
        assert_eq!(race("2024-03-04.html"), None);
    }
}
