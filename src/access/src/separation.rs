//! Duties that one person may not hold twice on the same record.
//!
//! The matrix knows roles; these rules know people. Where a facility has nobody else, the second look is recorded as
//! what it is, a review of one's own work, instead of being refused.

use serde::{Deserialize, Serialize};

use crate::{Action, RecordKind, UserId};

/// What happened to the record before, as far as a separation of duties depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Past {
    /// Who assigned codes in this case.
    CodedBy(Vec<UserId>),
    /// The merge of this pair is one of conflicting identities (date of birth, sex and last four of the SSN disagree,
    /// or both have an open encounter: MPI-005), and who asked for it, if anybody has yet.
    ConflictingMerge {
        /// Who asked for it.
        asked_by: Option<UserId>,
    },
    /// Who wrote this query.
    AskedBy(UserId),
    /// Whose acts the audit entries under review are.
    ActsOf(Vec<UserId>),
    /// Whose account it is.
    AccountOf(UserId),
}

/// A separation of duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Separation {
    /// Whoever coded a case doesn't give it its second review.
    SecondReview,
    /// A merge of conflicting identities takes two people.
    SecondPersonOfMerge,
    /// Whoever asks a query doesn't answer it.
    OwnQuery,
    /// Nobody judges an audit trail of their own acts alone.
    OwnActs,
    /// Nobody sets their own roles.
    OwnRoles,
}

impl Separation {
    pub(crate) const fn why(self) -> &'static str {
        match self {
            Self::SecondReview => "a second review is by somebody who didn't code the case",
            Self::SecondPersonOfMerge => {
                "the identities conflict or both have an open encounter: two people look at such a merge (MPI-005)"
            }
            Self::OwnQuery => "a query is answered by the provider it is put to, not by its author",
            Self::OwnActs => "nobody reviews their own acts alone (45 CFR 164.308(a)(1)(ii)(D))",
            Self::OwnRoles => "access is granted by another person (45 CFR 164.308(a)(4)(ii)(B))",
        }
    }

    pub(crate) const fn fix(self) -> &'static str {
        match self {
            Self::SecondReview => "ask a supervisor to assign the review to somebody else",
            Self::SecondPersonOfMerge => "leave it to another MPI coordinator or a supervisor",
            Self::OwnQuery => "send it to the attending, or escalate it",
            Self::OwnActs => {
                "leave these entries to the auditor or the privacy officer, whichever you are not"
            }
            Self::OwnRoles => "ask another supervisor",
        }
    }
}

/// What a separation says of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The user holds the other duty.
    Conflict(Separation),
    /// The act needs a second person who comes later.
    AwaitsSecond(Separation),
}

/// The first separation that `user` would break.
pub(crate) fn broken(
    user: UserId,
    action: Action,
    kind: RecordKind,
    past: &[Past],
) -> Option<Outcome> {
    past.iter().find_map(|past| {
        let conflict = |holds: bool, separation| holds.then_some(Outcome::Conflict(separation));
        match (past, action, kind) {
            (Past::CodedBy(coders), Action::Review, RecordKind::CodingCase) => {
                conflict(coders.contains(&user), Separation::SecondReview)
            }
            (Past::ConflictingMerge { asked_by: None }, Action::Merge, RecordKind::PatientPair) => {
                Some(Outcome::AwaitsSecond(Separation::SecondPersonOfMerge))
            }
            (
                Past::ConflictingMerge {
                    asked_by: Some(asked),
                },
                Action::Merge,
                RecordKind::PatientPair,
            ) => conflict(*asked == user, Separation::SecondPersonOfMerge),
            (Past::AskedBy(author), Action::Answer, RecordKind::Query) => {
                conflict(*author == user, Separation::OwnQuery)
            }
            // A list that holds others' acts too may be read; a verdict on one's own acts alone is no review.
            (Past::ActsOf(subjects), Action::ReviewAudit, RecordKind::AuditTrail) => conflict(
                !subjects.is_empty() && subjects.iter().all(|subject| *subject == user),
                Separation::OwnActs,
            ),
            (Past::AccountOf(owner), Action::Administer, RecordKind::User) => {
                conflict(*owner == user, Separation::OwnRoles)
            }
            _ => None,
        }
    })
}
