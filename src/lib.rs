//! heatlink replays captured `LiveRC` timing into a local `SQLite` database, links telemetry sessions to
//! heats and prints what it knows. `docs/architecture.md` is the map; in short, layers point one way:
//!
//! ```text
//! cli  -> app -> infra -> domain
//! ```
//!
//! * [`domain`]: what racing and timing are. Standard library and a time library only.
//! * [`infra`]: captures on disk become domain records; `SQLite` keeps them.
//! * [`app`]: one use case a module.
//! * [`cli`]: arguments, rendering, exit codes. The only layer that prints.
pub mod app;
pub mod cli;
pub mod domain;
pub mod infra;
