//! Are all values such as heatlink writes and reads? `SQLite` knows types and the schema's checks, not that a text is an
//! instant, a record's key or the values of a record.

use super::check::{NAMED, Offenders};
use super::error::DbError;
use super::statement;
use crate::domain::record::{Family, RecordKey};
use crate::domain::text::visible;
use crate::domain::time::Instant;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

/// What a column holds, beside what its declared type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// UTF-8, as every text is.
    Text,
    /// A moment as heatlink writes it, so that moments order as texts do.
    Instant,
    /// The same, or nothing.
    InstantOrNothing,
    /// A number of 32 bits.
    Small,
    /// A record's key.
    Key,
    /// A record's key, where it must agree with its parent's.
    Parent,
    /// A family's name.
    Family,
    /// The values of the record that the column `record` names.
    Body,
}

/// Columns that are not what their name and type say.
const OTHERWISE: &[(&str, &str, Form)] = &[
    ("container", "stated_at", Form::InstantOrNothing),
    ("container", "assumed_at", Form::InstantOrNothing),
    ("capture", "member_number", Form::Small),
    ("capture", "family", Form::Family),
    ("quarantine", "record", Form::Key),
    ("quarantine", "line", Form::Small),
    ("quarantine", "column", Form::Small),
    ("version", "record", Form::Key),
    ("version", "family", Form::Family),
    ("version", "waits_for", Form::Parent),
    ("version", "body", Form::Body),
];

impl Form {
    /// Of a column; none where any value of the declared type will do.
    fn of(table: &str, column: &str, declared: &str) -> Option<Self> {
        if let Some((.., form)) = OTHERWISE.iter().find(|(t, c, _)| (*t, *c) == (table, column)) {
            return Some(*form);
        }
        let is_moment = ["_utc", "_at"].iter().any(|end| column.ends_with(end)) || column == "missing_since";
        match (declared, column) {
            ("TEXT", _) if is_moment => Some(Self::Instant),
            ("TEXT", _) => Some(Self::Text),
            ("INTEGER", "item") => Some(Self::Small),
            _ => None,
        }
    }

    /// What was expected, where the value is something else.
    fn misses(self, value: ValueRef<'_>, record: Option<&str>) -> Option<&'static str> {
        let text = match value {
            // A value of another type than the column's: `SQLite`'s own check names it.
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => return None,
            ValueRef::Integer(n) => {
                return u32::try_from(n).is_err().then_some("a number from 0 to 4294967295");
            }
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(_) => return Some("a text in UTF-8"),
            },
        };
        let is_instant = |text| Instant::parse(text).is_ok_and(|at| at.to_string() == text);
        let key = || record.and_then(|key| key.parse::<RecordKey>().ok());
        let (fits, expected) = match self {
            Self::Text | Self::Small => (true, ""),
            Self::Instant => (is_instant(text), "a moment such as `2025-02-16T01:15:00.000Z`"),
            Self::InstantOrNothing => (
                text.is_empty() || is_instant(text),
                "a moment such as `2025-02-16T01:15:00.000Z`, or an empty text",
            ),
            Self::Key => (text.parse::<RecordKey>().is_ok(), "a record's key such as `heat/441250`"),
            Self::Parent => (
                text.split(" in ").all(|key| key.parse::<RecordKey>().is_ok()),
                "a record's key such as `heat/441250` or `heat/441250 in class/7`",
            ),
            Self::Family => (text.parse::<Family>().is_ok(), "a family such as `heats`"),
            // A key that is none is told by itself.
            Self::Body => (
                key().is_none_or(|key| statement::from_body(key, text).is_some()),
                "the values of the record it is of, by name",
            ),
        };
        (!fits).then_some(expected)
    }
}

/// A table whose values are looked at.
struct Table {
    name: String,
    /// What names a row: `rowid`, or the columns of its key.
    key: Vec<String>,
    columns: Vec<(String, Form)>,
}

/// Every value that heatlink would not have written.
///
/// # Errors
/// When the database cannot be read.
pub fn unreadable(conn: &Connection) -> Result<Offenders, DbError> {
    let mut offenders = Offenders { named: Vec::new(), total: 0 };
    for table in tables(conn)? {
        table.look(conn, &mut |what| {
            if offenders.named.len() < NAMED {
                offenders.named.push(what());
            }
            offenders.total += 1;
        })?;
    }
    Ok(offenders)
}

fn tables(conn: &Connection) -> Result<Vec<Table>, DbError> {
    let names = conn
        .prepare(
            "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(String, bool)>, _>>()?;
    let mut tables = Vec::new();
    // A table of another program is told as such.
    for (name, without_rowid) in names.into_iter().filter(|(name, _)| super::status::is_table(name)) {
        let all = conn
            .prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?
            .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<Vec<(String, String, i64)>, _>>()?;
        let key = if without_rowid {
            all.iter().filter(|(.., pk)| *pk > 0).map(|(column, ..)| column.clone()).collect()
        } else {
            vec!["rowid".into()]
        };
        let columns: Vec<_> = all
            .iter()
            .filter_map(|(column, declared, _)| Some((column.clone(), Form::of(&name, column, declared)?)))
            .collect();
        if !columns.is_empty() {
            tables.push(Table { name, key, columns });
        }
    }
    Ok(tables)
}

impl Table {
    /// Tells of each value that does not fit. Rows without any that could are not read: laps have none, as a rule.
    fn look(&self, conn: &Connection, tell: &mut dyn FnMut(&dyn Fn() -> String)) -> Result<(), DbError> {
        let quoted = |names: &mut dyn Iterator<Item = &String>| -> Vec<String> {
            names.map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect()
        };
        let (keys, columns) =
            (quoted(&mut self.key.iter()), quoted(&mut self.columns.iter().map(|(name, _)| name)));
        let any = columns.iter().zip(&self.columns).map(|(column, (_, form))| match form {
            Form::Small => format!("{column} NOT BETWEEN 0 AND 4294967295"),
            _ => format!("{column} IS NOT NULL"),
        });
        let sql = format!(
            "SELECT {}, {} FROM \"{}\" WHERE {}",
            keys.join(", "),
            columns.join(", "),
            self.name,
            any.collect::<Vec<_>>().join(" OR "),
        );
        let record = self.columns.iter().position(|(name, _)| name == "record");
        let mut statement = conn.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let at = |column: usize| row.get_ref(self.key.len() + column);
            let record = record.map(at).transpose()?.and_then(|v| v.as_str().ok());
            for (i, (column, form)) in self.columns.iter().enumerate() {
                let value = at(i)?;
                if let Some(expected) = form.misses(value, record) {
                    tell(&|| {
                        format!(
                            "table `{}`, row {}, column `{column}`: expected {expected}, found {}",
                            self.name,
                            self.named(row),
                            shown(value)
                        )
                    });
                }
            }
        }
        Ok(())
    }

    /// What names a row: its row id, or its key.
    fn named(&self, row: &Row<'_>) -> String {
        let parts: Vec<_> =
            (0..self.key.len()).filter_map(|i| row.get_ref(i).ok()).map(|value| shown(value)).collect();
        if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(", ")) }
    }
}

/// A value by its beginning.
fn shown(value: ValueRef<'_>) -> String {
    const MOST: usize = 80;
    match value {
        ValueRef::Null => "nothing".into(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(n) => n.to_string(),
        ValueRef::Text(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            match text.char_indices().nth(MOST) {
                Some((end, _)) => format!("`{}…`", visible(&text[..end])),
                None => format!("`{}`", visible(&text)),
            }
        }
        ValueRef::Blob(bytes) => {
            use std::fmt::Write as _;
            let mut hex = String::from("x'");
            for byte in bytes.iter().take(MOST / 2) {
                let _ = write!(hex, "{byte:02x}");
            }
            hex + if bytes.len() > MOST / 2 { "…'" } else { "'" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::{meeting, open};

    fn found(breakage: &str) -> Vec<String> {
        let conn = open::private().unwrap();
        meeting(&conn);
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.pragma_update(None, "ignore_check_constraints", true).unwrap();
        conn.execute_batch(breakage).unwrap();
        unreadable(&conn).unwrap().named
    }

    #[test]
    fn a_value_that_heatlink_would_not_write_is_named() {
        assert_eq!(found(""), [""; 0]);
        for (breakage, says) in [
            (
                "UPDATE event SET start_utc = 'rubbish'",
                "table `event`, row 1, column `start_utc`: expected a moment such as `2025-02-16T01:15:00.000Z`, found `rubbish`",
            ),
            (
                "UPDATE capture SET captured_at = ''",
                "table `capture`, row 1, column `captured_at`: expected a moment",
            ),
            // A moment, and not in the order of texts.
            (
                "UPDATE run SET started_at = '2024-08-10T02:00:00+02:00'",
                "table `run`, row 1, column `started_at`",
            ),
            (
                "UPDATE entry SET item = -1 WHERE id = 12",
                "table `entry`, row 12, column `item`: expected a number",
            ),
            ("UPDATE capture SET member_number = 4294967296", "column `member_number`: expected a number"),
            (
                "UPDATE heat SET label = CAST(x'41ff' AS TEXT) WHERE id = 101",
                "row 101, column `label`: expected a text in UTF-8",
            ),
            (
                "UPDATE capture SET family = 'heat'",
                "column `family`: expected a family such as `heats`, found `heat`",
            ),
            (
                "INSERT INTO result (heat_id, entry_id, capture_id, has_history, missing_since) VALUES (100, 11, 1, 0, 'x')",
                "table `result`, row (100, 11), column `missing_since`",
            ),
            (
                "INSERT INTO version (record, family, body) VALUES ('heat/x', 'heats', '{}')",
                "column `record`: expected a record's key",
            ),
            (
                "INSERT INTO version (record, family, body) VALUES ('heat/1', 'heats', '{\"labels\":1}')",
                "column `body`: expected the values of the record it is of, by name, found `{\"labels\":1}`",
            ),
        ] {
            let found = found(breakage);
            assert!(found.len() == 1 && found[0].contains(says), "{breakage}: {found:?}");
        }
    }

    #[test]
    fn columns_that_are_told_otherwise_are_there() {
        let conn = open::private().unwrap();
        for (table, column, _) in OTHERWISE {
            let there: bool = conn
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2)",
                    [table, column],
                    |row| row.get(0),
                )
                .unwrap();
            assert!(there, "{table}.{column}");
        }
    }
}
