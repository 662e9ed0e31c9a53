//! Statements: distinct values of a record as versions, and which capture made which.

use super::row::{self, Shown};
use super::sql_types::order;
use super::{capture, heat, lap_body};
use crate::domain::field::Value;
use crate::domain::id::HeatId;
use crate::domain::merge::Stated;
use crate::domain::record::{Entrant, Family, Fields, HeatFields, RecordKey};
use crate::domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Params, Result, named_params};
use serde_json::{Map, Value as Json};

/// Where a statement is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its values' row.
    pub version: i64,
    /// Its capture.
    pub capture: i64,
    /// The record's place in the capture.
    pub item: Option<u32>,
    /// What its version waits for, as last settled.
    pub waits_for: Option<String>,
}

/// Every statement of a record that a capture in force makes, where they lie in `version` and `statement`.
///
/// # Errors
/// When `SQLite` fails or a kept version is of no known family.
pub fn of_record(conn: &Connection, key: RecordKey) -> Result<Vec<Stated<Kept>>> {
    conn.prepare_cached(
        "SELECT v.id, v.family, v.body, v.waits_for, s.capture_id, s.item, c.captured_at, c.member_number, c.sha256, c.context
           FROM version v JOIN statement s ON s.version_id = v.id JOIN capture c ON c.id = s.capture_id
          WHERE v.record = :record AND c.state <> 'dropped'",
    )?
    .query_map(named_params! { ":record": key.to_string() }, |row| {
        let family: String = row.get(1)?;
        let body: String = row.get(2)?;
        let unreadable = || rusqlite::Error::InvalidColumnType(2, "body".into(), rusqlite::types::Type::Text);
        Ok(Stated {
            family: family.parse().map_err(|_| unreadable())?,
            fields: from_body(key, &body).ok_or_else(unreadable)?,
            order: order(row, 6)?,
            tag: Kept { version: row.get(0)?, capture: row.get(4)?, item: row.get(5)?, waits_for: row.get(3)? },
        })
    })?
    .collect()
}

/// Keeps a statement; one that repeats known values costs a narrow row. Gives the version it is of.
///
/// # Errors
/// When `SQLite` fails.
pub fn keep(
    conn: &Connection,
    key: RecordKey,
    family: Family,
    fields: &Fields,
    capture: i64,
    item: Option<u32>,
) -> Result<i64> {
    let (record, body) = (key.to_string(), to_body(fields));
    let known: Option<i64> = conn
        .prepare_cached(
            "SELECT id FROM version WHERE record = :record AND family = :family AND body = :body",
        )?
        .query_row(named_params! { ":record": record, ":family": family.as_str(), ":body": body }, |row| {
            row.get(0)
        })
        .optional()?;
    let version = if let Some(id) = known {
        id
    } else {
        conn.prepare_cached("INSERT INTO version (record, family, body) VALUES (:record, :family, :body)")?
            .execute(named_params! { ":record": record, ":family": family.as_str(), ":body": body })?;
        conn.last_insert_rowid()
    };
    repeat(conn, version, capture, item)?;
    Ok(version)
}

/// Keeps a statement of a version that is known.
///
/// # Errors
/// When `SQLite` fails.
pub fn repeat(conn: &Connection, version: i64, capture: i64, item: Option<u32>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO statement (version_id, capture_id, item) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute((version, capture, item))
    .map(drop)
}

/// A statement that its record's row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// What kind of payload states it.
    pub family: Family,
    /// What it says.
    pub fields: Fields,
    /// Its capture.
    pub capture: i64,
    /// The record's place in the capture.
    pub item: Option<u32>,
}

/// The statements that a row itself holds: none where they lie in `version` and `statement`.
///
/// # Errors
/// When `SQLite` fails.
pub fn inline(conn: &Connection, key: RecordKey, shown: &Shown) -> Result<Vec<Inline>> {
    let mut all = Vec::new();
    if shown.source.has_history {
        return Ok(all);
    }
    let family = capture::family_of(conn, shown.source.capture)?.ok_or_else(row::mismatched)?;
    let mut listed = shown.fields.clone();
    if let (Fields::Heat(fields), RecordKey::Heat(id), Some(detail)) = (&mut listed, key, shown.detail) {
        let said = HeatFields {
            class_id: fields.class_id,
            event_id: heat::find(conn, id)?.and_then(|h| h.event_id),
            live_stream_url: fields.live_stream_url.take(),
            ..HeatFields::default()
        };
        let (family, fields) = (Family::HeatDetail, Fields::Heat(said));
        all.push(Inline { family, fields, capture: detail, item: None });
    }
    if let (Fields::Heat(fields), RecordKey::Heat(id), Some(heading)) = (&mut listed, key, shown.heading) {
        let said = HeatFields {
            class_id: fields.class_id,
            event_id: heat::find(conn, id)?.and_then(|h| h.event_id),
            label: fields.label.clone(),
            scheduled_start_utc: fields.scheduled_start_utc,
            round_id: fields.round_id.take(),
            round_name: fields.round_name.take(),
            session_type: fields.session_type.take(),
            ..HeatFields::default()
        };
        let (family, fields) = (Family::RaceResult, Fields::Heat(said));
        all.push(Inline { family, fields, capture: heading, item: None });
    }
    all.push(Inline { family, fields: listed, capture: shown.source.capture, item: shown.source.item });
    Ok(all)
}

/// Moves the statements that a row itself holds to `version` and `statement`.
///
/// # Errors
/// When `SQLite` fails.
pub fn move_out(conn: &Connection, key: RecordKey, shown: &Shown) -> Result<()> {
    if shown.source.has_history {
        return Ok(());
    }
    for s in inline(conn, key, shown)? {
        keep(conn, key, s.family, &s.fields, s.capture, s.item)?;
    }
    row::set_has_history(conn, key, shown)
}

/// Whether any version of a record is kept.
///
/// # Errors
/// When `SQLite` fails.
pub fn has_versions(conn: &Connection, key: RecordKey) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM version WHERE record = :record)")?
        .query_row(named_params! { ":record": key.to_string() }, |row| row.get(0))
}

/// Whether any version of any record is kept.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_versions(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM version)")?.query_row([], |row| row.get(0))
}

/// Whether any version of a record of each kind is kept, in the order of [`crate::domain::record::Kind::ALL`].
///
/// # Errors
/// When `SQLite` fails.
pub fn kinds_with_versions(conn: &Connection) -> Result<[bool; 6]> {
    let mut any = [false; 6];
    // A race's laps are called `laps`; '0' is the character after '/'.
    for (kind, any) in ["event", "class", "heat", "entry", "result", "laps"].into_iter().zip(&mut any) {
        *any = conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM version WHERE record > ?1 AND record < ?2)")?
            .query_row((format!("{kind}/"), format!("{kind}0")), |row| row.get(0))?;
    }
    Ok(any)
}

/// Whether any version waits for its parent.
///
/// # Errors
/// When `SQLite` fails.
pub fn any_waits(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM version WHERE waits_for IS NOT NULL)")?
        .query_row([], |row| row.get(0))
}

/// Marks what a version waits for, or that it waits no longer.
///
/// # Errors
/// When `SQLite` fails.
pub fn set_waits(conn: &Connection, version: i64, waits_for: Option<&str>) -> Result<()> {
    conn.prepare_cached("UPDATE version SET waits_for = :waits WHERE id = :id")?
        .execute(named_params! { ":waits": waits_for, ":id": version })
        .map(drop)
}

/// The records of which a version waits for a parent.
///
/// # Errors
/// When `SQLite` fails.
pub fn waiting_for(conn: &Connection, parent: &str) -> Result<Vec<RecordKey>> {
    keys(conn, "SELECT DISTINCT record FROM version WHERE waits_for = ?1", [parent])
}

/// The records of which a kept statement, in force or not, names this one as its parent: classes of an event,
/// heats and entries of a class, results and laps of a heat. Nobody names an entry but results, by heat.
///
/// # Errors
/// When `SQLite` fails.
pub fn naming(conn: &Connection, parent: RecordKey) -> Result<Vec<RecordKey>> {
    match parent {
        RecordKey::Event(id) => keys(
            conn,
            "SELECT DISTINCT record FROM version
              WHERE record > 'class/' AND record < 'class0' AND json_extract(body, '$.event_id') = CAST(?1 AS INTEGER)",
            [id.to_string()],
        ),
        RecordKey::Class(id) => keys(
            conn,
            "SELECT DISTINCT record FROM version
              WHERE record > 'heat/' AND record < 'heat0' AND json_extract(body, '$.class_id') = CAST(?1 AS INTEGER)
             UNION SELECT record FROM version WHERE record > 'entry/' || ?1 || '/' AND record < 'entry/' || ?1 || '0'",
            [id.to_string()],
        ),
        RecordKey::Heat(id) => keys(
            conn,
            "SELECT DISTINCT record FROM version WHERE record > 'result/' || ?1 || '/' AND record < 'result/' || ?1 || '0'
             UNION SELECT record FROM version WHERE record = 'laps/' || ?1",
            [id.to_string()],
        ),
        RecordKey::Entry(..) | RecordKey::Result(..) | RecordKey::Laps(_) => Ok(Vec::new()),
    }
}

/// The races of a class's row whose kept results or laps name someone.
///
/// # Errors
/// When `SQLite` fails.
pub fn races_naming(conn: &Connection, class: i64, who: Entrant) -> Result<Vec<HeatId>> {
    conn.prepare_cached(
        "SELECT h.id FROM heat h WHERE h.class_id = ?1 AND (
            EXISTS (SELECT 1 FROM version v WHERE v.record = 'result/' || h.id || '/' || ?2)
            OR EXISTS (SELECT 1 FROM version v
                        WHERE v.record = 'laps/' || h.id AND json_type(v.body, '$.\"' || ?2 || '\"') IS NOT NULL))",
    )?
    .query_map((class, who.to_string()), |row| row::heat_id(row.get(0)?))?
    .collect()
}

/// The class that the newest record with an id says a heat is of, where its statements are kept as such.
///
/// # Errors
/// When `SQLite` fails.
pub fn newest_class_of(conn: &Connection, heat: HeatId) -> Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT json_extract(v.body, '$.class_id')
           FROM version v JOIN statement s ON s.version_id = v.id JOIN capture c ON c.id = s.capture_id
          WHERE v.record = 'heat/' || ?1 AND v.family IN ('heats', 'race-result') AND c.state <> 'dropped'
          ORDER BY c.captured_at DESC, c.member_number DESC, c.sha256 DESC, c.context DESC LIMIT 1",
    )?
    .query_row([heat.get()], |row| row.get(0))
    .optional()
    .map(Option::flatten)
}

/// The records that some captures state, wherever their statements are kept; ids come as a JSON array.
///
/// # Errors
/// When `SQLite` fails.
pub fn of_captures(conn: &Connection, captures: &str) -> Result<Vec<RecordKey>> {
    keys(
        conn,
        "WITH these AS MATERIALIZED (SELECT value AS id FROM json_each(?1))
         SELECT DISTINCT v.record FROM these CROSS JOIN statement s ON s.capture_id = these.id
                                  CROSS JOIN version v ON v.id = s.version_id
         UNION SELECT 'event/' || external_id FROM event
                WHERE external_id IS NOT NULL AND capture_id IN (SELECT id FROM these)
         UNION SELECT 'class/' || external_id FROM class
                WHERE external_id IS NOT NULL AND capture_id IN (SELECT id FROM these)
         UNION SELECT 'heat/' || id FROM heat
                WHERE capture_id IN (SELECT id FROM these) OR detail_capture_id IN (SELECT id FROM these)
                   OR heading_capture_id IN (SELECT id FROM these)
         UNION SELECT 'entry/' || c.external_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
                 FROM entry e JOIN class c ON c.id = e.class_id
                WHERE c.external_id IS NOT NULL AND e.capture_id IN (SELECT id FROM these)
         UNION SELECT 'laps/' || heat_id FROM lap_sheet WHERE capture_id IN (SELECT id FROM these)
         UNION SELECT 'result/' || r.heat_id || '/' || coalesce(e.external_id, '@' || e.liverc_driver_id)
                 FROM result r JOIN entry e ON e.id = r.entry_id WHERE r.capture_id IN (SELECT id FROM these)",
        [captures],
    )
}

/// Records with a statement, kept as such, of a capture of this run or a later one.
///
/// # Errors
/// When `SQLite` fails.
pub fn of_run(conn: &Connection, run: i64) -> Result<Vec<RecordKey>> {
    keys(
        conn,
        "SELECT DISTINCT v.record FROM capture c JOIN statement s ON s.capture_id = c.id JOIN version v ON v.id = s.version_id
          WHERE c.run_id = CAST(?1 AS INTEGER)",
        [run.to_string()],
    )
}

/// Records with a statement that waits.
///
/// # Errors
/// When `SQLite` fails.
pub fn that_wait(conn: &Connection) -> Result<Vec<RecordKey>> {
    keys(conn, "SELECT DISTINCT record FROM version WHERE waits_for IS NOT NULL", [])
}

/// The run a capture came in, and the file it was first seen in with its member's name.
///
/// # Errors
/// When `SQLite` fails.
pub fn provenance(conn: &Connection, capture: i64) -> Result<(i64, String, Option<String>)> {
    conn.prepare_cached("SELECT run_id, path, member FROM capture WHERE id = ?1")?
        .query_row([capture], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

fn keys(conn: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<RecordKey>> {
    conn.prepare_cached(sql)?
        .query_map(parameters, |row| {
            let text: String = row.get(0)?;
            text.parse().map_err(|_| {
                rusqlite::Error::InvalidColumnType(0, "record".into(), rusqlite::types::Type::Text)
            })
        })?
        .collect()
}

/// A record's known fields by name.
#[must_use]
pub fn to_body(fields: &Fields) -> String {
    if let Fields::Laps(sheet) = fields {
        return lap_body::to_body(sheet);
    }
    let known: Map<String, Json> = fields
        .values()
        .into_iter()
        .filter_map(|(name, value)| {
            Some((
                name.to_owned(),
                match value? {
                    Value::Int(n) => n.into(),
                    Value::Text(t) => t.into(),
                    Value::Instant(at) => at.to_string().into(),
                    Value::Flag(f) => f.into(),
                },
            ))
        })
        .collect();
    Json::Object(known).to_string()
}

/// The fields of a record again.
#[must_use]
pub fn from_body(key: RecordKey, body: &str) -> Option<Fields> {
    if matches!(key, RecordKey::Laps(_)) {
        return lap_body::from_body(body).map(Fields::Laps);
    }
    let mut fields = Fields::empty(key.kind());
    for (name, value) in serde_json::from_str::<Map<String, Json>>(body).ok()? {
        let set = match value {
            Json::Number(n) => fields.set(&name, Value::Int(n.as_i64()?)),
            Json::Bool(f) => fields.set(&name, Value::Flag(f)),
            Json::String(text) => match Instant::parse(&text) {
                Ok(at) if fields.set(&name, Value::Instant(at)) => true,
                _ => fields.set(&name, Value::Text(text)),
            },
            _ => false,
        };
        if !set {
            return None;
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::EventId;
    use crate::domain::record::EventFields;

    #[test]
    fn bodies_round_trip() {
        let fields = Fields::Event(EventFields {
            title: Some("2024-08-08T15:00:00Z".into()),
            start_utc: Some(Instant::from_millis(1_723_129_200_000)),
            ..EventFields::default()
        });
        let key = RecordKey::Event(EventId::new(5).unwrap());
        assert_eq!(from_body(key, &to_body(&fields)), Some(fields));
    }
}
