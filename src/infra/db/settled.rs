//! Captures of which nothing new can be learnt, in memory: an import of what is known asks for every file, and looking
//! each up takes longer than reading all of them once.

use crate::domain::capture::{CaptureIdentity, Sha256};
use crate::domain::time::Instant;
use foldhash::HashMap;
use foldhash::fast::RandomState;
use rusqlite::{Connection, Result};
use std::hash::BuildHasher;

/// More than so many are left in the database, to bound the memory: as many as fit into 15 MB, where one more would take
/// twice as much.
const MOST: u64 = (1 << 18) / 8 * 7;
/// All are read only for an import of so many files that it pays: one file to so many captures.
const CAPTURES_A_FILE: u64 = 4;

/// Settled captures as they were when this was read. One that is not here may be in the database meanwhile; captures
/// never go, and where a person takes one back in while files are read (`captures drop --undo`), the next import sees it.
#[derive(Debug)]
pub struct Settled {
    /// With the time that was assumed, where it was, as milliseconds since 1970.
    captures: HashMap<(Sha256, u64), Option<i64>>,
    /// Makes a number of an identity's other parts; no two runs make the same, so that no file can be made to fit.
    hasher: RandomState,
}

impl Settled {
    /// Reads all that are settled; none where there are too many, or too many for an import of so many files.
    ///
    /// # Errors
    /// When `SQLite` fails.
    pub fn read(conn: &Connection, files: usize) -> Result<Option<Self>> {
        let newest: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM capture", [], |row| row.get(0))?;
        let count = newest.unsigned_abs();
        if count > MOST || count / CAPTURES_A_FILE > files as u64 {
            return Ok(None);
        }
        let mut statement = conn.prepare(
            "SELECT sha256, context, member_number, time_is = 'assumed', captured_at FROM capture
              WHERE state = 'dropped' OR (quarantined = 0 AND state <> 'rejected')",
        )?;
        let mut found = Self {
            captures: HashMap::with_capacity_and_hasher(
                usize::try_from(count).unwrap_or(0),
                RandomState::default(),
            ),
            hasher: RandomState::default(),
        };
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |column| -> Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
            let (context, at, member) = (text(1)?, text(4)?, row.get(2)?);
            let assumed_at = if row.get(3)? {
                // A time that is none is for the look-up to tell.
                let Ok(assumed) = Instant::parse(at) else { continue };
                Some(assumed.millis())
            } else {
                None
            };
            let rest = found.rest(context, if assumed_at.is_some() { "" } else { at }, member);
            found.captures.insert((row.get(0)?, rest), assumed_at);
        }
        Ok(Some(found))
    }

    /// Whether a file dated `modified` that is this capture could tell nothing new.
    #[must_use]
    pub fn covers(&self, identity: &CaptureIdentity, modified: Instant) -> bool {
        let stated = identity.stated_at.map(|at| at.to_string()).unwrap_or_default();
        let rest = self.rest(&identity.context, &stated, identity.member_number);
        match self.captures.get(&(identity.sha256, rest)) {
            Some(Some(assumed)) => *assumed <= modified.millis(),
            Some(None) => true,
            None => false,
        }
    }

    fn rest(&self, context: &str, stated: &str, member: u32) -> u64 {
        self.hasher.hash_one((context, stated, member))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::capture::CaptureTime;
    use crate::infra::db::capture::{Inserter, Lookup, New};
    use crate::infra::db::{open, run};
    use std::path::Path;
    use std::sync::OnceLock;

    const AT: Instant = Instant::from_millis(1_700_000_000_000);

    fn before(by: i64) -> Instant {
        Instant::from_millis(AT.millis() - by)
    }

    fn identity(n: u8, context: &str, stated_at: Option<Instant>) -> CaptureIdentity {
        CaptureIdentity { sha256: Sha256([n; 32]), context: context.into(), stated_at, member_number: 0 }
    }

    /// A database of captures of every kind, and whatever may be asked of it.
    fn captures() -> (Connection, Vec<CaptureIdentity>) {
        let conn = open::writing(Path::new(":memory:")).unwrap();
        let run = run::start(&conn, "import", AT).unwrap();
        let mut asked = Vec::new();
        let mut insert = Inserter::new(&conn).unwrap();
        for n in 0..12 {
            let stated_at = (n % 2 == 0).then_some(AT);
            let known = identity(n, "heats/1", stated_at);
            let new = New {
                identity: &known,
                time: stated_at.map_or(CaptureTime::Assumed(AT), CaptureTime::Stated),
                family: None,
                rejected: n % 3 == 0,
                listing_of: None,
                records: 1,
                quarantined: usize::from(n > 6),
                size: 1,
                path: "a.json",
                member: None,
                url: None,
            };
            let id = insert.insert(&new, run).unwrap().unwrap();
            if n > 9 {
                conn.execute("UPDATE capture SET state = 'dropped' WHERE id = ?1", [id]).unwrap();
            }
            let other_member = CaptureIdentity { member_number: 1, ..known.clone() };
            asked.extend([
                identity(n, "heats/2", stated_at),
                identity(n, "heats/1", Some(before(1))),
                identity(n, "heats/1", None),
                identity(n + 100, "heats/1", stated_at),
                other_member,
                known,
            ]);
        }
        drop(insert);
        (conn, asked)
    }

    #[test]
    fn what_it_covers_is_what_a_look_up_calls_settled() {
        let (conn, asked) = captures();
        let nothing_read = OnceLock::new();
        let mut lookup = Lookup::new(&conn, &nothing_read).unwrap();
        let settled = Settled::read(&conn, 12).unwrap().unwrap();
        let mut covered = 0;
        for identity in &asked {
            for modified in [before(1), AT, before(-1)] {
                let found = lookup.is_settled(identity, modified, false).unwrap();
                assert_eq!(
                    settled.covers(identity, modified),
                    found == Some(true),
                    "{identity:?} {modified}"
                );
                covered += u32::from(found == Some(true));
            }
        }
        assert!(covered > 10, "{covered}");
    }

    #[test]
    fn few_files_are_looked_up_one_by_one() {
        let (conn, _) = captures();
        assert!(Settled::read(&conn, 3).unwrap().is_some());
        assert!(Settled::read(&conn, 2).unwrap().is_none());
    }
}
