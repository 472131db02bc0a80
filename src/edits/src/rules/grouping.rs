//! Rules about grouping.

use super::{Family::Grouping, Listed, Rule};
use crate::findings::Severity::{Info, Stop, Warn};

/// The rules of the family, by number.
pub(super) const RULES: [Rule; 10] = [
    Rule::new(
        "DRG-001",
        Grouping,
        "Discharge date chooses the grouper",
        Stop,
        Listed::Here,
        "MS-DRG Definitions Manual",
    ),
    Rule::new(
        "DRG-002",
        Grouping,
        "Stay can't be grouped",
        Stop,
        Listed::Here,
        "MS-DRG Definitions Manual, DRG 998 and 999",
    ),
    Rule::new(
        "DRG-003",
        Grouping,
        "Operation unrelated to principal diagnosis",
        Warn,
        Listed::Here,
        "MS-DRG Definitions Manual",
    ),
    Rule::new(
        "DRG-004",
        Grouping,
        "One code alone carries CC or MCC",
        Info,
        Listed::Here,
        "PEPPER target areas",
    ),
    Rule::new(
        "DRG-005",
        Grouping,
        "MCC that counts only for the living",
        Info,
        Listed::Here,
        "MS-DRG Definitions Manual, Appendix C, part 2",
    ),
    Rule::new(
        "DRG-006",
        Grouping,
        "Early discharge paid as a transfer",
        Warn,
        Listed::Here,
        "42 CFR 412.4",
    ),
    Rule::new(
        "DRG-007",
        Grouping,
        "Age, sex or discharge status missing or invalid",
        Stop,
        Listed::Editor,
        "Medicare Code Editor, edits 14 to 16",
    ),
    Rule::new(
        "DRG-008",
        Grouping,
        "Newborn without weight or maturity",
        Info,
        Listed::Here,
        "MS-DRG Definitions Manual, MDC 15",
    ),
    Rule::new(
        "DRG-009",
        Grouping,
        "Ventilation hours against the stay",
        Warn,
        Listed::Here,
        "ICD-10-PCS, table 5A1",
    ),
    Rule::new(
        "DRG-010",
        Grouping,
        "Final DRG differs from the working DRG",
        Info,
        Listed::Only(
            "The working DRG is what was grouped while the patient was still there; a stay holds only what is coded now.",
        ),
        "The house's rule on DRG reconciliation",
    ),
];
