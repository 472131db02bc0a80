//! Complications of care: codes that say so (CM-034).
//!
//! Whether the provider has documented that the care caused the condition is read in the record; the finding says
//! what to look for, and weighs as a note.

use super::case::{Case, Coded, finding, listed};
use crate::findings::{Finding, Severity};

/// Complications of surgical and medical care, in the chapter on injuries and at the end of the body systems. The
/// rejected transplant stands among them.
const COMPLICATIONS: [&str; 17] = [
    "D78", "E36", "E89", "G97", "H59", "H95", "I97", "J95", "K91", "K94", "K95", "L76", "M96",
    "N98", "N99", "T80-T88", "O754",
];

pub(super) fn named() -> Vec<&'static str> {
    COMPLICATIONS.to_vec()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    // A late effect was laid at the door of the care when it was first coded.
    let mut coded: Vec<&Coded<'_>> = case.all(&COMPLICATIONS).collect();
    coded.retain(|diagnosis| diagnosis.seventh() != b'S');
    let Some(first) = coded.first() else {
        return;
    };
    found.push(finding(
        "CM-034",
        Severity::Info,
        first.place,
        format!("Coded as a complication of care: {}.", listed(coded.iter().copied())),
        "Not every condition after care is a complication: the provider documents that the care caused it.",
        "See that the record names cause and effect; otherwise ask the provider.",
        "ICD-10-CM Official Guidelines, I.B.16",
    ));
}
