//! Packs and claims, opened once for a suite. Needs the packs (`cargo xtask packs`); fails without them.

use std::path::Path;
use std::sync::LazyLock;

use codes::Ymd;
use codes::cm::CmPack;
use codes::weights::Weights;
use edits::mce::CodeEditor;
use grouper::claim::{Claim, parse_line};
use grouper::{Diagnosis, Grouper, HospitalStatus, MsDrg, PresentOnAdmission, Sex, Stay, Version};
use whatif::References;

pub(crate) static GROUPERS: LazyLock<Vec<Grouper>> = LazyLock::new(|| {
    let source = MsDrg::open(&sample::pack("msdrg")).unwrap();
    Version::ALL
        .into_iter()
        .map(|version| source.ready(version))
        .collect()
});
pub(crate) static EDITOR: LazyLock<CodeEditor> =
    LazyLock::new(|| CodeEditor::open(&sample::pack("mce")).unwrap());
pub(crate) static DIAGNOSES: LazyLock<CmPack> =
    LazyLock::new(|| CmPack::open(&sample::pack("icd10cm")).unwrap());
pub(crate) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::open(&sample::pack("weights")).unwrap());

/// The claims of the repository.
pub(crate) static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(|| {
    sample::all()
        .iter()
        .map(|checked| parse_line(checked.claim.to_string().as_bytes()).unwrap())
        .collect()
});

/// Claims of a larger set where one stands beside the repository; none, and a word about it, where not.
pub(crate) fn further_claims(most: usize) -> Vec<Claim> {
    let file = Path::new("../shared/data/claims/dev_v431.jsonl.gz");
    let file = sample::root().join(file);
    if !file.is_file() {
        eprintln!(
            "no larger set of claims beside the repository: those of tests/claims alone are run"
        );
        return Vec::new();
    }
    let claims = sample::read(&file);
    // Spread over the whole file, which is sorted by category.
    let step = (claims.len() / most.max(1)).max(1);
    claims
        .iter()
        .step_by(step)
        .map(|checked| parse_line(checked.claim.to_string().as_bytes()).unwrap())
        .collect()
}

pub(crate) fn grouper(number: i64) -> &'static Grouper {
    &GROUPERS[Version::from_number(number).unwrap().index()]
}

/// Everything loaded, with this version.
pub(crate) fn all_references(grouper: &'static Grouper) -> References<'static> {
    References {
        grouper,
        editor: Some(&EDITOR),
        diagnoses: Some(&DIAGNOSES),
        weights: Some(&WEIGHTS),
    }
}

/// A woman of 70, discharged home on 2026-07-08 (v43.1, FY2026), all diagnoses present on admission.
pub(crate) fn stay(principal: &str, secondary: &[&str], procedures: &[&str]) -> Stay {
    let diagnosis = |code: &&str| Diagnosis {
        code: (*code).into(),
        poa: PresentOnAdmission::Y,
    };
    Stay {
        age: 70,
        sex: Sex::Female,
        discharge_status: 1,
        hospital_status: HospitalStatus::NotExempt,
        discharge_date: Ymd(2026_07_08),
        length_of_stay: Some(5),
        admitting_diagnosis: None,
        principal_diagnosis: Some(diagnosis(&principal)),
        secondary_diagnoses: secondary.iter().map(diagnosis).collect(),
        procedures: procedures.iter().map(|code| (*code).into()).collect(),
    }
}
