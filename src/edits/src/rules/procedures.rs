//! Rules about procedure codes.

use super::{Family::Procedures, Listed, Rule};
use crate::findings::Severity::{Info, Stop, Warn};

/// The rules of the family, by number.
pub(super) const RULES: [Rule; 13] = [
    Rule::new(
        "PCS-001",
        Procedures,
        "Form of a procedure code",
        Stop,
        Listed::Here,
        "ICD-10-PCS Official Guidelines, A1",
    ),
    Rule::new(
        "PCS-002",
        Procedures,
        "Procedure code valid on the discharge date",
        Stop,
        Listed::Editor,
        "ICD-10-PCS Official Guidelines, A9; Medicare Code Editor, edit 1",
    ),
    Rule::new(
        "PCS-003",
        Procedures,
        "Procedure date within the stay",
        Warn,
        Listed::Here,
        "UB-04, form locator 74; 42 CFR 412.2(c)(5)",
    ),
    Rule::new(
        "PCS-004",
        Procedures,
        "Operative report for each operation",
        Warn,
        Listed::Only(
            "Whether the operative report is there is a fact of the chart; a stay holds codes and dates.",
        ),
        "42 CFR 482.51(b)(6)",
    ),
    Rule::new(
        "PCS-005",
        Procedures,
        "Inspection beside a definitive procedure",
        Warn,
        Listed::Here,
        "ICD-10-PCS Official Guidelines, B3.11",
    ),
    Rule::new(
        "PCS-006",
        Procedures,
        "Biopsy beside a definitive procedure",
        Info,
        Listed::Here,
        "ICD-10-PCS Official Guidelines, B3.4b",
    ),
    Rule::new(
        "PCS-007",
        Procedures,
        "Coronary arteries counted in one code",
        Info,
        Listed::Here,
        "ICD-10-PCS Official Guidelines, B3.6, B4.4",
    ),
    Rule::new(
        "PCS-008",
        Procedures,
        "Principal procedure related to principal diagnosis",
        Warn,
        Listed::Here,
        "UHDDS",
    ),
    Rule::new(
        "PCS-009",
        Procedures,
        "Procedure not covered",
        Warn,
        Listed::Editor,
        "Medicare Code Editor, edit 11",
    ),
    Rule::new(
        "PCS-010",
        Procedures,
        "Procedure covered under conditions",
        Info,
        Listed::Editor,
        "Medicare Code Editor, edit 17",
    ),
    Rule::new(
        "PCS-011",
        Procedures,
        "Wrong operation performed",
        Stop,
        Listed::Editor,
        "Medicare Code Editor, edit 18",
    ),
    Rule::new(
        "PCS-012",
        Procedures,
        "Procedure against length of stay",
        Warn,
        Listed::Editor,
        "Medicare Code Editor, edit 19",
    ),
    Rule::new(
        "PCS-013",
        Procedures,
        "Operating provider and date missing",
        Stop,
        Listed::Here,
        "ASC X12 837I",
    ),
];
