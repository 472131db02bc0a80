//! Packs and versions as the screen shows them, and measured speeds.

use serde::{Deserialize, Serialize};

use line::Failure;

/// The packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PackName {
    /// Diagnosis codes.
    Icd10Cm,
    /// Procedure codes.
    Icd10Pcs,
    /// Grouper tables.
    MsDrg,
    /// Code editor tables.
    Mce,
    /// Relative weights.
    Weights,
}

impl PackName {
    /// All packs, the grouper's first: it is the smallest and the most wanted.
    pub const ALL: [Self; 5] = [
        Self::MsDrg,
        Self::Mce,
        Self::Weights,
        Self::Icd10Cm,
        Self::Icd10Pcs,
    ];

    /// Stem of the file.
    #[must_use]
    pub const fn stem(self) -> &'static str {
        match self {
            Self::Icd10Cm => "icd10cm",
            Self::Icd10Pcs => "icd10pcs",
            Self::MsDrg => "msdrg",
            Self::Mce => "mce",
            Self::Weights => "weights",
        }
    }

    /// What it is, for the screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Icd10Cm => "ICD-10-CM, diagnosis codes",
            Self::Icd10Pcs => "ICD-10-PCS, procedure codes",
            Self::MsDrg => "MS-DRG grouper, nine versions",
            Self::Mce => "Medicare Code Editor",
            Self::Weights => "Relative weights and lengths of stay",
        }
    }

    /// What can't be done without it.
    #[must_use]
    pub const fn needed_for(self) -> &'static str {
        match self {
            Self::Icd10Cm => "searching diagnoses, their titles, notes and validity",
            Self::Icd10Pcs => "searching procedures, their titles and validity",
            Self::MsDrg => "grouping",
            Self::Mce => "the Medicare Code Editor's edits",
            Self::Weights => "relative weights and mean lengths of stay",
        }
    }
}

/// Whether a pack can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackState {
    /// Not yet there.
    Waiting,
    /// In use.
    Ready,
    /// Missing or damaged.
    Failed(Failure),
}

/// One pack on the screen about the data. What the manifest says is empty where there is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackView {
    /// Which.
    pub name: PackName,
    /// In use or not.
    pub state: PackState,
    /// Bytes as loaded; 0 if not.
    pub bytes: u64,
    /// Bytes as brotli, from the manifest; 0 if not known.
    pub brotli_bytes: u64,
    /// Sources, one sentence each.
    pub sources: Vec<String>,
    /// Version or edition of the content.
    pub edition: String,
    /// Licence of the content.
    pub licence: String,
    /// Rows by table: name and number.
    pub rows: Vec<(String, u64)>,
    /// SHA-256, hexadecimal.
    pub digest: String,
    /// Milliseconds from having the bytes to being usable.
    pub ready_ms: u32,
    /// What it lacks, or holds in other than the publisher's words, one sentence each.
    pub gaps: Vec<String>,
}

/// One grouper version and the years around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// `v43.1`.
    pub version: String,
    /// Federal fiscal year.
    pub fiscal_year: u16,
    /// First discharge date, `YYYY-MM-DD`.
    pub first_day: String,
    /// Whether weights of that fiscal year are loaded.
    pub weights: bool,
}

/// The state of everything loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Version of Chartroom.
    pub product: String,
    /// The packs.
    pub packs: Vec<PackView>,
    /// The grouper versions, oldest first.
    pub versions: Vec<VersionView>,
    /// What is not loaded and what that means, one sentence each.
    pub not_loaded: Vec<String>,
    /// Last discharge date any version is meant for, `YYYY-MM-DD`.
    pub last_day: String,
}

/// Grouping speed: code look-up, marking, hospital-acquired conditions and code editor included, JSON excluded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchGroup {
    /// Claims in the file.
    pub claims: u32,
    /// Groupings made.
    pub groupings: u64,
    /// Seconds measured.
    pub seconds: f64,
    /// Groupings a second.
    pub per_second: f64,
    /// Milliseconds to make the version ready.
    pub ready_ms: f64,
    /// Bytes of the worker's memory afterwards; 0 where that can't be told.
    pub memory_bytes: u64,
}

/// How long the engine takes over a stay of so many codes, in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchStay {
    /// Codes of the stay.
    pub codes: u32,
    /// Findings about it, on average.
    pub findings: f64,
    /// All edits, from the codes to the findings: median.
    pub edits_p50_ms: f64,
    /// The same, 95th percentile.
    pub edits_p95_ms: f64,
    /// All that a keystroke sets off: edits, grouping, the stay without each code, and the message to the page; median.
    pub keystroke_p50_ms: f64,
    /// The same, 95th percentile.
    pub keystroke_p95_ms: f64,
}

/// How long the engine takes over everything a stay of so many codes could group to, in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchWhatIf {
    /// Diagnoses of the stay.
    pub diagnoses: u32,
    /// Its procedures.
    pub procedures: u32,
    /// Suppositions tried, on average.
    pub tried: f64,
    /// Median.
    pub p50_ms: f64,
    /// 95th percentile.
    pub p95_ms: f64,
}

/// Search speed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchSearch {
    /// Searches timed.
    pub searches: u32,
    /// Median, milliseconds.
    pub p50_ms: f64,
    /// 95th percentile, milliseconds.
    pub p95_ms: f64,
    /// Slowest, milliseconds.
    pub max_ms: f64,
    /// Slowest text.
    pub slowest: String,
    /// Bytes that the index holds.
    pub index_bytes: u64,
}
