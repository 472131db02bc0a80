//! A facility's settings as they are written down: plain data, not yet checked.
//!
//! Read as JSON through [`super::Facility::parse`]. Nothing is ignored: a field that has no meaning here is an error.

use std::collections::BTreeMap;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// The form of document that this release reads and writes.
pub const FORMAT: u32 = 1;

/// All that a facility sets and adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Form of the document: [`FORMAT`].
    pub format: u32,
    /// Name of the facility, as its users know it.
    pub name: String,
    /// Counts the facility's own changes of the document, from 1.
    pub revision: u32,
    /// Severity of rules by number, where it differs from what [`crate::rules`] lists.
    #[serde(
        default,
        deserialize_with = "each_once",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub severities: BTreeMap<String, Setting>,
    /// Rules of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<OwnRule>,
}

/// What a rule weighs in this facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The weight.
    pub severity: Level,
    /// Why. Needed to lower a hard stop of the Medicare Code Editor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A severity, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The claim can't go out like this.
    Stop,
    /// To be looked at.
    Warn,
    /// Worth knowing.
    Info,
    /// Not said.
    Off,
}

/// A rule of the facility's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRule {
    /// `OWN-` and a number from 1 to 9999.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What it weighs; `off` while it is only tried.
    pub severity: Level,
    /// When it fires. Without it, `each` alone decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Fires once for each code that matches, and stands at that code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Each>,
    /// What was found; fields in braces, for example `{age}` or, with `each`, `{code}`.
    pub what: String,
    /// Why that matters; fields as in `what`.
    pub why: String,
    /// How to put it right; fields as in `what`.
    pub fix: String,
    /// Where it stands. Without it: at the code with `each`, else at the stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Spot>,
    /// Whether somebody who passes over it has to say why.
    #[serde(default)]
    pub reason_required: bool,
}

/// The codes that a rule goes through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Each {
    /// The principal diagnosis and the secondary ones.
    Diagnosis(DiagnosisMatch),
    /// The secondary diagnoses.
    Secondary(DiagnosisMatch),
    /// The procedures.
    Procedure(ProcedureMatch),
}

/// A condition on a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// A number of the stay compares so.
    Number(NumberTest),
    /// The sex as billed is one of these.
    Sex(Vec<Sex>),
    /// The principal diagnosis matches.
    Principal(DiagnosisMatch),
    /// A diagnosis, principal or secondary, matches.
    Diagnosis(DiagnosisMatch),
    /// A secondary diagnosis matches.
    Secondary(DiagnosisMatch),
    /// A procedure matches.
    Procedure(ProcedureMatch),
}

/// A number of the stay against a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberTest {
    /// Which number.
    pub field: Number,
    /// How it compares.
    pub is: Comparison,
    /// With what.
    pub value: i64,
}

/// A number of the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    /// Age at admission, years.
    Age,
    /// Length of stay, days.
    LengthOfStay,
    /// Discharge status of the claim.
    DischargeStatus,
    /// Final MS-DRG.
    Drg,
    /// Final major diagnostic category.
    Mdc,
    /// Number of diagnoses, the principal one included.
    Diagnoses,
    /// Number of procedures.
    Procedures,
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparison {
    /// `=`.
    #[serde(rename = "=")]
    Equal,
    /// `<`.
    #[serde(rename = "<")]
    Less,
    /// `<=`.
    #[serde(rename = "<=")]
    AtMost,
    /// `>`.
    #[serde(rename = ">")]
    More,
    /// `>=`.
    #[serde(rename = ">=")]
    AtLeast,
}

/// Sex as billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unknown.
    U,
}

/// What a diagnosis has to be. A list that is left out takes anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DiagnosisMatch {
    /// Codes (`I10`), beginnings (`I50*`) and ranges (`I60-I69`), with or without dots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Present on admission.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub poa: Vec<Indicator>,
    /// What it counts as in the final grouping.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts_as: Vec<CountsAs>,
}

/// What a procedure has to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProcedureMatch {
    /// Codes (`5A1955Z`), beginnings (`0DT*`) and ranges (`0210-0213`). Left out: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

/// Present-on-admission indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Indicator {
    /// Present.
    Y,
    /// Not present.
    N,
    /// Record not clear.
    U,
    /// Provider can't tell.
    W,
    /// No indicator.
    #[serde(rename = "blank")]
    Blank,
}

/// What a diagnosis counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    /// Complication or comorbidity.
    Cc,
    /// Major complication or comorbidity.
    Mcc,
    /// Neither, or excluded. So does a principal diagnosis.
    Neither,
}

/// A place to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
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
    /// The hospital.
    Hospital,
    /// Admitting diagnosis.
    Admitting,
    /// Principal diagnosis.
    Principal,
    /// The DRG.
    Drg,
    /// The code at hand; with `each` only.
    Code,
}

/// Reads severities, and refuses a rule that is named twice: one of the two would be passed over.
fn each_once<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Setting>, D::Error> {
    struct EachOnce;

    impl<'de> Visitor<'de> for EachOnce {
        type Value = BTreeMap<String, Setting>;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("severities by rule number")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut settings = BTreeMap::new();
            while let Some((id, setting)) = map.next_entry::<String, Setting>()? {
                if settings.contains_key(&id) {
                    return Err(A::Error::custom(format_args!("{id:.40} is set twice")));
                }
                settings.insert(id, setting);
            }
            Ok(settings)
        }
    }

    from.deserialize_map(EachOnce)
}
