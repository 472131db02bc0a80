//! Numbers as text, read exactly: digits and at most one point, nothing else.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use rust_decimal::Decimal;
use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Text that should have been a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberError {
    /// What stood there.
    pub text: String,
    /// What belongs there, with an example.
    pub expected: &'static str,
}

impl NumberError {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self {
            text: text.chars().take(40).collect(),
            expected,
        }
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” stands where {} belongs", self.text, self.expected)
    }
}

impl std::error::Error for NumberError {}

/// A plain decimal of at most `whole` digits before the point and `places` behind it.
pub(crate) fn plain(text: &str, whole: usize, places: usize) -> Option<Decimal> {
    let (before, behind) = match text.split_once('.') {
        Some((before, behind)) if !behind.is_empty() => (before, behind),
        Some(_) => return None,
        None => (text, ""),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fits = !before.is_empty() && before.len() <= whole && behind.len() <= places;
    if fits && digits(before) && digits(behind) {
        Decimal::from_str_exact(text).ok()
    } else {
        None
    }
}

/// Reads a text field; a bare number is refused, because JSON readers pass it through a binary fraction.
pub(crate) fn from_text<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = NumberError>,
{
    struct Text<T>(PhantomData<T>);
    impl<T: FromStr<Err = NumberError>> Visitor<'_> for Text<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a decimal number in quotes")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }
    from.deserialize_str(Text(PhantomData))
}
