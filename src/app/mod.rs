//! Use cases, one a module. They take and return domain values; none prints.
pub mod db_check;
pub mod db_keep;
pub mod drop_captures;
pub mod error;
pub mod explain;
pub mod export;
pub mod import;
pub mod read;
pub mod rebuild;
pub mod reconcile;
pub mod rows;
pub mod session;
pub mod validate;
