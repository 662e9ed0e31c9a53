//! Benchmarks of each step by itself: `cargo bench --bench steps [NAME]`. A file a subject.

// What is not as it should be ends the run: a figure for it would be worth nothing.
#![allow(clippy::unwrap_used, clippy::panic)]

mod apply;
mod containers;
mod export;
mod families;
mod page;
mod plan;
#[path = "../season/mod.rs"]
mod season;
mod statistics;

use heatlink::domain::time::Instant;

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The clock of everything here, later than all that is captured: 2026-09-21.
const NOW: Instant = Instant::from_millis(1_790_000_000_000);
