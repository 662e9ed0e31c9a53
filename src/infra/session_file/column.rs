//! The columns of a session file, and what a cell may hold.

use super::StatedSession;
use crate::domain::finding::{Code, Finding, Place};
use crate::domain::session::SessionField;
use crate::domain::session::patch::Change;
use crate::domain::text::nearest;
use crate::domain::time::Instant;
use std::str::FromStr;

/// A cell before it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    /// JSON `null` or an empty CSV cell: said to be unknown.
    Null,
    /// Text.
    Text(String),
    /// A JSON number that is whole.
    Int(i64),
    /// Anything else JSON has, by its name.
    Other(&'static str),
}

/// What a column's name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// A field.
    Is(SessionField),
    /// What `heatlink sessions` prints beside them: it follows from the heat and is not read.
    Derived,
}

const DERIVED: [&str; 7] =
    ["event_id", "event_title", "class_id", "class_name", "heat_label", "driver_name", "heat_gone"];

/// The column of this name: `scheduled_start`, `scheduledStart`, or as `heatlink sessions` prints it.
pub(super) fn named(name: &str, place: Place) -> Result<Column, Box<Finding>> {
    let snake = snake_case(name);
    if DERIVED.contains(&snake.as_str()) {
        return Ok(Column::Derived);
    }
    let bare = match snake.as_str() {
        "session_id" => "id",
        "heat_id" => "heat",
        "entry_id" => "entry",
        other => other
            .strip_suffix("_utc")
            .filter(|bare| bare.ends_with("_start") || bare.ends_with("_end"))
            .unwrap_or(other),
    };
    if let Ok(field) = SessionField::from_str(bare) {
        return Ok(Column::Is(field));
    }
    let all = || SessionField::ALL.iter().map(|field| field.as_str());
    let hint = match nearest(&snake, all()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected {}", all().collect::<Vec<_>>().join(", ")),
    };
    let mut finding =
        Finding::new(Code::UnknownColumn, format!("no column is called `{name}`")).with_hint(hint);
    finding.place = place;
    Err(Box::new(finding))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_small = false;
    for c in name.trim().chars() {
        if c.is_uppercase() && after_small {
            snake.push('_');
        }
        after_small = c.is_lowercase() || c.is_ascii_digit();
        snake.extend(if c == ' ' || c == '-' { '_' } else { c }.to_lowercase());
    }
    snake
}

impl StatedSession {
    /// Takes what a cell says.
    pub(super) fn say(&mut self, field: SessionField, raw: Raw, place: Place) -> Result<(), Box<Finding>> {
        let said = self.understand(field, raw);
        self.cells.push((field, place.clone()));
        said.map_err(|(code, message)| {
            self.is_bad = true;
            let mut finding = Finding::new(code, format!("`{field}`: {message}"));
            finding.place = place;
            Box::new(finding)
        })
    }

    fn understand(&mut self, field: SessionField, raw: Raw) -> Result<(), (Code, String)> {
        let patch = &mut self.patch;
        match field {
            SessionField::Id => self.id = text(raw)?.filter(|id| !id.is_empty()),
            SessionField::Name => patch.name = Some(required(text(raw)?)?),
            SessionField::Kind => patch.kind = Some(required(word(raw)?)?),
            SessionField::TimingProvider => patch.timing_provider = word(raw)?,
            SessionField::Description => patch.description = change(text(raw)?),
            SessionField::Status => patch.status = change(word(raw)?),
            SessionField::ScheduledStart => patch.scheduled_start = change(instant(raw)?),
            SessionField::ScheduledEnd => patch.scheduled_end = change(instant(raw)?),
            SessionField::ActualStart => patch.actual_start = change(instant(raw)?),
            SessionField::ActualEnd => patch.actual_end = change(instant(raw)?),
            SessionField::Heat => patch.heat = change(number(raw)?),
            SessionField::Entry => patch.entry = change(number(raw)?),
        }
        Ok(())
    }
}

type Cell<T> = Result<Option<T>, (Code, String)>;

/// A column that is there and empty says that the field is unknown.
fn change<T>(value: Option<T>) -> Change<T> {
    value.map_or(Change::Clear, Change::Set)
}

fn required<T>(value: Option<T>) -> Result<T, (Code, String)> {
    value.ok_or_else(|| (Code::MissingField, "expected a value, found none".into()))
}

fn text(raw: Raw) -> Cell<String> {
    match raw {
        Raw::Null => Ok(None),
        Raw::Text(text) => Ok(Some(text)),
        Raw::Int(n) => Err((Code::WrongType, format!("expected text, found the number {n}"))),
        Raw::Other(kind) => Err((Code::WrongType, format!("expected text, found {kind}"))),
    }
}

/// A word of a closed vocabulary, in any case of letters.
fn word<T: FromStr<Err = String>>(raw: Raw) -> Cell<T> {
    let Some(text) = text(raw)? else { return Ok(None) };
    match text.trim().to_ascii_uppercase().parse() {
        Ok(word) => Ok(Some(word)),
        // Once more for a message with the word as it stands there.
        Err(upper) => Err((Code::BadSession, text.parse::<T>().err().unwrap_or(upper))),
    }
}

fn instant(raw: Raw) -> Cell<Instant> {
    let Some(text) = text(raw)? else { return Ok(None) };
    match Instant::parse(text.trim()) {
        Ok(at) => Ok(Some(at)),
        Err(why) => Err((
            Code::InvalidTime,
            format!("expected a time like `2024-08-09T21:40:00Z`, found `{text}`: {}", why.describe()),
        )),
    }
}

fn number<T: FromStr<Err = String>>(raw: Raw) -> Cell<T> {
    let text = match raw {
        Raw::Int(n) => n.to_string(),
        raw => match text(raw) {
            Ok(None) => return Ok(None),
            Ok(Some(text)) => text,
            Err((code, why)) => return Err((code, why.replace("expected text", "expected a whole number"))),
        },
    };
    text.trim().parse().map(Some).map_err(|why| (Code::OutOfRange, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<Column, Option<String>> {
        named(text, Place::default()).map_err(|f| f.hint)
    }

    #[test]
    fn columns_go_by_snake_and_camel_case_and_as_they_are_printed() {
        for text in [
            "scheduled_start",
            "scheduledStart",
            "scheduled_start_utc",
            "Scheduled Start",
            "scheduledStartUTC",
        ] {
            assert_eq!(name(text), Ok(Column::Is(SessionField::ScheduledStart)), "{text}");
        }
        for text in ["id", "ID", "session_id", "sessionId"] {
            assert_eq!(name(text), Ok(Column::Is(SessionField::Id)), "{text}");
        }
        assert_eq!(name("heatId"), Ok(Column::Is(SessionField::Heat)));
        assert_eq!(name("heatLabel"), Ok(Column::Derived));
        assert_eq!(name("descripton"), Err(Some("did you mean `description`?".into())));
        assert!(name("zzz").unwrap_err().unwrap().starts_with("expected id, name"));
    }

    #[test]
    fn cells_are_understood_or_refused_with_their_value() {
        let said = |field, raw| {
            let mut row = StatedSession::default();
            row.say(field, raw, Place::default()).map_err(|f| format!("{} {}", f.code, f.message))
        };
        let text = |t: &str| Raw::Text(t.into());
        assert_eq!(said(SessionField::Kind, text("race")), Ok(()));
        assert!(said(SessionField::Kind, text("sprint")).unwrap_err().contains("found `sprint`"));
        assert!(
            said(SessionField::ActualEnd, text("2024-08-09T21:40")).unwrap_err().starts_with("invalid-time")
        );
        assert!(said(SessionField::Heat, Raw::Int(0)).unwrap_err().starts_with("out-of-range"));
        assert!(
            said(SessionField::Heat, Raw::Other("an array"))
                .unwrap_err()
                .contains("whole number, found an array")
        );
        assert!(said(SessionField::Name, Raw::Null).unwrap_err().starts_with("missing-field"));
        assert!(said(SessionField::Name, Raw::Int(7)).unwrap_err().starts_with("wrong-type"));
    }
}
