//! `--session REF`: the id, a unique id prefix, or a unique name.

use super::super::open::DbError;
use rusqlite::{Connection, OptionalExtension};

/// What a reference comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionRef {
    /// The one session's id.
    One(String),
    /// No session has that id, prefix or name.
    Unknown,
    /// Several do: (id, name), by id, at most [`SHOWN`] of them.
    Several(Vec<(String, String)>),
}

/// How many sessions an ambiguous reference lists.
pub const SHOWN: usize = 10;

const SQL: &str = "SELECT id, name FROM session
    WHERE name = :ref OR (:ref <> '' AND substr(id, 1, length(:ref)) = :ref)
    ORDER BY id LIMIT :shown";

/// Finds the session that `reference` means. An exact id means that session, whatever else begins with it.
///
/// # Errors
/// When the database cannot be read.
pub fn resolve(conn: &Connection, reference: &str) -> Result<SessionRef, DbError> {
    let exact: Option<String> =
        conn.query_row("SELECT id FROM session WHERE id = :ref", [reference], |row| row.get(0)).optional()?;
    if let Some(id) = exact {
        return Ok(SessionRef::One(id));
    }
    let mut statement = conn.prepare(SQL)?;
    let shown = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let mut found = statement
        .query_map(rusqlite::named_params! { ":ref": reference, ":shown": shown }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<Vec<(String, String)>, _>>()?;
    Ok(match found.len() {
        0 => SessionRef::Unknown,
        1 => SessionRef::One(found.swap_remove(0).0),
        _ => SessionRef::Several(found),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_a_prefix_or_a_name_and_never_a_guess() {
        let conn = super::super::super::open::private().unwrap();
        conn.execute_batch(
            "INSERT INTO session (id, name, kind, timing_provider) VALUES
             ('ab', 'Final', 'RACE', 'MANUAL'), ('abc', 'Q1', 'RACE', 'MANUAL'), ('abd', 'Q1', 'RACE', 'MANUAL')",
        )
        .unwrap();
        let one = |id: &str| SessionRef::One(id.into());
        assert_eq!(resolve(&conn, "ab").unwrap(), one("ab"));
        assert_eq!(resolve(&conn, "abc").unwrap(), one("abc"));
        assert_eq!(resolve(&conn, "Final").unwrap(), one("ab"));
        assert_eq!(resolve(&conn, "x").unwrap(), SessionRef::Unknown);
        assert_eq!(resolve(&conn, "").unwrap(), SessionRef::Unknown);
        assert_eq!(resolve(&conn, "a%").unwrap(), SessionRef::Unknown);
        let SessionRef::Several(found) = resolve(&conn, "Q1").unwrap() else { panic!("Q1 is two") };
        assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["abc", "abd"]);
        assert!(matches!(resolve(&conn, "a").unwrap(), SessionRef::Several(f) if f.len() == 3));
    }
}
