//! Hospital-acquired conditions: met, and what they do to the DRG (HAC-001); the procedures that some of them go with
//! (HAC-002).

use grouper::{DiagnosisOutcome, HacEntryStatus, HacList, PresentOnAdmission, ReturnCode};

use super::{Facts, Finding, Grouped, Place, Severity, dotted};

const SOURCE: &str = "MS-DRG Definitions Manual, Appendix I; 42 CFR 412.172";

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let Some(grouped) = &facts.grouped else {
        return;
    };
    met(facts, grouped, found);
    without_procedure(facts, grouped, found);
    procedures(facts, grouped, found);
}

fn met(facts: &Facts<'_>, grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    let grouping = grouped.grouping;
    let acquired = grouping.secondary.iter().filter(|d| is_met(d)).count();
    for (i, (outcome, diagnosis)) in grouping
        .secondary
        .iter()
        .zip(&facts.stay.secondary_diagnoses)
        .enumerate()
    {
        let Some(hac) = outcome
            .hacs
            .iter()
            .find(|h| h.status == HacEntryStatus::HacCriteriaMet)
        else {
            continue;
        };
        let effect = if grouping.r#final.return_code != ReturnCode::Ok {
            "the final DRG can't be told".to_owned()
        } else if grouping.initial.drg == grouping.r#final.drg {
            format!("the DRG stays {:03}", grouping.r#final.drg)
        } else {
            format!(
                "{}DRG {:03} becomes {:03}",
                match acquired {
                    0 | 1 => "",
                    // Which of them changes it is not told apart.
                    2 => "together with the other one, ",
                    _ => "together with the others, ",
                },
                grouping.initial.drg,
                grouping.r#final.drg
            )
        };
        let (why, fix) = if diagnosis.poa == PresentOnAdmission::U {
            (
                "Its indicator U says that the record does not tell, and counts like N, so its CC or MCC does not count.",
                "Ask the provider whether it was there at admission, and have the case reviewed before final billing.",
            )
        } else {
            (
                "It was not present on admission, so its CC or MCC does not count.",
                "Have the indicator confirmed by the provider and the case reviewed before final billing.",
            )
        };
        found.push(Finding {
            rule: "HAC-001".into(),
            severity: Severity::Warn,
            what: format!(
                "{} is hospital-acquired condition {}: {effect}.",
                dotted(&diagnosis.code),
                hac.number
            ),
            why: why.to_owned(),
            place: Place::Secondary(i),
            fix: fix.to_owned(),
            source: SOURCE,
        });
    }
}

/// The category of a list that asks for a procedure: mediastinitis after coronary bypass (8), infections after
/// orthopaedic, bariatric and cardiac device surgery (12, 11, 13), thrombosis after joint replacement (10),
/// pneumothorax after venous catheterisation (14).
const fn with_procedure(list: HacList) -> Option<u8> {
    match list {
        HacList::Numbered(number @ (8 | 10 | 12..=14)) => Some(number),
        HacList::Hac11Sdx => Some(11),
        _ => None,
    }
}

/// A diagnosis that came during the stay and would be a hospital-acquired condition together with a procedure.
fn without_procedure(facts: &Facts<'_>, grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    let outcomes = grouped.grouping.secondary.iter();
    for (i, (outcome, diagnosis)) in outcomes.zip(&facts.stay.secondary_diagnoses).enumerate() {
        if !diagnosis.poa.counts_as_acquired() || is_met(outcome) {
            continue;
        }
        let unmet = outcome
            .hacs
            .iter()
            .filter(|h| h.status == HacEntryStatus::HacCriteriaNotMet)
            .find_map(|h| with_procedure(h.list));
        let Some(number) = unmet else { continue };
        found.push(Finding {
            rule: "HAC-002".into(),
            severity: Severity::Info,
            what: format!(
                "{} came during the stay and is no hospital-acquired condition {number}: its other conditions are not met.",
                dotted(&diagnosis.code)
            ),
            why: format!(
                "Category {number} counts only together with certain procedures, and one also with a principal diagnosis."
            ),
            place: Place::Secondary(i),
            fix: "See that every procedure of the stay is coded; then nothing is to be done.".to_owned(),
            source: SOURCE,
        });
    }
}

fn is_met(outcome: &DiagnosisOutcome) -> bool {
    outcome
        .hacs
        .iter()
        .any(|h| h.status == HacEntryStatus::HacCriteriaMet)
}

/// The procedures that made a condition a hospital-acquired one.
fn procedures(facts: &Facts<'_>, grouped: &Grouped<'_>, found: &mut Vec<Finding>) {
    let outcomes = grouped.grouping.procedures.iter();
    for (i, (outcome, code)) in outcomes.zip(&facts.stay.procedures).enumerate() {
        if outcome.hac_usage.is_empty() {
            continue;
        }
        let numbers: Vec<String> = outcome.hac_usage.iter().map(|n| n.to_string()).collect();
        found.push(Finding {
            rule: "HAC-002".into(),
            severity: Severity::Info,
            what: format!(
                "{code} takes part in hospital-acquired condition {}.",
                numbers.join(" and ")
            ),
            why: "The condition counts as acquired in hospital because this procedure was done."
                .to_owned(),
            place: Place::Procedure(i),
            fix: "Review the procedure's code and date together with the condition.".to_owned(),
            source: SOURCE,
        });
    }
}
