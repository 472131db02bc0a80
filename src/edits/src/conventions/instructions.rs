//! What the tabular list says beside a code about other codes: code first (CM-007), use additional code (CM-008),
//! code also (CM-009), and manifestations where no code editor speaks (CM-010).
//!
//! An instruction that leaves it to the chart whether it holds ("if applicable", "any associated") is only held
//! against the order of codes that are there; nothing is said to be missing. Instructions of whole chapters and blocks
//! are not asked: they speak of some of their codes only; nor are examples ("such as") of whole categories, but for what
//! goes first.

use codes::cm::{CmCode, Level, NoteKind};

use super::case::{Case, Coded, finding, level_words};
use super::notes::{Demand, Instruction};
use super::span::within;
use crate::findings::{Finding, Place, Severity};

/// Nodes whose instructions are a rule of their own (diabetes and its drugs, sepsis, stroke scale, sequelae), with the
/// kind of instruction.
const TOLD_ELSEWHERE: [(NoteKind, &[&str]); 3] = [
    (
        NoteKind::UseAdditionalCode,
        &["I11-I13", "R65", "O80", "O82"],
    ),
    (
        NoteKind::CodeFirst,
        &[
            "R65", "R297", "B90-B94", "E64", "E68", "G09", "G65", "O94", "Z3A",
        ],
    ),
    (NoteKind::CodeAlso, &["Z79"]),
];

pub(super) fn named() -> Vec<&'static str> {
    TOLD_ELSEWHERE
        .iter()
        .flat_map(|(_, codes)| codes.iter().copied())
        .collect()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    manifestation(case, found);
    for (at, diagnosis) in case.diagnoses.iter().enumerate() {
        for node in diagnosis.node.map(CmCode::path).unwrap_or_default() {
            if matches!(node.level(), Level::Chapter | Level::Block) {
                continue;
            }
            for instruction in case.conventions.at(node) {
                let elsewhere = TOLD_ELSEWHERE
                    .iter()
                    .any(|(kind, codes)| *kind == instruction.kind && within(diagnosis.key, codes));
                if elsewhere {
                    continue;
                }
                found.extend(match instruction.kind {
                    NoteKind::CodeFirst => code_first(case, at, node, instruction),
                    NoteKind::UseAdditionalCode => missing_addition(case, at, node, instruction),
                    NoteKind::CodeAlso => missing_partner(case, at, node, instruction),
                    _ => None,
                });
            }
        }
    }
}

/// Whether a further code that an instruction asks for is there as far as the record can have told it: one that it names,
/// or one of the same category that leaves open what the instruction would have told (N18.9 where N18.1 to N18.6 are
/// asked for); where it names examples, any of their categories.
fn is_there(case: &Case<'_>, at: usize, instruction: &Instruction) -> bool {
    if !partners(case, at, instruction).is_empty() {
        return true;
    }
    let spans = case.conventions.spans(instruction);
    let examples = instruction.demand == Demand::AlwaysForExample;
    let stands = |other: &Coded<'_>| {
        spans.iter().any(|span| span.in_categories(other.key))
            && (examples || other.title().contains("unspecified"))
    };
    case.diagnoses.iter().enumerate().any(|(i, other)| {
        i != at && other.key.category() != case.diagnoses[at].key.category() && stands(other)
    })
}

/// Positions of the diagnoses that an instruction names, but for the one it stands at.
fn partners(case: &Case<'_>, at: usize, instruction: &Instruction) -> Vec<usize> {
    let spans = case.conventions.spans(instruction);
    let named = |other: &Coded<'_>| spans.iter().any(|s| case.conventions.names(s, other.key));
    (0..case.diagnoses.len())
        .filter(|&i| i != at && named(&case.diagnoses[i]))
        .collect()
}

fn why(case: &Case<'_>, kind: &str, node: CmCode<'_>, instruction: &Instruction) -> String {
    let (words, year) = instruction.words(case.pack);
    format!(
        "{kind} at {}: “{words}” (tabular list of {year}).",
        level_words(node)
    )
}

const CODE_FIRST: &str = "ICD-10-CM Official Guidelines, I.A.13 and I.B.7";

fn code_first(
    case: &Case<'_>,
    at: usize,
    node: CmCode<'_>,
    instruction: &Instruction,
) -> Option<Finding> {
    let diagnosis = &case.diagnoses[at];
    // The editor's word on the principal diagnosis is the same word.
    if diagnosis.principal() && (case.editor_objects_to_principal() || is_manifestation(diagnosis))
    {
        return None;
    }
    let partners = partners(case, at, instruction);
    let binding = instruction.demand != Demand::IfSo;
    let words = case.conventions.spans(instruction).is_empty();
    let code = diagnosis.dotted();
    let say = |severity, what, fix: &str| {
        let why = why(case, "Code first", node, instruction);
        Some(finding(
            "CM-007",
            severity,
            diagnosis.place,
            what,
            why,
            fix,
            CODE_FIRST,
        ))
    };
    match partners.first() {
        Some(&first) if first < at => None,
        Some(&first) if diagnosis.principal() => {
            let before = case.diagnoses[first].dotted();
            say(
                if binding {
                    Severity::Stop
                } else {
                    Severity::Warn
                },
                format!("{code} is principal, and {before} goes before it."),
                "Sequence the underlying condition first; keep the order only if the two are not connected.",
            )
        }
        Some(&first) if binding => {
            let before = case.diagnoses[first].dotted();
            say(
                Severity::Warn,
                format!("{code} stands before {before}, which goes first."),
                "Put the underlying condition before it.",
            )
        }
        Some(_) => None,
        None if !binding => None,
        // Something stands before a secondary code already; whether it is what the words mean, only the record tells.
        None if words && !diagnosis.principal() => None,
        None if words => say(
            Severity::Info,
            format!("{code} asks for another code before it."),
            "See that the condition the note describes is coded, and stands before it.",
        ),
        None if instruction.demand == Demand::AlwaysForExample && after_disease(case, at) => None,
        None if of_adverse_effect(case, instruction) => None,
        None => say(
            if diagnosis.principal() && instruction.demand == Demand::Always {
                Severity::Stop
            } else {
                Severity::Warn
            },
            format!("{code} needs its underlying condition coded first."),
            "Add the code of the underlying condition before it, as far as the record names it.",
        ),
    }
}

/// Whether a disease stands before the diagnosis. "Such as" names examples: any of them may be the one that is meant.
fn after_disease(case: &Case<'_>, at: usize) -> bool {
    let circumstance = ["R00-R99", "V00-Y99", "Z00-Z99"];
    case.diagnoses[..at].iter().any(|d| !d.is(&circumstance))
}

/// Whether the note asks for the poison only ("code first, if applicable, toxic agent"), and the stay has the adverse
/// effect of a drug instead, which is coded after the condition (I.C.19.e.5.a).
fn of_adverse_effect(case: &Case<'_>, instruction: &Instruction) -> bool {
    let poison = ["T51-T65"];
    let drug_rightly_given = |d: &Coded<'_>| {
        d.is(&["T36-T50"])
            && (d.code.as_bytes().get(5) == Some(&b'5')
                || d.code.len() < 7 && d.code.as_bytes().get(4) == Some(&b'5'))
    };
    case.conventions.names_only(instruction, &poison)
        && case.diagnoses.iter().any(drug_rightly_given)
}

fn missing_addition(
    case: &Case<'_>,
    at: usize,
    node: CmCode<'_>,
    instruction: &Instruction,
) -> Option<Finding> {
    let severity = match instruction.demand {
        Demand::Always => Severity::Warn,
        Demand::AlwaysForExample if node.level() == Level::Category => return None,
        Demand::AlwaysForExample => Severity::Info,
        Demand::IfSo => return None,
    };
    // External causes are reported as hospital and payer ask for them: CM-032.
    let silent = case.conventions.names_only(instruction, &["V00-Y99"]);
    if silent || is_there(case, at, instruction) {
        return None;
    }
    // An organism is coded where one was found (I.C.1.b).
    let organism = case.conventions.names_only(instruction, &["B95-B97"]);
    let severity = if organism { Severity::Info } else { severity };
    let diagnosis = &case.diagnoses[at];
    Some(finding(
        "CM-008",
        severity,
        diagnosis.place,
        format!(
            "{} stands without the additional code it asks for.",
            diagnosis.dotted()
        ),
        why(case, "Use additional", node, instruction),
        "Add the code after it, if the record has what it describes.",
        "ICD-10-CM Official Guidelines, I.A.13 and I.B.7",
    ))
}

fn missing_partner(
    case: &Case<'_>,
    at: usize,
    node: CmCode<'_>,
    instruction: &Instruction,
) -> Option<Finding> {
    let silent = case.conventions.spans(instruction).is_empty()
        || match instruction.demand {
            Demand::Always => false,
            Demand::AlwaysForExample => node.level() == Level::Category,
            Demand::IfSo => true,
        };
    if silent || is_there(case, at, instruction) {
        return None;
    }
    let diagnosis = &case.diagnoses[at];
    Some(finding(
        "CM-009",
        Severity::Info,
        diagnosis.place,
        format!(
            "{} may be coded together with another code, which is not there.",
            diagnosis.dotted()
        ),
        why(case, "Code also", node, instruction),
        "Add it if the record has it; the circumstances of the stay decide the order.",
        "ICD-10-CM Official Guidelines, I.A.17",
    ))
}

/// Whether a code is a manifestation by its title: something *in* a disease that is classified elsewhere. An agent *as
/// the cause of* one is none.
fn is_manifestation(diagnosis: &Coded<'_>) -> bool {
    let title = diagnosis.title();
    title.contains("classified elsewhere") && title.contains(" in ") && !title.contains("cause of")
}

fn manifestation(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(principal) = case.principal() else {
        return;
    };
    if case.facts.editor.is_some() || !is_manifestation(principal) {
        return;
    }
    found.push(finding(
        "CM-010",
        Severity::Stop,
        Place::Principal,
        format!("{} is a manifestation and can't be principal.", principal.dotted()),
        "Its title says that it is part of a disease classified elsewhere: the disease itself is coded first.",
        "Make the underlying disease the principal diagnosis.",
        "ICD-10-CM Official Guidelines, I.A.13",
    ));
}
