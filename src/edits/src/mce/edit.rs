//! The edits, and what editing a stay returns.

use serde::{Deserialize, Serialize};

/// An edit of the Medicare Code Editor that can fire on ICD-10 codes. Edits whose flags no ICD-10 table carries
/// (nonspecific principal diagnosis, open biopsy, bilateral procedure, Medicare as secondary payer …) are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Edit {
    /// A code is not valid for the age.
    AgeConflict,
    /// A secondary diagnosis equals the principal one.
    DuplicateOfPdx,
    /// An external cause as principal diagnosis.
    ECodeAsPdx,
    /// A procedure that takes longer than the stay lasted.
    InconsistentWithLengthOfStay,
    /// The admitting diagnosis is not valid on the date.
    InvalidAdmitDx,
    /// Age outside 0 to 124.
    InvalidAge,
    /// A code is not valid on the date.
    InvalidCode,
    /// Discharge status is not valid on the date.
    InvalidDischargeStatus,
    /// Sex unknown, before 2024-10-01.
    InvalidSex,
    /// A procedure that Medicare covers only in part.
    LimitedCoverage,
    /// A manifestation as principal diagnosis.
    ManifestationAsPdx,
    /// A procedure that Medicare doesn't cover.
    NonCovered,
    /// A principal diagnosis that seldom justifies admission.
    QuestionableAdmission,
    /// A delivery procedure without an outcome of delivery.
    QuestionableObstetricAdmission,
    /// A principal diagnosis that needs a secondary one.
    RequiresSdx,
    /// A code is not valid for the sex, before 2024-10-01.
    SexConflict,
    /// A principal diagnosis that describes a circumstance, not a condition.
    UnacceptablePdx,
    /// Laterality is unspecified, from 2022-04-01.
    Unspecified,
    /// Performance of the wrong procedure.
    WrongProcedurePerformed,
}

impl Edit {
    /// All edits, in the order of their names.
    pub const ALL: [Self; 19] = [
        Self::AgeConflict,
        Self::DuplicateOfPdx,
        Self::ECodeAsPdx,
        Self::InconsistentWithLengthOfStay,
        Self::InvalidAdmitDx,
        Self::InvalidAge,
        Self::InvalidCode,
        Self::InvalidDischargeStatus,
        Self::InvalidSex,
        Self::LimitedCoverage,
        Self::ManifestationAsPdx,
        Self::NonCovered,
        Self::QuestionableAdmission,
        Self::QuestionableObstetricAdmission,
        Self::RequiresSdx,
        Self::SexConflict,
        Self::UnacceptablePdx,
        Self::Unspecified,
        Self::WrongProcedurePerformed,
    ];

    /// Its name in a result.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AgeConflict => "AGE_CONFLICT",
            Self::DuplicateOfPdx => "DUPLICATE_OF_PDX",
            Self::ECodeAsPdx => "E_CODE_AS_PDX",
            Self::InconsistentWithLengthOfStay => "INCONSISTENT_WITH_LENGTH_OF_STAY",
            Self::InvalidAdmitDx => "INVALID_ADMIT_DX",
            Self::InvalidAge => "INVALID_AGE",
            Self::InvalidCode => "INVALID_CODE",
            Self::InvalidDischargeStatus => "INVALID_DISCHARGE_STATUS",
            Self::InvalidSex => "INVALID_SEX",
            Self::LimitedCoverage => "LIMITED_COVERAGE",
            Self::ManifestationAsPdx => "MANIFESTATION_AS_PDX",
            Self::NonCovered => "NON_COVERED",
            Self::QuestionableAdmission => "QUESTIONABLE_ADMISSION",
            Self::QuestionableObstetricAdmission => "QUESTIONABLE_OBSTETRIC_ADMISSION",
            Self::RequiresSdx => "REQUIRES_SDX",
            Self::SexConflict => "SEX_CONFLICT",
            Self::UnacceptablePdx => "UNACCEPTABLE_PDX",
            Self::Unspecified => "UNSPECIFIED",
            Self::WrongProcedurePerformed => "WRONG_PROCEDURE_PERFORMED",
        }
    }
}

/// When the edits that fired are settled: before payment for every edit above but an invalid admitting diagnosis,
/// which has no type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EditType {
    /// No edit fired that has a type.
    #[default]
    None,
    /// An edit fired that is settled before payment.
    Prepayment,
    /// The discharge date lies outside the tables; nothing else was looked at.
    InvalidDischargeDate,
}

/// Edits of one code: none stands twice, and they are given in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EditSet(u32);

impl EditSet {
    /// No edit.
    pub const NONE: Self = Self(0);

    /// Adds an edit.
    pub const fn insert(&mut self, edit: Edit) {
        self.0 |= 1 << edit as u32;
    }

    /// Whether no edit fired.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether an edit fired.
    #[must_use]
    pub const fn contains(self, edit: Edit) -> bool {
        self.0 >> edit as u32 & 1 != 0
    }

    /// The edits, in the order of their names.
    pub fn iter(self) -> impl Iterator<Item = Edit> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let edit = Edit::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*edit)
        })
    }
}

impl FromIterator<Edit> for EditSet {
    fn from_iter<I: IntoIterator<Item = Edit>>(edits: I) -> Self {
        let mut set = Self::NONE;
        edits.into_iter().for_each(|edit| set.insert(edit));
        set
    }
}

/// What the editor says of a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct McEdits {
    /// When they are settled.
    pub edit_type: EditType,
    /// How often each edit fired; in the order of [`Edit::ALL`].
    pub counts: [u32; Edit::ALL.len()],
    /// Edits of each diagnosis: the principal one first, if there is one.
    pub diagnoses: Vec<EditSet>,
    /// Edits of each procedure.
    pub procedures: Vec<EditSet>,
    /// Edits of the admitting diagnosis, if there is one. Only an invalid code counts in `counts`.
    pub admitting: Option<EditSet>,
}

impl McEdits {
    /// How often an edit fired.
    #[must_use]
    pub const fn count(&self, edit: Edit) -> u32 {
        self.counts[edit as usize]
    }

    /// The edits that fired, with their counts.
    pub fn fired(&self) -> impl Iterator<Item = (Edit, u32)> + '_ {
        Edit::ALL
            .into_iter()
            .zip(self.counts)
            .filter(|(_, n)| *n > 0)
    }

    pub(crate) fn add(&mut self, edit: Edit) {
        self.counts[edit as usize] += 1;
    }

    pub(crate) fn add_all(&mut self, edits: EditSet) {
        edits.iter().for_each(|edit| self.add(edit));
    }
}
