//! The check digit of a unit number: Damm's (H. M. Damm, *Total anti-symmetrische Quasigruppen*, Marburg 2004). One
//! decimal digit that catches every single wrong digit and every two neighbours that changed places, which Luhn's does
//! not (09 and 90). It does not catch all errors of two independent digits: one in ten of those goes through.

/// A totally anti-symmetric quasigroup of order 10 with a zero diagonal, as Damm gives it.
const TABLE: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The check digit of decimal digits (0 to 9 each); `None` where one is larger.
#[must_use]
pub fn check_digit(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0u8, |row, digit| {
        TABLE[usize::from(row)].get(usize::from(*digit)).copied()
    })
}
