//! Paths become captures, payload bytes become domain records.
//!
//! ```text
//! find -> source -> container -> recognise -> family (parse, validate)
//! ```
pub mod alias_reader;
pub mod container;
pub mod context;
pub mod family;
pub mod find;
pub mod json;
pub mod kept;
pub mod locate;
pub mod payload;
pub mod recognise;
pub mod record_reader;
pub mod source;
pub mod unread;
