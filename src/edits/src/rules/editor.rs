//! Edits of the Medicare Code Editor that have no rule of their own.

use super::{Family::Editor, Listed, Rule};
use crate::findings::Severity::Warn;

/// The rules of the family, by number.
pub(super) const RULES: [Rule; 3] = [
    Rule::new(
        "MCE-05",
        Editor,
        "Procedure against sex, before October 2024",
        Warn,
        Listed::Editor,
        "Medicare Code Editor, edit 5",
    ),
    Rule::new(
        "MCE-08",
        Editor,
        "Questionable admission",
        Warn,
        Listed::Editor,
        "Medicare Code Editor, edit 8",
    ),
    Rule::new(
        "MCE-OB",
        Editor,
        "Delivery without outcome",
        Warn,
        Listed::Editor,
        "Medicare Code Editor, questionable obstetric admission",
    ),
];
