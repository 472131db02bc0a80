//! What a file replaces: one part of one system from a day on, never more (SSA 1886(d)(5)(K)(vii): April 1 may bring
//! new codes to one code set alone).

use codes::Ymd;
use official::{CodeSystem, Effect, EffectKind, Kind, Part, in_force};

const OCTOBER: Ymd = Ymd(2025_10_01);
const APRIL: Ymd = Ymd(2026_04_01);

#[test]
fn an_april_file_of_diagnoses_never_touches_procedures() {
    let diagnoses = [
        Kind::DiagnosisOrder,
        Kind::DiagnosisAddenda,
        Kind::TabularList,
        Kind::DiseaseIndex,
        Kind::ExternalCauseIndex,
        Kind::DrugTable,
        Kind::NeoplasmTable,
        Kind::PoaExempt,
    ];
    let procedures = [
        Part::Codes,
        Part::ProcedureTables,
        Part::Index,
        Part::Definitions,
    ];
    let mut effects = vec![
        Kind::ProcedureOrder.effect(OCTOBER),
        Kind::ProcedureTables.effect(OCTOBER),
        Kind::ProcedureIndex.effect(OCTOBER),
        Kind::ProcedureDefinitions.effect(OCTOBER),
    ];
    effects.extend(diagnoses.map(|kind| kind.effect(APRIL)));
    for (at, part) in procedures.into_iter().enumerate() {
        for day in [OCTOBER, Ymd(2026_03_31), APRIL, Ymd(2026_09_30)] {
            assert_eq!(
                in_force(&effects, CodeSystem::Icd10Pcs, part, day),
                [at],
                "{part:?} {day}"
            );
        }
    }
    for kind in diagnoses {
        assert_eq!(kind.effect(APRIL).system, CodeSystem::Icd10Cm, "{kind:?}");
    }
}

#[test]
fn nothing_holds_before_its_day() {
    let effects = [
        Kind::DiagnosisOrder.effect(OCTOBER),
        Kind::DiagnosisOrder.effect(APRIL),
    ];
    for (day, expected) in [
        (Ymd(2025_09_30), vec![]),
        (OCTOBER, vec![0]),
        (Ymd(2026_03_31), vec![0]),
        (APRIL, vec![1]),
        (Ymd(2026_10_01), vec![1]),
    ] {
        assert_eq!(
            in_force(&effects, CodeSystem::Icd10Cm, Part::Codes, day),
            expected,
            "{day}"
        );
    }
}

#[test]
fn changes_come_on_top_of_the_whole_before_them() {
    let effects = [
        Kind::DiagnosisAddenda.effect(APRIL),
        Kind::DiagnosisOrder.effect(OCTOBER),
        Kind::DiagnosisAddenda.effect(Ymd(2025_04_01)),
    ];
    let codes = |day| in_force(&effects, CodeSystem::Icd10Cm, Part::Codes, day);
    assert_eq!(codes(Ymd(2025_05_01)), [2], "alone: there is no whole yet");
    assert_eq!(codes(OCTOBER), [1], "the whole takes the older changes in");
    assert_eq!(codes(APRIL), [1, 0]);
}

#[test]
fn the_same_part_of_two_systems_is_apart() {
    let effect = Kind::ProcedureIndex.effect(OCTOBER);
    let expected = Effect {
        system: CodeSystem::Icd10Pcs,
        from: OCTOBER,
        kind: EffectKind::Replaces(Part::Index),
    };
    assert_eq!(effect, expected);
    assert!(effect.touches(CodeSystem::Icd10Pcs, Part::Index, APRIL));
    assert!(!effect.touches(CodeSystem::Icd10Cm, Part::Index, APRIL));
    assert_eq!(Kind::Table5.effect(OCTOBER).system.code_set(), None);
}
