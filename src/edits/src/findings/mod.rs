//! What is wrong or missing in a stay, said in five parts: what, why, where, how to put it right, and who says so.
//!
//! Findings are read off facts that others have established: the code sets on the discharge date, the Medicare
//! Code Editor, the grouping and what the stay groups to without each code. Nothing is decided here twice.

use std::borrow::Cow;

use codes::Ymd;
use codes::cm::CmPack;
pub(crate) use codes::cm::dotted;
use codes::weights::Weight;
use grouper::{Grouping, Stay, Version};
pub use payment::{After, HomeHealth};

use crate::conventions::{self, Conventions};
use crate::mce::McEdits;
use crate::poa::Exemptions;

mod acquired;
mod admission;
mod codeset;
mod editor;
mod grouping;
mod newborn;
mod procedures;
mod sequence;
mod seventh;
mod stay;
mod transfer;
mod ventilation;

pub use codeset::CodeStatus;
pub use editor::edit_name;
pub use grouping::return_code_words;
pub use seventh::Seventh;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The claim can't go out like this.
    Stop,
    /// To be looked at.
    Warn,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word for it in a sentence.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Warn => "warning",
            Self::Info => "note",
        }
    }
}

/// Where in the stay a finding stands. Indexes count from 0 in the order of the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The stay as a whole.
    Stay,
    /// Admission date.
    AdmissionDate,
    /// Discharge date.
    DischargeDate,
    /// Birth date or age.
    Age,
    /// Sex.
    Sex,
    /// Discharge status.
    DischargeStatus,
    /// Whether the hospital reports present on admission.
    Hospital,
    /// Admitting diagnosis.
    Admitting,
    /// Principal diagnosis.
    Principal,
    /// A secondary diagnosis.
    Secondary(usize),
    /// A procedure.
    Procedure(usize),
    /// The DRG itself.
    Drg,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Rule number, for example `CM-010`; edits without a rule of their own bear the editor's number (`MCE-08`), rules
    /// of a facility its own (`OWN-3`).
    pub rule: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// Where.
    pub place: Place,
    /// How to put it right.
    pub fix: String,
    /// Who says so.
    pub source: &'static str,
}

/// Which of the required fields were given, and what was said beside the fields that the grouper knows. A stay that is
/// grouped has a value in each required field; this tells a value from a stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Age or birth date.
    pub age: bool,
    /// Discharge status.
    pub discharge_status: bool,
    /// Discharge date.
    pub discharge_date: bool,
    /// What came after the stay: condition codes 42 and 43, an admission elsewhere.
    pub after: After,
    /// Birth date. A claim of a file carries an age in its place, and no dates of procedures either.
    pub birth_date: bool,
}

impl Given {
    /// All of them, as on a claim, and nothing beside them.
    pub const ALL: Self = Self {
        age: true,
        discharge_status: true,
        discharge_date: true,
        after: After {
            home_health: HomeHealth::RelatedWithinThreeDays,
            admitted_elsewhere_same_day: false,
        },
        birth_date: true,
    };
}

/// What the code sets say of each code on the discharge date. `None` where the set is not loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeStatuses {
    /// Admitting diagnosis.
    pub admitting: Option<CodeStatus>,
    /// Principal diagnosis.
    pub principal: Option<CodeStatus>,
    /// Secondary diagnoses.
    pub secondary: Vec<Option<CodeStatus>>,
    /// Procedures.
    pub procedures: Vec<Option<CodeStatus>>,
}

/// A grouping and what was learnt around it.
#[derive(Debug, Clone)]
pub struct Grouped<'a> {
    /// Version used.
    pub version: Version,
    /// The result.
    pub grouping: &'a Grouping,
    /// Secondary diagnoses whose MCC counts only for the living, of a patient who died.
    pub alive_only: &'a [usize],
    /// Final DRG without each secondary diagnosis; empty where that was not computed.
    pub without_secondary: &'a [u16],
}

/// What is looked up besides the code sets, where it is loaded. Empty by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct References<'a> {
    /// Official lists of codes exempt from present-on-admission reporting; without them the rules decide alone.
    pub exemptions: Option<&'a Exemptions>,
    /// Weight and lengths of stay of the final DRG in the fiscal year of the discharge.
    pub weight: Option<Weight>,
}

/// Everything findings are read from.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The stay as it was edited and grouped.
    pub stay: &'a Stay,
    /// Which of its fields were given.
    pub given: Given,
    /// Date of admission, if given and a date.
    pub admission_date: Option<Ymd>,
    /// Date of each procedure, if given and a date; may be shorter than the list of procedures.
    pub procedure_dates: &'a [Option<Ymd>],
    /// Date fields with something in them that is no date.
    pub unreadable_dates: &'a [Place],
    /// Validity of the codes.
    pub codes: &'a CodeStatuses,
    /// Result of the Medicare Code Editor, if its tables are loaded.
    pub editor: Option<&'a McEdits>,
    /// The grouping, if there is one.
    pub grouped: Option<Grouped<'a>>,
    /// Tables looked up besides.
    pub references: References<'a>,
}

/// All findings about a stay, heaviest first, then in the order of the screen.
#[must_use]
pub fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    stay::find(facts, &mut found);
    codeset::find(facts, &mut found);
    sequence::find(facts, &mut found);
    editor::find(facts, &mut found);
    admission::find(facts, &mut found);
    grouping::find(facts, &mut found);
    acquired::find(facts, &mut found);
    newborn::find(facts, &mut found);
    transfer::find(facts, &mut found);
    ventilation::find(facts, &mut found);
    procedures::find(facts, &mut found);
    found.sort_by_key(|f| (f.severity, f.place));
    found.dedup_by(|a, b| a.rule == b.rule && a.place == b.place);
    found
}

/// All findings about a stay, those of the ICD-10-CM conventions among them. `pack` is the one that `conventions`
/// was read from. Several of one rule may stand at one place: a code can exclude two others.
#[must_use]
pub fn find_with_conventions(
    facts: &Facts<'_>,
    conventions: &Conventions,
    pack: &CmPack,
) -> Vec<Finding> {
    let mut found = find(facts);
    conventions::check(conventions, pack, facts, &mut found);
    // The guideline and the editor miss the same outcome of a delivery; the guideline's word weighs more.
    let missed = |f: &Finding| f.rule == "CM-030" && f.fix == conventions::ADD_OUTCOME;
    if found.iter().any(missed) {
        found.retain(|f| f.rule != "MCE-OB");
    }
    found.sort_by_key(|f| (f.severity, f.place));
    found
}

impl Facts<'_> {
    /// Every diagnosis but the admitting one, with its place.
    pub(crate) fn diagnoses(&self) -> impl Iterator<Item = (Place, &grouper::Diagnosis)> {
        let principal = self
            .stay
            .principal_diagnosis
            .iter()
            .map(|d| (Place::Principal, d));
        let secondary = self.stay.secondary_diagnoses.iter().enumerate();
        principal.chain(secondary.map(|(i, d)| (Place::Secondary(i), d)))
    }
}
