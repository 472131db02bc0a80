//! What has to hold of every edited stay: no code or date is too odd, each code has its list, and the editor goes by the
//! discharge date alone.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use codes::Ymd;
use edits::mce::{CodeEditor, Edit, EditType, McEdits};
use grouper::claim::{Claim, parse_line};
use grouper::{Diagnosis, PresentOnAdmission};
use proptest::prelude::*;

static EDITOR: LazyLock<CodeEditor> =
    LazyLock::new(|| CodeEditor::open(&sample::pack("mce")).unwrap());
static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(|| {
    sample::all()
        .iter()
        .map(|checked| parse_line(checked.claim.to_string().as_bytes()).unwrap())
        .collect()
});

/// A result that other stays have been written into says the same as a new one.
#[test]
fn a_result_used_again_keeps_nothing_of_the_stay_before() {
    let mut edits = McEdits::default();
    for claim in CLAIMS.iter().chain(CLAIMS.iter().rev()) {
        EDITOR.edit_into(&claim.stay, &mut edits);
        assert_eq!(edits, EDITOR.edit(&claim.stay), "{}", claim.id);
    }
}

#[test]
fn edits_of_a_code_are_edits_of_the_stay() {
    for claim in CLAIMS.iter() {
        let edits = EDITOR.edit(&claim.stay);
        for edit in edits
            .diagnoses
            .iter()
            .chain(&edits.procedures)
            .flat_map(|set| set.iter())
        {
            assert!(
                edits.count(edit) > 0,
                "{}: {edit:?} stands at a code and is not counted",
                claim.id
            );
        }
        let fired = edits.fired().any(|(edit, _)| edit != Edit::InvalidAdmitDx);
        assert_eq!(
            fired,
            edits.edit_type == EditType::Prepayment,
            "{}",
            claim.id
        );
    }
}

#[test]
fn a_claim_of_seventy_thousand_unknown_codes_counts_them_all() {
    let mut stay = CLAIMS[0].stay.clone();
    stay.secondary_diagnoses = vec![
        Diagnosis {
            code: "QQQ".into(),
            poa: PresentOnAdmission::Y
        };
        70_000
    ];
    stay.procedures = vec!["QQQ".into(); 70_000];
    let edits = EDITOR.edit(&stay);
    assert_eq!(edits.count(Edit::InvalidCode), 140_000);
    assert_eq!(
        (edits.diagnoses.len(), edits.procedures.len()),
        (70_001, 70_000)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_and_codes_are_edited(
        at in 0..CLAIMS.len(),
        age in any::<i64>(),
        date in prop_oneof![any::<i64>(), 19_850_000..20_271_399_i64],
        days in any::<Option<i64>>(),
        status in any::<i64>(),
        code in ".{0,9}",
    ) {
        let mut stay = CLAIMS[at].stay.clone();
        stay.age = age;
        stay.discharge_date = Ymd(date);
        stay.length_of_stay = days;
        stay.discharge_status = status;
        stay.procedures.push(code.as_str().into());
        stay.secondary_diagnoses.push(Diagnosis { code: code.into(), poa: PresentOnAdmission::Blank });
        let edits = EDITOR.edit(&stay);
        if edits.edit_type != EditType::InvalidDischargeDate {
            let principal = usize::from(stay.principal_diagnosis.is_some());
            prop_assert_eq!(edits.diagnoses.len(), principal + stay.secondary_diagnoses.len());
            prop_assert_eq!(edits.procedures.len(), stay.procedures.len());
            prop_assert_eq!(edits.admitting.is_some(), stay.admitting_diagnosis.is_some());
        }
    }
}
