//! Dollars and cents, counted exactly: amounts are whole cents, never binary fractions.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, Neg, Sub};
use core::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::{self, NumberError};
use crate::rounding;

/// An amount in US dollars, in whole cents; may be negative (a reduction).
///
/// Shown as `$12,345.67` or `-$0.50`; written in documents as a plain decimal in quotes, `"12345.67"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount from whole cents.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in whole cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The amount in dollars.
    pub(crate) fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Rounds half a cent away from zero, as CMS's pricer does. What doesn't fit is the nearest amount that does.
    pub(crate) fn rounded(dollars: Decimal) -> Self {
        let cents = rounding::places(dollars, 2) * Decimal::ONE_HUNDRED;
        let limit = if cents.is_sign_negative() {
            i64::MIN
        } else {
            i64::MAX
        };
        Self(i64::try_from(cents).unwrap_or(limit))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::with_capacity(whole.len() * 4 / 3 + 1);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}${grouped}.{:02}", self.0.unsigned_abs() % 100)
    }
}

impl FromStr for Money {
    type Err = NumberError;

    /// Reads a plain amount: up to nine digits, then perhaps a point and one or two more. No sign, dollar sign or
    /// comma: those are for reading by people.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let decimal = number::plain(text, 9, 2)
            .ok_or_else(|| NumberError::new(text, "dollars and cents, for example \"6425.27\""))?;
        Ok(Self::rounded(decimal))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        number::from_text(from)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_shown_as_on_a_remittance() {
        for (cents, shown) in [
            (0, "$0.00"),
            (5, "$0.05"),
            (-50, "-$0.50"),
            (99_999, "$999.99"),
            (100_000, "$1,000.00"),
            (1_234_567, "$12,345.67"),
            (123_456_789_012, "$1,234,567,890.12"),
            (-1_234_567, "-$12,345.67"),
        ] {
            assert_eq!(Money::from_cents(cents).to_string(), shown);
        }
    }

    #[test]
    fn only_plain_amounts_are_read() {
        for (text, cents) in [
            ("6425.27", 642_527),
            ("0", 0),
            ("512.5", 51_250),
            ("007.00", 700),
        ] {
            assert_eq!(text.parse::<Money>().unwrap().cents(), cents, "{text}");
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "$1",
            "1,000",
            "1.234",
            "1e3",
            " 1",
            "NaN",
            "9999999999",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        for (mills, cents) in [(1004, 100), (1005, 101), (-1005, -101), (-1004, -100)] {
            assert_eq!(Money::rounded(Decimal::new(mills, 3)).cents(), cents);
        }
    }
}
