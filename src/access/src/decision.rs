//! The answer to "may I?": yes, yes with something first, or no; each with its reasons.

use serde::{Deserialize, Serialize};

use crate::matrix;
use crate::{Action, RecordKind, Relation, Role, Roles, Separation};

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// It may be done, and is written into the audit trail like everything.
    Allowed,
    /// It may be done once the user has met the demand, which is recorded.
    AllowedWithReason(Need),
    /// It may not be done.
    Refused(Refusal),
}

impl Decision {
    /// How much it allows: 0 nothing, 1 with something first, 2 everything asked for.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Refused(_) => 0,
            Self::AllowedWithReason(_) => 1,
            Self::Allowed => 2,
        }
    }

    /// Whether the glass has to be broken for it.
    pub(crate) const fn breaks_glass(self) -> bool {
        matches!(
            self,
            Self::AllowedWithReason(Need {
                demand: Demand::BreakGlass,
                ..
            })
        )
    }
}

/// What the user has to do first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Demand {
    /// Give a reason, kept with the audit entry.
    Reason,
    /// Break the glass for this record: a reason, a time that runs out, a notice to the reviewer. Then ask again with
    /// [`Relation::BreakGlass`].
    BreakGlass,
    /// Record it as a request; another person completes it.
    SecondPerson,
    /// Record that the user reviewed their own work, because the facility has nobody else.
    SelfReview,
}

/// What is needed, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// What to do first.
    pub demand: Demand,
    /// What makes it necessary.
    pub cause: Cause,
    /// What was asked.
    pub action: Action,
    /// Of which kind of record.
    pub kind: RecordKind,
}

/// A refusal, with what it takes to explain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why not.
    pub cause: Cause,
    /// What was asked.
    pub action: Action,
    /// Of which kind of record.
    pub kind: RecordKind,
    /// How the user stood to it.
    pub relation: Relation,
    /// The roles that the user held.
    pub roles: Roles,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// None of the user's roles has this action on this kind of record.
    NotInRole,
    /// The role has it, but for records nearer to the user than this one.
    TooFar,
    /// The patient is a person whom many would look up, an employee, or has the user's surname.
    Guarded,
    /// Substance use disorder programme, or protected by state law.
    Protected,
    /// The patient is the user.
    OwnRecord,
    /// The patient is not yet verified.
    Provisional,
    /// The record is under legal hold.
    LegalHold,
    /// The facility's rules take it from the role.
    FacilityRule,
    /// The glass is always broken with a reason.
    Emergency,
    /// The same person may not do both.
    Separation(Separation),
}

/// A message in its four parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// What is refused or asked for.
    pub what: String,
    /// Why, with the source.
    pub why: String,
    /// Where: on which kind of record.
    pub place: String,
    /// What to do.
    pub fix: String,
}

impl Cause {
    fn why(self) -> &'static str {
        match self {
            Self::NotInRole => {
                "each role has what its work needs and no more (minimum necessary, 45 CFR 164.502(b), 164.514(d))"
            }
            Self::TooFar => {
                "the role has this for nearer records only: need to know (45 CFR 164.514(d)(2))"
            }
            Self::Guarded => {
                "the patient is well known, an employee, or has your surname: such records are read with a reason"
            }
            Self::Protected => {
                "records of a substance use disorder programme (42 CFR 2.12(c)(3), 2.13(a)) and those under state law \
                 stay with who needs them"
            }
            Self::OwnRecord => {
                "nobody works on their own record; a patient sees it by right (45 CFR 164.524)"
            }
            Self::Provisional => {
                "a provisional patient can't be released or billed before the identity is verified"
            }
            Self::LegalHold => "the record is under legal hold and nothing of it may be retired",
            Self::FacilityRule => "the facility's rules take this from your roles",
            Self::Emergency => {
                "access in an emergency is recorded with its reason (45 CFR 164.312(a)(2)(ii))"
            }
            Self::Separation(separation) => separation.why(),
        }
    }
}

impl Need {
    /// The demand in words.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let (what, fix) = match self.demand {
            Demand::Reason => (
                "needs a reason",
                "give the reason; it is kept in the audit trail",
            ),
            Demand::BreakGlass => (
                "needs the glass broken",
                "break the glass with a reason; the reviewer is told and the access ends by itself",
            ),
            Demand::SecondPerson => (
                "needs a second person",
                "record it as a request; another person looks at it and completes it",
            ),
            Demand::SelfReview => (
                "is a review of your own work",
                "confirm it with a reason; it is recorded as a self-review",
            ),
        };
        Parts {
            what: format!(
                "to {} this {} {what}",
                self.action.words(),
                self.kind.words()
            ),
            why: self.cause.why().into(),
            place: self.kind.words().into(),
            fix: fix.into(),
        }
    }
}

impl Refusal {
    /// The refusal in words.
    #[must_use]
    pub fn parts(&self) -> Parts {
        Parts {
            what: format!(
                "may not {} this {} as {}",
                self.action.words(),
                self.kind.words(),
                self.roles.words()
            ),
            why: self.cause.why().into(),
            place: format!("{} ({})", self.kind.words(), self.relation.words()),
            fix: self.fix(),
        }
    }

    fn fix(&self) -> String {
        match self.cause {
            Cause::NotInRole => {
                let who: Vec<String> = Role::ALL
                    .iter()
                    .filter(|role| matrix::reach(**role, self.action, self.kind).is_some())
                    .map(|role| role.a())
                    .collect();
                match who.as_slice() {
                    [] => "nobody may; leave it as it is".into(),
                    [one] => format!("ask {one} to do it"),
                    [first @ .., last] => format!("ask {} or {last} to do it", first.join(", ")),
                }
            }
            Cause::TooFar => "ask a supervisor to assign it to you".into(),
            Cause::Guarded | Cause::Protected => {
                "ask a supervisor to assign it to you, or the privacy officer".into()
            }
            Cause::OwnRecord => {
                "ask for your record as a patient, or have a colleague do the work".into()
            }
            Cause::Provisional => "verify the patient with the attending's office first".into(),
            Cause::LegalHold => "ask the privacy officer when the hold ends".into(),
            Cause::FacilityRule => {
                "ask a supervisor about the facility's rules for printing and copying".into()
            }
            Cause::Emergency => "give the reason".into(),
            Cause::Separation(separation) => separation.fix().into(),
        }
    }
}
