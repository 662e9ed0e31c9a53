//! Race pages of LiveRC: three spellings of the same objects become one value with places.
//!
//! ```text
//! saved page     -> html -> script    -> node -> objects
//! dump, archive  ---------> a literal -> node -> objects
//! ```
//!
//! A JSON text is a JavaScript literal too, so one parser reads both and one validation can follow.
pub mod archive;
pub mod html;
pub mod node;
pub mod objects;
pub mod script;
pub mod validate;
