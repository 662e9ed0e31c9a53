//! A capture that is known, read again: what this heatlink reads takes the place of what an older one read.

use super::apply::{Taken, Writer, row_of};
use crate::domain::finding::Code;
use crate::domain::record::{RecordKey, Statement};
use crate::infra::capture::payload::{Payload, Refused};
use crate::infra::capture::source::Capture;
use crate::infra::db::said::{self, Said};
use crate::infra::db::{archive, capture, drop, numbers, quarantine, row, statement};
use rusqlite::Result;
use std::collections::BTreeSet;

/// What a reading finds otherwise than the one before it.
struct Difference<'r> {
    /// Stated before and no longer.
    gone: Vec<Said>,
    /// Stated now and not before.
    new: Vec<&'r Statement>,
    /// Refused otherwise: others, or for other reasons.
    is_refused_otherwise: bool,
}

impl Difference<'_> {
    fn is_none(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty() && !self.is_refused_otherwise
    }
}

impl Writer<'_> {
    /// Whether a reading of a known capture was refused for what is no fault of its payload, while the payload itself
    /// was read before. Neither an envelope nor a limit is part of what makes a capture known: what is kept holds, in
    /// whatever order files come, and nothing is archived as its payload that does not read as it did.
    pub(super) fn tells_nothing(&self, kept: &capture::Kept, read: &Capture) -> Result<bool> {
        match &read.member.outcome {
            Err(refused) if !refused.reason.code.is_of_payload() => Ok(!self.was_never_read(kept)?),
            _ => Ok(false),
        }
    }

    /// Whether all that is known of a capture is what was at fault around its payload, or which limit it broke.
    fn was_never_read(&self, kept: &capture::Kept) -> Result<bool> {
        let is_of_payload = |code: &str| Code::of_name(code).is_none_or(Code::is_of_payload);
        Ok(kept.is_rejected()
            && !quarantine::reasons(self.conn(), kept.id)?.iter().any(|(code, _)| is_of_payload(code)))
    }

    /// Takes a known capture of which something was refused as it is read now; none where that is as it was.
    pub(super) fn take_otherwise(
        &mut self,
        kept: &capture::Kept,
        path: &str,
        read: &Capture,
    ) -> Result<Option<Taken>> {
        let mut difference = self.difference(kept, read)?;
        // Archived now, it is read under the limit of this run from here on: what it is refused for must name that one.
        difference.is_refused_otherwise |= read.member.body.is_some()
            && !archive::is_archived(self.conn(), kept.id)?
            && self.was_never_read(kept)?;
        if difference.is_none() {
            return Ok(None);
        }
        self.run()?;
        // What was archived with what stood around it, or under another limit, would not be read as this is.
        if read.member.body.is_some() || self.was_never_read(kept)? {
            archive::forget_reading(self.conn(), kept.id)?;
            self.archive(kept.id, read)?;
        }
        self.replace(kept.id, path, read, difference)?;
        Ok(Some(if read.member.outcome.is_ok() { Taken::Imported } else { Taken::Rejected }))
    }

    /// What this reading finds otherwise; nothing is looked through unless there is such.
    fn difference<'r>(&self, kept: &capture::Kept, read: &'r Capture) -> Result<Difference<'r>> {
        let conn = self.conn();
        let (stated, refused): (&[Statement], Vec<&Refused>) = match &read.member.outcome {
            Ok(payload) => (&payload.statements, payload.refused.iter().collect()),
            Err(refused) => (&[], vec![refused.as_ref()]),
        };
        let family = read.member.outcome.as_ref().ok().map(|payload| payload.family);
        let mut before = quarantine::reasons(conn, kept.id)?;
        let mut now: Vec<_> = refused
            .iter()
            .map(|r| (r.reason.code.as_str().to_owned(), r.reason.place.pointer.clone()))
            .collect();
        // Numbers are those of before, whatever the order in which things are refused now.
        before.sort();
        now.sort();
        let mut difference =
            Difference { gone: Vec::new(), new: Vec::new(), is_refused_otherwise: before != now };
        let mut same = BTreeSet::new();
        for (s, family) in stated.iter().zip(family.into_iter().cycle()) {
            let said = Said { key: s.key, family, body: statement::to_body(&s.fields), item: s.item };
            if said::is_said(conn, kept.id, &said)? {
                same.insert(said);
            } else {
                difference.new.push(s);
            }
        }
        if i64::try_from(same.len()).ok() != Some(kept.records) {
            difference.gone = said::by_capture(conn, kept.id)?;
            difference.gone.retain(|said| !same.contains(said));
        }
        Ok(difference)
    }

    /// What is stated and refused as before stays; the rest goes, or comes as if the capture were new.
    fn replace(&mut self, id: i64, path: &str, read: &Capture, difference: Difference<'_>) -> Result<()> {
        let conn = self.conn();
        let these = format!("[{id}]");
        let mut keys: BTreeSet<RecordKey> = difference.gone.iter().map(|said| said.key).collect();
        let gone: Vec<RecordKey> = keys.iter().copied().collect();
        // A record that was refused counted as listed.
        keys.extend(drop::refused_records(conn, &these)?);
        for (family, parent) in capture::listings_of(conn, &these)? {
            self.settler.mark_scope(family, parent);
        }
        for key in &keys {
            self.settler.mark_scopes_above(*key)?;
        }
        for key in &gone {
            if let Some(shown) = row::get(conn, *key)? {
                self.settler.note(shown.key, Some(&shown))?;
                statement::move_out(conn, shown.key, &shown)?;
            }
        }
        said::take_back(conn, id, &difference.gone)?;
        let numbers = numbers::of_capture(conn, id)?;
        quarantine::clear(conn, id)?;
        capture::reread(conn, id, &row_of(path, read))?;
        self.know_nothing_more();
        self.settler.settle(gone)?;
        match &read.member.outcome {
            Ok(payload) => {
                let new = Payload {
                    subject: payload.subject,
                    listing_of: payload.listing_of,
                    statements: difference.new.into_iter().cloned().collect(),
                    ..Payload::empty(payload.family)
                };
                self.state_all(&new, id)?;
                self.keep_refused(id, &payload.refused)?;
            }
            Err(refused) => quarantine::keep(conn, id, refused)?,
        }
        numbers::keep(conn, &numbers)?;
        for key in &keys {
            self.settler.mark_scopes_above(*key)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
