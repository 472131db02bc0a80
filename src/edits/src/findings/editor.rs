//! The edits of the Medicare Code Editor in words (CM-010 to CM-017, PCS-009 to PCS-012, DRG-007, and `MCE-…` for
//! edits that have no rule of their own).

use codes::Ymd;
use grouper::Version;

use super::{Facts, Finding, Place, Severity, dotted};
use crate::mce::{Edit, EditSet, EditType};

/// What there is to say about an edit, with `{}` for the code.
struct Words {
    rule: &'static str,
    severity: Severity,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    source: &'static str,
}

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let Some(edits) = facts.editor else { return };
    if edits.edit_type == EditType::InvalidDischargeDate {
        if facts.given.discharge_date && Version::for_discharge(facts.stay.discharge_date).is_some()
        {
            found.push(outside_tables(facts.stay.discharge_date));
        }
        return;
    }
    for (edit, place, given) in [
        (Edit::InvalidAge, Place::Age, facts.given.age),
        (Edit::InvalidSex, Place::Sex, true),
        (
            Edit::InvalidDischargeStatus,
            Place::DischargeStatus,
            facts.given.discharge_status,
        ),
    ] {
        if given && edits.count(edit) > 0 {
            found.push(worded(edit, place, ""));
        }
    }
    let mut on_code = |edits: EditSet, place: Place, code: &str| {
        for edit in edits.iter() {
            let told_by_codeset = matches!(edit, Edit::InvalidCode | Edit::InvalidAdmitDx)
                && status_known(facts, place);
            let against_no_age = edit == Edit::AgeConflict && !facts.given.age;
            if !told_by_codeset && !against_no_age {
                found.push(worded(edit, place, code));
            }
        }
    };
    if let (Some(set), Some(diagnosis)) = (edits.admitting, &facts.stay.admitting_diagnosis) {
        on_code(set, Place::Admitting, &dotted(&diagnosis.code));
    }
    for (set, (place, diagnosis)) in edits.diagnoses.iter().zip(facts.diagnoses()) {
        on_code(*set, place, &dotted(&diagnosis.code));
    }
    for (i, (set, code)) in edits
        .procedures
        .iter()
        .zip(&facts.stay.procedures)
        .enumerate()
    {
        on_code(*set, Place::Procedure(i), code);
    }
}

/// Whether the code set itself has said that the code is not valid, and better.
fn status_known(facts: &Facts<'_>, place: Place) -> bool {
    match place {
        Place::Admitting => facts.codes.admitting.is_some(),
        Place::Principal => facts.codes.principal.is_some(),
        Place::Secondary(i) => facts.codes.secondary.get(i).is_some_and(Option::is_some),
        Place::Procedure(i) => facts.codes.procedures.get(i).is_some_and(Option::is_some),
        _ => false,
    }
}

fn outside_tables(date: Ymd) -> Finding {
    Finding {
        rule: "DRG-001".into(),
        severity: Severity::Warn,
        what: format!(
            "The code editor has no tables for a discharge on {date}: no edits were made."
        ),
        why: "The editor goes by the discharge date, independently of the grouper.".to_owned(),
        place: Place::DischargeDate,
        fix: "Correct the discharge date, or edit the claim with the editor of that date."
            .to_owned(),
        source: "Medicare Code Editor",
    }
}

fn worded(edit: Edit, place: Place, code: &str) -> Finding {
    let words = words(edit, place);
    // Not all that the editor refuses are circumstances: severe sepsis follows its infection, a form its disease.
    let why = match edit {
        Edit::UnacceptablePdx if !code.starts_with('Z') => {
            "The editor's list has it: another code goes before it, or it does not say by itself what was treated."
        }
        _ => words.why,
    };
    Finding {
        rule: words.rule.into(),
        severity: words.severity,
        what: words.what.replace("{}", code),
        why: why.to_owned(),
        place,
        fix: words.fix.to_owned(),
        source: words.source,
    }
}

fn words(edit: Edit, place: Place) -> Words {
    match edit {
        Edit::InvalidCode | Edit::InvalidAdmitDx => Words {
            rule: if matches!(place, Place::Procedure(_)) {
                "PCS-002"
            } else {
                "CM-001"
            },
            severity: Severity::Stop,
            what: "{} is not a valid code on the discharge date.",
            why: "The code editor's tables do not have it for that date.",
            fix: "Correct the code, or the discharge date.",
            source: "Medicare Code Editor, edit 1",
        },
        Edit::InvalidAge => Words {
            rule: "DRG-007",
            severity: Severity::Stop,
            what: "The age is not between 0 and 124.",
            why: "The code editor compares diagnoses with the age at admission.",
            fix: "Correct the birth date, the admission date or the age.",
            source: "Medicare Code Editor, edit 14",
        },
        Edit::InvalidSex => Words {
            rule: "DRG-007",
            severity: Severity::Stop,
            what: "The sex is missing.",
            why: "On this discharge date a claim needs it; unknown is accepted from 2024-10-01.",
            fix: "Enter the sex as billed.",
            source: "Medicare Code Editor, edit 15",
        },
        Edit::InvalidDischargeStatus => Words {
            rule: "DRG-007",
            severity: Severity::Stop,
            what: "The discharge status is not valid.",
            why: "Some DRGs depend on it, and so do MCCs that count only for patients discharged alive.",
            fix: "Choose a discharge status from the list.",
            source: "Medicare Code Editor, edit 16",
        },
        Edit::ECodeAsPdx
        | Edit::ManifestationAsPdx
        | Edit::UnacceptablePdx
        | Edit::RequiresSdx
        | Edit::QuestionableAdmission
        | Edit::DuplicateOfPdx => sequence_words(edit),
        Edit::AgeConflict
        | Edit::SexConflict
        | Edit::Unspecified
        | Edit::WrongProcedurePerformed => diagnosis_words(edit, place),
        _ => procedure_words(edit),
    }
}

/// Our short name for an edit.
#[must_use]
pub const fn edit_name(edit: Edit) -> &'static str {
    match edit {
        Edit::InvalidCode => "Invalid code",
        Edit::InvalidAdmitDx => "Invalid admitting diagnosis",
        Edit::InvalidAge => "Invalid age",
        Edit::InvalidSex => "Invalid sex",
        Edit::InvalidDischargeStatus => "Invalid discharge status",
        Edit::ECodeAsPdx => "External cause as principal diagnosis",
        Edit::ManifestationAsPdx => "Manifestation as principal diagnosis",
        Edit::UnacceptablePdx => "Unacceptable principal diagnosis",
        Edit::RequiresSdx => "Principal diagnosis requires a secondary one",
        Edit::QuestionableAdmission => "Questionable admission",
        Edit::DuplicateOfPdx => "Duplicate of principal diagnosis",
        Edit::AgeConflict => "Age conflict",
        Edit::SexConflict => "Sex conflict",
        Edit::Unspecified => "Unspecified side",
        Edit::WrongProcedurePerformed => "Wrong procedure performed",
        Edit::NonCovered => "Non-covered procedure",
        Edit::LimitedCoverage => "Limited coverage",
        Edit::InconsistentWithLengthOfStay => "Procedure and length of stay disagree",
        Edit::QuestionableObstetricAdmission => "Questionable obstetric admission",
    }
}

fn sequence_words(edit: Edit) -> Words {
    match edit {
        Edit::ECodeAsPdx => Words {
            rule: "CM-011",
            severity: Severity::Stop,
            what: "{} is an external cause; it can't be the principal diagnosis.",
            why: "An external cause says how an injury came about, not what was treated.",
            fix: "Put the injury or condition first and this code after it.",
            source: "Medicare Code Editor, edit 2",
        },
        Edit::ManifestationAsPdx => Words {
            rule: "CM-010",
            severity: Severity::Stop,
            what: "{} is a manifestation; it can't be the principal diagnosis.",
            why: "It describes how an underlying disease shows itself, and that disease is sequenced first.",
            fix: "Enter the underlying disease as principal diagnosis and move this code after it.",
            source: "Medicare Code Editor, edit 6; ICD-10-CM Official Guidelines, I.A.13",
        },
        Edit::UnacceptablePdx => Words {
            rule: "CM-012",
            severity: Severity::Stop,
            what: "{} is not accepted as principal diagnosis.",
            why: "It describes a circumstance, not a current illness or injury that brings a patient into hospital.",
            fix: "Choose the condition that, after study, occasioned the admission.",
            source: "Medicare Code Editor, edit 9",
        },
        Edit::RequiresSdx => Words {
            rule: "CM-012",
            severity: Severity::Stop,
            what: "{} as principal diagnosis needs a secondary diagnosis.",
            why: "By itself it does not say what is being treated.",
            fix: "Add the condition this care is for as a secondary diagnosis.",
            source: "Medicare Code Editor, edit 9",
        },
        Edit::QuestionableAdmission => Words {
            rule: "MCE-08",
            severity: Severity::Warn,
            what: "{} as principal diagnosis does not usually justify an inpatient stay.",
            why: "The payer will ask why the patient was admitted.",
            fix: "Check the principal diagnosis, and that the record shows the need for inpatient care.",
            source: "Medicare Code Editor, edit 8",
        },
        _ => Words {
            rule: "CM-013",
            severity: Severity::Stop,
            what: "{} repeats the principal diagnosis.",
            why: "A condition is reported once; as a secondary it would count as a comorbidity of itself.",
            fix: "Take it out of the secondary diagnoses.",
            source: "Medicare Code Editor, edit 3",
        },
    }
}

fn diagnosis_words(edit: Edit, place: Place) -> Words {
    match edit {
        Edit::AgeConflict => Words {
            rule: "CM-015",
            severity: Severity::Warn,
            what: "{} does not go with the patient's age.",
            why: "The code is for newborns (0), children (0 to 17), maternity (9 to 64) or adults (15 to 124).",
            fix: "Check the birth date and the code.",
            source: "Medicare Code Editor, edit 4",
        },
        Edit::SexConflict => Words {
            rule: if matches!(place, Place::Procedure(_)) {
                "MCE-05"
            } else {
                "CM-016"
            },
            severity: Severity::Warn,
            what: "{} does not go with the patient's sex.",
            why: "The editor compares both for discharges before 2024-10-01.",
            fix: "Check the sex as billed and the code.",
            source: "Medicare Code Editor, edit 5",
        },
        Edit::Unspecified => Words {
            rule: "CM-017",
            severity: Severity::Warn,
            what: "{} leaves the side open.",
            why: "A code of the same category names the side, and the record usually does.",
            fix: "Choose the code of the side; if it can't be told, state that on the claim (UNABLE TO DET LAT 1 or 2).",
            source: "Medicare Code Editor, edit 20",
        },
        _ => Words {
            rule: "PCS-011",
            severity: Severity::Stop,
            what: "{} says that a wrong operation was performed.",
            why: "It is a never event: the claim is held and not paid like another.",
            fix: "Have the case reviewed; bill it as the payer's rules on wrong surgery say.",
            source: "Medicare Code Editor, edit 18",
        },
    }
}

fn procedure_words(edit: Edit) -> Words {
    match edit {
        Edit::NonCovered => Words {
            rule: "PCS-009",
            severity: Severity::Warn,
            what: "{} is not covered.",
            why: "Medicare does not pay for it, or only together with certain diagnoses or procedures.",
            fix: "See whether the condition that makes it covered is coded; otherwise bill it as non-covered.",
            source: "Medicare Code Editor, edit 11",
        },
        Edit::LimitedCoverage => Words {
            rule: "PCS-010",
            severity: Severity::Info,
            what: "{} is covered only under conditions.",
            why: "Coverage depends on the indication, the programme or the hospital.",
            fix: "Check the coverage decision before billing.",
            source: "Medicare Code Editor, edit 17",
        },
        Edit::InconsistentWithLengthOfStay => Words {
            rule: "PCS-012",
            severity: Severity::Warn,
            what: "{} does not go with a stay this short.",
            why: "The code says that it lasted more than 96 hours on end; the stay has fewer than five days.",
            fix: "Check the duration value of the code and the dates of the stay.",
            source: "Medicare Code Editor, edit 19",
        },
        _ => Words {
            rule: "MCE-OB",
            severity: Severity::Warn,
            what: "{} is a delivery, and no outcome of delivery is coded.",
            why: "A stay with a delivery carries a code for its outcome.",
            fix: "Add the outcome of delivery (Z37.-) as a secondary diagnosis.",
            source: "Medicare Code Editor, questionable obstetric admission",
        },
    }
}
