//! What has to hold of every grouping: hearing the steps changes nothing, the order of secondary diagnoses and codes that
//! are not codes change no DRG, and no list of codes is too long or too odd.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use codes::Ymd;
use grouper::claim::{Claim, parse_line};
use grouper::{
    CodeText, Diagnosis, Grouper, Grouping, HospitalStatus, MsDrg, PresentOnAdmission, ReturnCode,
    Scratch, Sex, Stay, Step, Trace, Unobserved, Version,
};
use proptest::prelude::*;

static GROUPERS: LazyLock<Vec<Grouper>> = LazyLock::new(|| {
    let source = MsDrg::open(&sample::pack("msdrg")).unwrap();
    Version::ALL
        .into_iter()
        .map(|version| source.ready(version))
        .collect()
});
static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(|| {
    sample::all()
        .iter()
        .map(|checked| parse_line(checked.claim.to_string().as_bytes()).unwrap())
        .collect()
});
/// Codes that the claims hold, diagnoses and procedures.
static CODES: LazyLock<(Vec<CodeText>, Vec<CodeText>)> = LazyLock::new(|| {
    let (mut diagnoses, mut procedures) = (Vec::new(), Vec::new());
    for claim in CLAIMS.iter() {
        diagnoses.extend(
            claim
                .stay
                .principal_diagnosis
                .iter()
                .map(|d| d.code.clone()),
        );
        diagnoses.extend(
            claim
                .stay
                .secondary_diagnoses
                .iter()
                .map(|d| d.code.clone()),
        );
        procedures.extend(claim.stay.procedures.iter().cloned());
    }
    for list in [&mut diagnoses, &mut procedures] {
        list.sort();
        list.dedup();
    }
    (diagnoses, procedures)
});

fn group(version: Version, stay: &Stay) -> Grouping {
    GROUPERS[version.index()].group(stay)
}

/// The DRGs with everything that belongs to them.
fn drgs(grouping: &Grouping) -> impl PartialEq + std::fmt::Debug + use<> {
    (
        grouping.initial,
        grouping.r#final,
        grouping.hac_status,
        grouping.hac_categories_met,
    )
}

fn diagnosis(code: &str) -> Diagnosis {
    Diagnosis {
        code: code.into(),
        poa: PresentOnAdmission::Y,
    }
}

#[test]
fn hearing_the_steps_changes_nothing() {
    for claim in CLAIMS.iter() {
        let mut trace = Trace::default();
        let grouper = &GROUPERS[claim.version.index()];
        let heard = grouper.group_observed(&claim.stay, &mut trace);
        assert_eq!(heard, grouper.group(&claim.stay), "{}", claim.id);
        assert_eq!(
            trace.steps.first(),
            Some(&Step::Version {
                version: claim.version
            }),
            "{}",
            claim.id
        );
        let won = trace
            .steps
            .iter()
            .filter(|step| matches!(step, Step::Row { matched: true, .. }))
            .count();
        let ungrouped = heard.initial.return_code != ReturnCode::Ok;
        assert!(won > 0 || ungrouped, "{}: no row won", claim.id);
    }
}

/// Working memory that other stays have been through leaves nothing behind.
#[test]
fn working_memory_keeps_nothing_of_the_stay_before() {
    let (mut scratch, mut grouping) = (Scratch::default(), Grouping::default());
    for claim in CLAIMS.iter().chain(CLAIMS.iter().rev()) {
        GROUPERS[claim.version.index()].group_into(
            &claim.stay,
            &mut scratch,
            &mut grouping,
            &mut Unobserved,
        );
        assert_eq!(grouping, group(claim.version, &claim.stay), "{}", claim.id);
    }
}

/// Puts `diagnoses` before all secondary diagnoses, and `procedures` behind the first procedure: which one was entered
/// first is a mark that decides between equals when procedures are marked.
fn add_unknown(stay: &Stay, diagnoses: Vec<Diagnosis>, procedures: Vec<CodeText>) -> Stay {
    let mut more = stay.clone();
    let behind = stay.procedures.len().min(1);
    more.secondary_diagnoses.splice(0..0, diagnoses);
    more.procedures.splice(behind..behind, procedures);
    more
}

/// Groups `claim` with and without codes that no version knows: nothing else may differ.
fn unknown_codes_change_nothing(claim: &Claim, unknown: &[&str]) {
    let plain = group(claim.version, &claim.stay);
    let count = unknown.len();
    let diagnoses = unknown.iter().map(|code| diagnosis(code)).collect();
    let procedures = unknown.iter().map(|&code| code.into()).collect();
    let grouping = group(
        claim.version,
        &add_unknown(&claim.stay, diagnoses, procedures),
    );
    assert_eq!(drgs(&grouping), drgs(&plain), "{}", claim.id);
    let (added, entered) = grouping.secondary.split_at(count);
    assert_eq!(entered, plain.secondary, "{}", claim.id);
    assert!(added.iter().all(|d| !d.valid && d.hacs.is_empty()));
    let mut entered = grouping.procedures;
    let behind = claim.stay.procedures.len().min(1);
    let mut added = entered.drain(behind..behind + count);
    assert!(added.all(|p| !p.valid && p.hac_usage.is_empty()));
    drop(added);
    assert_eq!(entered, plain.procedures, "{}", claim.id);
}

#[test]
fn a_code_that_no_version_knows_changes_no_drg() {
    // At a hospital of unknown status two secondary diagnoses of any kind, unknown ones included, give another return code than one.
    let counted = |stay: &Stay| {
        stay.hospital_status == HospitalStatus::Unknown && stay.secondary_diagnoses.len() == 1
    };
    for claim in CLAIMS.iter().filter(|claim| !counted(&claim.stay)) {
        let unknown = ["QQQ", "", "I50.23", "A00.", "ÄÖÜ", "S72001A1", "123456789"];
        unknown_codes_change_nothing(claim, &unknown);
    }
}

/// More codes than two bytes can count; those that decide stand at the very end.
#[test]
fn seventy_thousand_codes_are_all_looked_at() {
    let of_every_kind = CLAIMS.iter().filter(|claim| claim.id.starts_with("v431K"));
    for claim in of_every_kind.step_by(40) {
        unknown_codes_change_nothing(claim, &vec!["QQQ"; 70_000]);
    }
}

/// The same codes over and over: known ones, so that every list is as long as it can be.
#[test]
fn a_claim_of_known_codes_can_be_very_long() {
    let (diagnoses, procedures) = &*CODES;
    let mut stay = CLAIMS[0].stay.clone();
    stay.secondary_diagnoses = diagnoses
        .iter()
        .cycle()
        .take(20_000)
        .map(|code| diagnosis(code))
        .collect();
    stay.procedures = procedures.iter().cycle().take(20_000).cloned().collect();
    for version in Version::ALL {
        let mut trace = Trace::default();
        let grouping = GROUPERS[version.index()].group_observed(&stay, &mut trace);
        assert_eq!(grouping, group(version, &stay));
        assert_eq!(
            (grouping.secondary.len(), grouping.procedures.len()),
            (20_000, 20_000)
        );
    }
}

fn poa() -> impl Strategy<Value = PresentOnAdmission> {
    prop_oneof![
        Just("Y"),
        Just("N"),
        Just("U"),
        Just("W"),
        Just(""),
        Just("1"),
        Just("x")
    ]
    .prop_map(PresentOnAdmission::from_claim)
}

/// Mostly codes that exist, some that don't.
fn code(procedures: bool) -> impl Strategy<Value = String> {
    let known = if procedures { &CODES.1 } else { &CODES.0 };
    prop_oneof![
        8 => (0..known.len()).prop_map(move |at| known[at].to_string()),
        1 => "[A-Z0-9.]{0,8}",
        1 => ".{0,6}",
    ]
}

fn entered() -> impl Strategy<Value = Diagnosis> {
    (code(false), poa()).prop_map(|(code, poa)| Diagnosis {
        code: code.into(),
        poa,
    })
}

fn stay() -> impl Strategy<Value = Stay> {
    let about = (
        any::<i64>(),
        prop_oneof![Just(Sex::Male), Just(Sex::Female), Just(Sex::Unknown)],
        prop_oneof![4 => 0..100_i64, 1 => any::<i64>()],
        prop_oneof![
            Just(HospitalStatus::NotExempt),
            Just(HospitalStatus::Exempt),
            Just(HospitalStatus::Unknown)
        ],
        any::<i64>(),
        any::<Option<i64>>(),
    );
    let codes = (
        proptest::option::of(entered()),
        proptest::option::weighted(0.95, entered()),
        proptest::collection::vec(entered(), 0..30),
        proptest::collection::vec(code(true), 0..30),
    );
    (about, codes).prop_map(|(about, codes)| Stay {
        age: about.0,
        sex: about.1,
        discharge_status: about.2,
        hospital_status: about.3,
        discharge_date: Ymd(about.4),
        length_of_stay: about.5,
        admitting_diagnosis: codes.0,
        principal_diagnosis: codes.1,
        secondary_diagnoses: codes.2,
        procedures: codes.3.into_iter().map(CodeText::from).collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_stay_is_grouped_and_explained_alike(stay in stay(), version in 0..9_usize) {
        let grouper = &GROUPERS[version];
        let grouping = grouper.group(&stay);
        let mut trace = Trace::default();
        prop_assert_eq!(&grouper.group_observed(&stay, &mut trace), &grouping);
        prop_assert_eq!(grouping.secondary.len(), stay.secondary_diagnoses.len());
        prop_assert_eq!(grouping.procedures.len(), stay.procedures.len());
        for result in [grouping.initial, grouping.r#final] {
            prop_assert!((1..=999).contains(&result.drg) && result.mdc <= 25);
            // 998 is a DRG like any other: an outcome of delivery as principal diagnosis leads there.
            prop_assert_eq!(result.return_code == ReturnCode::Ok, result.drg != 999);
        }
    }

    #[test]
    fn the_order_of_secondary_diagnoses_changes_no_drg(at in 0..CLAIMS.len(), seed in any::<u64>()) {
        let claim = &CLAIMS[at];
        let mut shuffled = claim.stay.clone();
        fastrand::Rng::with_seed(seed).shuffle(&mut shuffled.secondary_diagnoses);
        prop_assert_eq!(drgs(&group(claim.version, &shuffled)), drgs(&group(claim.version, &claim.stay)), "{}", claim.id);
    }

    #[test]
    fn a_generated_stays_secondary_diagnoses_may_be_reversed(stay in stay(), version in 0..9_usize) {
        let mut reversed = stay.clone();
        reversed.secondary_diagnoses.reverse();
        prop_assert_eq!(drgs(&GROUPERS[version].group(&reversed)), drgs(&GROUPERS[version].group(&stay)));
    }
}
