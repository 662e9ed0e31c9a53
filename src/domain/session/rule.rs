//! What always holds of a session, checked before anything is written.

use super::{DESCRIPTION_MAX, ID_MAX, NAME_MAX, Session, SessionField};
use crate::domain::id::{EntryId, HeatId};
use crate::domain::time::Instant;
use crate::domain::timing_provider::TimingProvider;
use std::fmt;

/// A rule that a session breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// A text that has to say something is empty or white space.
    Blank(SessionField),
    /// A text is longer than it may be.
    TooLong {
        /// Which text.
        field: SessionField,
        /// Its length in characters.
        found: usize,
        /// The longest that is taken.
        max: usize,
    },
    /// A text holds the character U+0000, which ends texts early in other programs.
    Nul(SessionField),
    /// An id that nobody could type: control characters, or white space at an end.
    UntypableId(String),
    /// Something ends before it starts.
    StartAfterEnd {
        /// Which start.
        start: SessionField,
        /// Which end.
        end: SessionField,
        /// When it starts.
        from: Instant,
        /// When it ends.
        to: Instant,
    },
    /// `LIVE_RC` says that a heat timed it, and none is named.
    LiveRcWithoutHeat,
    /// `MANUAL` says that no heat timed it, and one is named.
    ManualWithHeat(HeatId),
    /// An entry is one of a heat's class: without a heat it says nothing.
    EntryWithoutHeat(EntryId),
}

impl Broken {
    /// The field where it shows.
    #[must_use]
    pub fn field(&self) -> SessionField {
        self.fields()[0]
    }

    /// Every field that takes part, the one where it shows first.
    #[must_use]
    pub fn fields(&self) -> Vec<SessionField> {
        match self {
            Self::Blank(field) | Self::TooLong { field, .. } | Self::Nul(field) => vec![*field],
            Self::UntypableId(_) => vec![SessionField::Id],
            Self::StartAfterEnd { start, end, .. } => vec![*end, *start],
            Self::LiveRcWithoutHeat | Self::ManualWithHeat(_) => {
                vec![SessionField::TimingProvider, SessionField::Heat]
            }
            Self::EntryWithoutHeat(_) => vec![SessionField::Entry, SessionField::Heat],
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank(field) => write!(f, "`{field}` is empty or only white space"),
            Self::TooLong { field, found, max } => {
                write!(f, "expected `{field}` of at most {max} characters, found {found}")
            }
            Self::Nul(field) => write!(f, "`{field}` holds the character U+0000"),
            Self::UntypableId(id) => {
                write!(
                    f,
                    "expected an `id` without control characters or white space at its ends, found `{id}`"
                )
            }
            Self::StartAfterEnd { start, end, from, to } => {
                write!(f, "`{start}` {from} is after `{end}` {to}")
            }
            Self::LiveRcWithoutHeat => write!(f, "a LIVE_RC session names a heat, and this one names none"),
            Self::ManualWithHeat(heat) => {
                write!(f, "a MANUAL session names no heat, and this one names heat {heat}")
            }
            Self::EntryWithoutHeat(entry) => {
                write!(f, "entry {entry} is named without the heat in which it ran")
            }
        }
    }
}

impl Session {
    /// The rules that this session breaks, in the order of its fields; none when it may be kept.
    #[must_use]
    pub fn broken_rules(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        text(&mut broken, SessionField::Id, &self.id, ID_MAX);
        if broken.is_empty() && (self.id.trim() != self.id || self.id.chars().any(char::is_control)) {
            broken.push(Broken::UntypableId(self.id.clone()));
        }
        text(&mut broken, SessionField::Name, &self.name, NAME_MAX);
        if let Some(description) = self.description.as_deref().filter(|d| !d.trim().is_empty()) {
            text(&mut broken, SessionField::Description, description, DESCRIPTION_MAX);
        }
        for (start, from, end, to) in [
            (
                SessionField::ScheduledStart,
                self.scheduled_start,
                SessionField::ScheduledEnd,
                self.scheduled_end,
            ),
            (SessionField::ActualStart, self.actual_start, SessionField::ActualEnd, self.actual_end),
        ] {
            if let (Some(from), Some(to)) = (from, to)
                && from > to
            {
                broken.push(Broken::StartAfterEnd { start, end, from, to });
            }
        }
        match (self.timing_provider, self.heat) {
            (TimingProvider::LiveRc, None) => broken.push(Broken::LiveRcWithoutHeat),
            (TimingProvider::Manual, Some(heat)) => broken.push(Broken::ManualWithHeat(heat)),
            _ => {}
        }
        if let (None, Some(entry)) = (self.heat, self.entry) {
            broken.push(Broken::EntryWithoutHeat(entry));
        }
        broken
    }
}

fn text(broken: &mut Vec<Broken>, field: SessionField, text: &str, max: usize) {
    let found = text.chars().count();
    if text.trim().is_empty() {
        broken.push(Broken::Blank(field));
    } else if found > max {
        broken.push(Broken::TooLong { field, found, max });
    }
    if text.contains('\0') {
        broken.push(Broken::Nul(field));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::SessionKind;

    fn session() -> Session {
        Session::new("s1".into(), "Run 1".into(), SessionKind::Race)
    }

    #[test]
    fn texts_have_their_lengths_in_characters() {
        let mut s = session();
        s.name = "é".repeat(NAME_MAX);
        s.description = Some("é".repeat(DESCRIPTION_MAX));
        assert_eq!(s.broken_rules(), []);
        s.name.push('x');
        s.description = Some("x".repeat(DESCRIPTION_MAX + 1));
        assert_eq!(
            s.broken_rules(),
            [
                Broken::TooLong { field: SessionField::Name, found: 121, max: 120 },
                Broken::TooLong { field: SessionField::Description, found: 501, max: 500 },
            ]
        );
        s.name = " \t".into();
        s.description = Some("a\0b".into());
        s.id = String::new();
        assert_eq!(
            s.broken_rules(),
            [
                Broken::Blank(SessionField::Id),
                Broken::Blank(SessionField::Name),
                Broken::Nul(SessionField::Description)
            ]
        );
        s = session();
        s.id = "a\nb".into();
        assert_eq!(s.broken_rules(), [Broken::UntypableId("a\nb".into())]);
    }

    #[test]
    fn nothing_ends_before_it_starts() {
        let mut s = session();
        s.scheduled_start = Some(Instant::from_millis(5));
        s.scheduled_end = Some(Instant::from_millis(5));
        s.actual_end = Some(Instant::from_millis(1));
        assert_eq!(s.broken_rules(), [], "equal is in order; an end alone is fine");
        s.actual_start = Some(Instant::from_millis(2));
        assert_eq!(s.broken_rules()[0].fields(), [SessionField::ActualEnd, SessionField::ActualStart]);
    }

    #[test]
    fn the_provider_and_the_heat_go_together() {
        let (heat, entry) = (HeatId::new(7).unwrap(), EntryId::new(9).unwrap());
        let mut s = session();
        s.timing_provider = TimingProvider::LiveRc;
        assert_eq!(s.broken_rules(), [Broken::LiveRcWithoutHeat]);
        s.bind(heat, Some(entry));
        assert_eq!(s.broken_rules(), []);
        s.timing_provider = TimingProvider::Manual;
        assert_eq!(s.broken_rules(), [Broken::ManualWithHeat(heat)]);
        s.free();
        s.entry = Some(entry);
        assert_eq!(s.broken_rules(), [Broken::EntryWithoutHeat(entry)]);
    }
}
