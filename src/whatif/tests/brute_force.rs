//! Every answer equals the grouping of a stay put together by hand and grouped through the grouper's own door.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod loaded;

use edits::mce::EditType;
use grouper::claim::Claim;
use grouper::{CodeSeverity, Diagnosis, DrgSeverity, PresentOnAdmission, Stay};
use loaded::{CLAIMS, EDITOR, GROUPERS, WEIGHTS, all_references, further_claims};
use proptest::prelude::*;
use whatif::principal::{ChoiceResult, Standing};
use whatif::{
    Carries, DiagnosisPlace, Direction, Effect, MOST_CODES, References, TooManyCodes, WhatIf,
};

/// Claims that are tried.
const CLAIMS_TRIED: usize = 2_000;
const STATUSES: [i64; 8] = [1, 2, 3, 6, 7, 20, 62, 99];

/// Groups by hand and compares all an effect says of it.
fn check(claim: &Claim, effect: &Effect, otherwise: &Stay, what: &str) {
    let grouper = &GROUPERS[claim.version.index()];
    let (before, after) = (grouper.group(&claim.stay), grouper.group(otherwise));
    let id = &claim.id;
    for (said, found) in [(effect.before, &before), (effect.after, &after)] {
        assert_eq!(said.initial, found.initial, "{id}: {what}");
        assert_eq!(said.r#final, found.r#final, "{id}: {what}");
        assert_eq!(said.hac_status, found.hac_status, "{id}: {what}");
    }
    let weight = |drg: u16| {
        let row = WEIGHTS.of(drg, claim.version.fiscal_year())?;
        (drg < 998).then_some(row.weight)
    };
    let (from, to) = (before.r#final.drg, after.r#final.drg);
    let direction = match weight(from).zip(weight(to)) {
        _ if from == to => Direction::Same,
        None => Direction::Unknown,
        Some((a, b)) if a < b => Direction::Up,
        Some((a, b)) if a > b => Direction::Down,
        Some(_) => Direction::Same,
    };
    assert_eq!(effect.direction(), direction, "{id}: {what}");
    let printed = |w: Option<f64>| w.map(|w| format!("{w:.4}"));
    assert_eq!(
        effect.after.weight.map(|w| w.to_string()),
        printed(weight(to)),
        "{id}: {what}"
    );
}

fn rank(severity: DrgSeverity) -> usize {
    use DrgSeverity::{Cc, Mcc, NonCc, None};
    [None, NonCc, Cc, Mcc]
        .iter()
        .position(|s| *s == severity)
        .unwrap()
}

fn level(severity: CodeSeverity) -> usize {
    match severity {
        CodeSeverity::Cc => 2,
        CodeSeverity::Mcc => 3,
        _ => 0,
    }
}

fn check_leaving_out(claim: &Claim, what_if: &mut WhatIf<'_>) {
    let grouper = &GROUPERS[claim.version.index()];
    let whole = grouper.group(&claim.stay);
    let singles = what_if.leave_one_out().unwrap();
    assert_eq!(
        singles.principal.is_some(),
        claim.stay.principal_diagnosis.is_some()
    );
    if let Some(without) = &singles.principal {
        let stay = Stay {
            principal_diagnosis: None,
            ..claim.stay.clone()
        };
        check(claim, &without.answer().effect, &stay, "without principal");
    }
    assert_eq!(
        singles.secondary.len(),
        claim.stay.secondary_diagnoses.len()
    );
    for (i, without) in singles.secondary.iter().enumerate() {
        let mut stay = claim.stay.clone();
        stay.secondary_diagnoses.remove(i);
        check(claim, &without.answer().effect, &stay, "without secondary");
        let rest = grouper.group(&stay);
        let own = level(whole.secondary[i].severity_final);
        match &without.answer().carries {
            Carries::Nothing => assert!(own == 0 || rank(whole.r#final.severity) < own),
            Carries::Alone { level: said } => {
                assert_eq!(level(*said), own);
                assert!(rank(rest.r#final.severity) < own && own <= rank(whole.r#final.severity));
            }
            Carries::Replaceable { level: said, by } => {
                assert_eq!(level(*said), own);
                assert!(rank(rest.r#final.severity) >= own);
                let mut by = by.to_vec();
                by.sort_unstable();
                let counting: Vec<usize> = (0..whole.secondary.len())
                    .filter(|j| *j != i)
                    .filter(|j| {
                        level(rest.secondary[j - usize::from(*j > i)].severity_final) >= own
                    })
                    .collect();
                assert_eq!(by, counting, "{}", claim.id);
            }
        }
    }
    assert_eq!(singles.procedures.len(), claim.stay.procedures.len());
    for (i, without) in singles.procedures.iter().enumerate() {
        let mut stay = claim.stay.clone();
        stay.procedures.remove(i);
        check(claim, &without.answer().effect, &stay, "without procedure");
    }

    let pairs = what_if.pairs(&singles).unwrap();
    let mut told = pairs.iter();
    let harmless = |stay: &Stay| {
        let rest = grouper.group(stay).r#final;
        rest.drg == whole.r#final.drg && rank(rest.severity) >= rank(whole.r#final.severity)
    };
    let spare: Vec<usize> = singles.replaceable().collect();
    for (n, i) in spare.iter().enumerate() {
        for j in &spare[n + 1..] {
            let less = |gone: &[usize]| {
                let mut stay = claim.stay.clone();
                let kept = (0..)
                    .zip(stay.secondary_diagnoses)
                    .filter(|(k, _)| !gone.contains(k));
                stay.secondary_diagnoses = kept.map(|(_, d)| d).collect();
                stay
            };
            if harmless(&less(&[*i])) && harmless(&less(&[*j])) && !harmless(&less(&[*i, *j])) {
                let pair = told
                    .next()
                    .unwrap_or_else(|| panic!("{}: {i} and {j}", claim.id));
                check(claim, pair.answer(), &less(&[*i, *j]), "pair");
            }
        }
    }
    assert_eq!(told.next(), None, "{}: a pair that is none", claim.id);
}

fn check_indicators_and_statuses(claim: &Claim, what_if: &mut WhatIf<'_>) {
    use PresentOnAdmission::{N, U, W, Y};
    let mut indicators = what_if.indicators().unwrap().into_iter();
    let places = usize::from(claim.stay.principal_diagnosis.is_some());
    for place in 0..places + claim.stay.secondary_diagnoses.len() {
        for to in [Y, N, U, W] {
            let mut stay = claim.stay.clone();
            let diagnosis = match place.checked_sub(places) {
                None => stay.principal_diagnosis.as_mut().unwrap(),
                Some(at) => &mut stay.secondary_diagnoses[at],
            };
            if core::mem::replace(&mut diagnosis.poa, to) != to {
                check(
                    claim,
                    indicators.next().unwrap().answer(),
                    &stay,
                    "indicator",
                );
            }
        }
    }
    assert!(indicators.next().is_none());

    let mut statuses = what_if.discharge_statuses(&STATUSES).into_iter();
    for status in STATUSES
        .into_iter()
        .filter(|s| *s != claim.stay.discharge_status)
    {
        let stay = Stay {
            discharge_status: status,
            ..claim.stay.clone()
        };
        let answer = *statuses.next().unwrap().answer();
        check(claim, &answer.effect, &stay, "status");
        let edits = EDITOR.edit(&stay);
        let invalid = edits.count(edits::mce::Edit::InvalidDischargeStatus) > 0;
        let dated = edits.edit_type != EditType::InvalidDischargeDate;
        assert_eq!(
            answer.valid,
            dated.then_some(!invalid),
            "{}: {status}",
            claim.id
        );
    }
    assert!(statuses.next().is_none());
}

fn check_principals(claim: &Claim, what_if: &mut WhatIf<'_>) {
    let choices = what_if.principals().unwrap();
    assert_eq!(
        choices.len(),
        usize::from(claim.stay.principal_diagnosis.is_some())
            + claim.stay.secondary_diagnoses.len()
    );
    assert!(
        choices
            .windows(2)
            .all(|two| (two[0].standing, two[0].place) < (two[1].standing, two[1].place)),
        "{}: by standing, then in the coder's order",
        claim.id
    );
    for choice in &choices {
        let mut stay = claim.stay.clone();
        if let DiagnosisPlace::Secondary(at) = choice.place {
            let chosen = stay.secondary_diagnoses.remove(at);
            if let Some(former) = stay.principal_diagnosis.replace(chosen) {
                stay.secondary_diagnoses.insert(at, former);
            }
        }
        match &choice.result {
            ChoiceResult::AsCoded(outcome) => assert_eq!(*outcome, what_if.outcome()),
            ChoiceResult::Supposed(supposed) => {
                check(claim, supposed.answer(), &stay, "principal");
            }
        }
        let edits_of_stay = EDITOR.edit(&stay);
        let edits = edits_of_stay.diagnoses[0];
        use edits::mce::Edit::{
            ECodeAsPdx, InvalidCode, ManifestationAsPdx, RequiresSdx, UnacceptablePdx,
        };
        let refused = [
            ECodeAsPdx,
            InvalidCode,
            ManifestationAsPdx,
            RequiresSdx,
            UnacceptablePdx,
        ];
        if refused.into_iter().any(|edit| edits.contains(edit)) {
            assert_eq!(
                choice.standing,
                Standing::Ineligible,
                "{}: {choice:?}",
                claim.id
            );
        }
        let dated = edits_of_stay.edit_type != EditType::InvalidDischargeDate;
        assert_eq!(
            choice.standing == Standing::Eligible,
            dated && choice.reasons.is_empty(),
            "{choice:?}"
        );
    }
}

fn check_additions(claim: &Claim, what_if: &mut WhatIf<'_>) {
    let edited = |stay: &Stay| {
        let edits = EDITOR.edit(stay);
        (edits.edit_type != EditType::InvalidDischargeDate).then_some(edits)
    };
    let diagnosis = Diagnosis {
        code: "J9601".into(),
        poa: PresentOnAdmission::N,
    };
    let added = what_if.with_diagnosis(diagnosis.clone());
    let mut stay = claim.stay.clone();
    stay.secondary_diagnoses.push(diagnosis);
    check(claim, &added.answer().effect, &stay, "added diagnosis");
    let grouping = GROUPERS[claim.version.index()].group(&stay);
    assert_eq!(
        added.answer().counts_as,
        grouping.secondary.last().unwrap().severity_final
    );
    assert_eq!(
        added.answer().edits,
        edited(&stay).and_then(|e| e.diagnoses.last().copied())
    );

    let added = what_if.with_procedure("0BH17EZ".into());
    let mut stay = claim.stay.clone();
    stay.procedures.push("0BH17EZ".into());
    check(claim, &added.answer().effect, &stay, "added procedure");
    assert_eq!(
        added.answer().edits,
        edited(&stay).and_then(|e| e.procedures.last().copied())
    );
}

#[test]
fn every_answer_is_a_grouping() {
    let further = further_claims(CLAIMS_TRIED - CLAIMS.len().min(CLAIMS_TRIED));
    let claims: Vec<&Claim> = CLAIMS.iter().chain(&further).take(CLAIMS_TRIED).collect();
    for claim in &claims {
        let mut what_if = WhatIf::of(
            all_references(&GROUPERS[claim.version.index()]),
            &claim.stay,
        );
        check_leaving_out(claim, &mut what_if);
        check_indicators_and_statuses(claim, &mut what_if);
        check_principals(claim, &mut what_if);
        check_additions(claim, &mut what_if);
        assert_eq!(
            *what_if.stay(),
            claim.stay,
            "{}: questions leave the stay alone",
            claim.id
        );
    }
    eprintln!("{} claims", claims.len());
}

#[test]
fn a_stay_of_more_codes_than_are_tried_is_refused_by_number() {
    let mut stay = CLAIMS[0].stay.clone();
    stay.procedures = vec!["0BH17EZ".into(); MOST_CODES + 1];
    let codes = MOST_CODES + 2 + stay.secondary_diagnoses.len();
    let mut what_if = WhatIf::of(References::of(&GROUPERS[8]), &stay);
    assert_eq!(what_if.leave_one_out().unwrap_err(), TooManyCodes { codes });
    assert_eq!(what_if.indicators().unwrap_err(), TooManyCodes { codes });
    assert_eq!(what_if.principals().unwrap_err(), TooManyCodes { codes });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// No code, number or date is too odd, with or without a principal diagnosis and with or without an editor.
    #[test]
    fn any_codes_and_numbers_are_answered(
        at in 0..CLAIMS.len(),
        status in any::<i64>(),
        date in any::<i64>(),
        code in ".{0,30}",
        with_principal in any::<bool>(),
        with_editor in any::<bool>(),
    ) {
        let claim = &CLAIMS[at];
        let mut stay = claim.stay.clone();
        stay.discharge_status = status;
        stay.discharge_date = codes::Ymd(date);
        stay.secondary_diagnoses.push(Diagnosis { code: code.as_str().into(), poa: PresentOnAdmission::Invalid });
        stay.procedures.push(code.into());
        if !with_principal {
            stay.principal_diagnosis = None;
        }
        let claim = Claim { stay, ..claim.clone() };
        let mut references = all_references(&GROUPERS[claim.version.index()]);
        if !with_editor {
            references.editor = None;
        }
        let mut what_if = WhatIf::of(references, &claim.stay);
        check_leaving_out(&claim, &mut what_if);
        let choices = what_if.principals().unwrap();
        prop_assert!(choices.iter().all(|c| with_editor || c.standing != Standing::Eligible));
        for choice in &choices {
            for reason in &choice.reasons {
                prop_assert!(!reason.to_string().is_empty() && !reason.source().is_empty());
            }
        }
        prop_assert_eq!(what_if.stay(), &claim.stay);
    }
}
