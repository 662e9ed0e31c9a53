//! Recognition and every family: a text as a payload of each address, and of none.
#![no_main]

use heatlink::infra::capture::container::Limits;
use heatlink::infra::capture::kept::{Reread, read};
use libfuzzer_sys::fuzz_target;

/// One address of each family, as captures have it for their context.
const ADDRESSES: &[&str] = &[
    "",
    "/v2/events/1",
    "/v2/events/1/classes",
    "/v2/classes/3/heats",
    "/v2/classes/3/entries",
    "/v2/heats/5/results",
    "/v2/heats/5",
    "/entry-list-3",
    "/race-result-5",
    "/results/?p=view_race_result&id=5",
];

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let address = ADDRESSES[usize::from(which & 15) % ADDRESSES.len()];
    let rest = match which >> 4 {
        0..8 => "",
        8..12 => " partial",
        _ => " tz=Australia/Sydney",
    };
    if let Reread::Good(payload) = read(text, &format!("{address}{rest}"), false, None, Limits::default()) {
        // Whatever was read, its numbers add up and its places are in the text.
        assert!(payload.records() >= payload.statements.len() as u64 / 2);
        let lines = 1 + text.iter().filter(|b| **b == b'\n').count() as u64;
        for finding in &payload.findings {
            assert!(finding.place.line.is_none_or(|line| (1..=lines).contains(&line)), "{finding:?}");
            assert!(!finding.message.is_empty());
        }
    }
});
