//! Sessions as rows: the one that a verb changed, as `heatlink sessions` prints it.

use crate::app::error::Error;
use crate::app::read::{self, Filter, View};
use crate::app::rows::OwnedRow;
use crate::domain::session::Session;
use rusqlite::Connection;

/// A session and its row of [`View::Sessions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The session.
    pub session: Session,
    /// The row.
    pub row: OwnedRow,
}

/// The session of this id as it is in the database now, the caller's own unfinished changes included.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn shown(conn: &Connection, id: &str) -> Result<Shown, Error> {
    let session = super::reference::find(conn, id)?;
    let filter = Filter { session: Some(session.id.clone()), ..Filter::default() };
    let mut row = OwnedRow { cells: Vec::new(), zone: None };
    read::stream(conn, View::Sessions, &filter, &mut |found| {
        row = found.into();
        Ok(())
    })?;
    Ok(Shown { session, row })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::OwnedCell;
    use crate::domain::id::HeatId;
    use crate::domain::session::SessionKind;
    use crate::infra::db::{meeting, open, session};

    #[test]
    fn a_row_has_a_cell_for_every_column_inside_a_transaction_too() {
        let mut conn = open::private().unwrap();
        meeting(&conn);
        let step = conn.transaction().unwrap();
        let mut s = Session::new("s1".into(), "Run".into(), SessionKind::Fp1);
        s.bind(HeatId::new(100).unwrap(), None);
        session::insert(&step, &s).unwrap();
        let shown = shown(&step, "s1").unwrap();
        assert_eq!(shown.row.cells.len(), View::Sessions.columns().len());
        assert_eq!(shown.row.cells[0], OwnedCell::Text("s1".into()));
        assert!(shown.row.cells.contains(&OwnedCell::Text("A-Main".into())));
    }
}
