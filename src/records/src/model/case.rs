//! The coding case: one coding of an encounter, from the worklist to final, with its versions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Entries;
use super::words::{Transition, words};
use crate::clock::Moment;
use crate::id::{EntryId, OpId, UserId};

words! {
    /// Why an encounter is coded.
    Purpose {
        /// The first coding.
        Initial = "initial", "initial coding";
        /// Coded again for a new claim.
        Rebill = "rebill", "rebill";
        /// Coded again to be compared.
        Audit = "audit", "audit";
        /// For practice.
        Training = "training", "training";
    }
}

words! {
    /// Where a case stands.
    CaseStatus {
        /// Nobody's yet.
        Unassigned = "unassigned", "unassigned";
        /// Being coded.
        InProgress = "in_progress", "in progress";
        /// Waits for something.
        Pended = "pended", "pended";
        /// Coded.
        Coded = "coded", "coded";
        /// Somebody else looks at it.
        SecondReview = "second_review", "second review";
        /// Final.
        Final = "final", "final coded";
        /// The claim is out.
        Billed = "billed", "billed";
        /// Opened again after it was final.
        Reopened = "reopened", "reopened";
    }
}

impl CaseStatus {
    /// Whether codes may be changed.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::InProgress | Self::Pended | Self::Reopened)
    }

    /// Whether the state may become another.
    ///
    /// # Errors
    /// [`Transition`] says what has to come first.
    pub const fn may_become(self, next: Self) -> Result<(), Transition> {
        use CaseStatus::{
            Billed, Coded, Final, InProgress, Pended, Reopened, SecondReview, Unassigned, Unknown,
        };
        let instead = match (self, next) {
            (Unknown, Unassigned | InProgress)
            | (Unassigned, InProgress)
            | (InProgress, Pended | Coded | Unassigned)
            | (Pended, InProgress | Unassigned)
            | (Reopened, Pended | Coded)
            | (Coded, SecondReview | Final | InProgress)
            | (SecondReview, Final | InProgress)
            | (Final, Billed | Reopened)
            | (Billed, Reopened) => return Ok(()),
            (_, Reopened) => "only what was final is opened again",
            (Unassigned, _) => "assign the case first",
            (Pended, _) => "settle what it waits for and take it up again",
            (InProgress | Reopened, _) => "mark it coded first",
            (Final | Billed, _) => "reopen it, with the reason",
            _ => "there is no such step",
        };
        Err(Transition {
            from: self.said(),
            to: next.said(),
            instead,
        })
    }
}

words! {
    /// What a pended case waits for.
    PendReason {
        /// The answer to a query.
        Query = "query", "answer to a query";
        /// A document that is missing.
        Document = "document", "missing document";
        /// A pathology report.
        Pathology = "pathology", "pathology report";
        /// A signature.
        Signature = "signature", "missing signature";
        /// The discharge disposition.
        Disposition = "disposition", "discharge disposition";
        /// A second opinion.
        Review = "review", "supervisor or second opinion";
        /// Patient's identity in doubt.
        Identity = "identity", "patient's identity";
        /// Anything else.
        Other = "other", "other";
    }
}

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Pend {
    /// Why.
    pub reason: PendReason,
    /// In words.
    pub note: String,
    /// Who pended it.
    pub by: UserId,
    /// Since when.
    pub since: Option<Moment>,
    /// When it came; empty while it is awaited.
    pub settled: Option<Moment>,
}

words! {
    /// Present on admission.
    Poa {
        /// Yes.
        Yes = "Y", "Y";
        /// No.
        No = "N", "N";
        /// The record does not say.
        Unknowable = "U", "U";
        /// The provider can't tell.
        Undetermined = "W", "W";
        /// `1`, the former mark of an exempt code.
        One = "1", "1";
        /// Exempt.
        Exempt = "E", "E";
        /// Something else stood there.
        Invalid = "?", "?";
    }
}

/// A diagnosis. Which one is principal stands in the case, so that two people who choose differently see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CodedDiagnosis {
    /// ICD-10-CM, without dot.
    pub code: String,
    /// Present on admission; unknown where none is given.
    pub poa: Poa,
    /// Place in the list.
    pub order: String,
    /// By which way the code was found, in words.
    pub found_by: String,
}

/// A procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CodedProcedure {
    /// ICD-10-PCS.
    pub code: String,
    /// Its day.
    pub date: Option<NaiveDate>,
    /// As typed, where that is no day.
    pub date_typed: String,
    /// Place in the list.
    pub order: String,
    /// By which way the code was found, in words.
    pub found_by: String,
}

/// Words of the chart that a code rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct EvidenceSpan {
    /// The code, without dot.
    pub code: String,
    /// The document; nothing where the words were only typed.
    pub document: Option<EntryId>,
    /// First byte in the body's text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// SHA-256 of the body the bytes are counted in, in lower-case hexadecimal.
    pub body_sha256: String,
    /// The words.
    pub words: String,
}

/// An edit that is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct KeptEdit {
    /// Its rule.
    pub rule: String,
    /// The code it is about; empty where it is about the stay.
    pub code: String,
    /// Why.
    pub reason: String,
}

/// A change that was supposed first and then coded on a basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TakenOver {
    /// The change, in words.
    pub what: String,
    /// Whether it rests on the answer to a query; otherwise on the record.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub query: bool,
    /// Document or query.
    pub source: String,
    /// Its words, or the answer.
    pub words: String,
    /// Place in the list.
    pub order: String,
}

/// What the stay grouped to when it was last saved. It is made anew from the codes whenever the case is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct GroupedAs {
    /// Version of the grouper, for example `V43.1`.
    pub version: String,
    /// MS-DRG, three digits.
    pub drg: String,
    /// Its title.
    pub title: String,
    /// Relative weight in ten-thousandths; nothing where no table is loaded.
    pub weight_e4: Option<u32>,
    /// Edits that stop a claim.
    pub stops: u32,
    /// Edits that warn.
    pub warnings: u32,
}

/// A case as it stood when it became final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CaseVersion {
    /// Number from 1.
    pub number: u32,
    /// When.
    pub at: Option<Moment>,
    /// Who.
    pub by: UserId,
    /// The operations that were the record's latest then: the version is read out of the past.
    pub heads: Vec<OpId>,
    /// What it grouped to.
    pub grouped: GroupedAs,
    /// Why it was opened again afterwards; empty where it was not.
    pub reopened: String,
}

words! {
    /// What a second review came to.
    ReviewOutcome {
        /// Agrees.
        Agrees = "agrees", "agrees";
        /// Back to the coder.
        Returned = "returned", "returned to the coder";
    }
}

/// A second review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Review {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
    /// What it came to.
    pub outcome: ReviewOutcome,
    /// In words.
    pub note: String,
    /// Whether the coder reviewed his own work, as happens where one person does all.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub own_work: bool,
}

/// A case given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Assignment {
    /// Who codes.
    pub coder: Option<UserId>,
    /// Who gave it.
    pub by: Option<UserId>,
    /// When.
    pub at: Option<Moment>,
}

/// A coding case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CodingCase {
    /// Why it is coded.
    pub purpose: Purpose,
    /// Where it stands.
    pub status: CaseStatus,
    /// Who codes it.
    pub assignment: Assignment,
    /// 1 goes first; 0 where nobody has said.
    pub priority: u8,
    /// Day it should be done by.
    pub due: Option<NaiveDate>,
    /// The coder's note.
    pub note: String,
    /// Whether the hospital reports present on admission for payment: `exempt`, `unknown`; empty where it does.
    pub poa_reporting: String,
    /// Admitting diagnosis, ICD-10-CM without dot.
    pub admitting: String,
    /// By which way it was found.
    pub admitting_found_by: String,
    /// Which diagnosis is principal.
    pub principal: Option<EntryId>,
    /// Diagnoses.
    pub diagnoses: Entries<CodedDiagnosis>,
    /// Procedures.
    pub procedures: Entries<CodedProcedure>,
    /// What the codes rest on.
    pub evidence: Entries<EvidenceSpan>,
    /// Edits left as they are.
    pub kept_edits: Entries<KeptEdit>,
    /// What was supposed first and then coded.
    pub taken_over: Entries<TakenOver>,
    /// What it waits for.
    pub pends: Entries<Pend>,
    /// Second reviews.
    pub reviews: Entries<Review>,
    /// As it became final, each time.
    pub versions: Entries<CaseVersion>,
    /// What it last grouped to.
    pub grouped: Option<GroupedAs>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_case_is_changed_only_after_it_was_reopened() {
        use CaseStatus::{Coded, Final, InProgress, Pended, Reopened, SecondReview, Unassigned};
        assert!(!Final.is_open() && Reopened.is_open() && Pended.is_open());
        assert!(Final.may_become(InProgress).is_err());
        assert!(Final.may_become(Reopened).is_ok());
        assert!(InProgress.may_become(Final).is_err());
        assert!(Coded.may_become(Final).is_ok());
        assert!(SecondReview.may_become(InProgress).is_ok());
        assert!(Pended.may_become(Coded).is_err());
        assert!(Unassigned.may_become(Coded).is_err());
    }
}
