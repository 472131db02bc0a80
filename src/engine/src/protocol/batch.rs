//! A file of claims and its results, a window at a time.

use serde::{Deserialize, Serialize};

/// Column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum BatchSort {
    /// Order of the file.
    #[default]
    Line,
    /// The claim's id.
    Id,
    /// Final DRG.
    Drg,
    /// Reported MDC.
    Mdc,
    /// Relative weight; claims without one come last in either order.
    Weight,
    /// Number of edits.
    Edits,
    /// Return code.
    ReturnCode,
}

/// Which rows to show. All conditions must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct BatchFilter {
    /// Text that the id, the principal diagnosis, the DRG number or its title must contain; any case.
    pub text: String,
    /// Only this final DRG.
    pub drg: Option<u16>,
    /// Only claims that could not be grouped (998, 999).
    pub ungrouped: bool,
    /// Only claims with an edit.
    pub with_edits: bool,
    /// Only claims whose final DRG differs from the initial one, or that met a hospital-acquired condition.
    pub with_hac: bool,
    /// Only lines that could not be read.
    pub unreadable: bool,
}

/// A window of the sorted and filtered results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct BatchQuery {
    /// Column.
    pub sort: BatchSort,
    /// From the highest.
    pub descending: bool,
    /// Which rows.
    pub filter: BatchFilter,
    /// First row of the window.
    pub offset: u32,
    /// Rows in the window.
    pub limit: u32,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    /// Line number in the file, from 1.
    pub line: u32,
    /// The claim's id; empty where the line could not be read.
    pub id: String,
    /// Principal diagnosis, dotted.
    pub principal: String,
    /// Grouper version, `v43.1`.
    pub version: String,
    /// Initial DRG, three digits.
    pub initial_drg: String,
    /// Final DRG, three digits.
    pub drg: String,
    /// Its title.
    pub title: String,
    /// Reported MDC.
    pub mdc: u8,
    /// Relative weight as the table prints it; empty where none is loaded.
    pub weight: String,
    /// Return code in plain words; empty when grouped.
    pub return_text: String,
    /// Names of the edits, with their number, for example `Duplicate of principal diagnosis ×2`.
    pub edits: Vec<String>,
    /// Number of hospital-acquired condition categories met.
    pub hacs: u8,
    /// Why the line could not be read; empty when it could.
    pub error: String,
}

/// The window that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPage {
    /// The rows.
    pub rows: Vec<BatchRow>,
    /// First row's position among the matching ones.
    pub offset: u32,
    /// Rows that match the filter.
    pub matching: u32,
    /// Rows there are.
    pub total: u32,
}

/// How often a DRG came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrgCount {
    /// Three digits.
    pub number: String,
    /// Title.
    pub title: String,
    /// Claims.
    pub claims: u32,
}

/// The whole file in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchSummary {
    /// The file's name.
    pub name: String,
    /// Lines with something on them.
    pub lines: u32,
    /// Claims grouped (998 and 999 included).
    pub done: u32,
    /// Lines that could not be read.
    pub unreadable: u32,
    /// Claims that ended in 998 or 999.
    pub ungrouped: u32,
    /// Claims with an edit.
    pub with_edits: u32,
    /// Claims that met a hospital-acquired condition.
    pub with_hac: u32,
    /// The commonest DRGs, most frequent first, at most twenty.
    pub common: Vec<DrgCount>,
    /// Whether it was cancelled before the end.
    pub cancelled: bool,
    /// What was missing, for example that the code editor's tables are not loaded; empty if nothing.
    pub missing: Vec<String>,
}
