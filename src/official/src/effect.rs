//! What a file replaces: one part of one code system, from one day on, and nothing else.
//!
//! Diagnoses and procedures have calendars of their own: the update of April 1 may bring new diagnoses and no
//! procedures, or the other way round. An order file of diagnoses therefore must never end or begin a procedure code.
//! The rule is data here, so that whoever takes files over asks [`in_force`] rather than a date.

use codes::{System, Ymd};
use serde::Serialize;

/// What a file speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum CodeSystem {
    /// ICD-10-CM, diagnoses.
    Icd10Cm,
    /// ICD-10-PCS, inpatient procedures.
    Icd10Pcs,
    /// MS-DRG.
    MsDrg,
}

impl CodeSystem {
    /// The code set, or `None` for MS-DRG.
    #[must_use]
    pub fn code_set(self) -> Option<System> {
        match self {
            Self::Icd10Cm => Some(System::Cm),
            Self::Icd10Pcs => Some(System::Pcs),
            Self::MsDrg => None,
        }
    }
}

/// The part of a system that a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Part {
    /// Which codes there are, which are billable, and their titles.
    Codes,
    /// Hierarchy and instructional notes of diagnoses.
    TabularList,
    /// Alphabetic index: to diseases, or to procedures.
    Index,
    /// Index of external causes.
    ExternalCauseIndex,
    /// Table of drugs and chemicals.
    DrugTable,
    /// Table of neoplasms.
    NeoplasmTable,
    /// Which values of the seven axes go together.
    ProcedureTables,
    /// Definitions of axis values.
    Definitions,
    /// Anatomical terms and the body part value to use.
    BodyPartKey,
    /// Device names and the device value to use.
    DeviceKey,
    /// Specific devices and the general value that stands for them.
    DeviceAggregation,
    /// Codes exempt from reporting present on admission.
    PoaExemption,
    /// Relative weights and lengths of stay.
    Weights,
    /// Guidelines for coding and reporting.
    Guidelines,
}

/// How a file acts on a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum EffectKind {
    /// It holds the whole part: what it does not name is not in force from then on.
    Replaces(Part),
    /// It holds changes: what it does not name stays as it was.
    Amends(Part),
}

impl EffectKind {
    /// The part.
    #[must_use]
    pub fn part(self) -> Part {
        match self {
            Self::Replaces(part) | Self::Amends(part) => part,
        }
    }
}

/// What taking a file over changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Effect {
    /// The system it speaks about; it leaves all others alone.
    pub system: CodeSystem,
    /// First day for which it speaks. What was in force before stays in force for the days before.
    pub from: Ymd,
    /// How it acts, and on which part.
    pub kind: EffectKind,
}

impl Effect {
    /// Whether the file has a say in `part` of `system` on `date`.
    #[must_use]
    pub fn touches(self, system: CodeSystem, part: Part, date: Ymd) -> bool {
        self.system == system && self.kind.part() == part && self.from <= date
    }
}

/// Which of several files make up `part` of `system` on `date`: the latest that replaces it, and after it those that
/// amend it, in order of their days. A file that replaces comes before one of the same day that amends. Gives places in
/// `effects`; empty when none speaks for that day. Amendments without a whole before them are given alone.
#[must_use]
pub fn in_force(effects: &[Effect], system: CodeSystem, part: Part, date: Ymd) -> Vec<usize> {
    let mut touching: Vec<usize> = (0..effects.len())
        .filter(|&i| effects[i].touches(system, part, date))
        .collect();
    touching.sort_by_key(|&i| (effects[i].from, effects[i].kind));
    let whole = touching
        .iter()
        .rposition(|&i| matches!(effects[i].kind, EffectKind::Replaces(_)));
    touching.split_off(whole.unwrap_or(0))
}
