//! Times, durations and cells as pages and payloads print them.
#![no_main]

use heatlink::domain::text::{argument, folded, is_unprintable, visible};
use heatlink::domain::time::Instant;
use heatlink::domain::{race_text, seconds, wall_clock};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(at) = Instant::parse(text) {
        let printed = at.to_string();
        assert_eq!(Instant::parse(&printed), Ok(at), "{printed}");
        assert_eq!(printed.len(), 24);
    }
    let _ = Instant::in_file_name(text);
    let _ = (seconds::clock_text_ms(text), seconds::json_number_ms(text));
    let _ = (race_text::laps_and_time(text), race_text::behind(text), race_text::race_length(text));
    let class = race_text::class_of_heading(text);
    assert!(text.contains(class));
    let _ = wall_clock::days(text);
    for wall in [wall_clock::date_time(text), wall_clock::iso_date_time(text)].into_iter().flatten() {
        for zone in ["Pacific/Auckland", "America/Chicago", "Africa/Monrovia"] {
            let _ = wall_clock::zone(zone).map(|zone| format!("{:?}", wall_clock::LocalTime::of(wall, &zone).is_some()));
        }
    }
    assert!(!visible(text).chars().any(is_unprintable));
    assert_eq!(folded(&folded(text)), folded(text));
    let _ = argument(text);
});
