//! The decision: the matrix, then how near the record is, then what protects it.
//!
//! Each role is judged by itself and the best answer counts, so another role never takes anything away.

use crate::matrix::{Reach, reach};
use crate::{
    Action, Cause, Decision, Demand, Flags, Need, RecordKind, Refusal, Relation, Role, Roles,
};

/// Read by those who are curious rather than by those who work: a reason for whoever is not assigned.
const GUARDED: Flags = Flags::VIP.with(Flags::EMPLOYEE).with(Flags::SAME_SURNAME);
/// Protected by law beyond HIPAA.
const PROTECTED: Flags = Flags::PART_2.with(Flags::STATE_PROTECTED);
/// What may not leave the program without a reason, even by whom it is assigned to.
const HELD_IN: Flags = Flags::VIP.with(Flags::EMPLOYEE).with(PROTECTED);

/// Whether somebody with `roles` may do `action` with a record of `kind` to which they stand in `relation` and which
/// `flags` protect.
///
/// A facility's own rules and the duties that one person may not hold twice are added by [`crate::Policy`].
#[must_use]
pub fn may(
    roles: Roles,
    action: Action,
    kind: RecordKind,
    relation: Relation,
    flags: Flags,
) -> Decision {
    let asked = Asked {
        action,
        kind,
        relation,
        flags,
    };
    let refused = |cause| {
        Decision::Refused(Refusal {
            cause,
            action,
            kind,
            relation,
            roles,
        })
    };
    let mut best = refused(Cause::NotInRole);
    for role in roles.iter() {
        let answer = match asked.by(role) {
            Ok(decision) => decision,
            Err(cause) => refused(cause),
        };
        // Among refusals the one that has got furthest explains best: the role has the action, only not here.
        let explains_better = matches!(
            best,
            Decision::Refused(Refusal {
                cause: Cause::NotInRole,
                ..
            })
        );
        // A reason is less than a broken glass: whoever holds a role for which a reason is enough breaks none.
        let asks_less = best.breaks_glass() && !answer.breaks_glass();
        let as_good = answer.rank() == best.rank() && (explains_better || asks_less);
        if answer.rank() > best.rank() || as_good {
            best = answer;
        }
    }
    best
}

#[derive(Clone, Copy)]
struct Asked {
    action: Action,
    kind: RecordKind,
    relation: Relation,
    flags: Flags,
}

impl Asked {
    fn by(self, role: Role) -> Result<Decision, Cause> {
        let Self {
            action,
            kind,
            relation,
            flags,
        } = self;
        let of_a_patient = kind.of_a_patient();
        // Whoever has no such right hears that first: the other causes would say something about the patient.
        let held = reach(role, action, kind);
        let glass = action == Action::Read && reach(role, Action::BreakGlass, kind).is_some();
        if held.is_none() && !glass {
            return Err(Cause::NotInRole);
        }
        // A search shows that a record exists. It must find everybody, or a second record is made for the same
        // patient (MPI-001).
        if of_a_patient && action != Action::Search && flags.any(Flags::SELF) {
            return Err(Cause::OwnRecord);
        }
        if of_a_patient
            && flags.any(Flags::PROVISIONAL)
            && matches!(action, Action::Release | Action::Finalise | Action::Export)
        {
            return Err(Cause::Provisional);
        }
        if action == Action::Retire && flags.any(Flags::LEGAL_HOLD) {
            return Err(Cause::LegalHold);
        }
        if action == Action::BreakGlass {
            return Ok(self.needs(Demand::Reason, Cause::Emergency));
        }
        // A broken glass shows one record and does nothing else: all other actions are judged as if it were whole.
        if relation == Relation::BreakGlass && glass {
            return Ok(Decision::Allowed);
        }
        let near = if relation == Relation::BreakGlass {
            Relation::None
        } else {
            relation
        };
        let short_of = |cause| {
            if glass {
                Ok(self.needs(Demand::BreakGlass, cause))
            } else {
                Err(cause)
            }
        };
        match held {
            None => return short_of(Cause::NotInRole),
            Some(held) if !held.covers(near) => return short_of(Cause::TooFar),
            Some(_) => {}
        }
        if !of_a_patient || action == Action::Search {
            return Ok(Decision::Allowed);
        }
        if flags.any(PROTECTED) && near < Relation::Assigned {
            // Within the programme's own unit a reason is enough (42 CFR 2.12(c)(3)); from outside it takes an
            // emergency (2.51). Who the patient is has to be known to whoever keeps the index.
            if kind.of_the_chart() && near == Relation::None {
                return short_of(Cause::Protected);
            }
            return Ok(self.needs(Demand::Reason, Cause::Protected));
        }
        if flags.any(GUARDED) && near < Relation::Assigned {
            return Ok(self.needs(Demand::Reason, Cause::Guarded));
        }
        if action.carries_out() && flags.any(HELD_IN) {
            let cause = if flags.any(PROTECTED) {
                Cause::Protected
            } else {
                Cause::Guarded
            };
            return Ok(self.needs(Demand::Reason, cause));
        }
        Ok(Decision::Allowed)
    }

    fn needs(self, demand: Demand, cause: Cause) -> Decision {
        Decision::AllowedWithReason(Need {
            demand,
            cause,
            action: self.action,
            kind: self.kind,
        })
    }
}

impl Reach {
    /// Whether a record to which the user stands in `relation` is within it. A broken glass reaches nothing here.
    #[must_use]
    pub fn covers(self, relation: Relation) -> bool {
        match self {
            Self::All => true,
            Self::Unit => matches!(
                relation,
                Relation::SameUnit | Relation::Assigned | Relation::OwnWork
            ),
            Self::Assigned => matches!(relation, Relation::Assigned | Relation::OwnWork),
            Self::Own => relation == Relation::OwnWork,
        }
    }
}
