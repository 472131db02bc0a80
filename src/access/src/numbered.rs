//! Enumerations whose values have a number for good.
//!
//! Audit entries live for years and travel between devices of different builds, so they hold numbers. A number that a
//! newer build gave out is kept and shown as such ([`Known::Newer`]), never dropped and never guessed at.

use core::fmt;

use serde::{Deserialize, Serialize};

/// An enumeration with a lasting number and words for each value.
pub trait Numbered: Copy + Eq + 'static {
    /// The number that stands for it in stored entries; never given to another value.
    fn number(self) -> u16;

    /// The value of a number, if this build knows it.
    fn of(number: u16) -> Option<Self>;

    /// What a person reads.
    fn words(self) -> &'static str;
}

/// A value that was read: one this build knows, or a newer build's number, kept as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "u16", into = "u16", bound = "T: Numbered")]
pub enum Known<T: Numbered> {
    /// A value of this build.
    This(T),
    /// A number of a newer build.
    Newer(u16),
}

impl<T: Numbered> Known<T> {
    /// The value, if this build knows it.
    #[must_use]
    pub fn this(self) -> Option<T> {
        match self {
            Self::This(value) => Some(value),
            Self::Newer(_) => None,
        }
    }
}

impl<T: Numbered> From<T> for Known<T> {
    fn from(value: T) -> Self {
        Self::This(value)
    }
}

impl<T: Numbered> From<u16> for Known<T> {
    fn from(number: u16) -> Self {
        T::of(number).map_or(Self::Newer(number), Self::This)
    }
}

impl<T: Numbered> From<Known<T>> for u16 {
    fn from(known: Known<T>) -> Self {
        match known {
            Known::This(value) => value.number(),
            Known::Newer(number) => number,
        }
    }
}

impl<T: Numbered> fmt::Display for Known<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::This(value) => f.write_str(value.words()),
            Self::Newer(number) => write!(f, "of a newer version (number {number})"),
        }
    }
}

/// Declares an enumeration with numbers and words.
macro_rules! numbered {
    (
        $(#[$on_type:meta])*
        pub enum $name:ident {
            $($(#[$on_value:meta])* $value:ident = $number:literal, $words:literal;)+
        }
    ) => {
        $(#[$on_type])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[repr(u16)]
        pub enum $name {
            $($(#[$on_value])* $value = $number,)+
        }

        impl $name {
            /// All values, by number.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// What a person reads.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$value => $words,)+
                }
            }
        }

        impl $crate::numbered::Numbered for $name {
            fn number(self) -> u16 {
                self as u16
            }

            fn of(number: u16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$value),)+
                    _ => None,
                }
            }

            fn words(self) -> &'static str {
                $name::words(self)
            }
        }
    };
}

pub(crate) use numbered;
