//! `SQLite`: the only SQL in the program. One file a table, long queries in `query/`.
pub mod migrations;
pub mod open;
pub mod query;
pub mod reconcile;
