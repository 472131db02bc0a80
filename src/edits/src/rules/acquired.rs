//! Rules about hospital-acquired conditions.

use super::{Family::Acquired, Listed, Rule};
use crate::findings::Severity::{Info, Warn};

/// The rules of the family, by number.
pub(super) const RULES: [Rule; 2] = [
    Rule::new(
        "HAC-001",
        Acquired,
        "Hospital-acquired condition met",
        Warn,
        Listed::Here,
        "MS-DRG Definitions Manual, Appendix I; 42 CFR 412.172",
    ),
    Rule::new(
        "HAC-002",
        Acquired,
        "Hospital-acquired condition and its procedures",
        Info,
        Listed::Here,
        "MS-DRG Definitions Manual, Appendix I",
    ),
];
