//! Everything the coding workspace shows about a stay, computed in one go.

use serde::{Deserialize, Serialize};

use super::code::{CodeLine, Validity};
use line::Failure;

use super::problem::FindingView;

/// A state of a stay that is watched from change to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Number of the stay among those opened: another number, another stay.
    pub stay: u32,
    /// Changes made to it since, each change that was undone or done again among them.
    pub changes: u32,
}

/// A stay, edited, grouped and explained. What a missing pack takes away is named in `missing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Which grouper was used, or why none.
    pub grouper: GrouperUsed,
    /// Result with every secondary diagnosis counting. `None` when nothing could be grouped yet.
    pub initial: Option<DrgView>,
    /// Result after hospital-acquired conditions lost their severity: the one that is billed.
    pub r#final: Option<DrgView>,
    /// What hospital-acquired condition logic did, one sentence; empty when it did nothing.
    pub hac_text: String,
    /// Weight and lengths of stay of the final DRG.
    pub weight: WeightState,
    /// Days from admission to discharge; `None` while a date is missing or wrong.
    pub length_of_stay: Option<i64>,
    /// Completed years at admission, as grouped; `None` while it can't be told.
    pub age: Option<i64>,
    /// Admitting diagnosis.
    pub admitting: Option<DiagnosisView>,
    /// Principal diagnosis.
    pub principal: Option<DiagnosisView>,
    /// Secondary diagnoses, in the order of the stay.
    pub secondary: Vec<DiagnosisView>,
    /// Procedures, in the order of the stay.
    pub procedures: Vec<ProcedureView>,
    /// Findings, heaviest first.
    pub findings: Vec<FindingView>,
    /// What the facility's document did to the findings; `None` where none is in use.
    pub facility: Option<FacilityNote>,
    /// Result of the Medicare Code Editor; `None` without its tables.
    pub edit_type: Option<EditType>,
    /// The way to the DRG in a few words, for a line of breadcrumbs.
    pub path: Vec<PathStep>,
    /// The way to the DRG, every step, in plain words.
    pub steps: Vec<StepLine>,
    /// What could not be done because a pack is missing or damaged.
    pub missing: Vec<Failure>,
}

/// A facility's document and what it kept from the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityNote {
    /// The facility's name.
    pub name: String,
    /// Numbers of the rules that would have spoken and are switched off there, each once.
    pub switched_off: Vec<String>,
}

/// Which grouper version was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GrouperUsed {
    /// This one.
    Version {
        /// `v43.1`.
        version: String,
        /// Federal fiscal year.
        fiscal_year: u16,
        /// Whether it is only compared with another implementation, not with CMS's.
        peer_checked: bool,
        /// Why this one, for example `discharged 2026-05-04, v43.1 holds from 2026-04-01`.
        why: String,
    },
    /// None, and why: no discharge date, none loaded for the date, no tables, no principal diagnosis yet.
    None {
        /// The reason, one sentence.
        why: String,
    },
}

/// Surgical, medical, neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResultKind {
    /// Decided by a procedure.
    Surgical,
    /// Decided by diagnoses.
    Medical,
    /// DRG 998 and 999.
    Ungroupable,
}

/// Severity of a code or of a DRG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Neither CC nor MCC.
    None,
    /// Complication or comorbidity.
    Cc,
    /// Major complication or comorbidity.
    Mcc,
}

impl Severity {
    /// The chip's text.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Cc => "CC",
            Self::Mcc => "MCC",
        }
    }
}

/// One DRG with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrgView {
    /// MS-DRG.
    pub drg: u16,
    /// Three digits.
    pub number: String,
    /// Title.
    pub title: String,
    /// Major diagnostic category; 0 with DRG 999.
    pub mdc: u8,
    /// Its title.
    pub mdc_title: String,
    /// Surgical or medical.
    pub kind: ResultKind,
    /// Severity of the secondary diagnoses as the winning rule counted them.
    pub severity: Severity,
    /// Whether it was grouped at all.
    pub grouped: bool,
    /// Return code in plain words; empty when grouped.
    pub return_text: String,
}

/// Weight, if its table is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WeightState {
    /// From the table of this year.
    Figures(PaymentFigures),
    /// No figures, and why, for example `weights are not loaded for FY2025`.
    NotLoaded {
        /// The reason.
        why: String,
    },
}

/// Figures of one DRG. Text, because they are shown as the table prints them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFigures {
    /// Fiscal year of the table.
    pub fiscal_year: u16,
    /// Relative weight, four decimals.
    pub weight: String,
    /// Geometric mean length of stay in days, one decimal.
    pub gmlos: String,
    /// Arithmetic mean length of stay in days, one decimal.
    pub amlos: String,
    /// The geometric mean in tenths of a day, for drawing.
    pub gmlos_tenths: u32,
    /// The arithmetic mean in tenths of a day, for drawing.
    pub amlos_tenths: u32,
    /// A transfer policy applies to this DRG.
    pub post_acute_transfer: bool,
    /// The special pay policy applies to this DRG.
    pub special_pay: bool,
}

/// Which result the grouper marked a code for. It marks what was used, not what was needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Marked {
    /// Not used.
    No,
    /// For the initial DRG only.
    Initial,
    /// For the final DRG only.
    Final,
    /// For both.
    Both,
}

/// What the stay groups to without a code: grouped again, not guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveOut {
    /// DRG without it.
    pub drg: u16,
    /// Three digits.
    pub number: String,
    /// Title of that DRG.
    pub title: String,
    /// Whether that is another DRG than with it.
    pub changes: bool,
    /// Weight without it minus weight with it, in ten-thousandths; `None` without weights.
    pub weight_difference: Option<i64>,
    /// The same in words, for example `without it: 872`, `no change without it`.
    pub text: String,
}

/// Why a CC or MCC does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exclusion {
    /// The principal diagnosis excludes it.
    ByPrincipal {
        /// The principal diagnosis.
        principal: CodeLine,
        /// Number of the exclusion collection in the tables.
        collection: Option<u32>,
    },
    /// The logic of the DRG that won does not count it.
    ByDrgLogic {
        /// That DRG, three digits.
        drg: String,
    },
    /// It counts only for patients discharged alive.
    PatientDied,
    /// It is a hospital-acquired condition.
    HospitalAcquired,
}

/// State of a hospital-acquired condition entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HacState {
    /// Acquired in hospital; no severity.
    Met,
    /// Present on admission, or the other criteria are missing.
    NotMet,
    /// Excluded by the principal diagnosis anyway.
    NotApplicable,
    /// The hospital is exempt.
    HospitalExempt,
}

/// A hospital-acquired condition entry of a diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HacEntry {
    /// Category 1 to 14.
    pub number: u8,
    /// What the category is.
    pub description: String,
    /// Met or not.
    pub state: HacState,
}

/// One diagnosis of the stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisView {
    /// The code.
    pub line: CodeLine,
    /// Valid on the discharge date? `None` without the code set.
    pub validity: Option<Validity>,
    /// Present-on-admission indicator as sent; empty for none.
    pub poa: String,
    /// What the code is by itself in this version: CC, MCC or neither.
    pub own_severity: Severity,
    /// What it counts as in the final result.
    pub counts_as: Severity,
    /// Why it counts for less than it is.
    pub exclusion: Option<Exclusion>,
    /// The grouper's mark.
    pub affects: Marked,
    /// Hospital-acquired condition entries.
    pub hacs: Vec<HacEntry>,
    /// The stay without it. `None` for the admitting diagnosis and when nothing was grouped.
    pub leave_out: Option<LeaveOut>,
}

/// One procedure of the stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureView {
    /// The code.
    pub line: CodeLine,
    /// Valid on the discharge date? `None` without the code set.
    pub validity: Option<Validity>,
    /// Date of the procedure as typed.
    pub date: String,
    /// An operating room procedure; `None` when nothing was grouped.
    pub operating_room: Option<bool>,
    /// The grouper's mark.
    pub affects: Marked,
    /// Hospital-acquired condition categories it helped to meet.
    pub hac_usage: Vec<u8>,
    /// The stay without it.
    pub leave_out: Option<LeaveOut>,
}

/// Result of the Medicare Code Editor as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EditType {
    /// No edit.
    None,
    /// Before payment.
    Prepayment,
    /// No edits were made: the discharge date is outside the editor's tables.
    InvalidDischargeDate,
}

impl EditType {
    /// The words on screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::None => "no edit",
            Self::Prepayment => "prepayment edit",
            Self::InvalidDischargeDate => "discharge date outside the editor's tables",
        }
    }
}

/// How a step of the path is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PathTone {
    /// A place the stay went through.
    Taken,
    /// Looked at, nothing matched.
    Passed,
    /// The severity that decided.
    Severity,
    /// The result.
    Result,
    /// The stay could not be grouped.
    Stopped,
}

/// One step of the breadcrumb path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathStep {
    /// A few words, for example `MDC 18`.
    pub label: String,
    /// A sentence that explains it.
    pub detail: String,
    /// How to draw it.
    pub tone: PathTone,
}

/// One step of the full trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepLine {
    /// `Preparation`, `Initial DRG`, `Hospital-acquired conditions`, `Final DRG`.
    pub section: String,
    /// The step, in plain words.
    pub text: String,
    /// Where it stands in the MS-DRG Definitions Manual; empty where it stands nowhere.
    pub manual: String,
    /// The rule as the tables write it, where the step is one; empty otherwise.
    pub formula: String,
    /// Conditions that were looked at and true, in plain words.
    pub holds: Vec<String>,
    /// Conditions that were looked at and false, in plain words.
    pub fails: Vec<String>,
    /// Whether this step decided something (a rule that matched, a result).
    pub decides: bool,
}
