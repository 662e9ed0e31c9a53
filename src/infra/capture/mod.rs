//! Paths become captures, payload bytes become domain records.
//!
//! ```text
//! find -> source -> container -> recognise -> family (parse, validate)
//! ```
pub mod alias_reader;
pub mod archived;
pub mod container;
pub mod context;
mod decompress;
pub mod family;
pub mod find;
pub mod json;
pub mod kept;
pub mod locate;
pub(crate) mod near;
pub mod page;
pub mod payload;
pub mod raw;
pub mod recognise;
pub mod record_reader;
mod scan;
pub mod source;
pub(crate) mod stdin;
mod stream;
pub mod unread;
