//! Two things that may be one: what is so by name, and nobody has decided.

use crate::app::import::refs::Refs;
use crate::app::import::roster::Known;
use crate::domain::record::Entrant;
use crate::domain::standing::{Matched, Proposal};
use crate::domain::text::{argument, folded};
use crate::domain::time::Instant;
use crate::domain::wall_clock::days;
use crate::infra::db::error::DbError;
use crate::infra::db::reconcile::proposals::{self as db, Meeting};
use crate::infra::db::{decision, matching};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Every proposal that no decision has settled.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn all(conn: &Connection) -> Result<Vec<Proposal>, DbError> {
    let mut all = entries(conn)?;
    all.extend(classes(conn)?);
    all.extend(events(conn)?);
    if all.is_empty() {
        return Ok(all);
    }
    let mut decided = BTreeSet::new();
    for kind in [matching::EVENT, matching::CLASS, matching::ENTRY] {
        decided.extend(matching::all(conn, kind)?.into_iter().map(|d| (d.kind, d.this, d.that)));
    }
    all.retain(|p| as_match(p).is_some_and(|m| !decided.contains(&(m.kind, m.this, m.that))));
    Ok(all)
}

/// Names that the roster leaves apart: each entry with each driver of the name.
fn entries(conn: &Connection) -> Result<Vec<Proposal>, DbError> {
    let mut all = Vec::new();
    let mut refs = Refs::default();
    for (row, class) in db::mixed_classes(conn)? {
        let known = Known::of_class(conn, &mut refs, row, decision::any_prune(conn)?, &[])?;
        let names = db::entries(conn, row)?;
        let find = |who: Entrant| names.iter().find(|n| n.entrant == who).cloned();
        for alike in known.roster().1 {
            for entry in alike.entries.iter().filter_map(|e| find(Entrant::Entry(*e))) {
                for driver in alike.drivers.iter().filter_map(|d| find(Entrant::Driver(*d))) {
                    all.push(Proposal::Entry { class: class.clone(), entry: entry.clone(), driver });
                }
            }
        }
    }
    Ok(all)
}

/// A class that pages name, with those whose names come nearest.
fn classes(conn: &Connection) -> Result<Vec<Proposal>, DbError> {
    let made = db::made_classes(conn)?;
    let mut all = Vec::new();
    for group in made.chunk_by(|a, b| a.name == b.name && a.other.event == b.other.event) {
        let scores: Vec<f64> = group.iter().map(|m| alike(&m.name, &m.other.name)).collect();
        let best = scores.iter().copied().fold(0.85, f64::max);
        let near = group.iter().zip(scores).filter(|(_, score)| *score >= best);
        all.extend(near.map(|(m, _)| Proposal::Class { name: m.name.clone(), with: m.other.clone() }));
    }
    Ok(all)
}

/// Events of one title at one track on the same days; where a track is unknown or titles differ a little, they
/// must have a class of one name.
fn events(conn: &Connection) -> Result<Vec<Proposal>, DbError> {
    let meetings = db::meetings(conn)?;
    let (with_id, made): (Vec<&Meeting>, Vec<&Meeting>) = meetings.iter().partition(|m| m.name.id.is_some());
    let mut all = Vec::new();
    for this in made {
        let track = this.track.as_deref().map(folded);
        for that in &with_id {
            if !may_be_of_one_time(this, that) {
                continue;
            }
            let other = that.track.as_deref().map(folded);
            if track.is_some() && other.is_some() && track != other {
                continue;
            }
            let score = alike(&this.name.title, &that.name.title);
            let is_certain =
                folded(&this.name.title) == folded(&that.name.title) && track.is_some() && track == other;
            if score >= 0.9 && (is_certain || db::share_a_class(conn, this.row, that.row)?) {
                let (track, title) = (this.track.clone(), this.name.title.clone());
                all.push(Proposal::Event { track, title, with: that.name.clone() });
            }
        }
    }
    Ok(all)
}

/// Unknown days contradict nothing. A track's day may begin a day before or after that of UTC.
fn may_be_of_one_time(made: &Meeting, with_id: &Meeting) -> bool {
    const DAY_MS: i64 = 86_400_000;
    let day = |date: jiff::civil::Date| {
        let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).ok();
        midnight.map(|z| z.timestamp().as_millisecond())
    };
    let Some((first, last)) =
        made.local_dates.as_deref().and_then(days).and_then(|(a, b)| Some((day(a)?, day(b)?)))
    else {
        return true;
    };
    let start = with_id.start.or(with_id.end).map(Instant::millis);
    let end = with_id.end.or(with_id.start).map(Instant::millis);
    let (Some(start), Some(end)) = (start, end) else { return true };
    first - DAY_MS <= end && start <= last + 2 * DAY_MS
}

/// How much two names are alike, from 0 to 1. The same words in another order are the same; names with other
/// numbers (`2WD`, `4WD`) are not alike at all, however close they look.
fn alike(one: &str, other: &str) -> f64 {
    let (one, other) = (folded(one), folded(other));
    let words = |text: &str| {
        let mut words: Vec<String> =
            text.split(|c: char| c.is_whitespace() || "-_,()".contains(c)).map(str::to_owned).collect();
        words.retain(|w| !w.is_empty());
        words.sort_unstable();
        words
    };
    let (left, right) = (words(&one), words(&other));
    if left == right {
        return 1.0;
    }
    let numbers = |words: &[String]| -> Vec<String> {
        words.iter().filter(|w| w.contains(|c: char| c.is_ascii_digit())).cloned().collect()
    };
    if numbers(&left) == numbers(&right) { strsim::jaro_winkler(&one, &other) } else { 0.0 }
}

/// The command that makes it; none for what no command makes.
#[must_use]
pub(super) fn command(of: &Matched) -> Option<String> {
    let (that, this) = (argument(&of.that), &of.this);
    let sides = match of.kind.as_str() {
        "entry" => format!("{that} {}", argument(this)),
        "class" => format!("{that} --name {}", argument(this)),
        "event" => {
            let [track, title]: [String; 2] = serde_json::from_str(this).ok()?;
            format!("{that} --track {} --title {}", argument(&track), argument(&title))
        }
        _ => return None,
    };
    Some(format!("heatlink reconcile match {} {sides}", of.kind))
}

/// The decision that follows it; none where a side has no id to be named by.
#[must_use]
pub(super) fn as_match(of: &Proposal) -> Option<Matched> {
    let (kind, this, that) = match of {
        Proposal::Entry { class, entry, driver } => {
            ("entry", driver.entrant.to_string(), format!("{}/{}", class.id?, entry.entrant))
        }
        Proposal::Class { name, with } => ("class", name.clone(), with.id?.to_string()),
        Proposal::Event { track, title, with } => {
            let this = serde_json::Value::from(vec![track.as_deref().unwrap_or_default(), title]);
            ("event", this.to_string(), with.id?.to_string())
        }
    };
    Some(Matched { kind: kind.into(), this, that, same: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::db::open::private;

    const SOUND: &str = "
        INSERT INTO run (id, command, version, started_at) VALUES (1, 'import', '0', '');
        INSERT INTO capture (id, sha256, context, captured_at, time_is, member_number, family, state,
                             records, quarantined, size, path, run_id)
        VALUES (1, zeroblob(32), '', '2024-08-01T00:00:00.000Z', 'stated', 0, 'results', 'taken', 1, 0, 1, 'a', 1);
        INSERT INTO event (id, external_id, title, track_name, local_dates, start_utc, end_utc, capture_id, has_history)
        VALUES (1, 30952, 'Club Night 9', 'Harrow Lane', NULL, '2025-01-11T08:00:00.000Z', NULL, 1, 0),
               (2, 30953, 'Club Night 9', 'Harrow Lane', NULL, '2025-02-11T08:00:00.000Z', NULL, 1, 0),
               (3, NULL, 'CLUB NIGHT 9', 'Harrow Lane', 'Jan 11, 2025', NULL, NULL, 1, 0),
               (4, NULL, 'Club Night 8', 'Harrow Lane', NULL, NULL, NULL, 1, 0);
        INSERT INTO class (id, external_id, event_id, name, capture_id, has_history)
        VALUES (1, 7, 1, '2WD Modified Buggy', 1, 0), (2, 8, 1, '4WD Modified Buggy', 1, 0),
               (3, NULL, 1, 'Modified Buggy 2WD', 1, 0), (4, NULL, 1, 'Truck', 1, 0);";

    fn commands(conn: &Connection) -> Vec<String> {
        all(conn).unwrap().iter().map(|p| command(&as_match(p).unwrap()).unwrap()).collect()
    }

    #[test]
    fn what_is_alike_is_proposed_until_it_is_decided() {
        let conn = private().unwrap();
        conn.execute_batch(SOUND).unwrap();
        assert_eq!(
            commands(&conn),
            [
                "heatlink reconcile match class 7 --name 'Modified Buggy 2WD'",
                "heatlink reconcile match event 30952 --track 'Harrow Lane' --title 'CLUB NIGHT 9'",
            ]
        );
        let this = matching::event_subject(Some("Harrow Lane"), "CLUB NIGHT 9");
        matching::decide(&conn, matching::EVENT, &this, "30952", false, Instant::from_millis(0)).unwrap();
        matching::decide(&conn, matching::CLASS, "Modified Buggy 2WD", "7", true, Instant::from_millis(0))
            .unwrap();
        assert_eq!(commands(&conn), [""; 0]);
    }

    #[test]
    fn numbers_part_names() {
        assert!(alike("2WD Modified", "4WD Modified") < 0.1);
        assert!(alike("Nitro Bugy", "Nitro Buggy") > 0.9);
        assert!((alike("Buggy 2WD", "2wd buggy") - 1.0).abs() < f64::EPSILON);
    }
}
