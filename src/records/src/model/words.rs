//! States and the moves between them.

use core::fmt;

/// A move that a state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From, in words.
    pub from: &'static str,
    /// To, in words.
    pub to: &'static str,
    /// What has to be done instead.
    pub instead: &'static str,
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "“{}” can't become “{}”: {}",
            self.from, self.to, self.instead
        )
    }
}

impl std::error::Error for Transition {}

/// An enumeration written as words of its own in the record, with what to say of each on screen. The first variant is the
/// one taken for a word that this build does not know.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal, $said:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word of a newer build.
            #[default]
            Unknown,
        }

        impl $name {
            /// All that this build knows, in the order of the field.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it stands in the record.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown => "",
                }
            }

            /// As it is said on screen.
            #[must_use]
            pub const fn said(self) -> &'static str {
                match self {
                    $(Self::$variant => $said,)+
                    Self::Unknown => "not known",
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::ALL.iter().copied().find(|known| known.word() == word).unwrap_or_default())
            }
        }
    };
}

pub(super) use words;
