//! What the database knows of a heat and of the entries of its class, for binding a session to them.

use super::error::DbError;
use crate::domain::id::{EntryId, HeatId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// A heat that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHeat {
    /// `LiveRC`'s race id.
    pub id: HeatId,
    /// What the race list prints.
    pub label: String,
    /// The class's row, for [`entry_name`].
    pub class_row: i64,
    /// The class's name.
    pub class_name: String,
    /// The event's title.
    pub event_title: String,
    /// When upstream began to leave the heat, or its class, out.
    pub missing_since: Option<String>,
    /// The class's id at LiveRC.
    pub class_id: Option<i64>,
}

impl std::fmt::Display for KnownHeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "heat {} ({}, {}, {})", self.id, self.label, self.class_name, self.event_title)
    }
}

const HEAT: &str =
    "SELECT h.id, h.label, h.class_id, c.name, e.title, coalesce(h.missing_since, c.missing_since), c.external_id
  FROM heat h JOIN class c ON c.id = h.class_id JOIN event e ON e.id = c.event_id ";

fn known(row: &Row<'_>) -> rusqlite::Result<Option<KnownHeat>> {
    let Some(id) = HeatId::new(row.get(0)?) else { return Ok(None) };
    Ok(Some(KnownHeat {
        id,
        label: row.get(1)?,
        class_row: row.get(2)?,
        class_name: row.get(3)?,
        event_title: row.get(4)?,
        missing_since: row.get(5)?,
        class_id: row.get(6)?,
    }))
}

/// The heat of this id, when it is there.
///
/// # Errors
/// When the database cannot be read.
pub fn heat(conn: &Connection, id: HeatId) -> Result<Option<KnownHeat>, DbError> {
    let sql = [HEAT, "WHERE h.id = :id"].concat();
    let found = conn.prepare_cached(&sql)?.query_row(named_params! { ":id": id.get() }, known).optional()?;
    Ok(found.flatten())
}

/// The heats of this label, at most `limit`, by id.
///
/// # Errors
/// When the database cannot be read.
pub fn heats_labelled(conn: &Connection, label: &str, limit: u32) -> Result<Vec<KnownHeat>, DbError> {
    let sql = [HEAT, "WHERE h.label = :label ORDER BY h.id LIMIT :limit"].concat();
    let found: Vec<Option<KnownHeat>> = conn
        .prepare_cached(&sql)?
        .query_map(named_params! { ":label": label, ":limit": limit }, known)?
        .collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// The driver's name of an entry, when the class has it.
///
/// # Errors
/// When the database cannot be read.
pub fn entry_name(conn: &Connection, class_row: i64, entry: EntryId) -> Result<Option<String>, DbError> {
    Ok(conn
        .query_row(
            "SELECT driver_name FROM entry WHERE class_id = :class AND external_id = :entry",
            named_params! { ":class": class_row, ":entry": entry.get() },
            |row| row.get(0),
        )
        .optional()?)
}

/// The names of the classes that do have an entry of this id, each with its event's title.
///
/// # Errors
/// When the database cannot be read.
pub fn classes_of_entry(conn: &Connection, entry: EntryId) -> Result<Vec<(String, String)>, DbError> {
    let found = conn
        .prepare_cached(
            "SELECT c.name, ev.title FROM entry e JOIN class c ON c.id = e.class_id
               JOIN event ev ON ev.id = c.event_id
             WHERE e.external_id = :entry ORDER BY ev.title, c.name, c.id LIMIT 5",
        )?
        .query_map(named_params! { ":entry": entry.get() }, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// The parent for which a statement of a heat waits, when one does.
///
/// # Errors
/// When the database cannot be read.
pub fn heat_waits_for(conn: &Connection, heat: HeatId) -> Result<Option<String>, DbError> {
    let record = format!("heat/{heat}");
    Ok(conn
        .query_row(
            "SELECT waits_for FROM version WHERE record = :record AND waits_for IS NOT NULL
             ORDER BY id DESC LIMIT 1",
            named_params! { ":record": record },
            |row| row.get(0),
        )
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    #[test]
    fn heats_and_entries_are_found_by_what_people_know() {
        let conn = open::private().unwrap();
        meeting(&conn);
        let found = heat(&conn, HeatId::new(100).unwrap()).unwrap().unwrap();
        assert_eq!(found.to_string(), "heat 100 (A-Main, 2WD Buggy, Club Race)");
        assert_eq!(heat(&conn, HeatId::new(5).unwrap()).unwrap(), None);
        assert_eq!(heats_labelled(&conn, "A-Main", 5).unwrap().len(), 2);
        let entry = EntryId::new(501).unwrap();
        assert_eq!(entry_name(&conn, found.class_row, entry).unwrap().as_deref(), Some("Ann Ash"));
        assert_eq!(entry_name(&conn, 2, entry).unwrap(), None);
        assert_eq!(classes_of_entry(&conn, entry).unwrap(), [("2WD Buggy".into(), "Club Race".into())]);
    }

    #[test]
    fn a_heat_of_a_missing_class_is_missing() {
        let conn = open::private().unwrap();
        meeting(&conn);
        conn.execute("UPDATE class SET missing_since = '2024-09-01T00:00:00.000Z' WHERE id = 1", []).unwrap();
        let found = heat(&conn, HeatId::new(100).unwrap()).unwrap().unwrap();
        assert_eq!(found.missing_since.as_deref(), Some("2024-09-01T00:00:00.000Z"));
    }
}
