//! The matrix, written a second time and the other way round: by action, so that "who prints what?" can be read off.
//!
//! Letters: `A` every record, `U` those of the user's unit, `S` those assigned to them, `O` their own, `.` none.
//! A kind that isn't listed under an action: nobody.

use access::{
    Action, Decision, Demand, Flags, Reach, RecordKind, Relation, Role, Roles, grants, may, reach,
};
use proptest::prelude::*;

// Columns: Coder, Analyst, Registrar, release (L), MPI, Transcription | Supervisor, resPonder, Billing, stuDent,
// Instructor, aUditor, priVacy officer.
const EXPECTED: &str = "
                         CARLMT SPBDIUV
search
  user account           ...... A....AA
  patient                SUAAAS A.U..SA
  encounter              UUASAS ASU..SS
  document               SU.SSS US...SS
  coding case            UU.... A.U..AS
  query                  SU.... US...SS
  patient pair           ....A. A....SS
  audit trail            ...... .....AA
  number block           ....A. A......
  practice chart         ...... ...SA..
  report                 OUOOUO A.U.OAA
  DRG and payment        ...... U.U....
read
  facility settings      AAAAAA AAAAAAA
  user account           OOOOOO AOOOUAA
  patient                SUAAAS ASU..SA
  encounter              SUUSAS USU..SS
  document               SUOSSS US...SS
  coding case            S..S.. U.U..SS
  query                  SU.... US...SS
  patient pair           ..O.A. A....SS
  audit trail            ...... .....AA
  number block           ..S.A. A......
  practice chart         ...... ...SA..
  report                 OUOOUO A.U.OAA
  DRG and payment        S..... U.U..S.
create
  user account           ...... A......
  patient                ..A.A. .......
  encounter              ..A... .......
  document               .UUS.S .S.....
  coding case            S..... U......
  query                  SU.... .......
  patient pair           ..A.A. .......
  keys and backups       OOOOOO OOOOOOO
  number block           ...... A......
  practice chart         ...... ....A..
  report                 .O.OOO O.O..OO
edit
  facility settings      ...... A.....A
  user account           OOOOOO AOOOOOO
  patient                ..A.A. .......
  encounter              SUU... .......
  document               .U...S .O.....
  coding case            S..... .......
  query                  OO.... .......
  patient pair           ....A. .......
  keys and backups       OOOOOO OOOOOOO
  practice chart         ...... ....O..
  report                 .O.OOO O.O..OO
  DRG and payment        ...... ..U....
verify
  patient                ..A.A. .......
  document               ...... .S.....
  audit trail            ...... .....AA
merge
  patient pair           ....A. A......
unmerge
  patient pair           ....A. A......
split
  patient                ....A. .......
  encounter              ....A. .......
  document               .U..S. .......
assign
  user account           ...... A......
  encounter              ...... U......
  document               .U.... U......
  coding case            ...... U......
  query                  SU.... U......
  patient pair           ...... A......
  number block           ...... A......
  practice chart         ...... ....A..
code
  coding case            S..... .......
  practice chart         ...... ...SA..
review
  document               .U...S U......
  coding case            S..... U....S.
  query                  ...... U....S.
  patient pair           ....A. A......
  number block           ....A. .......
  practice chart         ...... ....A..
finalise
  document               .U...S .......
  coding case            S..... U......
  query                  SU.... U......
  patient pair           ....A. .......
  practice chart         ...... ...S...
reopen
  document               .U.... U......
  coding case            S..... U......
  query                  SU.... U......
  patient pair           ....A. .......
  practice chart         ...... ....A..
answer
  query                  ...... .S.....
  practice chart         ...... ...SA..
release
  patient                ...S.. .......
  encounter              ...S.. .......
  document               ...S.. .......
  coding case            ...S.. .......
print
  facility settings      ...... A......
  user account           ...... A....AA
  patient                ..ASA. .......
  encounter              .UUS.. .......
  document               .U.S.. .......
  coding case            S..S.. U....S.
  query                  ...... U......
  patient pair           ....A. .......
  audit trail            ...... .....AA
  keys and backups       OOOOOO OOOOOOO
  practice chart         ...... ....A..
  report                 .U..U. A.U..AA
  DRG and payment        ...... U.U....
export
  facility settings      ...... A......
  user account           ...... A....AA
  patient                ...S.. .......
  encounter              ...S.. .......
  document               ...S.. .......
  coding case            ...S.. U.U..S.
  query                  ...... U....S.
  patient pair           ....A. .......
  audit trail            ...... .....AA
  number block           ...... A......
  practice chart         ...... ...OA..
  report                 ....U. A.U..AA
  DRG and payment        ...... U.U....
copy
  patient                ..ASA. ..U....
  encounter              SU.S.. .......
  document               S..S.S .......
  coding case            S..... .......
  practice chart         ...... ....A..
  DRG and payment        ...... ..U....
retire
  user account           ...... A.....A
  patient                ....A. .......
  encounter              ...... U......
  document               .U.... .......
  coding case            ...... U......
  query                  OO.... U......
  number block           ...... A......
  practice chart         ...... ....O..
  report                 .O.OOO O.O..OO
administer
  facility settings      ...... A......
  user account           ...... A......
  keys and backups       ...... A.....A
break the glass
  patient                AA.... .A.....
  encounter              AA.A.. AA....A
  document               AA.A.. AA....A
review the trail
  audit trail            ...... .....AA
back up
  keys and backups       AAAAAA A.A...A
restore
  keys and backups       ...... A......
";

fn letter(reach: Option<Reach>) -> char {
    match reach {
        None => '.',
        Some(Reach::Own) => 'O',
        Some(Reach::Assigned) => 'S',
        Some(Reach::Unit) => 'U',
        Some(Reach::All) => 'A',
    }
}

/// One line a kind, under each action that anybody has.
fn expected(action: Action, kind: RecordKind) -> String {
    let heading = match action {
        Action::BreakGlass => "break the glass",
        Action::ReviewAudit => "review the trail",
        other => other.words(),
    };
    let mut lines = EXPECTED.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "no grid for {heading}");
    lines
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.trim_start().strip_prefix(kind.words()))
        .find(|rest| rest.starts_with(' ') && rest.trim_start().len() == 14)
        .map_or_else(|| ".".repeat(13), |letters| letters.replace(' ', ""))
}

#[test]
fn every_cell_is_as_expected() {
    let mut cells = 0;
    for action in Action::ALL {
        for kind in RecordKind::ALL {
            let line: String = Role::ALL
                .iter()
                .map(|role| letter(reach(*role, *action, *kind)))
                .collect();
            assert_eq!(line, expected(*action, *kind), "{action:?} of {kind:?}");
            cells += line.len();
        }
    }
    assert_eq!(cells, 13 * 24 * 14);
}

#[test]
fn every_line_of_the_grid_is_read() {
    let lines = EXPECTED
        .lines()
        .filter(|line| line.starts_with("  ") && !line.contains("CARLMT"))
        .count();
    let with_rights = Action::ALL
        .iter()
        .flat_map(|action| {
            RecordKind::ALL
                .iter()
                .map(move |kind| expected(*action, *kind))
        })
        .filter(|letters| letters.contains(|c| c != '.'))
        .count();
    assert_eq!(lines, with_rights);
}

#[test]
fn what_a_cell_reaches_is_what_may_be_done() {
    let near = [
        Relation::None,
        Relation::SameUnit,
        Relation::Assigned,
        Relation::OwnWork,
    ];
    for role in Role::ALL {
        for action in Action::ALL
            .iter()
            .filter(|action| **action != Action::BreakGlass)
        {
            for kind in RecordKind::ALL {
                for (at, relation) in near.into_iter().enumerate() {
                    let allowed = may(Roles::only(*role), *action, *kind, relation, Flags::NONE)
                        == Decision::Allowed;
                    let least = match expected(*action, *kind).as_bytes()[*role as usize] {
                        b'A' => 0,
                        b'U' => 1,
                        b'S' => 2,
                        b'O' => 3,
                        _ => 4,
                    };
                    assert_eq!(
                        allowed,
                        at >= least,
                        "{role:?} {action:?} {kind:?} {relation:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_responder_never_sees_money_or_a_drg() {
    // T-25: neither the payment nor anything that holds a DRG, whatever the relation, glass broken or not.
    let responder = Roles::only(Role::Responder);
    for kind in [
        RecordKind::Payment,
        RecordKind::CodingCase,
        RecordKind::Report,
    ] {
        for action in Action::ALL {
            for relation in Relation::ALL {
                let decision = may(responder, *action, kind, *relation, Flags::NONE);
                assert!(
                    matches!(decision, Decision::Refused(_)),
                    "{action:?} {kind:?} {relation:?}"
                );
            }
        }
    }
}

#[test]
fn a_student_sees_practice_charts_only() {
    for kind in RecordKind::ALL.iter().filter(|kind| kind.of_a_patient()) {
        for action in Action::ALL {
            for relation in Relation::ALL {
                let decision = may(
                    Roles::only(Role::Student),
                    *action,
                    *kind,
                    *relation,
                    Flags::NONE,
                );
                assert_eq!(decision.rank(), 0, "{action:?} {kind:?}");
            }
        }
    }
    let chart = may(
        Roles::only(Role::Student),
        Action::Code,
        RecordKind::PracticeChart,
        Relation::Assigned,
        Flags::NONE,
    );
    assert_eq!(chart, Decision::Allowed);
}

#[test]
fn nobody_changes_the_trail_or_reads_keys() {
    for relation in Relation::ALL {
        for action in [
            Action::Create,
            Action::Edit,
            Action::Retire,
            Action::Administer,
            Action::Restore,
            Action::Copy,
        ] {
            let decision = may(
                Roles::ALL,
                action,
                RecordKind::AuditTrail,
                *relation,
                Flags::NONE,
            );
            assert_eq!(decision.rank(), 0, "{action:?}");
        }
        for action in [
            Action::Read,
            Action::Search,
            Action::Copy,
            Action::Export,
            Action::Retire,
        ] {
            let decision = may(
                Roles::ALL,
                action,
                RecordKind::KeyMaterial,
                *relation,
                Flags::NONE,
            );
            assert_eq!(decision.rank(), 0, "{action:?}");
        }
    }
}

#[test]
fn who_reads_is_who_was_let_at_it_by_a_line_of_its_role() {
    // Each line names one role; no kind is granted by accident to a role that has nothing else to do with patients.
    for grant in grants() {
        assert!(!grant.actions.is_empty(), "{grant:?}");
        if matches!(grant.role, Role::Student | Role::Instructor) {
            assert!(!grant.kind.of_a_patient(), "{grant:?}");
        }
        if grant.actions.contains(&Action::BreakGlass) {
            assert!(!grant.why.is_empty());
        }
    }
}

fn roles() -> impl Strategy<Value = Roles> {
    proptest::collection::vec(0..Role::ALL.len(), 0..=13)
        .prop_map(|all| all.into_iter().map(|at| Role::ALL[at]).collect())
}

fn flags() -> impl Strategy<Value = Flags> {
    proptest::collection::vec(0..Flags::EACH.len(), 0..=8).prop_map(|all| {
        all.into_iter()
            .fold(Flags::NONE, |flags, at| flags.with(Flags::EACH[at]))
    })
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    (0..all.len()).prop_map(|at| all[at])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn another_role_never_allows_less(
        roles in roles(), another in one_of(Role::ALL), action in one_of(Action::ALL),
        kind in one_of(RecordKind::ALL), relation in one_of(Relation::ALL), flags in flags(),
    ) {
        let before = may(roles, action, kind, relation, flags);
        let after = may(roles.with(another), action, kind, relation, flags);
        prop_assert!(after.rank() >= before.rank(), "{before:?} {after:?}");
    }

    #[test]
    fn a_flag_never_allows_more(
        roles in roles(), action in one_of(Action::ALL), kind in one_of(RecordKind::ALL),
        relation in one_of(Relation::ALL), flags in flags(), another in one_of(&Flags::EACH),
    ) {
        let before = may(roles, action, kind, relation, flags);
        let after = may(roles, action, kind, relation, flags.with(another));
        prop_assert!(after.rank() <= before.rank(), "{before:?} {after:?}");
    }

    #[test]
    fn a_nearer_record_never_allows_less(
        roles in roles(), action in one_of(Action::ALL), kind in one_of(RecordKind::ALL), flags in flags(),
    ) {
        let near = [Relation::None, Relation::SameUnit, Relation::Assigned, Relation::OwnWork];
        let ranks = near.map(|relation| may(roles, action, kind, relation, flags).rank());
        prop_assert!(ranks.is_sorted(), "{ranks:?}");
    }

    #[test]
    fn a_broken_glass_shows_and_does_nothing_else(
        roles in roles(), action in one_of(Action::ALL), kind in one_of(RecordKind::ALL), flags in flags(),
    ) {
        let whole = may(roles, action, kind, Relation::None, flags);
        let broken = may(roles, action, kind, Relation::BreakGlass, flags);
        if action == Action::Read {
            prop_assert!(broken.rank() >= whole.rank());
            // What demanded a broken glass is answered by one.
            if matches!(whole, Decision::AllowedWithReason(need) if need.demand == Demand::BreakGlass) {
                prop_assert_eq!(broken, Decision::Allowed);
            }
        } else {
            prop_assert_eq!(broken.rank(), whole.rank());
        }
    }

    #[test]
    fn every_refusal_and_demand_says_what_why_where_and_fix(
        roles in roles(), action in one_of(Action::ALL), kind in one_of(RecordKind::ALL),
        relation in one_of(Relation::ALL), flags in flags(),
    ) {
        let parts = match may(roles, action, kind, relation, flags) {
            Decision::Allowed => return Ok(()),
            Decision::AllowedWithReason(need) => need.parts(),
            Decision::Refused(refusal) => refusal.parts(),
        };
        for part in [parts.what, parts.why, parts.place, parts.fix] {
            prop_assert!(!part.is_empty());
        }
    }
}
