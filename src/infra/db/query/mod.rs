//! Read models: what the reading verbs print. Each `.sql` file is a whole statement whose
//! `/* filters */` stands before `TRUE`; [`filter`] puts constant conditions there and binds what they name.
pub mod filter;
pub mod known;
pub mod laps;
pub mod list;
mod offers;
#[cfg(test)]
mod plan_tests;
pub mod race_laps;
pub mod race_numbers;
pub mod results;
