//! What grouping a stay returns, with the names CMS's components use in their output.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::stay::PresentOnAdmission;

/// The result of grouping one stay: the DRG before and after hospital-acquired conditions, and what each code did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Grouping {
    /// Result with every secondary diagnosis counting.
    pub initial: DrgResult,
    /// Result after hospital-acquired conditions lost their severity: the DRG that is billed.
    pub r#final: DrgResult,
    /// What hospital-acquired condition logic did to the DRG.
    pub hac_status: HacStatus,
    /// Number of different hospital-acquired condition categories met.
    pub hac_categories_met: u8,
    /// Whether the admitting diagnosis is a code of the version.
    pub admitting_diagnosis: AdmittingFlag,
    /// The principal diagnosis.
    pub principal: DiagnosisOutcome,
    /// The secondary diagnoses, in the order they were entered.
    pub secondary: Vec<DiagnosisOutcome>,
    /// The procedures, in the order they were entered.
    pub procedures: Vec<ProcedureOutcome>,
}

/// One DRG assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct DrgResult {
    /// MS-DRG, 1 to 999; 998 and 999 are ungroupable.
    pub drg: u16,
    /// Major diagnostic category as reported; 0 with DRG 999.
    pub mdc: u8,
    /// First DRG of the severity family.
    pub base_drg: u16,
    /// Why the stay could not be grouped, or `Ok`.
    pub return_code: ReturnCode,
    /// Surgical or medical.
    pub kind: DrgKind,
    /// Severity found while the winning row was tried.
    pub severity: DrgSeverity,
    /// Severity that the winning row itself asked for.
    pub secondary_severity: DrgSeverity,
}

/// Why a stay can't be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReturnCode {
    /// Grouped.
    #[default]
    Ok,
    /// The principal diagnosis is missing or not a code of the version.
    InvalidPdx,
    /// An external cause can't be principal diagnosis.
    DxCannotBePdx,
    /// The principal diagnosis's MDC depends on sex, and sex is unknown.
    InvalidSex,
    /// The DRG depends on discharge status, and that is not valid.
    InvalidDischargeStatus,
    /// A hospital-acquired condition is met while a present-on-admission indicator is missing.
    HacMissingOnePoa,
    /// Hospital status unknown; several diagnoses with a hospital-acquired condition.
    HacStatusInvalidMultHacsPoaNotYW,
    /// Hospital status unknown; the hospital-acquired condition has indicator N or U.
    #[serde(rename = "HAC_STATUS_INVALID_POA_N_OR_U")]
    HacStatusInvalidPoaNOrU,
    /// Hospital status unknown; the hospital-acquired condition has no valid indicator.
    #[serde(rename = "HAC_STATUS_INVALID_POA_INVALID_OR_1")]
    HacStatusInvalidPoaInvalidOr1,
    /// Stands in the tables; no claim reaches it.
    InvalidAge,
}

/// Surgical or medical DRG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DrgKind {
    /// Decided by a procedure.
    Surgical,
    /// Decided by diagnoses.
    Medical,
    /// DRG 998 and 999.
    #[default]
    None,
}

/// Severity level of a DRG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DrgSeverity {
    /// DRG 998 and 999.
    #[default]
    None,
    /// Neither CC nor MCC.
    NonCc,
    /// Complication or comorbidity.
    Cc,
    /// Major complication or comorbidity.
    Mcc,
}

/// What hospital-acquired condition logic did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HacStatus {
    /// None met, or an exempt hospital.
    #[default]
    NotApplicable,
    /// Met; the DRG stays.
    FinalDrgNoChange,
    /// Met; the DRG changes.
    FinalDrgChanges,
    /// Met, but an indicator or the hospital's status is missing.
    FinalDrgUngroupable,
}

/// Whether the admitting diagnosis is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdmittingFlag {
    /// A code of the version.
    DxValid,
    /// Not a code of the version.
    DxInvalid,
    /// None entered.
    #[default]
    DxNotGiven,
}

/// Which result a code was marked for. It marks what the grouper used; it does not say that the DRG would
/// change without the code (leave the code out and group again to know that).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Affects {
    /// Neither.
    #[default]
    None,
    /// The initial DRG only.
    Initial,
    /// The final DRG only.
    Final,
    /// Both.
    Both,
}

impl Affects {
    /// From the two marks.
    #[must_use]
    pub const fn of(initial: bool, r#final: bool) -> Self {
        match (initial, r#final) {
            (false, false) => Self::None,
            (true, false) => Self::Initial,
            (false, true) => Self::Final,
            (true, true) => Self::Both,
        }
    }
}

/// What a diagnosis counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CodeSeverity {
    /// No CC or MCC (also: demoted as hospital-acquired, or an alive-only MCC of a patient who died).
    #[default]
    Neither,
    /// CC.
    Cc,
    /// MCC.
    Mcc,
    /// A CC but for the principal diagnosis (CC exclusion list).
    CcExcluded,
    /// An MCC but for the principal diagnosis.
    MccExcluded,
    /// A CC that the winning DRG's own logic doesn't count.
    CcExcludedByDrgLogic,
    /// An MCC that the winning DRG's own logic doesn't count.
    MccExcludedByDrgLogic,
}

/// What was found of the present-on-admission indicator of a diagnosis with a hospital-acquired condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PoaFinding {
    /// No hospital-acquired condition on this code, so it was not looked at.
    #[default]
    PoaNotChecked,
    /// `Y` or `W`.
    PoaRecognizedYesPoa,
    /// `N` or `U`.
    PoaRecognizedNotPoa,
    /// Missing or not one of the four.
    PoaNotRecognized,
    /// The hospital is exempt.
    HospitalExempt,
}

/// One diagnosis after grouping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct DiagnosisOutcome {
    /// A code of the version.
    pub valid: bool,
    /// Indicator as read.
    pub poa: PresentOnAdmission,
    /// Marked as used.
    pub affects: Affects,
    /// Counts as, in the initial result.
    pub severity_initial: CodeSeverity,
    /// Counts as, in the final result.
    pub severity_final: CodeSeverity,
    /// What was found of the indicator.
    pub poa_finding: PoaFinding,
    /// Hospital-acquired condition entries, by number.
    pub hacs: SmallVec<[HacOutcome; 2]>,
}

/// One hospital-acquired condition entry of a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HacOutcome {
    /// Category 1 to 14, or 0 when it is not met.
    pub number: u8,
    /// Name of the list that made it one.
    pub list: HacList,
    /// Met, not met, not applicable.
    pub status: HacEntryStatus,
}

/// Name of a hospital-acquired condition list, as the tables write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HacList {
    /// `HACnn`.
    Numbered(u8),
    /// `hac06_show`: counts only together with another code of category 6.
    Hac06Show,
    /// `hac06_sdx`.
    Hac06Sdx,
    /// `hac11_sdx`.
    Hac11Sdx,
    /// `hac11_pdx`: the principal diagnosis's part in category 11.
    Hac11Pdx,
}

/// Status of a hospital-acquired condition entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HacEntryStatus {
    /// Acquired in hospital: no severity.
    HacCriteriaMet,
    /// Present on admission, or the rest of the criteria is missing.
    HacCriteriaNotMet,
    /// Excluded by the principal diagnosis anyway.
    HacNotApplicableExclusion,
    /// The hospital is exempt.
    HacNotApplicableExempt,
}

/// One procedure after grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ProcedureOutcome {
    /// A procedure of the version.
    pub valid: bool,
    /// Marked as used.
    pub affects: Affects,
    /// An operating room procedure (or one treated as such).
    pub operating_room: bool,
    /// Categories of hospital-acquired conditions that this procedure helped to meet (8, 10 to 14).
    pub hac_usage: HacCategories,
}

/// A set of categories of hospital-acquired conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HacCategories(pub(crate) u16);

impl HacCategories {
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their numbers, ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> + Clone {
        (0..16).filter(move |number| self.0 >> number & 1 == 1)
    }
}
