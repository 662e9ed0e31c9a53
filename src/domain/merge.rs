//! The merge rules: what is shown of a record is a function of the statements about it.
//!
//! Within a family a record is complete, so the newest statement of each family counts alone; across
//! families a field takes the newest value that is not unknown. The laps of a race come whole, from its newest
//! capture that has any.

use super::capture::CaptureOrder;
use super::id::HeatId;
use super::record::{Family, Fields};

/// One statement about a record, with where it stands in the order of captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// Order of its capture.
    pub order: CaptureOrder,
    /// The family it came in.
    pub family: Family,
    /// What it says.
    pub fields: Fields,
    /// Whatever the caller needs to find it again.
    pub tag: T,
}

/// What the statements in force come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<T> {
    /// The record as it is shown.
    pub fields: Fields,
    /// The newest statement of the record, repeats included.
    pub newest: T,
    /// The newest statement of each family, newest first.
    pub winners: Vec<T>,
}

/// Resolves the statements in force of one record; none when there is none that can stand by itself.
/// A heat detail alone makes no heat: it names one that a listing must state.
#[must_use]
pub fn resolve<T: Clone>(in_force: &[Stated<T>]) -> Option<Resolved<T>> {
    if let Some(Fields::Laps(_)) = in_force.first().map(|s| &s.fields) {
        return newest_laps(in_force);
    }
    let mut winners: Vec<&Stated<T>> = Vec::new();
    for statement in in_force {
        match winners.iter_mut().find(|w| w.family == statement.family) {
            Some(winner) if statement.order > winner.order => *winner = statement,
            Some(_) => {}
            None => winners.push(statement),
        }
    }
    if winners.iter().all(|w| w.family == Family::HeatDetail) {
        return None;
    }
    winners.sort_by(|a, b| b.order.cmp(&a.order));
    let newest = winners.first()?;
    let mut fields = newest.fields.clone();
    for older in &winners[1..] {
        fields.fill_from(&older.fields);
    }
    Some(Resolved {
        fields,
        newest: newest.tag.clone(),
        winners: winners.iter().map(|w| w.tag.clone()).collect(),
    })
}

fn newest_laps<T: Clone>(in_force: &[Stated<T>]) -> Option<Resolved<T>> {
    let any = |s: &&Stated<T>| matches!(&s.fields, Fields::Laps(sheet) if !sheet.is_empty());
    let newest = in_force.iter().filter(any).max_by(|a, b| a.order.cmp(&b.order))?;
    Some(Resolved {
        fields: newest.fields.clone(),
        newest: newest.tag.clone(),
        winners: vec![newest.tag.clone()],
    })
}

/// What of a record its own row shows: a heading's names belong to event and class, a page's to the entry, and a
/// heat is of its class's event whatever else claimed.
pub fn keep_own(fields: &mut Fields) {
    match fields {
        Fields::Heat(heat) => {
            heat.event_id = None;
            heat.heading_track = None;
            heat.heading_event = None;
            heat.heading_class = None;
        }
        Fields::Result(result) => {
            result.driver_name = None;
            result.car_number = None;
        }
        _ => {}
    }
}

/// What is called after a race because nothing names it: a race page's objects alone have no headings.
#[must_use]
pub fn race_name(id: HeatId) -> String {
    format!("Race {id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::capture::Sha256;
    use crate::domain::record::HeatFields;
    use crate::domain::time::Instant;

    fn said(at: i64, family: Family, label: Option<&str>, url: Option<&str>) -> Stated<i64> {
        let order = CaptureOrder {
            at: Instant::from_millis(at),
            member_number: 0,
            sha256: Sha256([0; 32]),
            context: String::new(),
        };
        let fields = HeatFields {
            label: label.map(Into::into),
            live_stream_url: url.map(Into::into),
            ..HeatFields::default()
        };
        Stated { order, family, fields: Fields::Heat(fields), tag: at }
    }

    #[test]
    fn newest_wins_within_a_family_and_nulls_do_not_hide_across() {
        let all = [
            said(3, Family::Heats, Some("old"), None),
            said(9, Family::HeatDetail, None, None),
            said(5, Family::Heats, Some("new"), None),
            said(4, Family::HeatDetail, None, Some("https://stream.example")),
        ];
        let got = resolve(&all).unwrap();
        let Fields::Heat(heat) = got.fields else { panic!("a heat") };
        assert_eq!(heat.label.as_deref(), Some("new"));
        assert_eq!(heat.live_stream_url, None, "the newest detail says there is no stream");
        assert_eq!((got.newest, got.winners), (9, vec![9, 5]));
    }

    #[test]
    fn a_detail_alone_makes_no_heat() {
        assert_eq!(resolve(&[said(1, Family::HeatDetail, None, None)]), None);
    }
}
