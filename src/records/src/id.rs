//! Names of things: sixteen bytes each, written in base 32 without letters that look alike.
//!
//! Where an id is not a digest its bytes are drawn by the caller; nothing here knows randomness.

use core::fmt;
use core::str::FromStr;

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Crockford's alphabet: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of sixteen bytes.
const WRITTEN: usize = 26;

/// Not the written form of an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoId;

impl fmt::Display for NoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is 26 letters and digits")
    }
}

impl std::error::Error for NoId {}

fn write(bytes: &[u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let number = u128::from_be_bytes(*bytes);
    (0..WRITTEN).rev().try_for_each(|place| {
        let letter = LETTERS[((number >> (5 * place)) & 31) as usize];
        fmt::Write::write_char(f, char::from(letter))
    })
}

fn read(text: &str) -> Result<[u8; 16], NoId> {
    if text.len() != WRITTEN {
        return Err(NoId);
    }
    let mut number: u128 = 0;
    for (place, letter) in text.bytes().enumerate() {
        let value = LETTERS
            .iter()
            .position(|known| *known == letter)
            .ok_or(NoId)? as u128;
        // 26 letters hold 130 bits: the first may say no more than 7.
        if place == 0 && value > 7 {
            return Err(NoId);
        }
        number = (number << 5) | value;
    }
    Ok(number.to_be_bytes())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $mark:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($mark)?;
                write(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = NoId;
            fn from_str(text: &str) -> Result<Self, NoId> {
                read(text.strip_prefix($mark).ok_or(NoId)?).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                    text.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &"an id"))
                } else {
                    <[u8; 16]>::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}

id!(
    /// A record: one facility, patient, encounter, pair of patients, or one user's desk.
    RecordId, ""
);
id!(
    /// An operation: the first half of the SHA-256 of its encoded form.
    OpId, ""
);
id!(
    /// A device as one user uses it. A restored backup gets a new one.
    DeviceId, ""
);
id!(
    /// A person who uses Chartroom.
    UserId, ""
);
id!(
    /// An entry of a list inside a record, for example one document of an encounter. Written with a leading `@`, which
    /// marks the entry's place in a field's path.
    EntryId, "@"
);
id!(
    /// A sealed body beside the record: the text of a document, an attachment.
    BodyId, ""
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_what_it_writes_and_sorts_alike(a: [u8; 16], b: [u8; 16]) {
            prop_assert_eq!(RecordId(a).to_string().parse(), Ok(RecordId(a)));
            prop_assert_eq!(EntryId(a).to_string().parse(), Ok(EntryId(a)));
            prop_assert_eq!(RecordId(a).to_string().cmp(&RecordId(b).to_string()), a.cmp(&b));
        }

        #[test]
        fn refuses_anything_else(text in "\\PC*") {
            prop_assert!(text.parse::<RecordId>().is_err() || text.len() == WRITTEN);
        }
    }

    #[test]
    fn an_entry_is_told_from_a_record() {
        let written = RecordId([7; 16]).to_string();
        assert!(written.parse::<EntryId>().is_err());
        assert!(format!("@{written}").parse::<RecordId>().is_err());
        assert!(
            "8ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<RecordId>().is_err(),
            "130 bits"
        );
    }
}
