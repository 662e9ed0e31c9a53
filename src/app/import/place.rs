//! Where a heat belongs that no record with an id places: the event and class that its page's heading names.

use super::settle::Settler;
use crate::domain::id::{EventId, HeatId};
use crate::domain::merge::race_name;
use crate::domain::record::{HeatFields, Kind, RecordKey};
use crate::domain::text::folded;
use crate::infra::db::{event, heat, made, matching, touched};
use rusqlite::{Connection, Result};

/// The place that a heading gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) event: EventPlace,
    pub(crate) class: ClassPlace,
}

/// An event's row, or what one is to be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EventPlace {
    There(i64),
    ToMake { track: Option<String>, title: String },
}

/// A class's row, or the name of the one to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClassPlace {
    There(i64),
    ToMake(String),
}

/// Finds the place of a heat, making nothing.
pub(crate) fn find(conn: &Connection, id: HeatId, f: &HeatFields) -> Result<Place> {
    let event = event_of(conn, id, f)?;
    let name = f.heading_class.clone().unwrap_or_else(|| race_name(id));
    let class = match event {
        EventPlace::There(row) => match class_of(conn, row, &name)? {
            Some(class) => ClassPlace::There(class),
            None => ClassPlace::ToMake(name),
        },
        EventPlace::ToMake { .. } => ClassPlace::ToMake(name),
    };
    Ok(Place { event, class })
}

/// By id; else by what people decided about its track and title; else the one that is shared by all pages which
/// print the same two.
fn event_of(conn: &Connection, id: HeatId, f: &HeatFields) -> Result<EventPlace> {
    if let Some(event) = f.event_id.and_then(EventId::new)
        && let Some(row) = event::row_of(conn, event)?
    {
        return Ok(EventPlace::There(row));
    }
    let track = f.heading_track.as_deref();
    let title = f.heading_event.clone().unwrap_or_else(|| race_name(id));
    let subject = matching::event_subject(track, &title);
    for decision in matching::all(conn, matching::EVENT)? {
        if decision.same
            && decision.this == subject
            && let Some(event) = decision.that.parse().ok().and_then(EventId::new)
            && let Some(row) = event::row_of(conn, event)?
        {
            return Ok(EventPlace::There(row));
        }
    }
    Ok(match made::event(conn, track, &title)? {
        Some(row) => EventPlace::There(row),
        None => EventPlace::ToMake { track: track.map(str::to_owned), title },
    })
}

/// The class with an id that people decided on or that alone has the name; else the one made for the name.
fn class_of(conn: &Connection, event: i64, name: &str) -> Result<Option<i64>> {
    let named = made::named_classes(conn, event)?;
    let decisions = if named.is_empty() { Vec::new() } else { matching::all(conn, matching::CLASS)? };
    let decided = |id: i64, same: bool| {
        decisions.iter().any(|d| d.same == same && d.this == name && d.that == id.to_string())
    };
    if let Some((row, ..)) = named.iter().find(|(_, id, _)| decided(*id, true)) {
        return Ok(Some(*row));
    }
    let wanted = folded(name);
    let mut alike = named.iter().filter(|(_, id, other)| folded(other) == wanted && !decided(*id, false));
    if let (Some((row, ..)), None) = (alike.next(), alike.next()) {
        return Ok(Some(*row));
    }
    made::class(conn, event, name)
}

impl Settler<'_> {
    /// The class row of a heat that a heading places, made if it must be.
    pub(super) fn place(&mut self, id: HeatId, f: &HeatFields, capture: i64) -> Result<i64> {
        let conn = self.conn;
        let place = find(conn, id, f)?;
        let event = match place.event {
            EventPlace::There(row) => row,
            EventPlace::ToMake { track, title } => {
                let row = made::insert_event(conn, track.as_deref(), &title, capture)?;
                touched::note_row(conn, Kind::Event, row, None)?;
                row
            }
        };
        let class = match place.class {
            ClassPlace::There(row) => row,
            ClassPlace::ToMake(name) => {
                let row = made::insert_class(conn, event, &name, capture)?;
                touched::note_row(conn, Kind::Class, row, None)?;
                row
            }
        };
        self.made_classes.insert(class);
        Ok(class)
    }

    /// Brings made classes and events that heats came to or left up to date, and lets those go that none needs.
    pub(super) fn settle_made(&mut self) -> Result<()> {
        let conn = self.conn;
        let mut events = std::collections::BTreeSet::new();
        for class in std::mem::take(&mut self.made_classes) {
            let Some(shown) = made::class_shows(conn, class)? else { continue };
            events.insert(made::of_class(conn, class)?.0);
            match made::newest_of_class(conn, class)? {
                None => {
                    touched::note_row_gone(conn, Kind::Class, class, &shown.to_string())?;
                    made::delete_class(conn, class)?;
                    self.refs.forget();
                }
                Some(newest) if newest.capture != shown => made::set_class(conn, class, &newest)?,
                Some(_) => {}
            }
        }
        for event in events {
            let Some(shown) = made::event_shows(conn, event)? else { continue };
            match made::newest_of_event(conn, event)? {
                None => {
                    touched::note_row_gone(conn, Kind::Event, event, "")?;
                    made::delete_event(conn, event)?;
                    self.refs.forget();
                }
                Some(newest) if newest != shown => {
                    touched::note_row(conn, Kind::Event, event, Some(&dates(&shown)))?;
                    made::set_event(conn, event, &newest)?;
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The heats whose headings may name another place now that classes of an event came, went or changed.
    pub(super) fn headings_under(&self, event: i64) -> Result<Vec<RecordKey>> {
        Ok(made::heats_by_heading(self.conn, event)?.into_iter().map(RecordKey::Heat).collect())
    }

    /// The heats whose headings name an event that came.
    pub(super) fn headings_naming(&self, event: EventId) -> Result<Vec<RecordKey>> {
        if !made::any_by_heading(self.conn)? {
            return Ok(Vec::new());
        }
        Ok(made::heats_naming(self.conn, event)?.into_iter().map(RecordKey::Heat).collect())
    }

    /// The class row that a heat stands in now.
    pub(super) fn class_row_of(&self, id: HeatId) -> Result<Option<i64>> {
        Ok(heat::find(self.conn, id)?.map(|h| h.class_row))
    }
}

/// What a made event's only changing value was, for the counters.
pub(super) fn dates(shown: &made::Newest) -> String {
    shown.local_dates.clone().unwrap_or_default()
}
