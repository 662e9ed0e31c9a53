//! What stands above a race: the heat's own fields, and the event and class that it is of by name.

use super::judge::Judge;
use crate::domain::finding::{Code, Finding};
use crate::domain::id::EventId;
use crate::domain::race_text::{RaceLength, class_of_heading, race_length};
use crate::domain::record::{EventFields, Fields, HeatFields, Kind, RecordKey};
use crate::domain::wall_clock::{LocalTime, date_time, days};
use crate::infra::capture::context::Subject;
use jiff::tz::TimeZoneDatabase;

/// A text of a heading and where it stands.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    /// What it says.
    pub text: String,
    /// Where.
    pub at: At<'a>,
}

/// A place in a page or an archive record.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// A line of a page.
    Line(u64),
    /// A value of a record and its key.
    Value(&'a str, &'static str),
}

/// What stands above a race.
#[derive(Debug, Clone, Default)]
pub struct Heading<'a> {
    /// The track.
    pub track: Option<Words<'a>>,
    /// The event's title.
    pub event: Option<Words<'a>>,
    /// Its day or days.
    pub date: Option<Words<'a>>,
    /// Class and heat.
    pub race: Option<Words<'a>>,
    /// The race's number in the programme.
    pub race_number: Option<Words<'a>>,
    /// What the round is called.
    pub round: Option<Words<'a>>,
    /// What it is run to.
    pub length: Option<Words<'a>>,
    /// When it was over.
    pub completed: Option<Words<'a>>,
    /// Values that are no words.
    pub faults: Vec<Finding>,
    /// The text of it all, where it is a record's.
    pub source: &'a str,
}

fn said(words: Option<&Words<'_>>) -> Option<String> {
    words.map(|w| w.text.clone()).filter(|t| !t.trim().is_empty())
}

/// States the heat, and the event where its id is known.
pub(super) fn state(
    judge: &mut Judge<'_, '_>,
    heading: &Heading<'_>,
    subject: Subject,
    assumed: Option<&str>,
) {
    let title = said(heading.event.as_ref());
    let track = said(heading.track.as_ref());
    let local_dates = said(heading.date.as_ref());
    if let Some(words) = &heading.date
        && local_dates.is_some()
        && days(&words.text).is_none()
    {
        odd(judge, words, "a date or a range of dates");
    }
    let label = said(heading.race.as_ref());
    let mut heat = HeatFields {
        event_id: subject.event,
        heading_class: label.as_deref().map(|l| class_of_heading(l).to_owned()),
        label,
        duration_s: duration(judge, heading.length.as_ref()),
        round_name: said(heading.round.as_ref()),
        round_id: subject.sheet.map(|s| s.to_string()),
        race_number: said(heading.race_number.as_ref()),
        local_dates: local_dates.clone(),
        completed_local: said(heading.completed.as_ref()),
        // Of a page that prints no time there is nothing to assume.
        assumed_zone: assumed.filter(|_| heading.completed.is_some()).map(str::to_owned),
        heading_track: track.clone(),
        heading_event: title.clone(),
        ..HeatFields::default()
    };
    if let Some(words) = &heading.completed {
        complete(judge, words, assumed, &mut heat);
    }
    let mut faults = heading.faults.iter();
    let key = RecordKey::Heat(judge.heat);
    if let Some(reason) = faults.next() {
        judge.refuse(Kind::Heat, Some(key), reason.clone(), heading.source);
        judge.payload.note_all(faults.cloned());
        return;
    }
    if let (Some(event), Some(title)) = (subject.event.and_then(EventId::new), title) {
        let fields =
            EventFields { title: Some(title), track_name: track, local_dates, ..EventFields::default() };
        judge.say(RecordKey::Event(event), Fields::Event(fields));
    }
    judge.say(key, Fields::Heat(heat));
}

fn duration(judge: &mut Judge<'_, '_>, words: Option<&Words<'_>>) -> Option<i64> {
    let words = words.filter(|w| !w.text.trim().is_empty())?;
    match race_length(&words.text) {
        Some(RaceLength::Timed(seconds)) => Some(seconds),
        Some(RaceLength::Laps(_)) => None,
        None => {
            odd(judge, words, "a length such as `5:00 Timed` or `10 Laps`");
            None
        }
    }
}

/// The end on the track's clock is a moment only where its zone is known.
fn complete(judge: &mut Judge<'_, '_>, words: &Words<'_>, assumed: Option<&str>, heat: &mut HeatFields) {
    let Some(wall) = date_time(&words.text) else {
        return odd(judge, words, "a date and a time of day");
    };
    let Some(zone) = assumed.and_then(|name| TimeZoneDatabase::bundled().get(name).ok()) else { return };
    let (code, why) = match LocalTime::of(wall, &zone) {
        Some(LocalTime::Unique(at)) => {
            heat.completed_utc = Some(at);
            return;
        }
        Some(LocalTime::Overlap { .. }) => (Code::LocalTimeAmbiguous, "was there twice"),
        Some(LocalTime::Gap) => (Code::LocalTimeInGap, "never was"),
        None => return odd(judge, words, "a moment of the years 0000 to 9999"),
    };
    let zone = assumed.unwrap_or_default();
    let message = format!("expected one moment in the zone `{zone}`, found `{}`, which {why}", words.text);
    note(judge, words, code, message);
}

fn odd(judge: &mut Judge<'_, '_>, words: &Words<'_>, expected: &str) {
    let message = format!("expected {expected} in the heading, found `{}`", words.text);
    note(judge, words, Code::UnreadHeading, message);
}

fn note(judge: &mut Judge<'_, '_>, words: &Words<'_>, code: Code, message: String) {
    match words.at {
        At::Line(line) => judge.warn_at_line(code, message, line),
        At::Value(source, key) => {
            let mut finding = judge.finding(code, message, source, "");
            finding.place.pointer = Some(format!("/{key}"));
            judge.payload.note(finding);
        }
    }
}
