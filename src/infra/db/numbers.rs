//! The numbers of what lies in quarantine. People note them and let things go by them, so that whatever is refused again
//! at the same place keeps its number when its capture is read again, and stays let go where it was.

use rusqlite::{Connection, Result, named_params};
use std::collections::BTreeMap;

/// Something in quarantine, as it was before its capture is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    id: i64,
    capture: i64,
    pointer: Option<String>,
    code: String,
    dropped_at: Option<String>,
}

impl Numbered {
    /// Its number.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }
}

const OF_CAPTURE: &str =
    "SELECT id, capture_id, pointer, code, dropped_at FROM quarantine WHERE capture_id = ?1 ORDER BY id";
const OF_REBUILD: &str = "SELECT id, capture_id, pointer, code, dropped_at FROM quarantine
  WHERE capture_id IN (SELECT capture_id FROM again) ORDER BY id";

/// What lies in quarantine of a capture.
///
/// # Errors
/// When `SQLite` fails.
pub fn of_capture(conn: &Connection, capture: i64) -> Result<Vec<Numbered>> {
    numbered(conn, OF_CAPTURE, [capture])
}

/// What lies in quarantine of the captures that a rebuild reads again.
///
/// # Errors
/// When `SQLite` fails.
pub fn of_rebuild(conn: &Connection) -> Result<Vec<Numbered>> {
    numbered(conn, OF_REBUILD, [])
}

fn numbered(conn: &Connection, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<Numbered>> {
    conn.prepare_cached(sql)?
        .query_map(parameters, |row| {
            Ok(Numbered {
                id: row.get(0)?,
                capture: row.get(1)?,
                pointer: row.get(2)?,
                code: row.get(3)?,
                dropped_at: row.get(4)?,
            })
        })?
        .collect()
}

/// Gives what is refused again its number of before. What is new gets one that nothing had.
///
/// # Errors
/// When `SQLite` fails.
pub fn keep(conn: &Connection, before: &[Numbered]) -> Result<()> {
    let Some(most) = before.iter().map(|b| b.id).max() else { return Ok(()) };
    let mut by_capture: BTreeMap<i64, Vec<&Numbered>> = BTreeMap::new();
    for old in before {
        by_capture.entry(old.capture).or_default().push(old);
    }
    let (mut same, mut new) = (Vec::new(), Vec::new());
    for (capture, old) in by_capture {
        pair(old, of_capture(conn, capture)?, &mut same, &mut new);
    }
    // A number may be another's before that one has its own: all step aside first.
    let mut number = conn.prepare_cached("UPDATE quarantine SET id = :to WHERE id = :from")?;
    for (now, _) in &same {
        number.execute(named_params! { ":from": now.id, ":to": -now.id })?;
    }
    let mut next: i64 = conn.query_row("SELECT ifnull(max(id), 0) FROM quarantine", [], |row| row.get(0))?;
    next = next.max(most);
    for id in new.into_iter().filter(|id| *id <= most) {
        next += 1;
        number.execute(named_params! { ":from": id, ":to": next })?;
    }
    let mut as_before =
        conn.prepare_cached("UPDATE quarantine SET id = :to, dropped_at = :dropped WHERE id = :from")?;
    for (now, old) in same {
        as_before.execute(
            named_params! { ":from": -now.id, ":to": old.id, ":dropped": now.dropped_at.or(old.dropped_at.clone()) },
        )?;
    }
    Ok(())
}

/// Pairs what is refused of a capture now with what was: by place and reason, then by place alone.
fn pair<'b>(
    mut old: Vec<&'b Numbered>,
    now: Vec<Numbered>,
    same: &mut Vec<(Numbered, &'b Numbered)>,
    new: &mut Vec<i64>,
) {
    let mut left = now;
    for by_reason in [true, false] {
        for one in std::mem::take(&mut left) {
            let is_same = |o: &&Numbered| o.pointer == one.pointer && (!by_reason || o.code == one.code);
            match old.iter().position(is_same) {
                Some(at) => same.push((one, old.remove(at))),
                None => left.push(one),
            }
        }
    }
    new.extend(left.into_iter().map(|one| one.id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    fn refuse(conn: &Connection, pointer: Option<&str>, code: &str) {
        conn.execute(
            "INSERT INTO quarantine (capture_id, pointer, code, message, size, content, truncated)
             VALUES (1, ?1, ?2, 'm', 0, x'', 0)",
            (pointer, code),
        )
        .unwrap();
    }

    fn all(conn: &Connection) -> Vec<(i64, String, String, bool)> {
        conn.prepare(
            "SELECT id, ifnull(pointer, '-'), code, dropped_at IS NOT NULL FROM quarantine ORDER BY id",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap()
        .collect::<Result<_>>()
        .unwrap()
    }

    #[test]
    fn what_is_refused_again_keeps_its_number() {
        let conn = open::private().unwrap();
        meeting(&conn);
        for (pointer, code) in [("/1", "a"), ("/2", "b"), ("/3", "c"), ("/4", "d"), ("/4", "e")] {
            refuse(&conn, Some(pointer), code);
        }
        conn.execute("UPDATE quarantine SET dropped_at = '2025-01-01T00:00:00.000Z' WHERE id IN (3, 5)", [])
            .unwrap();
        let before = of_capture(&conn, 1).unwrap();
        conn.execute("DELETE FROM quarantine", []).unwrap();
        // Read in another order; `/2` is good now, `/3` is refused for something else, `/9` is new.
        for (pointer, code) in [("/9", "a"), ("/4", "e"), ("/4", "d"), ("/3", "x"), ("/1", "a")] {
            refuse(&conn, Some(pointer), code);
        }
        keep(&conn, &before).unwrap();
        let text = |(id, pointer, code, let_go): (i64, String, String, bool)| {
            format!("{id} {pointer} {code}{}", if let_go { " let go" } else { "" })
        };
        let now: Vec<_> = all(&conn).into_iter().map(text).collect();
        assert_eq!(now, ["1 /1 a", "3 /3 x let go", "4 /4 d", "5 /4 e let go", "6 /9 a"]);
        keep(&conn, &[]).unwrap();
    }
}
