//! The results of a heat that has none yet go in together: the usual case, and most of all records.

use super::apply::Writer;
use crate::domain::record::{Family, Fields, Kind, RecordKey, Statement};
use crate::infra::capture::payload::Payload;
use crate::infra::db::result;
use crate::infra::db::result::NewResult;
use rusqlite::Result;

impl Writer<'_> {
    /// Shows the results of a heat together, where nothing was said of any of them before. What is left is for the
    /// record by record way: results whose entry is not there, or all of them where this is not the usual case.
    pub(super) fn show_results<'p>(&mut self, payload: &'p Payload, id: i64) -> Result<Vec<&'p Statement>> {
        let stated = &payload.statements;
        let all = || stated.iter().collect();
        let Some(RecordKey::Result(heat, _)) = stated.first().map(|s| s.key) else { return Ok(all()) };
        let one_heat = |s: &Statement| matches!(s.key, RecordKey::Result(of, _) if of == heat);
        if payload.family != Family::Results
            || self.settler.any_prune()
            || self.any.versions[Kind::Result as usize]
            || !stated.iter().all(one_heat)
        {
            return Ok(all());
        }
        let conn = self.conn();
        let Some(known) = self.settler.refs.heat(conn, heat)? else { return Ok(all()) };
        if result::any_of(conn, heat)? {
            return Ok(all());
        }
        let mut new: Vec<NewResult<'_>> = Vec::with_capacity(stated.len());
        let mut left = Vec::new();
        for s in stated {
            let (RecordKey::Result(_, who), Fields::Result(fields)) = (s.key, &s.fields) else { continue };
            match self.settler.refs.entry(conn, known.class_row, who)? {
                Some(entry) => {
                    new.push((entry.row, fields, s.item));
                    if known.missing || entry.missing {
                        // What is said beneath a missing record may bring it back.
                        self.settler.mark_scopes(s.key)?;
                    }
                }
                None => left.push(s),
            }
        }
        // In the order of the table's key, so that rows are appended.
        new.sort_unstable_by_key(|(entry, ..)| *entry);
        self.results.insert_all(heat, &new, id)?;
        self.settler.born[Kind::Result as usize] += new.len() as u64;
        Ok(left)
    }
}
