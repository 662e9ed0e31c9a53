//! Pruning: a person decides that what upstream deleted is history, with all that lies beneath it.
//!
//! Not pruned but listed: a record that something present still names, and one with something beneath it
//! that was stated after it went missing.

use crate::app::error::Error;
use crate::app::import::settle;
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row, Shape};
use crate::domain::record::{Kind, RecordKey};
use crate::domain::standing::Missing;
use crate::domain::time::Instant;
use crate::infra::db::commit::commit_step;
use crate::infra::db::reconcile::{decisions, missing, prune as db};
use rusqlite::{Connection, TransactionBehavior};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What `reconcile prune` prints.
pub const SHAPE: Shape = Shape {
    name: "prune",
    columns: &[
        Column::new("action", ColumnType::Text),
        Column::new("record", ColumnType::Text),
        Column::new("missing_since", ColumnType::Instant),
        Column::new("beneath", ColumnType::Int),
        Column::new("what", ColumnType::Text),
        Column::new("why_not", ColumnType::Text),
        Column::new("sessions", ColumnType::Text),
    ],
    brief: &["action", "record", "missing_since", "beneath", "what", "why_not", "sessions"],
};

/// What is missing and whether it can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The missing record.
    pub missing: Missing,
    /// What goes with it.
    pub beneath: Vec<RecordKey>,
    /// Ids of the sessions that are bound to a heat among them.
    pub sessions: Vec<String>,
    /// Why it stays; none: it can go.
    pub held_by: Option<String>,
}

/// What pruning would do, or did: the deepest first (results, heats, entries, classes), then by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every record that is missing.
    pub candidates: Vec<Candidate>,
    /// Every decision: record, and up to when what was stated of it is history.
    pub decisions: BTreeMap<RecordKey, Instant>,
}

impl Plan {
    /// As rows of [`SHAPE`].
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let row = |c: &Candidate| {
            let cells = vec![
                Cell::Text(if c.held_by.is_none() { "prune" } else { "keep" }.into()),
                Cell::Text(c.missing.key.to_string()),
                Cell::Instant(c.missing.since),
                Cell::Int(i64::try_from(c.beneath.len()).unwrap_or(i64::MAX)),
                Cell::Text(c.missing.named.to_string()),
                c.held_by.clone().into(),
                (!c.sessions.is_empty()).then(|| c.sessions.join(", ")).into(),
            ];
            Row { cells, zone: None }
        };
        self.candidates.iter().map(row).collect()
    }

    /// How many can go.
    #[must_use]
    pub fn can_go(&self) -> u64 {
        self.candidates.iter().filter(|c| c.held_by.is_none()).count() as u64
    }
}

/// Says what can go and what cannot. Parents are decided first, since what goes with them holds nothing.
///
/// # Errors
/// When the database cannot be read.
pub fn plan(conn: &Connection) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    // By key is parents first: classes, then heats, then entries, then results.
    for missing in missing::all(conn)? {
        let beneath = db::beneath(conn, missing.key)?;
        let later = beneath.iter().find(|b| b.stated_at > missing.since);
        let held_by = match (later, missing.key) {
            (Some(later), _) => {
                Some(format!("`{}` was stated at {}, after that", later.key, later.stated_at))
            }
            (None, RecordKey::Entry(class, who)) => db::results_of_entry(conn, class, who)?
                .into_iter()
                .find(|r| {
                    let goes = |key| plan.decisions.contains_key(&key);
                    !r.missing && !goes(RecordKey::Heat(r.heat)) && !goes(RecordKey::Result(r.heat, who))
                })
                .map(|r| format!("it has a result in heat {} `{}`", r.heat, r.label)),
            (None, _) => None,
        };
        let beneath: Vec<RecordKey> = beneath.into_iter().map(|b| b.key).collect();
        if held_by.is_none() {
            for key in beneath.iter().chain([&missing.key]) {
                let until = plan.decisions.entry(*key).or_insert(missing.since);
                *until = (*until).max(missing.since);
            }
        }
        let sessions = db::sessions_of(conn, beneath.iter().chain([&missing.key]).copied())?;
        plan.candidates.push(Candidate { missing, beneath, sessions, held_by });
    }
    plan.candidates.sort_by_key(|c| (Reverse(depth(c.missing.key.kind())), c.missing.key));
    Ok(plan)
}

/// Plans again under a write lock, writes the decisions and derives the rows they touch: one step, done
/// whole or not at all.
///
/// # Errors
/// When the database cannot be written; nothing is changed then.
pub fn apply(conn: &mut Connection, now: Instant) -> Result<Plan, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let plan = plan(&step)?;
    for (key, until) in &plan.decisions {
        decisions::prune(&step, *key, *until, now)?;
    }
    if !plan.decisions.is_empty() {
        let keys: Vec<RecordKey> = plan.decisions.keys().copied().collect();
        settle::records(&step, &keys)?;
    }
    commit_step(step)?;
    Ok(plan)
}

fn depth(kind: Kind) -> u8 {
    match kind {
        Kind::Event => 0,
        Kind::Class => 1,
        Kind::Entry => 2,
        Kind::Heat => 3,
        Kind::Result | Kind::Lap => 4,
    }
}
