//! Use cases, one a module. They take and return domain values; none prints.
pub mod error;
pub mod import;
pub mod read;
pub mod reconcile;
pub mod rows;
