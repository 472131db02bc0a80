//! Which diagnoses may be principal, by the guideline that says so; and that weight never decides it.

use grouper::{PresentOnAdmission, Stay};
use whatif::principal::{Choice, Reason, Standing};
use whatif::{References, WhatIf};

use crate::loaded::{all_references, grouper, stay};

fn choices(stay: &Stay) -> Vec<Choice> {
    WhatIf::of(all_references(grouper(431)), stay)
        .principals()
        .unwrap()
}

fn choice(stay: &Stay, code: &str) -> Choice {
    let mut all = choices(stay).into_iter();
    all.find(|c| c.diagnosis.code == code).unwrap()
}

#[test]
fn standing_follows_the_guidelines() {
    // Code that would be principal; the rest of the stay; standing; who says so.
    for (code, others, standing, source) in [
        // Pneumonia and heart failure both occasion an admission: OCG II.B, II.C.
        ("J189", &["I5021"][..], Standing::Eligible, ""),
        ("I5021", &["J189"], Standing::Eligible, ""),
        // OCG II.A: chest pain beside an infarction, and alone.
        ("R079", &["I214"], Standing::NotPreferred, "OCG II.A"),
        ("R079", &["I10"], Standing::NotPreferred, "OCG II.A"),
        ("R079", &["R55"], Standing::Eligible, ""),
        ("R079", &["Z87891"], Standing::Eligible, ""),
        // OCG I.C.20.a.6: an external cause.
        ("W19XXXA", &["S72001A"], Standing::Ineligible, "edit 2"),
        // OCG I.A.13: a manifestation.
        ("F0280", &["G309"], Standing::Ineligible, "edit 6"),
        // A circumstance.
        ("Z87891", &["J189"], Standing::Ineligible, "edit 9"),
        // OCG I.C.1.d.4: severe sepsis follows the infection.
        ("R6520", &["A419"], Standing::Ineligible, "OCG I.C.1.d.4"),
        // A heading, a code that ended, no code.
        ("J18", &["I10"], Standing::Ineligible, "edit 1"),
        ("QQQ", &["I10"], Standing::Ineligible, "edit 1"),
        // OCG I.B.10: the sequela after the condition that remains.
        ("S72001S", &["M2175"], Standing::NotPreferred, "OCG I.B.10"),
        // Tabular list, I50: heart failure due to hypertension is coded first; only where it is on the stay.
        ("I5021", &["I110"], Standing::NotPreferred, "tabular list"),
        ("I110", &["I5021"], Standing::Eligible, ""),
        // OCG I.C.15.a.1: chapter 15 before the others.
        ("N179", &["O1414"], Standing::NotPreferred, "OCG I.C.15.a.1"),
        ("O1414", &["N179"], Standing::Eligible, ""),
    ] {
        for principal_as_coded in [true, false] {
            let stay = if principal_as_coded {
                stay(code, others, &[])
            } else {
                let rest: Vec<&str> = others[1..].iter().copied().chain([code]).collect();
                stay(others[0], &rest, &[])
            };
            let choice = choice(&stay, code);
            let sources: Vec<&str> = choice.reasons.iter().map(Reason::source).collect();
            assert_eq!(
                choice.standing, standing,
                "{code} with {others:?}: {sources:?}"
            );
            assert!(
                if source.is_empty() {
                    sources.is_empty()
                } else {
                    sources.iter().any(|s| s.contains(source))
                },
                "{code} with {others:?}: {sources:?}"
            );
        }
    }
}

#[test]
fn what_arose_in_hospital_did_not_occasion_the_admission() {
    for (poa, standing) in [
        (PresentOnAdmission::Y, Standing::Eligible),
        (PresentOnAdmission::W, Standing::Eligible),
        (PresentOnAdmission::U, Standing::Eligible),
        (PresentOnAdmission::N, Standing::NotPreferred),
    ] {
        let mut stay = stay("J189", &["I2699"], &[]);
        stay.secondary_diagnoses[0].poa = poa;
        assert_eq!(choice(&stay, "I2699").standing, standing, "{poa:?}");
    }
}

#[test]
fn a_code_that_needs_a_secondary_one_is_refused_alone() {
    // Z51.89 is accepted as principal with a secondary diagnosis.
    let alone = choice(&stay("Z5189", &[], &[]), "Z5189");
    assert_eq!(alone.reasons.to_vec(), [Reason::RequiresSecondary]);
    assert_eq!(
        choice(&stay("Z5189", &["J189"], &[]), "Z5189").standing,
        Standing::Eligible
    );
}

#[test]
fn an_ineligible_diagnosis_of_more_weight_stays_last() {
    // Severe sepsis groups to 871, above pneumonia.
    let stay = stay("R6521", &["J189", "R079", "I5021"], &[]);
    let choices = choices(&stay);
    let order: Vec<(&str, Standing)> = choices
        .iter()
        .map(|c| (c.diagnosis.code.as_str(), c.standing))
        .collect();
    assert_eq!(
        order,
        [
            ("J189", Standing::Eligible),
            ("I5021", Standing::Eligible),
            ("R079", Standing::NotPreferred),
            ("R6521", Standing::Ineligible),
        ]
    );
    let weights: Vec<_> = choices
        .iter()
        .map(|c| c.result.outcome().weight.unwrap())
        .collect();
    assert!(
        weights[3] > weights[0],
        "the case is one where weight would have sorted otherwise: {weights:?}"
    );
}

#[test]
fn without_an_editor_nothing_is_called_eligible() {
    let stay = stay("J189", &["W19XXXA", "R079"], &[]);
    let choices = WhatIf::of(References::of(grouper(431)), &stay)
        .principals()
        .unwrap();
    let standings: Vec<Standing> = choices.iter().map(|c| c.standing).collect();
    assert_eq!(
        standings,
        [
            Standing::NotChecked,
            Standing::NotChecked,
            Standing::Ineligible
        ]
    );
    assert_eq!(
        choices[1].reasons.to_vec(),
        [Reason::Symptom],
        "the reason is told all the same"
    );
}
