//! Which statements are in force: those not pruned whose parents are there and agree.

use super::refs::Refs;
use crate::domain::id::{ClassId, EventId, HeatId};
use crate::domain::merge::{Stated, resolve};
use crate::domain::record::{Entrant, Family, Fields, HeatFields, RecordKey};
use crate::infra::db::row::Parents;
use crate::infra::db::{decision, statement};
use rusqlite::{Connection, Result};

/// Where one statement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It counts.
    InForce,
    /// It waits for a parent, named as in `version.waits_for`.
    Waits(String),
    /// A decision made it history.
    Pruned,
}

/// Where each statement of a record stands, in order.
pub(crate) fn of_all(
    conn: &Connection,
    refs: &mut Refs,
    key: RecordKey,
    stated: &[Stated<statement::Kept>],
    any_prune: bool,
) -> Result<Vec<Standing>> {
    let mut all = Vec::with_capacity(stated.len());
    for s in stated {
        all.push(if any_prune && is_pruned(conn, refs, key, s)? {
            Standing::Pruned
        } else if needs_no_parent(key, s) {
            Standing::InForce
        } else {
            match parents(conn, refs, key, &s.fields)? {
                Ok(_) => Standing::InForce,
                Err(waits) => Standing::Waits(waits),
            }
        });
    }
    if let RecordKey::Heat(id) = key {
        let listed: Vec<_> = stated
            .iter()
            .zip(&all)
            .filter(|(s, standing)| s.family != Family::HeatDetail && **standing == Standing::InForce)
            .map(|(s, _)| s.clone())
            .collect();
        let heat = resolve(&listed);
        for (s, standing) in stated.iter().zip(&mut all) {
            if s.family == Family::HeatDetail && *standing == Standing::InForce {
                let Fields::Heat(claim) = &s.fields else { continue };
                let heat =
                    heat.as_ref().and_then(|h| if let Fields::Heat(f) = &h.fields { Some(f) } else { None });
                if let Some(waits) = contradiction(conn, refs, id, heat, claim)? {
                    *standing = Standing::Waits(waits);
                }
            }
        }
    }
    Ok(all)
}

/// Whether a statement is judged without asking for its parent: a heat detail below, when its heat is known; a
/// heading, which always finds or makes its place; and what a page says of a person with a result of the class.
fn needs_no_parent(key: RecordKey, s: &Stated<statement::Kept>) -> bool {
    s.family == Family::HeatDetail
        || matches!(&s.fields, Fields::Heat(f) if f.class_id.is_none())
        || matches!((key, s.tag.version), (RecordKey::Entry(..), 0))
}

/// The statements that count.
pub(crate) fn in_force(
    stated: &[Stated<statement::Kept>],
    standings: &[Standing],
) -> Vec<Stated<statement::Kept>> {
    let counts = stated.iter().zip(standings).filter(|(_, standing)| **standing == Standing::InForce);
    counts.map(|(s, _)| s.clone()).collect()
}

/// What each statement's version is to be marked as waiting for. A version that some statement states in force
/// is marked by that one, whatever a decision says of the others.
pub(crate) fn marks<'a>(
    stated: &'a [Stated<statement::Kept>],
    standings: &'a [Standing],
) -> Vec<(&'a statement::Kept, Option<&'a str>)> {
    let spared = |version| {
        stated.iter().zip(standings).any(|(o, st)| o.tag.version == version && *st != Standing::Pruned)
    };
    let mut marks = Vec::with_capacity(stated.len());
    for (s, standing) in stated.iter().zip(standings) {
        match standing {
            Standing::Waits(parent) => marks.push((&s.tag, Some(parent.as_str()))),
            Standing::InForce => marks.push((&s.tag, None)),
            Standing::Pruned if !spared(s.tag.version) => marks.push((&s.tag, None)),
            Standing::Pruned => {}
        }
    }
    marks
}

/// The parents a record's row refers to, or what it waits for.
pub(crate) fn parents(
    conn: &Connection,
    refs: &mut Refs,
    key: RecordKey,
    fields: &Fields,
) -> Result<std::result::Result<Parents, String>> {
    Ok(match (key, fields) {
        (RecordKey::Event(_), _) => Ok(Parents::None),
        (RecordKey::Class(_), Fields::Class(f)) => {
            let Some(event) = f.event_id.and_then(EventId::new) else { return Ok(Err("event".into())) };
            refs.event(conn, event)?.map(Parents::Event).ok_or_else(|| RecordKey::Event(event).to_string())
        }
        (RecordKey::Heat(_), Fields::Heat(f)) => {
            let Some(class) = f.class_id.and_then(ClassId::new) else { return Ok(Err("class".into())) };
            refs.class(conn, class)?
                .map(|c| Parents::Class(c.row))
                .ok_or_else(|| RecordKey::Class(class).to_string())
        }
        (RecordKey::Entry(class, _), _) => refs
            .class(conn, class)?
            .map(|c| Parents::Class(c.row))
            .ok_or_else(|| RecordKey::Class(class).to_string()),
        (RecordKey::Laps(heat), _) => match refs.heat(conn, heat)? {
            Some(_) => Ok(Parents::None),
            None => Err(RecordKey::Heat(heat).to_string()),
        },
        (RecordKey::Result(heat, who), _) => match entry_of(conn, refs, heat, who)? {
            Ok(entry) => Ok(Parents::Entry(entry)),
            Err(waits) => Err(waits),
        },
        _ => Err("a record of the same kind".into()),
    })
}

/// The entry row that a result of a heat belongs to: sought in the heat's current class.
fn entry_of(
    conn: &Connection,
    refs: &mut Refs,
    heat: HeatId,
    who: Entrant,
) -> Result<std::result::Result<i64, String>> {
    let Some(found) = refs.heat(conn, heat)? else { return Ok(Err(RecordKey::Heat(heat).to_string())) };
    Ok(match refs.entry(conn, found.class_row, who)? {
        Some(entry) => Ok(entry.row),
        None => Err(match found.class_id.and_then(ClassId::new) {
            Some(class) => RecordKey::Entry(class, who).to_string(),
            None => format!("entry/-/{who}"),
        }),
    })
}

/// What a heat detail waits for, if it may not be taken: its heat, or one that agrees with it.
pub(crate) fn contradiction(
    conn: &Connection,
    refs: &mut Refs,
    id: HeatId,
    heat: Option<&HeatFields>,
    claim: &HeatFields,
) -> Result<Option<String>> {
    let Some(heat) = heat else { return Ok(Some(RecordKey::Heat(id).to_string())) };
    let (Some(class), Some(event)) = (claim.class_id, claim.event_id) else {
        return Ok(Some("class".into()));
    };
    if heat.class_id != Some(class) {
        return Ok(Some(format!("heat/{id} in class/{class}")));
    }
    let known = ClassId::new(class).map(|c| refs.class(conn, c)).transpose()?.flatten();
    Ok((known.and_then(|c| c.event_id) != Some(event)).then(|| format!("class/{class} in event/{event}")))
}

/// Whether a decision makes history of a statement: one on the record itself or on what it lies beneath.
pub(crate) fn is_pruned(
    conn: &Connection,
    refs: &mut Refs,
    key: RecordKey,
    s: &Stated<statement::Kept>,
) -> Result<bool> {
    let above = match (key, &s.fields) {
        (RecordKey::Result(heat, _) | RecordKey::Laps(heat), _) => {
            // A heat that is not shown lies where it was last said to.
            let class = match refs.heat(conn, heat)? {
                Some(heat) => heat.class_id,
                None => statement::newest_class_of(conn, heat)?,
            };
            [Some(RecordKey::Heat(heat)), class.and_then(ClassId::new).map(RecordKey::Class)]
        }
        (RecordKey::Entry(class, _), _) => [Some(RecordKey::Class(class)), None],
        (RecordKey::Heat(_), Fields::Heat(f)) => {
            [f.class_id.and_then(ClassId::new).map(RecordKey::Class), None]
        }
        _ => [None, None],
    };
    for record in std::iter::once(key).chain(above.into_iter().flatten()) {
        if decision::pruned_until(conn, record)?.is_some_and(|until| s.order.at <= until) {
            return Ok(true);
        }
    }
    Ok(false)
}
