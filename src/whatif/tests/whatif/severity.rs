//! Who carries the CC or MCC of a stay, and which way the weight goes without it.

use grouper::PresentOnAdmission;
use whatif::{Direction, References, WeightSource, WhatIf};

use crate::loaded::{self, all_references, grouper, stay};

#[test]
fn the_carriers_of_severity() {
    // Secondary diagnoses of a stay for pneumonia (193 to 195); who carries alone; whose place another would take.
    for (secondary, alone, replaceable, pairs) in [
        // An MCC alone; the CC beside it is outranked by it.
        (&["J9601", "N179"][..], &[0][..], &[1][..], &[][..]),
        // Two MCCs: the grouper marks one, neither is needed while the other stands.
        (&["J9601", "G9341"], &[], &[0, 1], &[(0, 1)]),
        // Three: no two of them are enough to lose it.
        (&["J9601", "G9341", "I2699"], &[], &[0, 1, 2], &[]),
        // Two CCs.
        (&["N179", "I10", "E871"], &[], &[0, 2], &[(0, 2)]),
        // J18.9 excludes J15.9, so nothing is carried.
        (&["I10", "J159"], &[], &[], &[]),
    ] {
        let stay = stay("J189", secondary, &[]);
        let mut what_if = WhatIf::of(all_references(grouper(431)), &stay);
        let singles = what_if.leave_one_out().unwrap();
        assert_eq!(singles.alone().collect::<Vec<_>>(), alone, "{secondary:?}");
        assert_eq!(
            singles.replaceable().collect::<Vec<_>>(),
            replaceable,
            "{secondary:?}"
        );
        let found = what_if.pairs(&singles).unwrap();
        let words: Vec<String> = found.iter().map(|p| p.change().to_string()).collect();
        assert_eq!(found.len(), pairs.len(), "{secondary:?}: {words:?}");
        for ((a, b), words) in pairs.iter().zip(&words) {
            let ending = format!("secondary diagnoses {} and {}", a + 1, b + 1);
            assert!(words.ends_with(&ending), "{words}");
        }
        for at in singles.alone() {
            let effect = singles.secondary[at].answer().effect;
            assert!(effect.lowers_severity());
            assert_eq!(effect.direction(), Direction::Down, "{secondary:?}");
            assert!(effect.weight_change().unwrap() < 0);
        }
    }
}

#[test]
fn answers_look_down_as_well_as_up() {
    // A pressure ulcer of stage 4 is an MCC and hospital-acquired condition 4: acquired (N, U), it loses its severity.
    let stay = stay("J189", &["L89154", "N179"], &[]);
    let mut what_if = WhatIf::of(all_references(grouper(431)), &stay);
    let directions = |to: PresentOnAdmission, what_if: &mut WhatIf<'_>| {
        let all = what_if.indicators().unwrap();
        let all = all.iter().filter(|h| {
            h.change()
                .to_string()
                .contains(&format!("admission {}", to.as_claim()))
        });
        all.map(|h| h.answer().direction()).collect::<Vec<_>>()
    };
    // One answer for each diagnosis: the principal one, the ulcer, the kidney failure.
    for (to, expected) in [
        (PresentOnAdmission::N, Direction::Down),
        (PresentOnAdmission::U, Direction::Down),
        (PresentOnAdmission::W, Direction::Same),
    ] {
        let found = directions(to, &mut what_if);
        assert_eq!(
            found,
            [Direction::Same, expected, Direction::Same],
            "{to:?}"
        );
    }
    // And up: a CC alone, then with an MCC.
    let mut what_if = WhatIf::of(
        all_references(grouper(431)),
        &loaded::stay("J189", &["N179"], &[]),
    );
    let up = what_if.with_diagnosis(grouper::Diagnosis {
        code: "J9601".into(),
        poa: PresentOnAdmission::Y,
    });
    assert_eq!(up.answer().effect.direction(), Direction::Up);
}

#[test]
fn without_the_years_weights_a_changed_drg_has_no_direction() {
    let stay = stay("J189", &["J9601"], &[]);
    for (references, source) in [
        (References::of(grouper(431)), WeightSource::NotLoaded),
        (
            all_references(grouper(440)),
            WeightSource::YearNotLoaded {
                fiscal_year: 2027,
                loaded: vec![2026],
            },
        ),
    ] {
        let mut what_if = WhatIf::of(references, &stay);
        assert_eq!(*what_if.weights(), source);
        let singles = what_if.leave_one_out().unwrap();
        let effect = singles.secondary[0].answer().effect;
        assert!(effect.changes_drg());
        assert_eq!(
            (effect.direction(), effect.weight_change()),
            (Direction::Unknown, None)
        );
    }
    let what_if = WhatIf::of(all_references(grouper(430)), &stay);
    assert_eq!(
        *what_if.weights(),
        WeightSource::Table { fiscal_year: 2026 }
    );
}
