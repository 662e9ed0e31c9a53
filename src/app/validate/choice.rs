//! Which findings a validation reports.

use crate::app::error::Error;
use crate::app::explain;
use crate::domain::finding::Code;

/// The codes that were asked for. Whatever it leaves out is neither reported nor counted for the exit code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// These alone; all where none is named.
    select: Vec<Code>,
    /// None of these, though they were selected.
    ignore: Vec<Code>,
}

impl Choice {
    /// The choice that names of codes make.
    ///
    /// # Errors
    /// When a name is no code; it suggests the nearest.
    pub fn of(select: &[String], ignore: &[String]) -> Result<Self, Error> {
        let codes = |names: &[String]| names.iter().map(|name| explain::code(name)).collect::<Result<_, _>>();
        Ok(Self { select: codes(select)?, ignore: codes(ignore)? })
    }

    /// Whether findings of a code are reported.
    #[must_use]
    pub fn takes(&self, code: Code) -> bool {
        (self.select.is_empty() || self.select.contains(&code)) && !self.ignore.contains(&code)
    }

    /// The same of a code by its name, which may be one that only another heatlink has.
    pub(super) fn takes_named(&self, name: &str) -> bool {
        let code = Code::ALL.iter().find(|code| code.as_str() == name);
        code.map_or(self.select.is_empty(), |code| self.takes(*code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ignored_goes_before_what_is_selected() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let choice = |select: &[&str], ignore: &[&str]| Choice::of(&names(select), &names(ignore)).unwrap();
        assert!(choice(&[], &[]).takes(Code::ZeroTime));
        assert!(!choice(&[], &["zero-time"]).takes(Code::ZeroTime));
        let some = choice(&["zero-time", "long-lap"], &["long-lap"]);
        assert_eq!(
            [Code::ZeroTime, Code::LongLap, Code::LapGap].map(|c| some.takes(c)),
            [true, false, false]
        );
        let error = Choice::of(&[], &names(&["zero-tim"])).unwrap_err();
        assert!(error.hint().unwrap().contains("`zero-time`"), "{error:?}");
    }
}
