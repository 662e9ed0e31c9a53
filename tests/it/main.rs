//! The integration tests: one binary, a module a feature. `harness` runs the program hermetically; what needs
//! no process goes through the library.

// Tests stop at the first thing that is not as it should be: that is what they are for. The allowance of
// `.clippy.toml` covers `#[test]` functions alone, and most of this is what they call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture;
mod archive;
mod bad;
mod containers;
mod crash;
mod docs;
mod export;
mod harness;
mod hostile;
mod hostile_files;
mod import;
mod merge_rules;
mod output_schemas;
mod pages;
mod payload_schemas;
mod raw_characters;
mod reading;
mod rebuild;
mod schema;
mod sessions;
mod supply_chain;
mod tamper;
mod upgrade;
mod validate;
mod words;
