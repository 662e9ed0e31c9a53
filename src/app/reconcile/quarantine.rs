//! What was refused: as rows, one with its text, and letting go.

use crate::app::error::Error;
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row, Shape};
use crate::domain::standing::Refused;
use crate::domain::text::count;
use crate::domain::time::Instant;
use crate::infra::db::commit::commit_step;
use crate::infra::db::reconcile::quarantine;
use rusqlite::{Connection, TransactionBehavior};

/// What `reconcile quarantine list` prints.
pub const SHAPE: Shape = Shape {
    name: "quarantine",
    columns: &[
        Column::new("id", ColumnType::Id),
        Column::new("capture", ColumnType::Text),
        Column::new("member", ColumnType::Text),
        Column::new("pointer", ColumnType::Text),
        Column::new("record", ColumnType::Text),
        Column::new("code", ColumnType::Text),
        Column::new("message", ColumnType::Text),
        Column::new("size", ColumnType::Int),
        Column::new("dropped", ColumnType::Instant),
    ],
    brief: &["id", "code", "capture", "message", "record", "pointer", "member", "size", "dropped"],
};

/// One row for each refusal, in the order of captures; those let go only when asked.
///
/// # Errors
/// When the database cannot be read.
pub fn rows(conn: &Connection, with_dropped: bool) -> Result<Vec<Row>, Error> {
    Ok(quarantine::all(conn, with_dropped)?.into_iter().map(row).collect())
}

/// One refusal as a row of [`SHAPE`].
#[must_use]
pub fn row(refused: Refused) -> Row {
    let cells = vec![
        Cell::Int(refused.id),
        Cell::Text(refused.capture),
        refused.member.into(),
        refused.pointer.into(),
        refused.record.into(),
        Cell::Text(refused.code),
        Cell::Text(refused.message),
        Cell::Int(refused.size),
        refused.dropped_at.into(),
    ];
    Row { cells, zone: None }
}

/// A refusal with its original text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The refusal.
    pub refused: Refused,
    /// The original bytes.
    pub content: Vec<u8>,
    /// Whether only the beginning was kept.
    pub truncated: bool,
}

/// One refusal with its original text.
///
/// # Errors
/// When there is no such, or the database cannot be read.
pub fn show(conn: &Connection, id: i64) -> Result<Shown, Error> {
    let (refused, content, truncated) = quarantine::one(conn, id)?.ok_or_else(|| unknown(id))?;
    Ok(Shown { refused, content, truncated })
}

/// Lets go of these, all or none; says how many were not let go before. They stay listed with `--all`.
///
/// # Errors
/// When one is not there, or the database cannot be written.
pub fn drop(conn: &mut Connection, ids: &[i64], now: Instant) -> Result<usize, Error> {
    let step = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut dropped = 0;
    for id in ids {
        dropped += usize::from(quarantine::drop(&step, *id, now)?.ok_or_else(|| unknown(*id))?);
    }
    commit_step(step)?;
    Ok(dropped)
}

/// `1 record let go`, for the status line.
#[must_use]
pub fn let_go(dropped: usize) -> String {
    format!("{} let go", count(dropped as u64, "refusal", "refusals"))
}

pub(super) fn unknown(id: i64) -> Error {
    Error::refused(
        format!("nothing in quarantine has the number {id}"),
        "the numbers are listed by `heatlink reconcile quarantine list --all`",
    )
}
