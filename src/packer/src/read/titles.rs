//! Lists of code and title: comma-separated files, and the working titles in Chartroom's own words.

use std::collections::BTreeMap;

use crate::PackerError;

/// Reads `code,title` lines without a heading.
///
/// # Errors
/// [`PackerError::Source`] for a line that has not two fields.
pub fn two_columns(
    name: &'static str,
    bytes: &[u8],
) -> Result<BTreeMap<String, String>, PackerError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    reader
        .deserialize()
        .map(|row| row.map_err(|e| PackerError::source(name, e)))
        .collect()
}

/// A working title of a code, or of a header above such codes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct WorkingTitle {
    /// The code, without a dot.
    pub code: String,
    /// `code` or `header`.
    pub kind: String,
    /// The title.
    pub title: String,
}

/// The working titles that come with Chartroom: the codes new on 2026-10-01, whose titles no package holds.
const WORKING_TITLES: &str = include_str!("../../data/icd10cm_fy2027_working_titles.tsv");

/// Reads the working titles.
///
/// # Errors
/// [`PackerError::Source`] for a malformed line.
pub fn working_titles() -> Result<Vec<WorkingTitle>, PackerError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_reader(WORKING_TITLES.as_bytes());
    reader
        .deserialize()
        .map(|row| row.map_err(|e| PackerError::source("working titles", e)))
        .collect()
}

/// A value of an axis, written by hand: names of sections, body systems and operations, and the words for "none".
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct AxisValue {
    /// How codes begin in which the value means this; `?` is any character, `*` any beginning.
    pub beginning: String,
    /// 1 to 7.
    pub place: u8,
    /// The character.
    pub value: String,
    /// What it means.
    pub label: String,
}

/// The axis values that come with Chartroom, for sections whose labels no package lists.
const AXIS_VALUES: &str = include_str!("../../data/icd10pcs_axis_values.tsv");

/// Reads the axis values.
///
/// # Errors
/// [`PackerError::Source`] for a malformed line.
pub fn axis_values() -> Result<Vec<AxisValue>, PackerError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_reader(AXIS_VALUES.as_bytes());
    reader
        .deserialize()
        .map(|row| row.map_err(|e| PackerError::source("axis values", e)))
        .collect()
}
