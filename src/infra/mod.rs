//! Captures on disk, the database, telemetry logs: everything that touches the world outside.
pub mod capture;
pub mod db;
pub mod json_schema;
pub mod session_file;
