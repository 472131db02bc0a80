//! Every answer equals the grouping of a stay put together by hand and grouped through the grouper's own door.

use edits::mce::EditType;
use grouper::claim::Claim;
use grouper::{CodeSeverity, Diagnosis, DrgSeverity, PresentOnAdmission, Stay};
use proptest::prelude::*;
use whatif::principal::{ChoiceResult, Standing};
use whatif::{
    Carries, DiagnosisPlace, Direction, Effect, MOST_CODES, MOST_PAIRS, References, Supposition,
    TooManyCodes, TooManyPairs, WhatIf,
};

use crate::loaded::{self, CLAIMS, EDITOR, GROUPERS, WEIGHTS, all_references, further_claims};

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

/// The stay with suppositions, put together by marking what goes and what comes.
fn supposed(stay: &Stay, suppositions: &[Supposition]) -> Stay {
    let mut out = stay.clone();
    let mut principal = stay.principal_diagnosis.clone();
    let mut secondary: Vec<Option<Diagnosis>> =
        stay.secondary_diagnoses.iter().cloned().map(Some).collect();
    let mut procedures: Vec<Option<grouper::CodeText>> =
        stay.procedures.iter().cloned().map(Some).collect();
    for supposition in suppositions {
        match supposition {
            Supposition::Indicator(DiagnosisPlace::Principal, to) => {
                principal.as_mut().unwrap().poa = *to;
            }
            Supposition::Indicator(DiagnosisPlace::Secondary(at), to) => {
                secondary[*at].as_mut().unwrap().poa = *to;
            }
            Supposition::DischargeStatus(to) => out.discharge_status = *to,
            Supposition::WithoutDiagnosis(DiagnosisPlace::Principal) => principal = None,
            Supposition::WithoutDiagnosis(DiagnosisPlace::Secondary(at)) => secondary[*at] = None,
            Supposition::WithoutProcedure(at) => procedures[*at] = None,
            _ => {}
        }
    }
    let mut last = Vec::new();
    for supposition in suppositions {
        match supposition {
            Supposition::Principal(at) => core::mem::swap(&mut principal, &mut secondary[*at]),
            Supposition::AddPrincipal(diagnosis) => {
                secondary.push(principal.replace(diagnosis.clone()));
            }
            Supposition::AddDiagnosis(diagnosis) => last.push(Some(diagnosis.clone())),
            Supposition::AddProcedure(code) => procedures.push(Some(code.clone())),
            _ => {}
        }
    }
    out.principal_diagnosis = principal;
    out.secondary_diagnoses = secondary.into_iter().chain(last).flatten().collect();
    out.procedures = procedures.into_iter().flatten().collect();
    out
}

/// Several suppositions at once, another mixture for each claim, in the order given and in the reverse of it.
fn check_together(nth: usize, claim: &Claim, what_if: &mut WhatIf<'_>) {
    use DiagnosisPlace::{Principal, Secondary};
    let stay = &claim.stay;
    let dx = |code: &str| Diagnosis {
        code: code.into(),
        poa: PresentOnAdmission::Y,
    };
    let count = stay.secondary_diagnoses.len();
    let mut asked = Vec::new();
    if nth.is_multiple_of(2) {
        asked.push(Supposition::AddDiagnosis(dx("J9601")));
    }
    if nth.is_multiple_of(3) {
        asked.push(Supposition::DischargeStatus(20));
    }
    if count > 0 && nth % 5 < 3 {
        let indicator = PresentOnAdmission::N;
        asked.push(Supposition::Indicator(Secondary(nth % count), indicator));
    }
    let out = |place: DiagnosisPlace| Supposition::WithoutDiagnosis(place);
    for step in 1..=nth % 3 {
        let at = (nth + step) % count.max(1);
        if count > 3 && at != nth % count {
            asked.push(out(Secondary(at)));
        }
    }
    match nth % 7 {
        0 | 1 if count > 0 && !asked.contains(&out(Secondary(nth % count))) => {
            asked.push(Supposition::Principal(nth % count));
        }
        2 => asked.push(Supposition::AddPrincipal(dx("A419"))),
        _ => {}
    }
    if nth % 11 == 1 && stay.principal_diagnosis.is_some() {
        asked.push(out(Principal));
    }
    if !stay.procedures.is_empty() && nth.is_multiple_of(4) {
        asked.push(Supposition::WithoutProcedure(nth % stay.procedures.len()));
    }
    if nth % 4 == 1 {
        asked.push(Supposition::AddProcedure("0BH17EZ".into()));
    }
    let otherwise = supposed(stay, &asked);
    let said = what_if.together(&asked).unwrap();
    check(claim, &said.answer().effect, &otherwise, "together");
    assert_eq!(said.answer().of.len(), said.change().parts().len());
    for nth in 0..asked.len() {
        assert!(said.answer().of.contains(&nth), "{}: {asked:?}", claim.id);
    }
    let grouping = GROUPERS[claim.version.index()].group(&otherwise);
    for (part, counts_as) in &said.answer().counts_as {
        let whatif::Change::AddDiagnosis { 0: added, .. } = &said.change().parts()[*part] else {
            panic!("{}: no added diagnosis", claim.id);
        };
        let at = otherwise
            .secondary_diagnoses
            .iter()
            .rposition(|d| d == added);
        // What was added as principal stands no longer among the secondary diagnoses.
        if let Some(at) = at {
            assert_eq!(*counts_as, grouping.secondary[at].severity_final);
        }
    }
    for (supposition, effect) in asked.iter().zip(&said.answer().alone) {
        let by_hand = supposed(stay, core::slice::from_ref(supposition));
        check(claim, effect, &by_hand, "alone");
    }
    asked.reverse();
    let again = what_if.together(&asked).unwrap();
    assert_eq!(again.answer().effect, said.answer().effect, "{}", claim.id);
    let coded = whatif::CodedStay::of_record(stay.clone());
    let basis = whatif::Basis::evidence("Progress note", "as documented").unwrap();
    let bases = vec![basis; said.change().parts().len()];
    let accepted = said.accept_each(&coded, bases).unwrap();
    assert_eq!(*accepted.stay().stay(), otherwise, "{}", claim.id);
}

/// Every two changes by which the DRG moves though neither moves it alone, found by trying all.
fn check_pairs(claim: &Claim, what_if: &mut WhatIf<'_>) {
    use PresentOnAdmission::{N, W, Y};
    const FEW: [i64; 3] = [2, 7, 20];
    let grouper = &GROUPERS[claim.version.index()];
    let stay = &claim.stay;
    let drg =
        |suppositions: &[Supposition]| grouper.group(&supposed(stay, suppositions)).r#final.drg;
    let coded = drg(&[]);
    let mut single = Vec::new();
    let principal = stay
        .principal_diagnosis
        .iter()
        .map(|_| DiagnosisPlace::Principal);
    let secondary = (0..stay.secondary_diagnoses.len()).map(DiagnosisPlace::Secondary);
    for place in principal.chain(secondary.clone()) {
        let present = matches!(place.of(stay).unwrap().poa, Y | W);
        single.push(Supposition::Indicator(place, if present { N } else { Y }));
    }
    single.extend(secondary.map(Supposition::WithoutDiagnosis));
    single.extend((0..stay.procedures.len()).map(Supposition::WithoutProcedure));
    for status in FEW.into_iter().filter(|s| *s != stay.discharge_status) {
        single.push(Supposition::DischargeStatus(status));
    }
    single.retain(|one| drg(core::slice::from_ref(one)) == coded);
    let mut deciding = Vec::new();
    for (i, first) in single.iter().enumerate() {
        for second in &single[i + 1..] {
            let same = match (first, second) {
                (Supposition::DischargeStatus(_), Supposition::DischargeStatus(_)) => true,
                (Supposition::Indicator(a, _), Supposition::WithoutDiagnosis(b)) => a == b,
                _ => false,
            };
            let both = [first.clone(), second.clone()];
            if !same && drg(&both) != coded {
                deciding.push(supposed(stay, &both));
            }
        }
    }
    let tried = what_if.two_at_once(&FEW).unwrap();
    assert_eq!(tried.idle, single.len(), "{}", claim.id);
    assert_eq!(tried.deciding.len(), deciding.len(), "{}", claim.id);
    for (pair, by_hand) in tried.deciding.iter().zip(&deciding) {
        check(claim, pair.answer(), by_hand, "two at once");
    }
}

#[test]
fn every_answer_is_a_grouping() {
    let further = further_claims(CLAIMS_TRIED - CLAIMS.len().min(CLAIMS_TRIED));
    let claims: Vec<&Claim> = CLAIMS.iter().chain(&further).take(CLAIMS_TRIED).collect();
    let mut deciding = 0;
    for (nth, claim) in claims.iter().enumerate() {
        let mut what_if = WhatIf::of(
            all_references(&GROUPERS[claim.version.index()]),
            &claim.stay,
        );
        check_leaving_out(claim, &mut what_if);
        check_indicators_and_statuses(claim, &mut what_if);
        check_principals(claim, &mut what_if);
        check_additions(claim, &mut what_if);
        check_together(nth, claim, &mut what_if);
        check_pairs(claim, &mut what_if);
        deciding += what_if.two_at_once(&[]).unwrap().deciding.len();
        assert_eq!(
            *what_if.stay(),
            claim.stay,
            "{}: questions leave the stay alone",
            claim.id
        );
    }
    assert!(
        deciding > 0,
        "some stay has two changes that decide together only"
    );
    eprintln!(
        "{} claims, {deciding} pairs that decide together",
        claims.len()
    );
}

#[test]
fn suppositions_at_odds_are_refused() {
    use Supposition::{AddPrincipal, Indicator, Principal, WithoutDiagnosis, WithoutProcedure};
    let stay = loaded::stay("J189", &["I10", "N179"], &["0BH17EZ"]);
    let mut what_if = WhatIf::of(References::of(&GROUPERS[8]), &stay);
    let at = DiagnosisPlace::Secondary;
    let dx = stay.secondary_diagnoses[0].clone();
    for (asked, place) in [
        (
            vec![
                WithoutDiagnosis(at(1)),
                Indicator(at(1), PresentOnAdmission::N),
            ],
            "secondary diagnosis 2",
        ),
        (
            vec![WithoutDiagnosis(at(0)), Principal(0)],
            "secondary diagnosis 1",
        ),
        (vec![Principal(0), Principal(1)], "principal diagnosis"),
        (vec![Principal(0), AddPrincipal(dx)], "principal diagnosis"),
        (
            vec![WithoutProcedure(0), WithoutProcedure(0)],
            "procedure 1",
        ),
        (vec![WithoutDiagnosis(at(2))], "secondary diagnosis 3"),
        (vec![WithoutProcedure(1)], "procedure 2"),
    ] {
        assert_eq!(
            what_if.together(&asked).unwrap_err().place,
            place,
            "{asked:?}"
        );
    }
    assert_eq!(*what_if.stay(), stay);
}

#[test]
fn each_of_several_changes_needs_a_basis() {
    let stay = loaded::stay("J189", &["I10", "N179"], &[]);
    let coded = whatif::CodedStay::of_record(stay.clone());
    let asked = [
        Supposition::DischargeStatus(3),
        Supposition::WithoutDiagnosis(DiagnosisPlace::Secondary(0)),
    ];
    let basis =
        whatif::Basis::evidence("Case management note", "to a skilled nursing facility").unwrap();
    let mut what_if = WhatIf::of(References::of(&GROUPERS[8]), &stay);
    let one = what_if.together(&asked).unwrap().accept(&coded, basis);
    assert!(
        one.unwrap_err()
            .what
            .starts_with("2 changes are to be coded, with 1 bases")
    );
}

#[test]
fn more_pairs_than_are_tried_are_refused_by_number() {
    let mut stay = loaded::stay("J189", &[], &[]);
    stay.procedures = vec!["8E0ZXY6".into(); 150];
    let mut what_if = WhatIf::of(References::of(&GROUPERS[8]), &stay);
    let TooManyPairs { pairs } = what_if.two_at_once(&[]).unwrap_err();
    assert!(pairs > MOST_PAIRS);
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
