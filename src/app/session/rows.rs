//! Sessions as rows.

use crate::app::rows::{Column, ColumnType, OwnedCell as Cell, OwnedRow as Row};
use crate::infra::db::session::ShownSession;

const fn column(name: &'static str, of: ColumnType) -> Column {
    Column { name, of }
}

/// The columns of a session. `heat_id` and `entry_id` are what the link names, there or not.
pub const COLUMNS: &[Column] = &[
    column("session_id", ColumnType::Text),
    column("name", ColumnType::Text),
    column("kind", ColumnType::Text),
    column("status", ColumnType::Text),
    column("description", ColumnType::Text),
    column("scheduled_start_utc", ColumnType::Instant),
    column("scheduled_end_utc", ColumnType::Instant),
    column("actual_start_utc", ColumnType::Instant),
    column("actual_end_utc", ColumnType::Instant),
    column("timing_provider", ColumnType::Text),
    column("heat_id", ColumnType::Id),
    column("entry_id", ColumnType::Id),
    column("event_title", ColumnType::Text),
    column("class_name", ColumnType::Text),
    column("heat_label", ColumnType::Text),
    column("heat_gone", ColumnType::Flag),
];

/// The session as a row under [`COLUMNS`].
#[must_use]
pub fn row(shown: ShownSession) -> Row {
    let s = shown.session;
    let text = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
    let instant = |at: Option<_>| at.map_or(Cell::Null, Cell::Instant);
    let id = |id: Option<i64>| id.map_or(Cell::Null, Cell::Int);
    Row {
        cells: vec![
            Cell::Text(s.id),
            Cell::Text(s.name),
            Cell::Text(s.kind.to_string()),
            text(s.status.map(|status| status.to_string())),
            text(s.description),
            instant(s.scheduled_start),
            instant(s.scheduled_end),
            instant(s.actual_start),
            instant(s.actual_end),
            Cell::Text(s.timing_provider.to_string()),
            id(s.heat.map(crate::domain::id::HeatId::get)),
            id(s.entry.map(crate::domain::id::EntryId::get)),
            text(shown.event_title),
            text(shown.class_name),
            text(shown.heat_label),
            Cell::Flag(shown.heat_gone),
        ],
        zone: shown.time_zone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::{Session, SessionKind};
    use crate::infra::db::{open, session};

    #[test]
    fn a_row_has_a_cell_for_every_column() {
        let conn = open::private().unwrap();
        session::insert(&conn, &Session::new("s1".into(), "Run".into(), SessionKind::Fp1)).unwrap();
        let row = row(session::get(&conn, "s1").unwrap().unwrap());
        assert_eq!(row.cells.len(), COLUMNS.len());
        assert_eq!(row.cells[0], Cell::Text("s1".into()));
        assert_eq!(row.cells[15], Cell::Flag(false));
    }
}
