//! Present-on-admission indicators (POA-001 to POA-007).
//!
//! Which codes are exempt is decided in [`crate::poa`]. A code that no code set has is left out: it has to be put
//! right first.

use grouper::{Diagnosis, HospitalStatus, PoaFinding, PresentOnAdmission};

use super::{CodeStatus, Facts, Finding, Place, Seventh, Severity, dotted};
use crate::poa::{self, DecidedBy};

const GUIDELINE: &str = "ICD-10-CM Official Guidelines, Appendix I";
const REPORTING: &str =
    "CMS, hospital-acquired conditions and present on admission reporting (5010)";

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if facts.stay.hospital_status == HospitalStatus::Exempt {
        exempt_hospital(facts, found);
        return;
    }
    for (place, diagnosis) in facts.diagnoses() {
        if is_unknown(facts, place) {
            continue;
        }
        let (exempt, by) = exemption(facts, diagnosis);
        if exempt {
            found.extend(on_exempt(place, diagnosis, by));
        } else {
            found.extend(on_other(facts, place, diagnosis));
        }
    }
}

fn exemption(facts: &Facts<'_>, diagnosis: &Diagnosis) -> (bool, DecidedBy) {
    let date = facts.stay.discharge_date;
    match facts.references.exemptions {
        Some(exemptions) => exemptions.of(&diagnosis.code, date),
        None => (poa::is_exempt(&diagnosis.code, date), DecidedBy::Rules),
    }
}

fn is_unknown(facts: &Facts<'_>, place: Place) -> bool {
    let status = match place {
        Place::Principal => facts.codes.principal,
        Place::Secondary(i) => facts.codes.secondary.get(i).copied().flatten(),
        _ => None,
    };
    matches!(
        status,
        Some(
            CodeStatus::Unknown
                | CodeStatus::Seventh(
                    Seventh::NotOfThisCode | Seventh::NoPlaceholder | Seventh::NotWanted
                )
        )
    )
}

/// An exempt code: its field is blank.
fn on_exempt(place: Place, diagnosis: &Diagnosis, by: DecidedBy) -> Option<Finding> {
    let given = match diagnosis.poa {
        PresentOnAdmission::Blank => return None,
        PresentOnAdmission::Invalid => "an indicator that does not exist".to_owned(),
        poa => format!("indicator {}", poa.as_claim()),
    };
    let basis = match by {
        DecidedBy::List => "It is on the imported list of exempt codes",
        DecidedBy::Rules => {
            "It is exempt by the rules of the guidelines (always present, no current illness, or a circumstance)"
        }
    };
    Some(Finding {
        rule: "POA-002".into(),
        severity: Severity::Warn,
        what: format!(
            "{} is exempt from present on admission and has {given}.",
            dotted(&diagnosis.code)
        ),
        why: format!("{basis}; on the claim its field stays blank."),
        place,
        fix: "Leave the field blank.".to_owned(),
        source: REPORTING,
    })
}

/// A code that needs an indicator.
fn on_other(facts: &Facts<'_>, place: Place, diagnosis: &Diagnosis) -> Option<Finding> {
    let code = dotted(&diagnosis.code);
    match diagnosis.poa {
        PresentOnAdmission::Y => combination(facts, place, diagnosis),
        PresentOnAdmission::N => before_the_order(facts, place, diagnosis)
            .or_else(|| principal_later(place, diagnosis)),
        PresentOnAdmission::W => Some(Finding {
            rule: "POA-005".into(),
            severity: Severity::Warn,
            what: format!("{code} has indicator W."),
            why: "W says that the provider can't tell clinically; it counts like Y, and only the provider can say it."
                .to_owned(),
            place,
            fix: "See that the provider's own statement is in the record; otherwise ask, or enter U.".to_owned(),
            source: GUIDELINE,
        }),
        PresentOnAdmission::U => Some(Finding {
            rule: "POA-004".into(),
            severity: Severity::Warn,
            what: format!("{code} has indicator U."),
            why: if place == Place::Principal {
                "U says that the record is not clear; the principal diagnosis is what occasioned the admission, so the record should tell."
            } else {
                "U says that the record is not clear, and counts like N for hospital-acquired conditions."
            }
            .to_owned(),
            place,
            fix: "Ask the provider whether the condition was there at admission.".to_owned(),
            source: GUIDELINE,
        }),
        PresentOnAdmission::Blank => Some(missing(
            facts,
            place,
            diagnosis,
            format!("{code} has no present-on-admission indicator."),
        )),
        PresentOnAdmission::One | PresentOnAdmission::E => Some(missing(
            facts,
            place,
            diagnosis,
            format!(
                "{code} has indicator {}, the former mark of an exempt code, and is not exempt.",
                diagnosis.poa.as_claim()
            ),
        )),
        PresentOnAdmission::Invalid => Some(Finding {
            rule: "POA-001".into(),
            severity: Severity::Stop,
            what: format!("{code} has an indicator that does not exist."),
            why: "Present on admission is Y, N, U or W, or blank for an exempt code.".to_owned(),
            place,
            fix: "Enter Y, N, U or W.".to_owned(),
            source: GUIDELINE,
        }),
    }
}

fn missing(facts: &Facts<'_>, place: Place, diagnosis: &Diagnosis, what: String) -> Finding {
    let needed = match (place, &facts.grouped) {
        (Place::Secondary(i), Some(grouped)) => grouped
            .grouping
            .secondary
            .get(i)
            .is_some_and(|d| d.poa_finding == PoaFinding::PoaNotRecognized),
        _ => false,
    };
    let (severity, why) = match facts.stay.hospital_status {
        _ if needed => (
            Severity::Stop,
            "The code can be a hospital-acquired condition; the grouper needs to know when it came.",
        ),
        HospitalStatus::Unknown => (
            Severity::Warn,
            "A hospital paid under IPPS has to report it; whether this one is, is not known.",
        ),
        _ => (
            Severity::Stop,
            "A hospital paid under IPPS reports it for every diagnosis that is not exempt.",
        ),
    };
    Finding {
        rule: "POA-001".into(),
        severity,
        what,
        why: why.to_owned(),
        place,
        fix: format!(
            "Enter Y, N, U or W for {} from the record.",
            dotted(&diagnosis.code)
        ),
        source: GUIDELINE,
    }
}

/// A diagnosis that the patient was admitted with, and that is said to have come later. What else was known before the
/// order to admit stands in the record only.
fn before_the_order(facts: &Facts<'_>, place: Place, diagnosis: &Diagnosis) -> Option<Finding> {
    let admitting = facts.stay.admitting_diagnosis.as_ref()?;
    if !admitting.code.eq_ignore_ascii_case(&diagnosis.code) {
        return None;
    }
    let code = dotted(&diagnosis.code);
    Some(Finding {
        rule: "POA-006".into(),
        severity: Severity::Warn,
        what: format!("{code} is the admitting diagnosis and has indicator N."),
        why: "What was there when the order to admit was given is present on admission, and the admitting diagnosis was named then."
            .to_owned(),
        place,
        fix: format!("Enter Y for {code}, or correct the admitting diagnosis."),
        source: GUIDELINE,
    })
}

/// A principal diagnosis that is said to have come later. A combination code of which a part came later bears N, and so
/// does what came in labour and at the birth.
fn principal_later(place: Place, diagnosis: &Diagnosis) -> Option<Finding> {
    let obstetric = diagnosis.code.starts_with(['O', 'o']);
    if place != Place::Principal || obstetric || poa::later_part(&diagnosis.code).is_some() {
        return None;
    }
    let code = dotted(&diagnosis.code);
    Some(Finding {
        rule: "POA-006".into(),
        severity: Severity::Warn,
        what: format!("{code} is the principal diagnosis and has indicator N."),
        why: "The principal diagnosis is the condition that occasioned the admission; unless it combines several of which one came later, it was there."
            .to_owned(),
        place,
        fix: format!("Enter Y for {code} if it was there at admission; otherwise choose the principal diagnosis anew."),
        source: "ICD-10-CM Official Guidelines, section II and Appendix I",
    })
}

/// Whether the stay began with a disease of the lungs or its signs: what of it has got worse was then there.
fn came_short_of_breath(facts: &Facts<'_>) -> bool {
    let of_lungs = |d: &Diagnosis| {
        let code = d.code.to_ascii_uppercase();
        code.starts_with('J')
            || ["R05", "R06", "R09"]
                .iter()
                .any(|sign| code.starts_with(sign))
    };
    let stay = facts.stay;
    [&stay.principal_diagnosis, &stay.admitting_diagnosis]
        .into_iter()
        .flatten()
        .any(of_lungs)
}

/// A secondary combination code that is said to have been there as a whole.
fn combination(facts: &Facts<'_>, place: Place, diagnosis: &Diagnosis) -> Option<Finding> {
    let lungs = diagnosis.code.starts_with(['J', 'j']);
    if place == Place::Principal || (lungs && came_short_of_breath(facts)) {
        return None;
    }
    let part = poa::later_part(&diagnosis.code)?;
    Some(Finding {
        rule: "POA-007".into(),
        severity: Severity::Info,
        what: format!(
            "{} is a combination code with indicator Y: all of it was there at admission.",
            dotted(&diagnosis.code)
        ),
        why: format!(
            "If one part came later, the indicator is N; here it is {part} that may come during a stay."
        ),
        place,
        fix: format!("See in the record that {part} was there at admission; otherwise enter N."),
        source: GUIDELINE,
    })
}

fn exempt_hospital(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if facts
        .diagnoses()
        .any(|(_, d)| d.poa != PresentOnAdmission::Blank)
    {
        found.push(Finding {
            rule: "POA-003".into(),
            severity: Severity::Info,
            what: "Indicators are entered, though the hospital is exempt.".to_owned(),
            why: "An exempt hospital does not report present on admission; the grouper does not look at it.".to_owned(),
            place: Place::Hospital,
            fix: "Leave them as a record of your own, or choose that the hospital reports.".to_owned(),
            source: "CMS, hospital-acquired conditions: hospitals exempt from reporting",
        });
    }
}
