//! Captures: one payload each, and what makes two of them the same.

use super::time::Instant;
use std::fmt;

/// SHA-256 of a payload's bytes. Orders as its lower-case hexadecimal text does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// When upstream said what a capture says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureTime {
    /// The container, an option or the file's name says so.
    Stated(Instant),
    /// Nobody said; the file's modification time stands in for it.
    Assumed(Instant),
}

impl CaptureTime {
    /// The moment, however it is known.
    #[must_use]
    pub fn instant(self) -> Instant {
        match self {
            Self::Stated(at) | Self::Assumed(at) => at,
        }
    }

    /// The moment, when it was stated.
    #[must_use]
    pub fn stated(self) -> Option<Instant> {
        match self {
            Self::Stated(at) => Some(at),
            Self::Assumed(_) => None,
        }
    }
}

/// What makes a capture known: the same bytes, in the same context, at the same stated time and place of
/// their container, are one capture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CaptureIdentity {
    /// Of the payload's bytes.
    pub sha256: Sha256,
    /// What told the payload's subject beside its shape; empty where shape alone told.
    pub context: String,
    /// The stated capture time; an assumed time is no part of the identity.
    pub stated_at: Option<Instant>,
    /// The payload's place in a container that gives it no time of its own, else 0.
    pub member_number: u32,
}

/// The total order of captures; the greatest is the newest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaptureOrder {
    /// Stated or assumed.
    pub at: Instant,
    /// Place in a container without times.
    pub member_number: u32,
    /// Of the payload's bytes.
    pub sha256: Sha256,
    /// What told the subject.
    pub context: String,
}
