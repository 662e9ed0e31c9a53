//! Saved pages: HTML around a script.
#![no_main]

use heatlink::infra::capture::page::html::race::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for page in [text.to_owned(), format!("<script>racerLaps = {{}};</script>{text}</html>")] {
        if let Err(fault) = read(&page, None, 16) {
            assert!(fault.at().is_none_or(|at| page.contains(at)));
        }
    }
});
