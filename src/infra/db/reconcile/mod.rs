//! What `reconcile` reads and the decisions it writes. Facts over heats are streamed in one pass over two
//! ordered queries; all that stands is read through the partial indexes that exist for it.

pub mod classes;
mod column;
pub mod decisions;
pub mod heats;
mod laps;
pub mod missing;
pub mod proposals;
pub mod prune;
pub mod quarantine;
pub mod sessions;
mod sources;
pub mod waiting;
