//! Captures on disk, the database, telemetry logs: everything that touches the world outside.
pub mod baseline;
pub mod capture;
pub mod db;
pub mod interrupt;
pub mod json_schema;
pub mod json_text;
pub mod path;
pub mod report_file;
pub mod session_file;
pub mod temporary;
