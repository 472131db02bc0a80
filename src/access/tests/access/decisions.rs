//! Flags, a facility's rules, and duties that one person may not hold twice.

use access::{
    Action, Cause, Decision, Demand, FacilityRules, Flags, Hours, Moment, OpenFrom, Past, Policy,
    RecordKind, Relation, Request, Role, Roles, RulesError, Separation, UserId, may,
};
use proptest::prelude::*;

const ANNE: UserId = UserId([1; 16]);
const BOB: UserId = UserId([2; 16]);

fn demand(decision: Decision) -> Option<Demand> {
    match decision {
        Decision::AllowedWithReason(need) => Some(need.demand),
        _ => None,
    }
}

fn cause(decision: Decision) -> Option<Cause> {
    match decision {
        Decision::Refused(refusal) => Some(refusal.cause),
        _ => None,
    }
}

#[test]
fn a_flag_raises_the_bar() {
    use Action::{Export, Finalise, Merge, Print, Read, Release, Retire, Search};
    use Demand::{BreakGlass, Reason};
    use RecordKind::{CodingCase, Document, Encounter, Patient};
    let with_reason = |demand| (Some(demand), None);
    let refused = |cause| (None, Some(cause));
    let allowed = (None, None);
    // Role, action, kind, relation, flags: what is demanded, or why it is refused.
    let cases = [
        // Whoever registers finds every patient, or makes a second record (MPI-001).
        (
            Role::Registrar,
            Search,
            Patient,
            Relation::None,
            Flags::VIP.with(Flags::SELF),
            allowed,
        ),
        (
            Role::Registrar,
            Read,
            Patient,
            Relation::None,
            Flags::VIP,
            with_reason(Reason),
        ),
        (
            Role::Registrar,
            Read,
            Patient,
            Relation::None,
            Flags::SAME_SURNAME,
            with_reason(Reason),
        ),
        (
            Role::Registrar,
            Read,
            Patient,
            Relation::None,
            Flags::PART_2,
            with_reason(Reason),
        ),
        (
            Role::Coder,
            Read,
            Document,
            Relation::Assigned,
            Flags::VIP.with(Flags::PART_2),
            allowed,
        ),
        (
            Role::Coder,
            Read,
            Document,
            Relation::None,
            Flags::NONE,
            with_reason(BreakGlass),
        ),
        (
            Role::Analyst,
            Read,
            Document,
            Relation::SameUnit,
            Flags::EMPLOYEE,
            with_reason(Reason),
        ),
        (
            Role::Analyst,
            Read,
            Document,
            Relation::SameUnit,
            Flags::STATE_PROTECTED,
            with_reason(Reason),
        ),
        // Outside the programme's unit a right to all encounters isn't enough (42 CFR 2.12(c)(3)).
        (
            Role::IndexCoordinator,
            Read,
            Encounter,
            Relation::None,
            Flags::PART_2,
            refused(Cause::Protected),
        ),
        (
            Role::IndexCoordinator,
            Read,
            Encounter,
            Relation::Assigned,
            Flags::PART_2,
            allowed,
        ),
        (
            Role::Release,
            Release,
            Document,
            Relation::Assigned,
            Flags::NONE,
            allowed,
        ),
        (
            Role::Release,
            Release,
            Document,
            Relation::Assigned,
            Flags::PART_2,
            with_reason(Reason),
        ),
        (
            Role::Release,
            Print,
            Document,
            Relation::Assigned,
            Flags::VIP,
            with_reason(Reason),
        ),
        (
            Role::Release,
            Read,
            Document,
            Relation::Assigned,
            Flags::SELF,
            refused(Cause::OwnRecord),
        ),
        (
            Role::Release,
            Release,
            Document,
            Relation::Assigned,
            Flags::PROVISIONAL,
            refused(Cause::Provisional),
        ),
        (
            Role::Coder,
            Finalise,
            CodingCase,
            Relation::Assigned,
            Flags::PROVISIONAL,
            refused(Cause::Provisional),
        ),
        (
            Role::Billing,
            Export,
            CodingCase,
            Relation::SameUnit,
            Flags::PROVISIONAL,
            refused(Cause::Provisional),
        ),
        (
            Role::Analyst,
            Retire,
            Document,
            Relation::SameUnit,
            Flags::LEGAL_HOLD,
            refused(Cause::LegalHold),
        ),
        (
            Role::Coder,
            Merge,
            Patient,
            Relation::Assigned,
            Flags::SELF,
            refused(Cause::NotInRole),
        ),
        (
            Role::Billing,
            Read,
            Document,
            Relation::SameUnit,
            Flags::NONE,
            refused(Cause::NotInRole),
        ),
        (
            Role::Auditor,
            Read,
            Document,
            Relation::None,
            Flags::NONE,
            refused(Cause::TooFar),
        ),
    ];
    for (role, action, kind, relation, flags, expected) in cases {
        let decision = may(Roles::only(role), action, kind, relation, flags);
        assert_eq!(
            (demand(decision), cause(decision)),
            expected,
            "{role:?} {action:?} {kind:?} {relation:?} {flags:?}"
        );
    }
}

#[test]
fn nobody_opens_their_own_record_even_with_the_glass_broken() {
    let everything = may(
        Roles::ALL,
        Action::Read,
        RecordKind::Document,
        Relation::BreakGlass,
        Flags::SELF,
    );
    assert_eq!(cause(everything), Some(Cause::OwnRecord));
    let breaking = may(
        Roles::ALL,
        Action::BreakGlass,
        RecordKind::Document,
        Relation::None,
        Flags::SELF,
    );
    assert_eq!(cause(breaking), Some(Cause::OwnRecord));
}

#[test]
fn a_refusal_names_who_may() {
    let decision = may(
        Roles::only(Role::Coder),
        Action::Answer,
        RecordKind::Query,
        Relation::Assigned,
        Flags::NONE,
    );
    let Decision::Refused(refusal) = decision else {
        panic!("{decision:?}")
    };
    let parts = refusal.parts();
    assert_eq!(parts.what, "may not answer this query as coder");
    assert_eq!(parts.fix, "ask a physician responder to do it");
    assert_eq!(parts.place, "query (assigned)");
}

fn request(roles: Roles, action: Action, kind: RecordKind, past: &[Past]) -> Request<'_> {
    Request {
        user: ANNE,
        roles,
        action,
        kind,
        relation: Relation::Assigned,
        flags: Flags::NONE,
        past,
    }
}

fn policies() -> (Policy, Policy) {
    let alone = FacilityRules {
        one_person: true,
        ..FacilityRules::default()
    };
    (Policy::new(FacilityRules::default()), Policy::new(alone))
}

#[test]
fn one_person_may_not_hold_both_duties() {
    let coder = Roles::only(Role::Coder);
    let index = Roles::only(Role::IndexCoordinator);
    let merge = |asked_by| Past::ConflictingMerge { asked_by };
    let cases = [
        (
            coder,
            Action::Review,
            RecordKind::CodingCase,
            Past::CodedBy(vec![BOB, ANNE]),
            Separation::SecondReview,
        ),
        (
            index,
            Action::Merge,
            RecordKind::PatientPair,
            merge(Some(ANNE)),
            Separation::SecondPersonOfMerge,
        ),
        (
            coder.with(Role::Responder),
            Action::Answer,
            RecordKind::Query,
            Past::AskedBy(ANNE),
            Separation::OwnQuery,
        ),
        (
            Roles::only(Role::Auditor),
            Action::ReviewAudit,
            RecordKind::AuditTrail,
            Past::ActsOf(vec![ANNE]),
            Separation::OwnActs,
        ),
        (
            Roles::only(Role::Supervisor),
            Action::Administer,
            RecordKind::User,
            Past::AccountOf(ANNE),
            Separation::OwnRoles,
        ),
    ];
    let (policy, alone) = policies();
    for (roles, action, kind, past, separation) in cases {
        let past = [past];
        let mut asked = request(roles, action, kind, &past);
        assert_eq!(
            cause(policy.may(&asked)),
            Some(Cause::Separation(separation))
        );
        // The same person alone in the facility: recorded as a review of their own work.
        assert_eq!(
            demand(alone.may(&asked)),
            Some(Demand::SelfReview),
            "{separation:?}"
        );
        // Another person may.
        asked.user = UserId([9; 16]);
        assert_eq!(policy.may(&asked), Decision::Allowed, "{separation:?}");
    }
}

#[test]
fn a_merge_of_conflicting_identities_waits_for_a_second_person() {
    let (policy, alone) = policies();
    let past = [Past::ConflictingMerge { asked_by: None }];
    let asked = request(
        Roles::only(Role::IndexCoordinator),
        Action::Merge,
        RecordKind::PatientPair,
        &past,
    );
    assert_eq!(demand(policy.may(&asked)), Some(Demand::SecondPerson));
    assert_eq!(demand(alone.may(&asked)), Some(Demand::SelfReview));
    let past = [Past::ConflictingMerge {
        asked_by: Some(BOB),
    }];
    assert_eq!(
        policy.may(&Request {
            past: &past,
            ..asked
        }),
        Decision::Allowed
    );
    assert_eq!(
        policy.may(&Request { past: &[], ..asked }),
        Decision::Allowed
    );
}

#[test]
fn a_list_with_the_acts_of_others_too_may_be_reviewed() {
    let (policy, _) = policies();
    for subjects in [vec![ANNE, BOB], vec![BOB], vec![]] {
        let past = [Past::ActsOf(subjects)];
        let asked = request(
            Roles::only(Role::Auditor),
            Action::ReviewAudit,
            RecordKind::AuditTrail,
            &past,
        );
        assert_eq!(policy.may(&asked), Decision::Allowed);
    }
}

#[test]
fn alone_in_the_facility_ones_own_record_is_a_self_review() {
    let (policy, alone) = policies();
    let own = Request {
        flags: Flags::SELF,
        ..request(Roles::ALL, Action::Edit, RecordKind::Patient, &[])
    };
    assert_eq!(cause(policy.may(&own)), Some(Cause::OwnRecord));
    assert_eq!(demand(alone.may(&own)), Some(Demand::SelfReview));
}

#[test]
fn a_facility_takes_printing_and_copying_from_a_role() {
    let rules = FacilityRules {
        print: Roles::ALL.without(Role::Analyst),
        copy: Roles::NONE,
        ..FacilityRules::default()
    };
    let policy = Policy::new(rules.checked().expect("within bounds"));
    let analyst = Roles::only(Role::Analyst);
    let print = request(analyst, Action::Print, RecordKind::Document, &[]);
    assert_eq!(cause(policy.may(&print)), Some(Cause::FacilityRule));
    let as_release_too = Request {
        roles: analyst.with(Role::Release),
        ..print
    };
    assert_eq!(policy.may(&as_release_too), Decision::Allowed);
    let copy = Request {
        action: Action::Copy,
        roles: Roles::only(Role::Coder),
        ..print
    };
    assert_eq!(cause(policy.may(&copy)), Some(Cause::FacilityRule));
    // A recovery kit is printed nevertheless.
    let kit = Request {
        kind: RecordKind::KeyMaterial,
        relation: Relation::OwnWork,
        ..print
    };
    assert_eq!(policy.may(&kit), Decision::Allowed);
    // What the matrix refuses is refused for that.
    let chart = Request {
        roles: Roles::only(Role::Billing),
        ..print
    };
    assert_eq!(cause(policy.may(&chart)), Some(Cause::NotInRole));
}

#[test]
fn rules_out_of_bounds_are_refused() {
    let sound = FacilityRules::default();
    assert_eq!(sound.clone().checked(), Ok(sound.clone()));
    for idle_minutes in [0, 31, u16::MAX] {
        let refused = FacilityRules {
            idle_minutes,
            ..sound.clone()
        }
        .checked();
        assert!(matches!(refused, Err(RulesError::Minutes { given, .. }) if given == idle_minutes));
    }
    for glass_minutes in [4, 481] {
        assert!(
            FacilityRules {
                glass_minutes,
                ..sound.clone()
            }
            .checked()
            .is_err()
        );
    }
    for (from, until) in [(600, 600), (600, 599), (600, 1441)] {
        let mut days = [None; 7];
        days[6] = Some(OpenFrom { from, until });
        let refused = FacilityRules {
            hours: Hours::Week(days),
            ..sound.clone()
        }
        .checked();
        assert_eq!(
            refused,
            Err(RulesError::Hours {
                day: 7,
                from,
                until
            })
        );
    }
}

#[test]
fn hours_go_by_the_clock_on_the_wall() {
    let mut days = [None; 7];
    days[0] = Some(OpenFrom {
        from: 8 * 60,
        until: 17 * 60,
    });
    let hours = Hours::Week(days);
    // 2026-03-02 is a Monday.
    let monday_noon_utc = 1_772_452_800_000;
    let at = |milliseconds, offset_minutes| Moment {
        milliseconds,
        offset_minutes,
    };
    assert!(hours.expect(at(monday_noon_utc, 0)));
    assert!(
        !hours.expect(at(monday_noon_utc, -5 * 60)),
        "seven in the morning"
    );
    assert!(
        hours.expect(at(monday_noon_utc, -4 * 60)),
        "eight: the first minute"
    );
    assert!(
        !hours.expect(at(monday_noon_utc, 5 * 60)),
        "five in the afternoon: the first minute after"
    );
    assert!(
        !hours.expect(at(monday_noon_utc + 86_400_000, 0)),
        "Tuesday"
    );
    assert!(!hours.expect(at(i64::MAX, 0)) && Hours::Always.expect(at(i64::MAX, 0)));
}

proptest! {
    #[test]
    fn a_facility_never_allows_more_than_the_matrix(
        roles in 0..8192_u16, print in 0..8192_u16, copy in 0..8192_u16, action in 0..Action::ALL.len(),
        kind in 0..RecordKind::ALL.len(), relation in 0..Relation::ALL.len(), flag in 0..8_usize,
    ) {
        let set = |bits: u16| Role::ALL.iter().copied().filter(|role| bits >> *role as u16 & 1 == 1).collect::<Roles>();
        let policy = Policy::new(FacilityRules { print: set(print), copy: set(copy), ..FacilityRules::default() });
        let (action, kind, relation) = (Action::ALL[action], RecordKind::ALL[kind], Relation::ALL[relation]);
        let (roles, flags) = (set(roles), Flags::EACH[flag]);
        let asked = Request { user: ANNE, roles, action, kind, relation, flags, past: &[] };
        prop_assert!(policy.may(&asked).rank() <= may(roles, action, kind, relation, flags).rank());
    }
}

#[test]
fn the_glass_is_broken_with_a_reason_and_then_shows_the_record() {
    let coder = Roles::only(Role::Coder);
    let asked = |action, relation| {
        may(
            coder,
            action,
            RecordKind::Document,
            relation,
            Flags::VIP.with(Flags::PART_2),
        )
    };
    assert_eq!(
        demand(asked(Action::Read, Relation::None)),
        Some(Demand::BreakGlass)
    );
    assert_eq!(
        demand(asked(Action::BreakGlass, Relation::None)),
        Some(Demand::Reason)
    );
    assert_eq!(asked(Action::Read, Relation::BreakGlass), Decision::Allowed);
    assert_eq!(
        cause(asked(Action::Copy, Relation::BreakGlass)),
        Some(Cause::TooFar)
    );
}

#[test]
fn a_role_for_which_a_reason_is_enough_breaks_no_glass() {
    // A coder reads nobody unassigned but through the glass, an MPI coordinator reads all.
    for roles in [
        [Role::Coder, Role::IndexCoordinator],
        [Role::IndexCoordinator, Role::Responder],
    ] {
        let roles: Roles = roles.into_iter().collect();
        let decision = may(
            roles,
            Action::Read,
            RecordKind::Patient,
            Relation::None,
            Flags::VIP,
        );
        assert_eq!(demand(decision), Some(Demand::Reason));
    }
}
