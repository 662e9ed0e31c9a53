//! Every statement that bears on a record: its own, and those made of it under the other id that it goes by.

use super::refs::Refs;
use super::roster::Known;
use crate::domain::merge::Stated;
use crate::domain::record::{Entrant, RecordKey};
use crate::infra::db::entry::EntryRef;
use crate::infra::db::statement::{self, Kept};
use rusqlite::{Connection, Result};

/// What a record is called (by the entry's id where it goes by two) and what is said of it.
pub(crate) fn of_record(
    conn: &Connection,
    refs: &mut Refs,
    key: RecordKey,
    any_prune: bool,
) -> Result<(RecordKey, Vec<Stated<Kept>>)> {
    let found = match key {
        RecordKey::Result(heat, who) => match refs.heat(conn, heat)? {
            Some(heat) => refs.entry(conn, heat.class_row, who)?.map(|e| (heat.class_row, e)),
            None => None,
        },
        RecordKey::Entry(class, who) => match refs.class(conn, class)? {
            Some(class) => refs.entry(conn, class.row, who)?.map(|e| (class.row, e)),
            None => None,
        },
        _ => None,
    };
    let Some((class, EntryRef { external: Some(entry), driver: Some(driver), .. })) = found else {
        return Ok((key, statement::of_record(conn, key)?));
    };
    Ok(match key {
        RecordKey::Result(heat, _) => {
            let name = RecordKey::Result(heat, Entrant::Entry(entry));
            let mut stated = statement::of_record(conn, name)?;
            stated.extend(statement::of_record(conn, RecordKey::Result(heat, Entrant::Driver(driver)))?);
            (name, stated)
        }
        RecordKey::Entry(id, _) => {
            let name = RecordKey::Entry(id, Entrant::Entry(entry));
            let mut stated = statement::of_record(conn, name)?;
            if !stated.is_empty() {
                let known = Known::of_class(conn, refs, class, any_prune, &[])?;
                stated.extend(known.said_of(driver).into_iter().map(elsewhere));
            }
            (name, stated)
        }
        _ => (key, statement::of_record(conn, key)?),
    })
}

/// What a page says of a person stands with the result that it says it with: that is where it waits.
fn elsewhere(mut stated: Stated<Kept>) -> Stated<Kept> {
    stated.tag.version = 0;
    stated.tag.waits_for = None;
    stated
}
