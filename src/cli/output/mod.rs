//! One file a format.

pub mod finding;
pub mod listing;
