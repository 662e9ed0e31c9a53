//! What people decided about things that two kinds of page name differently: the same, or not.

use crate::domain::time::Instant;
use rusqlite::{Connection, Result, named_params};

/// What is matched.
pub type Kind = &'static str;
/// An event known by track and title, with one that has an id.
pub const EVENT: Kind = "event";
/// A class known by its name in an event, with one that has an id.
pub const CLASS: Kind = "class";
/// A driver of race pages, with an entry.
pub const ENTRY: Kind = "entry";

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// What is matched: `event`, `class` or `entry`.
    pub kind: String,
    /// As its own pages name it.
    pub this: String,
    /// The record with an id.
    pub that: String,
    /// The same, or kept apart.
    pub same: bool,
}

/// Every decision of a kind, in order.
///
/// # Errors
/// When `SQLite` fails.
pub fn all(conn: &Connection, kind: Kind) -> Result<Vec<Decision>> {
    conn.prepare_cached("SELECT kind, this, that, same FROM match WHERE kind = ?1 ORDER BY kind, this, that")?
        .query_map([kind], |row| {
            Ok(Decision { kind: row.get(0)?, this: row.get(1)?, that: row.get(2)?, same: row.get(3)? })
        })?
        .collect()
}

/// Keeps a decision in place of what was decided about the same two before; false when it is the same.
///
/// # Errors
/// When `SQLite` fails.
pub fn decide(
    conn: &Connection,
    kind: Kind,
    this: &str,
    that: &str,
    same: bool,
    now: Instant,
) -> Result<bool> {
    let changed = conn
        .prepare_cached(
            "INSERT INTO match (kind, this, that, same, made_at) VALUES (:kind, :this, :that, :same, :now)
             ON CONFLICT (kind, this, that) DO UPDATE SET same = :same, made_at = :now WHERE same <> :same",
        )?
        .execute(named_params! { ":kind": kind, ":this": this, ":that": that, ":same": same, ":now": now })?;
    Ok(changed == 1)
}

/// Takes a decision back; false when there is none.
///
/// # Errors
/// When `SQLite` fails.
pub fn undo(conn: &Connection, kind: Kind, this: &str, that: &str) -> Result<bool> {
    let changed = conn
        .prepare_cached("DELETE FROM match WHERE kind = :kind AND this = :this AND that = :that")?
        .execute(named_params! { ":kind": kind, ":this": this, ":that": that })?;
    Ok(changed == 1)
}

/// How an event is named in a decision: by track and title.
#[must_use]
pub fn event_subject(track: Option<&str>, title: &str) -> String {
    serde_json::Value::from(vec![track.unwrap_or_default(), title]).to_string()
}
