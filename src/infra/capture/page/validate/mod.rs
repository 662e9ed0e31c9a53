//! A race page's objects, judged: what a saved page, a bare dump and an archive record state of one race.
//!
//! `driver` reads one member of `racerLaps`, `laps` its laps; `order` tells who finished where, `table` what the page
//! prints beside the script, `heading` what stands above; `race` puts it together.
mod driver;
mod heading;
mod judge;
mod laps;
mod order;
mod race;
mod subject;
mod table;
#[cfg(test)]
mod tests;

pub use heading::{At, Heading, Words};
pub use race::{Race, state};
pub use subject::{find_race, race_of, unnamed};
