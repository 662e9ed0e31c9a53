//! What somebody says of a session: some of its fields, each set or cleared, the rest left as they are.

use super::{Session, SessionField, SessionKind, SessionStatus};
use crate::domain::id::{EntryId, HeatId};
use crate::domain::time::Instant;
use crate::domain::timing_provider::TimingProvider;

/// What is said of one field that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Nothing: it stays as it is.
    #[default]
    Keep,
    /// It is unknown.
    Clear,
    /// It is this.
    Set(T),
}

impl<T> Change<T> {
    /// Whether anything is said.
    pub fn is_said(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    fn apply(self, to: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *to = None,
            Self::Set(value) => *to = Some(value),
        }
    }
}

impl<T> From<Option<T>> for Change<T> {
    /// A value that is there is set; none says nothing.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}

/// What is said of a session. A name and a kind can be changed and not cleared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionPatch {
    /// The name.
    pub name: Option<String>,
    /// What was driven.
    pub kind: Option<SessionKind>,
    /// Free text.
    pub description: Change<String>,
    /// Where it stands.
    pub status: Change<SessionStatus>,
    /// Planned start.
    pub scheduled_start: Change<Instant>,
    /// Planned end.
    pub scheduled_end: Change<Instant>,
    /// Actual start.
    pub actual_start: Change<Instant>,
    /// Actual end.
    pub actual_end: Change<Instant>,
    /// Who timed it; where it is not said it follows the heat.
    pub timing_provider: Option<TimingProvider>,
    /// The heat it names.
    pub heat: Change<HeatId>,
    /// The own car's entry.
    pub entry: Change<EntryId>,
}

impl SessionPatch {
    /// The session with all of this said of it. Naming a heat makes it `LIVE_RC`; taking the heat away, or
    /// saying `MANUAL`, frees it from heat and entry. What contradicts itself is left for
    /// [`Session::broken_rules`] to name.
    #[must_use]
    pub fn apply(self, mut to: Session) -> Session {
        if let Some(name) = self.name {
            to.name = name;
        }
        if let Some(kind) = self.kind {
            to.kind = kind;
        }
        self.description.apply(&mut to.description);
        self.status.apply(&mut to.status);
        self.scheduled_start.apply(&mut to.scheduled_start);
        self.scheduled_end.apply(&mut to.scheduled_end);
        self.actual_start.apply(&mut to.actual_start);
        self.actual_end.apply(&mut to.actual_end);
        let freed = match (self.timing_provider, &self.heat) {
            (Some(TimingProvider::Manual), heat) => !matches!(heat, Change::Set(_)),
            (provider, heat) => provider.is_none() && *heat == Change::Clear,
        };
        if freed {
            to.free();
        }
        if let Change::Set(heat) = self.heat {
            to.bind(heat, to.entry);
        } else if self.heat == Change::Clear {
            to.heat = None;
        }
        if let Some(provider) = self.timing_provider {
            to.timing_provider = provider;
        }
        self.entry.apply(&mut to.entry);
        to
    }

    /// Whether this field is said to be unknown or to have a value.
    #[must_use]
    pub fn says(&self, field: SessionField) -> bool {
        match field {
            SessionField::Id => false,
            SessionField::Name => self.name.is_some(),
            SessionField::Kind => self.kind.is_some(),
            SessionField::Description => self.description.is_said(),
            SessionField::Status => self.status.is_said(),
            SessionField::ScheduledStart => self.scheduled_start.is_said(),
            SessionField::ScheduledEnd => self.scheduled_end.is_said(),
            SessionField::ActualStart => self.actual_start.is_said(),
            SessionField::ActualEnd => self.actual_end.is_said(),
            SessionField::TimingProvider => self.timing_provider.is_some(),
            SessionField::Heat => self.heat.is_said(),
            SessionField::Entry => self.entry.is_said(),
        }
    }

    /// Says that a field is unknown; false for one that a session cannot be without.
    pub fn clear(&mut self, field: SessionField) -> bool {
        match field {
            SessionField::Description => self.description = Change::Clear,
            SessionField::Status => self.status = Change::Clear,
            SessionField::ScheduledStart => self.scheduled_start = Change::Clear,
            SessionField::ScheduledEnd => self.scheduled_end = Change::Clear,
            SessionField::ActualStart => self.actual_start = Change::Clear,
            SessionField::ActualEnd => self.actual_end = Change::Clear,
            SessionField::Heat => self.heat = Change::Clear,
            SessionField::Entry => self.entry = Change::Clear,
            SessionField::Id | SessionField::Name | SessionField::Kind | SessionField::TimingProvider => {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::rule::Broken;

    fn linked() -> Session {
        let mut s = Session::new("s1".into(), "Run 1".into(), SessionKind::Race);
        s.bind(HeatId::new(7).unwrap(), EntryId::new(9));
        s
    }

    #[test]
    fn nothing_said_changes_nothing() {
        assert_eq!(SessionPatch::default().apply(linked()), linked());
    }

    #[test]
    fn naming_a_heat_makes_it_live_rc_and_taking_it_away_frees_it() {
        let fresh = Session::new("s1".into(), "Run 1".into(), SessionKind::Race);
        let named = SessionPatch { heat: Change::Set(HeatId::new(7).unwrap()), ..Default::default() };
        assert_eq!(named.apply(fresh.clone()).timing_provider, TimingProvider::LiveRc);
        let mut cleared = SessionPatch::default();
        assert!(cleared.clear(SessionField::Heat));
        assert_eq!(cleared.apply(linked()), fresh);
        let manual = SessionPatch { timing_provider: Some(TimingProvider::Manual), ..Default::default() };
        assert_eq!(manual.apply(linked()), fresh);
    }

    #[test]
    fn contradictions_survive_to_be_named() {
        let heat = HeatId::new(8).unwrap();
        let both = SessionPatch {
            timing_provider: Some(TimingProvider::Manual),
            heat: Change::Set(heat),
            ..Default::default()
        };
        assert_eq!(both.apply(linked()).broken_rules(), [Broken::ManualWithHeat(heat)]);
        let neither = SessionPatch {
            timing_provider: Some(TimingProvider::LiveRc),
            heat: Change::Clear,
            entry: Change::Clear,
            ..Default::default()
        };
        assert_eq!(neither.apply(linked()).broken_rules(), [Broken::LiveRcWithoutHeat]);
    }

    #[test]
    fn a_session_keeps_its_name_and_kind() {
        let mut patch = SessionPatch::default();
        assert!(!patch.clear(SessionField::Name));
        assert!(patch.clear(SessionField::Entry) && patch.says(SessionField::Entry));
        assert_eq!(patch.apply(linked()).heat, HeatId::new(7));
    }
}
