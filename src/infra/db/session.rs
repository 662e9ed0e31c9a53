//! The table of sessions. `heat_named` and `entry_named` hold what a link says; `heat_id` and `entry_id` are
//! foreign keys that follow: set exactly while the heat, and the entry in its class, are there.

use super::error::DbError;
use crate::domain::id::{EntryId, HeatId};
use crate::domain::session::{Session, SessionStatus};
use crate::domain::time::Instant;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, named_params};

/// Adds a session; its foreign keys are set by [`follow_heat`].
///
/// # Errors
/// When the id or the link is taken, or the database cannot be written.
pub fn insert(conn: &Connection, session: &Session) -> Result<(), DbError> {
    write(
        conn,
        "INSERT INTO session (id, name, description, kind, status, scheduled_start_utc, scheduled_end_utc,
           actual_start_utc, actual_end_utc, timing_provider, heat_named, entry_named, heat_id, entry_id)
         VALUES (:id, :name, :description, :kind, :status, :scheduled_start, :scheduled_end,
           :actual_start, :actual_end, :timing_provider, :heat, :entry, NULL, NULL)",
        session,
    )
}

/// Writes every field of a session that is there. A change of heat or entry ends in [`follow_heat`].
///
/// # Errors
/// When the link is taken, or the database cannot be written.
pub fn update(conn: &Connection, session: &Session) -> Result<(), DbError> {
    write(
        conn,
        "UPDATE session SET name = :name, description = :description, kind = :kind, status = :status,
           scheduled_start_utc = :scheduled_start, scheduled_end_utc = :scheduled_end,
           actual_start_utc = :actual_start, actual_end_utc = :actual_end,
           timing_provider = :timing_provider, heat_named = :heat, entry_named = :entry,
           heat_id = NULL, entry_id = NULL
         WHERE id = :id",
        session,
    )
}

fn write(conn: &Connection, sql: &str, session: &Session) -> Result<(), DbError> {
    let time = |at: Option<Instant>| at.map(|at| at.to_string());
    conn.prepare_cached(sql)?.execute(named_params! {
        ":id": session.id,
        ":name": session.name,
        ":description": session.description,
        ":kind": session.kind.as_str(),
        ":status": session.status.map(SessionStatus::as_str),
        ":scheduled_start": time(session.scheduled_start),
        ":scheduled_end": time(session.scheduled_end),
        ":actual_start": time(session.actual_start),
        ":actual_end": time(session.actual_end),
        ":timing_provider": session.timing_provider.as_str(),
        ":heat": session.heat.map(HeatId::get),
        ":entry": session.entry.map(EntryId::get),
    })?;
    if let Some(heat) = session.heat {
        follow_heat(conn, heat)?;
    }
    Ok(())
}

/// Removes a session; nothing else hangs on it.
///
/// # Errors
/// When the database cannot be written.
pub fn delete(conn: &Connection, id: &str) -> Result<(), DbError> {
    conn.execute("DELETE FROM session WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}

/// Frees a session from its heat in the table alone, so that others can be written in any order.
///
/// # Errors
/// When the database cannot be written.
pub fn release(conn: &Connection, id: &str) -> Result<(), DbError> {
    conn.prepare_cached(
        "UPDATE session SET timing_provider = 'MANUAL', heat_named = NULL, entry_named = NULL,
           heat_id = NULL, entry_id = NULL WHERE id = :id",
    )?
    .execute(named_params! { ":id": id })?;
    Ok(())
}

/// Sets `heat_id` and `entry_id` again from what the sessions of one heat name. Whoever adds or removes the
/// heat's row, moves it to another class, or changes which entries its class has, calls this (or
/// [`follow_class`]) before the transaction ends.
///
/// # Errors
/// When the database cannot be written.
pub fn follow_heat(conn: &Connection, heat: HeatId) -> Result<(), DbError> {
    // Two lookups, since each of the two partial indexes covers half of the table.
    conn.prepare_cached(
        "UPDATE session SET
           heat_id = (SELECT h.id FROM heat h WHERE h.id = session.heat_named),
           entry_id = (SELECT e.id FROM heat h JOIN entry e ON e.class_id = h.class_id
                         AND e.external_id = session.entry_named
                       WHERE h.id = session.heat_named)
         WHERE rowid IN (
           SELECT rowid FROM session WHERE heat_named = :heat AND entry_named IS NULL
           UNION ALL
           SELECT rowid FROM session WHERE heat_named = :heat AND entry_named IS NOT NULL)",
    )?
    .execute(named_params! { ":heat": heat.get() })?;
    Ok(())
}

/// [`follow_heat`] for every heat of a class (its row id, not `LiveRC`'s): for entries that come or go.
///
/// # Errors
/// When the database cannot be written.
pub fn follow_class(conn: &Connection, class_row: i64) -> Result<(), DbError> {
    let heats: Vec<i64> = conn
        .prepare_cached(
            "SELECT DISTINCT s.heat_named FROM session s JOIN heat h ON h.id = s.heat_named
             WHERE s.entry_named IS NOT NULL AND h.class_id = :class",
        )?
        .query_map(named_params! { ":class": class_row }, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    heats.into_iter().filter_map(HeatId::new).try_for_each(|heat| follow_heat(conn, heat))
}

/// The id of the session that has this very link.
///
/// # Errors
/// When the database cannot be read.
pub fn holder(
    conn: &Connection,
    (heat, entry): (HeatId, Option<EntryId>),
) -> Result<Option<Session>, DbError> {
    let sql = "WHERE s.heat_named = :heat AND s.entry_named IS :entry";
    let found = select(conn, sql, named_params! { ":heat": heat.get(), ":entry": entry.map(EntryId::get) })?;
    Ok(found.into_iter().next())
}

/// One session by its whole id.
///
/// # Errors
/// When the database cannot be read.
pub fn get(conn: &Connection, id: &str) -> Result<Option<Session>, DbError> {
    Ok(select(conn, "WHERE s.id = :id", named_params! { ":id": id })?.into_iter().next())
}

/// Every session: by actual else scheduled start, those without one last, then by id.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection) -> Result<Vec<Session>, DbError> {
    select(
        conn,
        "ORDER BY coalesce(s.actual_start_utc, s.scheduled_start_utc) IS NULL,
           coalesce(s.actual_start_utc, s.scheduled_start_utc), s.id",
        &[],
    )
}

/// `rest` is one of the fixed ends above; what varies is bound.
fn select(
    conn: &Connection,
    rest: &'static str,
    params: &[(&str, &dyn rusqlite::ToSql)],
) -> Result<Vec<Session>, DbError> {
    let sql = [
        "SELECT s.id, s.name, s.description, s.kind, s.status, s.scheduled_start_utc, s.scheduled_end_utc,
           s.actual_start_utc, s.actual_end_utc, s.timing_provider, s.heat_named, s.entry_named
         FROM session s ",
        rest,
    ]
    .concat();
    let rows = conn.prepare_cached(&sql)?.query_map(params, read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    let heat: Option<i64> = row.get(10)?;
    let entry: Option<i64> = row.get(11)?;
    Ok(Session {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        kind: word(row, 3)?,
        status: optional(row, 4, str::parse)?,
        scheduled_start: instant(row, 5)?,
        scheduled_end: instant(row, 6)?,
        actual_start: instant(row, 7)?,
        actual_end: instant(row, 8)?,
        timing_provider: word(row, 9)?,
        heat: heat.and_then(HeatId::new),
        entry: entry.and_then(EntryId::new),
    })
}

fn word<T: std::str::FromStr<Err = String>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|why: String| not_ours(column, why))
}

fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    optional(row, column, |text| Instant::parse(text).map_err(|why| why.describe().to_owned()))
}

fn optional<T>(
    row: &Row<'_>,
    column: usize,
    read: impl Fn(&str) -> Result<T, String>,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| read(&text).map_err(|why| not_ours(column, why))).transpose()
}

/// A cell that no heatlink wrote.
fn not_ours(column: usize, why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::SessionKind;
    use crate::infra::db::{meeting, open};

    fn keys(conn: &Connection, id: &str) -> (Option<i64>, Option<i64>, String) {
        conn.query_row("SELECT heat_id, entry_id, timing_provider FROM session WHERE id = ?1", [id], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .unwrap()
    }

    fn linked(id: &str, heat: i64, entry: Option<i64>) -> Session {
        let mut s = Session::new(id.into(), id.into(), SessionKind::Race);
        s.bind(HeatId::new(heat).unwrap(), entry.and_then(EntryId::new));
        s
    }

    #[test]
    fn a_session_comes_back_as_it_was_written() {
        let conn = open::private().unwrap();
        meeting(&conn);
        let mut s = linked("s1", 100, Some(501));
        s.description = Some("wet".into());
        s.scheduled_start = Instant::parse("2024-08-09T21:40:00Z").ok();
        insert(&conn, &s).unwrap();
        assert_eq!(get(&conn, "s1").unwrap().as_ref(), Some(&s));
        s.free();
        update(&conn, &s).unwrap();
        assert_eq!(all(&conn).unwrap(), [s]);
        delete(&conn, "s1").unwrap();
        assert_eq!(get(&conn, "s1").unwrap(), None);
    }

    #[test]
    fn deleting_a_heat_keeps_its_session_live_rc_without_the_foreign_key() {
        let conn = open::private().unwrap();
        meeting(&conn);
        insert(&conn, &linked("s1", 100, None)).unwrap();
        assert_eq!(keys(&conn, "s1"), (Some(100), None, "LIVE_RC".into()));
        conn.execute("DELETE FROM heat WHERE id = 100", []).unwrap();
        assert_eq!(keys(&conn, "s1"), (None, None, "LIVE_RC".into()));
        assert_eq!(get(&conn, "s1").unwrap().unwrap().heat, HeatId::new(100));
    }

    #[test]
    fn keys_follow_the_rows() {
        let conn = open::private().unwrap();
        meeting(&conn);
        insert(&conn, &linked("s1", 999, Some(501))).unwrap();
        assert_eq!(keys(&conn, "s1").0, None, "that heat is not there yet");
        conn.execute(
            "INSERT INTO heat (id, class_id, label, capture_id, has_history) VALUES (999, 2, 'B', 1, 0)",
            [],
        )
        .unwrap();
        let heat = HeatId::new(999).unwrap();
        follow_heat(&conn, heat).unwrap();
        assert_eq!(keys(&conn, "s1"), (Some(999), None, "LIVE_RC".into()), "501 is in the other class");
        conn.execute("UPDATE heat SET class_id = 1 WHERE id = 999", []).unwrap();
        follow_heat(&conn, heat).unwrap();
        assert_eq!(keys(&conn, "s1"), (Some(999), Some(11), "LIVE_RC".into()));
        conn.execute("DELETE FROM entry WHERE id = 11", []).unwrap();
        assert_eq!(keys(&conn, "s1").1, None);
        conn.execute(
            "INSERT INTO entry (id, class_id, external_id, driver_name, capture_id, has_history)
             VALUES (77, 1, 501, 'A', 1, 0)",
            [],
        )
        .unwrap();
        follow_class(&conn, 1).unwrap();
        assert_eq!(keys(&conn, "s1").1, Some(77));
    }

    #[test]
    fn following_uses_the_indexes() {
        let conn = open::private().unwrap();
        let plan: Vec<String> = conn
            .prepare(
                "EXPLAIN QUERY PLAN SELECT rowid FROM session WHERE heat_named = 1 AND entry_named IS NULL
                 UNION ALL SELECT rowid FROM session WHERE heat_named = 1 AND entry_named IS NOT NULL",
            )
            .unwrap()
            .query_map([], |r| r.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
    }
}
