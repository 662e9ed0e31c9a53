//! Sessions from a file: all rows or none.

use super::guard::{self, NoLink};
use super::id;
use crate::app::error::Error;
use crate::domain::finding::{Code, Finding, Place, Severity};
use crate::domain::id::{EntryId, HeatId};
use crate::domain::session::rule::Broken;
use crate::domain::session::{Session, SessionField};
use crate::infra::db::commit::commit_step;
use crate::infra::db::session;
use crate::infra::session_file::{SessionFile, StatedSession};
use rusqlite::{Connection, TransactionBehavior};
use std::collections::BTreeMap;

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Whether the rows were taken; otherwise nothing was written.
    pub committed: bool,
    /// Sessions that were not there.
    pub inserted: u64,
    /// Sessions that changed.
    pub updated: u64,
    /// Sessions that were so already.
    pub unchanged: u64,
    /// Rows that a finding refuses.
    pub rejected: u64,
    /// All that is wrong or odd, in the order of the file.
    pub findings: Vec<Finding>,
}

/// A row that is understood, with the session that it comes to.
struct Planned<'a> {
    row: &'a StatedSession,
    before: Option<&'a Session>,
    after: Session,
}

/// Takes every row of a file, or none when one is bad.
///
/// # Errors
/// When the database cannot be read or written; bad rows are findings of the report.
pub fn import(conn: &mut Connection, file: &SessionFile) -> Result<Report, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let there: BTreeMap<String, Session> =
        session::all(&step)?.into_iter().map(|s| (s.id.clone(), s)).collect();
    let mut report = Report { findings: file.findings.clone(), ..Report::default() };
    report.rejected = file.rows.iter().filter(|row| row.is_bad).count() as u64;
    let mut planned: BTreeMap<String, Planned<'_>> = BTreeMap::new();
    for row in file.rows.iter().filter(|row| !row.is_bad) {
        let found = match plan(&there, row) {
            Ok(plan) => {
                let found = broken(&plan, &step)?;
                if found.is_empty() { admit(&mut planned, plan) } else { found }
            }
            Err(finding) => vec![*finding],
        };
        report.reject(found);
    }
    for found in clashes(&there, &planned) {
        report.reject(vec![found]);
    }
    report.findings.sort_by_key(|f| (f.place.line, f.place.column));
    if report.findings.iter().any(|f| f.severity() == Severity::Error) {
        return Ok(report); // the transaction is rolled back as it goes
    }
    write(&step, &planned, &mut report)?;
    commit_step(step)?;
    report.committed = true;
    Ok(report)
}

impl Report {
    /// Findings of one row; it is rejected when one of them is an error.
    fn reject(&mut self, found: Vec<Finding>) {
        self.rejected += u64::from(found.iter().any(|f| f.severity() == Severity::Error));
        self.findings.extend(found);
    }
}

fn at(place: Place, code: Code, message: String) -> Finding {
    Finding { place, ..Finding::new(code, message) }
}

/// What a row comes to: on top of the session of its id, else a new one with name and kind.
fn plan<'a>(
    there: &'a BTreeMap<String, Session>,
    row: &'a StatedSession,
) -> Result<Planned<'a>, Box<Finding>> {
    let missing = |field: SessionField| {
        let message = format!("a new session needs a `{field}`");
        Box::new(at(row.place_of(field), Code::MissingField, message))
    };
    let patch = &row.patch;
    let before = row.id.as_ref().and_then(|id| there.get(id));
    if let Some(before) = before {
        return Ok(Planned { row, before: Some(before), after: patch.clone().apply(before.clone()) });
    }
    let name = patch.name.clone().ok_or_else(|| missing(SessionField::Name))?;
    let kind = patch.kind.ok_or_else(|| missing(SessionField::Kind))?;
    let fresh = patch.clone().apply(Session::new(row.id.clone().unwrap_or_default(), name, kind));
    if row.id.is_some() {
        return Ok(Planned { row, before: None, after: fresh });
    }
    let id = id::derived(fresh.kind, &fresh.name, fresh.scheduled_start);
    let before = there.get(&id);
    let base = before.cloned().unwrap_or_else(|| Session::new(id, fresh.name, fresh.kind));
    Ok(Planned { row, before, after: patch.clone().apply(base) })
}

/// The rules that the planned session breaks, and whether its new link can be made.
fn broken(plan: &Planned<'_>, conn: &Connection) -> Result<Vec<Finding>, Error> {
    let rules = plan.after.broken_rules();
    if !rules.is_empty() {
        return Ok(rules.iter().map(|rule| rule_finding(plan.row, rule)).collect());
    }
    match plan.after.link() {
        Some(link) if plan.before.and_then(Session::link) != Some(link) => {
            Ok(guard::heat(conn, link.0, link.1)?
                .err()
                .map(|why| link_finding(plan.row, &why))
                .into_iter()
                .collect())
        }
        _ => Ok(Vec::new()),
    }
}

fn rule_finding(row: &StatedSession, rule: &Broken) -> Finding {
    let code = match rule {
        Broken::Blank(_) => Code::BlankText,
        Broken::Nul(_) => Code::NulCharacter,
        Broken::StartAfterEnd { .. } => Code::StartAfterEnd,
        _ => Code::BadSession,
    };
    at(row.place_of(rule.field()), code, rule.to_string())
}

fn link_finding(row: &StatedSession, why: &NoLink) -> Finding {
    let field =
        if matches!(why, NoLink::NotInClass { .. }) { SessionField::Entry } else { SessionField::Heat };
    at(row.place_of(field), Code::BadSession, why.to_string()).with_hint(why.hint())
}

/// Adds a row to the plan unless another of the file has its id.
fn admit<'a>(planned: &mut BTreeMap<String, Planned<'a>>, plan: Planned<'a>) -> Vec<Finding> {
    let Some(other) = planned.get(&plan.after.id) else {
        planned.insert(plan.after.id.clone(), plan);
        return Vec::new();
    };
    let line = other.row.place.line.unwrap_or_default();
    let (code, what) = if other.after == plan.after {
        (Code::DuplicateRecord, "with equal values")
    } else {
        (Code::DuplicateRecordConflict, "with different values")
    };
    let message = format!("session `{}` stands in line {line} too, {what}", plan.after.id);
    vec![at(plan.row.place_of(SessionField::Id), code, message)]
}

/// Links that two sessions would have once the whole file is taken; the row of the file is named.
fn clashes(there: &BTreeMap<String, Session>, planned: &BTreeMap<String, Planned<'_>>) -> Vec<Finding> {
    let mut holders: BTreeMap<(HeatId, Option<EntryId>), &Session> = BTreeMap::new();
    for (id, session) in there {
        if let (Some(link), false) = (session.link(), planned.contains_key(id)) {
            holders.insert(link, session);
        }
    }
    let mut in_order: Vec<&Planned<'_>> = planned.values().collect();
    in_order.sort_by_key(|plan| (plan.row.place.line, plan.row.place.column));
    let mut found = Vec::new();
    for plan in in_order {
        let Some(link) = plan.after.link() else { continue };
        if let Some(holder) = holders.get(&link) {
            found.push(link_finding(plan.row, &NoLink::Taken { by: Box::new((*holder).clone()) }));
        } else {
            holders.insert(link, &plan.after);
        }
    }
    found
}

fn write(
    conn: &Connection,
    planned: &BTreeMap<String, Planned<'_>>,
    report: &mut Report,
) -> Result<(), Error> {
    let changed = |plan: &&Planned<'_>| plan.before != Some(&plan.after);
    for plan in planned.values().filter(changed) {
        // Two sessions may change places: every old link goes before a new one is made.
        if let Some(before) = plan.before.filter(|before| before.link() != plan.after.link()) {
            session::release(conn, &before.id)?;
        }
    }
    for plan in planned.values() {
        match plan.before {
            Some(before) if *before == plan.after => report.unchanged += 1,
            Some(_) => {
                session::update(conn, &plan.after)?;
                report.updated += 1;
            }
            None => {
                session::insert(conn, &plan.after)?;
                report.inserted += 1;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::timing_provider::TimingProvider;
    use crate::infra::db::{meeting, open};
    use crate::infra::session_file::parse;

    fn database() -> Connection {
        let conn = open::private().unwrap();
        meeting(&conn);
        conn
    }

    fn run(conn: &mut Connection, text: &str) -> Report {
        import(conn, &parse("s", text.as_bytes())).unwrap()
    }

    fn codes(report: &Report) -> Vec<(&'static str, u64)> {
        report.findings.iter().map(|f| (f.code.as_str(), f.place.line.unwrap())).collect()
    }

    fn get(conn: &Connection, id: &str) -> Session {
        session::get(conn, id).unwrap().unwrap()
    }

    const FILE: &str = "id,name,kind,scheduled_start,heat,entry\ns1,Run 1,RACE,2024-08-09T21:40:00Z,100,501\n\
                        ,Run 2,RACE,2024-08-09T22:40:00Z,101,\n";

    #[test]
    fn repeating_a_file_changes_nothing() {
        let mut conn = database();
        let first = run(&mut conn, FILE);
        assert_eq!((first.committed, first.inserted, first.findings.len()), (true, 2, 0));
        assert_eq!(get(&conn, "s1").timing_provider, TimingProvider::LiveRc);
        let again = run(&mut conn, FILE);
        assert_eq!((again.inserted, again.updated, again.unchanged), (0, 0, 2));
        conn.execute("DELETE FROM heat WHERE id = 100", []).unwrap();
        assert_eq!(run(&mut conn, FILE).unchanged, 2, "a link that was made stays");
    }

    #[test]
    fn columns_that_are_not_there_keep_what_is() {
        let mut conn = database();
        run(&mut conn, FILE);
        let report = run(&mut conn, r#"[{"id": "s1", "description": "wet"}]"#);
        assert_eq!((report.updated, get(&conn, "s1").heat), (1, HeatId::new(100)));
        run(&mut conn, r#"[{"id": "s1", "timingProvider": "MANUAL"}]"#);
        assert_eq!((get(&conn, "s1").heat, get(&conn, "s1").entry), (None, None));
    }

    #[test]
    fn one_bad_row_keeps_the_file_out() {
        let mut conn = database();
        let text = "id,name,kind,heat,entry,actual_start,actual_end\na,Fine,RACE,,,,\nb, ,RACE,,,,\nc,X,RACE,9,,,\n\
                    d,X,RACE,100,601,,\ne,X,,,,,\nf,X,RACE,,,2024-08-09T02:00:00Z,2024-08-09T01:00:00Z\ng,X,RACE,,501,,\n";
        let report = run(&mut conn, text);
        assert_eq!(
            codes(&report),
            [
                ("blank-text", 3),
                ("bad-session", 4),
                ("bad-session", 5),
                ("missing-field", 6),
                ("start-after-end", 7),
                ("bad-session", 8)
            ]
        );
        assert_eq!((report.committed, report.rejected), (false, 6));
        assert!(session::all(&conn).unwrap().is_empty());
    }

    #[test]
    fn one_id_twice_and_one_heat_twice_are_found() {
        let mut conn = database();
        let twice = run(&mut conn, "id,name,kind\na,X,RACE\na,X,RACE\na,Y,RACE\n");
        assert_eq!(codes(&twice), [("duplicate-record", 3), ("duplicate-record-conflict", 4)]);
        let heat = run(&mut conn, "id,name,kind,heat\na,X,RACE,100\nb,X,RACE,100\n");
        assert_eq!(codes(&heat), [("bad-session", 3)]);
        run(&mut conn, "id,name,kind,heat\na,X,RACE,100\n");
        let there = run(&mut conn, "id,name,kind,heat\nb,X,RACE,100\n");
        assert!(there.findings[0].message.contains("`a`"), "{:?}", there.findings);
    }

    #[test]
    fn two_sessions_change_places() {
        let mut conn = database();
        run(&mut conn, "id,name,kind,heat\na,X,RACE,100\nb,X,RACE,101\n");
        let report = run(&mut conn, "id,heat\na,101\nb,100\n");
        assert_eq!((report.committed, report.updated), (true, 2));
        assert_eq!((get(&conn, "a").heat, get(&conn, "b").heat), (HeatId::new(101), HeatId::new(100)));
    }

    #[test]
    fn a_new_session_needs_a_name_and_a_kind() {
        let mut conn = database();
        assert_eq!(codes(&run(&mut conn, "id,name\na,X\n")), [("missing-field", 2)]);
        assert_eq!(codes(&run(&mut conn, "id,kind\na,RACE\n")), [("missing-field", 2)]);
    }
}
