//! Which race a page is of: pages do not say it themselves.

use crate::domain::finding::{Code, Finding};
use crate::domain::id::HeatId;
use crate::infra::capture::context::{self, Subject};
use crate::infra::capture::payload::PayloadOptions;

/// The race that an address names.
#[must_use]
pub fn race_of(url: &str) -> Option<Subject> {
    context::of_url(url).filter(|subject| subject.family.is_page())
}

/// The race of a page: what the container's address says, else what the page says of itself, else its file's name.
///
/// # Errors
/// The finding for a page that nothing names.
pub fn find_race(options: PayloadOptions<'_>, own: Option<Subject>) -> Result<(Subject, HeatId), Finding> {
    let hint = options.race_hint.map(Subject::race);
    let mut found = options.subject.or(own).or(hint).ok_or_else(unnamed)?;
    if let Some(own) = own.filter(|own| own.id == found.id) {
        found.event = found.event.or(own.event);
        found.sheet = found.sheet.or(own.sheet);
    }
    HeatId::new(found.id).map(|heat| (found, heat)).ok_or_else(unnamed)
}

/// The finding for a race without an id.
#[must_use]
pub fn unnamed() -> Finding {
    Finding::new(Code::UnnamedRace, "expected a race's id, found none in the address, the page and the file's name")
        .with_hint(
            "name it with `--source-url 'https://TRACK.liverc.com/results/?p=view_race_result&id=ID'`, call the file `race.ID.html` or `ID.json`, or put `race_id` into an archive's records",
        )
}
