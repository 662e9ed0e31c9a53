//! The records that wait for a parent, as rows.

use crate::app::error::Error;
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row, Shape};
use crate::infra::db::reconcile::waiting;
use rusqlite::Connection;

/// What `reconcile pending` prints.
pub const SHAPE: Shape = Shape {
    name: "pending",
    columns: &[
        Column::new("record", ColumnType::Text),
        Column::new("family", ColumnType::Text),
        Column::new("waits_for", ColumnType::Text),
        Column::new("captured_at", ColumnType::Instant),
        Column::new("capture", ColumnType::Text),
        Column::new("member", ColumnType::Text),
        Column::new("pointer", ColumnType::Text),
    ],
    brief: &["record", "waits_for", "family", "captured_at", "capture", "pointer", "member"],
};

/// One row for each record, family and parent, at the newest statement that waits; in that order.
///
/// # Errors
/// When the database cannot be read.
pub fn rows(conn: &Connection) -> Result<Vec<Row>, Error> {
    let row = |w: crate::domain::standing::Waiting| {
        let place = w.source.place(w.family, w.field());
        let cells = vec![
            Cell::Text(w.key.to_string()),
            Cell::Text(w.family.to_string()),
            Cell::Text(w.waits_for),
            Cell::Instant(w.captured_at),
            place.capture.into(),
            place.member.into(),
            place.pointer.into(),
        ];
        Row { cells, zone: None }
    };
    Ok(waiting::all(conn)?.into_iter().map(row).collect())
}
