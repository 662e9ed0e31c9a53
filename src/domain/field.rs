//! The fields of records, typed for the code that knows them and by name for the code that only compares,
//! keeps and shows them (history, corrections, provenance).

use super::time::Instant;

/// A field's value without its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number: an id, a count, milliseconds.
    Int(i64),
    /// Text as the provider gave it.
    Text(String),
    /// A moment.
    Instant(Instant),
    /// Yes or no.
    Flag(bool),
}

/// A type that a field can have.
pub trait FieldType: Sized {
    /// The value without its type.
    fn to_value(&self) -> Value;
    /// The typed value again, when it is of this type.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! field_type {
    ($type:ty, $member:ident) => {
        impl FieldType for $type {
            fn to_value(&self) -> Value {
                Value::$member(self.clone())
            }
            fn from_value(value: Value) -> Option<Self> {
                if let Value::$member(v) = value { Some(v) } else { None }
            }
        }
    };
}
field_type!(i64, Int);
field_type!(String, Text);
field_type!(Instant, Instant);
field_type!(bool, Flag);

/// Declares what can be said of one kind of record. Every field may be unknown.
macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name { $($(#[$field_doc])* pub $field: Option<$type>),* }

        impl $name {
            /// The fields' names, in order.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];

            /// Each field with its value, in order.
            #[must_use]
            pub fn values(&self) -> Vec<(&'static str, Option<$crate::domain::field::Value>)> {
                use $crate::domain::field::FieldType;
                vec![$((stringify!($field), self.$field.as_ref().map(FieldType::to_value))),*]
            }

            /// Sets a field by name; false when there is none of that name and type.
            pub fn set(&mut self, name: &str, value: $crate::domain::field::Value) -> bool {
                use $crate::domain::field::FieldType;
                match name {
                    $(stringify!($field) => { self.$field = FieldType::from_value(value); self.$field.is_some() })*
                    _ => false,
                }
            }

            /// Takes what is unknown here from an older statement.
            pub fn fill_from(&mut self, older: &Self) {
                $(if self.$field.is_none() { self.$field.clone_from(&older.$field); })*
            }
        }
    };
}
pub(crate) use fields;
