//! A new session.

use super::rows::{Shown, shown};
use super::{guard, id, require_rules};
use crate::app::error::Error;
use crate::domain::session::patch::SessionPatch;
use crate::domain::session::{Session, SessionKind};
use crate::infra::db::commit::commit_step;
use crate::infra::db::session;
use rusqlite::{Connection, TransactionBehavior};

/// The session that is asked for, sound in itself; without a given id it gets its derived one.
///
/// # Errors
/// A usage error that names the rules it breaks.
pub fn build(
    given_id: Option<String>,
    name: &str,
    kind: SessionKind,
    patch: SessionPatch,
) -> Result<Session, Error> {
    let said = patch.clone();
    let mut session = patch.apply(Session::new(String::new(), name.into(), kind));
    session.id = given_id.unwrap_or_else(|| id::derived(kind, name, session.scheduled_start));
    require_rules(&session, &said, true)?;
    Ok(session)
}

/// Adds it.
///
/// # Errors
/// A refusal, when its id or its link is taken, or its heat or entry is not there.
pub fn add(conn: &mut Connection, session: &Session, id_was_given: bool) -> Result<Shown, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(there) = session::get(&step, &session.id)? {
        return Err(taken(&there, session, id_was_given));
    }
    guard::require(&step, session, None)?;
    session::insert(&step, session)?;
    let added = shown(&step, &session.id)?;
    commit_step(step)?;
    Ok(added)
}

fn taken(there: &Session, wanted: &Session, id_was_given: bool) -> Error {
    let Session { id, kind, name, .. } = there;
    let message = if there == wanted {
        format!("an equal session is there already: `{id}` ({kind} `{name}`)")
    } else if id_was_given {
        format!("session `{id}` is there already: {kind} `{name}`")
    } else {
        format!("a session of this kind, name and scheduled start is there already: `{id}`")
    };
    let other = if id_was_given {
        "choose another `--id`"
    } else {
        "for a second one give another `--name` or `--scheduled-start`, or an `--id`"
    };
    Error::refused(message, format!("change it with `heatlink session edit {id}`; {other}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::OwnedCell;
    use crate::domain::id::{EntryId, HeatId};
    use crate::domain::session::patch::Change;
    use crate::domain::time::Instant;
    use crate::domain::timing_provider::TimingProvider;
    use crate::infra::db::{meeting, open};

    fn plain(id: Option<&str>) -> Session {
        build(id.map(Into::into), "Run 1", SessionKind::Race, SessionPatch::default()).unwrap()
    }

    #[test]
    fn the_same_request_twice_is_refused_and_says_so() {
        let mut conn = open::private().unwrap();
        add(&mut conn, &plain(None), false).unwrap();
        let again = add(&mut conn, &plain(None), false).unwrap_err();
        assert!(again.to_string().contains("an equal session is there already"), "{again}");
        let patch = SessionPatch { description: Change::Set("wet".into()), ..Default::default() };
        let other = build(None, "Run 1", SessionKind::Race, patch).unwrap();
        let clash = add(&mut conn, &other, false).unwrap_err();
        assert!(clash.to_string().contains("kind, name and scheduled start"), "{clash}");
        assert!(clash.hint().unwrap().contains("heatlink session edit"));
        add(&mut conn, &plain(Some("x")), true).unwrap();
    }

    #[test]
    fn what_is_wrong_in_itself_is_a_usage_error() {
        let wrong = |patch| build(None, "Run 1", SessionKind::Race, patch).unwrap_err();
        let at = |ms| Change::Set(Instant::from_millis(ms));
        for patch in [
            SessionPatch { timing_provider: Some(TimingProvider::LiveRc), ..Default::default() },
            SessionPatch { entry: Change::Set(EntryId::new(1).unwrap()), ..Default::default() },
            SessionPatch {
                timing_provider: Some(TimingProvider::Manual),
                heat: Change::Set(HeatId::new(1).unwrap()),
                ..Default::default()
            },
            SessionPatch { scheduled_start: at(2), scheduled_end: at(1), ..Default::default() },
        ] {
            assert!(matches!(wrong(patch.clone()), Error::Usage { .. }), "{patch:?}");
        }
    }

    #[test]
    fn a_heat_makes_it_live_rc_and_has_to_be_there() {
        let mut conn = open::private().unwrap();
        meeting(&conn);
        let on = |heat| {
            let patch = SessionPatch { heat: Change::Set(HeatId::new(heat).unwrap()), ..Default::default() };
            build(None, "Run 1", SessionKind::Race, patch).unwrap()
        };
        assert!(matches!(add(&mut conn, &on(9), false), Err(Error::Refused { .. })));
        let added = add(&mut conn, &on(100), false).unwrap();
        assert_eq!(added.session.timing_provider, TimingProvider::LiveRc);
        assert!(added.row.cells.contains(&OwnedCell::Text("2WD Buggy".into())));
    }
}
