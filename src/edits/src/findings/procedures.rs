//! Procedures of one stay against each other (PCS-005 to PCS-008).
//!
//! Sections and axes are read off the seven characters. Two procedures that bear different dates are different
//! sessions and are not compared; a missing date is taken as the same session.

use grouper::Affects;

use super::{Facts, Finding, Place, Severity};

/// A well-formed procedure of section 0 (medical and surgical), by its axes.
struct Surgical<'a> {
    index: usize,
    code: &'a str,
    system: u8,
    operation: u8,
    part: u8,
    approach: u8,
    device: u8,
    qualifier: u8,
}

fn surgical<'a>(facts: &Facts<'a>) -> Vec<Surgical<'a>> {
    facts
        .stay
        .procedures
        .iter()
        .enumerate()
        .filter_map(|(index, code)| {
            let [b'0', system, operation, part, approach, device, qualifier] = *code.as_bytes()
            else {
                return None;
            };
            let upper = |b: u8| b.to_ascii_uppercase();
            Some(Surgical {
                index,
                code,
                system: upper(system),
                operation: upper(operation),
                part: upper(part),
                approach: upper(approach),
                device: upper(device),
                qualifier: upper(qualifier),
            })
        })
        .collect()
}

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    found.extend(principal_procedure(facts));
    let all = surgical(facts);
    let others = |one: &Surgical<'_>| {
        let index = one.index;
        all.iter()
            .filter(move |other| other.index != index && same_session(facts, index, other.index))
    };
    for one in &all {
        if one.operation == INSPECTION {
            let definitive = others(one).find(|other| {
                other.operation != INSPECTION
                    && other.approach == one.approach
                    && inspects(one, other)
            });
            found.extend(definitive.map(|other| inspection(one, other)));
        }
        if is_biopsy(one) {
            let definitive = others(one).find(|other| removes(other) && same_part(one, other));
            found.extend(definitive.map(|other| biopsy(one, other)));
        }
        if let Some(words) = counts_vessels(one) {
            let twin = all[..]
                .iter()
                .take_while(|other| other.index < one.index)
                .find(|other| {
                    same_session(facts, one.index, other.index)
                        && counts_vessels(other).is_some()
                        && (one.operation, one.approach, one.device, one.qualifier)
                            == (
                                other.operation,
                                other.approach,
                                other.device,
                                other.qualifier,
                            )
                });
            found.extend(twin.map(|other| vessels(one, other, words)));
        }
    }
}

fn same_session(facts: &Facts<'_>, one: usize, other: usize) -> bool {
    let date = |i: usize| facts.procedure_dates.get(i).copied().flatten();
    date(one)
        .zip(date(other))
        .is_none_or(|(one, other)| one == other)
}

const INSPECTION: u8 = b'J';

fn same_part(one: &Surgical<'_>, other: &Surgical<'_>) -> bool {
    one.system == other.system && one.part == other.part
}

/// Whether an inspection looked at the part that another procedure was done on. Inspections name some regions as a
/// whole: upper and lower intestinal tract (PCSG B4.8), tracheobronchial tree, ureter.
fn inspects(one: &Surgical<'_>, other: &Surgical<'_>) -> bool {
    if one.system != other.system {
        return false;
    }
    one.part == other.part
        || match (one.system, one.part) {
            (b'D', b'0') => matches!(other.part, b'1'..=b'7' | b'9'),
            (b'D', b'D') => {
                matches!(other.part, b'A'..=b'C' | b'E'..=b'H' | b'K'..=b'N' | b'P' | b'Q')
            }
            (b'B', b'0') => matches!(other.part, b'1'..=b'9' | b'A' | b'B'),
            (b'T', b'9') => matches!(other.part, b'6'..=b'8'),
            _ => false,
        }
}

fn inspection(one: &Surgical<'_>, other: &Surgical<'_>) -> Finding {
    Finding {
        rule: "PCS-005".into(),
        severity: Severity::Warn,
        what: format!("{} is an inspection where {} was done by the same approach.", one.code, other.code),
        why: "Looking at a body part to do something there belongs to what was done; it is coded apart only with another approach or in another session."
            .to_owned(),
        place: Place::Procedure(one.index),
        fix: "Take the inspection out, unless it was another session or another part; then enter the dates.".to_owned(),
        source: "ICD-10-PCS Official Guidelines, B3.11a to B3.11c",
    }
}

/// Drainage, excision or extraction with qualifier X, diagnostic.
const fn is_biopsy(one: &Surgical<'_>) -> bool {
    matches!(one.operation, b'9' | b'B' | b'D') && one.qualifier == b'X'
}

/// Destruction, excision, extraction or resection that is no biopsy.
const fn removes(one: &Surgical<'_>) -> bool {
    matches!(one.operation, b'5' | b'B' | b'D' | b'T') && one.qualifier != b'X'
}

fn biopsy(one: &Surgical<'_>, other: &Surgical<'_>) -> Finding {
    Finding {
        rule: "PCS-006".into(),
        severity: Severity::Info,
        what: format!("{} is a biopsy where {} took the tissue out.", one.code, other.code),
        why: "A diagnostic biopsy and the definitive procedure that follows at the same site are both coded.".to_owned(),
        place: Place::Procedure(one.index),
        fix: "Nothing to do if the operative report tells of both; otherwise take the biopsy out.".to_owned(),
        source: "ICD-10-PCS Official Guidelines, B3.4b",
    }
}

/// Bypass and dilation of coronary arteries: the body part says how many, 0 to 3 for one to four or more.
const fn counts_vessels(one: &Surgical<'_>) -> Option<&'static str> {
    match (one.system, one.operation, one.part) {
        (b'2', b'1', b'0'..=b'3') => Some("bypassed"),
        (b'2', b'7', b'0'..=b'3') => Some("dilated"),
        _ => None,
    }
}

fn vessels(one: &Surgical<'_>, other: &Surgical<'_>, words: &str) -> Finding {
    Finding {
        rule: "PCS-007".into(),
        severity: Severity::Info,
        what: format!("{} and {} differ in nothing but the number of coronary arteries {words}.", one.code, other.code),
        why: "Arteries treated with the same device, and bypasses with the same qualifier, are one code whose body part says how many there were."
            .to_owned(),
        place: Place::Procedure(one.index),
        fix: "Count the arteries in the operative report and report one code; more than one only where device or qualifier differ."
            .to_owned(),
        source: "ICD-10-PCS Official Guidelines, B3.6b, B3.6c and B4.4",
    }
}

/// DRGs of operations that have nothing to do with the principal diagnosis: DRG-003 speaks of them.
const UNRELATED: [u16; 6] = [981, 982, 983, 987, 988, 989];

/// Whether a procedure finds out rather than treats: inspection (of products of conception too) and biopsy, measurement
/// and monitoring, imaging, nuclear medicine.
fn finds_out(code: &str) -> bool {
    matches!(
        code.to_ascii_uppercase().as_bytes(),
        [b'0' | b'1', _, b'J', ..]
            | [b'4' | b'B' | b'C', ..]
            | [b'0', _, b'9' | b'B' | b'D', _, _, _, b'X']
    )
}

/// Whether a procedure of section 1 (obstetrics) treats: a delivery is what the stay was for, operating room or not.
fn of_the_birth(code: &str) -> bool {
    code.starts_with('1') && !finds_out(code)
}

/// The principal procedure is the one done for definitive treatment, and of several the one most related to the
/// principal diagnosis; the grouper's mark tells which operation the category of that diagnosis has used.
fn principal_procedure(facts: &Facts<'_>) -> Option<Finding> {
    let grouping = facts.grouped.as_ref()?.grouping;
    let first = facts.stay.procedures.first()?;
    let outcomes = &grouping.procedures;
    let operation = facts
        .stay
        .procedures
        .iter()
        .zip(outcomes)
        .skip(1)
        .find(|(code, outcome)| {
            outcome.operating_room
                && matches!(outcome.affects, Affects::Final | Affects::Both)
                && !finds_out(code)
        })
        .map(|(code, _)| code)?;
    let (severity, what) = if finds_out(first) {
        (
            Severity::Warn,
            format!(
                "{first} stands first and was done to find out; {operation} was done to treat."
            ),
        )
    } else if outcomes
        .first()
        .is_some_and(|outcome| !outcome.operating_room)
        && !of_the_birth(first)
        && !UNRELATED.contains(&grouping.r#final.drg)
    {
        (
            Severity::Info,
            format!(
                "{first} stands first and is no operating room procedure; {operation} is the one that decides the DRG."
            ),
        )
    } else {
        return None;
    };
    Some(Finding {
        rule: "PCS-008".into(),
        severity,
        what,
        why: "The principal procedure is the one done for definitive treatment; of several, the one most related to the principal diagnosis."
            .to_owned(),
        place: Place::Procedure(0),
        fix: format!("See in the record which one treated the principal diagnosis; if it is {operation}, put it first."),
        source: "Uniform Hospital Discharge Data Set, principal procedure",
    })
}
