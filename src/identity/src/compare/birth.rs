//! Birth dates: the slips that registration makes are told from different dates.

use strsim::osa_distance;

use crate::person::BirthDate;

pub(super) const LEVELS: [&str; 6] = [
    "the same day",
    "day and month changed places",
    "one digit off, or the year off by one or ten",
    "agrees as far as it is known",
    "two of year, month and day agree",
    "different",
];
pub(super) const SAME: u8 = 0;
pub(super) const DIFFERENT: u8 = 5;

pub(super) fn compare(a: Option<BirthDate>, b: Option<BirthDate>) -> Option<u8> {
    let (a, b) = a.zip(b)?;
    let ((ay, am, ad), (by, bm, bd)) = (a.parts(), b.parts());
    let (Some(a_digits), Some(b_digits)) = (a.digits(), b.digits()) else {
        let known = |a: u8, b: u8| a == 0 || b == 0 || a == b;
        let agrees = ay == by && known(am, bm) && known(ad, bd);
        return Some(if agrees { 3 } else { DIFFERENT });
    };
    Some(if a == b {
        SAME
    } else if ay == by && am == bd && ad == bm {
        1
    } else if one_slip(&a_digits, &b_digits)
        || (am == bm && ad == bd && matches!(ay.abs_diff(by), 1 | 10))
    {
        2
    } else if u8::from(ay == by) + u8::from(am == bm) + u8::from(ad == bd) >= 2 {
        4
    } else {
        DIFFERENT
    })
}

/// One digit other, or two neighbours that changed places.
pub(super) fn one_slip(a: &[u8], b: &[u8]) -> bool {
    let text = |digits| core::str::from_utf8(digits).unwrap_or_default();
    a.len() == b.len() && osa_distance(text(a), text(b)) == 1
}
