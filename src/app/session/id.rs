//! The id of a session that was given none.

use crate::domain::session::SessionKind;
use crate::domain::time::Instant;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Twelve hexadecimal digits from kind, name and scheduled start: the same row of a file, or the same
/// command, names the same session on every machine.
#[must_use]
pub fn derived(kind: SessionKind, name: &str, scheduled_start: Option<Instant>) -> String {
    let start = scheduled_start.map(|at| at.to_string()).unwrap_or_default();
    let digest = Sha256::digest(format!("{kind}\0{name}\0{start}"));
    digest.iter().take(6).fold(String::with_capacity(12), |mut id, byte| {
        let _ = write!(id, "{byte:02x}"); // writing to a String cannot fail
        id
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_follows_from_kind_name_and_start_alone() {
        let at = Instant::parse("2024-08-09T21:40:00Z").ok();
        let id = derived(SessionKind::Race, "Run 1", at);
        assert_eq!(id, derived(SessionKind::Race, "Run 1", at));
        assert!(id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_ne!(id, derived(SessionKind::Race, "Run 1", None));
        assert_ne!(id, derived(SessionKind::Test, "Run 1", at));
        assert_eq!(
            derived(SessionKind::Race, "Run 1", None),
            "fba4819332bb",
            "a promise to files that were imported before"
        );
    }
}
