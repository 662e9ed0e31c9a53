//! What racing and timing are: identifiers, instants, records, findings and the rules over them.
//! No IO, no serde, no SQL; the standard library and a time library only.

pub mod capture;
pub mod duration;
pub mod facts;
pub mod field;
pub mod finding;
pub mod finish;
pub mod id;
pub mod lap_sheet;
pub mod merge;
pub mod record;
pub mod seconds;
pub mod session;
pub mod standing;
pub mod text;
pub mod time;
pub mod timing_provider;
pub mod wall_clock;

/// Declares an enum whose members have one spelling in files, in the database and on the command line.
macro_rules! closed_vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$member_doc])* $member),* }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$member),*];

            /// The one spelling.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$member => $text),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|m| m.as_str() == text).ok_or_else(|| {
                    let all: Vec<_> = Self::ALL.iter().map(|m| m.as_str()).collect();
                    format!("expected one of {}, found `{text}`", all.join(", "))
                })
            }
        }
    };
}
use closed_vocabulary;
