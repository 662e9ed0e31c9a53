//! Every record there is: shown, waiting or history. For checks that go through all of them.

use crate::domain::record::RecordKey;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, Result};

/// Rows that are themselves the only statement of their record.
const ALONE: &str = "
    SELECT 'event/' || external_id FROM event WHERE has_history = 0 AND external_id IS NOT NULL
    UNION ALL
    SELECT 'class/' || external_id FROM class WHERE has_history = 0 AND external_id IS NOT NULL
    UNION ALL
    SELECT 'heat/' || id FROM heat WHERE has_history = 0
    UNION ALL
    SELECT 'entry/' || c.external_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
      FROM entry e JOIN class c ON c.id = e.class_id WHERE e.has_history = 0 AND c.external_id IS NOT NULL
    UNION ALL
    SELECT 'result/' || r.heat_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
      FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.has_history = 0
    UNION ALL
    SELECT 'laps/' || heat_id FROM lap_sheet WHERE has_history = 0";

const COUNT_ALONE: &str = "
    SELECT (SELECT count(*) FROM event WHERE has_history = 0 AND external_id IS NOT NULL)
         + (SELECT count(*) FROM class WHERE has_history = 0 AND external_id IS NOT NULL)
         + (SELECT count(*) FROM heat WHERE has_history = 0)
         + (SELECT count(*) FROM entry e JOIN class c ON c.id = e.class_id
             WHERE e.has_history = 0 AND c.external_id IS NOT NULL)
         + (SELECT count(*) FROM result WHERE has_history = 0)
         + (SELECT count(*) FROM lap_sheet WHERE has_history = 0)";

/// How many records are a row and nothing else, and how many have their statements kept as such.
///
/// # Errors
/// When `SQLite` fails.
pub fn count(conn: &Connection) -> Result<(u64, u64)> {
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
    Ok((one(COUNT_ALONE)?, one("SELECT count(DISTINCT record) FROM version")?))
}

/// Every `stride`-th record that is a row and nothing else, evenly over all kinds.
///
/// # Errors
/// When `SQLite` fails or `take` does.
pub fn each_alone(
    conn: &Connection,
    stride: u64,
    mut take: impl FnMut(RecordKey) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare(ALONE)?;
    let mut rows = statement.query([])?;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        if number % stride == 0 {
            take(key(row.get_ref(0)?.as_str()?)?)?;
        }
        number += 1;
    }
    Ok(())
}

/// Every record whose statements are kept as such, by its key's text.
///
/// # Errors
/// When `SQLite` fails or `take` does.
pub fn each_with_history(conn: &Connection, mut take: impl FnMut(RecordKey) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare("SELECT DISTINCT record FROM version ORDER BY record")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(key(row.get_ref(0)?.as_str()?)?)?;
    }
    Ok(())
}

fn key(text: &str) -> Result<RecordKey> {
    text.parse().map_err(|e: String| Error::FromSqlConversionFailure(0, Type::Text, e.into()))
}
