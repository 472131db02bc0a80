//! What the grouping itself gives cause to say (DRG-002 to DRG-005).

use grouper::{CodeSeverity, DrgSeverity, ReturnCode};

use super::{Facts, Finding, Grouped, Place, Severity, dotted};

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let Some(grouped) = &facts.grouped else {
        return;
    };
    ungroupable(grouped, found);
    unrelated_procedure(grouped, found);
    sole_severity(facts, grouped, found);
    died(facts, grouped, found);
}

/// A return code in plain words: what is the matter, and what to do. `None` for [`ReturnCode::Ok`].
fn return_words(code: ReturnCode) -> Option<(&'static str, &'static str, Place)> {
    Some(match code {
        ReturnCode::Ok => return None,
        ReturnCode::InvalidPdx => (
            "The principal diagnosis is no valid code of this grouper version.",
            "Correct the principal diagnosis.",
            Place::Principal,
        ),
        ReturnCode::DxCannotBePdx => (
            "An external cause of injury can't be the principal diagnosis.",
            "Put the injury or condition first, the external cause after it.",
            Place::Principal,
        ),
        ReturnCode::InvalidSex => (
            "The principal diagnosis belongs to another category for women than for men, and sex is not known.",
            "Enter the sex.",
            Place::Sex,
        ),
        ReturnCode::InvalidDischargeStatus => (
            "The DRG depends on whether the patient left alive, and the discharge status is not valid.",
            "Enter a valid discharge status.",
            Place::DischargeStatus,
        ),
        ReturnCode::HacMissingOnePoa => (
            "A hospital-acquired condition is met, and another code that could be one has no present-on-admission indicator.",
            "Enter the missing indicator.",
            Place::Drg,
        ),
        ReturnCode::HacStatusInvalidMultHacsPoaNotYW
        | ReturnCode::HacStatusInvalidPoaNOrU
        | ReturnCode::HacStatusInvalidPoaInvalidOr1 => (
            "A hospital-acquired condition is met, and it is not known whether the hospital reports present on admission.",
            "Say whether the hospital is exempt from reporting.",
            Place::Hospital,
        ),
        ReturnCode::InvalidAge => ("The age is not valid.", "Correct the age.", Place::Age),
    })
}

/// Why a stay could not be grouped, in a sentence. `None` for [`ReturnCode::Ok`].
#[must_use]
pub fn return_code_words(code: ReturnCode) -> Option<&'static str> {
    return_words(code).map(|(why, _, _)| why)
}

fn ungroupable(grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    let result = &grouped.grouping.r#final;
    if let Some((why, fix, place)) = return_words(result.return_code) {
        found.push(Finding {
            rule: "DRG-002".into(),
            severity: Severity::Stop,
            what: format!("The stay can't be grouped: DRG {:03}.", result.drg),
            why: why.to_owned(),
            place,
            fix: fix.to_owned(),
            source: "MS-DRG Definitions Manual, MS-DRG 999",
        });
    } else if result.drg == 998 {
        found.push(Finding {
            rule: "DRG-002".into(),
            severity: Severity::Stop,
            what: "The principal diagnosis is invalid as the reason for discharge: DRG 998.".to_owned(),
            why: "In this category the code can't stand as principal diagnosis by itself.".to_owned(),
            place: Place::Principal,
            fix: "Check the principal diagnosis; after a delivery, see that the delivery itself is coded as a procedure."
                .to_owned(),
            source: "MS-DRG Definitions Manual, MS-DRG 998",
        });
    }
}

fn unrelated_procedure(grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    let drg = grouped.grouping.r#final.drg;
    if matches!(drg, 981..=983 | 987..=989) {
        found.push(Finding {
            rule: "DRG-003".into(),
            severity: Severity::Warn,
            what: format!("DRG {drg}: no operating room procedure is related to the principal diagnosis."),
            why: "That happens, but a wrongly chosen principal diagnosis is the commoner reason.".to_owned(),
            place: Place::Principal,
            fix: "Check the principal diagnosis and its sequence against the record, then the procedure codes.".to_owned(),
            source: "MS-DRG Definitions Manual, DRGs associated with all MDCs",
        });
    }
}

fn sole_severity(facts: &Facts<'_>, grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    let result = &grouped.grouping.r#final;
    if !matches!(
        result.secondary_severity,
        DrgSeverity::Cc | DrgSeverity::Mcc
    ) {
        return;
    }
    let outcomes = grouped
        .grouping
        .secondary
        .iter()
        .zip(grouped.without_secondary)
        .zip(&facts.stay.secondary_diagnoses);
    for (i, ((outcome, without), diagnosis)) in outcomes.enumerate() {
        let word = match outcome.severity_final {
            CodeSeverity::Mcc => "MCC",
            CodeSeverity::Cc => "CC",
            _ => continue,
        };
        if *without == result.drg {
            continue;
        }
        let code = dotted(&diagnosis.code);
        found.push(Finding {
            rule: "DRG-004".into(),
            severity: Severity::Info,
            what: format!("{code} alone carries the {word}: without it the DRG is {without:03}."),
            why: "A DRG that hangs on one code is what auditors look at first.".to_owned(),
            place: Place::Secondary(i),
            fix: format!("See that the record states {code} and that its clinical signs and treatment are there."),
            source: "PEPPER target areas: single CC or MCC",
        });
    }
}

fn died(facts: &Facts<'_>, grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    for &i in grouped.alive_only {
        let Some(diagnosis) = facts.stay.secondary_diagnoses.get(i) else {
            continue;
        };
        found.push(Finding {
            rule: "DRG-005".into(),
            severity: Severity::Info,
            what: format!(
                "{} does not count as an MCC: the patient died.",
                dotted(&diagnosis.code)
            ),
            why: "A few MCCs count only for patients discharged alive.".to_owned(),
            place: Place::Secondary(i),
            fix: "Nothing to do if the discharge status is right.".to_owned(),
            source: "MS-DRG Definitions Manual, Appendix C, part 2",
        });
    }
}
