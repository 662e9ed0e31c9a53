//! Captures that are known already and whose statements leave force, come back or move in the order.

use super::settle::Settler;
use crate::infra::db::{capture, drop, statement};
use rusqlite::{Connection, Result};
use std::fmt::Write as _;

/// Makes a change to captures and settles everything that they state or, as listings, leave out.
pub(crate) fn restate(
    settler: &mut Settler<'_>,
    captures: &[i64],
    change: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    let conn = settler.conn;
    let these = json_array(captures);
    let keys = statement::of_captures(conn, &these)?;
    let refused = drop::refused_records(conn, &these)?;
    // Under the parents of before and of after.
    for key in keys.iter().chain(&refused) {
        settler.mark_scopes_above(*key)?;
    }
    for (family, parent) in capture::listings_of(conn, &these)? {
        settler.mark_scope(family, parent);
    }
    change(conn)?;
    settler.refs.forget();
    settler.settle(keys.iter().copied())?;
    for key in keys.iter().chain(&refused) {
        settler.mark_scopes_above(*key)?;
    }
    Ok(())
}

fn json_array(ids: &[i64]) -> String {
    let mut text = String::from("[");
    for (index, id) in ids.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{id}"); // writing to a String cannot fail
    }
    text + "]"
}
