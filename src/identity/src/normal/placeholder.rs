//! What is typed where nothing is known. A placeholder that counted as a value would make strangers agree; here it
//! counts as missing, and rule MPI-006 reports it.

use super::text::is_initial;
use crate::person::BirthDate;

/// Words that stand for no name.
const NO_NAME: [&str; 22] = [
    "UNKNOWN",
    "UNK",
    "TEST",
    "TESTPATIENT",
    "ZZTEST",
    "BABY",
    "BABYBOY",
    "BABYGIRL",
    "BOY",
    "GIRL",
    "INFANT",
    "NEWBORN",
    "MALE",
    "FEMALE",
    "TWIN",
    "NONE",
    "NULL",
    "NOTGIVEN",
    "NOTKNOWN",
    "PATIENT",
    "UNIDENTIFIED",
    "TRAUMA",
];

/// Whether a folded name, or each of its words, stands for no name: `UNKNOWN`, `BABY BOY`, `TEST`, `X`s in a row.
pub(crate) fn is_name<S: AsRef<str>>(words: &[S]) -> bool {
    let none = |word: &str| {
        let all_x = word.len() > 1 && word.bytes().all(|b| b == b'X' || b == b'Z');
        let letter = is_initial(word) || word.bytes().all(|b| b.is_ascii_digit());
        (NO_NAME.contains(&word) || all_x, letter)
    };
    // BABY BOY A, TWIN 2: a letter or number may follow.
    let mut found = false;
    for word in words {
        match none(word.as_ref()) {
            (true, _) => found = true,
            (false, true) if found => {}
            _ => return false,
        }
    }
    found
}

/// Whether a birth date is one that systems put where none is known.
pub(crate) fn is_birth(date: BirthDate) -> bool {
    let (year, month, day) = date.parts();
    matches!(
        (year, month, day),
        (1900 | 1901 | 1800 | 1850 | 1880, 1, 1) | (1111, 11, 11)
    ) || !(1850..2200).contains(&year)
}

/// Whether nine digits can't be a social security number: area 000, 666 or 900 and above, group 00, serial 0000
/// (Social Security Administration, rules of assignment since 2011-06-25), one digit throughout, 123-45-6789, or the
/// number once printed on a sample card, 078-05-1120.
pub(crate) fn is_ssn(digits: &str) -> bool {
    let same = digits.bytes().all(|b| Some(b) == digits.bytes().next());
    if digits.len() == 4 {
        return digits == "0000" || digits == "9999";
    }
    if digits.len() != 9 {
        return true;
    }
    let (area, group, serial) = (&digits[..3], &digits[3..5], &digits[5..]);
    same || area == "000"
        || area == "666"
        || area >= "900"
        || group == "00"
        || serial == "0000"
        || digits == "123456789"
        || digits == "078051120"
}

/// Whether ten digits are no one's telephone: one digit throughout, 1234567890, or a number that begins with 0 or 1.
pub(crate) fn is_phone(digits: &str) -> bool {
    let seven = digits.get(3..).unwrap_or_default();
    let same = seven.bytes().all(|b| Some(b) == seven.bytes().next());
    digits.len() != 10 || same || digits == "1234567890" || digits.starts_with(['0', '1'])
}
