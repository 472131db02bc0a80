//! A unit number as it is printed: digits with leading zeros and the check digit behind a hyphen, `00123456-7`.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::check_digit::check_digit;

/// Digits before the check digit.
pub const DIGITS: usize = 8;
/// The largest number.
pub const LARGEST: u64 = 99_999_999;

/// A number that names a patient in one facility, its check digit right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnitNumber(u64);

/// Text that is no unit number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not eight digits and a check digit.
    #[error(
        "“{0}” is no unit number, which has {DIGITS} digits and a check digit (00123456-7); where: the number; fix: type it as it stands on the wristband"
    )]
    Form(String),
    /// The check digit is wrong (MPI-004).
    #[error(
        "the check digit of {0} is wrong, so at least one digit is; where: the number; fix: read it again, or search by name"
    )]
    CheckDigit(String),
}

impl UnitNumber {
    /// The number `serial`; `None` above [`LARGEST`].
    #[must_use]
    pub fn new(serial: u64) -> Option<Self> {
        (serial <= LARGEST).then_some(Self(serial))
    }

    /// The number without its check digit.
    #[must_use]
    pub fn serial(self) -> u64 {
        self.0
    }

    /// Its digits, without the check digit.
    #[must_use]
    pub fn digits(self) -> [u8; DIGITS] {
        let mut digits = [0; DIGITS];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }

    /// Its check digit.
    #[must_use]
    pub fn check_digit(self) -> u8 {
        check_digit(&self.digits()).expect("decimal digits")
    }
}

impl fmt::Display for UnitNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0DIGITS$}-{}", self.0, self.check_digit())
    }
}

impl FromStr for UnitNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, '-' | ' '))
            .collect();
        let all_digits = bare.len() == DIGITS + 1 && bare.bytes().all(|b| b.is_ascii_digit());
        if !all_digits {
            return Err(NumberError::Form(text.to_owned()));
        }
        let digits: Vec<u8> = bare.bytes().map(|b| b - b'0').collect();
        // With the check digit behind it, Damm's sum is 0.
        if check_digit(&digits) != Some(0) {
            return Err(NumberError::CheckDigit(text.to_owned()));
        }
        Ok(Self(
            digits[..DIGITS]
                .iter()
                .fold(0, |n, d| n * 10 + u64::from(*d)),
        ))
    }
}

impl TryFrom<String> for UnitNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<UnitNumber> for String {
    fn from(number: UnitNumber) -> Self {
        number.to_string()
    }
}
