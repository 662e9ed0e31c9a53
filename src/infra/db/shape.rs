//! Is the schema the one that heatlink makes? Held against that of a new database: a trigger that another program left
//! changes rows unseen, without an index nothing is unique, an altered table is read wrongly.

use super::error::DbError;
use super::migrations;
use super::open;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Where a schema is not the one that heatlink makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What was expected and what was found.
    pub what: String,
    /// What mends it in the `sqlite3` shell; none where nothing does.
    pub mend: Option<String>,
    /// A table is not there or another: what is asked of it may have no answer.
    pub is_table: bool,
}

/// Type and name, with the table it is of and its text.
type Parts = BTreeMap<(String, String), (String, String)>;

/// Every difference from the schema of a new database.
///
/// # Errors
/// When the database cannot be read.
pub fn differences(conn: &Connection) -> Result<Vec<Difference>, DbError> {
    let made = open::private()?;
    let (found, expected) = (parts(conn)?, parts(&made)?);
    let mut all = Vec::new();
    for (part @ (kind, name), (table, sql)) in &expected {
        match found.get(part) {
            // Put back by hand it may be spaced otherwise.
            Some((_, is)) if is == sql || one_line(is) == one_line(sql) => {}
            Some(_) if kind == "table" => {
                all.push(table_of(format!("table `{name}` {}", columns_of(conn, &made, name)?)));
            }
            None if kind == "table" => all.push(table_of(format!("table `{name}` is not there"))),
            Some(_) => all.push(Difference {
                what: format!("{kind} `{name}` of table `{table}` is not as heatlink makes it"),
                mend: Some(format!("DROP {} {}; {}", kind.to_uppercase(), quoted(name), one_line(sql))),
                is_table: false,
            }),
            None => all.push(Difference {
                what: format!("{kind} `{name}` of table `{table}` is not there"),
                mend: Some(one_line(sql)),
                is_table: false,
            }),
        }
    }
    for ((kind, name), (table, _)) in found.iter().filter(|(part, _)| !expected.contains_key(*part)) {
        let of = if table == name { String::new() } else { format!(" of table `{table}`") };
        all.push(Difference {
            what: format!("{kind} `{name}`{of} is none that heatlink makes"),
            mend: Some(format!("DROP {} {};", kind.to_uppercase(), quoted(name))),
            is_table: false,
        });
    }
    all.extend(steps_lost(conn, &made)?);
    Ok(all)
}

/// Each step with what enters it in the list.
const STEPS_TAKEN: &str = "
    SELECT version,
           printf('INSERT INTO refinery_schema_history VALUES (%d, %Q, %Q, %Q);', version, name, applied_on, checksum)
      FROM refinery_schema_history";

/// Steps that made the schema and are not in the list of those taken: they would be taken again.
fn steps_lost(conn: &Connection, made: &Connection) -> Result<Vec<Difference>, DbError> {
    if migrations::version(conn)? == 0 {
        return Ok(Vec::new()); // the list is not there at all, and then this is no database of heatlink's
    }
    let steps = |conn: &Connection| {
        conn.prepare(STEPS_TAKEN)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<BTreeMap<i64, Option<String>>>>()
    };
    let taken = steps(conn)?;
    let lost = steps(made)?.into_iter().filter(|(version, _)| !taken.contains_key(version));
    Ok(lost
        .map(|(version, row)| Difference {
            what: format!(
                "step {version} is not in the list of those taken, table `refinery_schema_history`"
            ),
            mend: row,
            is_table: false,
        })
        .collect())
}

/// The parts of a schema but for those of `SQLite` itself and of the list of steps taken, whose text is not ours.
fn parts(conn: &Connection) -> Result<Parts, DbError> {
    let parts = conn
        .prepare(
            "SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema
              WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'refinery_schema_history'",
        )?
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))))?
        .collect::<Result<_, _>>()?;
    Ok(parts)
}

/// A table has rows: its text alone brings none of them back.
fn table_of(what: String) -> Difference {
    Difference { what, mend: None, is_table: true }
}

/// How a table's columns differ.
fn columns_of(found: &Connection, made: &Connection, table: &str) -> Result<String, DbError> {
    let columns = |conn: &Connection| {
        conn.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?
            .query_map([table], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()
    };
    let (found, expected) = (columns(found)?, columns(made)?);
    let only = |these: &[String], those: &[String]| {
        let only: Vec<_> = these.iter().filter(|c| !those.contains(c)).map(|c| format!("`{c}`")).collect();
        only.join(", ")
    };
    Ok(match (only(&expected, &found), only(&found, &expected)) {
        (lacks, has) if lacks.is_empty() && has.is_empty() => {
            "is not as heatlink makes it, though its columns are".into()
        }
        (lacks, has) if lacks.is_empty() => format!("has columns that heatlink does not make: {has}"),
        (lacks, has) if has.is_empty() => format!("lacks the columns {lacks}"),
        (lacks, has) => format!("lacks the columns {lacks} and has {has}"),
    })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A definition on one line, its comments left out.
fn one_line(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let words: Vec<_> = lines.flat_map(str::split_whitespace).collect();
    format!("{};", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(breakage: &str) -> Vec<Difference> {
        let conn = open::private().unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.execute_batch(breakage).unwrap();
        differences(&conn).unwrap()
    }

    #[test]
    fn each_part_is_held_against_a_new_database() {
        assert_eq!(found(""), []);
        for (breakage, what, is_table) in [
            (
                "DELETE FROM refinery_schema_history WHERE version = 3",
                "step 3 is not in the list of those taken, table `refinery_schema_history`",
                false,
            ),
            (
                "DROP INDEX capture_identity",
                "index `capture_identity` of table `capture` is not there",
                false,
            ),
            (
                "DROP INDEX class_event; CREATE INDEX class_event ON class (name)",
                "index `class_event` of table `class` is not as heatlink makes it",
                false,
            ),
            (
                "CREATE TRIGGER t AFTER INSERT ON heat BEGIN DELETE FROM lap; END",
                "trigger `t` of table `heat` is none that heatlink makes",
                false,
            ),
            ("CREATE VIEW v AS SELECT 1", "view `v` is none that heatlink makes", false),
            ("CREATE TABLE mine (a)", "table `mine` is none that heatlink makes", false),
            (
                "CREATE INDEX mine ON heat (label)",
                "index `mine` of table `heat` is none that heatlink makes",
                false,
            ),
            ("DROP TABLE lap", "table `lap` is not there", true),
            (
                "ALTER TABLE heat ADD COLUMN mine TEXT",
                "table `heat` has columns that heatlink does not make: `mine`",
                true,
            ),
            ("ALTER TABLE heat DROP COLUMN status", "table `heat` lacks the columns `status`", true),
            (
                "ALTER TABLE heat RENAME COLUMN status TO s",
                "table `heat` lacks the columns `status` and has `s`",
                true,
            ),
        ] {
            let found = found(breakage);
            let told: Vec<_> = found.iter().map(|d| (d.what.as_str(), d.is_table)).collect();
            assert_eq!(told, [(what, is_table)], "{breakage}");
        }
    }

    #[test]
    fn what_is_told_mends() {
        for breakage in [
            "DROP INDEX capture_identity; DROP INDEX entry_made; DROP INDEX session_one_per_heat",
            "DROP INDEX class_event; CREATE INDEX class_event ON class (name)",
            "CREATE TRIGGER \"it's \"\"t\"\"\" AFTER INSERT ON heat BEGIN SELECT 1; END; CREATE VIEW v AS SELECT 1",
        ] {
            let conn = open::private().unwrap();
            conn.execute_batch(breakage).unwrap();
            for difference in differences(&conn).unwrap() {
                conn.execute_batch(&difference.mend.unwrap()).unwrap();
            }
            assert_eq!(differences(&conn).unwrap(), [], "{breakage}");
        }
    }
}
