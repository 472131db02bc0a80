//! The rows of the table file, plain.

/// A code with the versions it is valid in (inclusive, `400` to `440`; the ends may be any number) and a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionedCode {
    /// The code.
    pub code: String,
    /// First version.
    pub first: i64,
    /// Last version.
    pub last: i64,
    /// Scheme, pattern or group.
    pub value: i64,
}

/// What a diagnosis is: MDC, severity text, and its attribute, HAC and category patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisScheme {
    /// MDC.
    pub mdc: i64,
    /// `NCC`, `CC` or `MCC`.
    pub severity: String,
    /// Pattern of attributes, 0 = none.
    pub attributes: i64,
    /// Pattern of HAC names.
    pub hac: i64,
    /// Pattern of categories.
    pub categories: i64,
}

/// A numbered title with its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// DRG, MDC or category.
    pub number: u16,
    /// First version.
    pub first: i64,
    /// Last version.
    pub last: i64,
    /// The words.
    pub text: String,
}

/// A row of a logic table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaRow {
    /// First version of the table it stands in.
    pub first: i64,
    /// Last version.
    pub last: i64,
    /// MDC of the table.
    pub mdc: u32,
    /// Rank.
    pub rank: u32,
    /// Base DRG.
    pub base_drg: u32,
    /// DRG.
    pub drg: u32,
    /// `SURGICAL`, `MEDICAL` or `NA`.
    pub kind: String,
    /// MDC it leads to, 0 = none.
    pub goes_to_mdc: u32,
    /// The condition.
    pub formula: String,
    /// Suppression attributes.
    pub suppressed: Vec<String>,
}

/// A hospital-acquired condition formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HacRow {
    /// Category.
    pub number: u16,
    /// First version.
    pub first: i64,
    /// Last version.
    pub last: i64,
    /// Formulas.
    pub formulas: Vec<String>,
}

/// A diagnosis whose MDC depends on sex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SexRow {
    /// The code.
    pub code: String,
    /// First version.
    pub first: i64,
    /// Last version.
    pub last: i64,
    /// MDC of a man.
    pub male_mdc: i64,
    /// MDC of a woman.
    pub female_mdc: i64,
}

/// A procedure cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterRow {
    /// `Z@nnnn`.
    pub name: String,
    /// First version.
    pub first: i64,
    /// Last version.
    pub last: i64,
    /// MDCs suppressed for its parts.
    pub suppressed_mdcs: Vec<u8>,
    /// Codes of each choice.
    pub choices: Vec<Vec<String>>,
}

/// A row of a conversion table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversionRow {
    /// The code from the day on, as written.
    pub new: String,
    /// The code before, as written.
    pub old: String,
    /// The day, `YYYYMMDD`.
    pub effective: i64,
}

/// A code of the Medicare Code Editor with its dates (`YYYYMMDD`, inclusive) and flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorCode {
    /// The code.
    pub code: String,
    /// First day.
    pub first: i64,
    /// Last day.
    pub last: i64,
    /// Flags.
    pub flags: Vec<String>,
}

/// An age group of the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeRange {
    /// Flag name.
    pub name: String,
    /// Youngest.
    pub youngest: i64,
    /// Oldest.
    pub oldest: i64,
    /// First day.
    pub first: i64,
    /// Last day.
    pub last: i64,
}
