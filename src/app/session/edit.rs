//! Changing and removing a session.

use super::rows::{Shown, shown};
use super::{guard, reference, require_rules};
use crate::app::error::Error;
use crate::domain::session::Session;
use crate::domain::session::patch::SessionPatch;
use crate::infra::db::commit::commit_step;
use crate::infra::db::session;
use rusqlite::{Connection, TransactionBehavior};

/// Changes what the patch says and leaves the rest; gives the session before and after.
///
/// # Errors
/// A refusal or usage error that names the broken rule; nothing is written then.
pub fn edit(conn: &mut Connection, reference: &str, patch: &SessionPatch) -> Result<(Session, Shown), Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = reference::find(&step, reference)?;
    let after = patch.clone().apply(before.clone());
    require_rules(&after, patch, false)?;
    guard::require(&step, &after, Some(&before))?;
    if after != before {
        session::update(&step, &after)?;
    }
    let after = shown(&step, &after.id)?;
    commit_step(step)?;
    Ok((before, after))
}

/// Removes a session and gives it as it was.
///
/// # Errors
/// A refusal, when the reference names none or several.
pub fn remove(conn: &mut Connection, reference: &str) -> Result<Shown, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = shown(&step, reference)?;
    session::delete(&step, &found.session.id)?;
    commit_step(step)?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::OwnedCell;
    use crate::domain::id::{EntryId, HeatId};
    use crate::domain::session::patch::Change;
    use crate::domain::session::{SessionField, SessionKind};
    use crate::domain::time::Instant;
    use crate::domain::timing_provider::TimingProvider;
    use crate::infra::db::{meeting, open};

    fn database() -> Connection {
        let conn = open::private().unwrap();
        meeting(&conn);
        let mut s = Session::new("s1".into(), "Run 1".into(), SessionKind::Race);
        s.bind(HeatId::new(100).unwrap(), EntryId::new(501));
        s.scheduled_start = Some(Instant::from_millis(10));
        session::insert(&conn, &s).unwrap();
        conn
    }

    #[test]
    fn given_fields_change_and_cleared_ones_go() {
        let mut conn = database();
        let mut patch = SessionPatch { name: Some("Final".into()), ..Default::default() };
        patch.clear(SessionField::ScheduledStart);
        let (before, after) = edit(&mut conn, "Run 1", &patch).unwrap();
        assert_eq!((before.name.as_str(), after.session.name.as_str()), ("Run 1", "Final"));
        assert_eq!((after.session.scheduled_start, after.session.heat), (None, HeatId::new(100)));
    }

    #[test]
    fn a_contradiction_with_what_is_there_is_refused_and_one_in_itself_is_usage() {
        let mut conn = database();
        let end = Change::Set(Instant::from_millis(5));
        let patch = SessionPatch { scheduled_end: end, ..Default::default() };
        assert!(matches!(edit(&mut conn, "s1", &patch), Err(Error::Refused { .. })));
        let start = Change::Set(Instant::from_millis(6));
        let patch = SessionPatch { scheduled_start: start, scheduled_end: end, ..Default::default() };
        assert!(matches!(edit(&mut conn, "s1", &patch), Err(Error::Usage { .. })));
        let patch = SessionPatch { heat: Change::Set(HeatId::new(200).unwrap()), ..Default::default() };
        let other_class = edit(&mut conn, "s1", &patch).unwrap_err();
        assert!(other_class.to_string().contains("entry 501 is not in the class"), "{other_class}");
    }

    #[test]
    fn a_session_whose_heat_is_gone_can_still_be_described() {
        let mut conn = database();
        conn.execute("DELETE FROM heat WHERE id = 100", []).unwrap();
        let patch = SessionPatch { description: Change::Set("wet".into()), ..Default::default() };
        let (_, after) = edit(&mut conn, "s1", &patch).unwrap();
        assert!(
            after.row.cells.contains(&OwnedCell::Flag(true))
                && after.session.timing_provider == TimingProvider::LiveRc
        );
    }

    #[test]
    fn a_live_rc_session_without_heat_is_refused_with_the_command() {
        let mut conn = database();
        conn.execute("DELETE FROM session", []).unwrap();
        session::insert(&conn, &Session::new("m".into(), "Manual".into(), SessionKind::Test)).unwrap();
        let patch = SessionPatch { timing_provider: Some(TimingProvider::LiveRc), ..Default::default() };
        let error = edit(&mut conn, "m", &patch).unwrap_err();
        assert!(
            matches!(&error, Error::Refused { hint: Some(hint), .. } if hint.contains("heatlink link m"))
        );
    }

    #[test]
    fn what_is_removed_is_gone() {
        let mut conn = database();
        assert_eq!(remove(&mut conn, "s1").unwrap().session.name, "Run 1");
        assert!(remove(&mut conn, "s1").is_err());
    }
}
