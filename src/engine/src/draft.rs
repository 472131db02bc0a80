//! The stay as it stands on screen: possibly half filled in, as typed, of a made-up or a real patient.
//!
//! The draft is what undo keeps, what a file holds and what the engine assesses. It becomes a grouper stay only
//! inside the engine, which says what is missing.

use serde::{Deserialize, Serialize};

/// A stay being coded. Dates are `YYYY-MM-DD` as typed, empty for none; codes without dots, upper case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct StayDraft {
    /// Free label, for example `TESTCASE, Quillon`.
    pub label: String,
    /// Free note.
    pub note: String,
    /// Date of admission.
    pub admission_date: String,
    /// Date of discharge: chooses code sets, grouper and editor.
    pub discharge_date: String,
    /// Date of birth. Goes before `age_years`.
    pub birth_date: String,
    /// Completed years at admission, used where there is no birth date.
    pub age_years: Option<i64>,
    /// Sex as billed.
    pub sex: Sex,
    /// Patient discharge status, the number of the claim.
    pub discharge_status: Option<i64>,
    /// Home health care after the stay, where the discharge status says that there is some.
    pub home_health: HomeHealthCare,
    /// Admitted to another acute hospital on the day of discharge, whatever the status says.
    pub admitted_elsewhere: bool,
    /// Whether the hospital reports present on admission for payment.
    pub hospital: Hospital,
    /// Admitting diagnosis; empty for none.
    pub admitting: String,
    /// By which way it was found, in words; empty where that is not known.
    pub admitting_found_by: String,
    /// Principal diagnosis.
    pub principal: Option<DraftDiagnosis>,
    /// Secondary diagnoses, in order.
    pub secondary: Vec<DraftDiagnosis>,
    /// Procedures, in order, the principal one first.
    pub procedures: Vec<DraftProcedure>,
    /// What was supposed first and then coded, and what that rests on.
    pub taken_over: Vec<TakenOver>,
    /// Where the record says what the codes say. Kept for codes that were taken out, so that undoing brings both back.
    pub evidence: Vec<Evidence>,
    /// Edits that are left as they are, and why.
    pub kept_edits: Vec<KeptEdit>,
}

impl StayDraft {
    /// Whether a code stands in the stay.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        let mut diagnoses = self.principal.iter().chain(&self.secondary);
        self.admitting == code
            || diagnoses.any(|diagnosis| diagnosis.code == code)
            || self
                .procedures
                .iter()
                .any(|procedure| procedure.code == code)
    }

    /// What the coder typed as evidence for a code; empty for nothing.
    #[must_use]
    pub fn evidence_for(&self, code: &str) -> &str {
        let found = self.evidence.iter().find(|evidence| evidence.code == code);
        found.map_or("", |evidence| &evidence.words)
    }

    /// Sets the evidence for a code; empty words take it away.
    pub fn set_evidence(&mut self, code: &str, words: &str) {
        self.evidence.retain(|evidence| evidence.code != code);
        let words = words.trim();
        if !words.is_empty() {
            self.evidence.push(Evidence {
                code: code.to_owned(),
                words: words.to_owned(),
            });
        }
    }

    /// Why an edit about a code (empty: about the stay) is left as it is; empty where it is not.
    #[must_use]
    pub fn kept_because(&self, rule: &str, code: &str) -> &str {
        let mut kept = self.kept_edits.iter();
        kept.find(|kept| kept.rule == rule && kept.code == code)
            .map_or("", |kept| &kept.reason)
    }

    /// Leaves an edit as it is for a reason; an empty one takes that back.
    pub fn keep_edit(&mut self, rule: &str, code: &str, reason: &str) {
        self.kept_edits
            .retain(|kept| kept.rule != rule || kept.code != code);
        let reason = reason.trim();
        if !reason.is_empty() {
            self.kept_edits.push(KeptEdit {
                rule: rule.to_owned(),
                code: code.to_owned(),
                reason: reason.to_owned(),
            });
        }
    }
}

/// Where the record says what a code says, as the coder typed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Evidence {
    /// The code, without dot.
    pub code: String,
    /// Document, date, words.
    pub words: String,
}

/// An edit that is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct KeptEdit {
    /// Its rule, for example `CM-010`.
    pub rule: String,
    /// The code it is about, without dot; empty where it is about the stay. Another code brings the edit back.
    pub code: String,
    /// Why.
    pub reason: String,
}

/// A change that was supposed first and then coded on a basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct TakenOver {
    /// The change, in words.
    pub what: String,
    /// Whether it rests on the answer to a query; otherwise on the record.
    pub query: bool,
    /// Document or query.
    pub source: String,
    /// Its words, or the answer.
    pub words: String,
}

/// A diagnosis of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct DraftDiagnosis {
    /// The code.
    pub code: String,
    /// Present on admission.
    pub poa: Poa,
    /// By which way the code was found, in words: the terms of an index, a cell of a table, words searched for. Empty
    /// where that is not known.
    pub found_by: String,
}

/// A procedure of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct DraftProcedure {
    /// The code.
    pub code: String,
    /// Its date, empty for none.
    pub date: String,
    /// By which way the code was found, in words; empty where that is not known.
    pub found_by: String,
}

/// Sex as billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not known.
    #[default]
    Unknown,
}

/// Home health care after a stay, as far as the claim speaks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum HomeHealthCare {
    /// Related, and begins within three days.
    #[default]
    Related,
    /// Not related to the stay: condition code 42.
    Unrelated,
    /// Begins later than three days after: condition code 43.
    Later,
}

/// Whether present on admission is reported for payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Hospital {
    /// Paid under the inpatient prospective payment system: reports it.
    #[default]
    Reports,
    /// Exempt from reporting.
    Exempt,
    /// Not known.
    Unknown,
}

/// Present on admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Poa {
    /// None given.
    #[default]
    Blank,
    /// Yes.
    Y,
    /// No.
    N,
    /// The record does not say.
    U,
    /// The provider can't tell.
    W,
    /// `1`, the former mark of an exempt code.
    One,
    /// `E`, exempt.
    E,
    /// Something else stood there.
    Invalid,
}

impl Poa {
    /// The letter on the claim; empty for none, `?` for something else.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Blank => "",
            Self::Y => "Y",
            Self::N => "N",
            Self::U => "U",
            Self::W => "W",
            Self::One => "1",
            Self::E => "E",
            Self::Invalid => "?",
        }
    }
}
