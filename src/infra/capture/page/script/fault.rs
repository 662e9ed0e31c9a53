//! What stops the reading of a script.

/// Why a script or a literal cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found}")]
pub struct Fault<'a> {
    /// The sort of fault.
    pub kind: FaultKind,
    /// The text from the fault to its end: a slice, so its place is known.
    pub at: &'a str,
    /// What should stand there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}

/// The sorts of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It ends too early.
    CutShort,
    /// It is no JavaScript.
    Syntax,
    /// It would have to be run to know the value.
    NotALiteral,
    /// A string holds no whole characters.
    BrokenText,
    /// It nests too deep.
    TooDeep,
    /// It holds more values than any race, or builds up an object of more members one by one.
    TooMany,
    /// A page states one race, this one states a variable twice.
    AssignedTwice,
}

impl<'a> Fault<'a> {
    pub(super) fn new(
        kind: FaultKind,
        at: &'a str,
        expected: &'static str,
        found: impl Into<String>,
    ) -> Self {
        Self { kind, at, expected, found: found.into() }
    }
}
