//! The plan for one record: what its row must become, given what is stated and what is shown. Pure.

use crate::domain::merge::Resolved;
use crate::domain::record::Fields;

/// What to do with a record's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action<T> {
    /// There is no row and there should be none.
    Nothing,
    /// Show it.
    Insert(Resolved<T>),
    /// Change its values, its parent, or which capture last stated it.
    Update {
        /// What it becomes.
        after: Resolved<T>,
        /// Whether a value changes, or only where it comes from.
        values: bool,
    },
    /// The row is as it should be.
    Keep,
    /// Nothing in force states it any more.
    Remove,
}

/// Plans one record. `shown` is its row's values with whether the row names the right newest statement.
pub fn plan<T>(
    shown: Option<&Fields>,
    resolved: Option<Resolved<T>>,
    source_is_right: impl Fn(&T) -> bool,
) -> Action<T> {
    match (shown, resolved) {
        (None, None) => Action::Nothing,
        (None, Some(after)) => Action::Insert(after),
        (Some(_), None) => Action::Remove,
        (Some(before), Some(after)) if *before == after.fields => {
            if source_is_right(&after.newest) {
                Action::Keep
            } else {
                Action::Update { after, values: false }
            }
        }
        (Some(_), Some(after)) => Action::Update { after, values: true },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::EventFields;

    fn fields(title: &str) -> Fields {
        Fields::Event(EventFields { title: Some(title.into()), ..EventFields::default() })
    }

    fn resolved(title: &str, newest: i64) -> Resolved<i64> {
        Resolved { fields: fields(title), newest, winners: vec![newest] }
    }

    #[test]
    fn rows_follow_what_is_stated() {
        let right = |newest: &i64| *newest == 1;
        assert_eq!(plan(None, None, right), Action::Nothing);
        assert!(matches!(plan(None, Some(resolved("a", 1)), right), Action::Insert(_)));
        assert_eq!(plan(Some(&fields("a")), None, right), Action::Remove);
        assert_eq!(plan(Some(&fields("a")), Some(resolved("a", 1)), right), Action::Keep);
        assert!(matches!(
            plan(Some(&fields("a")), Some(resolved("a", 2)), right),
            Action::Update { values: false, .. }
        ));
        assert!(matches!(
            plan(Some(&fields("a")), Some(resolved("b", 1)), right),
            Action::Update { values: true, .. }
        ));
    }
}
