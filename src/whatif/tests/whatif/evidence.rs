//! What is supposed becomes coded on a basis, and only for the stay that was asked about.

use grouper::{Diagnosis, PresentOnAdmission};
use whatif::{Basis, BasisError, CodedStay, DiagnosisPlace, Needs, WhatIf};

use crate::loaded::{all_references, grouper, stay};

fn what_if() -> WhatIf<'static> {
    let stay = stay("J189", &["I10", "N179"], &["0BH17EZ"]);
    WhatIf::of(all_references(grouper(431)), &stay)
}

#[test]
fn a_basis_has_words() {
    for (document, words, blank) in [
        ("", "pneumonia", "document"),
        (" \t", "pneumonia", "document"),
        ("Discharge summary", "\n", "words of the document"),
    ] {
        assert_eq!(
            Basis::evidence(document, words),
            Err(BasisError { field: blank })
        );
    }
    for (query, answer, blank) in [
        ("", "yes", "query"),
        ("Query 7", "  ", "answer to the query"),
    ] {
        assert_eq!(
            Basis::query(query, answer),
            Err(BasisError { field: blank })
        );
    }
    let basis = Basis::query(" Query 7 ", "Acute respiratory failure").unwrap();
    assert!(basis.is_query());
    assert_eq!(
        (basis.source(), basis.words()),
        ("Query 7", "Acute respiratory failure")
    );
}

#[test]
fn what_is_accepted_is_coded_and_logged() {
    let mut what_if = what_if();
    let coded = CodedStay::of_record(what_if.stay().clone());
    let added = what_if.with_diagnosis(Diagnosis {
        code: "J9601".into(),
        poa: PresentOnAdmission::Y,
    });
    assert_eq!(added.needs(), Needs::EvidenceOrQuery);
    let effect = added.answer().effect;
    let basis = Basis::evidence(
        "Emergency department note",
        "acute hypoxic respiratory failure",
    )
    .unwrap();
    let accepted = added.accept(&coded, basis.clone()).unwrap();
    let codes: Vec<&str> = accepted
        .stay()
        .stay()
        .secondary_diagnoses
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    assert_eq!(codes, ["I10", "N179", "J9601"]);
    assert_eq!(accepted.bases(), [basis]);
    assert_eq!(accepted.answer().effect, effect);
    let again = WhatIf::of(all_references(grouper(431)), accepted.stay().stay());
    assert_eq!(
        again.outcome(),
        effect.after,
        "the stay as coded groups to what was shown"
    );
    let log = serde_json::to_value(&accepted).unwrap();
    assert_eq!(log["change"]["change"], "add_diagnosis");
    assert_eq!(log["bases"][0]["basis"], "evidence");
    assert_eq!(log["bases"][0]["document"], "Emergency department note");
}

/// Each kind of change, in words and as what it makes of the stay.
#[test]
fn every_change_has_its_words_and_its_effect_on_the_stay() {
    let mut w = what_if();
    let coded = CodedStay::of_record(w.stay().clone());
    let basis = || Basis::evidence("Progress note", "as documented").unwrap();
    let secondary = DiagnosisPlace::Secondary(1);
    let singles = w.leave_one_out().unwrap();
    assert_eq!(
        singles.procedures[0].change().to_string(),
        "without 0BH17EZ, procedure 1"
    );
    assert_eq!(singles.procedures[0].needs(), Needs::Evidence);
    let without = w.without_diagnosis(secondary).unwrap();
    assert_eq!(
        without.change().to_string(),
        "without N17.9, secondary diagnosis 2"
    );
    let stay = without
        .accept(&coded, basis())
        .unwrap()
        .stay()
        .clone()
        .into_stay();
    assert_eq!(stay.secondary_diagnoses.len(), 1);
    let indicator = w.with_indicator(secondary, PresentOnAdmission::N).unwrap();
    assert_eq!(
        indicator.change().to_string(),
        "N17.9, secondary diagnosis 2, with present on admission N instead of Y"
    );
    let stay = indicator
        .accept(&coded, basis())
        .unwrap()
        .stay()
        .clone()
        .into_stay();
    assert_eq!(stay.secondary_diagnoses[1].poa, PresentOnAdmission::N);
    let status = w.discharge_statuses(&[1, 3]).remove(0);
    assert_eq!(
        status.change().to_string(),
        "with discharge status 03 instead of 01"
    );
    let stay = status
        .accept(&coded, basis())
        .unwrap()
        .stay()
        .clone()
        .into_stay();
    assert_eq!(stay.discharge_status, 3);
    let procedure = w.with_procedure("5A1945Z".into());
    assert_eq!(
        procedure.change().to_string(),
        "with 5A1945Z as a further procedure"
    );
    let stay = procedure
        .accept(&coded, basis())
        .unwrap()
        .stay()
        .clone()
        .into_stay();
    assert_eq!(stay.procedures, ["0BH17EZ", "5A1945Z"]);
    let choices = w.principals().unwrap();
    let swap = choices.into_iter().find(|c| c.place == secondary).unwrap();
    let whatif::principal::ChoiceResult::Supposed(swap) = swap.result else {
        panic!("only the principal diagnosis is as coded");
    };
    assert_eq!(
        swap.change().to_string(),
        "with N17.9 as principal diagnosis instead of J18.9"
    );
    let stay = swap
        .accept(&coded, basis())
        .unwrap()
        .stay()
        .clone()
        .into_stay();
    assert_eq!(stay.principal_diagnosis.unwrap().code, "N179");
    assert_eq!(stay.secondary_diagnoses[1].code, "J189");
}

#[test]
fn an_answer_does_not_outlive_its_stay() {
    let mut w = what_if();
    let basis = || Basis::evidence("Progress note", "as documented").unwrap();
    let edited = |edit: fn(&mut grouper::Stay)| {
        let mut stay = what_if().stay().clone();
        edit(&mut stay);
        CodedStay::of_record(stay)
    };
    let moved = edited(|stay| stay.secondary_diagnoses.swap(0, 1));
    let shorter = edited(|stay| stay.secondary_diagnoses.truncate(1));
    for coded in [&moved, &shorter] {
        let without = w.without_diagnosis(DiagnosisPlace::Secondary(1)).unwrap();
        let error = without.accept(coded, basis()).unwrap_err();
        assert_eq!(error.place, "secondary diagnosis 2");
        assert!(error.to_string().contains("without N17.9"), "{error}");
    }
    let other_status = edited(|stay| stay.discharge_status = 20);
    let status = w.discharge_statuses(&[3]).remove(0);
    assert_eq!(
        status.accept(&other_status, basis()).unwrap_err().place,
        "discharge status"
    );
    let error = w
        .without_diagnosis(DiagnosisPlace::Secondary(2))
        .unwrap_err();
    assert_eq!(error.place, "secondary diagnosis 3");
    assert_eq!(w.without_procedure(1).unwrap_err().place, "procedure 2");
}

/// A claim carries 25 diagnoses, the principal one included, 12 external causes beside them, and 25 procedures.
#[test]
fn an_added_code_is_told_when_the_claim_has_no_room_for_it() {
    for (codes, on_claim) in [(0, true), (23, true), (24, false), (40, false)] {
        let stay = stay("J189", &vec!["I10"; codes], &vec!["0BH17EZ"; codes + 1]);
        let mut what_if = WhatIf::of(all_references(grouper(431)), &stay);
        let diagnosis = Diagnosis {
            code: "J9601".into(),
            poa: PresentOnAdmission::Y,
        };
        assert_eq!(
            what_if.with_diagnosis(diagnosis).answer().on_claim,
            on_claim,
            "{codes}"
        );
        assert_eq!(
            what_if.with_procedure("5A1945Z".into()).answer().on_claim,
            on_claim,
            "{codes}"
        );
    }
    let on_claim = |coded: &[&str], code: &str| {
        let stay = stay("J189", coded, &[]);
        let diagnosis = Diagnosis {
            code: code.into(),
            poa: PresentOnAdmission::Y,
        };
        let mut what_if = WhatIf::of(all_references(grouper(431)), &stay);
        what_if.with_diagnosis(diagnosis).answer().on_claim
    };
    let full = [["I10"; 24].as_slice(), &["W19XXXA"; 11]].concat();
    assert!(on_claim(&full, "Y92009"), "a twelfth external cause");
    assert!(!on_claim(&full, "J9601"), "a 26th diagnosis");
    assert!(
        !on_claim(&["W19XXXA"; 12], "Y92009"),
        "a 13th external cause"
    );
    assert!(on_claim(&["W19XXXA"; 12], "J9601"), "a second diagnosis");
}
