//! The payload of the `mce` pack: the Medicare Code Editor's ICD-10 tables.

use grouper::tables::CodeTable;
use serde::{Deserialize, Serialize};

/// Everything in the pack. Dates are `YYYYMMDD`, both ends included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Names of flags; a flag set below is a list of positions.
    pub flags: Vec<String>,
    /// Different sets of flags.
    pub flag_sets: Vec<Vec<u8>>,
    /// Different periods: first and last day.
    pub periods: Vec<(i64, i64)>,
    /// Diagnosis codes; a row's span is a period, its value a flag set.
    pub diagnoses: CodeTable,
    /// Procedure codes, alike.
    pub procedures: CodeTable,
    /// Age groups.
    pub ages: Vec<AgeGroup>,
    /// Discharge statuses: code, first and last day.
    pub discharge_statuses: Vec<(i64, i64, i64)>,
    /// Last day of the tables.
    pub last_day: i64,
}

/// The ages at which a flagged diagnosis is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeGroup {
    /// Flag, in lower case.
    pub flag: String,
    /// Youngest age in years.
    pub youngest: i64,
    /// Oldest.
    pub oldest: i64,
    /// First day.
    pub first: i64,
    /// Last day.
    pub last: i64,
}
