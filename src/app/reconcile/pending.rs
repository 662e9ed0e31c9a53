//! The records that wait for a parent, as rows.

use crate::app::error::Error;
use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row};
use crate::infra::db::reconcile::waiting;
use rusqlite::Connection;

/// The columns of `reconcile pending`.
pub const COLUMNS: &[Column] = &[
    Column { name: "record", of: ColumnType::Text },
    Column { name: "family", of: ColumnType::Text },
    Column { name: "waits_for", of: ColumnType::Text },
    Column { name: "captured_at", of: ColumnType::Instant },
    Column { name: "capture", of: ColumnType::Text },
    Column { name: "member", of: ColumnType::Text },
    Column { name: "pointer", of: ColumnType::Text },
];

/// One row for each record, family and parent, at the newest statement that waits; in that order.
///
/// # Errors
/// When the database cannot be read.
pub fn rows(conn: &Connection) -> Result<Vec<Row>, Error> {
    let text = |t: Option<String>| t.map_or(Cell::Null, Cell::Text);
    let row = |w: crate::domain::standing::Waiting| {
        let place = w.source.place(w.family, w.field());
        let cells = vec![
            Cell::Text(w.key.to_string()),
            Cell::Text(w.family.to_string()),
            Cell::Text(w.waits_for),
            Cell::Instant(w.captured_at),
            text(place.capture),
            text(place.member),
            text(place.pointer),
        ];
        Row { cells, zone: None }
    };
    Ok(waiting::all(conn)?.into_iter().map(row).collect())
}
