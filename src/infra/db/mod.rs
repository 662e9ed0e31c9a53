//! `SQLite`: the only SQL in the program. One file a table, long queries in `query/`.
pub mod backup;
pub mod check;
pub mod link;
pub mod migrations;
pub mod open;
pub mod query;
pub mod session;
pub mod status;

#[cfg(test)]
mod meeting;
#[cfg(test)]
pub(crate) use meeting::meeting;
