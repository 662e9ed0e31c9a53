//! Is the database sound? `SQLite`'s own checks first, then what heatlink promises always holds.

use crate::app::error::Error;
use crate::app::import::derive::Deriver;
use crate::domain::finding::{Code, Finding};
use crate::domain::text::count;
use crate::infra::db::check::{INVARIANTS, NAMED, Offenders, integrity};
use crate::infra::db::error::DbError;
use crate::infra::db::open;
use crate::infra::db::orphans::orphans;
use crate::infra::db::shape::{self, Difference};
use crate::infra::db::{archive, made, race, records, roster, values};
use rusqlite::Connection;
use std::path::Path;

/// What came of the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The checks that were made, by name.
    pub checks: Vec<&'static str>,
    /// Each place where one fails.
    pub findings: Vec<Finding>,
    /// How many records were compared with what their statements give.
    pub compared: u64,
    /// How many records there are.
    pub records: u64,
    /// There is a file and nothing in it: a first import was killed before it began.
    pub empty: bool,
}

/// Which records are compared with what their statements give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Every one up to so many; of more, those whose statements are kept as such and, of the others, so many
    /// spread evenly. The same every time.
    Sample(u64),
    /// Every one.
    All,
}

impl Compare {
    /// What is checked unless all is asked for.
    pub const USUAL: Self = Self::Sample(20_000);
}

/// Checks the database at `path`, which is never changed. An empty one is sound: there is nothing to lose.
///
/// # Errors
/// When there is no database of this version to check.
pub fn check_file(path: &Path, compare: Compare) -> Result<Report, Error> {
    match open::reading(path) {
        Ok(conn) => check(&conn, compare),
        Err(DbError::Empty(_)) => Ok(Report { empty: true, ..Report::default() }),
        Err(DbError::Damaged(why)) => {
            let findings = vec![damaged("integrity", &why)];
            Ok(Report { checks: vec!["integrity"], findings, ..Report::default() })
        }
        Err(error) => Err(error.into()),
    }
}

/// Checks an open database.
///
/// # Errors
/// When it cannot be read for another reason than damage.
pub fn check(conn: &Connection, compare: Compare) -> Result<Report, Error> {
    // Many questions, one state: an import that commits in between would show half of itself.
    let _one_state = if conn.is_autocommit() { Some(conn.unchecked_transaction()?) } else { None };
    let mut report = Report::default();
    if !sound_ground(conn, &mut report)? {
        return Ok(report); // on damaged ground our own questions would only repeat it
    }
    for invariant in INVARIANTS {
        report.take(invariant.name, invariant.offenders(conn), |what| {
            Finding::new(
                Code::BrokenInvariant,
                format!("{}: expected that {}, found {what}", invariant.name, invariant.holds),
            )
            .with_hint(REBUILDING)
        })?;
    }
    report.take("archived-payloads", archived_payloads(conn), |what| {
        Finding::new(
            Code::BrokenInvariant,
            format!("archived-payloads: expected the bytes that a capture was read from, found {what}"),
        )
        .with_hint("go back to a backup; without these bytes `heatlink db rebuild` declines")
    })?;
    let (alone, with_history) = records::count(conn)?;
    report.records = alone + with_history;
    let stride = match compare {
        Compare::Sample(most) if report.records > most => alone.div_ceil(most.max(1)).max(1),
        Compare::Sample(_) | Compare::All => 1,
    };
    report.compared = alone.div_ceil(stride) + with_history;
    report.take("kept-equals-definition", kept_equals_definition(conn, stride), |what| {
        Finding::new(
            Code::BrokenInvariant,
            format!("kept-equals-definition: expected a record as its statements give it, found {what}"),
        )
        .with_hint(REBUILDING)
    })?;
    Ok(report)
}

/// What mends rows that are not what captures give.
const REBUILDING: &str = "keep a copy with `heatlink db backup FILE`; `heatlink db rebuild` mends it where captures are archived, else importing them afresh";

/// What all other questions stand on: pages, parents, the schema, and values that can be read. Whether it is sound.
fn sound_ground(conn: &Connection, report: &mut Report) -> Result<bool, Error> {
    report.take("integrity", integrity(conn), |what| damaged("integrity", what))?;
    report.take("foreign-keys", orphans(conn, false), |what| damaged("foreign-keys", what))?;
    report.take("foreign-keys-of-records", orphans(conn, true), |what| {
        damaged("foreign-keys-of-records", what).with_hint(REBUILDING)
    })?;
    let schema = shape::differences(conn)?;
    report.checks.push("schema");
    let is_sound = report.findings.is_empty() && !schema.iter().any(|difference| difference.is_table);
    report.findings.extend(schema.into_iter().map(other_schema));
    if !is_sound {
        return Ok(false);
    }
    let before = report.findings.len();
    report.take("values-are-readable", values::unreadable(conn), |what| {
        Finding::new(Code::BrokenInvariant, format!("values-are-readable: {what}")).with_hint(
            "go back to a backup, or put back in the `sqlite3` shell what was there; of a table that captures give, `heatlink db rebuild` makes it anew where they are archived",
        )
    })?;
    Ok(report.findings.len() == before)
}

/// A part of the schema that is not as heatlink makes it.
fn other_schema(difference: Difference) -> Finding {
    let finding = damaged("schema", &difference.what);
    match difference.mend {
        Some(sql) => finding.with_hint(format!(
            "keep a copy with `heatlink db backup FILE`, then run in the `sqlite3` shell: {sql}"
        )),
        None => finding,
    }
}

/// Unpacks every archived payload and looks whether it is the one it is kept as.
fn archived_payloads(conn: &Connection) -> Result<Offenders, DbError> {
    let mut offenders = Offenders { named: Vec::new(), total: 0 };
    archive::each_payload(conn, |packed| {
        if let Err(what) = packed.bytes() {
            if offenders.named.len() < NAMED {
                offenders.named.push(format!("payload {} damaged: {what}", packed.sha256));
            }
            offenders.total += 1;
        }
        Ok(())
    })?;
    Ok(offenders)
}

/// Derives records from their statements again and compares; every record with kept statements, and of the
/// others each `stride`-th.
fn kept_equals_definition(conn: &Connection, stride: u64) -> Result<Offenders, DbError> {
    let mut offenders = Offenders { named: Vec::new(), total: 0 };
    let mut deriver = Deriver::new(conn)?;
    let mut compare = |key| {
        if let Some(what) = deriver.difference(key)? {
            if offenders.named.len() < NAMED {
                offenders.named.push(format!("`{key}`: {what}"));
            }
            offenders.total += 1;
        }
        Ok(())
    };
    records::each_with_history(conn, &mut compare)?;
    records::each_alone(conn, stride, &mut compare)?;
    made_equals_definition(conn, &mut deriver, &mut offenders)?;
    Ok(offenders)
}

/// The same for what no record states: who is who in a class, what pages and laps imply, what follows from laps.
fn made_equals_definition(
    conn: &Connection,
    deriver: &mut Deriver<'_>,
    offenders: &mut Offenders,
) -> Result<(), DbError> {
    let mut add = |what: String| {
        if offenders.named.len() < NAMED {
            offenders.named.push(what);
        }
        offenders.total += 1;
    };
    for class in roster::classes(conn)? {
        if let Some(what) = deriver.roster_difference(class)? {
            add(format!("the entries of class row {class}: {what}"));
        }
    }
    let (classes, events) = made::all(conn)?;
    for class in classes {
        if made::newest_of_class(conn, class)?.map(|n| n.capture) != made::class_shows(conn, class)? {
            add(format!("class row {class}: it is not as the headings of its heats give"));
        }
    }
    for event in events {
        if made::newest_of_event(conn, event)? != made::event_shows(conn, event)? {
            add(format!("event row {event}: it is not as the headings of its heats give"));
        }
    }
    race::each(conn, |heat| {
        if let Some(what) = deriver.race_difference(heat)? {
            add(format!("race {heat}: {what}"));
        }
        Ok(())
    })?;
    Ok(())
}

fn damaged(check: &str, what: &str) -> Finding {
    Finding::new(Code::DatabaseDamaged, format!("{check}: {what}"))
        .with_hint("restore a backup, or import the captures into a new database with `heatlink import PATH`")
}

impl Report {
    fn take(
        &mut self,
        name: &'static str,
        found: Result<Offenders, DbError>,
        finding: impl Fn(&str) -> Finding,
    ) -> Result<(), Error> {
        self.checks.push(name);
        let found = match found {
            Ok(found) => found,
            // Too damaged to be asked: that is the answer.
            Err(DbError::Damaged(why) | DbError::Inconsistent(why)) => {
                Offenders { named: vec![why], total: 1 }
            }
            Err(error) => return Err(error.into()),
        };
        self.findings.extend(found.named.iter().map(|what| finding(what)));
        let more = found.total - found.named.len();
        if more > 0 {
            self.findings.push(finding(&format!("{} like it", count(more as u64, "more", "more"))));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_database_is_sound() {
        let report = check(&open::private().unwrap(), Compare::All).unwrap();
        assert_eq!(report.findings, []);
        assert_eq!(report.checks.len(), INVARIANTS.len() + 7);
    }

    #[test]
    fn offenders_beyond_the_first_are_counted() {
        let mut report = Report::default();
        let found = Offenders { named: vec!["heat/1".into()], total: 3 };
        report.take("a-check", Ok(found), |what| Finding::new(Code::BrokenInvariant, what)).unwrap();
        let messages: Vec<_> = report.findings.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(messages, ["heat/1", "2 more like it"]);
    }

    #[test]
    fn what_a_killed_import_leaves_is_empty_and_sound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        assert!(matches!(check_file(&path, Compare::USUAL), Err(Error::Db(DbError::Missing(_)))));
        std::fs::write(&path, "").unwrap();
        assert!(check_file(&path, Compare::USUAL).unwrap().empty);
        std::fs::remove_file(&path).unwrap();
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "journal_mode", "wal").unwrap();
        drop(conn);
        assert!(check_file(&path, Compare::USUAL).unwrap().empty);
    }

    #[test]
    fn damage_is_found_and_not_an_error_of_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(open::writing(&path).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        for page in 3..9 {
            bytes[page * 4096..page * 4096 + 60].fill(0x5a);
        }
        std::fs::write(&path, bytes).unwrap();
        let report = check_file(&path, Compare::USUAL).unwrap();
        assert!(report.findings.iter().all(|f| f.code == Code::DatabaseDamaged));
        assert!(!report.findings.is_empty());
    }
}
