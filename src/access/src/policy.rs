//! One facility's answer: the matrix, narrowed by its rules and by who did what before.

use crate::may::may;
use crate::separation::{self, Outcome};
use crate::{
    Action, Cause, Decision, Demand, FacilityRules, Flags, Need, Past, RecordKind, Refusal,
    Relation, Roles, UserId,
};

/// What is asked, by whom, of which record.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks.
    pub user: UserId,
    /// The roles they ask with. The screen on which a provider answers a query asks with the responder's role alone,
    /// whatever else the person is: then no money can be in it.
    pub roles: Roles,
    /// To do what.
    pub action: Action,
    /// With which kind of record.
    pub kind: RecordKind,
    /// How the user stands to it.
    pub relation: Relation,
    /// What protects it.
    pub flags: Flags,
    /// What happened to it before, as far as known.
    pub past: &'a [Past],
}

/// The rules of one facility, ready to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    rules: FacilityRules,
}

impl Policy {
    /// A policy by rules that have been checked ([`FacilityRules::checked`]).
    #[must_use]
    pub fn new(rules: FacilityRules) -> Self {
        Self { rules }
    }

    /// The facility's rules.
    #[must_use]
    pub fn rules(&self) -> &FacilityRules {
        &self.rules
    }

    /// Whether the act may be done. Never more than [`may`] says, but for one thing: where one person is the whole
    /// facility, their own record is handled with a recorded self-review.
    #[must_use]
    pub fn may(&self, request: &Request<'_>) -> Decision {
        let Request {
            user,
            roles,
            action,
            kind,
            relation,
            flags,
            past,
        } = *request;
        let refused = |cause| {
            Decision::Refused(Refusal {
                cause,
                action,
                kind,
                relation,
                roles,
            })
        };
        let needs = |demand, cause| {
            Decision::AllowedWithReason(Need {
                demand,
                cause,
                action,
                kind,
            })
        };

        let narrowed = self.rules.narrowed(roles, action, kind);
        let mut decision = may(narrowed, action, kind, relation, flags);
        if decision.rank() == 0 && may(roles, action, kind, relation, flags).rank() > 0 {
            return refused(Cause::FacilityRule);
        }
        if let Decision::Refused(refusal) = &mut decision {
            refusal.roles = roles;
            if refusal.cause == Cause::OwnRecord && self.rules.one_person {
                let as_any_other =
                    may(narrowed, action, kind, relation, flags.without(Flags::SELF));
                if as_any_other.rank() > 0 {
                    decision = needs(Demand::SelfReview, Cause::OwnRecord);
                }
            }
        }
        if decision.rank() == 0 {
            return decision;
        }
        match separation::broken(user, action, kind, past) {
            None => decision,
            Some(Outcome::Conflict(separation) | Outcome::AwaitsSecond(separation))
                if self.rules.one_person =>
            {
                needs(Demand::SelfReview, Cause::Separation(separation))
            }
            Some(Outcome::Conflict(separation)) => refused(Cause::Separation(separation)),
            Some(Outcome::AwaitsSecond(separation)) => {
                needs(Demand::SecondPerson, Cause::Separation(separation))
            }
        }
    }
}
