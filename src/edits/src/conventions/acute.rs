//! The acute and the chronic form of one condition, both coded: the acute one goes first (CM-025).
//!
//! Only conditions whose two forms stand at the same indentation of the Alphabetic Index, and have no code for both.

use super::case::{Case, finding};
use crate::findings::{Finding, Severity};

/// Acute and chronic form.
const FORMS: [(&[&str], &[&str]); 11] = [
    (&["N17"], &["N18"]),
    (&["N10"], &["N11"]),
    (&["J01"], &["J32"]),
    (&["J20"], &["J41", "J42"]),
    (&["J03"], &["J350"]),
    (&["K85"], &["K860", "K861"]),
    (&["B15-B17"], &["B18"]),
    (&["N700"], &["N701"]),
    (&["N710"], &["N711"]),
    (&["I26"], &["I2782"]),
    (&["I824"], &["I825"]),
];

pub(super) fn named() -> Vec<&'static str> {
    FORMS
        .iter()
        .flat_map(|(acute, chronic)| acute.iter().chain(*chronic).copied())
        .collect()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    for (acute, chronic) in FORMS {
        let at = |list: &[&str]| case.diagnoses.iter().position(|d| d.is(list));
        let (Some(first), Some(second)) = (at(acute), at(chronic)) else {
            continue;
        };
        if first < second {
            continue;
        }
        let (acute, chronic) = (&case.diagnoses[first], &case.diagnoses[second]);
        found.push(finding(
            "CM-025",
            Severity::Info,
            acute.place,
            format!(
                "{} is the acute form of {}, and stands behind it.",
                acute.dotted(),
                chronic.dotted()
            ),
            "Where both are coded, the acute or subacute code is sequenced first.",
            format!("Put {} before {}.", acute.dotted(), chronic.dotted()),
            "ICD-10-CM Official Guidelines, I.B.8",
        ));
    }
}
