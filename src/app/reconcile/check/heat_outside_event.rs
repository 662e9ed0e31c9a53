//! A heat is scheduled outside its event.

use super::{Check, Found, Over, STATED_SO, heat_subject};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::{Code, Finding};
use crate::domain::record::Family;

pub(super) const CHECK: Check = Check { codes: &[Code::HeatOutsideEvent], over: Over::Heat(check) };

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    let Some(start) = heat.scheduled_start else { return };
    let what = match (heat.event_start, heat.event_end) {
        (Some(event), _) if start < event => format!("before its event starts at {event}"),
        (_, Some(event)) if start > event => format!("after its event ends at {event}"),
        _ => return,
    };
    let message = format!("scheduled at {start}, {what}; {}", heat.name);
    let mut finding = Finding::new(Code::HeatOutsideEvent, message).with_hint(STATED_SO);
    finding.place = heat.source.place(Family::Heats, Some("scheduledStart"));
    out.push(Found { subject: heat_subject(&heat.name), finding });
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, said};
    use crate::domain::facts::HeatFacts;
    use crate::domain::time::Instant;

    fn at(start: i64, event_start: Option<i64>, event_end: Option<i64>) -> HeatFacts {
        HeatFacts {
            scheduled_start: Some(Instant::from_millis(start)),
            event_start: event_start.map(Instant::from_millis),
            event_end: event_end.map(Instant::from_millis),
            ..heat(&[])
        }
    }

    #[test]
    fn a_heat_before_or_after_its_event_is_named() {
        let before = said(CHECK, &at(0, Some(1), None));
        assert!(before[0].starts_with(
            "/0/scheduledStart scheduled at 1970-01-01T00:00:00.000Z, before its event starts at 1970-01-01T00:00:00.001Z; heat 441250"
        ));
        assert!(said(CHECK, &at(9, Some(1), Some(8)))[0].contains("after its event ends"));
    }

    #[test]
    fn both_ends_are_inside_and_unknowns_say_nothing() {
        for inside in [at(1, Some(1), Some(8)), at(8, Some(1), Some(8)), at(9, None, None), heat(&[])] {
            assert_eq!(said(CHECK, &inside), [""; 0]);
        }
    }
}
