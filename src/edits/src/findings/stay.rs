//! Dates and required fields of the stay (DRG-001, DRG-007, CM-041, PCS-003, PCS-013).

use grouper::Version;

use super::{Facts, Finding, Place, Severity};

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    unreadable(facts, found);
    discharge_date(facts, found);
    required(facts, found);
    admitting(facts, found);
    procedure_dates(facts, found);
    found.extend(undated_procedures(facts));
}

fn unreadable(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    for &place in facts.unreadable_dates {
        found.push(Finding {
            rule: "DRG-007".into(),
            severity: Severity::Stop,
            what: "This date can't be read.".to_owned(),
            why: "A date is year, month and day of the calendar.".to_owned(),
            place,
            fix: "Write it as YYYY-MM-DD, for example 2026-04-09.".to_owned(),
            source: "Uniform Hospital Discharge Data Set",
        });
    }
}

fn discharge_date(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let date = facts.stay.discharge_date;
    if !facts.given.discharge_date {
        if facts.unreadable_dates.contains(&Place::DischargeDate) {
            return;
        }
        found.push(Finding {
            rule: "DRG-001".into(),
            severity: Severity::Stop,
            what: "The discharge date is missing.".to_owned(),
            why: "It decides which codes are valid, which grouper and which code editor apply."
                .to_owned(),
            place: Place::DischargeDate,
            fix: "Enter the discharge date.".to_owned(),
            source: "MS-DRG Definitions Manual",
        });
    } else if Version::for_discharge(date).is_none() {
        found.push(Finding {
            rule: "DRG-001".into(),
            severity: Severity::Stop,
            what: format!("No grouper is loaded for a discharge on {date}."),
            why: format!(
                "The loaded versions {} to {} begin with discharges on {} and end with the half-year of the last one.",
                Version::ALL[0],
                Version::ALL[Version::ALL.len() - 1],
                Version::ALL[0].first_day(),
            ),
            place: Place::DischargeDate,
            fix: "Correct the discharge date, or group with a release of Chartroom that has this version.".to_owned(),
            source: "MS-DRG Definitions Manual",
        });
    }
    if let Some(admitted) = facts.admission_date
        && facts.given.discharge_date
        && admitted > date
    {
        found.push(Finding {
            rule: "DRG-001".into(),
            severity: Severity::Stop,
            what: "The admission date lies after the discharge date.".to_owned(),
            why: format!(
                "Admitted {admitted}, discharged {date}: the length of stay would be negative."
            ),
            place: Place::AdmissionDate,
            fix: "Correct one of the two dates.".to_owned(),
            source: "Uniform Hospital Discharge Data Set",
        });
    }
}

fn required(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let mut missing = |place, what: &str, why: &str, fix: &str, source| {
        found.push(Finding {
            rule: "DRG-007".into(),
            severity: Severity::Stop,
            what: what.to_owned(),
            why: why.to_owned(),
            place,
            fix: fix.to_owned(),
            source,
        });
    };
    if !facts.given.age && !facts.unreadable_dates.contains(&Place::Age) {
        missing(
            Place::Age,
            "Age is missing.",
            "The code editor compares diagnoses with the age at admission.",
            "Enter the birth date together with the admission date, or the age.",
            "Medicare Code Editor, edit 14",
        );
    }
    if !facts.given.discharge_status {
        missing(
            Place::DischargeStatus,
            "Discharge status is missing.",
            "Some DRGs depend on it, and so do MCCs that count only for patients discharged alive.",
            "Choose where the patient went.",
            "Medicare Code Editor, edit 16",
        );
    }
    if facts.stay.principal_diagnosis.is_none() {
        found.push(Finding {
            rule: "DRG-002".into(),
            severity: Severity::Stop,
            what: "There is no principal diagnosis.".to_owned(),
            why: "The principal diagnosis chooses the major diagnostic category; without it nothing can be grouped."
                .to_owned(),
            place: Place::Principal,
            fix: "Enter the condition that, after study, occasioned the admission.".to_owned(),
            source: "ICD-10-CM Official Guidelines, section II",
        });
    }
}

fn admitting(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if facts.stay.admitting_diagnosis.is_none() {
        found.push(Finding {
            rule: "CM-041".into(),
            severity: Severity::Stop,
            what: "The admitting diagnosis is missing.".to_owned(),
            why: "An inpatient claim carries the diagnosis the patient was admitted with."
                .to_owned(),
            place: Place::Admitting,
            fix: "Enter the diagnosis or symptom given at admission.".to_owned(),
            source: "UB-04, form locator 69",
        });
    }
}

fn procedure_dates(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let Some(admitted) = facts.admission_date.filter(|_| facts.given.discharge_date) else {
        return;
    };
    let last = facts.stay.discharge_date;
    if admitted.days_until(last).is_none_or(|days| days < 0) {
        return;
    }
    for (i, date) in facts
        .procedure_dates
        .iter()
        .enumerate()
        .take(facts.stay.procedures.len())
    {
        let Some((date, before)) = date.and_then(|d| Some((d, d.days_until(admitted)?))) else {
            continue;
        };
        if before > PAYMENT_WINDOW || date > last {
            found.push(Finding {
                rule: "PCS-003".into(),
                severity: Severity::Warn,
                what: format!("The procedure's date {date} lies outside the stay."),
                why: format!(
                    "A procedure of this stay lies between three days before admission ({admitted}) and discharge ({}).",
                    facts.stay.discharge_date
                ),
                place: Place::Procedure(i),
                fix: "Correct the date, or take the procedure out of this stay.".to_owned(),
                source: "UB-04, form locator 74; three-day payment window, 42 CFR 412.2(c)(5)",
            });
        }
    }
}

/// Procedures without a date, told once. Where none has one and no birth date is given either, as on a claim of a file,
/// the dates were never there: that is a note. Where the stay has no list of dates at all, none is missed. Who operated
/// is not part of a stay.
fn undated_procedures(facts: &Facts<'_>) -> Option<Finding> {
    let undated: Vec<usize> = facts
        .procedure_dates
        .iter()
        .take(facts.stay.procedures.len())
        .enumerate()
        .filter(|(i, date)| {
            date.is_none() && !facts.unreadable_dates.contains(&Place::Procedure(*i))
        })
        .map(|(i, _)| i)
        .collect();
    let first = *undated.first()?;
    let code = &facts.stay.procedures[first];
    let none_dated = facts.procedure_dates.iter().all(Option::is_none);
    let came_without =
        none_dated && !facts.given.birth_date && undated.len() == facts.stay.procedures.len();
    Some(Finding {
        rule: "PCS-013".into(),
        severity: if came_without { Severity::Info } else { Severity::Stop },
        what: match undated.len() {
            _ if came_without => "No procedure of this stay has a date.".to_owned(),
            1 => format!("{code} has no date."),
            more => format!("{code} and {} more procedures have no date.", more - 1),
        },
        why: "A claim carries the date of every procedure; who operated is reported beside it and is not kept here."
            .to_owned(),
        place: Place::Procedure(first),
        fix: "Enter the date from the operative or procedure report.".to_owned(),
        source: "UB-04, form locator 74; ASC X12 837I",
    })
}

/// Days before admission whose services belong to the stay.
const PAYMENT_WINDOW: i64 = 3;
