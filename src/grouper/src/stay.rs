//! What is grouped: one inpatient stay in the terms of the claim.

use codes::Ymd;
use serde::{Deserialize, Serialize};

/// A code as text, kept in place: reading a stay's codes takes no way over the heap. Any text fits.
pub type CodeText = compact_str::CompactString;

/// An inpatient stay as the grouper and the code editor see it: no name, no record number.
///
/// Codes are text as it came in. They are looked up without regard to case but otherwise exactly: a dot or a
/// space makes a code unknown (screens take dots out before they get here).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// Age in completed years at admission. Only the code editor uses it.
    pub age: i64,
    /// Sex as billed.
    pub sex: Sex,
    /// Patient discharge status, the two-digit number of the claim (`1` home, `20` died …). Any number is taken.
    pub discharge_status: i64,
    /// Whether hospital-acquired condition logic applies.
    pub hospital_status: HospitalStatus,
    /// Date of discharge: chooses code validity and grouper version.
    pub discharge_date: Ymd,
    /// Length of stay in days. Only the code editor uses it.
    pub length_of_stay: Option<i64>,
    /// Admitting diagnosis.
    pub admitting_diagnosis: Option<Diagnosis>,
    /// Principal diagnosis.
    pub principal_diagnosis: Option<Diagnosis>,
    /// Secondary diagnoses in the order of the claim.
    pub secondary_diagnoses: Vec<Diagnosis>,
    /// ICD-10-PCS codes in the order of the claim.
    pub procedures: Vec<CodeText>,
}

/// A diagnosis code with its present-on-admission indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// ICD-10-CM code as entered.
    pub code: CodeText,
    /// Present on admission.
    pub poa: PresentOnAdmission,
}

/// Sex as billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// `M`.
    #[serde(rename = "M")]
    Male,
    /// `F`.
    #[serde(rename = "F")]
    Female,
    /// `U`, or anything else.
    #[serde(rename = "U")]
    Unknown,
}

/// Whether the hospital reports present on admission for payment (HAC logic).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HospitalStatus {
    /// Paid under IPPS: hospital-acquired conditions lose their severity.
    #[default]
    NotExempt,
    /// Exempt (critical access, long-term care, psychiatric, rehabilitation, cancer, children's): nothing is demoted.
    Exempt,
    /// Not known: a met hospital-acquired condition makes the final result ungroupable.
    Unknown,
}

/// Present-on-admission indicator of a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PresentOnAdmission {
    /// Present at the time of inpatient admission.
    Y,
    /// Not present at the time of inpatient admission.
    N,
    /// Documentation insufficient to decide. Counts as `N` for hospital-acquired conditions.
    U,
    /// Provider unable to determine clinically. Counts as `Y`.
    W,
    /// `1`, the former mark of an exempt code.
    One,
    /// `E`, exempt.
    E,
    /// Not given.
    #[default]
    Blank,
    /// Anything else.
    Invalid,
}

impl PresentOnAdmission {
    /// Reads the indicator as a claim writes it (`""` is blank; upper case only).
    #[must_use]
    pub fn from_claim(text: &str) -> Self {
        match text {
            "Y" => Self::Y,
            "N" => Self::N,
            "U" => Self::U,
            "W" => Self::W,
            "1" => Self::One,
            "E" => Self::E,
            "" | " " => Self::Blank,
            _ => Self::Invalid,
        }
    }

    /// The indicator as a claim writes it; an invalid one as `"?"`.
    #[must_use]
    pub const fn as_claim(self) -> &'static str {
        match self {
            Self::Y => "Y",
            Self::N => "N",
            Self::U => "U",
            Self::W => "W",
            Self::One => "1",
            Self::E => "E",
            Self::Blank => "",
            Self::Invalid => "?",
        }
    }

    /// Whether the condition counts as present on admission (`Y`, `W`).
    #[must_use]
    pub const fn counts_as_present(self) -> bool {
        matches!(self, Self::Y | Self::W)
    }

    /// Whether the condition counts as acquired in hospital (`N`, `U`).
    #[must_use]
    pub const fn counts_as_acquired(self) -> bool {
        matches!(self, Self::N | Self::U)
    }
}

/// What the rules make of a discharge status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Discharged alive.
    Alive,
    /// Left against medical advice (7); alive.
    LeftAgainstAdvice,
    /// Moved to another acute hospital (2, 5, 66 and those with a planned return); alive.
    Transferred,
    /// Died (20).
    Died,
    /// No status that the grouper knows; taken as alive.
    NotKnown,
}

impl Disposition {
    /// Reads a status. Known are 1–7, 20, 21, 30, 43, 50, 51, 61–66, 69, 70 and 81–95.
    #[must_use]
    pub const fn of(status: i64) -> Self {
        match status {
            20 => Self::Died,
            7 => Self::LeftAgainstAdvice,
            2 | 5 | 66 | 82 | 85 | 94 => Self::Transferred,
            1..=7 | 21 | 30 | 43 | 50 | 51 | 61..=66 | 69 | 70 | 81..=95 => Self::Alive,
            _ => Self::NotKnown,
        }
    }
}
