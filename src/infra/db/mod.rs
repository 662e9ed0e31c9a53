//! `SQLite`: the only SQL in the program. One file a table, long queries in `query/`.
pub mod absence;
pub mod archive;
pub mod backup;
mod bulk;
pub mod capture;
pub mod check;
pub mod checkpoint;
pub mod class;
pub mod container;
pub mod content;
pub mod decision;
pub mod drop;
pub mod entry;
pub mod error;
pub mod event;
pub mod heat;
mod kept_copy;
pub mod lap;
mod lap_body;
pub mod link;
pub mod links;
pub mod made;
pub mod matching;
pub mod migrations;
pub mod open;
pub mod patience;
pub mod quarantine;
pub mod query;
pub mod race;
pub mod rebuild;
pub mod reconcile;
pub mod records;
pub mod result;
pub mod roster;
pub mod row;
pub mod run;
pub mod session;
pub mod sql_types;
pub mod statement;
pub mod status;
pub mod touched;

#[cfg(test)]
mod meeting;
#[cfg(test)]
pub(crate) use meeting::meeting;
