//! Rules about present on admission.

use super::{Family::Admission, Listed, Rule};
use crate::findings::Severity::{Info, Stop, Warn};

/// The rules of the family, by number.
pub(super) const RULES: [Rule; 8] = [
    Rule::new(
        "POA-001",
        Admission,
        "Indicator missing",
        Stop,
        Listed::Here,
        "ICD-10-CM Official Guidelines, Appendix I",
    ),
    Rule::new(
        "POA-002",
        Admission,
        "Indicator on an exempt code",
        Warn,
        Listed::Here,
        "CMS, present on admission reporting (5010)",
    ),
    Rule::new(
        "POA-003",
        Admission,
        "Indicators of an exempt hospital",
        Info,
        Listed::Here,
        "CMS, hospitals exempt from reporting",
    ),
    Rule::new(
        "POA-004",
        Admission,
        "Indicator U",
        Warn,
        Listed::Here,
        "ICD-10-CM Official Guidelines, Appendix I",
    ),
    Rule::new(
        "POA-005",
        Admission,
        "Indicator W",
        Warn,
        Listed::Here,
        "ICD-10-CM Official Guidelines, Appendix I",
    ),
    Rule::new(
        "POA-006",
        Admission,
        "Known at admission, and N",
        Warn,
        Listed::Here,
        "ICD-10-CM Official Guidelines, Appendix I",
    ),
    Rule::new(
        "POA-007",
        Admission,
        "Combination code present as a whole",
        Info,
        Listed::Here,
        "ICD-10-CM Official Guidelines, Appendix I",
    ),
    Rule::new(
        "POA-008",
        Admission,
        "Indicator moves with its code",
        Stop,
        Listed::Here,
        "CMS, coding of present on admission",
    ),
];
