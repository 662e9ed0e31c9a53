//! A local time was twice: clocks were put back over it.

use super::{Check, Found, Over, local_times};
use crate::domain::facts::HeatFacts;
use crate::domain::finding::Code;
use crate::domain::wall_clock::LocalTime;

pub(super) const CHECK: Check = Check { codes: &[Code::LocalTimeAmbiguous], over: Over::Heat(check) };

fn check(heat: &HeatFacts, out: &mut Vec<Found>) {
    local_times(
        heat,
        Code::LocalTimeAmbiguous,
        |time| matches!(time, LocalTime::Overlap { .. }),
        "which was twice on the clocks of",
        out,
    );
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::app::reconcile::sample::{heat, said};
    use crate::domain::facts::{HeatFacts, LocalTimes};

    fn at(completed: &str, zone: Option<&str>) -> HeatFacts {
        let local = LocalTimes {
            scheduled: Some("Nov 16, 2025 5:30 PM".into()),
            completed: Some(completed.into()),
            zone: zone.map(Into::into),
        };
        HeatFacts { local: Some(local), ..heat(&[]) }
    }

    #[test]
    fn only_a_known_zone_tells() {
        let said_of = said(CHECK, &at("Nov 3, 2024 1:30 AM", Some("America/Chicago")));
        assert!(
            said_of[0].starts_with(
                "- completed at `Nov 3, 2024 1:30 AM`, which was twice on the clocks of America/Chicago;"
            ),
            "{said_of:?}"
        );
        assert_eq!(said_of.len(), 1);
        for fine in [
            at("Nov 3, 2024 1:30 AM", None),
            at("Nov 3, 2024 1:30 AM", Some("UTC")),
            at("noon", Some("UTC")),
            heat(&[]),
        ] {
            assert_eq!(said(CHECK, &fine), [""; 0]);
        }
    }
}
