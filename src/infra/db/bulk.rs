//! Many rows in one statement. Beginning and ending a statement costs `SQLite` about as much as inserting a row, so
//! results and laps go in up to 32 at a time.
//!
//! A statement that may have to be undone half-way keeps a copy of every page it touches. These need not: they say
//! `OR FAIL`, the foreign keys of their tables are deferred, and whoever uses them rolls the batch back on any error.

use rusqlite::{CachedStatement, Connection, Result, ToSql};

/// So many rows at once, most first: any number of rows is a few of these.
const AT_ONCE: [usize; 5] = [32, 8, 4, 2, 1];

/// An `INSERT` of any number of rows, prepared as it is needed.
pub(super) struct Bulk<'c> {
    conn: &'c Connection,
    /// The statement up to its `VALUES`.
    insert: &'static str,
    /// One row of values: `?1` and so on for what all rows share, `#` for each row's own.
    row: &'static str,
    /// How many values all rows share.
    shared: usize,
    /// How many each row has.
    own: usize,
    by_size: [Option<CachedStatement<'c>>; AT_ONCE.len()],
}

/// Where one row's values go.
pub(super) struct Place<'s, 'c> {
    statement: &'s mut CachedStatement<'c>,
    next: usize,
}

impl Place<'_, '_> {
    /// The row's next value.
    pub(super) fn bind(&mut self, value: impl ToSql) -> Result<()> {
        self.statement.raw_bind_parameter(self.next, value)?;
        self.next += 1;
        Ok(())
    }
}

impl<'c> Bulk<'c> {
    pub(super) fn new(conn: &'c Connection, insert: &'static str, row: &'static str, shared: usize) -> Self {
        let own = row.matches('#').count();
        Self { conn, insert, row, shared, own, by_size: [const { None }; AT_ONCE.len()] }
    }

    /// Inserts rows in their order; `bind` gives a row's values, one for each `#`.
    pub(super) fn insert<T>(
        &mut self,
        shared: &[i64],
        rows: &[T],
        bind: impl Fn(&T, &mut Place<'_, 'c>) -> Result<()>,
    ) -> Result<()> {
        let mut rest = rows;
        for (i, size) in AT_ONCE.into_iter().enumerate() {
            while rest.len() >= size {
                let (now, later) = rest.split_at(size);
                rest = later;
                let statement = self.statement(i)?;
                for (number, value) in shared.iter().enumerate() {
                    statement.raw_bind_parameter(number + 1, value)?;
                }
                let mut place = Place { statement, next: shared.len() + 1 };
                for row in now {
                    bind(row, &mut place)?;
                }
                place.statement.raw_execute()?;
            }
        }
        Ok(())
    }

    fn statement(&mut self, i: usize) -> Result<&mut CachedStatement<'c>> {
        match &mut self.by_size[i] {
            Some(prepared) => Ok(prepared),
            none => {
                let sql = statement_text(self.insert, self.row, self.shared, self.own, AT_ONCE[i]);
                Ok(none.insert(self.conn.prepare_cached(&sql)?))
            }
        }
    }
}

/// The statement for so many rows: the row again and again, with its own placeholders numbered on. Nothing but
/// numbers is put into it.
fn statement_text(insert: &str, row: &str, shared: usize, own: usize, rows: usize) -> String {
    let mut sql = String::with_capacity(insert.len() + rows * (row.len() + 4 * own));
    sql.push_str(insert);
    let mut next = shared;
    for i in 0..rows {
        sql.push_str(if i == 0 { " " } else { ", " });
        for (n, part) in row.split('#').enumerate() {
            if n > 0 {
                next += 1;
                sql.push('?');
                sql.push_str(&next.to_string());
            }
            sql.push_str(part);
        }
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_placeholders_are_numbered_after_the_shared() {
        let sql = statement_text("INSERT INTO t VALUES", "(?1, #, #)", 1, 2, 2);
        assert_eq!(sql, "INSERT INTO t VALUES (?1, ?2, ?3), (?1, ?4, ?5)");
    }

    #[test]
    fn any_number_of_rows_goes_in_and_in_order() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE t (a INTEGER, b INTEGER, c TEXT)").unwrap();
        let mut bulk = Bulk::new(&conn, "INSERT INTO t (a, b, c) VALUES", "(?1, #, #)", 1);
        for count in [0, 1, 3, 47, 100] {
            let rows: Vec<(i64, Option<&str>)> =
                (0..count).map(|b| (b, (b % 2 == 0).then_some("even"))).collect();
            bulk.insert(&[count], &rows, |(b, c), place| {
                place.bind(b)?;
                place.bind(c)
            })
            .unwrap();
            let read: Vec<(i64, Option<String>)> = conn
                .prepare("SELECT b, c FROM t WHERE a = ?1 ORDER BY rowid")
                .unwrap()
                .query_map([count], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap()
                .collect::<Result<_>>()
                .unwrap();
            assert_eq!(read, rows.iter().map(|(b, c)| (*b, c.map(str::to_owned))).collect::<Vec<_>>());
        }
    }
}
