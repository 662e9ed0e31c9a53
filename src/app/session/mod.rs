//! Sessions: our own records of running a car, and their links to heats. Whatever says something of a
//! session (`add`, `edit`, a row of a file) goes one way: patch → rules → link guard → table.

pub mod add;
pub mod edit;
pub mod guard;
pub mod id;
pub mod import;
pub mod link;
pub mod reference;
pub mod rows;

use crate::app::error::Error;
use crate::domain::session::Session;
use crate::domain::session::patch::SessionPatch;
use crate::domain::session::rule::Broken;

/// A session that may be kept, or why not: wrong in itself where all that takes part was just said, else
/// in contradiction with what is there.
fn require_rules(session: &Session, said: &SessionPatch, is_new: bool) -> Result<(), Error> {
    let broken = session.broken_rules();
    let Some(first) = broken.first() else { return Ok(()) };
    let message = broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let hint = hint(first, session, is_new);
    Err(if is_new || first.fields().into_iter().all(|field| said.says(field)) {
        Error::Usage { message, hint }
    } else {
        Error::Refused { message: format!("session `{}`: {message}", session.id), hint }
    })
}

fn hint(broken: &Broken, session: &Session, is_new: bool) -> Option<String> {
    let id = &session.id;
    Some(match broken {
        Broken::LiveRcWithoutHeat if is_new => {
            "name one with `--heat ID`; `heatlink heats` lists them".into()
        }
        Broken::LiveRcWithoutHeat => format!("bind it with `heatlink link {id} HEAT`"),
        Broken::ManualWithHeat(_) => "leave out `--heat`, or say `--timing-provider LIVE_RC`".into(),
        Broken::EntryWithoutHeat(entry) if is_new => format!("name it with `--heat ID --entry {entry}`"),
        Broken::EntryWithoutHeat(entry) => format!("bind it with `heatlink link {id} HEAT --entry {entry}`"),
        Broken::StartAfterEnd { .. } if !is_new => {
            format!("change both with `heatlink session edit {id}`, or take one away with `--clear FIELD`")
        }
        _ => return None,
    })
}
