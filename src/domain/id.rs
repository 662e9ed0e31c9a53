//! Identifiers as LiveRC gives them: one newtype each, so that a heat's id is never taken for an entry's.

/// Declares positive 64-bit identifiers that print as their number.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The identifier, when `value` can be one: LiveRC counts from 1.
            #[must_use]
            pub fn new(value: i64) -> Option<Self> {
                (value >= 1).then_some(Self(value))
            }

            /// The number itself.
            #[must_use]
            pub fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                text.parse().ok().and_then(Self::new).ok_or_else(|| format!("expected a positive whole number, found `{text}`"))
            }
        }
    )*};
}

ids! {
    /// An event (a meeting) at LiveRC.
    EventId,
    /// A class of an event at LiveRC.
    ClassId,
    /// A heat (one race on track) at LiveRC; pages call it the race id.
    HeatId,
    /// An entry as the API numbers it. Not a person: see [`LivercDriverId`].
    EntryId,
    /// A result row of the API.
    ResultId,
    /// A person as LiveRC's race pages number them.
    LivercDriverId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_positive() {
        assert_eq!(HeatId::new(441_250).map(HeatId::get), Some(441_250));
        assert_eq!(HeatId::new(0), None);
        assert_eq!(HeatId::new(-1), None);
        assert_eq!("7".parse::<EntryId>().map(EntryId::get), Ok(7));
        assert!("7.0".parse::<EntryId>().is_err());
    }
}
