//! Binding a session to a heat, and freeing it again.

use super::guard::{self, NoLink};
use super::reference;
use super::rows::{Shown, shown};
use crate::app::error::Error;
use crate::domain::id::{EntryId, HeatId};
use crate::domain::session::Session;
use crate::infra::db::commit::commit_step;
use crate::infra::db::link::{self as facts, KnownHeat};
use crate::infra::db::session;
use rusqlite::{Connection, TransactionBehavior};
use std::fmt::Write as _;

/// How many heats of one label are listed.
const LISTED: u32 = 10;

/// What a binding did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The session as it is now.
    pub session: Shown,
    /// The session as it was.
    pub before: Session,
    /// Heat and class for the status sentence.
    pub heat: KnownHeat,
    /// The own car's driver, where an entry is named.
    pub driver: Option<String>,
    /// The session that had the heat and is `MANUAL` now.
    pub moved_from: Option<Session>,
}

/// Binds a session to a heat (by id, or by a label that one heat has) and to the own car's entry, where it
/// is named. With `take_over` the session that has the place becomes `MANUAL`.
///
/// # Errors
/// A refusal with what to do.
pub fn link(
    conn: &mut Connection,
    reference: &str,
    heat: &str,
    entry: Option<EntryId>,
    take_over: bool,
) -> Result<Linked, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = reference::find(&step, reference)?;
    let heat = guard::heat(&step, heat_named(&step, heat)?, entry)??;
    let driver = entry.map(|entry| facts::entry_name(&step, heat.class_row, entry)).transpose()?.flatten();
    let holder = session::holder(&step, (heat.id, entry))?.filter(|holder| holder.id != before.id);
    if let Some(holder) = &holder {
        if !take_over {
            return Err(NoLink::Taken { by: Box::new(holder.clone()) }.into());
        }
        session::release(&step, &holder.id)?;
    }
    let mut after = before.clone();
    after.bind(heat.id, entry);
    if after != before {
        session::update(&step, &after)?;
    }
    let session = shown(&step, &after.id)?;
    commit_step(step)?;
    Ok(Linked { session, before, heat, driver, moved_from: holder })
}

/// Frees a session from its heat; gives it before and after.
///
/// # Errors
/// A refusal, when the reference names none or several.
pub fn unlink(conn: &mut Connection, reference: &str) -> Result<(Session, Shown), Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = reference::find(&step, reference)?;
    session::release(&step, &before.id)?;
    let after = shown(&step, &before.id)?;
    commit_step(step)?;
    Ok((before, after))
}

/// The heat's id: digits are one, anything else is a label.
fn heat_named(conn: &Connection, heat: &str) -> Result<HeatId, Error> {
    if heat.bytes().all(|b| b.is_ascii_digit()) {
        return heat.parse().map_err(|why| Error::Usage {
            message: format!("heat: {why}"),
            hint: Some("`heatlink heats` lists the ids".into()),
        });
    }
    let found = facts::heats_labelled(conn, heat, LISTED + 1)?;
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Error::refused(
            format!("no heat has the id or label `{heat}`"),
            "`heatlink heats` lists what is there; `heatlink import PATH` brings more",
        )),
        many => {
            let mut message = format!("`{heat}` is the label of several heats:");
            for one in many.iter().take(LISTED as usize) {
                let _ = write!(message, "\n  {one}"); // writing to a String cannot fail
            }
            if many.len() > LISTED as usize {
                message.push_str("\n  and more");
            }
            Err(Error::refused(message, "name the heat by its id; `heatlink heats` lists them"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::SessionKind;
    use crate::domain::timing_provider::TimingProvider;
    use crate::infra::db::{meeting, open};

    fn database() -> Connection {
        let conn = open::private().unwrap();
        meeting(&conn);
        for id in ["a", "b"] {
            session::insert(&conn, &Session::new(id.into(), format!("Run {id}"), SessionKind::Race)).unwrap();
        }
        conn
    }

    #[test]
    fn linking_makes_it_live_rc_and_unlinking_manual_again() {
        let mut conn = database();
        let linked = link(&mut conn, "a", "100", EntryId::new(501), false).unwrap();
        assert_eq!(linked.session.session.timing_provider, TimingProvider::LiveRc);
        assert_eq!(linked.driver.as_deref(), Some("Ann Ash"));
        let key: i64 =
            conn.query_row("SELECT entry_id FROM session WHERE id = 'a'", [], |r| r.get(0)).unwrap();
        assert_eq!(key, 11);
        let (before, after) = unlink(&mut conn, "a").unwrap();
        assert_eq!((before.heat, after.session), (HeatId::new(100), linked.before));
        unlink(&mut conn, "a").unwrap();
    }

    #[test]
    fn a_place_is_taken_over_only_when_asked() {
        let mut conn = database();
        link(&mut conn, "a", "100", None, false).unwrap();
        let again = link(&mut conn, "a", "100", None, false).unwrap();
        assert_eq!(again.before, again.session.session, "binding it again changes nothing");
        assert!(link(&mut conn, "b", "100", None, false).unwrap_err().hint().unwrap().contains("--move"));
        link(&mut conn, "b", "100", EntryId::new(502), false).unwrap();
        let moved = link(&mut conn, "b", "100", None, true).unwrap();
        assert_eq!(moved.moved_from.map(|s| s.id).as_deref(), Some("a"));
        let a = session::get(&conn, "a").unwrap().unwrap();
        assert_eq!((a.timing_provider, a.heat), (TimingProvider::Manual, None));
    }

    #[test]
    fn heats_go_by_id_or_by_a_label_of_one() {
        let mut conn = database();
        assert_eq!(link(&mut conn, "a", "B-Main", None, false).unwrap().heat.id, HeatId::new(101).unwrap());
        let several = link(&mut conn, "a", "A-Main", None, false).unwrap_err().to_string();
        assert!(several.contains("heat 100") && several.contains("heat 200"), "{several}");
        assert!(matches!(link(&mut conn, "a", "C-Main", None, false), Err(Error::Refused { .. })));
        assert!(matches!(link(&mut conn, "a", "0", None, false), Err(Error::Usage { .. })));
        let wrong = link(&mut conn, "a", "100", EntryId::new(601), true).unwrap_err().to_string();
        assert!(wrong.contains("not in the class"), "{wrong}");
    }
}
