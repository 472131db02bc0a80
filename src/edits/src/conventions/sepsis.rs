//! Sepsis, severe sepsis and septic shock (CM-028).

use grouper::PresentOnAdmission;

use super::case::{Case, Coded, finding, listed};
use crate::findings::{Finding, Place, Severity};

/// Systemic infections by code: sepsis of named organisms, after procedures and infusions, obstetric, of newborns;
/// COVID-19 and other viral infections that go with severe sepsis without a sepsis code of their own.
const SYSTEMIC: [&str; 25] = [
    "O753", "O8604", "A40-A41", "A021", "A207", "A227", "A267", "A282", "A327", "A427", "A483",
    "A5486", "B007", "B377", "O85", "O0337", "O0387", "O0487", "O0737", "O0882", "P36", "T802",
    "T814", "T880", "U071",
];
/// Infections, agents of other diseases and sequelae left out.
const INFECTIONS: [&str; 2] = ["A00-B89", "B99"];
/// Sepsis proper, for the order beside a localised infection.
const SEPSIS: [&str; 11] = [
    "A40-A41", "A021", "A207", "A227", "A267", "A282", "A327", "A427", "A5486", "B007", "B377",
];
/// Acute organ dysfunctions: those that R65.2 names, and the same organs failing by another code (after a procedure, of
/// a mother, of a newborn, acute respiratory distress, toxic encephalopathy). Shock is one itself.
const DYSFUNCTION: [&str; 19] = [
    "J960",
    "J962",
    "J80",
    "J951-J952",
    "J9582",
    "P285",
    "P60",
    "N17",
    "N990",
    "O904",
    "K720",
    "K767",
    "K7682",
    "D65",
    "G9341",
    "G928",
    "G929",
    "G6281",
    "G7281",
];
/// What may be the dysfunction, and is not by its code alone: thrombocytopenia, acidosis, injury of the heart muscle and
/// acute failure of the heart, hepatic failure whose course is not told.
const PERHAPS: [&str; 9] = [
    "D6959", "D696", "E872", "I21A1", "I5A", "I5021", "I5031", "I5041", "K729",
];
/// Localised infections that sepsis goes before (I.C.1.d.4).
const LOCALISED: [&str; 11] = [
    "J12-J18", "J690", "N10", "N12", "N136", "N390", "L03", "K65", "K57", "K81", "M00",
];

pub(super) fn named() -> Vec<&'static str> {
    [
        &SYSTEMIC[..],
        &INFECTIONS,
        &SEPSIS,
        &DYSFUNCTION,
        &PERHAPS,
        &LOCALISED,
        &["R65", "R651", "R652", "R6520", "J20-J22", "I11-I13"],
    ]
    .concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    severe(case, found);
    two_of_category(case, found);
    dysfunction_without_severe(case, found);
    order(case, found);
}

fn severe(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(severe) = case.first(&["R652"]) else {
        return;
    };
    if severe.principal() && !case.editor_objects_to_principal() {
        found.push(finding(
            "CM-028",
            Severity::Stop,
            Place::Principal,
            format!("{} can't be principal.", severe.dotted()),
            "Severe sepsis is told second, after the systemic infection.",
            "Make the systemic infection the principal diagnosis.",
            "ICD-10-CM Official Guidelines, I.C.1.d.3",
        ));
    }
    match case.first(&SYSTEMIC) {
        // Another infection may be a systemic one (malaria, meningococcal disease): that is to be looked at.
        None if case.any(&INFECTIONS) => found.push(finding(
            "CM-028",
            Severity::Warn,
            severe.place,
            format!("{} stands with an infection that is not sepsis by its code.", severe.dotted()),
            "Severe sepsis takes the code of the systemic infection first (A41.9 if no organism is known), then R65.2-.",
            "Add the code of the systemic infection, unless the infection's own code is that.",
            "ICD-10-CM Official Guidelines, I.C.1.d.1.b",
        )),
        None => found.push(finding(
            "CM-028",
            Severity::Stop,
            severe.place,
            format!("{} stands without a systemic infection.", severe.dotted()),
            "Severe sepsis takes at least two codes: the systemic infection (A41.9 if no organism is known), then R65.2-.",
            "Add the code of the infection before it.",
            "ICD-10-CM Official Guidelines, I.C.1.d.1.b",
        )),
        Some(infection) if infection.place > severe.place && !severe.principal() => found.push(finding(
            "CM-028",
            Severity::Warn,
            severe.place,
            format!("{} stands before {}.", severe.dotted(), infection.dotted()),
            "The systemic infection comes first, the code of R65.2 after it.",
            "Exchange the two.",
            "ICD-10-CM Official Guidelines, I.C.1.d.1.b",
        )),
        Some(_) => {}
    }
    // The list of dysfunctions is by example, and shock is one itself: this is to be looked at, not a stop.
    if severe.is(&["R6520"]) && !case.any(&DYSFUNCTION) && !case.any(&PERHAPS) {
        let other = case.diagnoses.iter().any(|d| may_be_dysfunction(d));
        found.push(finding(
            "CM-028",
            if other {
                Severity::Info
            } else {
                Severity::Warn
            },
            severe.place,
            "Severe sepsis stands without an acute organ dysfunction.".to_owned(),
            "R65.20 says that an organ failed; codes for each dysfunction are required beside it.",
            if other {
                "See that the acute condition coded is the dysfunction; otherwise add the codes the provider names."
            } else {
                "Add the codes of the dysfunctions the provider names."
            },
            "ICD-10-CM Official Guidelines, I.C.1.d.1.b",
        ));
    }
}

/// Whether a diagnosis says by its title that something is acute or failed, and is no infection.
fn may_be_dysfunction(diagnosis: &Coded<'_>) -> bool {
    let title = diagnosis.title();
    ["acute ", "failure", "encephalopathy", "insufficiency"]
        .iter()
        .any(|word| title.contains(word))
        && !title.starts_with("chronic")
        && !diagnosis.is(&INFECTIONS)
        && !diagnosis.is(&LOCALISED)
        && !diagnosis.is(&["J20-J22", "I11-I13"])
}

fn two_of_category(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(sirs), Some(severe)) = (case.first(&["R651"]), case.first(&["R652"])) else {
        return;
    };
    found.push(finding(
        "CM-028",
        Severity::Stop,
        sirs.place,
        format!("{} stands beside {}.", sirs.dotted(), severe.dotted()),
        "Only one code of category R65 is assigned; with severe sepsis that is R65.2-.",
        format!("Leave {} out.", sirs.dotted()),
        "ICD-10-CM Official Guidelines, I.C.1.d.6",
    ));
}

fn dysfunction_without_severe(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(sepsis) = case.first(&SEPSIS) else {
        return;
    };
    let mut organs = case.all(&DYSFUNCTION).peekable();
    if organs.peek().is_none() || case.any(&["R652", "T8112"]) {
        return;
    }
    found.push(finding(
        "CM-028",
        Severity::Info,
        sepsis.place,
        format!(
            "Sepsis ({}) stands beside an acute organ dysfunction without R65.2-.",
            sepsis.dotted()
        ),
        format!(
            "If the sepsis caused it, the sepsis is severe: {}.",
            listed(organs)
        ),
        "If the record does not say what caused it, ask the provider.",
        "ICD-10-CM Official Guidelines, I.C.1.d.1.a.iv",
    ));
}

fn order(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(principal) = case.principal().filter(|d| d.is(&LOCALISED)) else {
        return;
    };
    let yes = PresentOnAdmission::Y;
    let Some(sepsis) = case
        .all(&SEPSIS)
        .find(|d| d.poa == yes && principal.poa == yes)
    else {
        return;
    };
    found.push(finding(
        "CM-028",
        Severity::Warn,
        sepsis.place,
        format!("{} was present on admission, and {} is principal.", sepsis.dotted(), principal.dotted()),
        "When a patient is admitted with sepsis and a localised infection, the systemic infection is sequenced first.",
        format!("Make {} principal, if both occasioned the admission.", sepsis.dotted()),
        "ICD-10-CM Official Guidelines, I.C.1.d.4",
    ));
}
