//! A factor, ratio, share or index as published: an exact decimal that is never negative.

use core::fmt;
use core::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::{self, NumberError};

/// A wage index, cost-to-charge ratio, share, percentage as a fraction, or factor.
///
/// Written in documents as a decimal in quotes, `"0.9732"`: a number without quotes would pass through a binary
/// fraction. Percentages are fractions: 25 % is `"0.25"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Factor(Decimal);

impl Factor {
    /// One: no adjustment.
    pub const ONE: Self = Self(Decimal::ONE);

    /// `number` × 10⁻ᵖˡᵃᶜᵉˢ: `Factor::new(9732, 4)` is 0.9732. At most 12 places are kept.
    #[must_use]
    pub fn new(number: u32, places: u32) -> Self {
        Self(Decimal::new(i64::from(number), places.min(12)))
    }

    pub(crate) const fn from_decimal(decimal: Decimal) -> Self {
        Self(decimal)
    }

    pub(crate) const fn decimal(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Factor {
    type Err = NumberError;

    /// Reads up to three digits, then perhaps a point and up to twelve more (the value-based purchasing factor is
    /// published with eleven).
    fn from_str(text: &str) -> Result<Self, NumberError> {
        number::plain(text, 3, 12)
            .map(Self)
            .ok_or_else(|| NumberError::new(text, "a decimal factor, for example \"0.9732\""))
    }
}

impl Serialize for Factor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        number::from_text(from)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn factors_keep_every_printed_digit() {
        for text in ["0.9732", "1", "1.00234567891", "0.250", "0"] {
            assert_eq!(text.parse::<Factor>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "-0.5",
            "25%",
            "1,5",
            "1000",
            "0.1234567890123",
            ".5",
            "1e2",
        ] {
            assert!(text.parse::<Factor>().is_err(), "{text:?}");
        }
    }
}
