//! Saved HTML pages: the race page's script, headings and table, or what else the page is.
//!
//! `tree` parses as browsers do and knows where scripts stand in the file; `text` reads what a reader sees; `heading`,
//! `table` and `address` take the parts out; `kind` tells pages apart that are none.
pub mod address;
mod entity;
pub mod heading;
pub mod kind;
pub mod race;
#[cfg(test)]
mod race_tests;
pub mod table;
mod text;
mod tree;

pub use entity::unescape;
