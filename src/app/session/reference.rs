//! `REF`: a session by its id, by a prefix that only one id has, or by a name that only one session has.

use crate::app::error::Error;
use crate::domain::session::Session;
use crate::domain::text::{count, folded, nearest};
use crate::infra::db::session;
use rusqlite::Connection;
use std::fmt::Write as _;

/// How many of an ambiguous reference's sessions are listed.
const LISTED: usize = 10;

/// The one session that `reference` names. The whole id goes before all else; then prefixes and exact names
/// count alike; then names but for case and accents.
///
/// # Errors
/// A refusal that lists the candidates of an ambiguous reference, or suggests the nearest to an unknown one.
pub fn find(conn: &Connection, reference: &str) -> Result<Session, Error> {
    if reference.trim().is_empty() {
        return Err(Error::Usage {
            message: "expected a session's id, id prefix or name, found nothing".into(),
            hint: Some("`heatlink session list` shows them".into()),
        });
    }
    if let Some(found) = session::get(conn, reference)? {
        return Ok(found);
    }
    let all = session::all(conn)?;
    let exact = |s: &Session| s.id.starts_with(reference) || s.name == reference;
    let alike = folded(reference);
    let folded_name = |s: &Session| folded(&s.name) == alike;
    let mut found: Vec<&Session> = all.iter().filter(|s| exact(s)).collect();
    if found.is_empty() {
        found = all.iter().filter(|s| folded_name(s)).collect();
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(unknown(reference, &all)),
        many => Err(ambiguous(reference, many)),
    }
}

fn unknown(reference: &str, all: &[Session]) -> Error {
    // Compared but for case and accents, shown as they are.
    let words: Vec<(String, &str)> =
        all.iter().flat_map(|s| [&s.id, &s.name]).map(|w| (folded(w), w.as_str())).collect();
    let near = nearest(&folded(reference), words.iter().map(|(folded, _)| folded.as_str()))
        .and_then(|near| words.iter().find(|(folded, _)| folded == near));
    let hint = match near {
        Some((_, near)) => format!("did you mean `{near}`? `heatlink session list` shows every session"),
        None if all.is_empty() => {
            "there are no sessions yet; add one with `heatlink session add --name NAME --kind KIND`".into()
        }
        None => "`heatlink session list` shows every session".into(),
    };
    Error::refused(format!("no session has the id, id prefix or name `{reference}`"), hint)
}

fn ambiguous(reference: &str, many: &[&Session]) -> Error {
    let mut message = format!("`{reference}` names {}:", count(many.len() as u64, "session", "sessions"));
    // Writing to a String cannot fail.
    for s in many.iter().take(LISTED) {
        let _ = write!(message, "\n  {}  {} `{}`", s.id, s.kind, s.name);
        if let Some(at) = s.actual_start.or(s.scheduled_start) {
            let _ = write!(message, " at {at}");
        }
    }
    if many.len() > LISTED {
        let _ = write!(message, "\n  and {} more", many.len() - LISTED);
    }
    Error::refused(message, "use more of the id; `heatlink session list` shows every session")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::SessionKind;
    use crate::infra::db::open;

    fn database() -> Connection {
        let conn = open::private().unwrap();
        for (id, name) in [("abc1", "Run 1"), ("abc2", "Run 2"), ("abd", "Run 2"), ("ab", "Été")] {
            session::insert(&conn, &Session::new(id.into(), name.into(), SessionKind::Race)).unwrap();
        }
        conn
    }

    fn found(reference: &str) -> Result<String, String> {
        find(&database(), reference).map(|s| s.id).map_err(|e| match e.hint() {
            Some(hint) => format!("{e} / {hint}"),
            None => e.to_string(),
        })
    }

    #[test]
    fn ids_prefixes_and_names_lead_to_one_session() {
        assert_eq!(found("ab").as_deref(), Ok("ab"), "a whole id is not ambiguous");
        assert_eq!(found("abd").as_deref(), Ok("abd"));
        assert_eq!(found("abc1").as_deref(), Ok("abc1"));
        assert_eq!(found("Run 1").as_deref(), Ok("abc1"));
        assert_eq!(found("ete").as_deref(), Ok("ab"));
    }

    #[test]
    fn what_names_several_or_none_is_refused_with_what_helps() {
        let several = found("abc").unwrap_err();
        assert!(several.contains("2 sessions") && several.contains("abc1") && several.contains("`Run 2`"));
        assert!(found("Run 2").unwrap_err().contains("abd"));
        let none = found("Rum 1").unwrap_err();
        assert!(none.contains("did you mean `Run 1`") && none.contains("heatlink session list"), "{none}");
        assert!(find(&open::private().unwrap(), "x").unwrap_err().hint().unwrap().contains("session add"));
        assert!(matches!(find(&database(), " "), Err(Error::Usage { .. })));
    }
}
