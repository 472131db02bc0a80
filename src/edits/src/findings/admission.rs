//! Present-on-admission indicators (POA-001 to POA-004).
//!
//! Which codes are exempt from reporting is not among the loaded tables: a blank is therefore a stop only where
//! the grouper itself needs the indicator, and else a note that says so.

use grouper::{HospitalStatus, PoaFinding, PresentOnAdmission};

use super::{Facts, Finding, Place, Severity, dotted};

const GUIDELINE: &str = "ICD-10-CM Official Guidelines, Appendix I";

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if facts.stay.hospital_status == HospitalStatus::Exempt {
        exempt_hospital(facts, found);
        return;
    }
    for (place, diagnosis) in facts.diagnoses() {
        let code = dotted(&diagnosis.code);
        match diagnosis.poa {
            PresentOnAdmission::Y | PresentOnAdmission::N | PresentOnAdmission::W => {}
            PresentOnAdmission::Blank => found.push(blank(facts, place, &code)),
            PresentOnAdmission::U => found.push(Finding {
                rule: "POA-004",
                severity: Severity::Warn,
                what: format!("{code} has indicator U."),
                why: "U says that the record is not clear, and counts like N for hospital-acquired conditions.".to_owned(),
                place,
                fix: "Ask the provider whether the condition was there at admission.".to_owned(),
                source: GUIDELINE,
            }),
            PresentOnAdmission::One | PresentOnAdmission::E => found.push(Finding {
                rule: "POA-002",
                severity: Severity::Warn,
                what: format!("{code} has indicator {}.", diagnosis.poa.as_claim()),
                why: "It once marked codes exempt from reporting; on today's claim the field of an exempt code is blank."
                    .to_owned(),
                place,
                fix: "Leave the field blank if the code is exempt; otherwise enter Y, N, U or W.".to_owned(),
                source: "CMS, hospital-acquired conditions and present on admission reporting (5010)",
            }),
            PresentOnAdmission::Invalid => found.push(Finding {
                rule: "POA-001",
                severity: Severity::Stop,
                what: format!("{code} has an indicator that does not exist."),
                why: "Present on admission is Y, N, U or W, or blank for an exempt code.".to_owned(),
                place,
                fix: "Enter Y, N, U or W.".to_owned(),
                source: GUIDELINE,
            }),
        }
    }
}

fn blank(facts: &Facts<'_>, place: Place, code: &str) -> Finding {
    let needed = match (place, &facts.grouped) {
        (Place::Secondary(i), Some(grouped)) => grouped
            .grouping
            .secondary
            .get(i)
            .is_some_and(|d| d.poa_finding == PoaFinding::PoaNotRecognized),
        _ => false,
    };
    let (severity, why) = if needed {
        (
            Severity::Stop,
            "The code can be a hospital-acquired condition; the grouper needs to know when it came.",
        )
    } else {
        (
            Severity::Info,
            "A blank is right only for codes exempt from reporting; the list of those is not loaded, so this is not decided.",
        )
    };
    Finding {
        rule: "POA-001",
        severity,
        what: format!("{code} has no present-on-admission indicator."),
        why: why.to_owned(),
        place,
        fix: "Enter Y, N, U or W, unless the code is on the exempt list.".to_owned(),
        source: GUIDELINE,
    }
}

fn exempt_hospital(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if facts
        .diagnoses()
        .any(|(_, d)| d.poa != PresentOnAdmission::Blank)
    {
        found.push(Finding {
            rule: "POA-003",
            severity: Severity::Info,
            what: "Indicators are entered, though the hospital is exempt.".to_owned(),
            why: "An exempt hospital does not report present on admission; the grouper does not look at it.".to_owned(),
            place: Place::Hospital,
            fix: "Leave them as a record of your own, or choose that the hospital reports.".to_owned(),
            source: "CMS, hospital-acquired conditions: hospitals exempt from reporting",
        });
    }
}
